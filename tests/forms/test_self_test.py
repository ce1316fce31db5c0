"""The mirror test as a form: its paths, its words, its corrections."""

from __future__ import annotations

import datetime as dtm
from collections.abc import Sequence

import pytest

from hipwise.coaching.self_test import Leg, Look, Reason, Seen
from hipwise.forms.answers import AnswerReader
from hipwise.forms.base import FormState, Heard, Move, Moved, move_on, read_tap, step_of
from hipwise.forms.self_test import (
    KNOWN_AGE,
    SelfTestForm,
    ended_by,
    repeat_offer,
    result_of,
)
from hipwise.forms.self_test_words import SelfTestWords
from hipwise.understanding.entities import find_entities, shared_reader
from hipwise.understanding.entities.names import load_table
from hipwise.words import read_words
from tests.conftest import NOW, ROOT
from tests.forms.test_controls import CONTROLS

LOOKUP = ROOT / "data" / "lookup"
WORDS = read_words(ROOT / "content" / "forms" / "self_test.yml", SelfTestWords)
FORM = SelfTestForm(WORDS, AnswerReader(load_table(LOOKUP / "answers.yml")))
READER = shared_reader(LOOKUP)

GATES = ["none", "yes", "yes i can", "ready", "done"]
LEG = ["done", "no", "yes", "not sure", "no", "no", "2"]
QUESTION = "why does my hip matter for my knee?"


class Walk:
    """Somebody on the way through the form, by typed words."""

    def __init__(self, **answers: object) -> None:
        self.state = FormState(answers)

    @property
    def step(self) -> str | None:
        return step_of(FORM, self.state)

    @property
    def answers(self) -> dict[str, object]:
        return dict(self.state.answers)

    def say(self, text: str, intent: str = "") -> Moved | None:
        step = self.step
        expected = FORM.expects(step) if step else None
        entities: dict[str, list[object]] = {}
        for found in find_entities(READER.read(text), NOW, expected):
            entities.setdefault(found.entity, []).append(found.value)
        return self._moved(Heard(text, intent, entities, NOW))

    def tap(self, step: str, value: str) -> Moved | None:
        return self._moved(Heard("", "", tap=(step, value)))

    def _moved(self, heard: Heard) -> Moved | None:
        moved = move_on(FORM, self.state, heard, CONTROLS)
        if moved is not None:
            self.state = moved.state
        return moved

    def through(self, texts: Sequence[str]) -> Walk:
        for text in texts:
            before = self.step
            assert self.say(text) is not None, (before, text)
            assert self.step != before, (before, text)
        return self


def at_first_look() -> Walk:
    walk = Walk().through([*GATES, "left", "done"])
    assert walk.step == "left_knee_in"
    return walk


def test_from_start_to_end_in_words() -> None:
    walk = Walk().through([*GATES, "left i guess", *LEG])
    assert walk.step == "right_squats"
    walk.through(["done", "goes in a bit", "it's level", "i lean", "wobbly", "couldn't", "three"])
    assert walk.step is None and ended_by(walk.answers) is None
    test = result_of(walk.answers, NOW.date())
    assert test is not None and test.better_leg is Leg.LEFT
    left, right = test.legs[Leg.LEFT], test.legs[Leg.RIGHT]
    assert left.noticed == (Look.HIP_DROP,) and left.unsure == (Look.TRUNK_LEAN,)
    assert right.noticed == (Look.KNEE_IN, Look.TRUNK_LEAN, Look.WOBBLE, Look.DEPTH)
    assert (left.pain, right.pain) == (2, 3)


def test_by_buttons_alone() -> None:
    walk, asked = Walk(), 0
    while walk.step is not None:
        question = FORM.question(walk.step, walk.answers)
        assert question.text and question.buttons
        for button in question.buttons:
            assert len(button.payload.encode()) <= 64 and len(button.title) <= 32
            assert read_tap("self_test", button.payload) is not None
        tap = read_tap("self_test", question.buttons[0].payload)
        assert tap is not None and walk.tap(*tap) is not None
        asked += 1
    assert asked == 5 + 1 + 2 * 7
    assert result_of(walk.answers, NOW.date()) is not None


