"""People who have been silent for long: told once, then removed."""

from __future__ import annotations

import datetime as dtm

from sqlalchemy import select, update
from sqlalchemy.orm import Session, sessionmaker

from hipwise.records.models import Person

SILENT_FOR = dtm.timedelta(days=548)  # 18 months
GRACE = dtm.timedelta(days=30)  # between the word and the removal


class Retention:
    """Finds who is to be told and who is to go."""

    def __init__(self, sessions: sessionmaker[Session]) -> None:
        self._sessions = sessions

    def claim_to_tell(self, now: dtm.datetime, most: int = 50) -> list[str]:
        """Takes silent people who have not been told, and marks them as told.

        Marked before the word is sent: two processes never both tell, and somebody who cannot
        be reached is removed all the same.
        """
        query = (
            select(Person)
            .where(Person.last_seen < now - SILENT_FOR, Person.told_of_end_at.is_(None))
            .order_by(Person.last_seen)
            .limit(most)
            .with_for_update(skip_locked=True)
        )
        with self._sessions.begin() as session:
            people: list[Person] = list(session.execute(query).scalars())
            for person in people:
                person.told_of_end_at = now
            return [str(person.id) for person in people]

    def to_remove(self, now: dtm.datetime, most: int = 500) -> list[str]:
        """People who were told, and have stayed silent since."""
        query = (
            select(Person.id)
            .where(Person.told_of_end_at < now - GRACE, Person.last_seen < Person.told_of_end_at)
            .limit(most)
        )
        with self._sessions.begin() as session:
            return list(session.execute(query).scalars())

    def spare_returned(self) -> int:
        """Forgets that people were told who have written since; returns how many."""
        back = (
            update(Person)
            .where(Person.told_of_end_at.is_not(None), Person.last_seen >= Person.told_of_end_at)
            .values(told_of_end_at=None)
            .execution_options(synchronize_session=False)
        )
        with self._sessions.begin() as session:
            return int(session.execute(back).rowcount)
