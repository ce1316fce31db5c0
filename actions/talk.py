"""The beginning of all actions that answer what people type."""

from __future__ import annotations

import abc
from typing import Any, Dict

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.base import Events, HipwiseAction
from actions.safety import says_mistaken, take_open_question


class TalkAction(HipwiseAction, abc.ABC):
    """Answers typed words; first of all a safety question, or a danger sign taken back."""

    @abc.abstractmethod
    async def answer(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]
    ) -> Events:
        """Answers the latest message."""

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]
    ) -> Events:
        """Takes the message as the answer to an open safety question, or answers it."""
        taken = await take_open_question(self.services, dispatcher, tracker)
        if taken is not None:
            return taken
        if await says_mistaken(self.services, dispatcher, tracker):
            return [SlotSet("topic", None)]
        return await self.answer(dispatcher, tracker, domain)


class ActionComplain(TalkAction):
    """Owns up to an answer that was no help."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_complain"

    async def answer(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]
    ) -> Events:
        """Says it; the words are the domain's."""
        dispatcher.utter_message(response="utter_complain")
        return []
