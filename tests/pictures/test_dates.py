"""Days in words."""

from __future__ import annotations

from datetime import date

from hipwise.pictures.dates import date_range, day_and_month, full_date

DAY = date(2026, 11, 3)


def test_days_in_words() -> None:
    assert day_and_month(DAY) == "3 Nov"
    assert full_date(DAY) == "3 Nov 2026"


def test_a_range_names_a_year_once_where_it_can() -> None:
    words = "{first} to {last}"
    assert date_range(DAY, date(2026, 11, 24), words) == "3 Nov to 24 Nov 2026"
    assert date_range(date(2025, 12, 1), DAY, words) == "1 Dec 2025 to 3 Nov 2026"
    assert date_range(DAY, DAY, words) == "3 Nov 2026"
