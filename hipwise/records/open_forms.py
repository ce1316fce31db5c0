"""Where people are in forms, kept so that a restart or a pause loses nothing."""

from __future__ import annotations

import datetime as dtm
from typing import Any, Optional

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, sessionmaker

from hipwise.records.database import insert_into
from hipwise.records.known import know
from hipwise.records.models import OpenForm


class OpenForms:
    """One row a person and form, while it is under way or put off."""

    def __init__(self, sessions: sessionmaker[Session]) -> None:
        self._sessions = sessions

    def get(self, person_id: str, form: str) -> Optional[OpenForm]:
        """Where somebody is in a form; None where they are not in it."""
        with self._sessions.begin() as session:
            found: Optional[OpenForm] = session.get(OpenForm, (person_id, form))
            return found

    def of(self, person_id: str) -> list[OpenForm]:
        """All forms somebody has not finished, the last touched first."""
        query = (
            select(OpenForm)
            .where(OpenForm.person_id == person_id)
            .order_by(OpenForm.updated_at.desc(), OpenForm.form)
        )
        with self._sessions.begin() as session:
            return list(session.execute(query).scalars())

    def save(
        self,
        person_id: str,
        form: str,
        answers: list[tuple[str, Any]],
        paused: bool,
        now: dtm.datetime,
    ) -> None:
        """Keeps the answers so far.

        Args:
            person_id: Rasa's sender id.
            form: the form's name.
            answers: step and value in the order given, which PostgreSQL's JSON would lose in
                an object.
            paused: whether the person has put it off.
            now: aware.
        """
        values = {"answers": answers, "paused": paused, "updated_at": now}
        with self._sessions.begin() as session:
            know(session, person_id, now)
            session.execute(
                insert_into(session, OpenForm)
                .values(person_id=person_id, form=form, **values)
                .on_conflict_do_update(index_elements=["person_id", "form"], set_=values)
            )

    def drop(self, person_id: str, form: str) -> None:
        """Forgets a form, because it is finished or begun afresh."""
        with self._sessions.begin() as session:
            session.execute(
                delete(OpenForm).where(OpenForm.person_id == person_id, OpenForm.form == form)
            )
