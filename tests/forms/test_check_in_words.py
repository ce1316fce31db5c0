"""What people tell of their training, in words."""

from __future__ import annotations

import datetime as dtm
from collections.abc import Iterator
from pathlib import Path
from typing import Optional

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from hipwise.forms.check_in_words import DoneSet, Told
from tests.forms.test_check_in import WORDS

WEDNESDAY = dtm.datetime(2026, 11, 25, 19, 0)
PLAN = ("clamshell", "bridge", "side_plank")
OWN = ("calf raises",)
_AGO = {0: "today", 1: "yesterday"}


def phrasings() -> Iterator[tuple[str, Optional[str], str]]:
    table = yaml.safe_load((Path(__file__).parent / "check_in_phrasings.yml").read_text("utf-8"))
    for group in table:
        for text, told in group["told"].items():
            yield text, group["asked"], told


def in_short(told: Told) -> str:
    """What was told, as the table writes it."""
    if not told and not told.corrects:
        return "nothing"
    parts = [
        told.trained or "",
        "sick" if told.sick else "",
        *map(dose, told.done),
        *(f"-{name}" for name in told.left_out),
        f"p{told.pain}" if told.pain is not None else "",
        told.settled or "",
        "unsure" if told.unsure else "",
        f"m{told.morning_pain}" if told.morning_pain is not None else "",
        "moved" if told.moved else "",
        "corrects" if told.corrects else "",
    ]
    if told.day is not None:
        ago = (WEDNESDAY.date() - told.day).days
        parts.append(_AGO.get(ago, f"back{ago}"))
    return " ".join(filter(None, parts))


@pytest.mark.parametrize("text", ["It is a 5 on the stairs.", "it was a 4 on my lunges"])
def test_a_score_and_where_is_no_exercise_done(text: str) -> None:
    read = WORDS.read(text, WEDNESDAY, PLAN, OWN)
    assert read.pain is not None and not read.done and not read.plainly


def dose(one: DoneSet) -> str:
    if one.sets is None and one.reps is None:
        return one.exercise
    return f"{one.exercise}:{one.sets or ''}{f'x{one.reps}' if one.reps else ''}"


@pytest.mark.parametrize(("text", "asked", "told"), phrasings())
def test_phrasing(text: str, asked: Optional[str], told: str) -> None:
    read = WORDS.read(text, WEDNESDAY, PLAN, OWN, asked)
    # What was done follows from what was left out, and "corrects" from a word like "actually".
    assert in_short(read) == told


def test_the_table_is_a_long_one() -> None:
    assert len({text for text, _, _ in phrasings()}) >= 150


def test_of_several_days_the_latest_counts() -> None:
    read = WORDS.read("Monday all of it, pain 5, Tuesday nothing, today half, pain 2", WEDNESDAY)
    assert (read.trained, read.pain, read.day) == ("part", 2, WEDNESDAY.date())


def test_without_a_plan_what_is_done_is_all() -> None:
    assert WORDS.read("did 3x12 clamshells", WEDNESDAY).trained == "all"


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60), st.sampled_from([None, "trained", "pain", "morning", "moved", "what"]))
def test_any_text_is_read(text: str, asked: Optional[str]) -> None:
    told = WORDS.read(text, WEDNESDAY, PLAN, OWN, asked)
    assert told.pain is None or 0 <= told.pain <= 10
    assert told.trained in (None, "all", "part", "none", "rest")
