"""Draws the chart, the card and the page for a clinician, packs a year of data; one line of JSON.

The first of each is not counted: it reads the fonts and draws the card's small figures.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

from hipwise.coaching.progress import ProgressData, WeekDone
from hipwise.coaching.self_test import LegResult, Look, Seen
from hipwise.documents.clinician_pdf import (
    ClinicianSummary,
    draw_clinician_pdf,
    load_clinician_words,
)
from hipwise.documents.export import load_export_words, zip_export
from hipwise.pictures.progress_chart import draw_progress_chart, load_chart_words
from hipwise.pictures.self_test_card import DatedTest, draw_self_test_card, load_card_words

CONTENT = Path("content")
TIMES = 15
FIRST = date(2025, 11, 26)
MESSAGES_A_DAY = 30


def main() -> None:
    days = [FIRST + timedelta(days=number) for number in range(365)]
    data = ProgressData(
        days[0],
        days[-1],
        [(day, number * 7 % 11) for number, day in enumerate(days)],
        [WeekDone(day, number % 4, 3) for number, day in enumerate(days[::7])],
        days[::28],
    )
    leg = LegResult({look: Seen.NO for look in Look}, 3)
    test = DatedTest(days[3], leg, leg)
    said = [
        {"time": datetime(day.year, day.month, day.day, 9, tzinfo=timezone.utc), "text": "a" * 60}
        for day in days
        for _ in range(MESSAGES_A_DAY)
    ]
    chart = load_chart_words(CONTENT / "pictures" / "chart.yml")
    card = load_card_words(CONTENT / "pictures" / "card.yml")
    clinician = load_clinician_words(CONTENT / "clinician.yml")
    export = load_export_words(CONTENT / "export.yml")
    summary = ClinicianSummary(days[-1], data, "left", tests=(test,), own_words="Mostly on stairs.")
    figures = {
        "chart_ms": median_ms(lambda: draw_progress_chart(data, chart)),
        "card_ms": median_ms(lambda: draw_self_test_card(leg, leg, card, test)),
        "clinician_ms": median_ms(lambda: draw_clinician_pdf(summary, clinician)),
        "export_ms": median_ms(lambda: zip_export({"conversation": said}, export)),
    }
    print(json.dumps(figures))


def median_ms(work: Callable[[], bytes]) -> float:
    work()
    times = []
    for _ in range(TIMES):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return statistics.median(times) * 1000


if __name__ == "__main__":
    main()
