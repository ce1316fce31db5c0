"""People's plans, their changes, and the newest mirror test that a plan is made from."""

from __future__ import annotations

import datetime as dtm
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Optional

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session, sessionmaker

from hipwise.coaching.plan import Item, Mirror, MirrorLeg, Plan, Variant
from hipwise.records.database import insert_into
from hipwise.records.known import know
from hipwise.records.models import Plan as PlanRow
from hipwise.records.models import PlanChange, PlanItem, Prompt, SelfTest, SelfTestLeg
from hipwise.records.once import earlier_run_did, first_time

_LOOKS = ("knee_in", "hip_drop", "trunk_lean", "wobble", "depth")


@dataclass(frozen=True)
class Before:
    """A plan as it was before the word of a day."""

    day: dtm.date
    plan: Plan


@dataclass(frozen=True)
class KeptPlan:
    """A plan, and what a correction of the newest check-in starts from."""

    plan: Plan
    before: Optional[Before] = None


@dataclass(frozen=True)
class Change:
    """A change to note.

    Attributes:
        change: as in `PlanChange`.
        reason: why, in one word.
        exercise: the exercise changed, where it is one.
    """

    change: str
    reason: str
    exercise: Optional[str] = None


class Plans:
    """One plan a person, with its exercises; and a line for each change of it."""

    def __init__(self, sessions: sessionmaker[Session]) -> None:
        self._sessions = sessions

    def get(self, person_id: str) -> Optional[KeptPlan]:
        """Somebody's plan; None where they have none."""
        items = select(PlanItem).where(PlanItem.person_id == person_id).order_by(PlanItem.place)
        with self._sessions.begin() as session:
            row: Any = session.get(PlanRow, person_id)
            if row is None:
                return None
            kept = [_item(item) for item in session.execute(items).scalars()]
            plan = Plan(
                row.started_on,
                row.level,
                tuple(row.weekdays.split(",")),
                row.lead_leg,
                tuple(kept),
                row.changed_on,
            )
            return KeptPlan(plan, _before(row.before))

    def save(
        self,
        person_id: str,
        plan: Plan,
        now: dtm.datetime,
        changes: Sequence[Change] = (),
        before: Optional[Before] = None,
    ) -> None:
        """Keeps a plan as it is from now on, and notes what changed.

        Args:
            person_id: Rasa's sender id.
            plan: the whole plan.
            now: aware.
            changes: what to note.
            before: what a correction would start from.
        """
        values = {
            "started_on": plan.started_on,
            "level": plan.level,
            "weekdays": ",".join(plan.weekdays),
            "lead_leg": plan.lead_leg,
            "changed_on": plan.changed_on,
            "before": _plain(before) if before else None,
        }
        with self._sessions.begin() as session:
            know(session, person_id, now)
            session.execute(
                insert_into(session, PlanRow)
                .values(person_id=person_id, made_at=now, **values)
                .on_conflict_do_update(index_elements=["person_id"], set_=values)
            )
            session.execute(delete(PlanItem).where(PlanItem.person_id == person_id))
            for place, item in enumerate(plan.items):
                session.execute(
                    insert(PlanItem).values(
                        person_id=person_id,
                        place=place,
                        exercise=item.exercise,
                        variant=item.variant.name.lower(),
                        sets=item.sets,
                        reps=item.reps,
                        hold_seconds=item.hold,
                        added=item.added,
                    )
                )
            _note(session, person_id, changes, now)

    def note(self, person_id: str, change: Change, now: dtm.datetime) -> None:
        """Notes a change that leaves the plan as it is, such as an exercise left out for a day."""
        with self._sessions.begin() as session:
            _note(session, person_id, [change], now)

    def changes(self, person_id: str, since: Optional[dtm.datetime] = None) -> list[PlanChange]:
        """What was changed, oldest first.

        Args:
            person_id: Rasa's sender id.
            since: aware; earlier changes are left out.
        """
        query = (
            select(PlanChange)
            .where(PlanChange.person_id == person_id)
            .order_by(PlanChange.changed_at, PlanChange.id)
        )
        if since is not None:
            query = query.where(PlanChange.changed_at >= since)
        with self._sessions.begin() as session:
            return list(session.execute(query).scalars())

    def changed_before_a_crash(self) -> bool:
        """Whether this very turn has run before, and changed or made the plan, unheard."""
        with self._sessions.begin() as session:
            return earlier_run_did(session, "plan_change")

    def left_out(self, person_id: str) -> frozenset[str]:
        """Exercises that were swapped away and not added since."""
        return _not_added_since("swap", self.changes(person_id))

    def skipped(self, person_id: str, since: dtm.datetime) -> frozenset[str]:
        """Exercises left out for a day that began at `since`, and not taken in again."""
        return _not_added_since("skip", self.changes(person_id, since))

    def reviews_told(self, person_id: str) -> list[dtm.date]:
        """The local days on which a review was told."""
        query = select(Prompt.day).where(
            Prompt.person_id == person_id, Prompt.kind == "review", Prompt.outcome == "sent"
        )
        with self._sessions.begin() as session:
            return list(session.execute(query).scalars())

    def mirror(self, person_id: str) -> Optional[Mirror]:
        """The newest mirror test as a plan reads it; None where there is none."""
        newest = (
            select(SelfTest.id)
            .where(SelfTest.person_id == person_id)
            .order_by(SelfTest.done_at.desc(), SelfTest.id.desc())
            .limit(1)
        )
        with self._sessions.begin() as session:
            test = session.execute(newest).scalar()
            if test is None:
                return None
            legs = session.execute(select(SelfTestLeg).where(SelfTestLeg.test_id == test)).scalars()
            return {leg.leg: _mirror_leg(leg) for leg in legs}


