"""Figures: counted where things happen, with no person in any label."""

from __future__ import annotations

import datetime as dtm
from collections import Counter
from typing import Any, cast

import pytest
from prometheus_client import CollectorRegistry
from prometheus_client.parser import text_string_to_metric_families
from rasa.core.channels.channel import UserMessage

from hipwise.metrics import Metrics, watch_prompts
from hipwise.records.prompts import Counts, Prompts

pytestmark = pytest.mark.asyncio

PERSON = "telegram:4711"


def read(metrics: Metrics) -> dict[tuple[str, ...], float]:
    """Each sample's name and label values, and its value."""
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(metrics.text().decode())
        for sample in family.samples
    }


@pytest.fixture
def metrics() -> Metrics:
    seconds = iter(range(100))
    return Metrics(CollectorRegistry(), lambda: next(seconds) * 0.3)


async def test_turns_and_how_long_they_took(metrics: Metrics) -> None:
    async def handle(message: UserMessage) -> str:
        if message.text == "fail":
            raise ValueError
        return "answer"

    counted = metrics.counting_turns(handle)
    assert await counted(UserMessage("hello", sender_id=PERSON)) == "answer"
    with pytest.raises(ValueError):
        await counted(UserMessage("fail", sender_id=PERSON))
    figures = read(metrics)
    assert figures["hipwise_turns_total", "answered"] == 1
    assert figures["hipwise_turns_total", "failed"] == 1
    assert figures["hipwise_turn_seconds_sum",] == pytest.approx(0.6)
    assert figures["hipwise_turn_seconds_bucket", "0.2"] == 0
    assert figures["hipwise_turn_seconds_bucket", "0.5"] == 2
    assert PERSON not in metrics.text().decode() and "4711" not in metrics.text().decode()


async def test_fallbacks(metrics: Metrics) -> None:
    async def parse(message: UserMessage) -> dict[str, Any]:
        return {"understanding": {"decision": message.text}}

    counted = metrics.counting_decisions(parse)
    for decision in ("answer", "offer", "offer", "decline", "something else"):
        assert (await counted(UserMessage(decision)))["understanding"] == {"decision": decision}
    figures = read(metrics)
    assert [
        figures["hipwise_messages_total", decision] for decision in ("answer", "offer", "decline")
    ] == [1, 2, 1]


async def test_prompts_sent_and_late(metrics: Metrics) -> None:
    metrics.prompted("sent", 1.5)
    metrics.prompted("sent", 400)
    metrics.prompted("late", 9000)
    figures = read(metrics)
    assert figures["hipwise_prompts_total", "sent"] == 2
    assert figures["hipwise_prompts_total", "late"] == 1
    assert figures["hipwise_prompts_total", "blocked"] == 0
    assert figures["hipwise_prompt_delay_seconds_bucket", "2.0"] == 1
    assert figures["hipwise_prompt_delay_seconds_count",] == 2


class _Enough(Exception):
    pass


class _DuePrompts:
    def counts(self, _now: dtm.datetime) -> Counts:
        return Counts(7, 3)


async def test_prompts_due(metrics: Metrics) -> None:
    async def stop(_seconds: float) -> None:
        raise _Enough

    prompts = cast(Prompts, _DuePrompts())
    with pytest.raises(_Enough):
        await watch_prompts(prompts, lambda: dtm.datetime.now(dtm.timezone.utc), metrics, stop)
    figures = read(metrics)
    assert figures["hipwise_prompts_due",] == 7 and figures["hipwise_prompts_late",] == 3


async def test_errors_of_sending_by_kind(metrics: Metrics) -> None:
    counts: Counter[str] = Counter()
    metrics.read_calls_from(counts)
    counts["sent"] += 5
    counts["flood"] += 1
    figures = read(metrics)
    assert figures["hipwise_telegram_calls_total", "sent"] == 5
    assert figures["hipwise_telegram_calls_total", "flood"] == 1


async def test_two_programs_in_one_process_keep_apart(metrics: Metrics) -> None:
    other = Metrics(CollectorRegistry())
    metrics.prompted("sent", 0)
    assert read(other)["hipwise_prompts_total", "sent"] == 0
