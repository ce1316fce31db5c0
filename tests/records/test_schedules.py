"""Schedules on both kinds of database."""

from __future__ import annotations

import datetime as dtm

import pytest
from sqlalchemy.orm import Session, sessionmaker

from hipwise.coaching.schedule import WEEKDAYS, Rhythm, spread_of
from hipwise.records.people import People
from hipwise.records.prompts import Prompts
from hipwise.records.schedules import Schedules

SAM = "terminal:1"
NOW = dtm.datetime(2026, 11, 25, 14, 0, tzinfo=dtm.timezone.utc)  # a Wednesday
HOUR, DAY = dtm.timedelta(hours=1), dtm.timedelta(days=1)
EVENING = Rhythm(dtm.time(19, 30), WEEKDAYS, "Europe/London")
TONIGHT = NOW.replace(hour=19, minute=30)


@pytest.fixture
def schedules(on_both: sessionmaker[Session]) -> Schedules:
    return Schedules(on_both)


@pytest.fixture
def prompts(on_both: sessionmaker[Session]) -> Prompts:
    return Prompts(on_both)


@pytest.fixture
def people(on_both: sessionmaker[Session]) -> People:
    return People(on_both)


def next_at(schedules: Schedules, person: str = SAM) -> dtm.datetime | None:
    row = schedules.get(person)
    assert row is not None
    return row.next_at


def test_a_schedule_is_set_and_changed(schedules: Schedules) -> None:
    assert schedules.get(SAM) is None
    assert schedules.save(SAM, EVENING, NOW) == TONIGHT
    morning = Rhythm(dtm.time(8), ("mon", "fri"), "Europe/Berlin")
    assert schedules.save(SAM, morning, NOW) == dtm.datetime(
        2026, 11, 27, 7, 0, tzinfo=dtm.timezone.utc
    )
    row = schedules.get(SAM)
    assert row is not None
    assert (row.at, row.weekdays, row.zone) == ("08:00", "mon,fri", "Europe/Berlin")


def test_a_day_that_was_prompted_is_not_prompted_again(
    schedules: Schedules, prompts: Prompts
) -> None:
    schedules.save(SAM, EVENING, NOW)
    (claimed,) = prompts.claim_due(TONIGHT)
    prompts.record(claimed, "sent", TONIGHT)
    later = Rhythm(dtm.time(21), WEEKDAYS, "Europe/London")
    assert schedules.save(SAM, later, TONIGHT) == TONIGHT + DAY + 1.5 * HOUR


def test_a_pause_and_its_end(schedules: Schedules) -> None:
    assert not schedules.pause(SAM, NOW.date() + DAY, NOW)
    schedules.save(SAM, EVENING, NOW)
    assert schedules.pause(SAM, NOW.date() + 7 * DAY, NOW)
    assert next_at(schedules) == TONIGHT + 7 * DAY
    assert schedules.resume(SAM, NOW)
    assert next_at(schedules) == TONIGHT


def test_a_stop_and_a_new_start(schedules: Schedules, prompts: Prompts) -> None:
    assert not schedules.stop(SAM, NOW)
    assert not schedules.resume(SAM, NOW)
    schedules.save(SAM, EVENING, NOW)
    prompts.plan(SAM, "snooze", NOW.date(), NOW + HOUR, NOW, several=True)
    assert schedules.stop(SAM, NOW)
    assert not schedules.stop(SAM, NOW) and not schedules.pause(SAM, NOW.date() + DAY, NOW)
    assert next_at(schedules) is None and prompts.claim_due(NOW + 30 * DAY) == []
    assert schedules.resume(SAM, NOW, first=NOW.date() + DAY)
    assert next_at(schedules) == TONIGHT + DAY


def test_moving_keeps_the_local_time(schedules: Schedules) -> None:
    schedules.save(SAM, EVENING, NOW)
    schedules.set_zone(SAM, "America/New_York", "US", "New York City", NOW)
    assert next_at(schedules) == TONIGHT + 5 * HOUR
    assert schedules.zone_of(SAM) == "America/New_York"
    assert schedules.told_zone(SAM) == ("America/New_York", "New York City")


def test_a_zone_can_be_told_before_anything_else(schedules: Schedules) -> None:
    assert schedules.zone_of(SAM) is None and schedules.told_zone(SAM) is None
    schedules.set_zone(SAM, "Asia/Tokyo", "JP", "Tokyo, Japan", NOW)
    assert schedules.zone_of(SAM) == "Asia/Tokyo" and schedules.get(SAM) is None


def test_whoever_blocks_is_paused_at_once_and_found_again(
    schedules: Schedules, people: People, prompts: Prompts
) -> None:
    schedules.save(SAM, EVENING, NOW)
    people.blocked(SAM, NOW)
    assert next_at(schedules) is None and prompts.claim_due(NOW + 9 * DAY) == []
    people.unblocked(SAM, NOW + 9 * DAY)
    assert next_at(schedules) == TONIGHT + 9 * DAY
    people.blocked(SAM, NOW)
    people.seen(SAM, NOW + 12 * DAY)
    assert next_at(schedules) == TONIGHT + 12 * DAY


def test_whoever_stopped_is_not_woken_by_coming_back(schedules: Schedules, people: People) -> None:
    schedules.save(SAM, EVENING, NOW)
    schedules.stop(SAM, NOW)
    people.seen(SAM, NOW)
    schedules.heard(SAM, NOW)
    assert next_at(schedules) is None


def test_a_question_waits_for_its_answer_and_not_for_ever(schedules: Schedules) -> None:
    assert schedules.heard(SAM, NOW) == (None, None)
    schedules.ask(SAM, {"asked": "time", "weekdays": ["mon"]}, NOW)
    assert schedules.heard(SAM, NOW).question == {"asked": "time", "weekdays": ["mon"]}
    assert schedules.heard(SAM, NOW + 13 * HOUR).question is None
    schedules.ask(SAM, {"asked": "place"}, NOW)
    assert schedules.heard(SAM, NOW).question == {"asked": "place"}
    schedules.forget_question(SAM)
    assert schedules.heard(SAM, NOW).question is None


def test_equal_times_are_spread_on_telegram_alone(schedules: Schedules) -> None:
    people = [f"telegram:{number}" for number in range(1, 40)]
    tomorrow = Rhythm(dtm.time(9), WEEKDAYS, "Europe/London")
    moments = [schedules.save(person, tomorrow, NOW) for person in people]
    assert len(set(moments)) > 25
    nine = NOW.replace(hour=9) + DAY
    assert all(
        moment == nine + spread_of(person) for person, moment in zip(people, moments, strict=True)
    )
    assert schedules.save(SAM, tomorrow, NOW) == nine
