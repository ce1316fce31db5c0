"""The check-in's questions, by buttons and in words."""

from __future__ import annotations

import datetime as dtm
from pathlib import Path
from typing import Any, Optional

import pytest

from hipwise.forms.base import Answers, FormState, Heard, Move, move_on, step_of
from hipwise.forms.check_in import (
    AFTER,
    DAY,
    NOTED,
    NOW,
    OWN,
    PLAN,
    PLANNED,
    CheckedIn,
    CheckIn,
    CheckInSentences,
)
from hipwise.forms.check_in_words import CheckInWords, DoneSet
from hipwise.understanding.entities import shared_reader
from hipwise.understanding.entities.names import load_table
from hipwise.words import read_words
from tests.forms.test_controls import CONTROLS

ROOT = Path(__file__).parents[2]
LOOKUP = ROOT / "data" / "lookup"
WORDS = CheckInWords(load_table(LOOKUP / "check_in.yml"), shared_reader(LOOKUP))
FORM = CheckIn(read_words(ROOT / "content" / "forms" / "check_in.yml", CheckInSentences), WORDS)
EVENING = dtm.datetime(2026, 11, 25, 19, 0)
TODAY = EVENING.date()
GIVEN: dict[str, Any] = {
    DAY: "2026-11-25",
    NOW: "2026-11-25",
    PLANNED: True,
    PLAN: [["clamshell", "Clamshell"], ["bridge", "Bridge"], ["side_plank", "Side plank"]],
    OWN: ["calf raises"],
}


class Talk:
    """A check-in under way."""

    def __init__(self, **given: Any) -> None:
        self.state = FormState({**GIVEN, **given})
        self.taps = 0

    @property
    def step(self) -> Optional[str]:
        return step_of(FORM, self.state)

    @property
    def answers(self) -> Answers:
        return self.state.answers

    def tap(self, title: str) -> Talk:
        assert self.step is not None
        buttons = FORM.question(self.step, self.answers).buttons
        payload = next(button.payload for button in buttons if button.title == title)
        assert len(payload.encode()) <= 64
        value = payload.split('"a":"')[1].rstrip('"}')
        self.taps += 1
        self._move(Heard("", "", now=EVENING, tap=(self.step, value)))
        return self

    def say(self, text: str) -> str:
        return self._move(Heard(text, "", now=EVENING))

    def _move(self, heard: Heard) -> str:
        moved = move_on(FORM, self.state, heard, CONTROLS)
        if moved is None:
            return "not heard"
        self.state = moved.state
        return moved.remark if moved.move is Move.ANSWERED else moved.move.value

    def result(self) -> CheckedIn:
        assert self.step is None
        return FORM.result(self.answers)


def test_all_of_it_takes_two_taps() -> None:
    talk = Talk().tap("All of it")
    assert talk.step == "pain"
    assert [b.title for b in FORM.question("pain", talk.answers).buttons] == list(
        map(str, range(11))
    )
    done = tuple(DoneSet(name) for name in ("clamshell", "bridge", "side_plank"))
    result = talk.tap("2").result()
    assert result == CheckedIn(TODAY, True, "all", False, None, done, 2, None, None)


def test_never_more_than_three_taps() -> None:
    for after in (None, "2026-11-23"):
        for first in ("All of it", "Part of it", "Not today", "Ill or off"):
            talk = Talk(**({AFTER: after} if after else {}))
            if after:
                talk.tap("Worse")
            talk.tap(first)
            while talk.step is not None:
                talk.tap("Bridge" if talk.step == "what" else "4")
            assert talk.taps <= 3


def test_a_part_is_asked_for() -> None:
    talk = Talk().tap("Part of it")
    assert talk.step == "what"
    assert talk.say("3x12 clams and 20 calf raises") == ""
    result = talk.tap("4").result()
    assert result.done == (DoneSet("clamshell", 3, 12), DoneSet("calf raises", None, 20))
    assert result.trained == "part" and result.pain == 4


