"""Sends replies, on Telegram's good and bad days. No Telegram error leaves this module.

- Forbidden: the person blocked the bot; noted, nothing more is sent.
- RetryAfter: waited, as long as patience lasts.
- Network and server errors: tried again with growing pauses. While Telegram answers nobody, for
  hours; when it answers others, the fault is this message's and it is given up after a few tries.
  A request that timed out may have been delivered: better twice than never.
- BadRequest: tried again as plain text, then without buttons.
"""

from __future__ import annotations

import asyncio
import datetime as dtm
import hashlib
import logging
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar

from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    LinkPreviewOptions,
    Message,
)
from telegram.constants import ChatAction, ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from hipwise.errors import cause
from hipwise.records.people import People
from hipwise.records.sent_files import SentFiles
from hipwise.replies import Reply
from hipwise.telegram.delivery import Delivery
from hipwise.telegram.identity import person_id
from hipwise.telegram.pacing import Pacing
from hipwise.telegram.rendering import Send, render

logger = logging.getLogger(__name__)

T = TypeVar("T")

# An outage of hours is sat out; what was to be said is still worth saying then.
TURN_PATIENCE_SECONDS = 3 * 3600.0
TRIES = 6
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0

# Only these are the same for everybody; a person's own charts and exports are not kept.
SHARED_FOLDER = "content"

# The first of eight studies, shown as a large card, would push the answer off the screen.
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_PHOTOS = {".png", ".jpg", ".jpeg"}
_ANIMATIONS = {".gif", ".mp4"}


class Outcome(Enum):
    """What became of a reply."""

    SENT = "sent"
    BLOCKED = "blocked"
    FAILED = "failed"


class Contact:
    """When Telegram last answered."""

    def __init__(self, clock: Callable[[], dtm.datetime]) -> None:
        self._clock = clock
        self.count = 0
        self.last: dtm.datetime | None = None

    def note(self) -> None:
        """Telegram answered just now."""
        self.count += 1
        self.last = self._clock()


def is_temporary(error: TelegramError) -> bool:
    """Whether the same call may succeed later: network, server and flood errors."""
    return not isinstance(error, BadRequest | Forbidden | InvalidToken | ChatMigrated)


@dataclass(frozen=True)
class _File:
    kind: str
    name: str
    content: bytes
    key: str | None


