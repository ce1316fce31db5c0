"""Tasks are ended, also those that do not hear the first time."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import pytest

from hipwise.tasks import end, repeat, within


async def deaf(times: int) -> None:
    """A loop that loses a cancellation so many times, as `asyncio.wait_for` may."""
    for _ in range(times):
        with suppress(asyncio.CancelledError):
            await asyncio.sleep(3600)
    await asyncio.sleep(3600)


async def fails() -> None:
    raise ZeroDivisionError


@pytest.mark.parametrize("times", [0, 1, 3])
async def test_a_task_that_does_not_hear_is_told_again(times: int) -> None:
    task = asyncio.create_task(deaf(times))
    await asyncio.sleep(0)
    await end(task, again_seconds=0)
    assert task.cancelled()


async def test_it_may_tidy_up_in_peace() -> None:
    tidied = []

    async def tidies_up() -> None:
        try:
            await asyncio.sleep(3600)
        finally:
            await asyncio.sleep(0.01)
            tidied.append(True)

    task = asyncio.create_task(tidies_up())
    await asyncio.sleep(0)
    await end(task)
    assert tidied == [True]


async def test_how_tasks_end_is_their_own_affair() -> None:
    failing, over = asyncio.create_task(fails()), asyncio.create_task(asyncio.sleep(0, "done"))
    await asyncio.wait({over})
    await end(failing, over)
    assert isinstance(failing.exception(), ZeroDivisionError) and over.result() == "done"
    await end()


async def test_whoever_is_ended_while_ending_sees_it_through() -> None:
    inner = asyncio.create_task(deaf(2))

    async def turn() -> None:
        try:
            await asyncio.sleep(3600)
        finally:
            await end(inner, again_seconds=0.02)

    outer = asyncio.create_task(turn())
    await asyncio.sleep(0)
    await end(outer, again_seconds=0.01)
    assert inner.cancelled() and outer.cancelled()


async def test_work_within_its_time() -> None:
    assert await within(60, asyncio.sleep(0, "done")) == "done"
    with pytest.raises(ZeroDivisionError):
        await within(60, fails())


async def test_work_beyond_its_time_is_ended_whether_it_hears_or_not() -> None:
    work = asyncio.ensure_future(deaf(2))
    with pytest.raises(asyncio.TimeoutError):
        await within(0.01, work)
    assert work.cancelled()


async def test_work_ends_with_whoever_waits_for_it() -> None:
    work = asyncio.ensure_future(asyncio.sleep(3600))
    waiting = asyncio.create_task(within(60, work))
    await asyncio.sleep(0)
    await end(waiting)
    assert work.cancelled() and waiting.cancelled()


async def test_what_fails_is_done_again_all_the_same(caplog: pytest.LogCaptureFixture) -> None:
    done, pauses = [], []

    async def work() -> None:
        done.append(len(done))
        if len(done) == 1:
            raise ZeroDivisionError("secretword")

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 3:
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await repeat(work, 60.0, "tidying up", sleep)
    assert done == [0, 1, 2] and pauses == [60.0] * 3
    (record,) = caplog.records
    assert record.getMessage().startswith("tidying up failed: ZeroDivisionError")
    assert "secretword" not in caplog.text
