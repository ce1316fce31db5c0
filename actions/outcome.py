"""The check of weeks 0, 6 and 12: how bad, how changed, and how well what matters goes."""

from __future__ import annotations

import asyncio
import datetime as dtm
from typing import Sequence

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.base import Events, say
from actions.forms import AskForm, BeginForm, FinishForm, FormAction, ValidateForm
from hipwise.coaching.outcome import OutcomeCheck, Rating, read_outcome
from hipwise.forms.base import Answers, Heard
from hipwise.forms.outcome import START, WEEK, activities_of, first_answers
from hipwise.progress_words import outcome_lines
from hipwise.records.outcomes import KeptCheck
from hipwise.replies import Reply

# A check counts for the week it is nearest to.
NEAREST = ((3 * 7, START), (9 * 7, 6))
LAST_WEEK = 12


def week_of(day: dtm.date, first: dtm.date) -> int:
    """Which check, 0, 6 or 12, falls on a day when the first was done on `first`."""
    passed = (day - first).days
    return next((week for below, week in NEAREST if passed < below), LAST_WEEK)


class _OutcomeAction(FormAction):
    form_name = "outcome"

    async def first_answers(self, heard: Heard, tracker: Tracker) -> Answers:
        """The week, and the activities to ask about."""
        services, person = self.services, tracker.sender_id
        checks = await asyncio.to_thread(services.outcomes.of, person)
        today = (await services.local_now(person)).date()
        week = week_of(today, checks[0].day) if checks else START
        profile = await asyncio.to_thread(services.profiles.get, person)
        triggers = (profile.triggers or "").split(",") if profile else []
        titles = services.reports.words.mine.activities
        suggested = [titles[one] for one in triggers if one in titles]
        before = list(checks[0].activities) if checks and week != START else []
        return first_answers(week, before, suggested)


class ActionBeginOutcome(_OutcomeAction, BeginForm):
    """Begins the check that is due."""


class ValidateOutcomeForm(_OutcomeAction, ValidateForm):
    """Takes an answer."""


class AskOutcomeForm(_OutcomeAction, AskForm):
    """Asks the next question."""


class ActionFinishOutcome(_OutcomeAction, FinishForm):
    """Keeps the check, and says what changed since the first."""

    async def finish(
        self, answers: Answers, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """Keeps it and says it."""
        services, person = self.services, tracker.sender_id
        if not isinstance(answers["worst_pain"], int):
            say(dispatcher, Reply(services.outcome_words.skipped))
            return [SlotSet("topic", "start_review")]
        today = (await services.local_now(person)).date()
        rating = answers.get("change")
        check = KeptCheck(
            int(answers[WEEK]),
            today,
            answers["worst_pain"],
            Rating(rating) if rating in set(Rating) else None,
            activities_of(answers),
        )
        checks = await asyncio.to_thread(services.outcomes.of, person)
        await asyncio.to_thread(services.outcomes.keep, person, check)
        say(dispatcher, Reply("\n\n".join(self._lines(checks, check))))
        return [SlotSet("topic", "start_review")]

    def _lines(self, checks: Sequence[KeptCheck], check: KeptCheck) -> list[str]:
        words = self.services.outcome_words
        if not checks or check.week == START:
            return [words.first_kept]
        reading = read_outcome(_as_read(checks[0]), _as_read(check))
        return outcome_lines(reading, self.services.reports.words.progress.outcome)


def _as_read(check: KeptCheck) -> OutcomeCheck:
    return OutcomeCheck(check.worst_pain, check.rating, check.activities)
