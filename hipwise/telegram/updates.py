"""What to do about each kind of update. Nothing that arrives can raise beyond `UpdateHandler`."""

from __future__ import annotations

import asyncio
import datetime as dtm
import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from rasa.core.channels.channel import UserMessage
from telegram import CallbackQuery, ChatMember, Message, Update
from telegram.constants import ChatType

from hipwise.errors import cause, log_incident
from hipwise.guided_sets import INTENT, STEP
from hipwise.records.database import is_out_of_reach
from hipwise.records.handled_updates import HandledUpdates
from hipwise.records.once import run_of
from hipwise.records.people import People
from hipwise.replies import Reply
from hipwise.tasks import end, within
from hipwise.telegram.commands import Command, find_command, is_command
from hipwise.telegram.delivery import Delivery, begin
from hipwise.telegram.identity import CHANNEL, person_id
from hipwise.telegram.output import TelegramOutput
from hipwise.telegram.sending import Outcome, Sender
from hipwise.telegram.words import MEDIA, ChannelWords

logger = logging.getLogger(__name__)

T = TypeVar("T")

OnNewMessage = Callable[[UserMessage], Awaitable[Any]]
CleanText = Callable[[str], str]
ParsePayload = Callable[[str], "dict[str, Any] | None"]
Locate = Callable[[float, float], "dict[str, Any] | None"]

TURN_SECONDS = 60.0
TURNS_AT_ONCE = 16
TYPING_AFTER_SECONDS = 0.4
TYPING_AGAIN_SECONDS = 4.5
# While the database or Redis is out of reach a turn is tried again; nothing it did counts twice.
DATABASE_PATIENCE_SECONDS = 600.0
_FIRST_PAUSE_SECONDS = 0.5
_LONGEST_PAUSE_SECONDS = 8.0

# What asks about a topic, begins something or shows something means the same whenever its button
# is pressed; "yes" does not.
TIMELESS_INTENTS = ("ask_", "start_", "show_", "export_", "add_own_words", "greet", "help", INTENT)


@dataclass(frozen=True)
class Understanding:
    """How the channel reads what people send.

    Attributes:
        clean_text: makes typed text safe to interpret.
        parse_payload: a button's payload as Rasa's parse data; None when it is not allowed.
        commands: the published commands.
        locate: what a shared location means as Rasa's parse data, from latitude and longitude,
            which are not kept; None where it means nothing.
    """

    clean_text: CleanText
    parse_payload: ParsePayload
    commands: Sequence[Command]
    locate: Locate | None = None


