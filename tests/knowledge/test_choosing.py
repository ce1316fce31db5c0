"""Which button somebody means by words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hipwise.knowledge.choosing import (
    chosen_payload,
    is_unsure,
    names_a_place,
    picks_by_place,
)
from hipwise.knowledge.context import Question

HIP, CAUSE, REST, SOURCE = "/ask_why_hip", "/ask_cause", "/ask_rest", "/ask_source"
CLAMS = '/ask_exercise_howto{"exercise":"clamshell"}'
HYDRANTS = '/ask_exercise_howto{"exercise":"hydrant"}'
FOUR = (HIP, CAUSE, REST, SOURCE)


def picks(text: str, **entities: str) -> Question:
    return Question("choose_option", entities, text)


def test_a_knee_is_no_place_among_buttons() -> None:
    assert chosen_payload(picks("right one"), FOUR) is None
    assert chosen_payload(picks("the left one"), FOUR) is None
    assert chosen_payload(picks("right, the second one"), FOUR) == CAUSE
    assert chosen_payload(picks("option one, right?"), FOUR) == HIP


@pytest.mark.parametrize(
    ("text", "payload"),
    [
        ("the first one", HIP),
        ("number 2 please", CAUSE),
        ("the second one", CAUSE),
        ("3", REST),
        ("the third", REST),
        ("B", CAUSE),
        ("the last one", REST),
        ("option one", HIP),
        ("the fourth, thanks", SOURCE),
        ("the bottom", REST),
    ],
)
def test_by_place(text: str, payload: str) -> None:
    assert chosen_payload(picks(text), FOUR) == payload


@pytest.mark.parametrize("text", ["the seventh", "hmm", "", "that thing", "🦵"])
def test_unclear(text: str) -> None:
    assert chosen_payload(picks(text), FOUR) is None


def test_by_name() -> None:
    assert chosen_payload(picks("the hydrants", exercise="hydrant"), (CLAMS, HYDRANTS)) == HYDRANTS


def test_a_name_outranks_a_number_word() -> None:
    question = picks("the hydrant one", exercise="hydrant")
    assert chosen_payload(question, (CLAMS, HYDRANTS)) == HYDRANTS


def test_a_place_beyond_the_buttons_is_unclear() -> None:
    assert chosen_payload(picks("the third"), (HIP, CAUSE)) is None


def test_a_bare_yes_takes_the_first() -> None:
    assert chosen_payload(Question("affirm", {}, "yes please"), FOUR) == HIP


def test_a_yes_with_a_place_takes_the_place() -> None:
    assert chosen_payload(Question("affirm", {}, "yes, the second"), FOUR) == CAUSE


@settings(deadline=None)
@given(
    text=st.text()
    | st.lists(st.sampled_from("the first one last 4 a b yes".split())).map(" ".join),
    intent=st.sampled_from(["affirm", "choose_option"]),
    offered=st.lists(st.sampled_from([*FOUR, CLAMS, HYDRANTS]), unique=True),
)
def test_only_what_was_offered_is_chosen(text: str, intent: str, offered: list[str]) -> None:
    chosen = chosen_payload(Question(intent, {}, text), offered)
    assert chosen is None or chosen in offered
    if intent == "affirm" and offered:
        assert chosen is not None


@pytest.mark.parametrize(
    ("text", "picks"),
    [
        ("and the third", True),
        ("2nd one please", True),
        ("one of them", False),
        ("at first it only hurt when I ran", False),
        ("", False),
    ],
)
def test_a_bare_place_is_a_pick(text: str, picks: bool) -> None:
    assert picks_by_place(text) is picks


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("the first one", True),
        ("2nd option please", True),
        ("B", True),
        ("number 3", True),
        ("a bit", False),
        ("not the first time", False),
        ("maybe once", False),
        ("no", False),
        ("", False),
    ],
)
def test_a_place_and_nothing_else(text: str, place: bool) -> None:
    assert names_a_place(text) is place


@pytest.mark.parametrize(
    ("text", "unsure"),
    [
        ("not sure", True),
        ("I'm not really sure", True),
        ("i dont know", True),
        ("maybe", True),
        ("can't tell", True),
        ("cannot say", True),
        ("yes, sure", False),
        ("no", False),
        ("", False),
    ],
)
def test_an_answer_that_leaves_it_open(text: str, unsure: bool) -> None:
    assert is_unsure(text) is unsure
