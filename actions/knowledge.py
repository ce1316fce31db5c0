"""Answers questions, from content/, in the light of what was talked about."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any, Dict, Optional, Sequence

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.base import (
    Events,
    context_of,
    deliver,
    offered_by,
    press,
    question_of,
    ranking_of,
    say,
)
from actions.plan import take_plan_words
from actions.reports import hear_story
from actions.safety import (
    is_held_back,
    not_paused,
    take_flag_answer,
    take_safety_answer,
)
from actions.self_test import show_last
from actions.talk import TalkAction
from hipwise.forms.self_test_past import ABOUT, asks_for_last
from hipwise.knowledge.choosing import chosen_payload, picks_by_place
from hipwise.knowledge.context import STORY, Question, is_bare_mention
from hipwise.knowledge.story import (
    as_told,
    goes_on_telling,
    is_report,
    reflect_report,
    takes_up_question,
    tells_a_story,
)
from hipwise.knowledge.unsure import settled
from hipwise.knowledge.warnings import ANSWERS, has_to_wait
from hipwise.replies import Reply
from hipwise.services import Services
from hipwise.understanding.language import language_of
from hipwise.understanding.messages import payload_for, read_payload

CHOICE = "choose_option"
UNSURE = "nlu_fallback"
# Whoever speaks of it, in whatever words, needs to hear what it changes.
PREGNANT = "pregnancy"
# A reading further down is not what was meant.
OFFERED = 3
MENU = ("ask_why_hip", "ask_exercise_list", "ask_activity_advice", "ask_self_test")


async def respond(
    question: Question, services: Services, dispatcher: CollectingDispatcher, tracker: Tracker
) -> Events:
    """Answers a question whose intent is settled, whichever action answers it."""
    if question.intent == ABOUT and asks_for_last(question.text):
        return await show_last(services, dispatcher, tracker)
    context, question = context_of(tracker), as_told(question)
    if has_to_wait(question, context) and await is_held_back(
        services, dispatcher, tracker, question.intent
    ):
        return [SlotSet("topic", None)]
    if takes_up_question(question, services.library, context) or question.intent == STORY:
        return await hear_story(question, services, dispatcher, tracker)
    if question.intent == CHOICE:
        return await take_choice(question, services, dispatcher, tracker)
    if is_report(question):
        return deliver(dispatcher, reflect_report(question, services.answerer, context))
    if is_bare_mention(question) or services.answerer.knows(question.intent):
        return deliver(dispatcher, services.answerer.answer(question, context))
    return press(payload_for(question.intent), tracker)


def settle(tracker: Tracker, services: Services) -> Optional[Question]:
    """The latest message where its words alone left it unclear and the talk does not."""
    question, context = question_of(tracker), context_of(tracker)
    if is_bare_mention(question) or takes_up_question(question, services.library, context):
        return replace(question, intent=UNSURE)
    if tracker.get_slot("story") and goes_on_telling(question, services.library):
        return replace(question, intent=STORY)
    if context.offered and picks_by_place(question.text):
        return replace(question, intent=CHOICE)
    if question.entities.get("group") == PREGNANT:
        return replace(question, intent="ask_special_group")
    ranking = ranking_of(tracker)
    if tells_a_story(question, ranking[:OFFERED], services.library):
        return replace(question, intent=STORY)
    return settled(question, ranking, context)


async def offer_topics(
    intents: Sequence[str],
    lead: str,
    services: Services,
    dispatcher: CollectingDispatcher,
    tracker: Tracker,
) -> Events:
    """Offers topics, but none that pauses while a danger sign is open.

    Whoever writes in another language is told so instead, in theirs.
    """
    foreign = services.library.phrases["foreign"]
    telling = {code: words["words"] for code, words in foreign.items()}
    if language := language_of(question_of(tracker).text, telling):
        say(dispatcher, Reply(foreign[language]["say"]))
        return [SlotSet("topic", None)]
    known = await not_paused(services, tracker.sender_id, intents)
    if not known and await is_held_back(services, dispatcher, tracker):
        return [SlotSet("topic", None)]
    named = question_of(tracker).entities if len(known) == len(intents) else {}
    answer = services.answerer.offer(known, context_of(tracker), lead, named=named)
    return deliver(dispatcher, answer)


async def take_choice(
    question: Question, services: Services, dispatcher: CollectingDispatcher, tracker: Tracker
) -> Events:
    """Follows the button that the words mean."""
    answerer, context = services.answerer, context_of(tracker)
    payload = chosen_payload(question, context.offered)
    if payload is None:
        lead = "choice_unclear" if context.offered else "nothing_offered"
        offered = [read_payload(item)[0] for item in context.offered] or list(MENU)
        known = [one for one in dict.fromkeys(offered) if one in services.library.labels]
        return deliver(dispatcher, answerer.offer(known, context, lead))
    intent, entities = read_payload(payload)
    if not answerer.knows(intent):
        return press(payload, tracker)
    chosen = Question(intent, entities)
    if has_to_wait(chosen, context) and await is_held_back(services, dispatcher, tracker):
        return [SlotSet("topic", None)]
    return deliver(dispatcher, answerer.answer(chosen, context))


class ActionAnswer(TalkAction):
    """Answers a question about knowledge, also one that leans on the talk so far."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_answer"

    async def answer(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]
    ) -> Events:
        """Answers the latest message."""
        services, question = self.services, question_of(tracker)
        if (taken := await take_plan_words(question, services, dispatcher, tracker)) is not None:
            return taken
        return await respond(question, services, dispatcher, tracker)