def _not_added_since(kind: str, changes: Sequence[PlanChange]) -> frozenset[str]:
    """The exercises of changes of a kind that no later change added."""
    out: set[str] = set()
    for change in changes:
        if change.change == kind:
            out.add(str(change.exercise))
        elif change.change == "add":
            out.discard(str(change.exercise))
    return frozenset(out)


def _mirror_leg(leg: Any) -> MirrorLeg:
    noticed = sum(getattr(leg, look) == "yes" for look in _LOOKS)
    return MirrorLeg(noticed, leg.wobble == "yes", leg.pain)


def _note(session: Session, person_id: str, changes: Sequence[Change], now: dtm.datetime) -> None:
    for change in changes:
        if not first_time(session, "plan_change"):
            continue
        session.execute(
            insert(PlanChange).values(
                person_id=person_id,
                changed_at=now,
                change=change.change,
                reason=change.reason,
                exercise=change.exercise,
            )
        )


def _item(row: Any) -> Item:
    return Item(
        row.exercise,
        Variant[row.variant.upper()],
        row.sets,
        row.reps,
        row.hold_seconds,
        bool(row.added),
    )


def _plain(before: Before) -> dict[str, Any]:
    plan = before.plan
    return {
        "day": before.day.isoformat(),
        "started_on": plan.started_on.isoformat(),
        "level": plan.level,
        "weekdays": list(plan.weekdays),
        "lead_leg": plan.lead_leg,
        "changed_on": plan.changed_on.isoformat() if plan.changed_on else None,
        "items": [
            [item.exercise, int(item.variant), item.sets, item.reps, item.hold, item.added]
            for item in plan.items
        ],
    }


def _before(plain: Optional[dict[str, Any]]) -> Optional[Before]:
    if not plain:
        return None
    changed = plain["changed_on"]
    plan = Plan(
        dtm.date.fromisoformat(plain["started_on"]),
        plain["level"],
        tuple(plain["weekdays"]),
        plain["lead_leg"],
        tuple(
            Item(exercise, Variant(variant), sets, reps, hold, added)
            for exercise, variant, sets, reps, hold, added in plain["items"]
        ),
        dtm.date.fromisoformat(changed) if changed else None,
    )
    return Before(dtm.date.fromisoformat(plain["day"]), plan)
