"""Sets and repetitions."""

from __future__ import annotations

import pytest

TRAINING = [
    ("3x12", 3, 12),
    ("3 x 12", 3, 12),
    ("three sets of 12", 3, 12),
    ("3 sets 10 reps", 3, 10),
    ("two rounds of ten each side", 2, 10),
    ("3 lots of fifteen", 3, 15),
    ("12 reps", None, 12),
    ("did 3 X 15 clams", 3, 15),
    ("3×12", 3, 12),
    ("3 by 10", 3, 10),
    ("2 sets", 2, None),
    ("one set of 8", 1, 8),
    ("a set of 12", 1, 12),
    ("sets: 3, reps: 12", 3, 12),
    ("12 reps, 3 sets", 3, 12),
    ("12 reps x 3 sets", 3, 12),
    ("3 sets of 10 to 12", 3, 12),
    ("a couple of sets of 20", 2, 20),
    ("3x30 sec", 3, None),
    ("3 x 30s wall sits", 3, None),
    ("4 sets of 30 seconds", 4, None),
    ("did 20 clamshells", None, 20),
    ("ten bridges", None, 10),
    ("fifteen each side", None, 15),
    ("three sets of twelve", 3, 12),
    ("3 sets of about 12", 3, 12),
    ("8-10 reps", None, 10),
    ("3*12", 3, 12),
    ("did twenty five reps", None, 25),
    ("2 rounds", 2, None),
    ("3x10 @ 20kg", 3, 10),
    ("3 sets with 12 reps each", 3, 12),
]

NO_TRAINING = [
    "3 times a week",
    "2x a week",
    "a lot of pain",
    "thanks a lot",
    "4x400m",
    "pain 4",
    "five a side",
    "7 days",
    "at 8pm",
    "around eightish",
    "how many sets",
    "3 km",
    "twice a day",
    "10 minutes",
    "in 3 weeks",
    "25 weeks pregnant",
]


@pytest.mark.parametrize(("text", "sets", "reps"), TRAINING)
def test_finds_sets_and_reps(values, text: str, sets: int | None, reps: int | None) -> None:
    assert values(text, "sets") == ([] if sets is None else [sets])
    assert values(text, "reps") == ([] if reps is None else [reps])


@pytest.mark.parametrize("text", NO_TRAINING)
def test_other_numbers_are_no_training(values, text: str) -> None:
    assert values(text, "sets") + values(text, "reps") == []
