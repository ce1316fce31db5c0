"""What the benchmark says to a bot, and how it says it: one person at once, or many."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

Send = Callable[[str, str], Awaitable[bool]]
"""Sends a person's message and waits until it is handled; whether it was answered."""

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


@dataclass(frozen=True)
class Driven:
    """How long the turns took, in seconds, all of them together, and how many had no answer."""

    turns: list[float]
    together: float
    unanswered: int

    def figures(self) -> dict[str, float]:
        """Median and 99th percentile in milliseconds, turns a second, turns without an answer."""
        return {
            "median_ms": statistics.median(self.turns) * 1000,
            "p99_ms": statistics.quantiles(self.turns, n=100)[98] * 1000,
            "per_second": len(self.turns) / self.together,
            "unanswered": self.unanswered,
        }


async def drive(send: Send, name: str, at_once: int, turns: int) -> Driven:
    """Holds conversations of ten messages each.

    Args:
        send: the bot.
        name: of the people; each conversation is a new person's.
        at_once: how many people write at the same time, each waiting for the answers.
        turns: of all of them together.
    """
    taken: list[float] = []
    answered: list[bool] = []

    async def write(place: int) -> None:
        for number in range(turns // at_once):
            person = f"{name}-{place}-{number // len(MESSAGES)}"
            begin = time.perf_counter()
            answered.append(await send(person, MESSAGES[number % len(MESSAGES)]))
            taken.append(time.perf_counter() - begin)

    begin = time.perf_counter()
    await asyncio.gather(*map(write, range(at_once)))
    return Driven(taken, time.perf_counter() - begin, answered.count(False))
