"""All families together, and any text at all."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hipwise.understanding.entities import FoundEntity, MessageReader, find_entities

from .conftest import LOOKUP, NOW

WHOLE = [
    (
        "did 3x12 clamshells at 7pm, left knee about a 2",
        {
            ("sets", 3),
            ("reps", 12),
            ("exercise", "clamshell"),
            ("time", "19:00"),
            ("side", "left"),
            ("pain_score", 2),
        },
    ),
    (
        "remind me mondays and thursdays at half seven in the evening",
        {("weekday", "mon"), ("weekday", "thu"), ("time", "19:30")},
    ),
    (
        "I'm in Spain for two weeks, pause the reminders",
        {("place", "Spain"), ("until", "2026-12-09")},
    ),
    ("my 14 year old plays football", {("group", "teenager"), ("activity", "sport")}),
    ("is it the meniscus or the stairs", {("condition", "meniscus"), ("activity", "stairs")}),
    ("eightish", {("time", "08:00"), ("pain_score", 8)}),
    ("why does my knee hurt", set()),
    ("", set()),
    ("   ", set()),
]


@pytest.mark.parametrize(("text", "entities"), WHOLE)
def test_families_do_not_read_each_others_numbers(find, text: str, entities: set[object]) -> None:
    assert {(one.entity, one.value) for one in find(text)} == entities


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Pain\u2019s about a  four today", "four"),
        ("\u0130\u0130 pain: twenty, sorry, 4/10", "4/10"),
        ("did twenty-five reps", "twenty-five"),
        ("\U0001f600\U0001f600 at HALF SEVEN in the evening", "HALF SEVEN"),
        ("the RIHGT knee", "RIHGT knee"),
    ],
)
def test_offsets_point_into_the_message(find, text: str, part: str) -> None:
    assert part in {text[one.start : one.end] for one in find(text)}


def test_order_is_that_of_the_message_and_nothing_comes_twice(find) -> None:
    found = find("stairs, stairs and squats on the stairs at 8am")
    assert [one.value for one in found] == ["stairs", "squats", "08:00"]


def test_a_very_long_message_is_cut(find) -> None:
    assert find("a " * 5000 + "clamshells") == []
    assert find("9" * 5000) == []


WORDS = st.sampled_from(
    [
        "3",
        "x",
        "12",
        "half",
        "past",
        "to",
        "seven",
        "25",
        "99",
        ":",
        ".",
        "/",
        "-",
        "until",
        "till",
        "the",
        "31st",
        "5",
        "february",
        "for",
        "two",
        "weeks",
        "a",
        "few",
        "pm",
        "am",
        "at",
        "in",
        "ten",
        "out",
        "of",
        "10",
        "pain",
        "no",
        "left",
        "right",
        "both",
        "every",
        "other",
        "day",
        "except",
        "sat",
        "sun",
        "mon",
        "clams",
        "squat",
        "squats",
        "I'm",
        "live",
        "UTC+",
        "14",
        "year",
        "old",
        "couple",
        "hours",
        "and",
        "one",
        "ish",
        "twenty",
        "reps",
        "sets",
    ]
)
READER = MessageReader(LOOKUP)


def check(text: str, found: list[FoundEntity]) -> None:
    for one in found:
        assert 0 <= one.start < one.end <= len(text)


@settings(deadline=None, max_examples=300)
@given(
    text=st.text(st.characters()) | st.text(st.characters(categories=["Cs", "Nd", "Zs", "Ll"])),
    expected=st.sampled_from([None, "time", "pain_score"]),
)
def test_any_text_is_read(text: str, expected: str | None) -> None:
    check(text, find_entities(READER.read(text), NOW, expected))


@settings(deadline=None, max_examples=500)
@given(
    words=st.lists(WORDS, max_size=14),
    space=st.sampled_from([" ", "", "  ", "\n"]),
    now=st.datetimes(),
)
def test_any_mix_of_telling_words_is_read(words: list[str], space: str, now: datetime) -> None:
    text = space.join(words)
    found = find_entities(READER.read(text), now)
    check(text, found)
    for one in found:
        if one.entity == "pain_score":
            assert 0 <= int(one.value) <= 10
        if one.entity == "time":
            assert datetime.strptime(str(one.value), "%H:%M")
        if one.entity == "until":
            assert datetime.fromisoformat(str(one.value)).date() > now.date()


def test_offsets_stand_after_a_long_row_of_signs(find) -> None:
    text = "\U0001f600" * 300 + " clamshells"
    (clams,) = find(text)
    assert text[clams.start : clams.end] == "clamshells"
