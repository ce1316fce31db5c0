"""One turn of a conversation at a time, in this process or in all replicas.

Rasa's own ticket locks look once a second whether it is their turn, so that the second of two
quick messages waits that second. Its store in Redis also reads and writes tickets in two steps,
which replicas can do at once, and a process that dies leaves its ticket for a minute. Here turns
of one process queue in order and begin the moment the last one ends; Redis's lock keeps replicas
apart, and is held by a short lease that its holder renews.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from rasa.core.lock import TicketLock
from rasa.core.lock_store import LOCK_LIFETIME, LockStore
from redis.asyncio import Redis
from redis.asyncio.lock import Lock
from redis.exceptions import LockNotOwnedError, RedisError

from hipwise.errors import Unreachable, cause
from hipwise.tasks import end

logger = logging.getLogger(__name__)

# A conversation whose holder died is free again after this.
LEASE_SECONDS = 20.0
# How soon a turn on another replica is seen to be over.
LOOK_EVERY_SECONDS = 0.02
KEY = "hipwise:lock:"


@dataclass
class _Queue:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    length: int = 0


class LocalLocks(LockStore):
    """Locks for one process: first come, first served, without looking again and again."""

    def __init__(self) -> None:
        """Begins with nobody waiting."""
        super().__init__()
        self._queues: dict[str, _Queue] = {}

    @asynccontextmanager
    async def lock(
        self,
        conversation_id: str,
        lock_lifetime: float = LOCK_LIFETIME,
        wait_time_in_seconds: float = LOOK_EVERY_SECONDS,
    ) -> AsyncGenerator[TicketLock, None]:
        """Holds a conversation's lock; whoever waits should limit how long.

        Args:
            conversation_id: Rasa's sender id.
            lock_lifetime: not needed, since a process cannot outlive its own locks.
            wait_time_in_seconds: not needed either.
        """
        queue = self._queues.setdefault(conversation_id, _Queue())
        queue.length += 1
        try:
            async with queue.lock:
                yield self.create_lock(conversation_id)
        finally:
            queue.length -= 1
            if not queue.length:
                del self._queues[conversation_id]


class RedisLocks(LocalLocks):
    """Locks for all replicas on one Redis; within a process in order."""

    def __init__(self, redis: Redis[bytes]) -> None:
        """Takes the connection to Redis, which nothing has used yet."""
        super().__init__()
        self._redis = redis

    @asynccontextmanager
    async def lock(
        self,
        conversation_id: str,
        lock_lifetime: float = LEASE_SECONDS,
        wait_time_in_seconds: float = LOOK_EVERY_SECONDS,
    ) -> AsyncGenerator[TicketLock, None]:
        """Holds a conversation's lock.

        Args:
            conversation_id: Rasa's sender id.
            lock_lifetime: seconds after which the lock of a dead process is free.
            wait_time_in_seconds: between looks while another replica holds it.

        Raises:
            Unreachable: Redis cannot be reached.
        """
        async with super().lock(conversation_id) as ticket:
            lock = self._redis.lock(KEY + conversation_id, lock_lifetime, wait_time_in_seconds)
            try:
                await lock.acquire()
            except (RedisError, OSError) as error:
                raise Unreachable(f"Redis does not answer ({type(error).__name__})") from error
            renewing = asyncio.create_task(_renew(lock, lock_lifetime / 4))
            try:
                yield ticket
            finally:
                try:
                    await end(renewing)
                finally:
                    await _release(lock)


async def _renew(lock: Lock, every_seconds: float) -> None:
    while True:
        await asyncio.sleep(every_seconds)
        try:
            await lock.reacquire()
        except LockNotOwnedError:
            logger.warning("a lock ran out before its turn was over")
            return
        except (RedisError, OSError) as error:
            # The next try may come before the lease ends.
            logger.warning("a lock could not be renewed: %s", cause(error))


async def _release(lock: Lock) -> None:
    try:
        await lock.release()
    except (RedisError, OSError) as error:
        # It has run out, or will: the turn itself is saved.
        logger.warning("a lock could not be let go: %s", cause(error))
