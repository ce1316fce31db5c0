"""The plan in words."""

from __future__ import annotations

import datetime as dtm
from dataclasses import replace
from pathlib import Path

import pytest

from hipwise.coaching.plan import About, Item, Plan, Variant, make_plan, today
from hipwise.coaching.progression import Change, Reason, Step
from hipwise.errors import HipwiseError
from hipwise.knowledge.library import Library
from hipwise.knowledge.plan_telling import PlanTeller, load_plan_words
from hipwise.knowledge.programme import load_programme

CONTENT = Path(__file__).parents[2] / "content"
MONDAY = dtm.date(2026, 11, 23)
TUESDAY = MONDAY + dtm.timedelta(days=1)
MOST_WORDS = 120


@pytest.fixture(scope="module")
def teller(library: Library) -> PlanTeller:
    programme = load_programme(CONTENT / "plan.yml", library.exercises)
    return PlanTeller(load_plan_words(CONTENT / "plan_words.yml"), library, programme)


@pytest.fixture
def plan(library: Library) -> Plan:
    programme = load_programme(CONTENT / "plan.yml", library.exercises)
    return make_plan(About(side="left", worst_pain=1), MONDAY, programme)


def test_a_training_day(teller: PlanTeller, plan: Plan) -> None:
    replies = teller.show(plan, today(plan, MONDAY), MONDAY, MONDAY)
    assert len(replies) == 5
    assert replies[0].text.startswith("*Today, Monday: training.* 4 exercises, about")
    assert "left leg" in replies[0].text
    assert replies[1].text.startswith("*1. Clamshell*: 2 sets of 10 on each side.\n")
    assert [reply.image for reply in replies[1:]] == [
        f"content/pictures/{item.exercise}.png" for item in plan.items
    ]
    assert all(not reply.buttons for reply in replies[:-1])
    assert [button.payload for button in replies[-1].buttons] == [
        "/start_guided_set",
        "/ask_why",
        '/answer{"q":"plan.swap","a":"which"}',
        '/answer{"q":"plan.skip","a":"all"}',
    ]
    assert "Above 5, stop for today" in replies[-1].text
    assert all(len(reply.text.split()) <= MOST_WORDS for reply in replies)


def test_another_day(teller: PlanTeller, plan: Plan) -> None:
    (rest,) = teller.show(plan, today(plan, TUESDAY), TUESDAY, MONDAY)
    assert rest.text.startswith("*Tomorrow: easy movement.*")
    assert "Wednesday: clamshell 2 × 10, bridge 2 × 10" in rest.text
    until = MONDAY + dtm.timedelta(days=4)
    (easing,) = teller.show(plan, today(plan, TUESDAY, until), TUESDAY, TUESDAY)
    assert "training waits until Friday" in easing.text
    skipped = today(plan, MONDAY, skipped=[item.exercise for item in plan.items])
    assert "you left everything out" in teller.show(plan, skipped, MONDAY, MONDAY)[0].text
    later = replace(plan, started_on=MONDAY + dtm.timedelta(days=2))
    assert "begins on Wednesday" in teller.show(later, today(later, MONDAY), MONDAY, MONDAY)[0].text


def test_amounts(teller: PlanTeller) -> None:
    assert teller.amount(Item("bridge", Variant.USUAL, 1, 8)) == "one set of 8"
    plank = Item("side_plank", Variant.HARDER, 3, hold=20)
    assert teller.amount(plank) == "3 holds of 20 seconds on each side"
    assert teller.version(plank) == "with straight legs"
    assert teller.short([plank, Item("calf raises", Variant.USUAL, 2, 10)]) == (
        "side plank 3 × 20 s, calf raises 2 × 10"
    )


def test_single_leg_squats_are_introduced(teller: PlanTeller, plan: Plan) -> None:
    squat = Item("single_leg_squat", Variant.EASIER, 2, 6)
    later = replace(plan, level=4, items=(squat,))
    (_, shown) = teller.show(later, today(later, MONDAY), MONDAY, MONDAY)
    assert "stand on each leg for 10 seconds" in shown.text
    assert "fingers on a worktop" in shown.text


def test_why_and_week(teller: PlanTeller, plan: Plan) -> None:
    why = teller.why(plan, "red_pain")
    assert "stage 2 of 6" in why.text and "third to a half" in why.text
    assert why.buttons[0].payload == '/ask_exercise_purpose{"exercise":"clamshell"}'
    assert (
        "training on Monday, Wednesday and Friday"
        in teller.week(plan, today(plan, MONDAY), MONDAY).text
    )


def test_lights(teller: PlanTeller) -> None:
    assert "green" in teller.light(2, worse=False)
    assert "by tomorrow morning" in teller.light(4, worse=False)
    assert "too much" in teller.light(6, worse=True)
    assert "morning after" in teller.light(1, worse=True)
    assert teller.light(None, worse=False) == ""


def test_changes(teller: PlanTeller, plan: Plan) -> None:
    up = replace(plan, level=2)
    told = teller.change(Change.PROGRESS, Reason.TWO_GOOD, plan, up, Step.LEVEL)
    assert "A band and longer holds" in told
    same = teller.change(Change.EASE, Reason.RED_PAIN, plan, plan, None)
    assert "lightest" in same
    down = replace(plan, level=0, items=plan.items[:2])
    assert "back one stage" in teller.change(Change.EASE, Reason.RED_PAIN, plan, down, None)
    assert "three easy days" in teller.change(Change.EASE, Reason.TWO_RED_DAYS, plan, down, None)


def test_a_missing_sentence_is_told(library: Library) -> None:
    programme = load_programme(CONTENT / "plan.yml", library.exercises)
    words = load_plan_words(CONTENT / "plan_words.yml")
    poorer = words.copy(update={"reason": {}})
    with pytest.raises(HipwiseError, match="reason lacks after_break"):
        PlanTeller(poorer, library, programme)
    poorer = words.copy(update={"versions": {**words.versions, "harder": {}}})
    with pytest.raises(HipwiseError, match=r"versions\.harder lacks"):
        PlanTeller(poorer, library, programme)
