"""What is said unasked: found when due, claimed by one sender at a time, recorded when known.

A claim is a lease. Who claimed it has until `claimed_until` to send it and say what became of
it; after a crash somebody else claims it again. The database itself allows one prompt of a kind
a person and local day.
"""

from __future__ import annotations

import datetime as dtm
from typing import Any, NamedTuple

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session, sessionmaker

from hipwise.coaching.schedule import day_of, next_after, spread_of
from hipwise.records.database import insert_into
from hipwise.records.known import know
from hipwise.records.models import Profile, Prompt, Schedule
from hipwise.records.once import first_time
from hipwise.records.schedules import rhythm_of

LEASE = dtm.timedelta(minutes=5)
# With pauses of up to a quarter of an hour this outlasts a day's outage.
MOST_TRIES = 60
# Unanswered in a row before the bot asks whether to go quiet.
PATIENCE = 3
# Later than that it is worth a word to whoever runs the bot.
LATE_AFTER = dtm.timedelta(minutes=5)
# After an outage older prompts are passed over: they can be of no use any more.
_LOOK_BACK = dtm.timedelta(days=1)


class Claimed(NamedTuple):
    """A prompt in the hands of one sender.

    Attributes:
        id: of the prompt.
        person_id: Rasa's sender id.
        kind: such as `check_in`.
        day: the person's local day that it is for.
        due_at: the moment it was for.
        claimed_until: until when nobody else claims it.
        tries: how often it was claimed, this time included.
        zone: IANA name; None where it is not known.
    """

    id: int
    person_id: str
    kind: str
    day: dtm.date
    due_at: dtm.datetime
    claimed_until: dtm.datetime
    tries: int
    zone: str | None


class Counts(NamedTuple):
    """How many prompts are due and not sent yet, and how many of them are late."""

    due: int
    late: int


class Prompts:
    """The prompts of all people."""

    def __init__(self, sessions: sessionmaker[Session]) -> None:
        """Takes the sessions of the records."""
        self._sessions = sessions

    def plan(
        self,
        person_id: str,
        kind: str,
        day: dtm.date,
        due_at: dtm.datetime,
        now: dtm.datetime,
        several: bool = False,
    ) -> bool:
        """Has something said at a moment; the schedule stays as it is.

        Args:
            person_id: Rasa's sender id.
            kind: what to say.
            day: the local day that it is for.
            due_at: when.
            now: aware.
            several: whether there may be more of the kind on that day.

        Returns:
            False where there is one of the kind for that day already.
        """
        with self._sessions.begin() as session:
            know(session, person_id, now)
            number = 0
            if several:
                if not first_time(session, "prompt"):
                    return True
                query = select(func.count()).where(
                    Prompt.person_id == person_id, Prompt.kind == kind, Prompt.day == day
                )
                number = session.execute(query).scalar_one()
            row = _row(person_id, kind, day, due_at, number=number)
            return bool(_insert(session, [row]))

    def note_said(self, person_id: str, kind: str, day: dtm.date, now: dtm.datetime) -> bool:
        """Notes something that is said along with a prompt; False where it was said already.

        Args:
            person_id: Rasa's sender id.
            kind: what is said.
            day: the local day.
            now: aware.
        """
        row = {**_row(person_id, kind, day, now), "outcome": "sent", "ended_at": now}
        with self._sessions.begin() as session:
            return bool(_insert(session, [row]))

    def claim_due(self, now: dtm.datetime, most: int = 50) -> list[Claimed]:
        """Takes prompts that are due, so that nobody else does; those due longest first.

        Args:
            now: aware.
            most: how many at most.
        """
        with self._sessions.begin() as session:
            _take_from_schedules(session, now, most)
            return _claim(session, now, most)

    def record(self, claimed: Claimed, outcome: str, now: dtm.datetime) -> None:
        """Notes what became of a prompt.

        Args:
            claimed: from `claim_due`.
            outcome: sent, late, blocked or failed.
            now: aware.
        """
        with self._sessions.begin() as session:
            ended = session.execute(
                update(Prompt)
                .where(Prompt.id == claimed.id, Prompt.outcome.is_(None))
                .values(outcome=outcome, ended_at=now, claimed_until=None)
                .execution_options(synchronize_session=False)
            )
            if not ended.rowcount or outcome != "sent":
                return
            values: dict[str, Any] = {}
            if claimed.kind == "check_in":
                values = {"unanswered": Schedule.unanswered + 1}
            elif claimed.kind == "quiet":
                values = {"asked_to_quiet_at": now}
            if values:
                session.execute(
                    update(Schedule)
                    .where(Schedule.person_id == claimed.person_id)
                    .values(**values)
                    .execution_options(synchronize_session=False)
                )

    def put_off(self, claimed: Claimed, until: dtm.datetime) -> None:
        """Leaves a prompt to be claimed again later."""
        with self._sessions.begin() as session:
            session.execute(
                update(Prompt)
                .where(Prompt.id == claimed.id, Prompt.outcome.is_(None))
                .values(claimed_until=until)
                .execution_options(synchronize_session=False)
            )

    def next_due(self) -> dtm.datetime | None:
        """The moment of whatever comes next, of anybody; None where nothing does."""
        moments = (
            select(func.min(Schedule.next_at)),
            # Not before a lease has run out.
            select(func.min(func.coalesce(Prompt.claimed_until, Prompt.due_at))).where(
                Prompt.outcome.is_(None)
            ),
        )
        with self._sessions.begin() as session:
            found = [session.execute(query).scalar() for query in moments]
        return min((moment for moment in found if moment is not None), default=None)

    def counts(self, now: dtm.datetime) -> Counts:
        """How many are due and not sent yet."""
        with self._sessions.begin() as session:
            return Counts(*(_count(session, at) for at in (now, now - LATE_AFTER)))

    def of(self, person_id: str) -> list[Prompt]:
        """Somebody's prompts, in the order in which they were due."""
        query = (
            select(Prompt).where(Prompt.person_id == person_id).order_by(Prompt.due_at, Prompt.id)
        )
        with self._sessions.begin() as session:
            return list(session.execute(query).scalars())


