"""The Telegram channel as Rasa sees it: a blueprint that starts and stops with the server.

Without a webhook it polls. With one, Telegram posts each update to `/webhooks/telegram/webhook`
and the answer 200 is given when the update is finished. Telegram keeps a chat's next update back
until then, so that a chat stays in order also when a balancer spreads its updates over replicas,
and an update in the hands of a process that dies is posted again, to another. An update that takes
longer than Telegram waits (its reply waits for better weather) is not confirmed either: Telegram is
told to post it again, and it is found in hand, here or by another replica.
"""

from __future__ import annotations

import asyncio
import datetime as dtm
import hmac
import json
import logging
import re
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit, urlunsplit

import httpx
from rasa.core.channels.channel import InputChannel
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, text
from sqlalchemy.orm import Session, sessionmaker
from telegram import BotCommand
from telegram.error import BadRequest, InvalidToken, TelegramError
from telegram.request import HTTPXRequest

from hipwise.errors import HipwiseError, SettingsError, cause
from hipwise.records.handled_updates import HandledUpdates
from hipwise.records.people import People
from hipwise.records.sent_files import SentFiles
from hipwise.replies import Reply
from hipwise.tasks import DAY_SECONDS, end, repeat
from hipwise.telegram.identity import CHANNEL, chat_id
from hipwise.telegram.inbox import TAKEN_A_MINUTE, Hold, Inbox
from hipwise.telegram.live import LiveMessages
from hipwise.telegram.logs import protect_logs
from hipwise.telegram.output import TelegramOutput
from hipwise.telegram.pacing import Pacing
from hipwise.telegram.polling import (
    ALLOWED_UPDATES,
    Poller,
    PollingBot,
    read_update,
    update_id_of,
)
from hipwise.telegram.sending import Contact, Outcome, Sender, is_temporary
from hipwise.telegram.updates import OnNewMessage, Understanding, UpdateHandler
from hipwise.telegram.words import ChannelWords

logger = logging.getLogger(__name__)

TELEGRAM_API_URL = "https://api.telegram.org"
WEBHOOK_PATH = f"/webhooks/{CHANNEL}/webhook"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"

STOP_SECONDS = 10.0
# Of which this much is for the turns in hand; the rest is for prompts, and for saying goodbye to
# Telegram.
TURNS_END_SECONDS = 4.5
WEBHOOK_ANSWER_SECONDS = 50.0
LARGEST_BODY = 1 << 20
SEND_TIMEOUT_SECONDS = 20.0
# A prompt that cannot go out now is the reminders' to try again.
UNASKED_PATIENCE_SECONDS = 30.0
UPDATES_REMEMBERED = dtm.timedelta(days=3)

_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_FIRST_PAUSE_SECONDS = 0.5
_LONGEST_PAUSE_SECONDS = 30.0


@dataclass(frozen=True)
class Webhook:
    """Where Telegram is to post updates.

    Attributes:
        url: the public address; `WEBHOOK_PATH` is added when it has no path of its own.
        secret: what Telegram puts into the header `SECRET_HEADER`.
    """

    url: str
    secret: str

    def __post_init__(self) -> None:
        """Checks both.

        Raises:
            SettingsError: one of them cannot be used.
        """
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise SettingsError(
                "WEBHOOK_URL must be a whole address, such as https://bot.example.org"
            )
        if not _SECRET.fullmatch(self.secret):
            raise SettingsError("WEBHOOK_SECRET must be 1 to 256 letters, digits, _ or -")
        if parts.path in ("", "/"):
            object.__setattr__(self, "url", urlunsplit(parts._replace(path=WEBHOOK_PATH)))


def make_bot(token: str, api_url: str = TELEGRAM_API_URL) -> PollingBot:
    """The connection to Telegram; nothing is sent yet.

    Raises:
        SettingsError: the token is empty.
    """
    base = api_url.rstrip("/")
    # One set of trusted certificates for both connections: reading them takes 80 ms. A server
    # on loopback, without TLS, needs none.
    verify = httpx.create_ssl_context() if base.startswith("https:") else False
    try:
        return PollingBot(
            token,
            base_url=f"{base}/bot",
            base_file_url=f"{base}/file/bot",
            request=HTTPXRequest(
                read_timeout=SEND_TIMEOUT_SECONDS,
                pool_timeout=SEND_TIMEOUT_SECONDS,
                httpx_kwargs={"verify": verify},
            ),
            get_updates_request=HTTPXRequest(
                connection_pool_size=2, httpx_kwargs={"verify": verify}
            ),
        )
    except InvalidToken as error:
        raise SettingsError("TELEGRAM_BOT_TOKEN is empty; @BotFather gives you one") from error


