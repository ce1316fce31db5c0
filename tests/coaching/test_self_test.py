"""What follows from a mirror test."""

from __future__ import annotations

import datetime as dtm

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipwise.coaching.self_test import (
    Leg,
    LegResult,
    Look,
    MirrorTest,
    Reason,
    Seen,
    changes,
    cues,
    difference,
    ends_test,
    fitting_exercises,
    needs_adult,
    reasons_against,
    repeat_due,
    start_from,
)
from hipwise.knowledge.library import load_library
from tests.conftest import ROOT

DAY = dtm.date(2026, 11, 25)


def leg(*noticed: Look, pain: int = 0, unsure: tuple[Look, ...] = ()) -> LegResult:
    seen = {look: Seen.YES if look in noticed else Seen.NO for look in Look}
    return LegResult({**seen, **dict.fromkeys(unsure, Seen.NOT_SURE)}, pain)


def mirror_test(
    left: LegResult | None, right: LegResult | None, better: Leg | None = None
) -> MirrorTest:
    legs = {Leg.LEFT: left, Leg.RIGHT: right}
    return MirrorTest({one: told for one, told in legs.items() if told}, better, DAY)


legs = st.builds(
    LegResult,
    st.fixed_dictionaries({look: st.sampled_from(Seen) for look in Look}),
    st.integers(0, 10),
)
tests = st.builds(mirror_test, legs, st.none() | legs, st.none() | st.sampled_from(Leg))


def test_reasons_against_the_gravest_first() -> None:
    assert reasons_against() == ()
    assert reasons_against(under_18=True, adult_beside=True) == ()
    assert reasons_against(under_18=True) == (Reason.ALONE,)
    told = reasons_against(Reason.PREGNANT, under_18=True, stands_on_one_leg=False)
    assert told == (Reason.PREGNANT, Reason.BALANCE, Reason.ALONE)


@pytest.mark.parametrize(
    ("group", "young"), [("under_16", True), ("16_17", True), ("40_59", False), (None, None)]
)
def test_who_needs_an_adult(group: str | None, young: bool | None) -> None:
    assert needs_adult(group) is young


def test_pain_above_three_ends_it() -> None:
    assert [ends_test(pain) for pain in (0, 3, 4, 10)] == [False, False, True, True]
    with pytest.raises(ValueError, match="0 to 10"):
        ends_test(11)


def test_difference() -> None:
    found = difference(
        mirror_test(leg(Look.WOBBLE, pain=1), leg(Look.WOBBLE, Look.HIP_DROP, pain=3))
    )
    assert found is not None and not found.is_none
    assert found.only == {Leg.LEFT: (), Leg.RIGHT: (Look.HIP_DROP,)}
    assert (found.sorer, found.by) == (Leg.RIGHT, 2)
    # What could not be told is no difference.
    unsure = difference(mirror_test(leg(Look.DEPTH), leg(unsure=(Look.DEPTH,))))
    assert unsure is not None and unsure.is_none
    assert difference(mirror_test(leg(), None)) is None


def test_cues_put_both_legs_first_and_depth_last() -> None:
    test = mirror_test(leg(Look.DEPTH, Look.WOBBLE), leg(Look.DEPTH, Look.WOBBLE, Look.KNEE_IN))
    assert cues(test) == (Look.WOBBLE, Look.KNEE_IN, Look.DEPTH)


@given(tests)
def test_exercises_are_cards_and_gentle_where_it_was_sore(test: MirrorTest) -> None:
    chosen = fitting_exercises(test)
    assert 1 <= len(chosen) <= 3 and len(set(chosen)) == len(chosen)
    if max(result.pain for result in test.legs.values()) > 3:
        assert not {"step_up", "wall_sit", "sit_to_stand", "hydrant"} & set(chosen)


def test_exercises_exist() -> None:
    cards = load_library(ROOT / "content").exercises
    for look in Look:
        assert set(fitting_exercises(mirror_test(leg(look), leg()))) <= set(cards)
    assert set(fitting_exercises(mirror_test(leg(), leg()))) <= set(cards)
    assert set(fitting_exercises(mirror_test(leg(pain=6), leg()))) <= set(cards)


def test_changes() -> None:
    then = mirror_test(leg(Look.WOBBLE, Look.KNEE_IN, pain=3), leg(), Leg.RIGHT)
    now = mirror_test(leg(Look.KNEE_IN, Look.DEPTH, pain=1), None)
    found = changes(then, now)
    assert set(found) == {Leg.LEFT}
    change = found[Leg.LEFT]
    assert (change.gone, change.new, change.same) == (
        (Look.WOBBLE,),
        (Look.DEPTH,),
        (Look.KNEE_IN,),
    )
    assert (change.pain_then, change.pain_now) == (3, 1)


@pytest.mark.parametrize(
    ("days", "due"), [(0, False), (13, False), (14, True), (28, True), (29, False)]
)
def test_a_repeat_is_due_after_two_to_four_weeks(days: int, due: bool) -> None:
    today = DAY + dtm.timedelta(days)
    assert repeat_due(DAY, today) is due
    assert not repeat_due(DAY, today, offered_on=DAY + dtm.timedelta(14))
    assert repeat_due(DAY, today, offered_on=DAY) is due


@pytest.mark.parametrize(
    ("test", "level", "lead"),
    [
        (mirror_test(leg(pain=2), leg(pain=1), Leg.RIGHT), 1, Leg.LEFT),
        (mirror_test(leg(pain=1), leg(Look.WOBBLE, pain=1), Leg.RIGHT), 1, Leg.RIGHT),
        (mirror_test(leg(), leg(), Leg.RIGHT), 1, Leg.LEFT),
        (mirror_test(leg(), leg()), 1, None),
        (mirror_test(leg(Look.DEPTH), leg(), Leg.LEFT), 0, Leg.LEFT),
        (mirror_test(leg(unsure=(Look.DEPTH,)), leg()), 0, None),
        (mirror_test(leg(pain=3), leg(), Leg.LEFT), 0, Leg.LEFT),
        (mirror_test(leg(), None, Leg.LEFT), 0, Leg.RIGHT),
    ],
)
def test_what_the_plan_takes(test: MirrorTest, level: int, lead: Leg | None) -> None:
    start = start_from(test)
    assert (start.level, start.lead_leg) == (level, lead)


@given(tests)
def test_a_start_is_always_sound(test: MirrorTest) -> None:
    start = start_from(test)
    assert start.level in (0, 1) and len(start.cues) <= 2
    if start.level:
        assert max(result.pain for result in test.legs.values()) <= 2
