"""The weekly word and the reviews."""

from __future__ import annotations

import datetime as dtm
from pathlib import Path

import pytest
from sqlalchemy import insert
from sqlalchemy.orm import Session, sessionmaker

from hipwise.coaching.schedule import Rhythm
from hipwise.diary import Diary
from hipwise.knowledge.library import load_library
from hipwise.knowledge.plan_telling import PlanTeller, load_plan_words
from hipwise.records.check_ins import CheckIns
from hipwise.records.database import migrate, open_engine, session_factory
from hipwise.records.models import Prompt
from hipwise.records.noted_sets import NotedSets
from hipwise.records.pauses import Pauses
from hipwise.records.plans import Plans
from hipwise.records.profiles import Profiles
from hipwise.records.schedules import Schedules
from hipwise.reminders.plan_words import PlanWord
from tests.coaching.programme import CONTENT, PROGRAMME

SAM = "telegram:1"
MONDAY = dtm.datetime(2026, 11, 23, 19, 0, tzinfo=dtm.timezone.utc)
TELLER = PlanTeller(load_plan_words(CONTENT / "plan_words.yml"), load_library(CONTENT), PROGRAMME)


@pytest.fixture
def sessions(tmp_path: Path) -> sessionmaker[Session]:
    engine = open_engine(f"sqlite:///{tmp_path}/records.db")
    migrate(engine)
    return session_factory(engine)


@pytest.fixture
def diary(sessions: sessionmaker[Session]) -> Diary:
    return Diary(
        Plans(sessions),
        CheckIns(sessions),
        Profiles(sessions),
        NotedSets(sessions),
        PROGRAMME,
    )


def day(number: int) -> dtm.date:
    return MONDAY.date() + dtm.timedelta(days=number)


def tell(diary: Diary, number: int, trained: str, pain: int | None = None) -> None:
    diary.check_ins.note(SAM, day(number), MONDAY, True, trained=trained, pain=pain)


@pytest.fixture
def word(diary: Diary, sessions: sessionmaker[Session]) -> PlanWord:
    return PlanWord(diary, TELLER, Pauses(sessions))


def said(word: PlanWord, number: int) -> str:
    replies = word.weekly(SAM, day(number), dtm.timezone.utc)
    assert replies is not None
    return replies[0].text


def test_days_off_count_neither_way(
    diary: Diary, word: PlanWord, sessions: sessionmaker[Session]
) -> None:
    diary.make(SAM, MONDAY)
    tell(diary, 0, "all", 3)
    schedules = Schedules(sessions)
    schedules.save(SAM, Rhythm(dtm.time(19), ("mon", "wed", "fri"), "UTC"), MONDAY)
    assert "1 of 3" in said(word, 7)
    schedules.pause(SAM, day(14), MONDAY + dtm.timedelta(days=1))
    assert "1 of 1" in said(word, 7) or "all 1" in said(word, 7)


def test_a_week_in_words(diary: Diary, word: PlanWord) -> None:
    assert word.weekly(SAM, day(7), dtm.timezone.utc) is None
    diary.make(SAM, MONDAY)
    assert "quiet week" in said(word, 7)
    tell(diary, 0, "all", 4)
    assert "1 of 3" in said(word, 7)
    tell(diary, 2, "all", 3)
    tell(diary, 4, "part", 2)
    assert "all 3 sessions" in said(word, 7)
    assert "Tomorrow: clamshell 2 × 10" in said(word, 7)
    tell(diary, 7, "all", 2)
    assert "4 out of 10 at worst, now 2" in said(word, 14)


def test_a_week_of_illness_does_not_count(diary: Diary, word: PlanWord) -> None:
    diary.make(SAM, MONDAY)
    for number in (0, 2, 4):
        tell(diary, number, "rest")
    assert "doesn't count" in said(word, 7)


def test_reviews(diary: Diary, word: PlanWord, sessions: sessionmaker[Session]) -> None:
    assert word.review(SAM, day(14)) is None
    Profiles(sessions).note(SAM, MONDAY, worst_pain=6)
    diary.make(SAM, MONDAY)
    tell(diary, 12, "all", 2)
    assert word.review(SAM, day(13)) is None
    review = word.review(SAM, day(14))
    assert review is not None and review[0].text.startswith("Two weeks in, and your knee takes")
    with sessions.begin() as session:
        session.execute(
            insert(Prompt).values(
                person_id=SAM,
                kind="review",
                day=day(14),
                number=0,
                due_at=MONDAY,
                tries=1,
                outcome="sent",
            )
        )
    assert word.review(SAM, day(15)) is None
    tell(diary, 40, "all", 5)
    six = word.review(SAM, day(42))
    assert six is not None and "6 out of 10 then, 5 now" in six[0].text
    tell(diary, 80, "all", 3)
    twelve = word.review(SAM, day(85))
    assert twelve is not None and "now 3" in twelve[0].text
