"""The ledger of Telegram's updates: which are answered, and which were confirmed before that."""

from __future__ import annotations

import datetime as dtm
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session, sessionmaker

from hipwise.records.database import insert_into
from hipwise.records.models import HandledUpdate, Person, UpdateStep, WaitingUpdate

_SENT = "sent "


class HandledUpdates:
    """Remembers `update_id`s, since Telegram delivers again what was not confirmed."""

    def __init__(self, sessions: sessionmaker[Session]) -> None:
        self._sessions = sessions

    def known(self, update_ids: Iterable[int]) -> set[int]:
        """Those of the ids that have been handled."""
        query = select(HandledUpdate.update_id).where(HandledUpdate.update_id.in_(list(update_ids)))
        with self._sessions.begin() as session:
            return set(session.execute(query).scalars())

    def add(self, update_id: int, now: dtm.datetime) -> None:
        """Marks an update as handled, and lets go of what was kept until then."""
        with self._sessions.begin() as session:
            session.execute(
                insert_into(session, HandledUpdate)
                .values(update_id=update_id, handled_at=now)
                .on_conflict_do_nothing()
            )
            session.execute(delete(WaitingUpdate).where(WaitingUpdate.update_id == update_id))
            session.execute(delete(UpdateStep).where(UpdateStep.update_id == update_id))

    def sent(self, update_id: int) -> int:
        """How many messages of an unfinished update's answer are out."""
        query = select(func.count()).where(
            UpdateStep.update_id == update_id, UpdateStep.step.startswith(_SENT)
        )
        with self._sessions.begin() as session:
            return int(session.execute(query).scalar_one())

    def note_sent(
        self, update_id: int, number: int, person_id: str, keyboard_id: int | None = None
    ) -> None:
        """Notes that a message of an update's answer is out.

        Args:
            update_id: the update's.
            number: the message's place in the answer.
            person_id: who got it.
            keyboard_id: the message's id, where it carries buttons.
        """
        with self._sessions.begin() as session:
            session.execute(
                insert_into(session, UpdateStep)
                .values(update_id=update_id, step=f"{_SENT}{number}")
                .on_conflict_do_nothing()
            )
            if keyboard_id is not None:
                session.execute(
                    update(Person).where(Person.id == person_id).values(keyboard_id=keyboard_id)
                )

    def keep(self, bodies: Mapping[int, dict[str, Any]]) -> None:
        """Writes updates down, so that they may be confirmed before they are answered."""
        with self._sessions.begin() as session:
            session.execute(
                insert_into(session, WaitingUpdate).on_conflict_do_nothing(),
                [{"update_id": update_id, "body": body} for update_id, body in bodies.items()],
            )

    def drop(self, update_id: int) -> None:
        """Lets go of an update written down."""
        with self._sessions.begin() as session:
            session.execute(delete(WaitingUpdate).where(WaitingUpdate.update_id == update_id))

    def kept(self) -> list[dict[str, Any]]:
        """The updates written down and not yet answered, oldest first."""
        with self._sessions.begin() as session:
            _drop_answered(session)
            query = select(WaitingUpdate.body).order_by(WaitingUpdate.update_id)
            return list(session.execute(query).scalars())

    def forget_before(self, moment: dtm.datetime) -> None:
        """Drops old entries; Telegram keeps an update for a day at most."""
        with self._sessions.begin() as session:
            # Left by work that outlived its update, such as a guided set.
            finished = select(HandledUpdate.update_id)
            session.execute(
                delete(UpdateStep)
                .where(UpdateStep.update_id.in_(finished))
                .execution_options(synchronize_session=False)
            )
            _drop_answered(session)
            session.execute(delete(HandledUpdate).where(HandledUpdate.handled_at < moment))


def _drop_answered(session: Session) -> None:
    """Lets go of updates that were answered in the moment in which they were written down."""
    session.execute(
        delete(WaitingUpdate)
        .where(WaitingUpdate.update_id.in_(select(HandledUpdate.update_id)))
        .execution_options(synchronize_session=False)
    )
