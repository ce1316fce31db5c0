"""Sending on Telegram's bad days; pauses are counted, not waited."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy.orm import Session, sessionmaker

from hipwise.records.handled_updates import HandledUpdates
from hipwise.records.people import People
from hipwise.records.sent_files import SentFiles
from hipwise.replies import Button, Reply
from hipwise.telegram.channel import make_bot
from hipwise.telegram.delivery import begin
from hipwise.telegram.sending import TRIES, Contact, Outcome, Sender

from .bot_api import BotApi
from .conftest import Unhurried, utc_now

pytestmark = pytest.mark.asyncio
SAM = 41


class Clock:
    """Time that passes only by sleeping."""

    def __init__(self) -> None:
        self.now = 0.0
        self.pauses: list[float] = []

    def monotonic(self) -> float:
        """Seconds slept so far."""
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Lets the time pass at once."""
        self.pauses.append(seconds)
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    """The sender's time."""
    return Clock()


@pytest.fixture
def contact() -> Contact:
    """When Telegram answered."""
    return Contact(utc_now)


@pytest_asyncio.fixture
async def sender(
    api: BotApi,
    sessions: sessionmaker[Session],
    root: Path,
    clock: Clock,
    contact: Contact,
) -> AsyncIterator[Sender]:
    """A sender; Sam has written before."""
    People(sessions).seen("telegram:41", utc_now())
    api.meet(SAM)
    async with make_bot(api.token, api.url) as bot:
        yield Sender(
            bot,
            People(sessions),
            SentFiles(sessions),
            root,
            contact,
            Unhurried(),
            utc_now,
            clock.sleep,
            clock.monotonic,
        )


async def test_an_outage_is_sat_out(api: BotApi, sender: Sender, clock: Clock) -> None:
    api.fail(method="sendMessage", status=503, times=100)
    assert await sender.send(SAM, Reply("still here")) is Outcome.SENT
    assert len(clock.pauses) == 100
    assert clock.pauses == sorted(clock.pauses)
    assert api.texts(SAM) == ["still here"]


async def test_a_message_that_alone_fails_is_given_up(
    api: BotApi, sender: Sender, contact: Contact, clock: Clock
) -> None:
    api.fail(method="sendMessage", status=500, times=None)
    slept = clock.sleep

    async def others_are_answered(seconds: float) -> None:
        contact.note()
        await slept(seconds)

    sender._sleep = others_are_answered
    assert await sender.send(SAM, Reply("poison")) is Outcome.FAILED
    assert len(api.called("sendMessage")) == TRIES + 1


async def test_what_may_have_arrived_is_sent_again_and_noted_once(
    api: BotApi, sender: Sender, sessions: sessionmaker[Session]
) -> None:
    # Telegram took the first one, and the connection ended before it could say so.
    api.fail(method="sendMessage", status=0, done_first=True)
    ledger = HandledUpdates(sessions)
    reply = Reply("one\n\n" + "a" * 5000)
    delivery = await begin(ledger, 7)
    assert await sender.send(SAM, reply, delivery=delivery) is Outcome.SENT
    first, again, *rest = api.texts(SAM)
    assert first == again and first not in rest
    # A crash now: nothing more is said.
    delivery = await begin(ledger, 7)
    assert await sender.send(SAM, reply, delivery=delivery) is Outcome.SENT
    assert api.texts(SAM) == [first, again, *rest]


async def test_flood_waits_are_kept_and_bounded(api: BotApi, sender: Sender, clock: Clock) -> None:
    api.fail(method="sendMessage", status=429, retry_after=17)
    assert await sender.send(SAM, Reply("one")) is Outcome.SENT
    assert clock.pauses == [17]
    # An answer waits as long as it would through an outage; a prompt comes again by itself.
    api.fail(method="sendMessage", status=429, retry_after=4000, times=2)
    assert await sender.send(SAM, Reply("prompt"), patience=30) is Outcome.FAILED
    assert await sender.send(SAM, Reply("two")) is Outcome.SENT
    assert clock.pauses == [17, 4000]
    assert sender.counts == {"sent": 2, "flood": 3}


async def test_patience_ends(api: BotApi, sender: Sender, clock: Clock) -> None:
    api.fail(method="sendMessage", status=0, times=None)
    assert await sender.send(SAM, Reply("prompt"), patience=30) is Outcome.FAILED
    assert clock.now <= 30


async def test_blocked_and_unknown_chats(
    api: BotApi, sender: Sender, sessions: sessionmaker[Session]
) -> None:
    api.block(SAM, tell=False)
    assert await sender.send(SAM, Reply("a" * 9000)) is Outcome.BLOCKED
    assert len(api.called("sendMessage")) == 1
    person = People(sessions).get("telegram:41")
    assert person is not None and person.blocked_at is not None
    assert await sender.send(77, Reply("who?")) is Outcome.FAILED


async def test_a_refused_message_goes_out_plainer(api: BotApi, sender: Sender) -> None:
    buttons = (Button("Why?", "/ask_cause"),)
    api.fail(method="sendMessage", status=400, times=1)
    await sender.send(SAM, Reply("*one*", buttons))
    api.fail(method="sendMessage", status=400, times=2)
    await sender.send(SAM, Reply("*two*", buttons))
    assert [(sent.html, sent.buttons) for sent in api.sent(SAM)] == [
        ("one", ["/ask_cause"]),
        ("two", []),
    ]


@pytest.mark.parametrize("image", ["content/none.png", "../../../etc/passwd", "/etc/passwd"])
async def test_a_picture_that_is_not_there_leaves_the_words(
    api: BotApi, sender: Sender, image: str
) -> None:
    assert await sender.send(SAM, Reply("words", (), image)) is Outcome.SENT
    assert [(sent.kind, sent.text) for sent in api.sent(SAM)] == [("text", "words")]


async def test_a_broken_picture_leaves_the_words(api: BotApi, sender: Sender, root: Path) -> None:
    (root / "content" / "bad.png").write_bytes(b"not a picture")
    assert await sender.send(SAM, Reply("words", (), "content/bad.png")) is Outcome.SENT
    assert [(sent.kind, sent.text) for sent in api.sent(SAM)] == [("text", "words")]


async def test_a_changed_picture_is_uploaded_again_and_a_persons_own_is_not_kept(
    api: BotApi, sender: Sender, root: Path
) -> None:
    picture = root / "content" / "pictures" / "clamshell.png"
    own = root / "own.csv"
    own.write_text("day,pain")
    await sender.send(SAM, Reply("", (), "content/pictures/clamshell.png"))
    picture.write_bytes(b"\x89PNG another")
    await sender.send(SAM, Reply("", (), "content/pictures/clamshell.png"))
    for _ in range(2):
        await sender.send(SAM, Reply("yours", (), "own.csv"))
    uploads = [call.files for call in api.calls if call.method.startswith("send")]
    assert uploads == [("photo",), ("photo",), ("document",), ("document",)]
