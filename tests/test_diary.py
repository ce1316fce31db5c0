"""Plan and check-ins kept in step, on a database of their own."""

from __future__ import annotations

import datetime as dtm
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Optional

import pytest

from hipwise.coaching.plan import About, Plan, new_item
from hipwise.coaching.progression import Change, Reason, Step
from hipwise.diary import Diary, Weighed, swapped
from hipwise.forms.check_in import AFTER, DAY, NOTED, PLAN, PLANNED, CheckedIn
from hipwise.forms.check_in_words import DoneSet
from hipwise.records.check_ins import CheckIns, Done
from hipwise.records.database import migrate, open_engine, session_factory
from hipwise.records.noted_sets import NotedSets
from hipwise.records.plans import Change as Noted
from hipwise.records.plans import Plans
from hipwise.records.profiles import Profiles
from tests.coaching.programme import PROGRAMME

SAM = "telegram:1"
MONDAY = dtm.datetime(2026, 11, 23, 19, 0, tzinfo=dtm.timezone.utc)


class Life:
    """Somebody's days, told one after the other."""

    def __init__(self, diary: Diary, profiles: Profiles, noted: NotedSets) -> None:
        self.diary = diary
        self.profiles = profiles
        self.noted = noted

    def at(self, number: int) -> dtm.datetime:
        return MONDAY + dtm.timedelta(days=number)

    @property
    def plan(self) -> Plan:
        plan = self.diary.plan(SAM)
        assert plan is not None
        return plan

    def tell(
        self,
        number: int,
        trained: Optional[str] = "all",
        pain: Optional[int] = 1,
        settled: Optional[str] = None,
        done: tuple[DoneSet, ...] = (),
        told_on: Optional[int] = None,
    ) -> list[Weighed]:
        """Tells a day; `settled` is of the session before it."""
        now = self.at(number if told_on is None else told_on)
        given = self.diary.given(SAM, now, str, self.at(number).date())
        after = given.get(AFTER)
        told = CheckedIn(
            day=self.at(number).date(),
            planned=given[PLANNED],
            trained=trained,
            sick=False,
            moved=None,
            done=done,
            pain=pain,
            after=dtm.date.fromisoformat(after) if after else None,
            settled=settled,
        )
        return self.diary.keep(SAM, told, now)


@pytest.fixture
def life(tmp_path: Path) -> Iterator[Life]:
    engine = open_engine(f"sqlite:///{tmp_path}/records.db")
    migrate(engine)
    sessions = session_factory(engine)
    profiles, noted = Profiles(sessions), NotedSets(sessions)
    yield Life(
        Diary(Plans(sessions), CheckIns(sessions), profiles, noted, PROGRAMME), profiles, noted
    )
    engine.dispose()


def test_a_plan_is_made_from_what_is_known(life: Life) -> None:
    assert life.diary.plan(SAM) is None
    life.profiles.note(SAM, MONDAY, side="left", worst_pain=2)
    plan = life.diary.make(SAM, MONDAY, About(side="right", since="for 2 years"))
    assert plan == life.plan
    assert (plan.level, plan.lead_leg, plan.started_on) == (1, "left", MONDAY.date())
    assert [row.change for row in life.diary.plans.changes(SAM)] == ["made"]


def test_two_good_sessions_grow_the_plan(life: Life) -> None:
    life.diary.make(SAM, MONDAY)
    (first,) = life.tell(0)
    assert first.decision.reason is Reason.ONE_GOOD
    assert life.tell(1, "rest", 0, "settled")[-1].decision.reason is Reason.REST_DAY
    second = life.tell(2)[-1]
    assert (second.decision.change, second.step) == (Change.PROGRESS, Step.REPS)
    assert [item.reps for item in life.plan.items] == [12, 12]


def test_a_worse_morning_takes_the_step_back(life: Life) -> None:
    plan = life.diary.make(SAM, MONDAY)
    life.tell(0)
    life.tell(2, settled="settled")
    life.tell(3, "rest", 1)
    assert [item.reps for item in life.plan.items] == [12, 12]
    weighed = life.diary.settle(SAM, life.at(2).date(), "worse", life.at(3))
    assert weighed is not None and weighed.decision.reason is Reason.WORSE_NEXT_MORNING
    assert weighed.before == plan
    assert [(item.sets, item.reps) for item in life.plan.items] == [(1, 10), (1, 10)]


def test_a_correction_is_weighed_on_the_plan_before(life: Life) -> None:
    plan = life.diary.make(SAM, MONDAY)
    (sore,) = life.tell(0, pain=8)
    assert sore.decision.reason is Reason.RED_PAIN
    assert life.plan.items != plan.items
    (meant,) = life.tell(0, pain=3)
    assert meant.decision.reason is Reason.YELLOW
    assert life.plan.items == plan.items
    assert life.diary.check_ins.get(SAM, MONDAY.date()).pain == 3  # type: ignore[union-attr]
    life.tell(0, pain=8)
    life.tell(1, "rest", 1)
    life.tell(0, pain=1, told_on=1)
    assert life.plan.items == plan.items