class ActionTakeChoice(TalkAction):
    """Answers "yes please", "the first one" and "no thanks" to what was offered."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_take_choice"

    async def answer(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]
    ) -> Events:
        """Follows the button that the words mean; takes a no for a no."""
        services, question = self.services, question_of(tracker)
        if sign := question.entities.get("sign"):
            answer = ANSWERS[question.intent]
            return await take_safety_answer(services, dispatcher, tracker, sign, answer)
        if asked := services.warnings.asked_about(context_of(tracker).offered):
            # Asked twice and not answered plainly: no button is pressed for them.
            return await take_safety_answer(services, dispatcher, tracker, asked, "not_sure")
        if (taken := await take_flag_answer(services, dispatcher, tracker)) is not None:
            return taken
        if (taken := await take_plan_words(question, services, dispatcher, tracker)) is not None:
            return taken
        if takes_up_question(question, services.library, context_of(tracker)):
            return await hear_story(question, services, dispatcher, tracker)
        if question.intent == "deny":
            say(dispatcher, Reply(services.library.phrase("no_problem")))
            return []
        return await take_choice(question, services, dispatcher, tracker)


class ActionOfferTopics(TalkAction):
    """Offers the likeliest topics when the message was not understood well enough."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_offer_topics"

    async def answer(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]
    ) -> Events:
        """Answers where the talk so far makes it clear; offers topics otherwise."""
        services, said = self.services, question_of(tracker)
        taken = await take_plan_words(said, services, dispatcher, tracker, unsure=True)
        if taken is not None:
            return taken
        if question := settle(tracker, services):
            return await respond(question, services, dispatcher, tracker)
        offered = offered_by(tracker)
        await asyncio.to_thread(
            services.unanswered.count, services.clock().date(), "offer", offered
        )
        return await offer_topics(
            offered or MENU,
            "offer_lead" if offered else "offer_none",
            services,
            dispatcher,
            tracker,
        )


class ActionDecline(TalkAction):
    """Says what the bot is for when asked about something else."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_decline"

    async def answer(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]
    ) -> Events:
        """Declines kindly and offers what it can talk about."""
        services, said = self.services, question_of(tracker)
        taken = await take_plan_words(said, services, dispatcher, tracker, unsure=True)
        if taken is not None:
            return taken
        if question := settle(tracker, services):
            return await respond(question, services, dispatcher, tracker)
        await asyncio.to_thread(services.unanswered.count, services.clock().date(), "decline")
        lead = "decline" if question_of(tracker).text else "decline_empty"
        return await offer_topics(MENU, lead, services, dispatcher, tracker)
