"""Typed words as answers, by a table of phrasings."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipwise.forms.answers import AnswerReader, Said
from hipwise.understanding.entities.names import load_table
from tests.conftest import ROOT

READER = AnswerReader(load_table(ROOT / "data" / "lookup" / "answers.yml"))
LINES = (Path(__file__).parent / "answers.txt").read_text("utf-8").splitlines()
CASES = [
    tuple(part.strip() for part in line.split("|", 2))
    for line in LINES
    if line and not line.startswith("#")
]
LOOKS = ("knee_in", "hip_drop", "trunk_lean", "wobble", "depth")


def read(asked: str, text: str) -> str:
    """What a text is read as, in the table's writing."""
    if asked == "leg":
        return str(READER.leg(text))
    if asked == "ready":
        return str(READER.is_ready(text))
    if asked in ("reasons", "signs", "age"):
        return ",".join(READER.listed(asked, text))
    if asked == "beside":
        return str(READER.adult_beside(text))
    told = READER.yes_no(text, None if asked == "plain" else asked)
    return f"{told.said.value}{'+' * told.more}" if told else "None"


@pytest.mark.parametrize(("asked", "meant", "text"), CASES)
def test_phrasing(asked: str, meant: str, text: str) -> None:
    assert read(asked, text) == meant


def test_the_table_is_no_small_one() -> None:
    assert len(CASES) == len(set(CASES)) >= 300


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize(
    "text",
    [
        "why does it matter",
        "how do i do clamshells",
        "what is this test for",
        "can you show me the picture again",
        "my knee clicks when i go down stairs",
        "i have to fetch the kids from school",
        "is it normal that it hurts",
        "tell me about taping",
        "do you think i should see a physio",
        "that physio of mine never told me any of this",
    ],
)
def test_questions_and_remarks_are_no_answers(look: str, text: str) -> None:
    assert READER.yes_no(text, look) is None
    assert READER.leg(text) is None
    assert not READER.is_ready(text)


@pytest.mark.parametrize(
    "text", ["no, the other leg", "other leg sorry", "oops wrong leg", "i was on the other side"]
)
def test_the_other_leg(text: str) -> None:
    assert READER.means_other_leg(text)


@pytest.mark.parametrize(
    "text", ["same as the other leg", "better than the other leg", "what about the other leg?"]
)
def test_not_the_other_leg(text: str) -> None:
    assert not READER.means_other_leg(text)


@pytest.mark.parametrize(
    ("text", "hurts"),
    [("no", False), ("nothing at all", False), ("a bit", True), ("it hurts", True), ("blue", None)],
)
def test_pain_without_a_number(text: str, hurts: bool | None) -> None:
    assert READER.pain_in_words(text) is hurts


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("no, I meant left", ("left", True)),
        ("wait, no I meant the right leg", ("right", True)),
        ("sorry, right", ("right", True)),
        ("no, the left leg", ("left", False)),
        ("right, no", None),
        ("i meant left or right", None),
        ("i meant left?", None),
        ("the left hip drops", None),
        ("i meant yes", None),
    ],
)
def test_a_side_and_nothing_else(text: str, named: tuple[str, bool] | None) -> None:
    assert READER.side_named(text) == named


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("wait no it doesn't", "no it doesnt"),
        ("Hmm, actually it does!", "it does"),
        ("no actually yes", "yes"),
        ("wait", None),
        ("pretty stable actually", None),
        ("", None),
    ],
)
def test_what_follows_a_turn(text: str, rest: str | None) -> None:
    assert READER.after_turning(text) == rest


@pytest.mark.parametrize(
    ("asked", "text", "found"),
    [
        ("hip_drop", "bit of a lean", ("trunk_lean", "yes")),
        ("hip_drop", "my knee stays straight", ("knee_in", "no")),
        ("trunk_lean", "nah it doesnt drop", ("hip_drop", "no")),
        ("hip_drop", "yes", None),
        ("hip_drop", "it drops", None),
        ("hip_drop", "no but i lean", None),
        ("hip_drop", "so far no", None),
        ("depth", "lost control and wobbled", None),
        ("knee_in", "it wobbles inwards", None),
        ("hip_drop", "i lean and wobble", None),
    ],
)
def test_another_look_described(asked: str, text: str, found: tuple[str, str] | None) -> None:
    told = READER.described_elsewhere(text, asked)
    assert (told and (told[0], told[1].said.value)) == found


@pytest.mark.parametrize(
    ("text", "done"), [("ok", False), ("the right was straight", False), ("ok done", True)]
)
def test_what_is_taken_note_of_is_not_yet_done(text: str, done: bool) -> None:
    assert READER.is_ready(text) and READER.is_done(text) is done


@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    for asked in ("knee_in", "plain", "leg", "ready", "reasons", "age", "beside"):
        read(asked, text)
    READER.means_other_leg(text)
    READER.side_named(text)
    READER.after_turning(text)
    READER.described_elsewhere(text, "wobble")
    READER.asked.topic(text, "depth")
    READER.pain_in_words(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("yes", Said.YES),
        ("yeah kinda, since the game", Said.YES),
        ("yes a bit", Said.YES),
        ("oh yes, very", Said.YES),
        ("no", Said.NO),
        ("nope, all good", Said.NO),
        ("no its fine now", Said.NO),
        ("no i didnt fell, i jumped", Said.NO),
        ("well no, not really", Said.NO),
        ("go on", None),
        ("ok", None),
        ("a bit", None),
        ("kind of", None),
        ("not loads", None),
        ("it's not fine", None),
        ("yes and no", None),
        ("never mind", None),
        ("oh no, what does that mean", None),
        ("no understand", None),
        ("no change still hurts", None),
        ("no?", None),
        ("its fine rlly", None),
        ("", None),
    ],
)
def test_a_yes_or_no_where_a_mistake_would_do_harm(text: str, said: Said | None) -> None:
    assert READER.plain_yes_no(text) == said
