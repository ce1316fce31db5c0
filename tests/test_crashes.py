"""Twenty kills under load, by the benchmark's own means; `make bench` makes it two hundred."""

from __future__ import annotations

import pytest

from benchmarks.crashes import measure

pytestmark = pytest.mark.slow


def test_kills_lose_nothing_and_repeat_only_what_was_in_the_send() -> None:
    figures = measure(kills=20, messages=100, scripts=3, seed=7)
    assert figures["kills"] == 20
    assert figures["updates_handled"] and figures["databases_whole"]
    assert figures["answers_lost"] == 0
    assert figures["answers_twice"] == figures["in_send_at_a_kill"]
    assert figures["answers_unlike_a_calm_day"] == figures["records_unlike_a_calm_day"] == 0
