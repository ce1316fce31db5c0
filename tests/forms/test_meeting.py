"""The first meeting: what is asked, and what words mean."""

from __future__ import annotations

import datetime as dtm
import itertools
from dataclasses import replace
from typing import Any

import pytest

from hipwise.coaching.zones import Zones
from hipwise.forms.base import FormState, Heard, Move, move_on
from hipwise.forms.meeting import (
    ASKED,
    SKIPPED,
    STEPS,
    TOLD,
    Meeting,
    MeetingWords,
    age_group,
    from_story,
    profile_fields,
)
from hipwise.forms.meeting_words import MeetingReader
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
    MeetingReader(load_table(LOOKUP / "meeting.yml")),
    Zones(load_table(LOOKUP / "places.yml")["places"]),
    "Etc/UTC",
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


KNOWN = {"side": "left", "since": "3 weeks", "triggers": ["squats"]}


def after(step: str, text: str, **answers: Any) -> Any:
    """What a message at a step does to a meeting where the first answers are known."""
    state = FormState({**before(step), **KNOWN, **answers})
    return move_on(FORM, state, heard(text, step), CONTROLS)


@pytest.mark.parametrize(
    ("step", "text"),
    [
        ("worst_pain", "right below the kneecap"),
        ("worst_pain", "just 3 exercises please"),
        ("worst_pain", "41"),
        ("age_group", "the squats went well with the dog"),
        ("age_group", "9 days to my birthday"),
        ("days", "4 days"),
        ("place", "I have nothing no more"),
    ],
)
def test_other_words_leave_earlier_answers_as_they_are(step: str, text: str) -> None:
    moved = after(step, text)
    if moved is not None:
        assert {name: moved.state.answers[name] for name in KNOWN} == KNOWN


@pytest.mark.parametrize(
    ("step", "text", "name", "value", "remark"),
    [
        ("worst_pain", "right", "side", "right", "your right knee, not your left knee"),
        ("place", "its the right one", "side", "right", "your right knee, not your left knee"),
        ("worst_pain", "the right, not the left", "side", "right", "your right knee"),
        ("place", "not left, its the right one", "side", "right", "your right knee"),
        ("age_group", "sorry, it's the left", "side", "left", "your left knee it is"),
        ("worst_pain", "five months", "since", "5 months", "“5 months”, not “3 weeks”"),
        ("place", "actually it's been a year", "since", "a year", "“a year”, not “3 weeks”"),
        ("worst_pain", "no, it's stairs", "triggers", ["stairs"], "stairs, not squats"),
        ("place", "sorry, running too", "triggers", ["squats", "running"], "squats, running"),
    ],
)
def test_an_earlier_answer_is_put_right_and_said_back(
    step: str, text: str, name: str, value: Any, remark: str
) -> None:
    moved = after(step, text)
    assert moved.state.answers[name] == value and remark in moved.remark
    assert FORM.next_step(moved.state.answers) == step


def test_a_number_is_no_length_of_time() -> None:
    state = FormState({"side": "left"})
    moved = move_on(FORM, state, heard("4, no 5", "since"), CONTROLS)
    assert moved is not None and moved.remark == FORM.words.which_unit
    assert FORM.next_step(moved.state.answers) == "since"
    assert move_on(FORM, state, heard("I have 55", "since"), CONTROLS) is None


@pytest.mark.parametrize(
    ("step", "text"),
    [
        ("worst_pain", "remind me mon thu 7:15am"),
        ("triggers", "prompts mon thu 7:15am"),
        ("age_group", "mon thu 7:15am"),
        ("place", "mon thu 7:15am"),
    ],
)
def test_days_and_times_told_early_are_kept(step: str, text: str) -> None:
    moved = move_on(FORM, FormState(before(step)), heard(text, step), CONTROLS)
    assert moved is not None
    assert moved.remark == FORM.words.noted and FORM.next_step(moved.state.answers) == step
    assert moved.state.answers["days"] == ["mon", "thu"]
    assert moved.state.answers["time"] == "07:15"


@pytest.mark.parametrize(
    ("text", "score"), [("6 on tuesday", 6), ("4 in the evening", 4), ("9 at night", 9)]
)
def test_a_score_with_a_day_or_a_part_of_it_is_no_time_for_prompts(text: str, score: int) -> None:
    moved = after("worst_pain", text)
    assert moved.state.answers["worst_pain"] == score
    assert not {"days", "time"} & set(moved.state.answers)


