"""What check-ins do to the plan."""

from __future__ import annotations

import datetime as dtm
from typing import Optional

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipwise.coaching.pain_rule import Light
from hipwise.coaching.plan import (
    MOST_EXERCISES,
    About,
    Item,
    Limits,
    Plan,
    Variant,
    limits_of,
    make_plan,
    today,
)
from hipwise.coaching.progression import (
    FEWEST_REPS,
    SHORTEST_HOLD,
    Change,
    Decision,
    DiaryDay,
    Reason,
    Step,
    changed,
    decide,
    eased,
    easy_until,
    next_step,
    one_level_down,
    progressed,
    red_run,
)
from tests.coaching.programme import MONDAY, PROGRAMME, abouts, diaries

NOBODY = Limits()
limits = st.builds(
    Limits,
    left_out=st.sets(st.sampled_from(["hydrant", "bridge", "side_plank"])).map(frozenset),
    no_kneeling=st.booleans(),
    supported=st.booleans(),
    young=st.booleans(),
)


@st.composite
def plans(draw: st.DrawFn) -> tuple[Plan, Limits]:
    """A plan as it may have become, with the limits of its person."""
    about = draw(abouts)
    left_out = draw(st.sets(st.sampled_from(["hydrant", "bridge", "side_plank"])))
    bounds = limits_of(about, None, left_out)
    plan = make_plan(about, MONDAY, PROGRAMME, left_out=left_out)
    for step in draw(st.lists(st.sampled_from("+++++-d"), max_size=30)):
        if step == "+":
            plan = progressed(plan, PROGRAMME, bounds)
        elif step == "-":
            plan = eased(plan, PROGRAMME, bounds)
        elif plan.level:
            plan = one_level_down(plan, PROGRAMME, bounds)
    return plan, bounds


def day(number: int, trained: str = "all", pain: Optional[int] = 1, settled: str = "") -> DiaryDay:
    return DiaryDay(MONDAY + dtm.timedelta(days=number), trained, pain, settled or None)


FIRST = make_plan(About(), MONDAY, PROGRAMME)


@pytest.mark.parametrize(
    ("diary", "change", "reason"),
    [
        ([day(0)], Change.HOLD, Reason.ONE_GOOD),
        ([day(0), day(2)], Change.PROGRESS, Reason.TWO_GOOD),
        ([day(0), day(1, "rest", 1), day(2)], Change.PROGRESS, Reason.TWO_GOOD),
        ([day(0), day(1, "none", None), day(2)], Change.PROGRESS, Reason.TWO_GOOD),
        ([day(0), day(2, "part")], Change.HOLD, Reason.PART),
        ([day(0, "part"), day(2)], Change.HOLD, Reason.ONE_GOOD),
        ([day(0), day(2, pain=None)], Change.HOLD, Reason.PAIN_UNKNOWN),
        ([day(0, pain=None), day(2)], Change.HOLD, Reason.ONE_GOOD),
        ([day(0), day(2, pain=3)], Change.HOLD, Reason.YELLOW),
        ([day(0, pain=5), day(2)], Change.HOLD, Reason.ONE_GOOD),
        ([day(0), day(2, pain=6)], Change.EASE, Reason.RED_PAIN),
        ([day(0), day(2, settled="worse")], Change.EASE, Reason.WORSE_NEXT_MORNING),
        ([day(0, settled="worse"), day(2)], Change.HOLD, Reason.AFTER_RED),
        ([day(0), day(1, "rest", 7), day(2)], Change.HOLD, Reason.AFTER_RED),
        ([day(0), day(1, "rest", 7)], Change.EASE, Reason.RED_PAIN),
        ([day(0, pain=6), day(2, pain=6)], Change.EASE, Reason.TWO_RED_DAYS),
        ([day(0, pain=6), day(4, pain=6)], Change.EASE, Reason.RED_PAIN),
        ([day(0, pain=6), day(4, pain=6), day(7, pain=6)], Change.REFER, Reason.NOT_SETTLED),
        ([day(0, pain=6), day(4, pain=1), day(7, pain=6)], Change.EASE, Reason.RED_PAIN),
        ([day(0), day(14)], Change.HOLD, Reason.AFTER_BREAK),
        ([day(0), day(1, "rest", 0)], Change.HOLD, Reason.REST_DAY),
        ([day(0), day(2, "none", None)], Change.HOLD, Reason.NOT_TODAY),
    ],
)
def test_decisions(diary: list[DiaryDay], change: Change, reason: Reason) -> None:
    assert decide(diary, FIRST, PROGRAMME, NOBODY) == Decision(change, reason)
    assert decide(diary[::-1], FIRST, PROGRAMME, NOBODY) == Decision(change, reason)


