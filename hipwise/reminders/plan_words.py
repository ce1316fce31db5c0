"""The weekly word and the reviews: what is said unasked about the plan."""

from __future__ import annotations

import datetime as dtm
from typing import Optional

from hipwise.coaching.consistency import WEEK, consistency
from hipwise.coaching.reviews import outlook, review_due, worst_of
from hipwise.diary import Diary
from hipwise.knowledge.plan_telling import PlanTeller
from hipwise.records.pauses import Pauses
from hipwise.replies import Reply

_WEEK = dtm.timedelta(days=WEEK)


class PlanWord:
    """Says how a week went, and looks back at weeks 2, 6 and 12; blocks on the database."""

    def __init__(self, diary: Diary, teller: PlanTeller, pauses: Pauses) -> None:
        """Takes plans and diaries, the words, and the days off."""
        self._diary = diary
        self._pauses = pauses
        self._teller = teller

    def started_on(self, person: str) -> Optional[dtm.date]:
        """The first day of somebody's plan; None without one."""
        plan = self._diary.plan(person)
        return None if plan is None else plan.started_on

    def weekly(self, person: str, day: dtm.date, zone: dtm.tzinfo) -> Optional[list[Reply]]:
        """How the seven days before a day went; None where there is nothing to say.

        Args:
            person: Rasa's sender id.
            day: their local day; it does not count itself.
            zone: their time zone.
        """
        plan = self._diary.plan(person)
        if plan is None or plan.started_on >= day:
            return None
        diary = self._diary.check_ins.diary(person)
        first, last = day - _WEEK, day - dtm.timedelta(days=1)
        paused = self._pauses.days(person, dtm.datetime.combine(day, dtm.time(), zone))
        counted = consistency(plan, diary, first, last, paused)
        now = worst_of([one for one in diary if first <= one.day <= last])
        before = worst_of([one for one in diary if first - _WEEK <= one.day < first])
        on = self._diary.on(person, last)
        upcoming = self._teller.next_line(plan, on, last)
        return [self._teller.weekly(counted, before, now, upcoming)]

    def review(self, person: str, day: dtm.date) -> Optional[list[Reply]]:
        """The review that is due on a day; None where none is."""
        plan = self._diary.plan(person)
        if plan is None:
            return None
        week = review_due(plan, day, self._diary.plans.reviews_told(person))
        if week is None:
            return None
        diary = self._diary.check_ins.diary(person)
        before = self._diary.about(person).worst_pain
        recent = [one for one in diary if day - 2 * _WEEK <= one.day <= day]
        seen = outlook(week, diary, day, before)
        return [self._teller.review(week, seen, before, worst_of(recent))]
