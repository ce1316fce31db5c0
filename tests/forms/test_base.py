"""How a message moves a form on, with a small form of the tests' own."""

from __future__ import annotations

import pytest

from hipwise.forms.base import (
    RESUME,
    Answers,
    Form,
    FormState,
    Heard,
    Move,
    Reading,
    move_on,
    read_tap,
    step_of,
)
from hipwise.replies import Reply
from tests.forms.test_controls import CONTROLS


class Breakfast(Form):
    """Tea or coffee, and how many eggs."""

    name = "breakfast"
    start_intent = "start_breakfast"

    def next_step(self, answers: Answers) -> str | None:
        return next((step for step in ("drink", "eggs") if step not in answers), None)

    def question(self, step: str, answers: Answers) -> Reply:
        buttons = tuple(self.button(title, step, title.lower()) for title in ("Tea", "Coffee"))
        return Reply(f"{step}?", buttons if step == "drink" else ())

    def read(self, step: str, heard: Heard, answers: Answers) -> Reading | None:
        if "sorry, coffee" in heard.text:
            return Reading({**answers, "drink": "coffee"}, "Coffee, then.")
        return Reading({**answers, step: heard.text}) if heard.text.isdecimal() else None


FORM = Breakfast()


def said(text: str, state: FormState, intent: str = "") -> tuple[Answers, Move, str] | None:
    moved = move_on(FORM, state, Heard(text, intent), CONTROLS)
    return (moved.state.answers, moved.move, moved.remark) if moved else None


def test_buttons_and_their_typed_titles_answer() -> None:
    button = FORM.question("drink", {}).buttons[1]
    tap = read_tap("breakfast", button.payload)
    assert tap == ("drink", "coffee")
    assert read_tap("supper", button.payload) is None
    assert read_tap("breakfast", "/ask_why") is None
    moved = move_on(FORM, FormState({}), Heard("", "", tap=tap), CONTROLS)
    assert moved is not None and moved.state.answers == {"drink": "coffee"}
    assert said("tea!", FormState({})) == ({"drink": "tea"}, Move.ANSWERED, "")


def test_a_button_of_an_earlier_question_corrects_it() -> None:
    heard = Heard("", "", tap=("drink", "tea"))
    moved = move_on(FORM, FormState({"drink": "coffee"}), heard, CONTROLS)
    assert moved is not None and moved.state.answers == {"drink": "tea"}


def test_words_answer_correct_or_are_handed_on() -> None:
    state = FormState({"drink": "tea"})
    assert said("2", state) == ({"drink": "tea", "eggs": "2"}, Move.ANSWERED, "")
    assert said("sorry, coffee", state) == ({"drink": "coffee"}, Move.ANSWERED, "Coffee, then.")
    assert said("why does my hip matter", state) is None
    assert said("2", FormState({"drink": "tea", "eggs": "1"})) is None


def test_steering() -> None:
    state = FormState({"drink": "tea"})
    assert said("go back", state) == ({}, Move.BACK, "")
    assert said("go back", FormState({})) == ({}, Move.BACK, "")
    assert said("say that again", state) == ({"drink": "tea"}, Move.REPEATED, "")
    assert said("skip", state) == ({"drink": "tea", "eggs": "skip"}, Move.ANSWERED, "")
    assert said("start again", state) == ({}, Move.RESUMED, "")
    for text, move in (("later", Move.PAUSED), ("stop", Move.STOPPED)):
        moved = move_on(FORM, state, Heard(text, ""), CONTROLS)
        assert moved is not None
        assert (moved.move, moved.state) == (move, FormState({"drink": "tea"}, paused=True))
    assert said("let's leave the whole thing", state, "cancel") == (
        {"drink": "tea"},
        Move.STOPPED,
        "",
    )


def test_what_the_program_put_there_stays() -> None:
    state = FormState({"_day": "monday", "drink": "tea", "_late": True})
    for text in ("go back", "start again"):
        moved = move_on(FORM, state, Heard(text, ""), CONTROLS)
        assert moved is not None
        assert moved.state == FormState({"_day": "monday", "_late": True})
        again = move_on(FORM, moved.state, Heard("go back", ""), CONTROLS)
        assert again is not None and again.state == moved.state


@pytest.mark.parametrize(
    ("text", "answers", "paused"),
    [("yes", {"drink": "tea"}, False), ("start again", {}, False), ("no", {"drink": "tea"}, True)],
)
def test_a_paused_form_asks_before_it_goes_on(text: str, answers: Answers, paused: bool) -> None:
    state = FormState({"drink": "tea"}, paused=True)
    assert step_of(FORM, state) == RESUME
    moved = move_on(FORM, state, Heard(text, ""), CONTROLS)
    assert moved is not None and moved.state == FormState(answers, paused)
    assert said("what is a clamshell", state) is None


def test_a_wish_to_stop_counts_only_where_the_words_are_no_answer() -> None:
    state = FormState({"drink": "tea"})
    assert said("2", state, "cancel") == ({"drink": "tea", "eggs": "2"}, Move.ANSWERED, "")
    assert said("done with you lot", state, "cancel") == ({"drink": "tea"}, Move.STOPPED, "")


def test_a_question_taken_for_a_wish_to_stop_stops_nothing() -> None:
    state = FormState({"drink": "tea"})
    for text in ("should I leave it be", "is it better to end here?"):
        assert said(text, state, "cancel") is None
        assert said(text, FormState({"drink": "tea"}, paused=True), "cancel") is None
    assert said("could we leave the whole thing", state, "cancel") == (
        {"drink": "tea"},
        Move.STOPPED,
        "",
    )
