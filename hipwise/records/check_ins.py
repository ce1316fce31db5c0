"""What people said of their days: one row a person and local day, with what they did."""

from __future__ import annotations

import datetime as dtm
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Optional

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session, sessionmaker

from hipwise.coaching.progression import DiaryDay
from hipwise.records.database import insert_into
from hipwise.records.known import know
from hipwise.records.models import CheckIn, DoneExercise, PainReport
from hipwise.records.once import first_time


@dataclass(frozen=True)
class Done:
    """An exercise done, with sets and reps where they were said."""

    exercise: str
    sets: Optional[int] = None
    reps: Optional[int] = None


@dataclass(frozen=True)
class KeptCheckIn:
    """A day as it is kept; fields as in `hipwise.records.models.CheckIn`."""

    day: dtm.date
    trained: Optional[str]
    planned: bool
    pain: Optional[int]
    settled: Optional[str]
    done: tuple[Done, ...] = ()

    @property
    def as_diary(self) -> DiaryDay:
        """The day as the rules of progression read it."""
        return DiaryDay(self.day, self.trained, self.pain, self.settled)


class CheckIns:
    """The diary. Saying something again of a day corrects it."""

    def __init__(self, sessions: sessionmaker[Session]) -> None:
        self._sessions = sessions

    def note(
        self,
        person_id: str,
        day: dtm.date,
        now: dtm.datetime,
        planned: bool,
        done: Optional[Iterable[Done]] = None,
        **fields: Any,
    ) -> None:
        """Keeps or corrects what was said of a day, and leaves the rest as it was.

        Args:
            person_id: Rasa's sender id.
            day: their local day.
            now: aware.
            planned: whether training is planned for that day; kept from the first time.
            done: what was done; replaces what was noted. None leaves that alone.
            fields: `trained`, `pain` or `settled`.
        """
        values = {**fields, "updated_at": now}
        with self._sessions.begin() as session:
            know(session, person_id, now)
            session.execute(
                insert_into(session, CheckIn)
                .values(person_id=person_id, day=day, planned=planned, **values)
                .on_conflict_do_update(index_elements=["person_id", "day"], set_=values)
            )
            if done is None:
                return
            row = session.execute(
                select(CheckIn.id).where(CheckIn.person_id == person_id, CheckIn.day == day)
            ).scalar_one()
            session.execute(delete(DoneExercise).where(DoneExercise.check_in_id == row))
            for one in {one.exercise: one for one in done}.values():
                session.execute(
                    insert(DoneExercise).values(
                        check_in_id=row, exercise=one.exercise, sets=one.sets, reps=one.reps
                    )
                )

    def get(self, person_id: str, day: dtm.date) -> Optional[KeptCheckIn]:
        """What is kept of a day; None where nothing is."""
        return next(iter(self.of(person_id, day, day)), None)

    def of(
        self,
        person_id: str,
        first: dtm.date = dtm.date.min,
        last: dtm.date = dtm.date.max,
    ) -> list[KeptCheckIn]:
        """The days from `first` to `last`, both included, oldest first."""
        days = (
            select(CheckIn)
            .where(CheckIn.person_id == person_id, CheckIn.day >= first, CheckIn.day <= last)
            .order_by(CheckIn.day)
        )
        done = (
            select(DoneExercise)
            .join(CheckIn, CheckIn.id == DoneExercise.check_in_id)
            .where(CheckIn.person_id == person_id, CheckIn.day >= first, CheckIn.day <= last)
            .order_by(DoneExercise.exercise)
        )
        with self._sessions.begin() as session:
            rows = list(session.execute(days).scalars())
            found: dict[int, list[Done]] = {}
            for one in session.execute(done).scalars():
                found.setdefault(one.check_in_id, []).append(Done(one.exercise, one.sets, one.reps))
        return [
            KeptCheckIn(
                row.day,
                row.trained,
                bool(row.planned),
                row.pain,
                row.settled,
                tuple(found.get(row.id, ())),
            )
            for row in rows
        ]

    def count(self, person_id: str) -> int:
        """On how many days somebody said whether they trained."""
        query = select(func.count()).where(
            CheckIn.person_id == person_id, CheckIn.trained.is_not(None)
        )
        with self._sessions.begin() as session:
            return int(session.execute(query).scalar_one())

    def report_pain(self, person_id: str, day: dtm.date, score: int, now: dtm.datetime) -> None:
        """Keeps a score told outside a check-in."""
        with self._sessions.begin() as session:
            know(session, person_id, now)
            if not first_time(session, "pain_report"):
                return
            session.execute(
                insert(PainReport).values(person_id=person_id, day=day, score=score, told_at=now)
            )

    def pain_reports(self, person_id: str) -> list[PainReport]:
        """The scores told outside check-ins, oldest first."""
        query = (
            select(PainReport)
            .where(PainReport.person_id == person_id)
            .order_by(PainReport.told_at, PainReport.id)
        )
        with self._sessions.begin() as session:
            return list(session.execute(query).scalars())

    def diary(self, person_id: str) -> list[DiaryDay]:
        """All days as the rules of progression read them.

        A score told outside a check-in stands for the pain of a day that has no other.
        """
        days = {day.day: day.as_diary for day in self.of(person_id)}
        for report in self.pain_reports(person_id):
            known = days.get(report.day, DiaryDay(report.day))
            if known.trained is None:
                worst = max(known.pain or 0, report.score)
                days[report.day] = DiaryDay(report.day, None, worst, known.settled)
        return [days[day] for day in sorted(days)]
