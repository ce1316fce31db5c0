"""The first plan, and what is on for a day."""

from __future__ import annotations

import datetime as dtm
from collections.abc import Sequence
from typing import Optional

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipwise.coaching.plan import (
    MOST_EXERCISES,
    WEEKDAYS,
    About,
    Item,
    Limits,
    Mirror,
    MirrorLeg,
    Plan,
    Variant,
    is_fresh,
    items_of,
    lead_leg,
    limits_of,
    make_plan,
    may_do,
    moved_days,
    new_item,
    stand_in,
    starting_level,
    today,
    training_days,
    with_dose,
)
from tests.coaching.programme import (
    CARDS,
    MONDAY,
    PROGRAMME,
    abouts,
    days,
    mirrors,
    weekdays,
)

CALM = MirrorLeg(noticed=0, wobbles=False, pain=0)


def names(plan: Plan) -> list[str]:
    return [item.exercise for item in plan.items]


@given(abouts, days, weekdays, mirrors, st.sets(st.sampled_from(sorted(CARDS)), max_size=3))
def test_every_first_plan_keeps_the_rules(
    about: About, day: dtm.date, wanted: tuple[str, ...], mirror: Optional[Mirror], out: set[str]
) -> None:
    plan = make_plan(about, day, PROGRAMME, wanted, mirror, out)
    assert 1 <= len(plan.items) <= MOST_EXERCISES
    assert len(set(names(plan))) == len(plan.items)
    assert not out & set(names(plan))
    assert 2 <= len(plan.weekdays) <= 3
    assert "single_leg_squat" not in names(plan)
    if "kneeling" in about.triggers:
        assert "hydrant" not in names(plan)
    if about.side in ("left", "right"):
        assert plan.lead_leg == about.side
    first = today(plan, plan.started_on)
    assert first.training and first.items == plan.items
    assert day <= plan.started_on < day + dtm.timedelta(days=7)


@given(days, weekdays)
def test_training_days_never_follow_each_other(day: dtm.date, wanted: tuple[str, ...]) -> None:
    chosen = training_days(day, wanted)
    numbers = {WEEKDAYS.index(name) for name in chosen}
    assert not any((number + 1) % 7 in numbers for number in numbers)
    assert list(chosen) == sorted(chosen, key=WEEKDAYS.index)
    if wanted:
        assert set(wanted) & numbers_to_names(numbers)
    else:
        assert WEEKDAYS[day.weekday()] in chosen and len(chosen) == 3


def numbers_to_names(numbers: set[int]) -> set[str]:
    return {WEEKDAYS[number] for number in numbers}


@pytest.mark.parametrize(
    ("wanted", "chosen"),
    [
        (("tue", "thu", "sat"), ("tue", "thu", "sat")),
        (("sun", "wed", "fri"), ("wed", "fri", "sun")),
        (WEEKDAYS, ("mon", "wed", "fri")),
        (("mon", "thu"), ("mon", "thu")),
        (("mon", "tue", "thu"), ("mon", "thu")),
        (("sun",), ("tue", "thu", "sun")),
    ],
)
def test_days_asked_for(wanted: Sequence[str], chosen: Sequence[str]) -> None:
    assert training_days(MONDAY, wanted) == tuple(chosen)


@pytest.mark.parametrize(
    ("about", "mirror", "level"),
    [
        (About(), None, 0),
        (About(worst_pain=4, since="for 2 years"), None, 0),
        (About(worst_pain=7), None, 0),
        (About(worst_pain=2), None, 1),
        (About(worst_pain=2, since="for 3 days"), None, 0),
        (About(worst_pain=2, since="for 3 weeks"), None, 1),
        (About(worst_pain=1, age_group="under_16"), None, 0),
        (About(worst_pain=1), {"left": CALM, "right": MirrorLeg(0, False, 4)}, 0),
        (About(worst_pain=1), {"left": CALM, "right": CALM}, 1),
    ],
)
def test_starting_level(about: About, mirror: Optional[Mirror], level: int) -> None:
    assert starting_level(about, mirror) == level