class UpdateHandler:
    """Turns updates of private chats into turns of the conversation, and sends the replies."""

    def __init__(
        self,
        on_new_message: OnNewMessage,
        sender: Sender,
        people: People,
        ledger: HandledUpdates,
        words: ChannelWords,
        understanding: Understanding,
        clock: Callable[[], dtm.datetime],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Keeps what it is given.

        Args:
            on_new_message: Rasa's handler of one message.
            sender: sends replies.
            people: where it is noted who wrote and what they pressed.
            ledger: how far the answer to an update has got.
            words: the channel's own sentences.
            understanding: how texts, presses and commands are read.
            clock: the time, aware, for the records.
            sleep: waits a number of seconds.
            monotonic: seconds that never go back, for patience.
        """
        self._on_new_message = on_new_message
        self._sender = sender
        self._people = people
        self._ledger = ledger
        self._words = words
        self._understanding = understanding
        self._clock = clock
        self._sleep = sleep
        self._monotonic = monotonic
        self._turns = asyncio.Semaphore(TURNS_AT_ONCE)

    async def handle(self, update: Update) -> None:
        """Answers an update, or lets it pass."""
        try:
            await self._handle(update)
        except Exception as error:
            log_incident(logger, "update let pass", error)

    async def say_busy(self, update: Update) -> None:
        """Tells somebody that messages of theirs were skipped."""
        try:
            chat = private_chat(update)
            if chat is not None:
                await self._sender.send(chat, Reply(self._words.busy))
        except Exception as error:
            logger.error("busy word not said: %s", cause(error))

    async def _handle(self, update: Update) -> None:
        chat = private_chat(update)
        if update.callback_query is not None:
            delivery = await begin(self._ledger, update.update_id)
            await self._press(chat, update.update_id, update.callback_query, delivery)
        elif chat is None:
            return
        elif update.my_chat_member is not None:
            await self._membership(chat, update.my_chat_member.new_chat_member.status)
        elif update.message is not None:
            await self._record(self._people.seen, person_id(chat), self._clock())
            delivery = await begin(self._ledger, update.update_id)
            await self._message(chat, update.update_id, update.message, delivery)

    async def _membership(self, chat: int, status: str) -> None:
        if status in (ChatMember.BANNED, ChatMember.LEFT):
            await self._record(self._people.blocked, person_id(chat), self._clock())
        else:
            await self._record(self._people.unblocked, person_id(chat), self._clock())

    async def _message(
        self, chat: int, update_id: int, message: Message, delivery: Delivery
    ) -> None:
        meaning = await self._location(message)
        if meaning is not None:
            await self._turn(chat, update_id, delivery, meaning["text"], "location", meaning)
            return
        kind = next((kind for kind in MEDIA if getattr(message, kind, None)), None)
        if kind is not None:
            await self._sender.send(chat, Reply(self._words.media[kind]), delivery=delivery)
        # Words under a picture are a message like any other.
        written = message.text or message.caption
        if not written:
            return
        command = find_command(written, self._understanding.commands)
        if command is not None:
            parse_data = self._understanding.parse_payload(command.payload)
            await self._turn(chat, update_id, delivery, command.payload, "command", parse_data)
            return
        if is_command(written):
            await self._sender.send(chat, Reply(self._words.no_command), delivery=delivery)
            return
        # Half a surrogate pair would fail wherever the text is encoded.
        text = self._understanding.clean_text(written.encode("utf-8", "replace").decode())
        if text:
            await self._turn(chat, update_id, delivery, text, "text")
        else:
            await self._sender.send(chat, Reply(self._words.unreadable), delivery=delivery)

    async def _location(self, message: Message) -> dict[str, Any] | None:
        """What a shared location means."""
        point, locate = message.location, self._understanding.locate
        if point is None or locate is None:
            return None
        return await asyncio.to_thread(locate, point.latitude, point.longitude)

    async def _press(
        self, chat: int | None, update_id: int, query: CallbackQuery, delivery: Delivery
    ) -> None:
        parse_data = (
            self._understanding.parse_payload(query.data)
            if isinstance(query.data, str) and query.message is not None
            else None
        )
        if chat is None or parse_data is None or query.message is None or query.data is None:
            await self._sender.answer_press(query.id)
            return
        if _is_live(parse_data):
            # The set that they belong to changes its buttons itself, and knows what still counts.
            answered = asyncio.create_task(self._sender.answer_press(query.id))
            await self._turn(chat, update_id, delivery, query.data, "press", parse_data)
            await answered
            return
        person, message_id = person_id(chat), query.message.message_id
        known = await self._record(self._people.get, person)
        if known is not None and message_id == known.used_keyboard_id:
            # The second half of a double tap.
            await self._sender.answer_press(query.id)
            return
        is_newest = known is not None and message_id == known.keyboard_id
        is_timeless = _intent(parse_data).startswith(TIMELESS_INTENTS)
        # Where an earlier run sent part of the answer, the newest buttons may be the answer's.
        counts = is_newest or is_timeless or delivery.was_begun
        notice = _title(query) if counts else self._words.old_button
        courtesies = asyncio.gather(
            self._sender.answer_press(query.id, notice),
            self._sender.take_keyboard(chat, message_id),
        )
        if counts:
            # A press that does nothing must not bring back somebody who was just deleted.
            await self._record(self._people.seen, person, self._clock())
            await self._turn(chat, update_id, delivery, query.data, "press", parse_data)
        await courtesies
        # Last: a press that is delivered again after a crash must not pass for a double tap.
        await self._record(self._people.used_keyboard, person, message_id)

    async def _turn(
        self,
        chat: int,
        update_id: int,
        delivery: Delivery,
        text: str,
        kind: str,
        parse_data: dict[str, Any] | None = None,
    ) -> None:
        """Runs one turn, then sends its replies.

        They wait until Rasa has saved the turn: no trouble with sending can cost the turn, and
        Rasa's lock on the conversation is not held while Telegram is waited for.
        """
        deadline = self._monotonic() + DATABASE_PATIENCE_SECONDS
        pause = _FIRST_PAUSE_SECONDS
        while True:
            replies, error = await self._run(chat, update_id, text, kind, parse_data)
            if error is None:
                break
            log_incident(logger, "turn failed", error)
            if not is_out_of_reach(error) or self._monotonic() + pause > deadline:
                replies.append(Reply(self._words.failed))
                break
            if pause == _FIRST_PAUSE_SECONDS:
                await self._sender.send(chat, Reply(self._words.please_wait))
            await self._sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)
        for reply in replies:
            if await self._sender.send(chat, reply, delivery=delivery) is Outcome.BLOCKED:
                return

    async def _run(
        self, chat: int, update_id: int, text: str, kind: str, parse_data: dict[str, Any] | None
    ) -> tuple[list[Reply], Exception | None]:
        """What the turn says, and the error that ended it early."""
        replies: list[Reply] = []

        async def collect(_person: str, reply: Reply) -> None:
            replies.append(reply)

        message = UserMessage(
            text,
            TelegramOutput(collect),
            sender_id=person_id(chat),
            parse_data=parse_data,
            input_channel=CHANNEL,
            message_id=str(update_id),
            metadata={"update_id": update_id, "kind": kind},
        )
        typing = asyncio.create_task(self._keep_typing(chat))
        try:
            async with self._turns:
                with run_of(update_id):
                    await within(TURN_SECONDS, self._on_new_message(message))
        except Exception as error:
            return replies, error
        finally:
            await end(typing)
        return replies, None

    async def _keep_typing(self, chat: int) -> None:
        await asyncio.sleep(TYPING_AFTER_SECONDS)
        while True:
            await self._sender.show_typing(chat)
            await asyncio.sleep(TYPING_AGAIN_SECONDS)

    async def _record(self, method: Callable[..., T], *args: Any) -> T | None:
        # Without its records the channel still passes messages on.
        try:
            return await asyncio.to_thread(method, *args)
        except Exception as error:
            logger.error("a record could not be kept or read: %s", cause(error))
            return None


def private_chat(update: Update) -> int | None:
    """The id of the private chat that an update is about; None for groups and anything else."""
    chat = update.effective_chat
    if chat is None or chat.type != ChatType.PRIVATE or not isinstance(chat.id, int):
        return None
    return chat.id


def _title(query: CallbackQuery) -> str | None:
    """What stands on the button pressed, for a short notice: the buttons are gone in a moment."""
    markup = query.message.reply_markup if isinstance(query.message, Message) else None
    rows = markup.inline_keyboard if markup is not None else ()
    return next((one.text for row in rows for one in row if one.callback_data == query.data), None)


def _is_live(parse_data: Mapping[str, Any]) -> bool:
    """Whether a button belongs to a message that is changed in place."""
    return any(entity["entity"] == STEP for entity in parse_data.get("entities") or ())


def _intent(parse_data: Mapping[str, Any]) -> str:
    intent = parse_data.get("intent")
    return str(intent.get("name", "")) if isinstance(intent, dict) else ""
