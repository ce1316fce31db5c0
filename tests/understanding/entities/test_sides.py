"""Left, right and both, and the right that means correct."""

from __future__ import annotations

import pytest

SIDES = [
    ("my left knee", "left"),
    ("L knee", "left"),
    ("the left one hurts", "left"),
    ("left", "left"),
    ("only on the left", "left"),
    ("lft knee", "left"),
    ("worse on my left", "left"),
    ("Left kneecap", "left"),
    ("lt knee", "left"),
    ("left-sided pain", "left"),
    ("right knee", "right"),
    ("rt knee", "right"),
    ("R knee", "right"),
    ("rihgt knee", "right"),
    ("the right is worse", "right"),
    ("my right hurts more", "right"),
    ("(R) knee", "right"),
    ("right", "right"),
    ("it's on the right", "right"),
    ("right leg", "right"),
    ("right hand side", "right"),
    ("knee on my right", "right"),
    ("both knees", "both"),
    ("both", "both"),
    ("both of them", "both"),
    ("left and right", "both"),
    ("both sides", "both"),
    ("bilateral knee pain", "both"),
    ("both my knees", "both"),
    ("bothknees both legs", "both"),
]

NO_SIDE = [
    "ok right",
    "right now",
    "alright",
    "am I doing it right",
    "that's right",
    "right, what do I do next",
    "is this the right exercise",
    "the right way to do it",
    "right behind my kneecap",
    "I left work early",
    "how much time is left",
    "3 sets left",
    "my wife left me",
    "it hurts right under the kneecap",
    "both running and cycling",
    "you're right",
    "is a physio the right one",
    "right away",
    "all right",
    "nothing left",
    "left over from last year",
    "is that right?",
    "do it right",
    "right at the front",
    "the right shoes",
]


@pytest.mark.parametrize(("text", "value"), SIDES)
def test_finds_side(values, text: str, value: str) -> None:
    assert values(text, "side") == [value]


@pytest.mark.parametrize("text", NO_SIDE)
def test_other_words_are_no_side(values, text: str) -> None:
    assert values(text, "side") == []