@pytest.mark.parametrize(
    ("since", "fresh"),
    [
        ("for 3 days", True),
        ("since yesterday", True),
        ("for a week", True),
        ("for three weeks", False),
        ("for ages", False),
        ("for a year, worse these days", False),
        (None, False),
    ],
)
def test_what_is_fresh(since: Optional[str], fresh: bool) -> None:
    assert is_fresh(since) is fresh


@pytest.mark.parametrize(
    ("side", "mirror", "leg"),
    [
        ("left", None, "left"),
        ("both", None, None),
        (None, {"left": CALM, "right": MirrorLeg(2, False, 0)}, "right"),
        ("both", {"left": MirrorLeg(1, False, 3), "right": MirrorLeg(5, True, 2)}, "left"),
        ("both", {"left": CALM, "right": CALM}, None),
    ],
)
def test_lead_leg(side: Optional[str], mirror: Optional[Mirror], leg: Optional[str]) -> None:
    assert lead_leg(side, mirror) == leg


def test_each_level_for_everybody() -> None:
    usual = [[item.exercise for item in items_of(PROGRAMME, n, Limits())] for n in range(6)]
    assert usual[0] == ["clamshell", "bridge"]
    assert "single_leg_squat" not in [name for level in usual[:4] for name in level]
    assert usual[5][0] == "single_leg_squat"
    for number in range(6):
        young = items_of(PROGRAMME, number, Limits(young=True))
        assert "single_leg_squat" not in [item.exercise for item in young]
        assert 2 <= len(young) <= MOST_EXERCISES
        kneeling = items_of(PROGRAMME, number, Limits(no_kneeling=True))
        assert "hydrant" not in [item.exercise for item in kneeling]
        for item in items_of(PROGRAMME, number, Limits(supported=True)):
            if item.exercise in PROGRAMME.held_on_to:
                assert item.variant is Variant.EASIER


def test_shaky_balance_in_the_mirror_is_supported() -> None:
    mirror = {"left": CALM, "right": MirrorLeg(1, True, 0)}
    assert limits_of(About(), mirror).supported
    assert not limits_of(About(age_group="18_39"), {"left": CALM, "right": CALM}).supported
    assert limits_of(About(age_group="60_plus")).supported


def test_what_they_added_and_swapped_stays() -> None:
    own = Item("calf raises", Variant.USUAL, 3, 15, added=True)
    items = items_of(PROGRAMME, 2, Limits(left_out=frozenset({"wall_sit"})), [own])
    assert [item.exercise for item in items] == [
        "clamshell",
        "side_plank",
        "straight_leg_raise",
        "calf raises",
    ]


def test_an_exercise_that_stays_keeps_its_amount() -> None:
    before = [Item("clamshell", Variant.USUAL, 3, 12), Item("bridge", Variant.USUAL, 3, 11)]
    first, second, third, _ = items_of(PROGRAMME, 1, Limits(), before)
    assert (first, second) == tuple(before)
    assert (third.sets, third.reps) == (2, 10)
    banded = items_of(PROGRAMME, 2, Limits(), before)[0]
    assert banded == Item("clamshell", Variant.HARDER, 2, 10)


def test_single_leg_squats_wait_for_their_level() -> None:
    assert not may_do("single_leg_squat", 3, PROGRAMME, Limits())
    assert may_do("single_leg_squat", 4, PROGRAMME, Limits())
    assert not may_do("single_leg_squat", 5, PROGRAMME, Limits(young=True))


def test_a_stand_in_is_never_of_a_higher_level() -> None:
    for level in range(PROGRAMME.top + 1):
        for exercise in CARDS:
            instead = stand_in(exercise, level, PROGRAMME, Limits())
            if instead is not None:
                assert PROGRAMME.first_level(instead) <= level


