"""Counts for whoever runs the bot."""

from __future__ import annotations

import datetime as dtm

from hipwise.records.people import People
from hipwise.records.statistics import gather, weekly_retention
from tests.records.held import Held, fill

NOW = dtm.datetime(2026, 11, 25, 14, 0, tzinfo=dtm.timezone.utc)
DAY = dtm.timedelta(days=1)


def test_counts_people_prompts_and_flags(held: Held) -> None:
    fill(held, "telegram:1", 1)
    fill(held, "telegram:2", 2)
    people = People(held.sessions)
    people.seen("telegram:3", NOW - 20 * DAY)
    people.seen("telegram:4", NOW - 100 * DAY)
    people.blocked("telegram:4", NOW)
    counted = gather(held.sessions, NOW)
    assert (counted.people, counted.active_week, counted.active_month) == (4, 2, 3)
    assert counted.blocked == 3  # the filled rows have every column set
    assert (counted.prompts_sent, counted.prompts_answered, counted.check_ins) == (2, 2, 2)
    assert counted.flags == {"A": (2, 2)}


def test_weekly_retention() -> None:
    today = NOW.date()
    first = today - 21 * DAY
    days = [("a", first), ("a", first + 8 * DAY), ("b", first), ("c", today)]
    assert weekly_retention(days, today) == [(1, 2, 1), (2, 2, 0)]
    assert weekly_retention([], today) == []
