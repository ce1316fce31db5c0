"""The inbox: an update in hand elsewhere, and somebody who writes faster than a person."""

from __future__ import annotations

import asyncio
import datetime as dtm
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy.orm import Session, sessionmaker
from telegram import Update

from hipwise.errors import Unreachable
from hipwise.locks import LocalLocks
from hipwise.records.handled_updates import HandledUpdates
from hipwise.telegram.inbox import MINUTE, Inbox

from .conftest import utc_now

pytestmark = pytest.mark.asyncio
SAM, KIM = 41, 42


def update(number: int, chat: int = SAM) -> Update:
    """A message as Telegram delivers it."""
    body = {"message_id": number, "date": 0, "chat": {"id": chat, "type": "private"}, "text": "hi"}
    read = Update.de_json({"update_id": number, "message": body}, None)
    assert read is not None
    return read


async def nothing(_update: Update) -> None:
    """Says no busy word."""


def two_replicas(
    sessions: sessionmaker[Session], release: asyncio.Event, heard: list[int]
) -> list[Inbox]:
    """Inboxes that share what replicas share; what is in hand waits until it is released."""
    shared, ledger = LocalLocks(), HandledUpdates(sessions)

    async def handle(taken: Update) -> None:
        heard.append(taken.update_id)
        await release.wait()

    return [Inbox(handle, nothing, ledger, utc_now, shared.lock) for _ in range(2)]


async def test_what_another_replica_has_in_hand_is_waited_for_and_not_answered_again(
    sessions: sessionmaker[Session],
) -> None:
    release = asyncio.Event()
    heard: list[int] = []
    first, second = two_replicas(sessions, release, heard)
    there = first.offer(update(9))
    while not heard:
        await asyncio.sleep(0.01)
    here = second.offer(update(9))
    # Another chat is not held up.
    elsewhere = second.offer(update(10, KIM))
    while 10 not in heard:
        await asyncio.sleep(0.01)
    assert heard == [9, 10] and not here.done()
    release.set()
    await asyncio.gather(there, here, elsewhere)
    assert heard == [9, 10]


async def test_without_redis_an_update_is_answered_all_the_same(
    sessions: sessionmaker[Session],
) -> None:
    heard = []

    async def handle(taken: Update) -> None:
        heard.append(taken.update_id)

    @asynccontextmanager
    async def unreachable(_name: str) -> AsyncIterator[None]:
        raise Unreachable("Redis does not answer")
        yield

    inbox = Inbox(handle, nothing, HandledUpdates(sessions), utc_now, unreachable)
    await inbox.offer(update(9))
    assert heard == [9]


async def test_stopping_does_not_wait_for_what_another_replica_has(
    sessions: sessionmaker[Session],
) -> None:
    release = asyncio.Event()
    heard: list[int] = []
    first, second = two_replicas(sessions, release, heard)
    there, here = first.offer(update(9)), second.offer(update(9))
    while not heard:
        await asyncio.sleep(0.01)
    await second.close(3600)
    assert here.cancelled() and not there.done()
    release.set()
    await there
    assert heard == [9]


async def test_who_writes_faster_than_a_person_is_told_so_once(
    sessions: sessionmaker[Session],
) -> None:
    now, heard, told = utc_now(), [], []

    async def handle(taken: Update) -> None:
        heard.append(taken.update_id)

    async def busy(taken: Update) -> None:
        told.append(taken.update_id)

    inbox = Inbox(handle, busy, HandledUpdates(sessions), lambda: now, taken_a_minute=3)

    async def write(*numbers: int, chat: int = SAM) -> None:
        # Each is finished before the next comes, as Telegram posts them.
        for number in numbers:
            await inbox.offer(update(number, chat))
        await asyncio.sleep(0)

    await write(*range(1, 6))
    await write(6, chat=KIM)
    assert (heard, told) == ([1, 2, 3, 6], [4])
    for number in range(7, 12):  # on and on, a little slower than before
        now += MINUTE / 4
        await write(number)
    assert (heard, told) == ([1, 2, 3, 6], [4])
    now += MINUTE + dtm.timedelta(seconds=1)
    await write(*range(20, 24))
    assert heard[-3:] == [20, 21, 22] and told == [4, 23]
