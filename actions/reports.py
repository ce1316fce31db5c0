"""Hears what people tell of their knee: their story, and how it goes."""

from __future__ import annotations

from typing import Any, Dict

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.base import Events, HipwiseAction, context_of, deliver, introduced, question_of
from hipwise.knowledge.context import Question, goes_on_with_subject
from hipwise.knowledge.story import Story, hear, reflect, reflect_report
from hipwise.services import Services


def hear_story(
    question: Question, services: Services, dispatcher: CollectingDispatcher, tracker: Tracker
) -> Events:
    """Answers a story and keeps what was said."""
    context = context_of(tracker)
    heard = hear(question, services.library, context.asked)
    story = Story.from_slot(tracker.get_slot("story")).with_more(heard)
    answer = reflect(heard, story, services.answerer, context)
    return [*deliver(dispatcher, answer), SlotSet("story", story.as_slot())]


class ActionHearStory(HipwiseAction):
    """Shows that a story was heard, says what of it is typical, and leads on."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_hear_story"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]
    ) -> Events:
        """Answers a story; "and getting up off the floor?" asks on and tells nothing."""
        question, context = question_of(tracker), context_of(tracker)
        if goes_on_with_subject(question, context):
            return deliver(dispatcher, self.services.answerer.answer(question, context))
        heard = hear_story(question, self.services, dispatcher, tracker)
        return introduced(heard, dispatcher, tracker, self.services)


class ActionHearReport(HipwiseAction):
    """Answers a pain score, or word that it got worse or better, by the pain rule."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_hear_report"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]
    ) -> Events:
        """Answers the report."""
        question, context = question_of(tracker), context_of(tracker)
        return deliver(dispatcher, reflect_report(question, self.services.answerer, context))
