"""Puts people on record before something is kept about them."""

from __future__ import annotations

import datetime as dtm

from sqlalchemy.orm import Session

from hipwise.records.database import insert_into
from hipwise.records.models import Person


def know(session: Session, person_id: str, now: dtm.datetime) -> None:
    """Puts a person on record who may not be there yet."""
    # Whoever talks in a terminal has never been seen on Telegram.
    session.execute(
        insert_into(session, Person)
        .values(id=person_id, first_seen=now, last_seen=now)
        .on_conflict_do_nothing(index_elements=["id"])
    )