def test_they_see_where_they_are() -> None:
    text = FORM.question("left_hip_drop", {"better_leg": "left"})
    assert "Left leg, 2 of 5" in text.text
    assert text.image == "content/pictures/look_hip_drop.png"
    pictures = [FORM.question(f"right_{look.value}", {}).image for look in Look]
    pictures.append(FORM.question("set_up", {}).image)
    assert all(picture and (ROOT / picture).is_file() for picture in pictures)


@pytest.mark.parametrize(
    ("texts", "reason"),
    [
        (["I'm 7 months pregnant"], Reason.PREGNANT),
        (["had an operation in may"], Reason.INJURY),
        (["i get dizzy"], Reason.UNSTEADY),
        (["it hurts at rest, a 5"], Reason.REST_PAIN),
        (["none", "i'm 15", "no"], Reason.ALONE),
        (["none", "under 18", "home alone"], Reason.ALONE),
        (["none", "yes", "no"], Reason.BALANCE),
        (["none", "yes", "not sure"], Reason.BALANCE),
        (["hot, locked, swollen", "it locked"], Reason.DANGER_SIGN),
    ],
)
def test_reasons_end_it_in_two_or_three_taps(texts: list[str], reason: Reason) -> None:
    walk = Walk().through(texts)
    assert walk.step is None
    assert ended_by(walk.answers) == reason.value
    assert reason.value in WORDS.ended or reason is Reason.DANGER_SIGN


def test_an_adult_beside_them_lets_the_young_go_on() -> None:
    walk = Walk().through(["none", "16", "yes my mum is here"])
    assert walk.step == "balance"


def test_a_known_age_is_not_asked() -> None:
    assert Walk(**{KNOWN_AGE: "adult"}).through(["none"]).step == "balance"
    assert Walk(**{KNOWN_AGE: "under_18"}).through(["none"]).step == "adult"


def test_yes_to_the_list_asks_which() -> None:
    walk = Walk().through(["yes"])
    assert walk.step == "which" and ended_by(walk.answers) is None
    question = FORM.question("which", walk.answers)
    assert WORDS.which_reason in question.text and len(question.buttons) == len(WORDS.reasons)
    assert walk.through(["the operation"]).step is None
    walk = Walk().through(["yes"])
    walk.tap("reasons", "danger_sign")
    assert walk.step == "sign"
    for text in ("skip", "go back"):
        walk = Walk().through(["yes"])
        walk.say(text)
        assert walk.step == ("which" if text == "skip" else "reasons")


@pytest.mark.parametrize(
    "text",
    ["ok", "ok done", "sure", "right", "im fine", "not dizzy", "ready", "no idea", "its the 1st"],
)
def test_words_that_are_no_none_do_not_pass_the_list(text: str) -> None:
    for before in ([], ["yes"]):
        walk = Walk().through(before)
        assert walk.say(text) is not None
        assert walk.step in ("reasons", "which"), before


@pytest.mark.parametrize(
    "text", ["none", "no", "no, none", "nope none of those", "no none of these are true for me"]
)
def test_a_clear_none_passes_the_list(text: str) -> None:
    assert Walk().through([text]).step == "age"
    assert Walk().through(["yes", text]).step == "age"


def test_what_a_no_leaves_open_is_a_reason() -> None:
    assert Walk().through(["no, only a bit swollen"]).step == "sign"


@pytest.mark.parametrize("text", ["none", "none of these", "nope, nothing like that"])
def test_the_list_answered_once_more_is_no_age(text: str) -> None:
    walk = Walk().through(["none"])
    moved = walk.say(text)
    assert moved is not None and moved.remark == WORDS.age_again and walk.step == "age"


@pytest.mark.parametrize(
    "text",
    [
        "ok",
        "a little",
        "yes, but a bit shaky on one",
        "i think so",
        "mostly yes",
        "none",
        "the first",
    ],
)
def test_an_unsure_yes_does_not_pass_the_balance(text: str) -> None:
    walk = Walk().through(["none", "yes"])
    moved = walk.say(text)
    assert moved is not None
    if walk.step is None:
        assert walk.answers["balance"] == "no"
    else:
        assert walk.step == "balance" and moved.remark == WORDS.balance_again


def test_a_balance_taken_back_is_asked_again() -> None:
    walk = Walk().through(["none", "yes", "yes"])
    moved = walk.say("wait, no i cant")
    assert moved is not None and moved.remark == WORDS.balance_again and walk.step == "balance"


