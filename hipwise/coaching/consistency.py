"""How steadily somebody kept to their plan, without a streak to break. Pure.

Training counts as done of planned. A planned rest day is kept by resting. Days off for illness,
and days on which prompts were paused, are frozen: they count neither way.
"""

from __future__ import annotations

import datetime as dtm
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from hipwise.coaching.plan import Plan
from hipwise.coaching.progression import DiaryDay

WEEK = 7


@dataclass(frozen=True)
class Consistency:
    """A stretch of days, counted.

    Attributes:
        done: sessions done, those on a day of their own choice included; never above `planned`.
        planned: sessions that were planned and not frozen.
        kept: days kept: sessions done and rest days.
        days: days that count.
        extra: sessions beyond those planned.
    """

    done: int
    planned: int
    kept: int
    days: int
    extra: int = 0

    @property
    def whole(self) -> bool:
        """Whether everything that was planned was done."""
        return self.done >= self.planned


def consistency(
    plan: Plan,
    diary: Sequence[DiaryDay],
    first: dtm.date,
    last: dtm.date,
    paused: Collection[dtm.date] = (),
) -> Consistency:
    """Counts the days from `first` to `last`, both included; those before the plan are none.

    A session on another day makes up for a planned one within the stretch.

    Args:
        plan: with the training days.
        diary: what was told, one entry a day.
        first: the first local day.
        last: the last local day.
        paused: days on which everything was paused.
    """
    told = {day.day: day for day in diary}
    planned = sessions = rest = 0
    for number in range((last - max(first, plan.started_on)).days + 1):
        day = max(first, plan.started_on) + dtm.timedelta(days=number)
        entry = told.get(day)
        trained = entry is not None and entry.is_session
        sessions += trained
        if plan.trains_on(day):
            # "rest" on a training day is a day off that was given, such as for illness.
            excused = day in paused or (entry is not None and entry.trained == "rest")
            planned += trained or not excused
        elif day not in paused:
            rest += 1
    done = min(sessions, planned)
    return Consistency(done, planned, done + rest, planned + rest, sessions - done)
