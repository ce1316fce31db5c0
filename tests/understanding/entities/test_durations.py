"""Lengths of time."""

from __future__ import annotations

import pytest

LENGTHS = [
    ("in 20 minutes", 20),
    ("20 mins", 20),
    ("half an hour", 30),
    ("an hour and a half", 90),
    ("a couple of hours", 120),
    ("an hour", 60),
    ("in an hour", 60),
    ("1 hr", 60),
    ("1.5 hours", 90),
    ("1h30", 90),
    ("1 hour 20 minutes", 80),
    ("quarter of an hour", 15),
    ("three quarters of an hour", 45),
    ("two hours", 120),
    ("a few hours", 180),
    ("ask me again in half an hour", 30),
    ("forty minutes", 40),
    ("twenty five mins", 25),
    ("remind me in 5", 5),
    ("snooze 15", 15),
    ("10 more mins", 10),
    ("hour and a half", 90),
    ("give me 10", 10),
    ("45min", 45),
    ("two and a half hours", 150),
    ("in twenty minutes pls", 20),
    ("4 hrs", 240),
]

NO_LENGTH = [
    "two weeks",
    "30 seconds",
    "3 days",
    "at 8pm",
    "for hours",
    "half seven",
    "4",
    "3x12",
    "later",
    "in a bit",
    "at the last minute",
    "5 miles",
    "a month",
    "happy hour",
    "10 reps",
    "in 2026",
    "0 minutes",
]


@pytest.mark.parametrize(("text", "value"), LENGTHS)
def test_finds_minutes(values, text: str, value: int) -> None:
    assert values(text, "duration_minutes") == [value]


@pytest.mark.parametrize("text", NO_LENGTH)
def test_other_words_are_no_length(values, text: str) -> None:
    assert values(text, "duration_minutes") == []
