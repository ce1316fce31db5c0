"""The repositories, each on a database of its own."""

from __future__ import annotations

import datetime as dtm
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Session, sessionmaker

from hipwise.records.database import migrate, open_engine, session_factory
from hipwise.records.handled_updates import HandledUpdates
from hipwise.records.people import People
from hipwise.records.sent_files import SentFiles
from hipwise.records.unanswered_questions import UnansweredQuestions

MONDAY = dtm.datetime(2026, 11, 23, 9, 30, tzinfo=dtm.timezone(dtm.timedelta(hours=2)))
TUESDAY = MONDAY + dtm.timedelta(days=1)


@pytest.fixture
def sessions(tmp_path: Path) -> Iterator[sessionmaker[Session]]:
    """The records in a database of their own."""
    engine = open_engine(f"sqlite:///{tmp_path}/records.db")
    migrate(engine)
    yield session_factory(engine)
    engine.dispose()


def test_handled_updates(sessions: sessionmaker[Session]) -> None:
    ledger = HandledUpdates(sessions)
    ledger.add(1, MONDAY)
    ledger.add(1, TUESDAY)
    ledger.add(2**40, TUESDAY)
    assert ledger.known([1, 2, 2**40]) == {1, 2**40}
    assert ledger.known([]) == set()
    ledger.forget_before(TUESDAY)
    assert ledger.known([1, 2**40]) == {2**40}


def test_updates_written_down_are_let_go_once_handled(sessions: sessionmaker[Session]) -> None:
    ledger = HandledUpdates(sessions)
    bodies = {number: {"update_id": number, "text": "🦵 \ud800"} for number in (3, 1, 2)}
    ledger.keep(bodies)
    ledger.keep(bodies)
    ledger.add(1, MONDAY)
    ledger.drop(2)
    assert ledger.kept() == [bodies[3]]


def test_what_was_answered_meanwhile_is_not_kept(sessions: sessionmaker[Session]) -> None:
    ledger = HandledUpdates(sessions)
    ledger.add(1, MONDAY)
    ledger.keep({1: {"update_id": 1}, 2: {"update_id": 2}})
    assert ledger.kept() == [{"update_id": 2}]
    ledger.add(3, MONDAY)
    ledger.keep({3: {"update_id": 3}})
    ledger.forget_before(TUESDAY)
    assert ledger.kept() == [{"update_id": 2}]


def test_sent_files(sessions: sessionmaker[Session]) -> None:
    files = SentFiles(sessions)
    assert files.file_id("a") is None
    files.remember("a", "1")
    files.remember("a", "2")
    assert files.file_id("a") == "2"
    files.forget("a")
    assert files.file_id("a") is None


def test_people_come_and_go(sessions: sessionmaker[Session]) -> None:
    people = People(sessions)
    people.seen("telegram:1", MONDAY)
    people.seen("telegram:1", TUESDAY)
    people.blocked("telegram:1", MONDAY)
    people.blocked("telegram:1", TUESDAY)
    person = people.get("telegram:1")
    assert person is not None
    assert (person.first_seen, person.last_seen, person.blocked_at) == (MONDAY, TUESDAY, MONDAY)
    assert person.first_seen.utcoffset() == dtm.timedelta(0)
    people.seen("telegram:1", TUESDAY)
    people.shown_keyboard("telegram:1", 7)
    people.used_keyboard("telegram:1", 6)
    person = people.get("telegram:1")
    assert person is not None
    assert (person.blocked_at, person.keyboard_id, person.used_keyboard_id) == (None, 7, 6)


def test_nobody_is_brought_back_after_deletion(sessions: sessionmaker[Session]) -> None:
    people = People(sessions)
    people.seen("telegram:1", MONDAY)
    people.delete("telegram:1")
    people.shown_keyboard("telegram:1", 7)
    people.blocked("telegram:1", MONDAY)
    people.unblocked("telegram:1", TUESDAY)
    assert people.get("telegram:1") is None


def test_a_time_without_a_zone_is_refused(sessions: sessionmaker[Session]) -> None:
    with pytest.raises(StatementError, match="zone"):
        People(sessions).seen("telegram:1", MONDAY.replace(tzinfo=None))


def test_unanswered_questions_are_counted(sessions: sessionmaker[Session]) -> None:
    questions = UnansweredQuestions(sessions)
    day = MONDAY.date()
    for _ in range(3):
        questions.count(day, "offer", ["ask_rest", "ask_cause"])
    questions.count(day, "decline")
    questions.count(TUESDAY.date(), "decline")
    assert [(row.decision, row.offered, row.count) for row in questions.between(day, day)] == [
        ("offer", "ask_rest,ask_cause", 3),
        ("decline", "", 1),
    ]


def test_writers_beside_each_other_wait_their_turn(sessions: sessionmaker[Session]) -> None:
    questions = UnansweredQuestions(sessions)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: questions.count(MONDAY.date(), "decline"), range(100)))
    (row,) = questions.between(MONDAY.date(), MONDAY.date())
    assert row.count == 100