@pytest.mark.parametrize("text", ["ok", "okay will do", "right", "sure", "the right was straight"])
def test_squats_that_are_still_to_be_done_are_waited_for(text: str) -> None:
    for before in (GATES[:-1], [*GATES, "left"]):
        walk = Walk().through(before)
        step = walk.step
        moved = walk.say(text)
        assert moved is not None and moved.remark == WORDS.tell_when_done and walk.step == step
        assert walk.through(["ok done"]).step != step


@pytest.mark.parametrize("text", ["no, I meant left", "wait, no I meant the right leg", "the left"])
def test_a_side_put_right_answers_no_gate(text: str) -> None:
    for count in (1, 2, 3, 4):
        walk = Walk().through(GATES[:count])
        before = walk.state
        moved = walk.say(text)
        assert moved is not None and moved.remark == WORDS.side_later and walk.state == before


def test_a_side_put_right_where_legs_are_asked() -> None:
    assert Walk().through([*GATES, "no i meant right"]).step == "right_squats"
    walk = Walk().through([*GATES, "left"])
    moved = walk.say("no, I meant right")
    assert moved is not None and moved.remark == WORDS.better_is.format(side="right")
    walk = at_first_look().through(["yes"])
    walk.say("wait, no I meant the right leg")
    assert walk.step == "right_hip_drop" and walk.answers["right_knee_in"] == "yes"
    walk.say("wait, no")
    assert walk.step == "right_hip_drop" and walk.answers["right_knee_in"] == "no"
    for text in ("no i meant right", "no, the left leg"):
        before = walk.state
        moved = walk.say(text)
        assert moved is not None and "right leg now" in moved.remark and walk.state == before


def test_a_small_pain_at_rest_is_no_reason() -> None:
    assert Walk().through(["bit of pain at rest, 2"]).step == "age"


def test_a_danger_sign_that_was_none() -> None:
    walk = Walk()
    walk.tap("reasons", "danger_sign")
    assert walk.step == "sign"
    walk.tap("sign", "none")
    assert walk.step == "age"


@pytest.mark.parametrize(
    ("texts", "ended", "legs"),
    [
        ([*GATES[:-1], "hurts more than 3"], "sore", 0),
        ([*GATES[:-1], "that was a 6 out of 10"], "sore", 0),
        ([*GATES, "left", "it gave way"], "gave_way", 0),
        ([*GATES, "left", "stopped, pain was 5"], "sore", 0),
        ([*GATES, "left", *LEG[:-1], "about a four maybe five"], "sore", 1),
        ([*GATES, "left", *LEG, "hurts too much"], "sore", 1),
        ([*GATES, "left", *LEG, *LEG[:-1], "6"], "sore", 2),
        ([*GATES, "left", "done", "no", "no, it hurts now, a 7"], "sore", 0),
        ([*GATES, "left", "done", "no", "ouch 7"], "sore", 0),
    ],
)
def test_pain_and_giving_way_end_it(texts: list[str], ended: str, legs: int) -> None:
    walk = Walk().through(texts)
    assert walk.step is None and ended_by(walk.answers) == ended
    test = result_of(walk.answers, NOW.date())
    assert (len(test.legs) if test else 0) == legs


def test_dizziness_in_the_middle_ends_it() -> None:
    walk = at_first_look()
    walk.say("i feel dizzy")
    assert ended_by(walk.answers) == Reason.UNSTEADY.value


def test_a_leg_may_be_left_out() -> None:
    walk = Walk().through([*GATES, "left", *LEG, "leave this leg out"])
    assert walk.step is None
    test = result_of(walk.answers, NOW.date())
    assert test is not None and list(test.legs) == [Leg.LEFT]
    both = Walk().through([*GATES, "left", "not this leg", "skip this leg"])
    assert both.step is None and result_of(both.answers, NOW.date()) is None


@pytest.mark.parametrize(
    ("said", "first"), [("left", "left"), ("right", "right"), ("theyre the same", "left")]
)
def test_the_better_leg_goes_first(said: str, first: str) -> None:
    assert Walk().through([*GATES, said]).step == f"{first}_squats"


def all_steps() -> list[Walk]:
    """Somebody at each step of the whole way."""
    texts = [*GATES, "left", *LEG, *LEG]
    return [Walk().through(texts[:count]) for count in range(len(texts))]


