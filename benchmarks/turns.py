"""Starts a system, holds conversations and prints one line of figures as JSON.

Arguments: the system, the stock project's folder.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
import time
from pathlib import Path
from typing import Any

from hipwise.quiet import quieten

WARM_UP, TURNS, PARSES = 30, 300, 300
AT_ONCE, TURNS_AT_ONCE = 50, 1_000


async def measure(name: str, stock: Path) -> dict[str, Any]:
    from benchmarks.conversations import MESSAGES, drive
    from benchmarks.stock import StockProject
    from benchmarks.systems import open_system

    async with open_system(name, StockProject(stock)) as system:
        figures: dict[str, Any] = {"start_s": system.start_s}
        await drive(system.send, "warm-up", 1, WARM_UP)
        used = system.processor_s()
        figures["alone"] = (await drive(system.send, "alone", 1, TURNS)).figures()
        figures["alone"]["processor_ms"] = (system.processor_s() - used) / TURNS * 1000
        together = await drive(system.send, "together", AT_ONCE, TURNS_AT_ONCE)
        figures["together"] = together.figures()
        if system.parse is not None:
            taken = []
            for number in range(PARSES):
                begin = time.perf_counter()
                await system.parse(MESSAGES[number % len(MESSAGES)])
                taken.append(time.perf_counter() - begin)
            figures["parse_ms"] = statistics.median(taken) * 1000
        figures["memory_mb"] = system.memory_mb()
        return figures


if __name__ == "__main__":
    quieten()
    print(json.dumps(asyncio.run(measure(sys.argv[1], Path(sys.argv[2])))))
