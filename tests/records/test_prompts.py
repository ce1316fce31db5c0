"""Prompts on both kinds of database: claimed once, claimed again after a crash, recorded."""

from __future__ import annotations

import datetime as dtm
from concurrent.futures import ThreadPoolExecutor
from itertools import chain

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, sessionmaker

from hipwise.coaching.schedule import Rhythm
from hipwise.records.models import Prompt
from hipwise.records.prompts import LEASE, MOST_TRIES, PATIENCE, Claimed, Prompts
from hipwise.records.schedules import Schedules

from .test_schedules import DAY, EVENING, HOUR, NOW, SAM, TONIGHT, next_at

MINUTE = dtm.timedelta(minutes=1)


@pytest.fixture
def schedules(on_both: sessionmaker[Session]) -> Schedules:
    return Schedules(on_both)


@pytest.fixture
def prompts(on_both: sessionmaker[Session]) -> Prompts:
    return Prompts(on_both)


def send_due(prompts: Prompts, at: dtm.datetime, outcome: str = "sent") -> list[str]:
    """Claims and records what is due; the kinds."""
    claimed = prompts.claim_due(at)
    for one in claimed:
        prompts.record(one, outcome, at)
    return [one.kind for one in claimed]


def outcomes(prompts: Prompts, person: str = SAM) -> list[tuple[str, str | None]]:
    return [(str(prompt.kind), prompt.outcome) for prompt in prompts.of(person)]


def test_a_prompt_is_claimed_when_due_and_the_schedule_moves_on(
    schedules: Schedules, prompts: Prompts
) -> None:
    schedules.save(SAM, EVENING, NOW)
    assert prompts.claim_due(TONIGHT - MINUTE) == []
    (claimed,) = prompts.claim_due(TONIGHT)
    assert claimed == Claimed(
        claimed.id, SAM, "check_in", TONIGHT.date(), TONIGHT, TONIGHT + LEASE, 1, "Europe/London"
    )
    assert next_at(schedules) == TONIGHT + DAY
    assert prompts.claim_due(TONIGHT + MINUTE) == []


def test_after_a_crash_it_is_claimed_again(schedules: Schedules, prompts: Prompts) -> None:
    schedules.save(SAM, EVENING, NOW)
    (lost,) = prompts.claim_due(TONIGHT)
    assert prompts.claim_due(TONIGHT + LEASE - MINUTE) == []
    (again,) = prompts.claim_due(TONIGHT + LEASE)
    assert (again.id, again.tries) == (lost.id, 2)
    prompts.record(again, "sent", TONIGHT + LEASE)
    prompts.record(lost, "failed", TONIGHT + LEASE)
    assert outcomes(prompts) == [("check_in", "sent")]
    assert prompts.claim_due(TONIGHT + 9 * HOUR) == []


def test_what_fails_for_ever_is_given_up(schedules: Schedules, prompts: Prompts) -> None:
    schedules.save(SAM, Rhythm(dtm.time(19, 30), ("wed",), "Europe/London"), NOW)
    at = TONIGHT
    for _ in range(MOST_TRIES):
        (claimed,) = prompts.claim_due(at)
        at += MINUTE
        prompts.put_off(claimed, at)
    assert prompts.claim_due(at) == []
    assert outcomes(prompts) == [("check_in", "failed")]


def test_the_database_allows_one_of_a_kind_a_person_and_day(
    schedules: Schedules, prompts: Prompts, on_both: sessionmaker[Session]
) -> None:
    schedules.save(SAM, EVENING, NOW)
    assert prompts.plan(SAM, "check_in", NOW.date(), NOW + HOUR, NOW)
    assert not prompts.plan(SAM, "check_in", NOW.date(), NOW + 2 * HOUR, NOW)
    row = {"person_id": SAM, "kind": "check_in", "day": NOW.date(), "number": 0}
    with pytest.raises(IntegrityError), on_both.begin() as session:
        session.execute(insert(Prompt).values(**row, due_at=NOW, tries=0))


def test_today_put_off_takes_the_place_of_the_usual_time(
    schedules: Schedules, prompts: Prompts
) -> None:
    schedules.save(SAM, EVENING, NOW)
    prompts.plan(SAM, "check_in", NOW.date(), TONIGHT + HOUR, NOW)
    assert send_due(prompts, TONIGHT) == []
    assert send_due(prompts, TONIGHT + HOUR) == ["check_in"]
    assert next_at(schedules) == TONIGHT + DAY


def test_snoozes_are_many_and_leave_the_schedule_alone(
    schedules: Schedules, prompts: Prompts
) -> None:
    schedules.save(SAM, EVENING, NOW)
    for minutes in (10, 20):
        assert prompts.plan(SAM, "snooze", NOW.date(), NOW + minutes * MINUTE, NOW, several=True)
    assert next_at(schedules) == TONIGHT
    assert send_due(prompts, NOW + 20 * MINUTE) == ["snooze", "snooze"]
    assert send_due(prompts, TONIGHT) == ["check_in"]


