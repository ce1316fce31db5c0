"""Until when prompts stay away."""

from __future__ import annotations

from datetime import datetime

import pytest

DATES = [
    ("till Monday", "2026-11-30"),
    ("for two weeks", "2026-12-09"),
    ("I'm on holiday for two weeks", "2026-12-09"),
    ("until the 5th", "2026-12-05"),
    ("until 5 December", "2026-12-05"),
    ("until December 5th", "2026-12-05"),
    ("for the weekend", "2026-11-30"),
    ("for a few days", "2026-11-28"),
    ("this week", "2026-11-30"),
    ("not today", "2026-11-26"),
    ("till after christmas", "2026-12-27"),
    ("until christmas", "2026-12-25"),
    ("till new year", "2027-01-01"),
    ("until tomorrow", "2026-11-26"),
    ("pause for a week", "2026-12-02"),
    ("pause my reminders for a fortnight", "2026-12-09"),
    ("stop asking me for a month", "2026-12-25"),
    ("until next week", "2026-11-30"),
    ("no prompts until next month", "2026-12-01"),
    ("back on tuesday", "2026-12-01"),
    ("skip today", "2026-11-26"),
    ("no reminders today please", "2026-11-26"),
    ("until firday", "2026-11-27"),
    ("a week", "2026-12-02"),
    ("until 5/12", "2026-12-05"),
    ("until 2026-12-05", "2026-12-05"),
    ("3 days off", "2026-11-28"),
    ("mute for ten days", "2026-12-05"),
    ("away for the weekend", "2026-11-30"),
    ("don't ask me today", "2026-11-26"),
    ("quiet until march", "2027-03-01"),
    ("I'm away from the 3rd to the 11th", "2026-12-12"),
    ("after monday", "2026-12-01"),
    ("on vacation for 4 weeks", "2026-12-23"),
    ("pause until after easter", "2027-03-30"),
]

NO_DATE = [
    "my knee has hurt for two weeks",
    "I've been in pain for a month",
    "until it hurts",
    "how long until it gets better",
    "3 times a week",
    "28 weeks pregnant",
    "I trained today",
    "what is on today",
    "two weeks ago I fell",
    "until 30 february",
    "it was fine until I sat down",
    "remind me on monday",
    "every day",
    "my race is in two weeks",
    "what week am I on",
    "in the last few days it got worse",
    "pause",
    "until 8pm",
    "from monday to friday",
    "for 5000 weeks",
]


@pytest.mark.parametrize(("text", "value"), DATES)
def test_finds_first_day_back(values, text: str, value: str) -> None:
    assert values(text, "until") == [value]


@pytest.mark.parametrize("text", NO_DATE)
def test_other_words_are_no_date(values, text: str) -> None:
    assert values(text, "until") == []


def test_a_date_that_has_passed_is_next_year(find) -> None:
    (until,) = find("until 3 January")
    assert until.value == "2027-01-03"


def test_the_31st_waits_for_a_month_that_has_it(find) -> None:
    (until,) = find("until the 31st", now=datetime(2026, 11, 5, 9))
    assert until.value == "2026-12-31"


def test_monday_said_on_a_monday_is_the_next(find) -> None:
    (until,) = find("till monday", now=datetime(2026, 11, 30, 9))
    assert until.value == "2026-12-07"
