"""Where the bot's knowledge ends: counts of what it could not answer at once."""

from __future__ import annotations

import datetime as dtm
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from hipwise.records.database import insert_into
from hipwise.records.models import UnansweredQuestion
from hipwise.records.once import first_time


class UnansweredQuestions:
    """Counts by day, decision and topics offered; the questions themselves are not kept."""

    def __init__(self, sessions: sessionmaker[Session]) -> None:
        self._sessions = sessions

    def count(self, day: dtm.date, decision: str, offered: Sequence[str] = ()) -> None:
        """Adds one.

        Args:
            day: the day it happened.
            decision: `offer` or `decline`.
            offered: the intents offered, likeliest first.
        """
        with self._sessions.begin() as session:
            if not first_time(session, "unanswered_question"):
                return
            session.execute(
                insert_into(session, UnansweredQuestion)
                .values(day=day, decision=decision, offered=",".join(offered), count=1)
                .on_conflict_do_update(
                    index_elements=["day", "decision", "offered"],
                    set_={"count": UnansweredQuestion.count + 1},
                )
            )

    def between(self, first: dtm.date, last: dtm.date) -> list[UnansweredQuestion]:
        """The counts of these days, both included, most frequent first."""
        query = (
            select(UnansweredQuestion)
            .where(UnansweredQuestion.day.between(first, last))
            .order_by(UnansweredQuestion.count.desc(), UnansweredQuestion.id)
        )
        with self._sessions.begin() as session:
            return list(session.execute(query).scalars())