def test_a_question_at_every_step_is_handed_on() -> None:
    for walk in all_steps():
        before = walk.state
        assert walk.say(QUESTION) is None, walk.step
        assert walk.say("how do i do clamshells") is None, walk.step
        assert walk.state == before


def test_back_at_every_step() -> None:
    for walk in all_steps()[1:]:
        before = walk.step
        moved = walk.say("go back")
        assert moved is not None and moved.move is Move.BACK
        assert walk.step != before


def test_pause_and_stop_at_every_step_keep_what_was_answered() -> None:
    for text in ("later", "stop"):
        for walk in all_steps():
            before = walk.state.answers
            walk.say(text)
            assert walk.state == FormState(before, paused=True)


def test_skip_never_jumps_over_what_keeps_them_safe() -> None:
    for walk in all_steps():
        step = walk.step
        assert step is not None
        walk.say("skip")
        if step in ("reasons", "age", "balance") or step.endswith("_pain"):
            assert walk.step == step
        elif step.endswith(tuple(look.value for look in Look)):
            assert walk.answers[step] == Seen.NOT_SURE.value


def test_an_answer_with_a_question_beside_it() -> None:
    walk = at_first_look()
    moved = walk.say("yes. is that bad?")
    assert moved is not None and moved.more and walk.step == "left_hip_drop"


@pytest.mark.parametrize("text", ["no, the other leg", "oops, wrong leg", "other leg sorry"])
def test_the_other_leg_before_anything_was_seen(text: str) -> None:
    walk = Walk().through([*GATES, "left"])
    moved = walk.say(text)
    assert moved is not None and moved.remark == WORDS.now_leg.format(side="right")
    assert walk.step == "right_squats"


def test_the_other_leg_takes_what_was_seen_along() -> None:
    walk = at_first_look().through(["yes", "no"])
    moved = walk.say("oh wait i was on the other leg")
    assert moved is not None and "right" in moved.remark
    assert walk.step == "right_trunk_lean"
    assert walk.answers["right_knee_in"] == "yes" and "left_knee_in" not in walk.answers
    assert walk.answers["better_leg"] == "right"


def test_the_other_leg_at_the_second_leg_clears_that_one() -> None:
    walk = Walk().through([*GATES, "left", *LEG, "done", "yes"])
    walk.say("no, the other leg")
    assert walk.step == "right_squats" and walk.answers["left_pain"] == 2


def test_the_better_leg_corrected() -> None:
    walk = Walk().through([*GATES, "right"])
    moved = walk.say("actually left is better")
    assert moved is not None and moved.remark == WORDS.better_is.format(side="left")
    assert walk.step == "left_squats"
    # Later on, the leg that was begun is gone on with.
    walk.through(["done", "no"])
    walk.say("sorry, right is my good leg")
    assert walk.answers["better_leg"] == "right" and walk.step == "left_hip_drop"


@pytest.mark.parametrize(
    ("text", "step", "value"),
    [
        ("i meant yes for the hip", "left_hip_drop", "yes"),
        ("sorry, the hip one is a yes", "left_hip_drop", "yes"),
        ("yes for the knee", "left_knee_in", "yes"),
        ("change the knee one to yes", "left_knee_in", "yes"),
        ("i meant yes", "left_hip_drop", "yes"),
        ("make that not sure", "left_hip_drop", "not_sure"),
    ],
)
def test_an_earlier_answer_corrected(text: str, step: str, value: str) -> None:
    walk = at_first_look().through(["no", "no"])
    asked = walk.step
    moved = walk.say(text)
    assert moved is not None and moved.remark
    assert walk.answers[step] == value and walk.step == asked


@pytest.mark.parametrize(
    ("first", "text", "turned"),
    [
        ("yeah it goes in", "wait no it doesnt", "no"),
        ("no it stays straight", "hmm actually it does", "yes"),
        ("yes", "wait, no", "no"),
        ("no", "hang on, yes", "yes"),
        ("yes", "i said yes but its no", "no"),
        ("yes", "nah it doesnt go in", "no"),
        ("not sure", "actually no", "no"),
    ],
)
def test_an_answer_turned_round_right_after(first: str, text: str, turned: str) -> None:
    walk = at_first_look().through([first])
    moved = walk.say(text)
    assert moved is not None and moved.remark.startswith("OK, I've changed that one: the knee")
    assert walk.answers["left_knee_in"] == turned and walk.step == "left_hip_drop"


