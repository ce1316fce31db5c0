"""What is said along with a check-in's prompt: a review, a repeat of the mirror test, the week.

At most one of them a day, so that a prompt stays short. Each is noted when it is composed, and
so is said once. All of it blocks on the database.
"""

from __future__ import annotations

import datetime as dtm
from collections.abc import Callable, Sequence
from typing import Optional

from hipwise.coaching.self_test import repeat_due
from hipwise.forms.self_test import repeat_offer
from hipwise.forms.self_test_words import SelfTestWords
from hipwise.records.prompts import Prompts
from hipwise.records.self_tests import SelfTests
from hipwise.reminders.plan_words import PlanWord
from hipwise.replies import Reply

_WEEK = dtm.timedelta(days=7)


class Alongside:
    """Finds what is due to be said."""

    def __init__(
        self,
        prompts: Prompts,
        plan_word: PlanWord,
        self_tests: SelfTests,
        self_test_words: SelfTestWords,
        zone_of: Callable[[str], dtm.tzinfo],
    ) -> None:
        """Keeps what it is given.

        Args:
            prompts: where it is noted what was said.
            plan_word: the weekly word and the reviews.
            self_tests: the mirror tests.
            self_test_words: what offers a repeat.
            zone_of: a person's time zone.
        """
        self._prompts = prompts
        self._plan_word = plan_word
        self._self_tests = self_tests
        self._self_test_words = self_test_words
        self._zone_of = zone_of

    def say(self, person: str, day: dtm.date, now: dtm.datetime) -> Sequence[Reply]:
        """What to say on a person's local day, before the check-in itself; mostly nothing."""
        for kind, compose in (
            ("review", self._plan_word.review),
            ("retest", self._retest),
            ("weekly", self._weekly),
        ):
            replies = compose(person, day)
            if replies and self._prompts.note_said(person, kind, day, now):
                return replies
        return ()

    def _told_on(self, person: str, kind: str) -> Optional[dtm.date]:
        days = [one.day for one in self._prompts.of(person) if one.kind == kind]
        return max(days, default=None)

    def _retest(self, person: str, day: dtm.date) -> Optional[list[Reply]]:
        tests = self._self_tests.of(person, self._zone_of(person))
        if not tests:
            return None
        done_on = tests[-1].day
        if not repeat_due(done_on, day, self._told_on(person, "retest")):
            return None
        return [repeat_offer(self._self_test_words, done_on, day)]

    def _weekly(self, person: str, day: dtm.date) -> Optional[list[Reply]]:
        told = self._told_on(person, "weekly")
        if told is not None and day - told < _WEEK:
            return None
        replies = self._plan_word.weekly(person, day, self._zone_of(person))
        # The first word comes after a whole week.
        started = self._plan_word.started_on(person)
        return replies if started is not None and day - started >= _WEEK else None