def test_a_session_before_the_last_change_counts_for_nothing() -> None:
    diary = [day(0), day(2), day(4)]
    plan = changed(
        FIRST, decide(diary[:2], FIRST, PROGRAMME, NOBODY), diary[1].day, PROGRAMME, NOBODY
    )
    assert decide(diary, plan, PROGRAMME, NOBODY).reason is Reason.ONE_GOOD
    assert decide([*diary, day(7)], plan, PROGRAMME, NOBODY).reason is Reason.TWO_GOOD


def test_the_young_cut_their_load_before_a_new_level() -> None:
    young = Limits(young=True)
    plan = FIRST
    while next_step(plan, PROGRAMME, young) is not Step.LEVEL:
        plan = progressed(plan, PROGRAMME, young)
    diary = [day(20), day(22)]
    assert decide(diary, plan, PROGRAMME, young).reason is Reason.LOAD_FIRST
    assert decide(diary, plan, PROGRAMME, NOBODY).change is Change.PROGRESS
    assert decide([day(28), day(30)], plan, PROGRAMME, young).change is Change.PROGRESS


def test_at_the_top_nothing_more_is_asked() -> None:
    plan = FIRST
    for _ in range(100):
        plan = progressed(plan, PROGRAMME, NOBODY)
    assert next_step(plan, PROGRAMME, NOBODY) is None
    assert decide([day(0), day(2)], plan, PROGRAMME, NOBODY).reason is Reason.TOP


def test_the_order_of_what_grows() -> None:
    plan, steps = FIRST, []
    while (step := next_step(plan, PROGRAMME, NOBODY)) is not None:
        steps.append(step.value)
        plan = progressed(plan, PROGRAMME, NOBODY)
    assert steps == [
        *("reps", "sets", "level"),
        *("reps", "sets", "level"),
        *("reps", "sets", "hold", "level"),
        *("reps", "sets", "hold", "level"),
        *("reps", "sets", "level"),
        *("reps", "reps", "sets", "hold"),
    ]


def amount(item: Item) -> int:
    return item.sets * (item.reps or item.hold or 0)


@given(plans(), diaries())
def test_a_change_keeps_the_rules(person: tuple[Plan, Limits], diary: list[DiaryDay]) -> None:
    plan, bounds = person
    newest = max(diary, key=lambda one: one.day)
    decision = decide(diary, plan, PROGRAMME, bounds)
    after = changed(plan, decision, newest.day, PROGRAMME, bounds)
    if newest.light is Light.RED:
        assert decision.change in (Change.EASE, Change.REFER)
    if newest.light is not Light.GREEN or newest.trained != "all":
        assert decision.change is not Change.PROGRESS
    if decision.change in (Change.HOLD, Change.REFER):
        assert after == plan
    assert 0 <= plan.level - 1 <= after.level or plan.level == 0 <= after.level
    assert abs(after.level - plan.level) <= 1
    assert 1 <= len(after.items) <= MOST_EXERCISES
    assert len({item.exercise for item in after.items}) == len(after.items)
    for item in after.items:
        assert item.sets >= 1
        assert item.reps is None or item.reps >= FEWEST_REPS
        assert item.hold is None or item.hold >= SHORTEST_HOLD
        assert (item.reps is None) is not (item.hold is None)
        assert item.exercise not in bounds.left_out
    if bounds.young:
        assert "single_leg_squat" not in [item.exercise for item in after.items]


@given(plans())
def test_progress_changes_one_thing(person: tuple[Plan, Limits]) -> None:
    plan, bounds = person
    step = next_step(plan, PROGRAMME, bounds)
    after = progressed(plan, PROGRAMME, bounds)
    if step is None:
        assert after == plan
        return
    if step is Step.LEVEL:
        assert after.level == plan.level + 1
        return
    assert after.level == plan.level and after != plan
    for old, new in zip(plan.items, after.items, strict=True):
        grown = {
            Step.SETS: new.sets - old.sets,
            Step.REPS: (new.reps or 0) - (old.reps or 0),
            Step.HOLD: (new.hold or 0) - (old.hold or 0),
            Step.VARIANT: new.variant - old.variant,
        }
        if new != old:
            assert grown[step] > 0
        if step is not Step.VARIANT:
            assert [other for other, by in grown.items() if by and other is not step] == []


