"""The one question about other exercises."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Optional

import pytest

from hipwise.forms.base import FormState, Heard, move_on
from hipwise.forms.own_exercises import OTHERS, OwnExercises, OwnSentences
from hipwise.understanding.entities import find_entities, shared_reader
from hipwise.words import read_words
from tests.forms.test_check_in import EVENING, WORDS
from tests.forms.test_check_in_words import WEDNESDAY
from tests.forms.test_controls import CONTROLS

ROOT = Path(__file__).parents[2]
FORM = OwnExercises(
    read_words(ROOT / "content" / "forms" / "own_exercises.yml", OwnSentences), WORDS
)


def heard(text: str) -> Heard:
    found = find_entities(shared_reader(ROOT / "data" / "lookup").read(text), WEDNESDAY)
    entities: dict[str, list[object]] = {}
    for one in found:
        entities.setdefault(one.entity, []).append(one.value)
    return Heard(text, "share_own_exercises", entities, EVENING)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("calf raises and yoga", ["calf raises", "yoga"]),
        ("step ups, leg press and some band walks", ["step_up", "band_walk", "leg press"]),
        ("I also do side planks twice a week", ["side_plank"]),
        ("my physio gave me copenhagen planks", ["copenhagen planks"]),
        ("none", []),
        ("no others", []),
        ("nothing else really", []),
        ("just these", []),
        ("why do you ask?", None),
        ("how do I do clamshells", None),
        ("omg is that bad", None),
        ("oh wow, did I break it", None),
        ("wtf", None),
        ("was given lunges", ["lunges"]),
        ("ouch!", None),
        ("tai chi!", ["tai chi"]),
        ("unbelievable!", None),
        ("wants copenhagen planks", ["copenhagen planks"]),
        ("she wants me to do nordic curls 3x8", ["nordic curls"]),
        ("the physio told me to do lunges 2 x 10 and step ups", ["step_up", "lunges"]),
    ],
)
def test_answers(text: str, names: Optional[list[str]]) -> None:
    reading = FORM.read(OTHERS, heard(text), {})
    assert (reading.answers[OTHERS] if reading else None) == names


def test_what_is_about_another_matter_names_nothing() -> None:
    words = heard("on holiday for two weeks")
    assert FORM.read(OTHERS, replace(words, intent="pause_reminder"), {}) is None
    steps = heard("step ups, much better with those")
    reading = FORM.read(OTHERS, replace(steps, intent="report_better"), {})
    assert reading is not None and reading.answers[OTHERS], "a known exercise is named"


def test_whoever_turns_the_question_down_names_nothing() -> None:
    for text in ("fuck off, not now", "nothing, leave me alone", "no, that's it"):
        moved = move_on(FORM, FormState({}), heard(text), CONTROLS)
        assert moved is not None and moved.state.answers == {OTHERS: []}, text


def test_told_unasked() -> None:
    assert FORM.begun(heard("I do bridges and step ups already")) == {OTHERS: ["bridge", "step_up"]}
    assert FORM.begun(heard("here is what I do")) == {}
    assert FORM.begun(heard("my physio wants me to do heel drops 3x12")) == {OTHERS: ["heel drops"]}
    assert FORM.begun(heard("i also do leg press and yoga")) == {OTHERS: ["leg press", "yoga"]}


def test_the_button_answers() -> None:
    question = FORM.question(OTHERS, {})
    assert "part of your programme?" in question.text
    assert FORM.taken(OTHERS, "none", {}).answers == {OTHERS: []}
    assert FORM.next_step({}) == OTHERS and FORM.next_step({OTHERS: []}) is None
