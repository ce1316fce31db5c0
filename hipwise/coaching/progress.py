"""What weeks of reports say: how pain changed and how much of the plan was kept. Pure.

Sources are keys of content/references.yml; clinical_facts.md section 9 lists the measures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from statistics import median
from typing import Optional

from hipwise.coaching.pain_rule import HIGHEST, LOWEST

REAL_CHANGE = 2
"""Points of 10 in worst pain that are more than noise (crossley2004; a lower figure, 1.16, exists:
piva2009responsiveness). Crossley measured one worst pain a week; reading it on the middle of
daily reports is this project's own step."""
LONGEST_WINDOW = 14
SHORTEST_WINDOW = 7
FEWEST_REPORTS = 3
"""In each window; fewer say nothing about its days."""


@dataclass(frozen=True)
class WeekDone:
    """Training of a week, or of that part of it that lies within the range.

    Attributes:
        start: its first day.
        done: sessions done, 0 or more.
        planned: sessions that were due, 0 or more; rest days and pauses are not due.
        days: days of it that count, 0 to 7: those since the plan began, without pauses.
    """

    start: date
    done: int
    planned: int
    days: int = 7

    def __post_init__(self) -> None:
        """Refuses negative counts."""
        if self.done < 0 or self.planned < 0:
            raise ValueError("sessions are counted from 0")


@dataclass(frozen=True)
class ProgressData:
    """What a person reported in a range of days.

    Attributes:
        first: first day of the range.
        last: last day of it, not before `first`.
        pain: days and worst pain from 0 to 10, in any order; of several on a day the worst counts.
        weeks: one entry a week.
        self_tests: days of mirror tests.
    """

    first: date
    last: date
    pain: Sequence[tuple[date, int]] = ()
    weeks: Sequence[WeekDone] = ()
    self_tests: Sequence[date] = ()

    def __post_init__(self) -> None:
        """Refuses a range turned round and scores off the scale."""
        if self.last < self.first:
            raise ValueError("the range ends before it begins")
        if not all(LOWEST <= score <= HIGHEST for _, score in self.pain):
            raise ValueError(f"pain is scored from {LOWEST} to {HIGHEST}")

    def worst_by_day(self) -> dict[date, int]:
        """Worst pain of each day of the range that has a report, in order of days."""
        worst: dict[date, int] = {}
        for day, score in sorted(self.pain):
            if self.first <= day <= self.last:
                worst[day] = max(score, worst.get(day, LOWEST))
        return worst

    def weeks_within(self) -> list[WeekDone]:
        """The weeks that have a day in the range, in order."""
        within = [week for week in self.weeks if self.days_of(week) > 0]
        return sorted(within, key=lambda week: week.start)

    def tests_within(self) -> list[date]:
        """The days of the range with a mirror test, in order."""
        return sorted({day for day in self.self_tests if self.first <= day <= self.last})

    def days_of(self, week: WeekDone) -> int:
        """How many days of a week lie in the range."""
        start = max(week.start, self.first)
        end = min(week.start + timedelta(days=6), self.last)
        return max((end - start).days + 1, 0)


class Trend(str, Enum):
    """What a change amounts to."""

    LESS = "less"
    MORE = "more"
    NOISE = "noise"
    TOO_LITTLE = "too_little"  # not enough reports to say


@dataclass(frozen=True)
class PainChange:
    """Worst pain at the beginning and at the end.

    Attributes:
        trend: LESS or MORE from `REAL_CHANGE` points on.
        days: length of each of the two windows.
        before: the middle (median) of the daily worst pain in the first window; None with
            TOO_LITTLE, and so is `now`.
        now: the same of the last window.
    """

    trend: Trend
    days: int = 0
    before: Optional[float] = None
    now: Optional[float] = None


@dataclass(frozen=True)
class Training:
    """Training against the plan, over all weeks.

    Attributes:
        done: planned sessions that were done; extra ones do not make up for other weeks.
        planned: sessions that were due.
        extra: sessions beyond the plan of their week.
        days_kept: days on which the plan was kept: rest days, and days whose session was done.
        days: all days of the weeks.
    """

    done: int = 0
    planned: int = 0
    extra: int = 0
    days_kept: int = 0
    days: int = 0


@dataclass(frozen=True)
class Summary:
    """What the two lines above the chart say."""

    pain: PainChange
    training: Training


def summarise(data: ProgressData) -> Summary:
    """Reads a range: how pain changed and how much of the plan was kept."""
    return Summary(pain_change(data), training(data))


def pain_change(data: ProgressData) -> PainChange:
    """Compares the first and the last two weeks between the first and the last report.

    The middle (median) is taken, not the mean: pain scores are ranks rather than lengths, and one
    bad day should not turn two weeks around. When less than four weeks were reported the windows
    are half of it each, a week at least, so that they never share a day.
    """
    worst = data.worst_by_day()
    if not worst:
        return PainChange(Trend.TOO_LITTLE)
    first, last = min(worst), max(worst)
    days = min(LONGEST_WINDOW, ((last - first).days + 1) // 2)
    window = timedelta(days=days)
    early = [score for day, score in worst.items() if day < first + window]
    late = [score for day, score in worst.items() if day > last - window]
    if days < SHORTEST_WINDOW or min(len(early), len(late)) < FEWEST_REPORTS:
        return PainChange(Trend.TOO_LITTLE)
    before, now = float(median(early)), float(median(late))
    return PainChange(pain_trend(before, now), days, before, now)


def pain_trend(before: float, now: float) -> Trend:
    """Reads a change of worst pain (0 to 10) by `REAL_CHANGE`."""
    return trend(now - before, REAL_CHANGE)


def trend(difference: float, threshold: float) -> Trend:
    """LESS or MORE from the threshold on, NOISE below it."""
    if abs(difference) < threshold:
        return Trend.NOISE
    return Trend.LESS if difference < 0 else Trend.MORE


def training(data: ProgressData) -> Training:
    """Adds up the weeks; a rest day counts as kept, a week's extra sessions stay extra."""
    done = planned = extra = days_kept = days = 0
    for week in data.weeks_within():
        within = min(week.days, data.days_of(week))
        kept = min(week.done, week.planned)
        done += kept
        planned += week.planned
        extra += week.done - kept
        days += within
        days_kept += max(within - (week.planned - kept), 0)
    return Training(done, planned, extra, days_kept, days)
