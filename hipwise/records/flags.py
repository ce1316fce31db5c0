"""Danger signs that people told of: opened, asked after, closed."""

from __future__ import annotations

import datetime as dtm
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session, sessionmaker

from hipwise.records.models import Flag


class Flags:
    """The flags of all people; at most one of a person is open at a time."""

    def __init__(self, sessions: sessionmaker[Session]) -> None:
        self._sessions = sessions

    def open(
        self,
        person_id: str,
        tier: str,
        signs: Sequence[str],
        now: dtm.datetime,
        ask_at: dtm.datetime,
    ) -> Flag:
        """Opens a flag, or adds to the open one; the worse tier stays, with its signs first.

        Args:
            person_id: Rasa's sender id.
            tier: A, B or C.
            signs: ids, the worst first.
            now: when the advice was given.
            ask_at: when to ask after the person.

        Returns:
            The open flag.
        """
        with self._sessions.begin() as session:
            flag: Any = session.execute(_open_of(person_id)).scalars().first()
            if flag is None:
                flag = Flag()
                flag.person_id, flag.tier, flag.signs, flag.opened_at = person_id, tier, "", now
                session.add(flag)
            known = [sign for sign in flag.signs.split(",") if sign]
            worst_first = [*known, *signs] if flag.tier < tier else [*signs, *known]
            flag.tier = min(flag.tier, tier)
            flag.signs = ",".join(dict.fromkeys(worst_first))[:256]
            flag.ask_at, flag.asked_at = ask_at, None
            opened: Flag = flag
            return opened

    def opened(self, person_id: str) -> Flag | None:
        """The open flag of a person, if there is one."""
        with self._sessions.begin() as session:
            flag: Flag | None = session.execute(_open_of(person_id)).scalars().first()
            return flag

    def of(self, person_id: str) -> list[Flag]:
        """All flags of a person, the oldest first."""
        query = select(Flag).where(Flag.person_id == person_id).order_by(Flag.opened_at, Flag.id)
        with self._sessions.begin() as session:
            return list(session.execute(query).scalars())

    def close(self, person_id: str, how: str, now: dtm.datetime) -> bool:
        """Closes a person's open flag; False where none was open.

        Args:
            person_id: Rasa's sender id.
            how: `seen` (a clinician has looked at it) or `misunderstanding`.
            now: when the person said so.
        """
        with self._sessions.begin() as session:
            closed = session.execute(
                update(Flag)
                .where(Flag.person_id == person_id, Flag.closed_at.is_(None))
                .values(closed_at=now, closed_by=how)
                .execution_options(synchronize_session=False)
            )
            return bool(closed.rowcount)

    def claim_due(self, now: dtm.datetime, most: int = 50) -> list[Flag]:
        """Takes the open flags that are to be asked after, so that nobody else does.

        Each is marked as asked before it is sent: two processes never both ask, and a crash
        in between costs one friendly question, not a second one.
        """
        query = (
            select(Flag)
            .where(Flag.ask_at <= now, Flag.asked_at.is_(None), Flag.closed_at.is_(None))
            .order_by(Flag.ask_at)
            .limit(most)
            .with_for_update(skip_locked=True)
        )
        with self._sessions.begin() as session:
            due: list[Flag] = session.execute(query).scalars().all()
            for flag in due:
                flag.asked_at = now
            return due


def _open_of(person_id: str) -> object:
    return select(Flag).where(Flag.person_id == person_id, Flag.closed_at.is_(None))
