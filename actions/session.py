"""Begins a session."""

from __future__ import annotations

from typing import Any, Dict

from rasa_sdk import Tracker
from rasa_sdk.events import ActionExecuted, ActiveLoop, SessionStarted, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.base import Events, HipwiseAction


class ActionSessionStart(HipwiseAction):
    """Carries over what is still true, one event a slot, and says nothing.

    Rasa's own action repeats every slot event of the past, which grows without end.
    """

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_session_start"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]
    ) -> Events:
        """Starts the session."""
        kept = [
            SlotSet(name, tracker.slots[name])
            for name in ("talk", "story", "introduced", "requested_slot")
            if tracker.slots.get(name) is not None
        ]
        # A form asked at night may be answered in the morning.
        if form := (tracker.active_loop or {}).get("name"):
            kept.append(ActiveLoop(form))
        return [SessionStarted(), *kept, ActionExecuted("action_listen")]
