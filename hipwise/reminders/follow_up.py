"""Asks after people who told of a danger sign, once, the next day."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime

from hipwise.errors import cause
from hipwise.knowledge.warnings import Warnings
from hipwise.records.flags import Flags
from hipwise.replies import Reply
from hipwise.tasks import repeat

logger = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 60.0

Send = Callable[[str, Reply], Awaitable[object]]


class FollowUps:
    """Finds who is to be asked after, and asks."""

    def __init__(self, flags: Flags, warnings: Warnings, clock: Callable[[], datetime]) -> None:
        """Takes the flags, the words, and the present moment in UTC."""
        self._flags = flags
        self._warnings = warnings
        self._clock = clock

    async def send_due(self, send: Send) -> None:
        """Asks after everybody who is due; one failure does not stop the others.

        Args:
            send: takes a person's id and what to say.
        """
        for flag in await asyncio.to_thread(self._flags.claim_due, self._clock()):
            try:
                await send(flag.person_id, self._warnings.next_day(flag.signs.split(",")))
            except Exception as error:
                logger.error("flag %s: asking after failed: %s", flag.id, cause(error))

    async def run(self, send: Send) -> None:
        """Looks every minute until cancelled."""
        await repeat(lambda: self.send_due(send), LOOK_EVERY_SECONDS, "asking after people")
