"""How fast the bot may send: Telegram allows about 30 messages a second in all, 1 in a chat."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

OVERALL_PER_SECOND = 30.0
OVERALL_BURST = 5
CHAT_PER_SECOND = 1.0
CHAT_BURST = 5
_CHATS_KEPT = 10_000


class Pace:
    """Hands out slots at a steady rate, with a burst let through at once.

    The generic cell rate algorithm: one number, the time at which an even stream would be due.
    """

    def __init__(self, per_second: float, burst: int) -> None:
        self._interval = 1.0 / per_second
        self._tolerance = self._interval * (burst - 1)
        self._due = 0.0

    def reserve(self, now: float, sharers: int = 1) -> float:
        """Takes the next slot.

        Args:
            now: seconds, of a clock that never goes back.
            sharers: how many share the rate, this one included; each takes its part.

        Returns:
            The seconds to wait until then.
        """
        wait = max(0.0, self._due - self._tolerance - now)
        self._due = max(self._due, now) + self._interval * sharers
        return wait

    def idle(self, now: float) -> bool:
        """Whether forgetting this pace would change nothing."""
        return self._due <= now


def alone() -> int:
    """This process has Telegram's limits to itself."""
    return 1


class Pacing:
    """The paces of the bot as a whole and of each chat."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        sharers: Callable[[], int] = alone,
    ) -> None:
        """Takes a clock, what waits, and how many replicas share the limit of the whole bot."""
        self._sharers = sharers
        self._clock = clock
        self._sleep = sleep
        self._overall = Pace(OVERALL_PER_SECOND, OVERALL_BURST)
        self._chats: dict[int, Pace] = {}

    async def wait(self, chat_id: int) -> None:
        """Returns when one message may be sent to the chat."""
        now = self._clock()
        if len(self._chats) > _CHATS_KEPT:
            self._chats = {chat: pace for chat, pace in self._chats.items() if not pace.idle(now)}
        chat = self._chats.setdefault(chat_id, Pace(CHAT_PER_SECOND, CHAT_BURST))
        # The chat first: a slot of the whole bot's, taken early, would make the others wait.
        await self._sleep(chat.reserve(now))
        await self._sleep(self._overall.reserve(self._clock(), self._sharers()))