@pytest.mark.parametrize(
    ("step", "text"),
    [
        *itertools.product(
            ("since", "triggers", "worst_pain"), ("tue thu 18:15", "sat 9am please", "Lisbon")
        ),
        ("triggers", "every evening"),
        ("triggers", "in the mornings"),
    ],
)
def test_what_may_mean_something_else_comes_later(step: str, text: str) -> None:
    moved = move_on(FORM, FormState(before(step)), heard(text, step), CONTROLS)
    assert moved is not None and moved.remark == FORM.words.later
    assert moved.state.answers == before(step)


@pytest.mark.parametrize(
    ("step", "text", "score"),
    [
        ("age_group", "hang on wait, the pain i said 7 but more like 4", 4),
        ("place", "actually change worst pain to 3", 3),
        ("age_group", "sorry, the pain was 8", 8),
        ("days", "i meant 4 for the pain", 4),
        ("time", "oops, pain should be 2", 2),
    ],
)
def test_a_score_put_right_later_is_no_age_and_no_hour(step: str, text: str, score: int) -> None:
    days = {"days": ["mon"]} if step == "time" else {}
    moved = after(step, text, worst_pain=6, **days)
    assert moved.state.answers == {**before(step), **KNOWN, **days, "worst_pain": score}
    assert moved.remark == f"OK, I've changed that: {score}, not 6."


@pytest.mark.parametrize("text", ["sorry, the pain began at 44", "sorry im 9 and it hurts"])
def test_other_numbers_are_no_score_put_right(text: str) -> None:
    assert after("age_group", text, worst_pain=6).state.answers["worst_pain"] == 6


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("no sunday please", ["mon", "tue", "wed", "thu", "fri", "sat"]),
        ("no remind me in monday", ["tue", "wed", "thu", "fri", "sat", "sun"]),
        ("weds off, thursdays on", ["mon", "tue", "thu", "fri", "sat", "sun"]),
        ("every day except saturday", ["mon", "tue", "wed", "thu", "fri", "sun"]),
    ],
)
def test_days_taken_out(text: str, days: list[str]) -> None:
    assert told("days", text) == days


def test_how_many_days_is_asked_about() -> None:
    moved = after("days", "3 times a week")
    assert moved.remark == FORM.words.which_days
    assert FORM.next_step(moved.state.answers) == "days"


@pytest.mark.parametrize("text", ["no", "nothing", "i don't want"])
def test_no_town_is_wanted(text: str) -> None:
    assert told("place", text) == SKIPPED


def test_the_question_for_the_town_is_put_twice_at_most() -> None:
    state = FormState(before("place"))
    first = move_on(FORM, state, heard("gracias", "place"), CONTROLS)
    assert first is not None and first.remark == FORM.words.no_place
    assert FORM.next_step(first.state.answers) == "place"
    second = move_on(FORM, first.state, heard("Xyzzytown", "place"), CONTROLS)
    assert second is not None and "UTC" in second.remark
    assert FORM.next_step(second.state.answers) == "days"
    found = move_on(FORM, first.state, heard("sorry, Lisbon", "place"), CONTROLS)
    assert found is not None and found.state.answers["place"]["zone"] == "Europe/Lisbon"


def test_a_long_answer_without_a_town_counts_only_where_it_is_nothing_else() -> None:
    answers = before("place")
    long = heard("somewhere out in the sticks", "place")
    assert FORM.read("place", replace(long, intent="ask_rest"), answers) is None
    unclear = FORM.read("place", replace(long, intent="nlu_fallback"), answers)
    assert unclear is not None and unclear.remark == FORM.words.no_place


@pytest.mark.parametrize("step", STEPS)
def test_why_is_told(step: str) -> None:
    days = {"days": ["mon"]} if step == "time" else {}
    state = FormState({**before(step), **days})
    for text in ("why", "why you ask all this", "why so many questions"):
        moved = move_on(FORM, state, heard(text, step), CONTROLS)
        assert moved is not None and moved.remark == FORM.words.why[step]


def test_a_name_gets_a_kind_word_and_the_question_alone() -> None:
    moved = move_on(FORM, FormState({}), heard("my name is Ada", "side"), CONTROLS)
    assert moved is not None and moved.remark == FORM.words.named
    assert "delete everything" in FORM.question("side", {}).text
    assert FORM.question("side", {ASKED: True}).text == FORM.words.questions["side"]


@pytest.mark.parametrize(
    ("step", "text", "answers"),
    [
        ("days", "tue thu at 7pm", True),
        ("place", "Lisbon", True),
        ("days", "7", False),
        ("days", "did it but it hurt", False),
        ("worst_pain", "7", False),
    ],
)
def test_what_still_answers_on_a_later_day(step: str, text: str, answers: bool) -> None:
    assert FORM.answers_later(step, heard(text, step)) is answers


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