def test_a_snooze_of_somebody_without_a_schedule(prompts: Prompts) -> None:
    prompts.plan("terminal:9", "snooze", NOW.date(), NOW + HOUR, NOW, several=True)
    (claimed,) = prompts.claim_due(NOW + HOUR)
    assert (claimed.kind, claimed.zone) == ("snooze", None)


def test_unanswered_prompts_lead_to_one_question_and_then_to_quiet(
    schedules: Schedules, prompts: Prompts
) -> None:
    schedules.save(SAM, EVENING, NOW)
    days = [send_due(prompts, TONIGHT + number * DAY) for number in range(PATIENCE + 3)]
    assert days == [["check_in"]] * PATIENCE + [["quiet"], [], []]
    row = schedules.get(SAM)
    assert row is not None and row.stopped_at == TONIGHT + 4 * DAY and row.next_at is None
    assert schedules.resume(SAM, TONIGHT + 9 * DAY)
    assert send_due(prompts, TONIGHT + 10 * DAY) == ["check_in"]


def test_any_answer_begins_the_count_anew(schedules: Schedules, prompts: Prompts) -> None:
    schedules.save(SAM, EVENING, NOW)
    for number in range(8):
        assert send_due(prompts, TONIGHT + number * DAY) == ["check_in"]
        if number in (2, 5):
            schedules.heard(SAM, TONIGHT + number * DAY + HOUR)
    answered = [prompt.answered_at is not None for prompt in prompts.of(SAM)]
    assert answered == [True] * 6 + [False] * 2


def test_an_answer_to_the_question_keeps_them_coming(
    schedules: Schedules, prompts: Prompts
) -> None:
    schedules.save(SAM, EVENING, NOW)
    for number in range(PATIENCE + 1):
        send_due(prompts, TONIGHT + number * DAY)
    schedules.heard(SAM, TONIGHT + 3 * DAY + HOUR)
    assert send_due(prompts, TONIGHT + 4 * DAY) == ["check_in"]


def test_prompts_that_were_not_delivered_count_for_nothing(
    schedules: Schedules, prompts: Prompts
) -> None:
    schedules.save(SAM, EVENING, NOW)
    for number in range(6):
        assert send_due(prompts, TONIGHT + number * DAY, "late") == ["check_in"]


def test_after_a_long_outage_few_old_prompts_are_looked_at(
    schedules: Schedules, prompts: Prompts
) -> None:
    schedules.save(SAM, EVENING, NOW)
    back = TONIGHT + 90 * DAY + HOUR
    kinds = list(chain.from_iterable(send_due(prompts, back, "late") for _ in range(4)))
    assert kinds == ["check_in"] * 2
    assert [prompt.day for prompt in prompts.of(SAM)] == [
        TONIGHT.date(),
        (TONIGHT + 90 * DAY).date(),
    ]
    assert next_at(schedules) == TONIGHT + 91 * DAY


def test_two_senders_never_claim_the_same(
    on_both: sessionmaker[Session], schedules: Schedules
) -> None:
    people = [f"terminal:{number}" for number in range(60)]
    for person in people:
        schedules.save(person, EVENING, NOW)

    def claim_all(_: int) -> list[str]:
        prompts, mine = Prompts(on_both), []
        while batch := prompts.claim_due(TONIGHT, 7):
            mine += [claimed.person_id for claimed in batch]
        return mine

    with ThreadPoolExecutor(4) as pool:
        claimed = list(chain.from_iterable(pool.map(claim_all, range(4))))
    # One that finds all rows in other hands stops early; the lease serves whoever comes next.
    claimed += claim_all(0)
    assert sorted(claimed) == sorted(people)


def test_what_is_due_and_late_is_counted(schedules: Schedules, prompts: Prompts) -> None:
    assert prompts.next_due() is None and prompts.counts(NOW) == (0, 0)
    schedules.save(SAM, EVENING, NOW)
    prompts.plan(SAM, "snooze", NOW.date(), NOW + HOUR, NOW, several=True)
    assert prompts.next_due() == NOW + HOUR
    assert prompts.counts(NOW + HOUR) == (1, 0)
    assert prompts.counts(TONIGHT + MINUTE) == (2, 1)
    (claimed,) = prompts.claim_due(NOW + HOUR)
    assert prompts.next_due() == NOW + HOUR + LEASE
    prompts.record(claimed, "sent", NOW + HOUR)
    assert prompts.counts(TONIGHT - MINUTE) == (0, 0)
    assert prompts.next_due() == TONIGHT
