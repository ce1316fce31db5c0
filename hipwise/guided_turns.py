"""A turn of the talk while somebody is guided through a set.

The count holds while a message is answered. "Pause", "carry on", "stop" and the like are taken
for the set's own buttons before the language model sees them: out of a running set those words
mean other things. A danger sign ends the set.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage

from hipwise.guided_sets import INTENT, STEP, GuidedSets
from hipwise.understanding.messages import Payloads, payload_for

Handle = Callable[[UserMessage], Awaitable[Any]]

ENDING_INTENTS = frozenset({"report_red_flag", "report_distress", "cancel"})


def guided(agent: Agent, sets: GuidedSets, payloads: Payloads) -> Handle:
    """Wraps `agent.handle_message` with an eye on the person's set.

    Args:
        agent: answers the messages.
        sets: those that run.
        payloads: the buttons there can be.
    """
    handle: Handle = agent.handle_message

    async def handle_message(message: UserMessage) -> Any:
        person = str(message.sender_id)
        if sets.state(person) is None:
            return await handle(message)
        if message.parse_data is None and message.text:
            step = sets.step_meant(person, message.text)
            meant = payloads.parse(payload_for(INTENT, **{STEP: step})) if step else None
            if meant is not None:
                message.parse_data = {**meant, "text": message.text}
        with sets.turn(person):
            replies = await handle(message)
            if (
                sets.state(person) is not None
                and await _understood(agent, person) in ENDING_INTENTS
            ):
                sets.end_for_safety(person)
            return replies

    return handle_message


async def _understood(agent: Agent, person: str) -> str:
    tracker = await agent.tracker_store.retrieve(person)
    if tracker is None or tracker.latest_message is None:
        return ""
    return str(tracker.latest_message.intent.get("name"))
