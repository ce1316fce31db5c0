"""Answers danger signs: the tier's advice first, and nothing else with it."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any, Dict, List, Optional, Sequence

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.base import (
    Events,
    HipwiseAction,
    asked_last,
    context_of,
    leave_form,
    offer_buttons,
    question_of,
    said_last,
    say,
)
from hipwise.forms.answers import AnswerReader
from hipwise.forms.base import is_question
from hipwise.knowledge.choosing import chosen_payload, is_unsure, names_a_place
from hipwise.knowledge.context import Question
from hipwise.knowledge.warnings import (
    ANSWERS,
    CLOSE_INTENT,
    PAUSED_INTENTS,
    TOLD_INTENTS,
    WORSE,
)
from hipwise.replies import Reply
from hipwise.services import Services
from hipwise.understanding.messages import read_payload
from hipwise.understanding.triage.assessment import SIGNS

# What the language model has no reading of.
UNCLEAR = ("nlu_fallback", "out_of_scope")
ASK_AFTER = timedelta(hours=24)
# A form left for a safety question is gone back to when that was answered so soon.
BACK_WITHIN = timedelta(hours=1)
_YES = re.compile(r"\W*(?:yes|yeah|yea|yep|yup|ye|y|aye|si|ja|oui)\b(?!.*\bwill\b)", re.I)
_MISTAKEN = re.compile(r"misunder|mistak|wrong|didn.?t mean|not what i|false alarm|never", re.I)


class ActionWarn(HipwiseAction):
    """Gives the advice for a danger sign, or asks the one question that clears it up."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_warn"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]
    ) -> Events:
        """Answers what triage found in the latest message."""
        triage = tracker.latest_message.get("triage") or {}
        signs, ask = list(triage.get("signs") or []), triage.get("ask")
        left = await leave_form(self.services, tracker)
        if signs:
            person, tier = tracker.sender_id, triage["tier"]
            return [*left, *await warn(self.services, dispatcher, person, tier, signs)]
        if ask:
            if await self._is_known(ask, dispatcher, tracker):
                return [*left, SlotSet("topic", None)]
            question = self.services.warnings.question(ask)
            say(dispatcher, question)
            offered = tuple(button.payload for button in question.buttons)
            talk = replace(context_of(tracker), offered=offered)
            return [*left, SlotSet("talk", talk.as_slot()), SlotSet("topic", None)]
        raise LookupError("report_red_flag without a sign: triage alone may set that intent")

    async def _is_known(
        self, sign: str, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> bool:
        """Speaks of the open flag instead, where it is of that sign or an emergency."""
        services, person = self.services, tracker.sender_id
        flag = await asyncio.to_thread(services.flags.opened, person)
        if flag is None or not (flag.tier == "A" or sign in flag.signs.split(",")):
            return False
        if takes_back(question_of(tracker).text, services.answers):
            say(dispatcher, services.warnings.taken_back())
        else:
            await is_held_back(services, dispatcher, tracker, WORSE if flag.tier == "A" else None)
        return True


async def is_held_back(
    services: Services,
    dispatcher: CollectingDispatcher,
    tracker: Tracker,
    intent: Optional[str] = None,
) -> bool:
    """Says that exercise and sport are paused, where a flag is open; call it before giving any.

    Args:
        services: where the flags are.
        dispatcher: takes the words.
        tracker: of the person.
        intent: what they say, if it may be how their knee is rather than a question. In an
            emergency, or when it got worse, they are told once more where to go.
    """
    flag = await asyncio.to_thread(services.flags.opened, tracker.sender_id)
    if flag is None:
        return False
    signs, told = flag.signs.split(","), intent in TOLD_INTENTS
    if told and (flag.tier == "A" or intent == WORSE):
        country = await country_of(services, tracker.sender_id)
        say(dispatcher, services.warnings.advice(flag.tier, signs, country))
    else:
        say(dispatcher, services.warnings.paused(signs, told))
    return True


async def take_open_question(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker
) -> Optional[Events]:
    """Takes typed words as the answer to the safety question that the bot has just asked.

    Words that answer nothing get the question once more: whoever was asked whether the knee
    swelled up must not be led on to exercises, nor to guesses, by "its fine really".

    Returns:
        None where nothing is asked, where the words ask something else that does no harm, and
        where they answer nothing a second time.
    """
    question, warnings = question_of(tracker), services.warnings
    offered = context_of(tracker).offered
    sign = warnings.asked_about(offered)
    if sign is None or not question.text:
        return None
    answer = safety_answer(question, offered, services.answers)
    if answer is None and takes_back(question.text, services.answers):
        answer = warnings.denying(sign)
    if answer is not None:
        return await take_safety_answer(services, dispatcher, tracker, sign, answer)
    harmless = question.intent not in (*PAUSED_INTENTS, *TOLD_INTENTS, *UNCLEAR)
    asks_something_else = is_question(question.text) and harmless
    if asks_something_else or said_last(tracker).startswith(warnings.say("question_again")):
        return None
    return offer_buttons(dispatcher, tracker, warnings.question(sign, again=True))


def safety_answer(
    question: Question, offered: Sequence[str], answers: AnswerReader
) -> Optional[str]:
    """What typed words say to a safety question: yes, no or not_sure; None where nothing.

    A "not sure" must never count as a no, nor "the first one" as not sure. Only a plain yes or no
    is one here: "go on" is no yes to "is the knee hot?", and "no change, still hurts" no no.
    """
    if is_unsure(question.text):
        return "not_sure"
    if names_a_place(question.text):
        picked = chosen_payload(question, offered)
        return ANSWERS[read_payload(picked)[0]] if picked else "not_sure"
    said = answers.plain_yes_no(question.text)
    return said.value if said else None


def takes_back(text: str, answers: AnswerReader) -> bool:
    """Whether words say that something was put wrong: "wrong word", "not swollen"."""
    return answers.says("takes_back", text) and not is_question(text)


async def says_mistaken(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker
) -> bool:
    """Shows how to close the open flag where unclear words seem to take it back."""
    if not takes_back(question_of(tracker).text, services.answers):
        return False
    flag = await asyncio.to_thread(services.flags.opened, tracker.sender_id)
    if flag is None:
        return False
    say(dispatcher, services.warnings.taken_back())
    return True


async def not_paused(services: Services, person: str, offered: Sequence[str]) -> List[str]:
    """Those topics that may be offered: all of them, unless a flag is open."""
    flag = await asyncio.to_thread(services.flags.opened, person)
    return [intent for intent in offered if flag is None or intent not in PAUSED_INTENTS]


async def country_of(services: Services, person: str) -> Optional[str]:
    """Where somebody is, as far as they have told, for numbers to call."""
    profile = await asyncio.to_thread(services.profiles.get, person)
    return str(profile.country) if profile and profile.country else None


async def warn(
    services: Services,
    dispatcher: CollectingDispatcher,
    person: str,
    tier: str,
    signs: List[str],
) -> Events:
    """Opens a flag and gives the advice, of the worst that is open."""
    now = services.clock()
    country = await country_of(services, person)
    await asyncio.to_thread(services.people.seen, person, now)
    flag = await asyncio.to_thread(services.flags.open, person, tier, signs, now, now + ASK_AFTER)
    # An emergency that is still open does not become milder by what is told besides.
    worst = signs if flag.tier == tier else flag.signs.split(",")
    say(dispatcher, services.warnings.advice(flag.tier, worst, country))
    return [SlotSet("topic", "report_red_flag")]


async def take_safety_answer(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, sign: str, answer: str
) -> Events:
    """Takes the answer to the one question about an uncertain sign: warns, clears, plays safe."""
    person = tracker.sender_id
    worrying = services.warnings.is_worrying(sign, answer)
    tier = SIGNS[sign]
    if worrying and tier is not None:
        return await warn(services, dispatcher, person, tier, [sign])
    words = "not_sure_answer" if worrying is None else "cleared"
    # The question is over: an "ok" to these words is no yes to it.
    over = offer_buttons(dispatcher, tracker, Reply(services.warnings.say(words)))
    return [*over, *await back_to_form(services, person)] if worrying is False else over


async def back_to_form(services: Services, person: str) -> Events:
    """Goes back to the form that was left a short while ago, if one was."""
    left = await asyncio.to_thread(services.open_forms.of, person)
    if left and services.clock() - left[0].updated_at < BACK_WITHIN:
        return [FollowupAction(f"action_begin_{left[0].form}")]
    return []


async def take_flag_answer(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker
) -> Optional[Events]:
    """Takes a bare yes or no to the words about an open flag.

    "OK, will do" promises to see somebody and "no" has not: neither closes it. A yes does, where
    the bot had asked whether somebody has looked.

    Returns:
        None where the words are a yes, or were not about a flag.
    """
    question = question_of(tracker)
    offered = [read_payload(payload)[0] for payload in context_of(tracker).offered]
    if question.intent not in ("affirm", "deny") or CLOSE_INTENT not in offered:
        return None
    if question.intent == "affirm" and _YES.match(question.text) and asked_last(tracker):
        return None
    say(dispatcher, services.warnings.still_paused())
    return [SlotSet("topic", None)]


class ActionComfort(HipwiseAction):
    """Answers words of self-harm or hopelessness: warm, short, with crisis lines."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_comfort"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]
    ) -> Events:
        """Says it."""
        left = await leave_form(self.services, tracker)
        country = await country_of(self.services, tracker.sender_id)
        say(dispatcher, self.services.warnings.distress(country))
        return [*left, SlotSet("topic", "report_distress")]


class ActionCloseFlag(HipwiseAction):
    """Closes the open flag when a clinician has looked, or it was a misunderstanding."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_close_flag"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]
    ) -> Events:
        """Closes it and leads on; "no, it's fine now" may answer a safety question instead."""
        services = self.services
        taken = await take_open_question(services, dispatcher, tracker)
        if taken is not None:
            return taken
        question = question_of(tracker)
        mistaken = _MISTAKEN.search(question.text) or takes_back(question.text, services.answers)
        meant = "misunderstanding" if mistaken else "seen"
        how = question.entities.get("closing", meant)
        closed = await asyncio.to_thread(
            services.flags.close, tracker.sender_id, how, services.clock()
        )
        # An "ok sorry" to these words says nothing about a flag any more.
        words = services.warnings.say(f"closed_{how}" if closed else "nothing_open")
        over = offer_buttons(dispatcher, tracker, Reply(words))
        return [*over, *await back_to_form(services, tracker.sender_id)] if closed else over
