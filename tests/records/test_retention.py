"""Silent people are told once, then removed; who writes again stays."""

from __future__ import annotations

import datetime as dtm

import pytest

from hipwise.records.people import People
from hipwise.records.retention import GRACE, SILENT_FOR, Retention
from hipwise.reminders.retention import Purged, purge
from hipwise.replies import Reply
from tests.records.held import Held

DAY = dtm.timedelta(days=1)
FIRST = dtm.datetime(2026, 11, 25, 14, 0, tzinfo=dtm.timezone.utc)
ANN, BEN = "telegram:1", "telegram:2"


class Post:
    """Takes what is sent; to Ben it cannot be."""

    def __init__(self) -> None:
        self.told: list[str] = []

    async def send(self, person: str, reply: Reply) -> None:
        self.told.append(person)
        if person == BEN:
            raise OSError("blocked")


@pytest.fixture
def records(held: Held) -> Held:
    people = People(held.sessions)
    for person in (ANN, BEN):
        people.seen(person, FIRST)
    return held


async def test_told_once_and_removed_a_month_later(records: Held) -> None:
    post, retention, people = Post(), Retention(records.sessions), People(records.sessions)

    async def run(now: dtm.datetime) -> Purged:
        return await purge(retention, records.everything, now, "word", post.send)

    assert await run(FIRST + SILENT_FOR) == Purged(0, 0)
    silent = FIRST + SILENT_FOR + DAY
    assert await run(silent) == Purged(2, 0)
    assert await run(silent + GRACE) == Purged(0, 0)
    assert post.told == [ANN, BEN]
    people.seen(ANN, silent + GRACE)
    assert await run(silent + GRACE + DAY) == Purged(0, 1)
    assert people.get(BEN) is None
    assert people.get(ANN) is not None
    # Ann's silence counts from her last word.
    assert await run(silent + GRACE + SILENT_FOR + 2 * DAY) == Purged(1, 0)


async def test_nobody_is_removed_untold(records: Held) -> None:
    late = FIRST + 2 * SILENT_FOR
    retention = Retention(records.sessions)
    assert await purge(retention, records.everything, late, "word") == Purged(0, 0)
