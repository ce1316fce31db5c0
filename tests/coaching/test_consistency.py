"""Counting what was kept."""

from __future__ import annotations

import datetime as dtm

import pytest
from hypothesis import given

from hipwise.coaching.consistency import Consistency, consistency
from hipwise.coaching.plan import About, make_plan
from hipwise.coaching.progression import DiaryDay
from tests.coaching.programme import MONDAY, PROGRAMME, diaries

PLAN = make_plan(About(), MONDAY, PROGRAMME)
SUNDAY = MONDAY + dtm.timedelta(days=6)


def at(number: int, trained: str) -> DiaryDay:
    return DiaryDay(MONDAY + dtm.timedelta(days=number), trained)


@pytest.mark.parametrize(
    ("diary", "expected"),
    [
        ([], Consistency(0, 3, 4, 7)),
        ([at(0, "all"), at(2, "part"), at(4, "all")], Consistency(3, 3, 7, 7)),
        ([at(0, "all"), at(1, "rest"), at(2, "none")], Consistency(1, 3, 5, 7)),
        ([at(0, "all"), at(2, "rest"), at(4, "rest")], Consistency(1, 1, 5, 5)),
        ([at(0, "all"), at(3, "all"), at(4, "all")], Consistency(3, 3, 7, 7)),
        ([at(0, "all"), at(1, "all"), at(2, "all"), at(4, "all")], Consistency(3, 3, 7, 7, 1)),
    ],
)
def test_a_week(diary: list[DiaryDay], expected: Consistency) -> None:
    assert consistency(PLAN, diary, MONDAY, SUNDAY) == expected


def test_paused_days_are_frozen() -> None:
    paused = [MONDAY + dtm.timedelta(days=number) for number in range(3, 7)]
    counted = consistency(PLAN, [at(0, "all"), at(2, "all")], MONDAY, SUNDAY, paused)
    assert counted == Consistency(2, 2, 3, 3)
    assert counted.whole


def test_days_before_the_plan_are_none() -> None:
    before = MONDAY - dtm.timedelta(days=7)
    assert consistency(PLAN, [], before, MONDAY - dtm.timedelta(days=1)) == Consistency(0, 0, 0, 0)


@given(diaries())
def test_never_more_than_there_was(diary: list[DiaryDay]) -> None:
    counted = consistency(PLAN, diary, MONDAY, MONDAY + dtm.timedelta(days=60))
    assert 0 <= counted.done <= counted.planned
    assert 0 <= counted.kept <= counted.days <= 61
