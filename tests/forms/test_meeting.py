"""The first meeting: what is asked, and what words mean."""

from __future__ import annotations

import datetime as dtm
from typing import Any

import pytest

from hipwise.coaching.zones import Zones
from hipwise.forms.base import FormState, Heard, Move, move_on
from hipwise.forms.meeting import (
    SKIPPED,
    STEPS,
    TOLD,
    Meeting,
    MeetingWords,
    age_group,
    from_story,
    profile_fields,
)
from hipwise.knowledge.story import Story
from hipwise.understanding.entities import find_entities, shared_reader
from hipwise.understanding.entities.names import load_table
from hipwise.words import read_words
from tests.conftest import ROOT
from tests.forms.test_controls import CONTROLS

LOOKUP = ROOT / "data" / "lookup"
NOW = dtm.datetime(2026, 11, 25, 14, 0)
FORM = Meeting(
    read_words(ROOT / "content" / "forms" / "meeting.yml", MeetingWords),
    Zones(load_table(LOOKUP / "places.yml")["places"]),
)


def heard(text: str, step: str) -> Heard:
    entities: dict[str, list[Any]] = {}
    for found in find_entities(shared_reader(LOOKUP).read(text), NOW, FORM.expects(step)):
        entities.setdefault(found.entity, []).append(found.value)
    return Heard(text, "", entities, NOW)


def before(step: str) -> dict[str, Any]:
    """Answers up to a step."""
    return {one: SKIPPED for one in STEPS[: STEPS.index(step)]}


def told(step: str, text: str, **answers: Any) -> Any:
    """What a step's answer is after some words; None where they were handed on."""
    state = FormState({**before(step), **answers})
    moved = move_on(FORM, state, heard(text, step), CONTROLS)
    return None if moved is None else moved.state.answers.get(step)


@pytest.mark.parametrize(
    ("step", "text", "answer"),
    [
        ("side", "my left one", "left"),
        ("side", "RIGHT", "right"),
        ("side", "both of em", "both"),
        ("side", "left and right", "both"),
        ("side", "left knee, the right is fine", "left"),
        ("side", "the right is fine, left knee", "left"),
        ("side", "does it matter?", None),
        ("since", "about 3 months", "about 3 months"),
        ("since", "Since the summer.", "since the summer"),
        ("since", "ages", "ages"),
        ("since", "purple", None),
        ("triggers", "stairs and standing up", ["stairs", "standing_up"]),
        ("triggers", "running mostly, a bit of squatting", ["running", "squats"]),
        ("triggers", "not sure really", []),
        ("worst_pain", "6", 6),
        ("worst_pain", "a 4 maybe 5", 5),
        ("worst_pain", "purple", None),
        ("age_group", "34", "18_39"),
        ("age_group", "im 15", "under_16"),
        ("age_group", "in my sixties", "60_plus"),
        ("age_group", "forty", "40_59"),
        ("age_group", "retired", "60_plus"),
        ("age_group", "old", None),
        ("days", "no thanks", "none"),
        ("days", "mon wed fri", ["mon", "wed", "fri"]),
        ("days", "every other day at 7pm", ["alternate"]),
        ("time", "half seven in the evening", "19:30"),
        ("time", "8", "08:00"),
        ("side", "rather not say", SKIPPED),
    ],
)
def test_reads_words(step: str, text: str, answer: Any) -> None:
    assert told(step, text, **({"days": ["mon"]} if step == "time" else {})) == answer


def test_a_place_gives_zone_and_country() -> None:
    assert told("place", "lisbon") == {
        "place": "Lisbon, Portugal",
        "zone": "Europe/Lisbon",
        "country": "PT",
    }


def test_an_unknown_or_ambiguous_place_is_asked_about() -> None:
    state = FormState(before("place"))
    unknown = move_on(FORM, state, heard("Xyzzytown", "place"), CONTROLS)
    assert unknown is not None and "Xyzzytown" in unknown.remark
    assert FORM.next_step(unknown.state.answers) == "place"
    several = move_on(FORM, state, heard("perth", "place"), CONTROLS)
    if several is not None and several.remark:
        question = FORM.question("place", several.state.answers)
        taken = FORM.taken("place", "0", several.state.answers)
        assert len(question.buttons) >= 3 and taken.answers["place"]["zone"]


def test_days_and_time_in_one_go_end_the_meeting() -> None:
    moved = move_on(FORM, FormState(before("days")), heard("mon, wed at 7pm", "days"), CONTROLS)
    assert moved is not None and FORM.next_step(moved.state.answers) is None
    assert moved.state.answers["time"] == "19:00"


def test_two_times_are_asked_about() -> None:
    state = FormState(before("days"))
    moved = move_on(FORM, state, heard("daily at 7pm or 9pm", "days"), CONTROLS)
    assert moved is not None and moved.remark == FORM.words.one_time
    assert FORM.next_step(moved.state.answers) == "days"


def test_at_most_six_taps_and_a_place() -> None:
    answers: dict[str, Any] = {}
    steps = []
    while (step := FORM.next_step(answers)) is not None:
        steps.append(step)
        value = FORM.question(step, answers).buttons[0].payload
        answers = dict(FORM.taken(step, value.split('"a":"')[1].rstrip('"}'), answers).answers)
    assert steps == ["side", "since", "triggers", "worst_pain", "age_group", "place", "days"]


def test_what_was_told_before_is_said_back_and_can_be_put_right() -> None:
    answers = from_story(Story(side="left", since="for 3 weeks", activities=("stairs",)))
    assert FORM.next_step(answers) == "worst_pain"
    question = FORM.question("worst_pain", answers).text
    assert "delete everything" in question and "your left knee, for 3 weeks, stairs" in question
    moved = move_on(
        FORM, FormState(answers), heard("no its the right knee", "worst_pain"), CONTROLS
    )
    assert moved is not None and moved.remark and moved.move is Move.ANSWERED
    assert profile_fields(moved.state.answers)["side"] == "right"
    assert FORM.next_step(moved.state.answers) == "worst_pain"
    assert profile_fields(answers)["triggers"] == "stairs"
    assert from_story(Story()) == {} and TOLD in answers


def test_skipping_changes_nothing() -> None:
    assert profile_fields({step: SKIPPED for step in STEPS}) == {}


@pytest.mark.parametrize(
    ("age", "group"),
    [
        (5, "under_16"),
        (15, "under_16"),
        (16, "16_17"),
        (18, "18_39"),
        (40, "40_59"),
        (60, "60_plus"),
    ],
)
def test_age_groups(age: int, group: str) -> None:
    assert age_group(age) == group