async def check_token(token: str, api_url: str = TELEGRAM_API_URL) -> str:
    """Asks Telegram who the token belongs to; returns the bot's user name.

    Raises:
        SettingsError: Telegram does not know the token.
        HipwiseError: Telegram cannot be reached.
    """
    bot = make_bot(token, api_url)
    try:
        async with bot:
            return bot.username
    except InvalidToken as error:
        raise _wrong_token() from error
    except TelegramError as error:
        raise HipwiseError(
            "Telegram cannot be reached; check the network and TELEGRAM_API_URL"
        ) from error


def _wrong_token() -> SettingsError:
    return SettingsError("TELEGRAM_BOT_TOKEN is refused by Telegram; copy it again from @BotFather")


class TelegramChannel(InputChannel):
    """Passes people's messages to Rasa and Rasa's replies to people.

    Attributes:
        contact: when Telegram last answered.
        sender: sends replies; also for messages that nobody asked for.
        live: messages that are changed in place.
    """

    def __init__(
        self,
        bot: PollingBot,
        sessions: sessionmaker[Session],
        root: Path,
        words: ChannelWords,
        understanding: Understanding,
        clock: Callable[[], dtm.datetime],
        webhook: Webhook | None = None,
        pacing: Pacing | None = None,
        hold: Hold = nullcontext,
        answer_seconds: float = WEBHOOK_ANSWER_SECONDS,
    ) -> None:
        """Keeps what it is given; nothing is sent yet.

        Args:
            bot: made by `make_bot`.
            sessions: the records, migrated.
            root: the project's root, which images are relative to.
            words: the channel's own sentences.
            understanding: how texts, presses and commands are read.
            clock: the time, aware.
            webhook: where Telegram posts updates; without one the channel polls.
            pacing: when a message may go out; Telegram's limits unless given.
            hold: keeps a chat from other replicas while an update of it is in hand.
            answer_seconds: how long a post may wait for its update to be finished.

        Raises:
            HipwiseError: a command's payload is not an allowed one.
        """
        for command in understanding.commands:
            if understanding.parse_payload(command.payload) is None:
                raise HipwiseError(
                    f"content/commands.yml: /{command.name} has a payload that is not allowed"
                )
        self._bot = bot
        self._words = words
        self._understanding = understanding
        self._clock = clock
        self._webhook = webhook
        self._hold = hold
        self._answer_seconds = answer_seconds
        self._ledger = HandledUpdates(sessions)
        self._people = People(sessions)
        self.contact = Contact(clock)
        self.sender = Sender(
            bot=bot,
            people=self._people,
            files=SentFiles(sessions),
            root=root,
            contact=self.contact,
            pacing=pacing or Pacing(),
            clock=clock,
        )
        self.live = LiveMessages(self.sender)
        self._inbox: Inbox | None = None
        self._poller: Poller | None = None
        self._running: asyncio.Task[None] | None = None

    @classmethod
    def name(cls) -> str:
        """The channel's name in Rasa."""
        return CHANNEL

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> NoReturn:
        """Refuses: the channel needs the records, which only `hipwise run` opens."""
        raise HipwiseError("credentials.yml: leave telegram out; `hipwise run` starts its channel")

    def get_output_channel(self) -> TelegramOutput:
        """A way out for what nobody asked for, such as `trigger_intent`; sends at once."""

        async def deliver(person: str, reply: Reply) -> Outcome:
            return await self.sender.send(chat_id(person), reply, UNASKED_PATIENCE_SECONDS)

        return TelegramOutput(deliver)

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        """The routes, and what happens when the server starts and stops."""
        blueprint = Blueprint("telegram_webhook", __name__)

        async def start(_app: Any, _loop: Any) -> None:
            await self.start(on_new_message)

        async def stop(_app: Any, _loop: Any) -> None:
            await self.stop()

        @blueprint.get("/")
        async def health(_request: Request) -> HTTPResponse:
            return text("ok")

        @blueprint.post("/webhook", stream=True)
        async def receive(request: Request) -> HTTPResponse:
            return await self._receive(request)

        blueprint.listener(start, "after_server_start")
        blueprint.listener(stop, "before_server_stop")
        return blueprint

    async def start(self, on_new_message: OnNewMessage) -> None:
        """Checks the token, then begins to take updates.

        With Telegram out of reach it begins as soon as it can.

        Raises:
            SettingsError: Telegram refuses the token.
        """
        protect_logs()
        try:
            await self._bot.initialize()
            self.contact.note()
        except InvalidToken as error:
            await self._bot.shutdown()
            raise _wrong_token() from error
        except TelegramError as error:
            logger.warning("Telegram cannot be reached yet: %s", cause(error))
        handler = UpdateHandler(
            on_new_message=on_new_message,
            sender=self.sender,
            people=self._people,
            ledger=self._ledger,
            words=self._words,
            understanding=self._understanding,
            clock=self._clock,
        )
        self._inbox = Inbox(
            handler.handle,
            handler.say_busy,
            self._ledger,
            self._clock,
            self._hold,
            taken_a_minute=None if self._webhook is None else TAKEN_A_MINUTE,
        )
        self._running = asyncio.create_task(self._run(self._inbox))

    async def stop(self) -> None:
        """Takes nothing new, finishes what is in hand within `STOP_SECONDS`, and says goodbye."""
        if self._running is not None:
            await end(self._running)
            self._running = None
        if self._inbox is not None:
            await self._inbox.close(TURNS_END_SECONDS)
        await self.live.close()
        if self._poller is not None:
            await self._poller.say_goodbye()
        await self._bot.shutdown()

    async def _run(self, inbox: Inbox) -> None:
        await self._until_reached(self._announce)
        forgetting = repeat(self._forget_old_updates, DAY_SECONDS, "forgetting old updates")
        if self._webhook is None:
            self._poller = Poller(self._bot, inbox, self._ledger, self.contact)
            await asyncio.gather(self._poller.run(), forgetting)
        else:
            await forgetting

    async def _announce(self) -> None:
        """Tells Telegram the menu and where updates go."""
        commands = self._understanding.commands
        await self._bot.set_my_commands(
            [BotCommand(command.name, command.description) for command in commands]
        )
        await self._bot.set_my_description(self._words.description)
        await self._bot.set_my_short_description(self._words.short_description)
        if self._webhook is None:
            await self._bot.delete_webhook()
        else:
            await self._bot.set_webhook(
                self._webhook.url,
                secret_token=self._webhook.secret,
                allowed_updates=list(ALLOWED_UPDATES),
            )
        self.contact.note()

    async def _until_reached(self, call: Callable[[], Any]) -> None:
        pause = _FIRST_PAUSE_SECONDS
        while True:
            try:
                await call()
                return
            except TelegramError as error:
                if isinstance(error, BadRequest):
                    logger.error(
                        "Telegram refuses the command menu or WEBHOOK_URL; check both: %s",
                        error.message,
                    )
                    return
                logger.warning("Telegram cannot be told of this bot yet: %s", cause(error))
                if not is_temporary(error):
                    pause = _LONGEST_PAUSE_SECONDS
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)

    async def _forget_old_updates(self) -> None:
        """Lets go of old entries of the ledger."""
        oldest = self._clock() - UPDATES_REMEMBERED
        await asyncio.to_thread(self._ledger.forget_before, oldest)

    async def _receive(self, request: Request) -> HTTPResponse:
        if self._webhook is None:
            return text("no webhook", status=404)
        given = request.headers.get(SECRET_HEADER, "")
        is_telegram = hmac.compare_digest(given.encode(), self._webhook.secret.encode())
        stream = request.stream
        if stream is None:
            return text("no body", status=400)
        # Sanic ends the reading, and the connection, with 413 beyond this.
        stream.request_max_size = LARGEST_BODY
        body = bytearray()
        # A stranger's body is read too, or Sanic would take it for the next request; not kept.
        while (chunk := await stream.read()) is not None:
            if is_telegram:
                body += chunk
        if not is_telegram:
            return text("wrong secret", status=403)
        try:
            content = json.loads(bytes(body))
        except ValueError:
            return text("not JSON", status=400)
        if update_id_of(content) is None:
            return text("not an update", status=400)
        return await self._answer_when_finished(content)

    async def _answer_when_finished(self, content: dict[str, Any]) -> HTTPResponse:
        update = read_update(content, self._bot)
        if update is None:
            # Refused, it would only be posted again.
            logger.warning("an update let pass: it cannot be read")
            return text("ok")
        if self._inbox is None:
            return text("not started", status=503)
        finished = self._inbox.offer(update)
        await asyncio.wait([finished], timeout=self._answer_seconds)
        if not finished.done():
            return text("in hand", status=503)
        if finished.cancelled():
            return text("stopping", status=503)
        return text("ok")
