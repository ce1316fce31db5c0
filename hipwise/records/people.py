"""The people the bot talks with: only when they were here and whether they can be reached."""

from __future__ import annotations

import datetime as dtm
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.orm import Session, sessionmaker

from hipwise.records.database import insert_into
from hipwise.records.models import Person
from hipwise.records.schedules import silence, wake


class People:
    """One row a person; `person_id` is Rasa's sender id, such as `telegram:42`."""

    def __init__(self, sessions: sessionmaker[Session]) -> None:
        self._sessions = sessions

    def get(self, person_id: str) -> Person | None:
        """What is kept about somebody."""
        with self._sessions.begin() as session:
            found: Person | None = session.get(Person, person_id)
        return found

    def seen(self, person_id: str, now: dtm.datetime) -> None:
        """Notes that they wrote, which also shows that they can be reached again."""
        with self._sessions.begin() as session:
            session.execute(
                insert_into(session, Person)
                .values(id=person_id, first_seen=now, last_seen=now)
                .on_conflict_do_update(
                    index_elements=["id"], set_={"last_seen": now, "blocked_at": None}
                )
            )
            wake(session, person_id, now)

    def blocked(self, person_id: str, now: dtm.datetime) -> None:
        """Notes that they blocked the bot, and lets their prompts rest at once.

        The first such time is kept.
        """
        with self._sessions.begin() as session:
            session.execute(
                update(Person)
                .where(Person.id == person_id, Person.blocked_at.is_(None))
                .values(blocked_at=now)
            )
            silence(session, person_id)

    def unblocked(self, person_id: str, now: dtm.datetime) -> None:
        """Notes that they can be reached again; their prompts go on."""
        with self._sessions.begin() as session:
            session.execute(update(Person).where(Person.id == person_id).values(blocked_at=None))
            wake(session, person_id, now)

    def shown_keyboard(self, person_id: str, message_id: int) -> None:
        """Notes which message carries their newest buttons."""
        self._set(person_id, keyboard_id=message_id)

    def used_keyboard(self, person_id: str, message_id: int) -> None:
        """Notes that a button of this message was pressed."""
        self._set(person_id, used_keyboard_id=message_id)

    def delete(self, person_id: str) -> None:
        """Deletes the person and, by cascade, what other tables keep about them."""
        with self._sessions.begin() as session:
            session.execute(delete(Person).where(Person.id == person_id))

    def _set(self, person_id: str, **values: Any) -> None:
        # An update touches nobody who has asked to be deleted; an upsert would bring them back.
        with self._sessions.begin() as session:
            session.execute(update(Person).where(Person.id == person_id).values(**values))