@given(plans())
def test_easing_takes_a_third_to_a_half_or_a_level(person: tuple[Plan, Limits]) -> None:
    plan, bounds = person
    after = eased(plan, PROGRAMME, bounds)
    if after.level < plan.level or after == plan:
        assert after.level >= 0
        return
    pairs = list(zip(plan.items, after.items, strict=True))
    assert all(new.variant <= old.variant for old, new in pairs)
    assert all(amount(new) <= amount(old) for old, new in pairs)
    for old, new in pairs:
        lost = 1 - amount(new) / amount(old)
        smallest = (new.reps or 99) <= FEWEST_REPS or (new.hold or 99) <= SHORTEST_HOLD
        assert lost == 0 or 0.33 <= lost <= 0.5 or smallest


@given(plans())
def test_easing_again_and_again_ends_at_the_lowest(person: tuple[Plan, Limits]) -> None:
    plan, bounds = person
    for _ in range(60):
        plan = eased(plan, PROGRAMME, bounds)
    assert plan.level == 0
    assert all(item.variant is Variant.EASIER and item.sets == 1 for item in plan.items)
    assert eased(plan, PROGRAMME, bounds) == plan


@given(diaries())
def test_two_red_days_running_bring_easier_days(diary: list[DiaryDay]) -> None:
    until = easy_until(diary)
    reds = [one.day for one in diary if one.light is Light.RED]
    if until is not None:
        assert until - dtm.timedelta(days=4) in reds and len(reds) > 1
        plan = make_plan(About(), MONDAY, PROGRAMME)
        assert not today(plan, until - dtm.timedelta(days=1), until).training


def test_easier_days_last_three_days() -> None:
    assert easy_until([day(0, pain=6)]) is None
    assert easy_until([day(0, pain=6), day(2, pain=7)]) == MONDAY + dtm.timedelta(days=6)
    assert easy_until([day(0, pain=6), day(1, "rest", None), day(2, pain=7)]) is not None
    assert easy_until([day(0, pain=6), day(1, "rest", 1), day(2, pain=7)]) is None


def test_red_run() -> None:
    diary = [day(0, pain=6), day(2, pain=1), day(4, pain=6), day(5, "rest", None), day(7, pain=7)]
    assert [one.day for one in red_run(diary)] == [diary[2].day, diary[4].day]
    assert red_run(diary[:2]) == []


def test_twelve_weeks_of_a_life() -> None:
    """Three days a week, with a red day in week 4, a cold in week 6 and a flare in week 9."""
    about = About(side="right", since="for 2 years", worst_pain=4, age_group="40_59")
    bounds = limits_of(about)
    plan = make_plan(about, MONDAY, PROGRAMME)
    diary: list[DiaryDay] = []
    levels: list[int] = []
    for number in range(84):
        date = MONDAY + dtm.timedelta(days=number)
        week = number // 7 + 1
        on = today(plan, date, easy_until(diary))
        levels.append(plan.level)
        if not on.training:
            continue
        trained = "none" if week == 6 else "all"
        pain: Optional[int] = {4: 6 if number == 21 else 2, 6: None, 9: 7}.get(week, 1)
        before = plan
        diary.append(DiaryDay(date, trained, pain, "settled"))
        decision = decide(diary, plan, PROGRAMME, bounds)
        plan = changed(plan, decision, date, PROGRAMME, bounds)
        if pain is not None and pain > 5:
            assert plan.level < before.level or sum(map(amount, plan.items)) < sum(
                map(amount, before.items)
            )
    assert max(levels[:21]) == 1, "three weeks of comfortable sessions reach the second level"
    assert levels[-1] >= 2
    assert max(levels) <= 4
    reasons = {decide(diary[:n], plan, PROGRAMME, bounds).reason for n in range(1, len(diary) + 1)}
    assert Reason.TWO_RED_DAYS in reasons and Reason.NOT_TODAY in reasons


def test_twelve_good_weeks_reach_the_last_level() -> None:
    plan = make_plan(About(worst_pain=1), MONDAY, PROGRAMME)
    diary: list[DiaryDay] = []
    reached: dict[int, int] = {}
    for number in range(84):
        date = MONDAY + dtm.timedelta(days=number)
        if today(plan, date, easy_until(diary)).training:
            diary.append(DiaryDay(date, "all", 1, "settled"))
            decision = decide(diary, plan, PROGRAMME, NOBODY)
            plan = changed(plan, decision, date, PROGRAMME, NOBODY)
            reached.setdefault(plan.level, number // 7 + 1)
    # clinical_facts section 3: standing work from week 5, single-leg squats from week 7 or later.
    assert reached == {1: 1, 2: 2, 3: 5, 4: 8, 5: 10}
