"""The table says what was measured, and leaves out what was not."""

from __future__ import annotations

from typing import Any

from benchmarks.table import table


def part(figures: Any) -> dict[str, Any]:
    return {"figures": figures, "machine": "a machine", "at": "2026-11-26T03:00+00:00"}


def test_systems_stand_side_by_side() -> None:
    results = {"growth": part({"hipwise": {"10": 20.04}, "stock": {"10": 100.0}})}
    assert "| a turn in a conversation of 10 events | 20.0 ms | 100.0 ms |  |" in table(results)


def test_a_part_that_was_not_run_has_no_row() -> None:
    ours = {"seconds": 90.0, "processor_seconds": 120.0}
    stock = {"seconds": 5000.0, "processor_seconds": 9000.0}
    results = {"training": part({"hipwise": ours, "stock": stock})}
    assert table(results).splitlines() == [
        "a machine",
        "",
        "| what | Hipwise | stock Rasa | stock, `rasa run` over HTTP |",
        "| --- | --- | --- | --- |",
        "| training from scratch | 90 s | 5000 s |  |",
        "| the same in seconds of a processor | 120 s | 9000 s |  |",
    ]