class Sender:
    """Sends replies to people and records what became of them.

    Attributes:
        counts: how many calls ended how: `sent`, or the kind of error. For metrics.
    """

    def __init__(
        self,
        bot: Bot,
        people: People,
        files: SentFiles,
        root: Path,
        contact: Contact,
        pacing: Pacing,
        clock: Callable[[], dtm.datetime],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Keeps what it is given.

        Args:
            bot: the connection to Telegram.
            people: where blocks and the newest keyboards are noted.
            files: the ids of files already sent.
            root: the folder that images are relative to, and may not leave.
            contact: told of each answer of Telegram's.
            pacing: when a message may go out.
            clock: the time, aware, for the records.
            sleep: waits a number of seconds.
            monotonic: seconds that never go back, for patience.
        """
        self._bot = bot
        self._people = people
        self._files = files
        self._root = root.resolve()
        self._contact = contact
        self._pacing = pacing
        self._clock = clock
        self._sleep = sleep
        self._monotonic = monotonic
        self.counts: Counter[str] = Counter()

    async def send(
        self,
        chat_id: int,
        reply: Reply,
        patience: float = TURN_PATIENCE_SECONDS,
        delivery: Delivery | None = None,
    ) -> Outcome:
        """Sends a reply, all its parts in order; stops at the first that cannot be delivered.

        Args:
            chat_id: the private chat.
            reply: what to say.
            patience: seconds during which temporary errors are waited out, for each part.
            delivery: the answer that this is part of; what an earlier run sent is left out.
        """
        for part in render(reply):
            if delivery is not None and delivery.next_is_out():
                continue
            try:
                message = await self._send_part(chat_id, part, patience)
            except Forbidden:
                await self._record(self._people.blocked, person_id(chat_id), self._clock())
                return Outcome.BLOCKED
            except TelegramError as error:
                logger.warning("a reply could not be sent: %s", cause(error))
                return Outcome.FAILED
            keyboard_id = message.message_id if message.reply_markup is not None else None
            if delivery is not None:
                await delivery.note(person_id(chat_id), keyboard_id)
            elif keyboard_id is not None:
                await self._record(self._people.shown_keyboard, person_id(chat_id), keyboard_id)
        return Outcome.SENT

    async def answer_press(self, query_id: str, notice: str | None = None) -> None:
        """Ends the waiting sign on a button, with a short notice if there is one."""
        await self._quietly(lambda: self._bot.answer_callback_query(query_id, text=notice))

    async def take_keyboard(self, chat_id: int, message_id: int) -> None:
        """Takes the buttons off a message."""
        await self._quietly(
            lambda: self._bot.edit_message_reply_markup(chat_id=chat_id, message_id=message_id)
        )

    async def show(
        self,
        chat_id: int,
        message_id: int | None,
        newest: Callable[[], Reply],
        patience: float = TURN_PATIENCE_SECONDS,
    ) -> int | None:
        """Shows a reply of text and buttons in a message that is there already, or in a new one.

        Args:
            chat_id: the private chat.
            message_id: the message to change; a new one is sent where it is None or gone.
            newest: what to show; asked anew before each try, so that no try is out of date.
            patience: seconds during which temporary errors are waited out.

        Returns:
            The id of the message that shows it; None where it could not be shown.
        """
        try:
            if message_id is not None:
                try:
                    await self._patiently(
                        chat_id, patience, lambda: self._edit(chat_id, message_id, newest())
                    )
                    return message_id
                except BadRequest as error:
                    if "not modified" in error.message.lower():
                        return message_id
                    logger.info("a message could not be changed; sending a new one")
            message = await self._send_part(chat_id, render(newest())[0], patience)
            return message.message_id
        except Forbidden:
            await self._record(self._people.blocked, person_id(chat_id), self._clock())
        except TelegramError as error:
            logger.warning("a message could not be changed: %s", cause(error))
        return None

    async def _edit(self, chat_id: int, message_id: int, reply: Reply) -> object:
        part = render(reply)[0]
        return await self._bot.edit_message_text(
            part.html,
            chat_id=chat_id,
            message_id=message_id,
            parse_mode=ParseMode.HTML,
            reply_markup=_markup(part),
        )

    async def show_typing(self, chat_id: int) -> None:
        """Shows "typing…" for about five seconds."""
        await self._quietly(lambda: self._bot.send_chat_action(chat_id, ChatAction.TYPING))

    async def _quietly(self, call: Callable[[], Awaitable[object]]) -> None:
        # Courtesies: not worth a second try.
        try:
            await call()
            self._contact.note()
        except TelegramError as error:
            self.counts[_kind(error)] += 1

    async def _send_part(self, chat_id: int, part: Send, patience: float) -> Message:
        if part.image is not None:
            file = await asyncio.to_thread(self._read, part.image)
            if file is not None:
                try:
                    return await self._send_file(chat_id, part, file, patience)
                except BadRequest as error:
                    logger.warning("a picture was refused: %s", cause(error))
            if not part.plain:
                part = Send("…", "…", None, part.keyboard)
        markup = _markup(part)
        return await self._first_accepted(
            chat_id,
            patience,
            lambda: self._bot.send_message(
                chat_id,
                part.html,
                parse_mode=ParseMode.HTML,
                reply_markup=markup,
                link_preview_options=_NO_PREVIEW,
            ),
            lambda: self._bot.send_message(
                chat_id, part.plain, reply_markup=markup, link_preview_options=_NO_PREVIEW
            ),
            lambda: self._bot.send_message(chat_id, part.plain, link_preview_options=_NO_PREVIEW),
        )

    async def _send_file(self, chat_id: int, part: Send, file: _File, patience: float) -> Message:
        call: Callable[..., Awaitable[Message]] = getattr(self._bot, f"send_{file.kind}")
        markup = _markup(part)

        async def send(content: str | InputFile, as_html: bool) -> Message:
            return await call(
                chat_id,
                content,
                caption=(part.html if as_html else part.plain) or None,
                parse_mode=ParseMode.HTML if as_html else None,
                reply_markup=markup,
            )

        known = await self._record(self._files.file_id, file.key) if file.key else None
        if known is not None:
            try:
                return await self._patiently(chat_id, patience, lambda: send(known, True))
            except BadRequest:
                await self._record(self._files.forget, file.key)
        message = await self._first_accepted(
            chat_id,
            patience,
            lambda: send(InputFile(file.content, file.name), True),
            lambda: send(InputFile(file.content, file.name), False),
        )
        file_id = _file_id(message, file.kind)
        if file.key and file_id:
            await self._record(self._files.remember, file.key, file_id)
        return message

    async def _first_accepted(
        self, chat_id: int, patience: float, *calls: Callable[[], Awaitable[Message]]
    ) -> Message:
        *attempts, last = calls
        for call in attempts:
            try:
                return await self._patiently(chat_id, patience, call)
            except BadRequest as error:
                if "chat not found" in error.message.lower():
                    raise
                logger.warning("Telegram refused a message; trying a plainer one")
        return await self._patiently(chat_id, patience, last)

    async def _patiently(
        self, chat_id: int, patience: float, call: Callable[[], Awaitable[T]]
    ) -> T:
        """Calls until it succeeds.

        Raises:
            TelegramError: the call can never succeed, or patience ended.
        """
        deadline = self._monotonic() + patience
        own_faults = 0
        pause = FIRST_PAUSE_SECONDS
        contacts = self._contact.count
        while True:
            await self._pacing.wait(chat_id)
            try:
                result = await call()
            except TelegramError as error:
                self.counts[_kind(error)] += 1
                if not is_temporary(error):
                    raise
                if isinstance(error, RetryAfter):
                    wait = _seconds(error.retry_after)
                else:
                    wait, pause = pause, min(2 * pause, LONGEST_PAUSE_SECONDS)
                    own_faults += self._contact.count > contacts
                    contacts = self._contact.count
                if own_faults >= TRIES or self._monotonic() + wait > deadline:
                    raise
                logger.info("sending again after %s", cause(error))
                await self._sleep(wait)
            else:
                self._contact.note()
                self.counts["sent"] += 1
                return result

    async def _record(self, write: Callable[..., T], *args: Any) -> T | None:
        # The message matters more than the note about it.
        try:
            return await asyncio.to_thread(write, *args)
        except Exception as error:
            logger.error("a record could not be kept: %s", cause(error))
            return None

    def _read(self, image: str) -> _File | None:
        path = (self._root / image).resolve()
        if not path.is_relative_to(self._root) or not path.is_file():
            logger.error("there is no picture %s", image)
            return None
        content = path.read_bytes()
        relative = path.relative_to(self._root)
        shared = relative.parts[0] == SHARED_FOLDER
        return _File(
            kind=_file_kind(path),
            name=path.name,
            content=content,
            key=f"{relative.as_posix()}:{hashlib.sha256(content).hexdigest()}" if shared else None,
        )


def _file_kind(path: Path) -> str:
    suffix = path.suffix.lower()
    if suffix in _PHOTOS:
        return "photo"
    return "animation" if suffix in _ANIMATIONS else "document"


def _file_id(message: Message, kind: str) -> str | None:
    if kind == "photo":
        return message.photo[-1].file_id if message.photo else None
    file = message.animation if kind == "animation" else message.document
    return file.file_id if file else None


def _markup(part: Send) -> InlineKeyboardMarkup | None:
    if not part.keyboard:
        return None
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(button.title, callback_data=button.payload) for button in row]
            for row in part.keyboard
        ]
    )


def _seconds(span: int | dtm.timedelta) -> float:
    return span.total_seconds() if isinstance(span, dtm.timedelta) else float(span)


def _kind(error: TelegramError) -> str:
    for kind, name in (
        (Forbidden, "blocked"),
        (RetryAfter, "flood"),
        (BadRequest, "refused"),
        (TimedOut, "timed_out"),
        (InvalidToken, "token"),
    ):
        if isinstance(error, kind):
            return name
    return "network"
