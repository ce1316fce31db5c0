"""The table says what was measured, and leaves out what was not."""

from __future__ import annotations

from typing import Any

from benchmarks.table import table


def part(figures: Any) -> dict[str, Any]:
    return {"figures": figures, "machine": "a machine", "at": "2026-11-26T03:00+00:00"}


def test_systems_stand_side_by_side() -> None:
    figures = {"hipwise": {"10": {"median_ms": 20.04}}, "stock": {"10": {"median_ms": 100.0}}}
    rows = table({"growth": part(figures)})
    assert "| a turn in a conversation of 10 events | 20.0 ms | 100.0 ms |  |" in rows


def test_a_part_that_was_not_run_has_no_row() -> None:
    ours, stock = (
        {"seconds": seconds, "processor_seconds": 2 * seconds} for seconds in (90.0, 5000.0)
    )
    assert table({"training": part({"hipwise": ours, "stock": stock})}).splitlines() == [
        "a machine",
        "",
        "| what | Hipwise | stock Rasa | stock, `rasa run` over HTTP |",
        "| --- | --- | --- | --- |",
        "| training from scratch | 90 s | 5000 s |  |",
        "| the same in seconds of a processor | 180 s | 10000 s |  |",
    ]
