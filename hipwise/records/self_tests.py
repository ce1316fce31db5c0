"""The mirror tests that people did."""

from __future__ import annotations

import datetime as dtm
from collections.abc import Iterable

from sqlalchemy import insert, select
from sqlalchemy.orm import Session, sessionmaker

from hipwise.coaching.self_test import Leg, LegResult, Look, MirrorTest, Seen
from hipwise.records.known import know
from hipwise.records.models import SelfTest, SelfTestLeg
from hipwise.records.once import first_time


class SelfTests:
    """A test and a row for each leg that was tested to the end."""

    def __init__(self, sessions: sessionmaker[Session]) -> None:
        """Takes the sessions of the records."""
        self._sessions = sessions

    def add(self, person_id: str, test: MirrorTest, now: dtm.datetime) -> None:
        """Keeps a test.

        Args:
            person_id: Rasa's sender id.
            test: what was seen.
            now: when it was done; aware.
        """
        better = test.better_leg.value if test.better_leg else None
        with self._sessions.begin() as session:
            know(session, person_id, now)
            if not first_time(session, "self_test"):
                return
            row = SelfTest()
            row.person_id, row.done_at, row.better_leg = person_id, now, better
            session.add(row)
            session.flush()
            session.execute(
                insert(SelfTestLeg),
                [_leg_row(row.id, leg, result) for leg, result in test.legs.items()],
            )

    def of(self, person_id: str, zone: dtm.tzinfo) -> list[MirrorTest]:
        """Somebody's tests, oldest first.

        Args:
            person_id: Rasa's sender id.
            zone: theirs, in which the days are told.
        """
        query = (
            select(SelfTest)
            .where(SelfTest.person_id == person_id)
            .order_by(SelfTest.done_at, SelfTest.id)
        )
        with self._sessions.begin() as session:
            tests = list(session.execute(query).scalars())
            legs = select(SelfTestLeg).where(SelfTestLeg.test_id.in_([test.id for test in tests]))
            rows = list(session.execute(legs).scalars())
        return [
            MirrorTest(
                _results(row for row in rows if row.test_id == test.id),
                Leg(test.better_leg) if test.better_leg else None,
                test.done_at.astimezone(zone).date(),
            )
            for test in tests
        ]


def _leg_row(test_id: int, leg: Leg, result: LegResult) -> dict[str, object]:
    seen = {look.value: result.seen[look].value for look in Look}
    return {"test_id": test_id, "leg": leg.value, "pain": result.pain, **seen}


def _results(rows: Iterable[SelfTestLeg]) -> dict[Leg, LegResult]:
    return {
        Leg(row.leg): LegResult(
            {look: Seen(getattr(row, look.value)) for look in Look}, int(row.pain)
        )
        for row in rows
    }
