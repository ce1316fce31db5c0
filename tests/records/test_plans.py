"""Plans and check-ins, on SQLite and PostgreSQL."""

from __future__ import annotations

import datetime as dtm

import pytest
from sqlalchemy import insert
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, sessionmaker

from hipwise.coaching.plan import Item, MirrorLeg, Plan, Variant
from hipwise.coaching.progression import DiaryDay
from hipwise.records.check_ins import CheckIns, Done, KeptCheckIn
from hipwise.records.database import migrate, session_factory
from hipwise.records.models import SelfTest, SelfTestLeg
from hipwise.records.people import People
from hipwise.records.plans import Before, Change, KeptPlan, Plans

SAM = "telegram:1"
NOW = dtm.datetime(2026, 11, 23, 18, 0, tzinfo=dtm.timezone.utc)
MONDAY = NOW.date()
TUESDAY = MONDAY + dtm.timedelta(days=1)
PLAN = Plan(
    MONDAY,
    1,
    ("mon", "wed", "fri"),
    "left",
    (
        Item("clamshell", Variant.USUAL, 2, 10),
        Item("side_plank", Variant.HARDER, 3, hold=10),
        Item("calf raises", Variant.USUAL, 2, 15, added=True),
    ),
)


@pytest.fixture
def sessions(engine: Engine) -> sessionmaker[Session]:
    migrate(engine)
    return session_factory(engine)


def test_a_plan_comes_back_as_it_was(sessions: sessionmaker[Session]) -> None:
    plans = Plans(sessions)
    assert plans.get(SAM) is None
    plans.save(SAM, PLAN, NOW, [Change("made", "made")])
    assert plans.get(SAM) == KeptPlan(PLAN)
    eased = Plan(MONDAY, 0, ("tue", "thu"), None, PLAN.items[1::-1], TUESDAY)
    plans.save(SAM, eased, NOW, [Change("ease", "red_pain")], Before(TUESDAY, PLAN))
    assert plans.get(SAM) == KeptPlan(eased, Before(TUESDAY, PLAN))
    assert [(row.change, row.reason) for row in plans.changes(SAM)] == [
        ("made", "made"),
        ("ease", "red_pain"),
    ]
    People(sessions).delete(SAM)
    assert plans.get(SAM) is None and plans.changes(SAM) == []


def test_swaps_last_and_skips_are_for_a_day(sessions: sessionmaker[Session]) -> None:
    plans = Plans(sessions)
    plans.save(
        SAM, PLAN, NOW, [Change("swap", "asked", "hydrant"), Change("swap", "asked", "bridge")]
    )
    plans.note(SAM, Change("add", "asked", "bridge"), NOW)
    plans.note(SAM, Change("skip", "asked", "clamshell"), NOW)
    assert plans.left_out(SAM) == {"hydrant"}
    assert plans.skipped(SAM, NOW - dtm.timedelta(hours=18)) == {"clamshell"}
    assert plans.skipped(SAM, NOW + dtm.timedelta(hours=6)) == frozenset()


def test_the_newest_mirror_test(sessions: sessionmaker[Session]) -> None:
    plans = Plans(sessions)
    assert plans.mirror(SAM) is None
    People(sessions).seen(SAM, NOW)
    with sessions.begin() as session:
        for number, pain in ((0, 7), (1, 2)):
            done = NOW + dtm.timedelta(days=number)
            test = session.execute(
                insert(SelfTest).values(person_id=SAM, done_at=done)
            ).inserted_primary_key[0]
            session.execute(
                insert(SelfTestLeg).values(
                    test_id=test,
                    leg="left",
                    knee_in="yes",
                    hip_drop="not_sure",
                    trunk_lean="no",
                    wobble="yes",
                    depth="no",
                    pain=pain,
                )
            )
    assert plans.mirror(SAM) == {"left": MirrorLeg(noticed=2, wobbles=True, pain=2)}


def test_a_day_is_one_row_and_can_be_corrected(sessions: sessionmaker[Session]) -> None:
    diary = CheckIns(sessions)
    assert diary.get(SAM, MONDAY) is None
    diary.note(SAM, MONDAY, NOW, True, [Done("clamshell", 3, 12)], trained="part", pain=8)
    diary.note(SAM, MONDAY, NOW, False, pain=3)
    diary.note(SAM, MONDAY, NOW, True, settled="worse")
    assert diary.of(SAM) == [
        KeptCheckIn(MONDAY, "part", True, 3, "worse", (Done("clamshell", 3, 12),))
    ]
    diary.note(SAM, MONDAY, NOW, True, [Done("bridge"), Done("plank")], trained="all")
    kept = diary.get(SAM, MONDAY)
    assert kept is not None and kept.done == (Done("bridge"), Done("plank"))
    diary.note(SAM, TUESDAY, NOW, False, trained="rest")
    assert [day.day for day in diary.of(SAM, TUESDAY)] == [TUESDAY]
    assert diary.count(SAM) == 2
    assert diary.of("telegram:2") == []
    People(sessions).delete(SAM)
    assert diary.of(SAM) == []


def test_what_no_day_can_be(sessions: sessionmaker[Session]) -> None:
    diary = CheckIns(sessions)
    for wrong in ({"pain": 11}, {"trained": "most"}, {"settled": "perhaps"}):
        with pytest.raises(IntegrityError):
            diary.note(SAM, MONDAY, NOW, True, **wrong)
    assert diary.of(SAM) == []


def test_scores_told_outside_a_check_in_fill_empty_days(sessions: sessionmaker[Session]) -> None:
    diary = CheckIns(sessions)
    diary.report_pain(SAM, MONDAY, 4, NOW)
    diary.report_pain(SAM, MONDAY, 7, NOW)
    diary.report_pain(SAM, TUESDAY, 9, NOW)
    diary.note(SAM, TUESDAY, NOW, True, trained="all", pain=2)
    assert diary.diary(SAM) == [DiaryDay(MONDAY, None, 7), DiaryDay(TUESDAY, "all", 2)]
    assert [report.score for report in diary.pain_reports(SAM)] == [4, 7, 9]
