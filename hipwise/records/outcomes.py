"""Outcome checks: worst pain, change and own activities, at weeks 0, 6 and 12."""

from __future__ import annotations

import datetime as dtm
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Optional

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, sessionmaker

from hipwise.coaching.outcome import Rating
from hipwise.records.models import OutcomeActivity, OutcomeCheck

# The seven ratings are kept as -3 to 3.
_RATINGS = tuple(Rating)
_MIDDLE = _RATINGS.index(Rating.SAME)


@dataclass(frozen=True)
class KeptCheck:
    """A check as it was answered.

    Attributes:
        week: 0, 6 or 12.
        day: the local day.
        worst_pain: 0 to 10.
        rating: None at week 0.
        activities: each from 0 to 10.
    """

    week: int
    day: dtm.date
    worst_pain: int
    rating: Optional[Rating]
    activities: Mapping[str, int]


class Outcomes:
    """At most one check a person and week; a second one corrects the first."""

    def __init__(self, sessions: sessionmaker[Session]) -> None:
        self._sessions = sessions

    def keep(self, person_id: str, check: KeptCheck) -> None:
        """Keeps a check of somebody who is known."""
        change = None if check.rating is None else _RATINGS.index(check.rating) - _MIDDLE
        with self._sessions.begin() as session:
            session.execute(
                delete(OutcomeCheck)
                .where(OutcomeCheck.person_id == person_id, OutcomeCheck.week == check.week)
                .execution_options(synchronize_session=False)
            )
            row: Any = OutcomeCheck()
            row.person_id, row.week, row.day = person_id, check.week, check.day
            row.worst_pain, row.change = check.worst_pain, change
            session.add(row)
            session.flush()
            for name, score in check.activities.items():
                activity: Any = OutcomeActivity()
                activity.check_id, activity.activity, activity.score = row.id, name[:64], score
                session.add(activity)

    def of(self, person_id: str) -> list[KeptCheck]:
        """Somebody's checks, the first week first."""
        query = select(OutcomeCheck).where(OutcomeCheck.person_id == person_id)
        with self._sessions.begin() as session:
            checks = []
            for row in session.execute(query.order_by(OutcomeCheck.week)).scalars():
                scores = session.execute(
                    select(OutcomeActivity)
                    .where(OutcomeActivity.check_id == row.id)
                    .order_by(OutcomeActivity.activity)
                ).scalars()
                rating = None if row.change is None else _RATINGS[row.change + _MIDDLE]
                activities = {str(one.activity): int(one.score) for one in scores}
                checks.append(KeptCheck(row.week, row.day, row.worst_pain, rating, activities))
            return checks
