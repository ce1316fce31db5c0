"""Hears what people tell of their knee: their story, and how it goes."""

from __future__ import annotations

import asyncio
import datetime as dtm
from dataclasses import replace
from typing import Any, Dict

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.base import Events, context_of, deliver, question_of
from actions.safety import is_held_back
from actions.talk import TalkAction
from hipwise.coaching.progression import Change, Reason
from hipwise.forms.check_in_words import Told
from hipwise.knowledge.context import STORY, Question, goes_on_with_subject
from hipwise.knowledge.story import (
    REPORTS,
    Story,
    asked_of_story,
    hear,
    reflect,
    reflect_report,
    takes_up_question,
    tells_score,
)
from hipwise.services import Services


async def hear_story(
    question: Question, services: Services, dispatcher: CollectingDispatcher, tracker: Tracker
) -> Events:
    """Answers a story and keeps what was said, unless a danger sign has to be seen to first."""
    if await is_held_back(services, dispatcher, tracker, STORY):
        return [SlotSet("topic", None)]
    context = context_of(tracker)
    heard = hear(question, services.library, asked_of_story(context))
    story = Story.from_slot(tracker.get_slot("story")).with_more(heard)
    answer = reflect(heard, story, services.answerer, context)
    return [*deliver(dispatcher, answer), SlotSet("story", story.as_slot())]


class ActionHearStory(TalkAction):
    """Shows that a story was heard, says what of it is typical, and leads on."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_hear_story"

    async def answer(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]
    ) -> Events:
        """Answers a story; "and getting up off the floor?" asks on and tells nothing."""
        question, context = question_of(tracker), context_of(tracker)
        if goes_on_with_subject(question, context):
            if await is_held_back(self.services, dispatcher, tracker):
                return [SlotSet("topic", None)]
            return deliver(dispatcher, self.services.answerer.answer(question, context))
        return await hear_story(question, self.services, dispatcher, tracker)


class ActionHearReport(TalkAction):
    """Answers a pain score, or word that it got worse or better, by the pain rule."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_hear_report"

    async def answer(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]
    ) -> Events:
        """Answers the report, and keeps what of it belongs into the diary.

        "Two knee" is no report where the bot asked which knee, though it is read as one.
        """
        question, context = question_of(tracker), context_of(tracker)
        person, services = tracker.sender_id, self.services
        scoreless = question.intent == "log_pain" and not tells_score(question)
        if scoreless and takes_up_question(question, services.library, context):
            return await hear_story(question, services, dispatcher, tracker)
        now = await services.local_now(person)
        told = await asyncio.to_thread(_told, question.text, services, person, now)
        if await is_held_back(services, dispatcher, tracker, question.intent):
            await asyncio.to_thread(_keep_score, question, told, services, person, now)
            return [SlotSet("topic", None)]
        # "I meant 3 not 8" takes back a check-in, unless a score alone was just told.
        corrects = told.corrects and told.pain is not None and context.topic not in REPORTS
        if told.plainly or (
            corrects and await asyncio.to_thread(_told_lately, services, person, now)
        ):
            return [FollowupAction("action_begin_check_in")]
        line = await asyncio.to_thread(_keep, question, told, services, person, now)
        answer = reflect_report(question, services.answerer, context)
        if line:
            first, *rest = answer.replies
            answer = replace(
                answer, replies=(replace(first, text=f"{first.text}\n\n{line}"), *rest)
            )
        return deliver(dispatcher, answer)


def _told_lately(services: Services, person: str, now: dtm.datetime) -> bool:
    """Whether there is a score of today or yesterday to take back."""
    today = now.date()
    days = services.diary.check_ins.of(person, today - dtm.timedelta(days=1), today)
    return any(day.pain is not None for day in days)


def _told(text: str, services: Services, person: str, now: dtm.datetime) -> Told:
    plan = services.diary.plan(person)
    exercises = [item.exercise for item in plan.items] if plan else []
    return services.check_in_words.read(text, now, exercises, services.diary.own_names(person))


def _keep_score(
    question: Question, told: Told, services: Services, person: str, now: dtm.datetime
) -> None:
    """Keeps a score of the day; one of a single activity is not the day's."""
    if told.pain is not None and "activity" not in question.entities:
        day = told.day or now.date()
        services.diary.check_ins.report_pain(person, day, told.pain, now)


def _keep(
    question: Question, told: Told, services: Services, person: str, now: dtm.datetime
) -> str:
    """Keeps a score, and how the morning after was; says what that does to the plan."""
    diary, teller = services.diary, services.plan_teller
    _keep_score(question, told, services, person, now)
    session = diary.unanswered(person, now)
    settled = {"report_worse": "worse", "report_better": "settled"}.get(question.intent)
    if session is None or (settled or told.settled) is None:
        return ""
    weighed = diary.settle(person, session, str(told.settled or settled), now)
    if weighed is None or weighed.decision.change not in (Change.EASE, Change.REFER):
        return ""
    lighter = weighed.after.items != weighed.before.items
    one_step = weighed.decision.reason is Reason.WORSE_NEXT_MORNING and lighter
    # "Cut your exercises by a third to a half" is said above already.
    changed = (
        teller.words.in_plan
        if one_step
        else teller.change(
            weighed.decision.change, weighed.decision.reason, weighed.before, weighed.after, None
        )
    )
    on = diary.today(person, now)
    return f"{changed} {teller.next_line(weighed.after, on, now.date())}"