def test_the_morning_after_is_asked_first() -> None:
    talk = Talk(**{AFTER: "2026-11-24"})
    assert talk.step == "morning"
    assert "yesterday's" in FORM.question("morning", talk.answers).text
    talk.tap("Worse").tap("Not today")
    result = talk.result()
    assert (result.after, result.settled, result.trained) == (
        dtm.date(2026, 11, 24),
        "worse",
        "none",
    )
    skipped = Talk(**{AFTER: "2026-11-24"}).tap("Not sure").tap("Not today").result()
    assert skipped.settled is None
    monday = Talk(**{AFTER: "2026-11-23"})
    assert "Monday's" in FORM.question("morning", monday.answers).text


def test_whoever_tells_a_part_and_the_score_is_asked_no_more() -> None:
    talk = Talk()
    assert talk.say("did most of it, knee about a four, bit sore on the stairs after") == ""
    assert (talk.result().trained, talk.result().pain) == ("part", 4)


def test_a_rest_day_is_asked_about_movement_and_pain_alone() -> None:
    talk = Talk(**{PLANNED: False})
    assert talk.step == "moved"
    result = talk.tap("Yes").tap("1").result()
    assert (result.trained, result.moved, result.pain) == ("rest", True, 1)
    assert Talk(**{PLANNED: False}).tap("I trained").tap("1").result().trained == "all"
    worded = Talk(**{PLANNED: False})
    worded.say("walked the dog, knee a 2")
    assert worded.result().pain == 2 and worded.result().moved


def test_words_answer_several_questions_at_once() -> None:
    talk = Talk(**{AFTER: "2026-11-24"})
    assert talk.say("settled fine. did most of it, knee about a four") == ""
    result = talk.result()
    assert (result.settled, result.trained, result.pain) == ("settled", "part", 4)


def test_corrections() -> None:
    talk = Talk(**{PLAN: []})
    talk.say("did it all")
    assert talk.say("8") == ""
    assert talk.result().pain == 8
    talk = Talk().tap("Part of it")
    assert talk.say("actually I did all of it") == "OK, I've changed that."
    assert talk.step == "pain"
    talk = Talk(**{"pain": 8})
    assert talk.say("I meant 3 not 8") == "OK: 3, not 8."
    assert talk.answers["pain"] == 3


def test_sickness_is_a_day_off() -> None:
    talk = Talk()
    talk.say("in bed with the flu")
    result = talk.result()
    assert (result.trained, result.sick) == ("rest", True)


def test_what_was_noted_counts() -> None:
    talk = Talk(**{NOTED: [["clamshell", 2, 10]]})
    assert "already noted clamshell" in FORM.question("trained", talk.answers).text
    talk.tap("Part of it")
    assert talk.step == "pain"
    assert talk.tap("1").result().done == (DoneSet("clamshell", 2, 10),)
    whole = Talk(**{NOTED: [["clamshell", 2, 10]]}).tap("All of it").tap("1").result()
    assert DoneSet("clamshell", 2, 10) in whole.done and len(whole.done) == 3


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("why does my knee click", "trained"),
        ("what is a clamshell?", "pain"),
        ("yesterday I did the bridges", "trained"),
        ("is 4 too much?", "pain"),
    ],
)
def test_what_is_no_answer_is_handed_on(text: str, step: str) -> None:
    talk = Talk(**({"trained": "all"} if step == "pain" else {}))
    assert talk.step == step
    assert talk.say(text) == "not heard"


def test_a_score_out_of_range_is_asked_again() -> None:
    talk = Talk(**{"trained": "all"})
    assert talk.say("15").startswith("From 0 to 10")
    assert talk.step == "pain"


def test_an_evening_form_is_open_until_noon() -> None:
    asked = {**GIVEN, NOW: "2026-11-25"}
    assert FORM.is_current(asked, EVENING)
    assert FORM.is_current(asked, EVENING.replace(day=26, hour=8))
    assert not FORM.is_current(asked, EVENING.replace(day=26, hour=13))
    assert not FORM.is_current(asked, EVENING.replace(day=27, hour=8))
    talk = Talk(**{NOW: "2026-11-26"})
    assert "yesterday" in FORM.question("trained", talk.answers).text


def test_leaving_out_the_training_question_notes_nothing() -> None:
    talk = Talk()
    talk.say("rather not say")
    assert talk.result().trained is None


