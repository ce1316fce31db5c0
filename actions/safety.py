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
    say,
)
from hipwise.knowledge.warnings import CLOSE_INTENT, PAUSED_INTENTS, TOLD_INTENTS, WORSE
from hipwise.replies import Reply
from hipwise.services import Services
from hipwise.understanding.messages import read_payload
from hipwise.understanding.triage.assessment import SIGNS

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
            question = self.services.warnings.question(ask)
            say(dispatcher, question)
            offered = tuple(button.payload for button in question.buttons)
            talk = replace(context_of(tracker), offered=offered)
            return [*left, SlotSet("talk", talk.as_slot()), SlotSet("topic", None)]
        raise LookupError("report_red_flag without a sign: triage alone may set that intent")


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
    """Gives the advice and opens a flag."""
    now = services.clock()
    country = await country_of(services, person)
    say(dispatcher, services.warnings.advice(tier, signs, country))
    await asyncio.to_thread(services.people.seen, person, now)
    await asyncio.to_thread(services.flags.open, person, tier, signs, now, now + ASK_AFTER)
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
    left = await asyncio.to_thread(services.open_forms.of, person)
    if worrying is False and left and services.clock() - left[0].updated_at < BACK_WITHIN:
        return [*over, FollowupAction(f"action_begin_{left[0].form}")]
    return over


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
        """Closes it and leads on."""
        services = self.services
        question = question_of(tracker)
        meant = "misunderstanding" if _MISTAKEN.search(question.text) else "seen"
        how = question.entities.get("closing", meant)
        closed = await asyncio.to_thread(
            services.flags.close, tracker.sender_id, how, services.clock()
        )
        say(
            dispatcher,
            Reply(services.warnings.say(f"closed_{how}" if closed else "nothing_open")),
        )
        return []