def test_an_earlier_day_is_kept_and_changes_nothing(life: Life) -> None:
    life.diary.make(SAM, MONDAY)
    life.tell(2)
    assert life.tell(0, pain=8, told_on=2) == []
    assert [day.pain for day in life.diary.check_ins.of(SAM)] == [8, 1]
    assert all(item.sets == 2 for item in life.plan.items)


def test_yesterday_can_be_filled_in(life: Life) -> None:
    life.diary.make(SAM, MONDAY)
    (weighed,) = life.tell(0, told_on=1)
    assert weighed.decision.reason is Reason.ONE_GOOD


def test_a_swap_outlives_a_correction(life: Life) -> None:
    life.diary.make(SAM, MONDAY)
    life.tell(0, pain=8)
    raise_ = new_item("straight_leg_raise", 0, PROGRAMME, life.diary.limits(SAM))
    swap = [Noted("swap", "asked", "bridge"), Noted("add", "asked", "straight_leg_raise")]
    life.diary.edit(SAM, lambda plan: swapped(plan, "bridge", raise_), life.at(0), swap)
    life.tell(0, pain=3)
    assert [item.exercise for item in life.plan.items] == ["clamshell", "straight_leg_raise"]
    assert life.diary.limits(SAM).left_out == {"bridge"}
    for number in (2, 4, 7, 9, 11, 14, 16):
        life.tell(number)
    assert life.plan.level == 1
    assert "bridge" not in [item.exercise for item in life.plan.items]


def test_two_red_days_bring_easy_days(life: Life) -> None:
    life.diary.make(SAM, MONDAY)
    life.tell(0, pain=7)
    (second,) = life.tell(2, pain=7)
    assert second.decision.reason is Reason.TWO_RED_DAYS
    friday = life.diary.today(SAM, life.at(4))
    assert not friday.training and friday.easing
    assert life.diary.today(SAM, life.at(7)).training


def test_what_a_check_in_needs_to_know(life: Life) -> None:
    life.diary.make(SAM, MONDAY)
    life.profiles.note(SAM, MONDAY, own_exercises="calf raises,step_up")
    given: dict[str, Any] = life.diary.given(SAM, MONDAY, str, MONDAY.date())
    assert given[PLANNED] and AFTER not in given and NOTED not in given
    assert given[PLAN] == [["clamshell", "clamshell"], ["bridge", "bridge"]]
    life.tell(0)
    life.noted.add(SAM, "clamshell", 1, 10, life.at(1))
    life.noted.add(SAM, "clamshell", 2, 10, life.at(1))
    tuesday = life.diary.given(SAM, life.at(1), str, life.at(1).date())
    assert (tuesday[AFTER], tuesday[PLANNED]) == ("2026-11-23", False)
    assert tuesday[NOTED] == [["clamshell", 3, 10]]
    assert tuesday[DAY] == "2026-11-24"
    life.tell(1, "rest", 1, "settled")
    assert AFTER not in life.diary.given(SAM, life.at(2), str, life.at(2).date())
    life.tell(2)
    assert AFTER not in life.diary.given(SAM, life.at(8), str, life.at(8).date())


def test_what_was_done_is_kept(life: Life) -> None:
    life.diary.make(SAM, MONDAY)
    life.tell(0, "part", 2, done=(DoneSet("clamshell", 3, 12), DoneSet("x" * 99)))
    kept = life.diary.check_ins.get(SAM, MONDAY.date())
    assert kept is not None
    assert kept.done == (Done("clamshell", 3, 12), Done("x" * 64))


def test_own_exercises_add_up(life: Life) -> None:
    assert not life.diary.was_asked_for_own(SAM)
    life.diary.note_own(SAM, [], MONDAY)
    assert life.diary.was_asked_for_own(SAM) and life.diary.own_names(SAM) == []
    life.diary.note_own(SAM, ["calf raises"], MONDAY)
    assert life.diary.note_own(SAM, ["step_up", "calf raises"], MONDAY) == [
        "calf raises",
        "step_up",
    ]


def test_without_a_plan_days_are_kept_all_the_same(life: Life) -> None:
    assert life.tell(0) == []
    assert life.diary.check_ins.count(SAM) == 1
    assert life.diary.edit(SAM, lambda plan: replace(plan, level=1), MONDAY, []) is None


def test_skipped_for_a_day(life: Life) -> None:
    life.diary.make(SAM, MONDAY)
    life.diary.plans.note(SAM, Noted("skip", "asked", "bridge"), MONDAY)
    assert [item.exercise for item in life.diary.today(SAM, MONDAY).items] == ["clamshell"]
    assert len(life.diary.today(SAM, life.at(2)).items) == 2
