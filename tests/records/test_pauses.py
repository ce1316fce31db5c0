"""Days that count neither way."""

from __future__ import annotations

import datetime as dtm

import pytest
from sqlalchemy.orm import Session, sessionmaker

from hipwise.coaching.schedule import WEEKDAYS, Rhythm
from hipwise.records.flags import Flags
from hipwise.records.pauses import Pauses
from hipwise.records.people import People
from hipwise.records.schedules import Schedules

SAM = "telegram:1"
NOW = dtm.datetime(2026, 11, 25, 14, 0, tzinfo=dtm.timezone.utc)
TODAY = NOW.date()
DAY = dtm.timedelta(days=1)


def off(pauses: Pauses, now: dtm.datetime) -> list[int]:
    """Days off, counted from today."""
    return sorted((day - TODAY).days for day in pauses.days(SAM, now))


@pytest.fixture
def schedules(on_both: sessionmaker[Session]) -> Schedules:
    made = Schedules(on_both)
    made.save(SAM, Rhythm(dtm.time(19), WEEKDAYS, "UTC"), NOW)
    return made


def test_a_holiday_is_a_pause_and_one_evening_off_is_none(
    schedules: Schedules, on_both: sessionmaker[Session]
) -> None:
    pauses = Pauses(on_both)
    schedules.pause(SAM, TODAY + DAY, NOW)
    assert off(pauses, NOW + 9 * DAY) == []
    schedules.pause(SAM, TODAY + 4 * DAY, NOW)
    assert off(pauses, NOW + 9 * DAY) == [0, 1, 2, 3]
    assert off(pauses, NOW + DAY) == [0, 1], "days to come are not counted yet"


def test_coming_back_early_ends_it(schedules: Schedules, on_both: sessionmaker[Session]) -> None:
    pauses = Pauses(on_both)
    schedules.pause(SAM, TODAY + 14 * DAY, NOW)
    schedules.resume(SAM, NOW + 3 * DAY)
    assert off(pauses, NOW + 30 * DAY) == [0, 1, 2]
    schedules.pause(SAM, TODAY + 14 * DAY, NOW + 10 * DAY)
    schedules.pause(SAM, TODAY + 12 * DAY, NOW + 10 * DAY)
    assert off(pauses, NOW + 30 * DAY) == [0, 1, 2, 10, 11]


def test_days_with_an_open_danger_sign(on_both: sessionmaker[Session]) -> None:
    flags, pauses = Flags(on_both), Pauses(on_both)
    People(on_both).seen(SAM, NOW)
    flags.open(SAM, "B", ["locked_knee"], NOW, NOW + DAY)
    assert off(pauses, NOW + 2 * DAY) == [0, 1, 2]
    flags.close(SAM, "seen", NOW + DAY)
    assert off(pauses, NOW + 9 * DAY) == [0, 1]
