"""Starts the program, holds conversations and prints one line of figures as JSON."""

from __future__ import annotations

import time

BEGIN = time.perf_counter()

import asyncio  # noqa: E402
import json  # noqa: E402
import statistics  # noqa: E402
import tempfile  # noqa: E402
from pathlib import Path  # noqa: E402

from hipwise.quiet import quieten  # noqa: E402
from hipwise.without_tensorflow import leave_out_tensorflow  # noqa: E402

WARM_UP, TURNS = 30, 300
MESSAGES = (
    "why does my hip matter for my knee?",
    "how do I do clamshells?",
    "how many?",
    "and the hydrants?",
    "what can I do when stairs hurt?",
    "my left knee has been aching under the kneecap for three weeks",
    "says who?",
    "can I still run with it?",
    "is ice any good",
    "it's a 4 today",
)


def main() -> None:
    quieten()
    leave_out_tensorflow()
    from rasa.core.channels.channel import UserMessage

    from hipwise.app import build_program
    from hipwise.settings import Settings
    from hipwise.turns import CollectedReplies, understand

    with tempfile.TemporaryDirectory() as folder:
        program = build_program(Settings(), Path(folder))
        start = time.perf_counter() - BEGIN

        async def measure() -> tuple[list[float], list[float]]:
            turns, parses = [], []
            for number in range(WARM_UP + TURNS):
                # A new person every ten messages, as when many write a little each.
                person = f"bench:{number // len(MESSAGES)}"
                text = MESSAGES[number % len(MESSAGES)]
                message = UserMessage(text, CollectedReplies(), person)
                begin = time.perf_counter()
                await program.agent.handle_message(message)
                turns.append(time.perf_counter() - begin)
            for number in range(WARM_UP + TURNS):
                begin = time.perf_counter()
                await understand(program.agent, MESSAGES[number % len(MESSAGES)])
                parses.append(time.perf_counter() - begin)
            return turns[WARM_UP:], parses[WARM_UP:]

        turns, parses = asyncio.run(measure())
    print(
        json.dumps(
            {
                "start_s": start,
                "memory_mb": resident_mb(),
                "turn_ms": statistics.median(turns) * 1000,
                "turn_p99_ms": statistics.quantiles(turns, n=100)[98] * 1000,
                "parse_ms": statistics.median(parses) * 1000,
            }
        )
    )


def resident_mb() -> float:
    """Resident memory of this process now, in MB."""
    status = Path("/proc/self/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main()