def _take_from_schedules(session: Session, now: dtm.datetime, most: int) -> None:
    """Makes prompts of the schedules that are due, and moves these on to their next moment."""
    query = (
        select(Schedule)
        .where(Schedule.next_at <= now)
        .order_by(Schedule.next_at)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    rows = []
    schedule: Any
    for schedule in session.execute(query).scalars():
        rhythm, due = rhythm_of(schedule), schedule.next_at
        if schedule.asked_to_quiet_at is not None:
            # They let that question go by too.
            schedule.stopped_at, schedule.next_at = now, None
            continue
        kind = "quiet" if schedule.unanswered >= PATIENCE else "check_in"
        rows.append(_row(schedule.person_id, kind, day_of(rhythm, due), due))
        since = max(due, now - _LOOK_BACK)
        schedule.next_at = next_after(rhythm, since, spread_of(schedule.person_id))
    session.flush()
    if rows:
        _insert(session, rows)


def _claim(session: Session, now: dtm.datetime, most: int) -> list[Claimed]:
    query = (
        select(Prompt)
        .where(
            Prompt.outcome.is_(None),
            Prompt.due_at <= now,
            or_(Prompt.claimed_until.is_(None), Prompt.claimed_until <= now),
        )
        .order_by(Prompt.due_at)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    prompts: list[Any] = session.execute(query).scalars().all()
    for prompt in prompts:
        prompt.tries += 1
        if prompt.tries > MOST_TRIES:
            prompt.outcome, prompt.ended_at = "failed", now
        prompt.claimed_until = None if prompt.outcome else now + LEASE
    session.flush()
    open_ones = [prompt for prompt in prompts if prompt.outcome is None]
    zones = _zones(session, [prompt.person_id for prompt in open_ones])
    return [
        Claimed(
            prompt.id,
            prompt.person_id,
            prompt.kind,
            prompt.day,
            prompt.due_at,
            prompt.claimed_until,
            prompt.tries,
            zones.get(prompt.person_id),
        )
        for prompt in open_ones
    ]


def _zones(session: Session, people: list[str]) -> dict[str, str]:
    zones: dict[str, str] = {}
    # What somebody told comes last: it counts more.
    for table in (Schedule, Profile):
        query = select(table.person_id, table.zone).where(table.person_id.in_(people))
        zones |= {person: zone for person, zone in session.execute(query) if zone}
    return zones


def _row(
    person_id: str, kind: str, day: dtm.date, due_at: dtm.datetime, number: int = 0
) -> dict[str, Any]:
    return {
        "person_id": person_id,
        "kind": kind,
        "day": day,
        "number": number,
        "due_at": due_at,
        "tries": 0,
    }


def _insert(session: Session, rows: list[dict[str, Any]]) -> int:
    """Adds prompts but for those that are there; how many were added."""
    done = session.execute(
        insert_into(session, Prompt)
        .values(rows)
        .on_conflict_do_nothing(index_elements=["person_id", "kind", "day", "number"])
    )
    return int(done.rowcount)


def _count(session: Session, at: dtm.datetime) -> int:
    queries = (
        select(func.count()).where(Schedule.next_at <= at),
        select(func.count()).where(Prompt.outcome.is_(None), Prompt.due_at <= at),
    )
    return sum(session.execute(query).scalar_one() for query in queries)
