"""How tasks are ended, given a limit, and done again and again.

Before Python 3.12 `asyncio.wait_for` loses a cancellation that comes just as its work is done
(bpo-42130), and async_timeout does the like; so does all that waits by them, redis-py's commands
among it. A loop that was told once may then go on for ever.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, Optional, TypeVar

from hipwise.errors import cause

logger = logging.getLogger(__name__)

DAY_SECONDS = 24 * 3600.0
# Nothing here needs longer to tidy up, and stopping has ten seconds for everything.
AGAIN_SECONDS = 0.5

T = TypeVar("T")


async def end(*tasks: asyncio.Task[Any], again_seconds: float = AGAIN_SECONDS) -> None:
    """Cancels tasks and waits until they are over, however they end; tells them again till then.

    Whoever is cancelled within this sees it through first: what comes after relies on it.

    Args:
        tasks: to end; those that are over already stay as they are.
        again_seconds: how long a task may take to tidy up before it is told again.
    """
    going = {task for task in tasks if not task.done()}
    interrupted: Optional[asyncio.CancelledError] = None
    while going:
        for task in going:
            task.cancel()
        try:
            await asyncio.wait(going, timeout=again_seconds)
        except asyncio.CancelledError as error:
            interrupted = error
        going = {task for task in going if not task.done()}
    for task in tasks:
        if not task.cancelled():
            task.exception()  # taken, so that asyncio does not log it as never retrieved
    if interrupted is not None:
        raise interrupted


async def within(seconds: float, work: Awaitable[T]) -> T:
    """`asyncio.wait_for`, which neither loses a cancellation nor waits for one that was lost.

    Raises:
        asyncio.TimeoutError: the work took longer, and was ended.
    """
    task = asyncio.ensure_future(work)
    try:
        await asyncio.wait({task}, timeout=seconds)
        if not task.done():
            raise asyncio.TimeoutError
        return task.result()
    finally:
        await end(task)


async def repeat(
    work: Callable[[], Awaitable[object]],
    every_seconds: float,
    name: str,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> None:
    """Does something now and then again and again, until cancelled.

    Args:
        work: what to do; where it fails, that is logged, and it is done again all the same.
        every_seconds: the pause between.
        name: what the log calls it.
        sleep: waits a number of seconds.
    """
    while True:
        try:
            await work()
        except Exception as error:
            logger.error("%s failed: %s", name, cause(error))
        await sleep(every_seconds)
