"""Sets, changes and says reminders. What there is to do is done in `hipwise.reminders`."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date
from typing import Any, Dict, Sequence, Tuple

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.base import (
    Events,
    HipwiseAction,
    context_of,
    form_under_way,
    leave_form,
    question_of,
    say,
)
from actions.plan import take_plan_words
from hipwise.reminders.requests import Found
from hipwise.replies import Reply

CHECK_IN = "check_in"
# Said in the middle of a check-in, these put it off.
_NOT_NOW = frozenset({"snooze_reminder", "pause_reminder", "stop_reminder", "resume_reminder"})


class ActionChangeReminder(HipwiseAction):
    """Sets, changes, pauses, stops or puts off reminders, or asks what is missing."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_change_reminder"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]
    ) -> Events:
        """Does what the latest message asks for; "skip the bridge today" is a wish of the plan."""
        question, reminding = question_of(tracker), self.services.reminding
        taken = await take_plan_words(question, self.services, dispatcher, tracker)
        if taken is not None:
            return taken
        left: Events = []
        if form_under_way(tracker) == CHECK_IN and question.intent in _NOT_NOW:
            left = await leave_form(self.services, tracker)
        heard = await asyncio.to_thread(
            reminding.schedules.heard, tracker.sender_id, self.services.clock()
        )
        reply = await asyncio.to_thread(
            reminding.desk.change,
            tracker.sender_id,
            question.intent,
            question.text,
            _found(tracker),
            heard.question,
        )
        return [*left, *tell(dispatcher, tracker, question.intent, [reply])]


class ActionSetTimezone(HipwiseAction):
    """Takes where somebody is, or asks."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_set_timezone"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]
    ) -> Events:
        """Takes it from the latest message."""
        question, reminding = question_of(tracker), self.services.reminding
        heard = await asyncio.to_thread(
            reminding.schedules.heard, tracker.sender_id, self.services.clock()
        )
        reply = await asyncio.to_thread(
            reminding.desk.move,
            tracker.sender_id,
            question.text,
            _found(tracker),
            heard.question,
        )
        return tell(dispatcher, tracker, question.intent, [reply])


class ActionPrompt(HipwiseAction):
    """Says what the program says unasked; nothing where there is nothing to say."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_prompt"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]
    ) -> Events:
        """Says the prompt that the latest message stands for; a check-in begins its form."""
        services, carried = self.services, question_of(tracker).entities
        begins = carried["prompt_kind"] in (CHECK_IN, "snooze")
        # A check-in that nobody answered is gone on with by the next, and by nothing else.
        asked = form_under_way(tracker) == CHECK_IN
        left = await leave_form(services, tracker) if asked is not begins else []
        if begins:
            day = date.fromisoformat(carried["prompt_day"])
            told = await asyncio.to_thread(
                services.alongside.say, tracker.sender_id, day, services.clock()
            )
            say(dispatcher, *told)
            if await asyncio.to_thread(services.diary.has_told, tracker.sender_id, day):
                return left
            return [*left, FollowupAction("action_begin_check_in")]
        replies = await asyncio.to_thread(
            self.services.reminding.composers.compose,
            carried["prompt_kind"],
            tracker.sender_id,
            date.fromisoformat(carried["prompt_day"]),
        )
        return [*left, *tell(dispatcher, tracker, None, replies)]


def tell(
    dispatcher: CollectingDispatcher,
    tracker: Tracker,
    topic: str | None,
    replies: Sequence[Reply],
) -> Events:
    """Sends replies; the talk remembers the topic and what the last buttons offered."""
    say(dispatcher, *replies)
    offered = tuple(button.payload for reply in replies[-1:] for button in reply.buttons)
    context = replace(context_of(tracker), offered=offered, guessed=False, asked=None)
    return [SlotSet("talk", context.as_slot()), SlotSet("topic", topic)]


def _found(tracker: Tracker) -> Tuple[Found, ...]:
    return tuple(
        Found(item["entity"], str(item["value"]), item.get("start") or 0, item.get("end") or 0)
        for item in tracker.latest_message.get("entities") or []
    )
