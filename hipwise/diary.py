"""Somebody's plan and diary kept in step: what is told of a day, and what it does to the plan.

The rules are `hipwise.coaching`'s, the tables `hipwise.records`'; this joins them. All methods
block on the database.
"""

from __future__ import annotations

import datetime as dtm
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any, Optional

from hipwise.coaching.pain_rule import Light
from hipwise.coaching.plan import (
    About,
    Item,
    Limits,
    Plan,
    Programme,
    Today,
    limits_of,
    make_plan,
    today,
)
from hipwise.coaching.progression import (
    Change,
    Decision,
    DiaryDay,
    Step,
    changed,
    decide,
    easy_until,
    next_step,
)
from hipwise.forms.check_in import AFTER, DAY, NOTED, NOW, OWN, PLAN, PLANNED, CheckedIn
from hipwise.records.check_ins import CheckIns, Done
from hipwise.records.noted_sets import NotedSets
from hipwise.records.plans import Before, KeptPlan, Plans
from hipwise.records.plans import Change as NotedChange
from hipwise.records.profiles import Profiles

# The morning after is asked of a session this long ago at most: who can tell later on?
_ASKED_FOR = dtm.timedelta(days=2)


@dataclass(frozen=True)
class Weighed:
    """What the word of a day did to the plan.

    Attributes:
        day: the day.
        told: what is known of it.
        decision: what comes of it.
        before: the plan it was decided on.
        after: the plan from now on.
        step: what grew, where the plan progressed.
    """

    day: dtm.date
    told: DiaryDay
    decision: Decision
    before: Plan
    after: Plan
    step: Optional[Step] = None


