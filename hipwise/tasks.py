"""How tasks are ended."""

from __future__ import annotations

import asyncio
from typing import Any

AGAIN_SECONDS = 2.0


async def end(*tasks: asyncio.Task[Any], again_seconds: float = AGAIN_SECONDS) -> None:
    """Cancels tasks and waits until they are over, however they end.

    Before Python 3.12 `asyncio.wait_for` loses a cancellation that comes just as its work is done
    (bpo-42130), and so does all that waits by it: redis-py's commands, a turn with a time limit.
    A loop that was told once may then go on for ever. So whoever is not over is told again.

    Args:
        tasks: to end; those that are over already stay as they are.
        again_seconds: how long a task may take to tidy up before it is told again.
    """
    going = {task for task in tasks if not task.done()}
    while going:
        for task in going:
            task.cancel()
        _, going = await asyncio.wait(going, timeout=again_seconds)
    await asyncio.gather(*tasks, return_exceptions=True)