@pytest.mark.parametrize(
    ("text", "value"),
    [("actually stays level", "no"), ("wait, the hip does drop", "yes"), ("no it doesnt", "no")],
)
def test_what_answers_the_question_turns_nothing_round(text: str, value: str) -> None:
    walk = at_first_look().through(["yes", text])
    assert walk.answers["left_knee_in"] == "yes" and walk.answers["left_hip_drop"] == value


def test_nothing_is_said_to_be_changed_where_nothing_was() -> None:
    walk = at_first_look().through(["yes", "no"])
    moved = walk.say("nah it doesnt drop")
    assert moved is not None and moved.remark.startswith("OK, that one stays as it was")
    assert walk.step == "left_trunk_lean"


@pytest.mark.parametrize(
    ("text", "look", "value"),
    [
        ("bit of a lean", "trunk_lean", "yes"),
        ("no wobble", "wobble", "no"),
        ("a bit wobbly", "wobble", "yes"),
        ("my knee dips in a bit", "knee_in", "yes"),
        ("the knee is straight", "knee_in", "no"),
    ],
)
def test_words_about_another_look_are_put_down_there(text: str, look: str, value: str) -> None:
    walk = at_first_look().through(["not sure"])
    moved = walk.say(text)
    assert moved is not None and moved.remark and walk.step == "left_hip_drop"
    assert walk.answers[f"left_{look}"] == value


@pytest.mark.parametrize("text", ["no, but i lean a bit", "so far no", "no, as far as i can tell"])
def test_words_about_the_look_that_is_asked_stay_there(text: str) -> None:
    walk = at_first_look().through(["yes", text])
    assert walk.step == "left_trunk_lean" and walk.answers["left_hip_drop"] == "no"


@pytest.mark.parametrize("text", ["wait no it doesnt", "hang on, no"])
def test_a_correction_is_no_pain_number(text: str) -> None:
    for depth in ("yes", "no"):
        walk = Walk().through([*GATES, "left", *LEG[:-2], depth])
        walk.say(text)
        assert walk.step == "left_pain"


@pytest.mark.parametrize("text", ["5 done", "done", "ok"])
def test_squats_done_are_no_answer_to_a_look(text: str) -> None:
    walk = at_first_look()
    moved = walk.say(text)
    assert moved is not None and moved.remark == WORDS.look_again and walk.step == "left_knee_in"


def test_not_knowing_a_hip_is_no_better_leg() -> None:
    walk = Walk().through(GATES)
    assert walk.say("the hip I don't know, I not see") is None and walk.step == "better_leg"


@pytest.mark.parametrize(
    ("texts", "text", "key"),
    [
        (GATES[:2], "which leg first", "balance_first_leg"),
        (GATES[:2], "how long", "balance_long"),
        (GATES[:3], "can i do it in shorts", "clothes"),
        (GATES[:3], "how far away", "set_up_far"),
        (GATES[:4], "how far down", "warm_up_deep"),
        (GATES[:4], "how many squats was it again", "warm_up_many"),
        (GATES, "which leg is first", "better_leg_first_leg"),
        (GATES, "which one is the sore one", "sore_one"),
        ([*GATES, "left"], "how deep", "deep"),
        ([*GATES, "left"], "what do i do with the other leg", "lifted"),
        ([*GATES, "left"], "how many do i do", "leg_many"),
        ([*GATES, "left"], "which ones the sore one again", "better_known"),
        ([*GATES, "same"], "which one is the bad leg?", "same_known"),
        ([*GATES, "left", "done"], "what is hand span", "deep"),
        ([*GATES, "left", "done"], "how do i know", "knee_in"),
        ([*GATES, "left", "done", "no"], "how do i know if my hip drops", "hip_drop"),
        ([*GATES, "left", "done", "no"], "whats a hip drop", "hip_drop"),
        ([*GATES, "left", "done", "no"], "what counts as a wobble?", "wobble"),
        ([*GATES, "left", "done", "no"], "how do i change my answer", "change"),
    ],
)
def test_questions_about_the_test_are_answered_by_it(texts: list[str], text: str, key: str) -> None:
    walk = Walk().through(texts)
    before = walk.state
    moved = walk.say(text)
    assert moved is not None and walk.state == before
    assert moved.remark == WORDS.explain[key].format(leg="Left", side="left")


