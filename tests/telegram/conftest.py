"""A channel on a Bot API server on loopback, with a plain function in Rasa's place."""

from __future__ import annotations

import asyncio
import datetime as dtm
import re
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from rasa.core.channels.channel import UserMessage
from sqlalchemy.orm import Session, sessionmaker

from hipwise.records.database import migrate, open_engine, session_factory
from hipwise.records.handled_updates import HandledUpdates
from hipwise.records.people import People
from hipwise.telegram.channel import TelegramChannel, Webhook, make_bot
from hipwise.telegram.commands import Command
from hipwise.telegram.pacing import Pacing
from hipwise.telegram.updates import Locate, Understanding
from hipwise.telegram.words import ChannelWords, load_words

from .bot_api import BotApi

ROOT = Path(__file__).parents[2]
PNG = b"\x89PNG\r\n\x1a\n a picture"
COMMANDS = (
    Command("start", "/greet", "Begin"),
    Command("help", "/ask_help", "What I can do"),
)


def clean_text(text: str) -> str:
    """Stands in for hipwise.understanding.messages.clean_text."""
    return re.sub(r"[\x00-\x1f\u200b]", "", text).lstrip("/ ").strip()[:2000]


def parse_payload(payload: str) -> dict[str, Any] | None:
    """Stands in for hipwise.understanding.messages.parse_payload."""
    if payload == '/start_guided_set{"set_step":"pause"}':
        step = {"entity": "set_step", "value": "pause"}
        intent = {"name": "start_guided_set", "confidence": 1.0}
        return {"text": payload, "intent": intent, "entities": [step]}
    name = payload.removeprefix("/")
    if name not in {"greet", "affirm", "ask_help", "ask_cause", "ask_rest"}:
        return None
    return {"text": payload, "intent": {"name": name, "confidence": 1.0}, "entities": []}


def utc_now() -> dtm.datetime:
    """The time, for records."""
    return dtm.datetime.now(dtm.timezone.utc)


class Unhurried(Pacing):
    """No pacing, for tests that send much."""

    async def wait(self, chat_id: int) -> None:
        """Does not wait."""


class Rasa:
    """A stand-in for Rasa: keeps what it was told and answers by `reply`."""

    def __init__(self) -> None:
        self.heard: list[UserMessage] = []
        self.reply: Callable[[UserMessage], Awaitable[None]] = self.echo

    async def __call__(self, message: UserMessage) -> None:
        self.heard.append(message)
        await self.reply(message)

    async def echo(self, message: UserMessage) -> None:
        """Says back what was said."""
        await self.respond(message, text=f"echo {message.text}")

    @staticmethod
    async def respond(message: UserMessage, **response: Any) -> None:
        """Sends one response as Rasa does."""
        await message.output_channel.send_response(
            message.sender_id, {"buttons": None, "image": None, "attachment": None, **response}
        )

    def texts(self) -> list[str]:
        """What it was told."""
        return [str(message.text) for message in self.heard]


async def until_finished(api: BotApi, sessions: sessionmaker[Session], seconds: float = 10) -> None:
    """Waits until every update is confirmed, and those written down for it are finished."""
    ledger = HandledUpdates(sessions)
    await api.until(lambda: not api.updates and not ledger.kept(), seconds)


class Rig:
    """One channel at a time on one server and one database; `start` again for a restart."""

    def __init__(self, api: BotApi, sessions: sessionmaker[Session], root: Path) -> None:
        self.api = api
        self.sessions = sessions
        self.root = root
        self.rasa = Rasa()
        self.people = People(sessions)
        self.words: ChannelWords = load_words(ROOT / "content" / "channel.yml")
        self.locate: Locate | None = None
        self.channel: TelegramChannel
        self._started = False

    def build(
        self, webhook: Webhook | None = None, token: str | None = None, **more: Any
    ) -> TelegramChannel:
        """A channel as the program would build it."""
        return TelegramChannel(
            bot=make_bot(token or self.api.token, self.api.url),
            sessions=self.sessions,
            root=self.root,
            words=self.words,
            understanding=Understanding(clean_text, parse_payload, COMMANDS, self.locate),
            clock=utc_now,
            webhook=webhook,
            pacing=Unhurried(),
            **more,
        )

    async def start(self) -> None:
        """Starts a fresh channel."""
        self.channel = self.build()
        await self.channel.start(self.rasa)
        self._started = True

    async def stop(self) -> None:
        """Stops it."""
        if self._started:
            self._started = False
            await self.channel.stop()

    async def ask(self, chat_id: int, text: str, answers: int = 1) -> None:
        """Says something and waits for so many messages more."""
        before = len(self.api.sent(chat_id))
        self.api.say(chat_id, text)
        await self.api.until(lambda: len(self.api.sent(chat_id)) >= before + answers)

    async def settle(self) -> None:
        """Waits until all updates are finished."""
        await until_finished(self.api, self.sessions)

    def hold(self, held: Callable[[UserMessage], bool] = lambda _: True) -> asyncio.Event:
        """Lets turns echo, those that are held only once the event is set."""
        release = asyncio.Event()

        async def reply(message: UserMessage) -> None:
            if held(message):
                await release.wait()
            await self.rasa.echo(message)

        self.rasa.reply = reply
        return release


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that was migrated once, to be copied."""
    path = tmp_path_factory.mktemp("records") / "migrated.db"
    engine = open_engine(f"sqlite:///{path}")
    migrate(engine)
    engine.dispose()
    return path


@pytest.fixture
def sessions(tmp_path: Path, migrated: Path) -> Iterator[sessionmaker[Session]]:
    """The records in a database of their own."""
    path = tmp_path / "records.db"
    shutil.copy(migrated, path)
    engine = open_engine(f"sqlite:///{path}")
    yield session_factory(engine)
    engine.dispose()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project's root with pictures."""
    pictures = tmp_path / "content" / "pictures"
    pictures.mkdir(parents=True)
    (pictures / "clamshell.png").write_bytes(PNG)
    (pictures / "bridge.gif").write_bytes(b"GIF89a moving")
    return tmp_path


@pytest_asyncio.fixture
async def api() -> AsyncIterator[BotApi]:
    """The Bot API server."""
    async with BotApi() as server:
        yield server


@pytest_asyncio.fixture
async def rig(api: BotApi, sessions: sessionmaker[Session], root: Path) -> AsyncIterator[Rig]:
    """A started channel."""
    made = Rig(api, sessions, root)
    await made.start()
    yield made
    await made.stop()
