"""Keeps nobody's records for ever: tells people silent for 18 months once, then removes them."""

from __future__ import annotations

import asyncio
import datetime as dtm
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from hipwise.errors import cause
from hipwise.records.everything import Everything
from hipwise.records.retention import Retention
from hipwise.replies import Reply

logger = logging.getLogger(__name__)

Send = Callable[[str, Reply], Awaitable[object]]


@dataclass(frozen=True)
class Purged:
    """How many people were told, and how many removed."""

    told: int
    removed: int


async def purge(
    retention: Retention,
    everything: Everything,
    now: dtm.datetime,
    word: str,
    send: Send | None = None,
) -> Purged:
    """Tells who is due to be told, and removes who is due to go.

    Args:
        retention: finds them.
        everything: erases them.
        now: aware.
        word: what they are told.
        send: tells somebody; None where nobody can be told now, who are then told later.
    """
    await asyncio.to_thread(retention.spare_returned)
    told = 0
    while send is not None and (batch := await asyncio.to_thread(retention.claim_to_tell, now)):
        for person in batch:
            told += 1
            try:
                await send(person, Reply(word))
            except Exception as error:
                logger.error("somebody silent could not be told: %s", cause(error))
    removed = 0
    while batch := await asyncio.to_thread(retention.to_remove, now):
        for person in batch:
            await asyncio.to_thread(everything.erase, person)
            removed += 1
    return Purged(told, removed)
