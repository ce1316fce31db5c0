"""Polling through an outage, whose pauses are counted and not waited, and with much in hand."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session, sessionmaker
from telegram import Update

from hipwise.records.handled_updates import HandledUpdates
from hipwise.tasks import end
from hipwise.telegram.channel import make_bot
from hipwise.telegram.inbox import Inbox
from hipwise.telegram.polling import (
    FEW_IN_HAND,
    LONGEST_PAUSE_SECONDS,
    LOOKS_IN_VAIN,
    Poller,
    chat_of,
)
from hipwise.telegram.sending import Contact

from .bot_api import BotApi
from .conftest import Rig, utc_now
from .test_sending import Clock

pytestmark = pytest.mark.asyncio
SAM, KIM = 41, 42
TWO_HOURS = 2 * 3600.0


async def test_two_hours_without_telegram_are_caught_up_with_in_order(
    api: BotApi, sessions: sessionmaker[Session]
) -> None:
    clock, heard = Clock(), []

    async def hear(update: Update) -> None:
        assert update.message is not None
        heard.append((update.message.chat.id, update.message.text))

    ledger = HandledUpdates(sessions)
    inbox = Inbox(hear, hear, ledger, utc_now)
    outage = [api.fail(method="getUpdates", status=status, times=None) for status in (502,)]

    async def sleep(seconds: float) -> None:
        await clock.sleep(seconds)
        number = len(clock.pauses)
        # Errors of every kind, and people who write meanwhile.
        outage[0].status = (502, 0, 429, 500)[number % 4]
        outage[0].retry_after = 5
        if number % 10 == 0:
            api.say(SAM, f"m{number}")
            api.say(KIM, f"m{number}")
        if clock.now > TWO_HOURS:
            api.failures.clear()

    async with make_bot(api.token, api.url) as bot:
        poller = Poller(bot, inbox, ledger, Contact(utc_now), sleep)
        polling = asyncio.create_task(poller.run())
        await api.until(lambda: clock.now > TWO_HOURS and not api.updates and not inbox.in_hand, 60)
        await end(polling)
    assert clock.now > TWO_HOURS and max(clock.pauses) <= LONGEST_PAUSE_SECONDS
    said = [f"m{number}" for number in range(10, len(clock.pauses) + 1, 10)]
    for chat in (SAM, KIM):
        assert [text for who, text in heard if who == chat] == said


async def test_many_in_hand_are_written_down_and_not_read_again_and_again(rig: Rig) -> None:
    release = rig.hold()
    for number in range(FEW_IN_HAND + 5):
        rig.api.say(1000 + number, "hello")
    await rig.api.until(lambda: not rig.api.updates)
    looks = sum(call.method == "getupdates" for call in rig.api.calls)
    assert looks < LOOKS_IN_VAIN
    assert len(HandledUpdates(rig.sessions).kept()) == FEW_IN_HAND + 5
    release.set()
    await rig.settle()
    assert all(rig.api.sent(1000 + number) for number in range(FEW_IN_HAND + 5))


async def test_what_cannot_be_written_down_holds_nobody_up(rig: Rig) -> None:
    release = rig.hold(lambda message: message.sender_id != f"telegram:{KIM}")
    with rig.sessions.begin() as session:
        session.execute(text("ALTER TABLE waiting_updates RENAME TO elsewhere"))
    for number in range(FEW_IN_HAND + 5):
        rig.api.say(1000 + number, "hello")
    await rig.api.until(lambda: sum(call.method == "getupdates" for call in rig.api.calls) > 9)
    # With a pause after each look, doubled each time, this would take half a minute.
    await rig.ask(KIM, "next")
    with rig.sessions.begin() as session:
        session.execute(text("ALTER TABLE elsewhere RENAME TO waiting_updates"))
    release.set()
    await rig.settle()
    assert all(rig.api.sent(1000 + number) for number in range(FEW_IN_HAND + 5))


@pytest.mark.parametrize(
    ("body", "chat"),
    [
        ({"update_id": 1, "message": {"chat": {"id": SAM}}}, SAM),
        ({"update_id": 1, "my_chat_member": {"chat": {"id": KIM}}}, KIM),
        ({"update_id": 1, "callback_query": {"message": {"chat": {"id": SAM}}}}, SAM),
        ({"update_id": 1, "callback_query": {"message": "?"}}, 0),
        ({"update_id": 1, "message": {"chat": {"id": "41"}}}, 0),
        ({"update_id": 1, "message": {"chat": [41]}}, 0),
        ({"update_id": 1}, 0),
    ],
)
async def test_the_chat_of_an_update_as_it_came(body: dict[str, Any], chat: int) -> None:
    assert chat_of(body) == chat
