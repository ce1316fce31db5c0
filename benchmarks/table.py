"""The table of all that was measured, for a terminal and the README."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from benchmarks.stock import EPOCHS
from benchmarks.systems import HIPWISE, SERVED, STOCK

Row = tuple[str, str, str, str]


def table(results: dict[str, Any]) -> str:
    """The table in Markdown; a part that was not run is left out."""
    measured = {name: part["figures"] for name, part in results.items()}
    rows = [headings(results), ("---",) * 4, *compared(measured), *alone(measured)]
    machines = sorted({part["machine"] for part in results.values()})
    lines = [*machines, "", *(f"| {' | '.join(row)} |" for row in rows)]
    return "\n".join(lines)


def headings(results: dict[str, Any]) -> Row:
    """What the columns are; a stock model that was not trained as long as Rasa would says so."""
    epochs = {part["stock_epochs"] for part in results.values() if "stock_epochs" in part}
    told = " and ".join(map(str, sorted(epochs)))
    trained = f", trained for {told} of {EPOCHS} epochs" if epochs - {EPOCHS} else ""
    return "what", "Hipwise", f"stock Rasa{trained}", "stock, `rasa run` over HTTP"


def compared(measured: dict[str, Any]) -> Iterator[Row]:
    """Rows in which both systems stand."""
    if training := measured.get("training"):
        yield row("training from scratch", training, lambda one: f"{one['seconds']:.0f} s")
        yield row(
            "the same in seconds of a processor",
            training,
            lambda one: f"{one['processor_seconds']:.0f} s",
        )
        if any("learnt" in one for one in training.values()):
            yield row(
                "intents known of the messages it was trained on",
                training,
                lambda one: f"{100 * one['learnt']:.1f} %" if "learnt" in one else "",
            )
    if turns := measured.get("turns"):
        yield row("start to ready", turns, lambda one: f"{one['start_s']:.1f} s")
        yield row(
            "resident memory of each process",
            turns,
            lambda one: " + ".join(f"{size:.0f}" for size in one["memory_mb"]) + " MB",
        )
        yield row(
            "a turn, milliseconds of a processor, all processes",
            turns,
            lambda one: f"{one['alone']['processor_ms']:.1f} ms",
        )
        yield row(
            "reading a message, median",
            turns,
            lambda one: f"{one['parse_ms']:.1f} ms" if "parse_ms" in one else "",
        )
        for key, who in (("alone", "one person"), ("together", "50 people at once")):
            for figure, what in (("median_ms", "median"), ("p99_ms", "99th percentile")):
                yield row(
                    f"a turn, {who}, {what}",
                    turns,
                    lambda one, key=key, figure=figure: f"{one[key][figure]:.1f} ms",
                )
            yield row(
                f"turns a second, {who}",
                turns,
                lambda one, key=key: f"{one[key]['per_second']:.1f}",
            )
            yield row(
                f"turns without an answer, {who}",
                turns,
                lambda one, key=key: str(one[key]["unanswered"]),
            )
    if growth := measured.get("growth"):
        for length in growth[HIPWISE]:
            yield row(
                f"a turn in a conversation of {int(length):,} events",
                growth,
                lambda one, length=length: f"{one[length]['median_ms']:.1f} ms",
            )
    if accuracy := measured.get("accuracy"):
        for figure, what in (
            ("right", "right at once"),
            ("wrong", "confidently wrong"),
            ("strangers_declined", "strangers turned away"),
        ):
            yield row(
                f"tests/test_nlu.yml, {what}",
                accuracy,
                lambda one, figure=figure: f"{100 * one[figure]:.1f} %",
            )


def row(what: str, figures: dict[str, Any], cell: Any) -> Row:
    """A row with a cell for each system that was measured."""
    ours, stock, served = (
        cell(figures[name]) if name in figures else "" for name in (HIPWISE, STOCK, SERVED)
    )
    return what, ours, stock, served


def alone(measured: dict[str, Any]) -> Iterator[Row]:
    """Rows of what stock Rasa does not do."""
    for what, figure in figures_of_ours(measured):
        yield what, figure, "", ""


def figures_of_ours(measured: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What was measured of this project alone, and the figure."""
    if prompts := measured.get("reminders"):
        for one in prompts["claims"]:
            among = f"{one['registered']:,} registered, {one['database']}"
            claim = f"claiming a batch of {one['batch']} due people, {among}, median"
            yield claim, f"{one['batch_ms']:.1f} ms"
            yield f"claiming all {one['due']:,} due, {among}", f"{one['all_s']:.1f} s"
        figure = f"{prompts['prompts_per_second']:.0f}"
        yield "prompts a second, whole path, Telegram's cap lifted", figure
    if drawn := measured.get("pictures"):
        for name, what in (
            ("chart_ms", "progress chart of a year"),
            ("card_ms", "mirror test card"),
            ("clinician_ms", "page for a clinician"),
            ("export_ms", "export of a year with 30 messages a day"),
        ):
            yield f"{what}, median", f"{drawn[name]:.0f} ms"
    if flood := measured.get("flood"):
        written = f"{flood['flood_messages']:,}"
        yield "somebody's answer, from Telegram and back, median", f"{flood['calm_ms']:.0f} ms"
        flooded = f"{flood['flooded_ms']:.0f} ms"
        yield f"the same while somebody else writes {written} messages", flooded
        if "behind_backlog_ms" in flood:
            behind = f"{flood['behind_backlog_ms'] / 1000:.1f} s"
            yield "the same right behind 10,000 messages of somebody else's at Telegram", behind
    if crashes := measured.get("crashes"):
        messages = f"{crashes['messages']:,}"
        what = f"kill -9 over {messages} messages: kills; answers lost; twice; of these in the send"
        counts = [
            crashes[name]
            for name in ("kills", "answers_lost", "answers_twice", "in_send_at_a_kill")
        ]
        yield what, "; ".join(map(str, counts))
