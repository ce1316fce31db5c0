"""One turn of a conversation at a time: in order, at once, and across replicas."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from rasa.core.lock_store import LockStore
from redis.asyncio import Redis

from hipwise.errors import Unreachable
from hipwise.locks import LEASE_SECONDS, LocalLocks, RedisLocks
from hipwise.redis_server import open_redis
from hipwise.tasks import end

if TYPE_CHECKING:
    from hipwise.app import Program

pytestmark = pytest.mark.asyncio

SAM, KIM = "telegram:1", "telegram:2"


class Turns:
    """Turns that last until they are let go, and the order of what happened."""

    def __init__(self) -> None:
        self.happened: list[str] = []
        self.within: set[str] = set()

    async def take(self, locks: LockStore, person: str, name: str, ends: asyncio.Event) -> None:
        async with locks.lock(person):
            assert person not in self.within, "two turns at once"
            self.within.add(person)
            self.happened.append(name)
            await ends.wait()
            self.within.discard(person)


async def in_order_and_nobody_else_waits(first: LockStore, second: LockStore) -> None:
    turns, ends = Turns(), asyncio.Event()
    tasks = []
    for number in range(4):
        locks = first if number < 3 else second
        tasks.append(asyncio.create_task(turns.take(locks, SAM, f"sam {number}", ends)))
        await asyncio.sleep(0.01)
    tasks.append(asyncio.create_task(turns.take(second, KIM, "kim", ends)))
    while "kim" not in turns.happened:
        assert not tasks[-1].done(), tasks[-1]
        await asyncio.sleep(0)
    assert turns.happened == ["sam 0", "kim"]
    ends.set()
    await asyncio.gather(*tasks)
    within_a_process = [name for name in turns.happened if name in ("sam 1", "sam 2")]
    assert within_a_process == ["sam 1", "sam 2"] and "sam 3" in turns.happened


async def test_in_one_process() -> None:
    locks = LocalLocks()
    await in_order_and_nobody_else_waits(locks, locks)
    assert not locks._queues, "a conversation that is over must not be kept"


async def test_on_two_replicas(redis: Redis) -> None:
    await in_order_and_nobody_else_waits(RedisLocks(redis), RedisLocks(redis))
    assert await redis.keys("*") == []


async def test_a_failed_turn_lets_go(redis: Redis) -> None:
    for locks in (LocalLocks(), RedisLocks(redis)):
        with pytest.raises(ZeroDivisionError):
            async with locks.lock(SAM):
                raise ZeroDivisionError
        async with locks.lock(SAM):
            pass


async def test_whoever_gives_up_waiting_does_not_block_the_others() -> None:
    locks, turns, ends = LocalLocks(), Turns(), asyncio.Event()
    holding = asyncio.create_task(turns.take(locks, SAM, "holds", ends))
    await asyncio.sleep(0)
    with pytest.raises(asyncio.TimeoutError):
        await asyncio.wait_for(turns.take(locks, SAM, "gives up", ends), 0.01)
    ends.set()
    await asyncio.gather(holding, turns.take(locks, SAM, "next", ends))
    assert turns.happened == ["holds", "next"]


async def renewed(redis: Redis, key: str) -> None:
    """Waits until a lock lasts longer than it did: however slow the machine, not for a time."""
    before = await redis.pttl(key)
    while (now := await redis.pttl(key)) <= before:
        assert now > 0, "it ran out"
        before = now
        await asyncio.sleep(0.05)


async def test_a_long_turn_keeps_its_lock(redis: Redis) -> None:
    async with RedisLocks(redis).lock(SAM, lock_lifetime=8):
        for _ in range(2):
            await renewed(redis, f"hipwise:lock:{SAM}")
        second = asyncio.create_task(RedisLocks(redis).lock(SAM).__aenter__())
        await asyncio.wait({second}, timeout=0.05)
        assert not second.done()
        await end(second)


class DeafLock:
    """A lock whose first renewal loses a cancellation, as redis-py's may: see `hipwise.tasks`."""

    def __init__(self) -> None:
        self.renewing, self.released = asyncio.Event(), False

    async def acquire(self) -> bool:
        return True

    async def reacquire(self) -> None:
        if not self.renewing.is_set():
            self.renewing.set()
            with suppress(asyncio.CancelledError):
                await asyncio.sleep(3600)

    async def release(self) -> None:
        self.released = True


async def test_a_turn_that_ends_during_a_renewal_lets_go() -> None:
    deaf = DeafLock()
    redis: Any = SimpleNamespace(lock=lambda *_: deaf)
    async with RedisLocks(redis).lock(SAM, lock_lifetime=0.04):
        await deaf.renewing.wait()
    assert deaf.released


async def test_the_lock_of_a_dead_process_runs_out(redis: Redis) -> None:
    await redis.set(f"hipwise:lock:{SAM}", "of somebody who died", px=100)
    async with RedisLocks(redis).lock(SAM):
        lasts = await redis.pttl(f"hipwise:lock:{SAM}")
        assert 0 < lasts <= LEASE_SECONDS * 1000


async def test_the_program_keeps_turns_apart_by_them(program: Program) -> None:
    """Rasa's own would look once a second."""
    assert isinstance(program.agent.lock_store, LocalLocks)


async def test_without_redis_a_turn_fails_at_once() -> None:
    nowhere = open_redis("redis://127.0.0.1:9/1")
    with pytest.raises(Unreachable, match="Redis does not answer"):
        async with RedisLocks(nowhere).lock(SAM):
            pytest.fail("there is no lock")
    await nowhere.close()
