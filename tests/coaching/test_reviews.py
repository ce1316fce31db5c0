"""When reviews are due and what they come to."""

from __future__ import annotations

import datetime as dtm
from typing import Optional

import pytest

from hipwise.coaching.plan import About, make_plan
from hipwise.coaching.progression import DiaryDay
from hipwise.coaching.reviews import Outlook, outlook, review_due
from tests.coaching.programme import MONDAY, PROGRAMME

PLAN = make_plan(About(), MONDAY, PROGRAMME)


def at(number: int) -> dtm.date:
    return MONDAY + dtm.timedelta(days=number)


@pytest.mark.parametrize(
    ("number", "week"),
    [(13, None), (14, 2), (20, 2), (21, None), (42, 6), (84, 12), (90, 12), (91, None), (0, None)],
)
def test_due_within_a_week_of_its_day(number: int, week: Optional[int]) -> None:
    assert review_due(PLAN, at(number)) == week


def test_told_once() -> None:
    assert review_due(PLAN, at(15), [at(14)]) is None
    assert review_due(PLAN, at(42), [at(14)]) == 6


@pytest.mark.parametrize(
    ("week", "pains", "start", "expected"),
    [
        (2, [], 5, Outlook.NOTHING_TOLD),
        (2, [1, 4, 6], 5, Outlook.TOLERABLE),
        (2, [1, 6, 7], 5, Outlook.TOO_MUCH),
        (6, [1, 3, 2], 5, Outlook.BETTER),
        (6, [1, 4, 2], 5, Outlook.LITTLE_CHANGE),
        (12, [1, 4, 2], None, Outlook.NO_START),
        (12, [0], 2, Outlook.BETTER),
    ],
)
def test_outlook(week: int, pains: list[int], start: Optional[int], expected: Outlook) -> None:
    today = at(7 * week)
    diary = [
        DiaryDay(today - dtm.timedelta(days=2 * number), "all", pain)
        for number, pain in enumerate(pains, 1)
    ]
    old = [DiaryDay(today - dtm.timedelta(days=20), "all", 10)]
    assert outlook(week, [*old, *diary], today, start) is expected