@pytest.mark.parametrize(
    ("text", "settled"),
    [("1", "settled"), ("7ish", "worse"), ("meh", None), ("can't tell", None), ("worse", "worse")],
)
def test_the_morning_after_in_numbers_and_vague_words(text: str, settled: Optional[str]) -> None:
    talk = Talk(**{AFTER: "2026-11-24"})
    talk.say(text)
    assert talk.step == "trained"
    assert talk.tap("Not today").result().settled == settled


@pytest.mark.parametrize(
    ("text", "settled"),
    [("yes", "worse"), ("no, as always", "settled"), ("4", None), ("not sure", None)],
)
def test_a_morning_between_green_and_red_is_asked_once(text: str, settled: Optional[str]) -> None:
    talk = Talk(**{AFTER: "2026-11-24"})
    talk.say("4")
    assert talk.step == "usual"
    assert "4 out of 10" in FORM.question("usual", talk.answers).text
    talk.say(text)
    assert talk.step == "trained"
    assert talk.tap("Not today").result().settled == settled


@pytest.mark.parametrize(
    ("text", "settled"),
    [
        ("a bit", "worse"),
        ("some", "worse"),
        ("more", "worse"),
        ("yes a bit more", "worse"),
        ("not more", "settled"),
        ("less", "settled"),
        ("no, a bit less than usual", "settled"),
        ("more or less", None),
    ],
)
def test_more_than_usual_is_said_of_the_morning(text: str, settled: Optional[str]) -> None:
    talk = Talk(**{AFTER: "2026-11-24"})
    talk.say("4")
    assert talk.say(text) == ""
    assert talk.step == "trained" and "trained" not in talk.answers
    assert talk.tap("Not today").result().settled == settled


def test_no_pain_in_the_morning_is_no_score_of_the_training() -> None:
    talk = Talk(**{AFTER: "2026-11-24"})
    talk.say("no pain")
    talk.tap("All of it")
    assert talk.step == "pain"


def test_half_a_point_above_the_limit_is_above_it() -> None:
    talk = Talk(**{AFTER: "2026-11-24"})
    talk.say("yes all, but worse than yesterday, 5 and half")
    result = talk.tap("All of it").result()
    assert (result.settled, result.pain) == ("worse", 6)


def test_who_tells_on_of_the_training_is_not_held_up_by_the_morning() -> None:
    talk = Talk(**{AFTER: "2026-11-24"})
    for text in ("did it all, 3", "3x12 clamshells and a plank"):
        talk.state = FormState(FORM.put("morning", talk.answers))
        talk.say(text)
    assert talk.step is None
    assert (talk.result().settled, talk.result().pain) == (None, 3)


def test_back_from_a_score_of_the_morning() -> None:
    talk = Talk(**{AFTER: "2026-11-24"})
    talk.say("4")
    talk.say("back")
    assert talk.step == "morning"


def test_what_runs_ahead_of_the_morning_is_kept() -> None:
    talk = Talk(**{AFTER: "2026-11-24"})
    assert "noted" in talk.say("did it all, 2")
    assert talk.step == "morning"
    assert talk.tap("Settled").result().pain == 2


def test_a_score_in_vague_words_is_asked_for_kindly() -> None:
    talk = Talk().tap("All of it")
    assert "Roughly is fine" in talk.say("so so")
    assert talk.step == "pain"


def test_of_two_days_told_the_one_put_down_is_named() -> None:
    talk = Talk()
    assert "put down today" in talk.say("yesterday no, today yes")
    assert talk.answers["trained"] == "all"


def test_a_day_before_is_named_in_each_question() -> None:
    talk = Talk(**{NOW: "2026-11-26", PLANNED: False})
    assert FORM.question("moved", talk.answers).text.startswith("Yesterday was a day")
    talk = Talk(**{NOW: "2026-11-26"}).tap("Part of it")
    assert "yesterday" in FORM.question("what", talk.answers).text
    talk.tap("Bridge")
    assert "yesterday" in FORM.question("pain", talk.answers).text


def test_a_question_about_rest_is_put_twice_at_most() -> None:
    answers: Answers = {**GIVEN, PLANNED: False}
    for _ in range(2):
        assert not FORM.is_passed_over("moved", answers)
        answers = FORM.put("moved", answers)
    assert FORM.is_passed_over("moved", answers)
    assert not FORM.is_passed_over("moved", FORM.as_new(answers))
    assert not FORM.is_passed_over("pain", FORM.put("pain", FORM.put("pain", answers)))
