"""The days that count neither way: pauses people asked for, and days with an open danger sign."""

from __future__ import annotations

import datetime as dtm
from collections.abc import Iterator

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session, sessionmaker

from hipwise.records.models import Flag, Pause

_DAY = dtm.timedelta(days=1)


class Pauses:
    """Reads them; they are written with the schedule."""

    def __init__(self, sessions: sessionmaker[Session]) -> None:
        """Takes the sessions of the records."""
        self._sessions = sessions

    def days(self, person_id: str, now: dtm.datetime) -> frozenset[dtm.date]:
        """The local days, up to today, on which nothing was expected of somebody.

        Args:
            person_id: Rasa's sender id.
            now: their local time, aware.
        """
        with self._sessions.begin() as session:
            pauses = session.execute(
                select(Pause.first, Pause.until).where(Pause.person_id == person_id)
            ).all()
            flags = session.execute(
                select(Flag.opened_at, Flag.closed_at).where(Flag.person_id == person_id)
            ).all()
        tomorrow = now.date() + _DAY
        spans = [(first, min(until, tomorrow)) for first, until in pauses]
        for opened, closed in flags:
            end = closed.astimezone(now.tzinfo).date() + _DAY if closed else tomorrow
            spans.append((opened.astimezone(now.tzinfo).date(), end))
        return frozenset(day for first, until in spans for day in _days(first, until))


def begin_pause(session: Session, person_id: str, first: dtm.date, until: dtm.date) -> None:
    """Notes a pause; one that is under way ends where this one begins."""
    end_pause(session, person_id, first)
    pause = Pause()
    pause.person_id, pause.first, pause.until = person_id, first, until
    session.add(pause)


def end_pause(session: Session, person_id: str, day: dtm.date) -> None:
    """Ends a pause early, and drops one that has not begun."""
    session.execute(
        delete(Pause)
        .where(Pause.person_id == person_id, Pause.first >= day)
        .execution_options(synchronize_session=False)
    )
    session.execute(
        update(Pause)
        .where(Pause.person_id == person_id, Pause.until > day)
        .values(until=day)
        .execution_options(synchronize_session=False)
    )


def _days(first: dtm.date, until: dtm.date) -> Iterator[dtm.date]:
    while first < until:
        yield first
        first += _DAY
