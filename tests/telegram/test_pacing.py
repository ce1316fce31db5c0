"""Pacing by a clock that stands still."""

from __future__ import annotations

import pytest

from hipwise.telegram.pacing import CHAT_BURST, Pace, Pacing


def test_a_burst_and_then_an_even_stream() -> None:
    pace = Pace(per_second=2.0, burst=3)
    assert [pace.reserve(10.0) for _ in range(5)] == [0.0, 0.0, 0.0, 0.5, 1.0]
    assert not pace.idle(10.0)
    assert pace.idle(12.5)
    assert pace.reserve(100.0) == 0.0


def test_replicas_share_a_rate() -> None:
    pace = Pace(per_second=2.0, burst=1)
    assert [pace.reserve(10.0, sharers=2) for _ in range(3)] == [0.0, 1.0, 2.0]


@pytest.mark.asyncio
async def test_a_busy_chat_does_not_hold_up_another() -> None:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    pacing = Pacing(lambda: 0.0, sleep)
    for _ in range(CHAT_BURST + 1):
        await pacing.wait(1)
    assert sum(waits) >= 1.0
    waits.clear()
    await pacing.wait(2)
    assert sum(waits) < 0.1
