"""Times of day."""

from __future__ import annotations

import pytest

TIMES = [
    ("half seven in the evening", "19:30"),
    ("quarter to nine", "08:45"),
    ("8am", "08:00"),
    ("19.30", "19:30"),
    ("7 pm", "19:00"),
    ("noon", "12:00"),
    ("8 o'clock", "08:00"),
    ("eightish", "08:00"),
    ("at 8 in the morning", "08:00"),
    ("remind me at 7", "07:00"),
    ("remind me at 7 in the evening", "19:00"),
    ("make it 9 tonight", "21:00"),
    ("change my reminder to half six", "06:30"),
    ("quarter past 7 in the evening", "19:15"),
    ("remind me at ten to eight", "07:50"),
    ("12 pm", "12:00"),
    ("12am", "00:00"),
    ("midnight", "00:00"),
    ("every evening at seven thirty", "19:30"),
    ("at 1930", "19:30"),
    ("730pm", "19:30"),
    ("8 p.m.", "20:00"),
    ("6:45 AM please", "06:45"),
    ("twenty past five in the afternoon", "17:20"),
    ("20:15", "20:15"),
    ("8.15 pm", "20:15"),
    ("remind me at 10 at night", "22:00"),
    ("07:30", "07:30"),
    ("7:30", "07:30"),
    ("7-8pm", "19:00"),
    ("prompt me at 7am mon-fri", "07:00"),
    ("every day at 6pm", "18:00"),
    ("half past six pm", "18:30"),
    ("remind me at six in the mornign", "06:00"),
    ("nudge me at 9 every evening", "21:00"),
    ("1pm", "13:00"),
    ("9 of the morning", "09:00"),
    ("after school, half four", "16:30"),
]

NO_TIME = [
    "25:99",
    "pain at 4",
    "it's at 4 now",
    "ran 5.25 miles",
    "hurts at 90 degrees",
    "3x12",
    "knee was 6 this morning",
    "8",
    "4/10",
    "for 20 minutes",
    "at 14 I had osgood",
    "squat at 140 kilos",
    "12 reps",
    "this afternoon",
    "10 to 12 reps",
    "I am 45",
    "at one point it clicked",
    "half an hour",
    "day 7",
    "at 3 plates",
    "2 weeks",
    "it is a 7 today",
    "half of it",
    "7 days a week",
    "13:75",
]


@pytest.mark.parametrize(("text", "value"), TIMES)
def test_finds_time(values, text: str, value: str) -> None:
    assert values(text, "time") == [value]


@pytest.mark.parametrize("text", NO_TIME)
def test_other_numbers_are_no_time(values, text: str) -> None:
    assert values(text, "time") == []


def test_finds_several_times_with_their_own_parts_of_day(values) -> None:
    assert values("remind me at 8 in the morning and 7 in the evening", "time") == [
        "08:00",
        "19:00",
    ]
