"""What a turn adds to the records when a crash makes it run twice."""

from __future__ import annotations

import asyncio
import datetime as dtm

from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from hipwise.records.check_ins import CheckIns
from hipwise.records.handled_updates import HandledUpdates
from hipwise.records.models import UpdateStep
from hipwise.records.noted_sets import NotedSets
from hipwise.records.once import earlier_run_did, first_time, run_of

NOW = dtm.datetime(2026, 11, 25, 14, 0, tzinfo=dtm.timezone.utc)
SAM = "telegram:41"


def tell(check_ins: CheckIns, *scores: int) -> None:
    for score in scores:
        check_ins.report_pain(SAM, NOW.date(), score, NOW)


def told(check_ins: CheckIns) -> list[int]:
    return [int(report.score) for report in check_ins.pain_reports(SAM)]


def steps(sessions: sessionmaker[Session]) -> int:
    with sessions.begin() as session:
        return int(session.execute(select(func.count()).select_from(UpdateStep)).scalar_one())


def test_a_second_run_adds_what_the_first_had_not_come_to(
    on_both: sessionmaker[Session],
) -> None:
    check_ins = CheckIns(on_both)
    with run_of(7):
        tell(check_ins, 4)
    with run_of(7):
        tell(check_ins, 4, 6)
    assert told(check_ins) == [4, 6]
    with run_of(8):
        tell(check_ins, 4)
    assert told(check_ins) == [4, 6, 4]
    HandledUpdates(on_both).add(7, NOW)
    HandledUpdates(on_both).add(8, NOW)
    assert steps(on_both) == 0


def test_what_was_rolled_back_is_done_by_the_next_run(on_both: sessionmaker[Session]) -> None:
    class Gone(Exception):
        pass

    try:
        with run_of(7), on_both.begin() as session:
            assert first_time(session, "it")
            raise Gone
    except Gone:
        pass
    with run_of(7), on_both.begin() as session:
        assert first_time(session, "it")
        assert first_time(session, "it"), "the second of a run is another"
    with run_of(7), on_both.begin() as session:
        assert not first_time(session, "it")


def test_outside_of_an_update_everything_is_new(on_both: sessionmaker[Session]) -> None:
    check_ins, noted = CheckIns(on_both), NotedSets(on_both)
    tell(check_ins, 4, 4)
    noted.add(SAM, "bridge", 1, 10, NOW)
    assert told(check_ins) == [4, 4]
    assert steps(on_both) == 0


async def test_threads_begun_in_a_run_belong_to_it(on_both: sessionmaker[Session]) -> None:
    check_ins = CheckIns(on_both)

    async def turn() -> None:
        await asyncio.to_thread(tell, check_ins, 4)

    for _ in range(2):
        with run_of(7):
            await asyncio.wait_for(turn(), 60)
    assert told(check_ins) == [4]


def test_steps_of_finished_updates_are_forgotten(on_both: sessionmaker[Session]) -> None:
    ledger = HandledUpdates(on_both)
    ledger.note_sent(7, 1, SAM)
    ledger.note_sent(7, 1, SAM)
    ledger.note_sent(7, 2, SAM)
    assert (ledger.sent(7), ledger.sent(8)) == (2, 0)
    ledger.add(7, NOW)
    assert ledger.sent(7) == 0
    # A guided set goes on after the turn that began it.
    ledger.note_sent(7, 3, SAM)
    ledger.note_sent(8, 1, SAM)
    ledger.forget_before(NOW)
    assert (ledger.sent(7), ledger.sent(8)) == (0, 1)


def test_what_a_run_cut_off_has_added_is_still_to_be_said(
    on_both: sessionmaker[Session],
) -> None:
    check_ins = CheckIns(on_both)

    def had_told() -> bool:
        with on_both.begin() as session:
            return earlier_run_did(session, "pain_report")

    with run_of(7):
        assert not had_told()
        tell(check_ins, 4)
    with run_of(7):
        assert had_told()
    with run_of(8):
        assert not had_told()
    assert not had_told(), "outside of any update there are no runs"
