"""When a plan is looked back on, and what is seen: weeks 2, 6 and 12. Pure.

clinical_facts.md section 3: at week 2 whether it is tolerable; at week 6 whether anything
changed (a drop of the worst pain below 2 points: suggest a physio); at week 12 the same, else
upkeep twice a week. Two points are the smallest change that matters (crossley2004).
"""

from __future__ import annotations

import datetime as dtm
from collections.abc import Collection, Sequence
from enum import Enum
from typing import Optional

from hipwise.coaching.pain_rule import Light
from hipwise.coaching.plan import Plan
from hipwise.coaching.progression import DiaryDay

REVIEW_WEEKS = (2, 6, 12)
MATTERS = 2  # points of worst pain
_LOOK_BACK = dtm.timedelta(days=14)
# A review that could not be told on its day is told within the week.
_OPEN_FOR = dtm.timedelta(days=7)


class Outlook(str, Enum):
    """What a review comes to; each has its words for each week."""

    NOTHING_TOLD = "nothing_told"
    TOLERABLE = "tolerable"
    TOO_MUCH = "too_much"
    BETTER = "better"
    LITTLE_CHANGE = "little_change"
    NO_START = "no_start"


def review_due(plan: Plan, today: dtm.date, told_on: Collection[dtm.date] = ()) -> Optional[int]:
    """Which review is due: 2, 6 or 12; None where none is.

    Args:
        plan: when it started.
        today: the person's local day.
        told_on: the days on which reviews were told.
    """
    for week in REVIEW_WEEKS:
        opens = plan.started_on + dtm.timedelta(weeks=week)
        if opens <= today < opens + _OPEN_FOR:
            return None if any(opens <= day <= today for day in told_on) else week
    return None


def outlook(
    week: int, diary: Sequence[DiaryDay], today: dtm.date, worst_at_start: Optional[int]
) -> Outlook:
    """Reads the last two weeks of a diary for a review.

    Args:
        week: of the review.
        diary: what was told, one entry a day.
        today: the person's local day.
        worst_at_start: worst pain when they began, 0 to 10; None where they never said.
    """
    recent = [day for day in diary if today - _LOOK_BACK <= day.day <= today]
    lights = [day.light for day in recent if day.light is not None]
    if not lights:
        return Outlook.NOTHING_TOLD
    if week == REVIEW_WEEKS[0]:
        reds = lights.count(Light.RED)
        return Outlook.TOO_MUCH if 2 * reds >= len(lights) else Outlook.TOLERABLE
    worst = worst_of(recent)
    if worst_at_start is None or worst is None:
        return Outlook.NO_START
    return Outlook.BETTER if worst_at_start - worst >= MATTERS else Outlook.LITTLE_CHANGE


def worst_of(diary: Sequence[DiaryDay]) -> Optional[int]:
    """The worst pain told; None where none was."""
    return max((day.pain for day in diary if day.pain is not None), default=None)
