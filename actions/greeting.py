"""Says hello, and once what the bot is and is not."""

from __future__ import annotations

from typing import Any, Dict

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.base import INTRODUCED, Events, HipwiseAction


class ActionGreet(HipwiseAction):
    """Says hello: at length to somebody new, briefly to somebody who knows the bot."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_greet"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]
    ) -> Events:
        """Says it; the words are the domain's."""
        again = bool(tracker.get_slot(INTRODUCED))
        dispatcher.utter_message(response="utter_greet_again" if again else "utter_greet")
        return [SlotSet(INTRODUCED, True)]
