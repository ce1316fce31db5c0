"""Figures for Prometheus: counted where things happen, read at `GET /metrics`.

No label ever carries a person. The registry is made in `app.py` and passed in, so that two
programs in one process do not share figures.
"""

from __future__ import annotations

import asyncio
import datetime as dtm
import time
from collections import Counter as Counts
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
    start_http_server,
)
from prometheus_client.core import CounterMetricFamily
from prometheus_client.registry import Collector
from rasa.core.channels.channel import UserMessage

from hipwise.records.prompts import Prompts
from hipwise.tasks import repeat

Handle = Callable[[UserMessage], Awaitable[Any]]
Parse = Callable[..., Awaitable[dict[str, Any]]]

TURN_BUCKETS = (0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 60)
DELAY_BUCKETS = (1, 2, 5, 10, 30, 60, 300, 900, 3600)
LOOK_EVERY_SECONDS = 15.0
_DECISIONS = ("answer", "offer", "decline")


class Metrics:
    """The figures of one process."""

    def __init__(
        self, registry: CollectorRegistry, seconds: Callable[[], float] = time.perf_counter
    ) -> None:
        """Names the figures.

        Args:
            registry: where they are read.
            seconds: a clock that never goes back.
        """
        self._registry = registry
        self._seconds = seconds
        ProcessCollector(registry=registry)
        self.turns = Counter("hipwise_turns", "Messages handled.", ["outcome"], registry=registry)
        self.turn_seconds = Histogram(
            "hipwise_turn_seconds",
            "From a message to its saved answer, without sending.",
            buckets=TURN_BUCKETS,
            registry=registry,
        )
        self.messages = Counter(
            "hipwise_messages",
            "Typed messages by what was made of them; offer and decline are the fallbacks.",
            ["decision"],
            registry=registry,
        )
        self.prompts = Counter(
            "hipwise_prompts", "Prompts by what became of them.", ["outcome"], registry=registry
        )
        self.prompt_delay = Histogram(
            "hipwise_prompt_delay_seconds",
            "From the moment asked for to the prompt being sent.",
            buckets=DELAY_BUCKETS,
            registry=registry,
        )
        self.prompts_due = Gauge(
            "hipwise_prompts_due", "Prompts due and not sent, of all replicas.", registry=registry
        )
        self.prompts_late = Gauge(
            "hipwise_prompts_late", "Of those, how many are late.", registry=registry
        )
        # A series that is missing until its first event cannot be told from one that is broken.
        for outcome in ("answered", "failed"):
            self.turns.labels(outcome)
        for decision in _DECISIONS:
            self.messages.labels(decision)
        for outcome in ("sent", "late", "blocked", "failed"):
            self.prompts.labels(outcome)

    def counting_turns(self, handle: Handle) -> Handle:
        """Wraps a handler of messages."""

        async def handle_message(message: UserMessage) -> Any:
            begun = self._seconds()
            outcome = "failed"
            try:
                result = await handle(message)
                outcome = "answered"
                return result
            finally:
                self.turns.labels(outcome).inc()
                self.turn_seconds.observe(self._seconds() - begun)

        return handle_message

    def counting_decisions(self, parse: Parse) -> Parse:
        """Wraps Rasa's reading of a typed message."""

        async def parse_message(*args: Any, **kwargs: Any) -> dict[str, Any]:
            parsed = await parse(*args, **kwargs)
            decision = (parsed.get("understanding") or {}).get("decision")
            if decision in _DECISIONS:
                self.messages.labels(decision).inc()
            return parsed

        return parse_message

    def prompted(self, outcome: str, delay_seconds: float) -> None:
        """Counts a prompt that is over.

        Args:
            outcome: sent, late, blocked or failed.
            delay_seconds: since the moment it was for.
        """
        self.prompts.labels(outcome).inc()
        if outcome == "sent":
            self.prompt_delay.observe(delay_seconds)

    def read_calls_from(self, counts: Counts[str]) -> None:
        """Shows the sender's counts: calls to Telegram that succeeded, and errors by kind."""
        self._registry.register(_TelegramCalls(counts))

    def serve(self, port: int) -> Callable[[], None]:
        """Answers on a port, from all addresses, in a thread; returns what ends that.

        Raises:
            OSError: the port cannot be used.
        """
        server, _ = start_http_server(port, registry=self._registry)

        def stop() -> None:
            server.shutdown()
            server.server_close()

        return stop

    def text(self) -> bytes:
        """All figures in Prometheus's text format."""
        text: bytes = generate_latest(self._registry)
        return text


async def watch_prompts(
    prompts: Prompts,
    clock: Callable[[], dtm.datetime],
    metrics: Metrics,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> None:
    """Keeps the figures of due prompts fresh until cancelled; reading them asks no database."""

    async def count() -> None:
        due, late = await asyncio.to_thread(prompts.counts, clock())
        metrics.prompts_due.set(due)
        metrics.prompts_late.set(late)

    await repeat(count, LOOK_EVERY_SECONDS, "counting due prompts", sleep)


class _TelegramCalls(Collector):
    def __init__(self, counts: Counts[str]) -> None:
        self._counts = counts

    def collect(self) -> Iterable[CounterMetricFamily]:
        family = CounterMetricFamily(
            "hipwise_telegram_calls",
            "Calls to Telegram by how they ended: sent, or the kind of error.",
            labels=["result"],
        )
        for result, count in sorted(self._counts.items()):
            family.add_metric([result], count)
        yield family