@pytest.mark.parametrize(
    "text",
    [
        "what is the best exercise for my hip",
        "what does it mean if my hip drops",
        "is it bad if my knee goes in",
        "how do i stop my knee going in",
        "how long until my knee is better",
        "how many exercises should i do",
        "how deep can i squat with arthritis",
        "what counts as an injury",
    ],
)
def test_other_questions_are_handed_on(text: str) -> None:
    for walk in (Walk(), at_first_look(), at_first_look().through(["no"])):
        assert walk.say(text) is None


def test_every_topic_has_an_answer() -> None:
    table = load_table(LOOKUP / "answers.yml")["explains"]["topics"]
    assert set(table) - {"mirror"} <= set(WORDS.explain)
    assert {look.value for look in Look} <= set(WORDS.explain)
    for key, text in WORDS.explain.items():
        if "{" in text:  # filled in only where a leg is known
            assert key.startswith("leg_") or key == "better_known", key


def test_a_pain_number_corrected() -> None:
    walk = Walk().through([*GATES, "left", *LEG])
    moved = walk.say("sorry i meant 3")
    assert moved is not None and moved.remark == WORDS.corrected_pain.format(pain=3, side="left")
    assert walk.answers["left_pain"] == 3 and walk.step == "right_squats"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("i said no but the knee went in", "yes"),
        ("said no but the knee did go inside", "yes"),
        ("put no but not sure about the knee", "not_sure"),
    ],
)
def test_a_look_described_otherwise_than_it_was_answered(text: str, value: str) -> None:
    walk = at_first_look().through(["no"])
    moved = walk.say(text)
    assert moved is not None and moved.remark
    assert walk.answers["left_knee_in"] == value and walk.step == "left_hip_drop"


@pytest.mark.parametrize(
    ("text", "pain"),
    [
        ("about a four maybe five", 5),
        ("three, no two", 2),
        ("1 sorry 2", 2),
        ("4 - no wait, 3", 3),
        ("3", 3),
        ("no pain", 0),
        ("none", 0),
        ("nope", 0),
        ("two i think", 2),
        ("1/10", 1),
        ("0", 0),
        ("2.5", 3),
    ],
)
def test_pain_in_words(text: str, pain: int) -> None:
    walk = Walk().through([*GATES, "left", *LEG[:-1]])
    walk.say(text)
    assert walk.answers["left_pain"] == pain


@pytest.mark.parametrize(
    ("text", "remark"),
    [("a bit", WORDS.how_much), ("yes", WORDS.how_much), ("12", WORDS.scale), ("25", WORDS.scale)],
)
def test_pain_without_a_fitting_number_is_asked_again(text: str, remark: str) -> None:
    walk = Walk().through([*GATES, "left", *LEG[:-1]])
    moved = walk.say(text)
    assert moved is not None and moved.remark == remark and walk.step == "left_pain"


def test_no_mirror_gets_a_way_round() -> None:
    walk = Walk().through(GATES[:-2])
    moved = walk.say("i only have a bathroom mirror")
    assert moved is not None and moved.remark == WORDS.no_mirror and walk.step == "set_up"


def test_done_is_no_wish_to_stop() -> None:
    walk = Walk().through([*GATES, "left"])
    walk.say("i'm done", intent="cancel")
    assert walk.step == "left_knee_in" and not walk.state.paused


@pytest.mark.parametrize(
    ("step", "value"),
    [("left_pain", "x"), ("left_pain", "11"), ("better_leg", "both"), ("nothing", "yes"), ("", "")],
)
def test_values_of_no_button_change_nothing(step: str, value: str) -> None:
    walk = at_first_look()
    before = walk.state
    walk.tap(step, value)
    assert walk.state == before


def test_an_old_button_of_the_gates_still_ends_it() -> None:
    walk = at_first_look()
    walk.tap("reasons", "danger_sign")
    assert walk.step == "sign" and walk.say("the other leg") is None


def test_every_sign_is_one_of_triage() -> None:
    from hipwise.understanding.triage.assessment import SIGNS

    assert set(WORDS.signs) - {"none"} <= set(SIGNS)


def test_the_offer_of_a_repeat() -> None:
    reply = repeat_offer(WORDS, dtm.date(2026, 11, 1), dtm.date(2026, 11, 22))
    assert "3 weeks" in reply.text and reply.buttons[0].payload == "/start_self_test"
