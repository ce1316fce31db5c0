"""Gives people their data, and erases it."""

from __future__ import annotations

import asyncio
from typing import Any, Dict, Mapping, Sequence

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.base import Events, HipwiseAction, leave_form, offer_buttons, question_of, say
from hipwise.data_words import DataWords
from hipwise.replies import Button, Reply
from hipwise.understanding.messages import payload_for

CONFIRMED = "yes"


class ActionDeleteData(HipwiseAction):
    """Asks once whether to delete everything, and does."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_delete_data"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]
    ) -> Events:
        """Asks, or says what goes; the erasing itself follows the turn."""
        services, person = self.services, tracker.sender_id
        words = services.data_words
        left = await leave_form(services, tracker)
        if question_of(tracker).entities.get("a") != CONFIRMED:
            titles = words.confirm_buttons
            buttons = (
                Button(titles["yes"], payload_for("delete_data", a=CONFIRMED)),
                Button(titles["copy"], payload_for("export_data")),
                Button(titles["no"], payload_for("deny")),
            )
            return [*left, *offer_buttons(dispatcher, tracker, Reply(words.confirm, buttons))]
        held = await asyncio.to_thread(services.everything.of, person)
        services.erasures.ask(person)
        say(dispatcher, Reply(words.deleted.format(removed=removed(held, words))))
        return [*left, SlotSet("topic", "delete_data")]


def removed(held: Mapping[str, Sequence[Any]], words: DataWords) -> str:
    """What was held, in words: "3 check-ins, your plan and our conversation"."""
    parts = [
        (one if len(held[name]) == 1 else several).format(n=len(held[name]))
        for name, (one, several) in words.names.items()
        if held.get(name)
    ]
    if not parts:
        return words.nothing_held
    *first, last = parts
    return f"{', '.join(first)} {words.and_} {last}" if first else last
