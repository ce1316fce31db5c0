"""Answers that a crash cut off between two messages, and databases that go away."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
import pytest_asyncio
from rasa.core.channels.channel import UserMessage
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session, sessionmaker

from hipwise.errors import Unreachable
from hipwise.records.handled_updates import HandledUpdates
from tests.postgres import stopped

from .bot_api import BotApi
from .conftest import Rasa, Rig

pytestmark = pytest.mark.asyncio

SAM, KIM = 41, 42


async def three_messages(message: UserMessage) -> None:
    for text in ("first", "second"):
        await Rasa.respond(message, text=text)
    await Rasa.respond(message, text="third", buttons=[{"title": "Yes", "payload": "/affirm"}])


async def test_only_what_an_earlier_run_had_not_sent_is_sent(rig: Rig) -> None:
    rig.rasa.reply = three_messages
    await rig.ask(SAM, "hello", answers=3)
    HandledUpdates(rig.sessions).note_sent(rig.api._next_update, 1, "telegram:41")
    await rig.ask(SAM, "again", answers=2)
    await rig.settle()
    assert rig.api.texts(SAM) == ["first", "second", "third", "second", "third"]


async def test_a_press_whose_answer_was_cut_off_is_not_taken_for_an_old_one(rig: Rig) -> None:
    rig.rasa.reply = three_messages
    await rig.ask(SAM, "hello", answers=3)
    await rig.settle()
    pressed = rig.api.sent(SAM)[-1]
    # The run before the crash had sent new buttons already.
    HandledUpdates(rig.sessions).note_sent(rig.api._next_update, 1, "telegram:41", 999)
    rig.api.press(SAM, pressed.message_id, "/affirm")
    await rig.settle()
    assert rig.api.texts(SAM)[3:] == ["second", "third"]


async def test_each_message_is_noted_before_the_next(rig: Rig) -> None:
    rig.rasa.reply = three_messages
    ledger = HandledUpdates(rig.sessions)
    number = rig.api._next_update
    # The third comes in its own time: what is known of the first two can be looked at.
    rig.api.fail(method="sendMessage", status=502, times=1)
    rig.api.say(SAM, "hello")
    await rig.api.until(lambda: rig.api.sent(SAM))
    await rig.api.until(lambda: ledger.sent(number) >= 1 or not rig.api.updates)
    await rig.settle()
    assert ledger.sent(number) == 0 and ledger.known([number]) == {number}
    assert rig.api.texts(SAM) == ["first", "second", "third"]


@pytest_asyncio.fixture
async def impatient(rig: Rig) -> AsyncIterator[Rig]:
    """A channel whose database says at once that it is locked, and whose turns need it."""
    engine: Engine = rig.sessions.kw["bind"]

    def hurry(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA busy_timeout=20")

    engine.dispose()
    event.listen(engine, "connect", hurry)
    rig.rasa.reply = needing_records(rig)
    yield rig


def needing_records(rig: Rig) -> Callable[[UserMessage], Awaitable[None]]:
    async def reply(message: UserMessage) -> None:
        await asyncio.to_thread(rig.people.get, message.sender_id)
        await rig.rasa.echo(message)

    return reply


async def test_a_locked_database_is_waited_for(
    impatient: Rig, caplog: pytest.LogCaptureFixture
) -> None:
    rig = impatient
    await rig.ask(SAM, "before")
    await rig.settle()
    other = sqlite3.connect(str(rig.sessions.kw["bind"].url.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    for text in ("one", "two"):
        rig.api.say(SAM, text)
    rig.api.say(KIM, "secretword")
    await rig.api.until(lambda: rig.api.sent(KIM) and len(rig.api.sent(SAM)) > 1)
    other.execute("ROLLBACK")
    other.close()
    await rig.api.until(lambda: len(rig.api.sent(SAM)) == 4 and len(rig.api.sent(KIM)) == 2, 30)
    await rig.settle()
    assert rig.api.texts(SAM) == ["echo before", rig.words.please_wait, "echo one", "echo two"]
    assert rig.api.texts(KIM) == [rig.words.please_wait, "echo secretword"]
    assert "turn failed" in caplog.text and "OperationalError" in caplog.text
    assert "secretword" not in caplog.text


async def test_what_is_out_of_reach_is_waited_for(rig: Rig) -> None:
    """Redis, or a replica that counts somebody and cannot reach the database."""
    tries = []

    async def reply(message: UserMessage) -> None:
        tries.append(message.text)
        if len(tries) < 3:
            raise Unreachable("Redis does not answer")
        await rig.rasa.echo(message)

    rig.rasa.reply = reply
    rig.api.say(SAM, "one")
    await rig.api.until(lambda: len(rig.api.sent(SAM)) == 2)
    await rig.settle()
    assert rig.api.texts(SAM) == [rig.words.please_wait, "echo one"]


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
async def test_a_database_that_is_stopped_and_started_again(
    url: str, on_both: sessionmaker[Session], api: BotApi, root: Path
) -> None:
    rig = Rig(api, on_both, root)
    rig.rasa.reply = needing_records(rig)
    await rig.start()
    await rig.ask(SAM, "before")
    with stopped(url):
        rig.api.say(SAM, "one")
        rig.api.say(SAM, "two")
        await rig.api.until(lambda: len(rig.api.sent(SAM)) == 2)
    await rig.api.until(lambda: len(rig.api.sent(SAM)) == 4, 60)
    await rig.settle()
    assert rig.api.texts(SAM) == ["echo before", rig.words.please_wait, "echo one", "echo two"]
    await rig.stop()
