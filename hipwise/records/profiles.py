"""What people told about themselves at the first meeting and since."""

from __future__ import annotations

import datetime as dtm
from typing import Any, Optional

from sqlalchemy.orm import Session, sessionmaker

from hipwise.records.database import insert_into
from hipwise.records.known import know
from hipwise.records.models import Profile


class Profiles:
    """One row a person; fields as in `hipwise.records.models.Profile`."""

    def __init__(self, sessions: sessionmaker[Session]) -> None:
        self._sessions = sessions

    def get(self, person_id: str) -> Optional[Profile]:
        """What is kept about somebody; None where nothing is."""
        with self._sessions.begin() as session:
            found: Optional[Profile] = session.get(Profile, person_id)
            return found

    def note(self, person_id: str, now: dtm.datetime, **fields: Any) -> None:
        """Keeps or corrects some fields and leaves the others.

        Args:
            person_id: Rasa's sender id.
            now: aware; when somebody new was first seen.
            fields: names of the table's columns.
        """
        with self._sessions.begin() as session:
            know(session, person_id, now)
            session.execute(
                insert_into(session, Profile)
                .values(person_id=person_id, **fields)
                .on_conflict_do_update(index_elements=["person_id"], set_=fields)
            )
