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
    trained = {**part({"hipwise": ours, "stock": stock}), "stock_epochs": 3}
    assert table({"training": trained}).splitlines() == [
        "a machine",
        "",
        "| what | Hipwise | stock Rasa, trained for 3 of 100 epochs "
        "| stock, `rasa run` over HTTP |",
        "| --- | --- | --- | --- |",
        "| training from scratch | 90 s | 5000 s |  |",
        "| the same in seconds of a processor | 180 s | 10000 s |  |",
    ]


def test_crashes_are_told_with_what_was_lost() -> None:
    counts = {"messages": 2056, "kills": 423, "answers_lost": 0, "answers_twice": 827}
    rows = table({"crashes": part({**counts, "in_send_at_a_kill": 827})})
    assert "| 423; 0; 827; 827 |  |  |" in rows and "over 2,056 messages" in rows
