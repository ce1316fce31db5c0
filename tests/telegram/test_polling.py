"""Polling through an outage; pauses are counted, not waited."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy.orm import Session, sessionmaker
from telegram import Update

from hipwise.records.handled_updates import HandledUpdates
from hipwise.telegram.channel import make_bot
from hipwise.telegram.inbox import Inbox
from hipwise.telegram.polling import LONGEST_PAUSE_SECONDS, Poller
from hipwise.telegram.sending import Contact

from .bot_api import BotApi
from .conftest import utc_now
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
        await api.until(lambda: clock.now > TWO_HOURS and not api.updates, 60)
        polling.cancel()
        await asyncio.gather(polling, return_exceptions=True)
    assert clock.now > TWO_HOURS and max(clock.pauses) <= LONGEST_PAUSE_SECONDS
    said = [f"m{number}" for number in range(10, len(clock.pauses) + 1, 10)]
    for chat in (SAM, KIM):
        assert [text for who, text in heard if who == chat] == said
