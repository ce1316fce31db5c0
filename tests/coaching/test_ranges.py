"""Stretches of days in words."""

from __future__ import annotations

import datetime as dtm

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipwise.coaching.ranges import read_range

TODAY = dtm.date(2026, 11, 25)  # a Wednesday
KNOWN = dtm.date(2026, 2, 3)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("how am i doing", dtm.date(2026, 9, 2), TODAY),
        ("show me the last month", dtm.date(2026, 10, 26), TODAY),
        ("how was last week", dtm.date(2026, 11, 19), TODAY),
        ("past three weeks pls", dtm.date(2026, 11, 5), TODAY),
        ("the last couple of months", dtm.date(2026, 9, 26), TODAY),
        ("chart for the last 10 days", dtm.date(2026, 11, 16), TODAY),
        ("last fortnight", dtm.date(2026, 11, 12), TODAY),
        ("this week", dtm.date(2026, 11, 23), TODAY),
        ("this month", dtm.date(2026, 11, 1), TODAY),
        ("this year", dtm.date(2026, 1, 1), TODAY),
        ("since March", dtm.date(2026, 3, 1), TODAY),
        ("since december", dtm.date(2025, 12, 1), TODAY),
        ("how was it in sept", dtm.date(2026, 9, 1), dtm.date(2026, 9, 30)),
        ("for november", dtm.date(2026, 11, 1), TODAY),
        ("may i see my progress", dtm.date(2026, 9, 2), TODAY),
        ("since may", dtm.date(2026, 5, 1), TODAY),
        ("everything since the start", KNOWN, TODAY),
        ("whole year", dtm.date(2025, 11, 26), TODAY),
    ],
)
def test_reads_ranges(text: str, first: dtm.date, last: dtm.date) -> None:
    assert read_range(text, TODAY, KNOWN) == (first, last)


def test_begins_where_something_is_known() -> None:
    assert read_range("", TODAY, TODAY) == (TODAY, TODAY)
    assert read_range("", TODAY) == (dtm.date(2026, 9, 2), TODAY)


@given(st.text(max_size=60), st.dates(dtm.date(2020, 1, 1), dtm.date(2040, 1, 1)))
def test_never_ends_before_it_begins(text: str, today: dtm.date) -> None:
    first, last = read_range(text, today)
    assert first <= last <= today