def test_an_exercise_without_a_card_gets_two_sets_of_ten() -> None:
    item = new_item("calf raises", 0, PROGRAMME, Limits(), added=True)
    assert item == Item("calf raises", Variant.USUAL, 2, 10, added=True)


def test_today() -> None:
    plan = make_plan(About(), MONDAY, PROGRAMME)
    tuesday, friday = MONDAY + dtm.timedelta(days=1), MONDAY + dtm.timedelta(days=4)
    rest = today(plan, tuesday)
    assert (rest.training, rest.items, rest.next_training) == (
        False,
        (),
        tuesday + dtm.timedelta(1),
    )
    skipping = today(plan, MONDAY, skipped=["bridge"])
    assert [item.exercise for item in skipping.items] == ["clamshell"]
    easy = today(plan, MONDAY + dtm.timedelta(days=2), easy_until=friday)
    assert easy.easing and not easy.training and easy.next_training == friday
    assert today(plan, friday, easy_until=friday).training


def test_what_is_not_known() -> None:
    assert About().unknown() == ("side", "worst_pain")
    assert About(side="both", worst_pain=0).unknown() == ()


@pytest.mark.parametrize(
    ("away", "wanted", "chosen"),
    [
        (["wed"], ["thu"], ("mon", "thu", "sat")),
        (["wed"], [], ("mon", "thu", "sat")),
        ([], ["sun"], ("wed", "fri", "sun")),
        (["sun"], [], ("mon", "wed", "fri")),
        (["mon", "fri"], ["tue"], ("tue", "thu", "sat")),
        (list(WEEKDAYS), [], ()),
    ],
)
def test_days_moved(away: list[str], wanted: list[str], chosen: tuple[str, ...]) -> None:
    assert moved_days(("mon", "wed", "fri"), away, wanted) == chosen


@pytest.mark.parametrize(
    ("away", "wanted", "chosen"),
    [
        (["mon"], ["tue"], ("tue", "thu")),
        (["mon"], [], ("thu", "sat")),
        (["mon"], ["tue", "thu", "sat"], ("tue", "thu", "sat")),
    ],
)
def test_moved_days_add_no_training(
    away: list[str], wanted: list[str], chosen: tuple[str, ...]
) -> None:
    moved = moved_days(("mon", "thu"), away, wanted)
    assert len(moved) == len(chosen) and set(wanted) <= set(moved)


@given(weekdays, weekdays, weekdays)
def test_moved_days_keep_away_and_a_rest_day_between(
    current: tuple[str, ...], away: tuple[str, ...], wanted: tuple[str, ...]
) -> None:
    chosen = moved_days(current, away, wanted)
    numbers = {WEEKDAYS.index(name) for name in chosen}
    assert not set(chosen) & set(away) and len(chosen) <= 3
    assert not any((number + 1) % 7 in numbers for number in numbers)
    if set(wanted) - set(away):
        assert set(chosen) & set(wanted)


@pytest.mark.parametrize(
    ("exercise", "level", "asked", "dose"),
    [
        ("bridge", 0, (3, 12), (3, 12)),
        ("bridge", 0, (5, 20), (3, 12)),
        ("bridge", 0, (None, 8), (2, 8)),
        ("bridge", 0, (None, None), (2, 10)),
        ("band_walk", 0, (3, 12), (2, 8)),
        ("band_walk", 2, (3, 12), (3, 10)),
        ("side_plank", 2, (3, 12), (3, None)),
        ("calf raises", 0, (3, 15), (2, 10)),
    ],
)
def test_the_dose_asked_for_is_kept_within_the_level(
    exercise: str,
    level: int,
    asked: tuple[int | None, int | None],
    dose: tuple[int, int | None],
) -> None:
    item = with_dose(new_item(exercise, level, PROGRAMME, Limits()), asked, level, PROGRAMME)
    assert (item.sets, item.reps) == dose
