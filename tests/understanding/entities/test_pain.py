"""Pain scores."""

from __future__ import annotations

import pytest

SCORES = [
    ("about a four", 4),
    ("4/10", 4),
    ("a 3 or 4", 4),
    ("between 2 and 3", 3),
    ("barely a one", 1),
    ("no pain", 0),
    ("ten out of ten", 10),
    ("6ish", 6),
    ("4", 4),
    ("five", 5),
    ("knee is a 4 today", 4),
    ("it was a 6 last week, now a 3", 3),
    ("pain went from 3 to 6", 6),
    ("down from a 6 to a 3", 3),
    ("feeling a solid 7", 7),
    ("3.5", 4),
    ("my pain is 5", 5),
    ("pain 2", 2),
    ("knee 2 today", 2),
    ("3-4", 4),
    ("3 - 4 out of 10", 4),
    ("pain free today", 0),
    ("zero", 0),
    ("none", 0),
    ("knee didn't hurt at all", 0),
    ("6 out of 10 at worst", 6),
    ("8 outta 10", 8),
    ("I'd say a 5", 5),
    ("maybe 3", 3),
    ("pain level two", 2),
    ("4 I think", 4),
    ("its a seven this morning", 7),
    ("did 3x12 clams, pain 2", 2),
    ("pain was 3 at 8pm", 3),
    ("1 today", 1),
    ("7 when i squat", 7),
    ("3 if I go up the stairs", 3),
    ("an honest 4", 4),
    ("left knee 2", 2),
    ("knee pian 6", 6),
    ("No pain today 😀", 0),
    ("a ten", 10),
]

NO_SCORE = [
    "pain fifteen",
    "11/10",
    "3x12",
    "at 8pm",
    "for 2 weeks",
    "I'm 45",
    "I ran 5 miles",
    "squatted 60 kg",
    "no pain no gain",
    "will I ever be pain free",
    "3 times a week",
    "day 4",
    "in 20 minutes",
    "I have 2 knees",
    "step 3",
    "10 when i was at school",
    "the worst one",
    "give me one",
    "no one knows",
    "12 reps",
    "30 seconds",
    "my 2 kids",
    "on 4/10",
    "25:99",
    "why does it hurt",
    "I've had pain for 6 months",
]


@pytest.mark.parametrize(("text", "value"), SCORES)
def test_finds_score(values, text: str, value: int) -> None:
    assert values(text, "pain_score") == [value]


@pytest.mark.parametrize("text", NO_SCORE)
def test_other_numbers_are_no_score(values, text: str) -> None:
    assert values(text, "pain_score") == []


@pytest.mark.parametrize("text", ["8", "no, 8", "sorry. I meant 8", "actually 8 please"])
def test_a_bare_number_is_what_was_asked_for(values, text: str) -> None:
    assert values(text, "pain_score", expected="time") == []
    assert values(text, "time", expected="time") == ["08:00"]
