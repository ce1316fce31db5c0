"""The sets that people had noted as done."""

from __future__ import annotations

import datetime as dtm

from sqlalchemy import insert, select
from sqlalchemy.orm import Session, sessionmaker

from hipwise.records.known import know
from hipwise.records.models import NotedSet
from hipwise.records.once import first_time


class NotedSets:
    """One row for each time somebody said yes to "shall I note it as done?"."""

    def __init__(self, sessions: sessionmaker[Session]) -> None:
        """Takes the sessions of the records."""
        self._sessions = sessions

    def add(self, person_id: str, exercise: str, sets: int, reps: int, now: dtm.datetime) -> None:
        """Notes what somebody has just done.

        Args:
            person_id: Rasa's sender id.
            exercise: such as `clamshell`.
            sets: whole sets.
            reps: repetitions a set and side.
            now: aware.
        """
        with self._sessions.begin() as session:
            know(session, person_id, now)
            if not first_time(session, "noted_set"):
                return
            session.execute(
                insert(NotedSet).values(
                    person_id=person_id, exercise=exercise, sets=sets, reps=reps, noted_at=now
                )
            )

    def of(self, person_id: str) -> list[NotedSet]:
        """What somebody had noted, oldest first."""
        query = (
            select(NotedSet)
            .where(NotedSet.person_id == person_id)
            .order_by(NotedSet.noted_at, NotedSet.id)
        )
        with self._sessions.begin() as session:
            return list(session.execute(query).scalars())
