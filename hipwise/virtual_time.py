"""Time that passes only when told to: for scripted conversations and tests."""

from __future__ import annotations

import asyncio
import heapq
from datetime import datetime, timezone
from itertools import count


class VirtualTime:
    """A clock with a `sleep` that ends when `advance` gets there."""

    def __init__(self) -> None:
        """Begins at 0."""
        self._now = 0.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._order = count()

    def seconds(self) -> float:
        """Seconds passed so far."""
        return self._now

    async def sleep(self, seconds: float) -> None:
        """Waits until so many seconds have passed."""
        awake: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._now + seconds, next(self._order), awake))
        await awake

    async def advance(self, seconds: float) -> None:
        """Lets time pass, waking each sleeper at its moment and in order."""
        end = self._now + seconds
        while True:
            # Whoever was woken or started has to get as far as its next sleep.
            for _ in range(3):
                await asyncio.sleep(0)
            if not self._sleepers or self._sleepers[0][0] > end:
                break
            due, _, awake = heapq.heappop(self._sleepers)
            if not awake.done():
                self._now = max(self._now, due)
                awake.set_result(None)
        self._now = max(self._now, end)


class SetClock:
    """A clock that stands where it was set; it never goes back."""

    def __init__(self, moment: datetime) -> None:
        """Starts at a moment; a time without a zone is this machine's."""
        self._moment = moment.astimezone(timezone.utc)

    def __call__(self) -> datetime:
        """The moment it is set to, in UTC."""
        return self._moment

    def set(self, moment: datetime) -> None:
        """Moves it forward."""
        self._moment = max(self._moment, moment.astimezone(timezone.utc))