class Diary:
    """Plans, check-ins and what people told of themselves, together."""

    def __init__(
        self,
        plans: Plans,
        check_ins: CheckIns,
        profiles: Profiles,
        noted_sets: NotedSets,
        programme: Programme,
    ) -> None:
        """Takes the repositories and the levels."""
        self.plans = plans
        self.check_ins = check_ins
        self.programme = programme
        self._profiles = profiles
        self._noted_sets = noted_sets

    def about(self, person: str, story: Optional[About] = None) -> About:
        """What is known of somebody: their profile, and their story where it says nothing."""
        told = story or About()
        profile = self._profiles.get(person)
        if profile is None:
            return told
        kept = tuple(filter(None, (profile.triggers or "").split(",")))
        return About(
            profile.side or told.side,
            profile.since or told.since,
            kept or told.triggers,
            told.worst_pain if profile.worst_pain is None else profile.worst_pain,
            profile.age_group or told.age_group,
        )

    def limits(self, person: str, story: Optional[About] = None) -> Limits:
        """What the plan leaves out or makes easier for them."""
        out = self.plans.left_out(person)
        return limits_of(self.about(person, story), self.plans.mirror(person), out)

    def own_names(self, person: str) -> list[str]:
        """The exercises of their own programme; ids of cards or their names for them."""
        profile = self._profiles.get(person)
        return list(filter(None, ((profile and profile.own_exercises) or "").split(",")))

    def plan(self, person: str) -> Optional[Plan]:
        """Their plan; None where they have none."""
        kept = self.plans.get(person)
        return kept.plan if kept else None

    def make(
        self,
        person: str,
        now: dtm.datetime,
        story: Optional[About] = None,
        days: Sequence[str] = (),
    ) -> Plan:
        """Makes and keeps their first plan.

        Args:
            person: Rasa's sender id.
            now: their local time, aware.
            story: what they told in passing.
            days: weekdays they asked for.
        """
        plan = make_plan(
            self.about(person, story),
            now.date(),
            self.programme,
            days,
            self.plans.mirror(person),
            self.plans.left_out(person),
        )
        self.plans.save(person, plan, now, [NotedChange("made", "made")])
        return plan

    def edit(
        self,
        person: str,
        edit: Callable[[Plan], Plan],
        now: dtm.datetime,
        changes: Sequence[NotedChange],
    ) -> Optional[Plan]:
        """Changes their plan by their own wish, also in what a correction would go back to."""
        kept = self.plans.get(person)
        if kept is None:
            return None
        before = kept.before and Before(kept.before.day, edit(kept.before.plan))
        plan = edit(kept.plan)
        self.plans.save(person, plan, now, changes, before)
        return plan

    def today(self, person: str, now: dtm.datetime, day: Optional[dtm.date] = None) -> Today:
        """What is on for a day, today unless given; they must have a plan."""
        midnight = dtm.datetime.combine(now.date(), dtm.time(), now.tzinfo)
        is_today = day in (None, now.date())
        skipped = self.plans.skipped(person, midnight) if is_today else frozenset()
        return self.on(person, day or now.date(), skipped)

    def on(self, person: str, day: dtm.date, skipped: Collection[str] = ()) -> Today:
        """What is on for a day, with exercises left out; they must have a plan."""
        plan = self.plan(person)
        assert plan is not None
        return today(plan, day, easy_until(self.check_ins.diary(person)), skipped)

    def left_today(self, person: str, now: dtm.datetime) -> list[str]:
        """The exercises that are on for today and not noted as done, in order; none on a rest day.

        Args:
            person: Rasa's sender id.
            now: their local time, aware.
        """
        if self.plan(person) is None:
            return []
        done = {
            one.exercise
            for one in self._noted_sets.of(person)
            if one.noted_at.astimezone(now.tzinfo).date() == now.date()
        }
        on = self.today(person, now)
        return [item.exercise for item in on.items if on.training and item.exercise not in done]

    def given(
        self, person: str, now: dtm.datetime, names: Callable[[str], str], day: dtm.date
    ) -> dict[str, Any]:
        """What a check-in of a day needs to know before it asks.

        Args:
            person: Rasa's sender id.
            now: their local time.
            names: how an exercise is called.
            day: the local day that is told of.
        """
        plan = self.plan(person)
        on = self.today(person, now, day) if plan else None
        items: Sequence[Item] = on.items if on and on.training else (plan.items if plan else ())
        given: dict[str, Any] = {
            DAY: day.isoformat(),
            NOW: now.date().isoformat(),
            PLANNED: on.training if on else True,
            PLAN: [[item.exercise, names(item.exercise)] for item in items],
            OWN: [name for name in self.own_names(person) if names(name) == name],
        }
        after = self._unanswered(person, day)
        if after is not None:
            given[AFTER] = after.isoformat()
        noted: dict[str, list[Any]] = {}
        for one in self._noted_sets.of(person):
            if one.noted_at.astimezone(now.tzinfo).date() == day:
                sets = one.sets + (noted[one.exercise][1] if one.exercise in noted else 0)
                noted[one.exercise] = [one.exercise, sets, one.reps]
        if noted:
            given[NOTED] = list(noted.values())
        return given

    def has_told(self, person: str, day: dtm.date) -> bool:
        """Whether somebody has told all of a day that they would be asked."""
        kept = self.check_ins.get(person, day)
        if kept is None or kept.trained is None:
            return False
        return kept.pain is not None or kept.trained in ("none", "rest")

    def unanswered(self, person: str, now: dtm.datetime) -> Optional[dtm.date]:
        """The last session whose morning after is not known; None where all is known."""
        return self._unanswered(person, now.date())

    def _unanswered(self, person: str, before: dtm.date) -> Optional[dtm.date]:
        days = self.check_ins.of(person, before - _ASKED_FOR, before - dtm.timedelta(days=1))
        sessions = [day for day in days if day.trained in ("all", "part")]
        last = sessions[-1] if sessions else None
        return last.day if last and last.settled is None else None

    def keep(self, person: str, told: CheckedIn, now: dtm.datetime) -> list[Weighed]:
        """Keeps a check-in, and does to the plan what comes of it.

        Returns:
            What it did to the plan: of the morning after first, then of the day itself. Empty
            where there is no plan.
        """
        weighed: list[Optional[Weighed]] = []
        if told.after is not None and told.settled is not None:
            weighed.append(self.settle(person, told.after, told.settled, now))
        if told.trained is not None or told.pain is not None:
            fields = {"trained": told.trained, "pain": told.pain}
            done = [Done(one.exercise[:64], one.sets, one.reps) for one in told.done]
            self.check_ins.note(person, told.day, now, told.planned, done, **fields)
            weighed.append(self.weigh(person, told.day, now))
        return [one for one in weighed if one is not None]

    def settle(
        self, person: str, day: dtm.date, settled: str, now: dtm.datetime
    ) -> Optional[Weighed]:
        """Keeps how the morning after a session was."""
        self.check_ins.note(person, day, now, planned=True, settled=settled)
        return self.weigh(person, day, now)

    def weigh(self, person: str, day: dtm.date, now: dtm.datetime) -> Optional[Weighed]:
        """Does to the plan what comes of the word of a day.

        The word of the day that last decided, said again or added to, is weighed on the plan as
        it was before; that of an earlier day is kept and changes nothing any more.
        """
        kept = self.plans.get(person)
        diary = [one for one in self.check_ins.diary(person) if one.day <= day]
        if kept is None or not diary or diary[-1].day != day:
            return None
        if kept.before is not None and day < kept.before.day:
            return None
        again = kept.before is not None and day == kept.before.day
        start = kept.before.plan if again and kept.before else kept.plan
        limits = self.limits(person)
        decision = decide(diary, start, self.programme, limits)
        after = changed(start, decision, day, self.programme, limits)
        step = next_step(start, self.programme, limits)
        self._keep_decision(person, kept, start, after, decision, diary[-1], now)
        grown = step if decision.change is Change.PROGRESS else None
        return Weighed(day, diary[-1], decision, start, after, grown)

    def _keep_decision(
        self,
        person: str,
        kept: KeptPlan,
        start: Plan,
        after: Plan,
        decision: Decision,
        told: DiaryDay,
        now: dtm.datetime,
    ) -> None:
        # A quiet rest day decides nothing, so a correction still goes back before the session.
        decides = told.is_session or told.light is Light.RED or start is not kept.plan
        before = Before(told.day, start) if decides else kept.before
        change = NotedChange(decision.change.value, decision.reason.value)
        self.plans.save(person, after, now, [change], before)

    def last_change(self, person: str) -> Optional[str]:
        """The reason of the last step on or back; None where there was none."""
        steps = [
            change
            for change in self.plans.changes(person)
            if change.change in (Change.PROGRESS.value, Change.EASE.value, Change.REFER.value)
        ]
        return str(steps[-1].reason) if steps else None

    def note_own(self, person: str, names: Sequence[str], now: dtm.datetime) -> list[str]:
        """Keeps other exercises of their programme, beside those told before."""
        known = dict.fromkeys([*self.own_names(person), *names])
        self._profiles.note(person, now, own_exercises=",".join(known))
        return list(known)

    def was_asked_for_own(self, person: str) -> bool:
        """Whether they were asked what else is part of their programme, or told it."""
        profile = self._profiles.get(person)
        return profile is not None and profile.own_exercises is not None


def swapped(plan: Plan, old: str, new: Item) -> Plan:
    """The plan with one exercise in the place of another."""
    items = tuple(new if item.exercise == old else item for item in plan.items)
    return replace(plan, items=items)


def without(plan: Plan, gone: str) -> Plan:
    """The plan without an exercise; one that has no other stays as it is."""
    items = tuple(item for item in plan.items if item.exercise != gone)
    return replace(plan, items=items) if items else plan
