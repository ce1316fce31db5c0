"""A turn that comes again after a crash.

Telegram delivers an update again when the process died before it was finished. Rasa writes a
turn down whole, at its end. Where it had come so far, the turn is not run again: what was said
is read from the conversation.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Sequence
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from hipwise.bounded_conversations import BoundedTrackerStore

Handle = Callable[[UserMessage], Awaitable[Any]]

# What messages from Telegram carry in their metadata.
UPDATE_ID = "update_id"
# Prompts, which are turns of the program's own, may have come in between.
_LOOK_BACK = 5


def once(agent: Agent, store: BoundedTrackerStore, unfinished: Collection[str] = ()) -> Handle:
    """Wraps `agent.handle_message`.

    Args:
        agent: answers the messages.
        store: its conversations.
        unfinished: actions whose effect follows the turn, so that a turn with one of them is
            run again all the same.
    """
    handle: Handle = agent.handle_message

    async def handle_message(message: UserMessage) -> Any:
        if UPDATE_ID not in (message.metadata or {}):
            return await handle(message)
        person, message_id = str(message.sender_id), str(message.message_id)
        newest = await store.newest_messages(person, _LOOK_BACK)
        if message_id not in [event.get("message_id") for event in newest]:
            return await handle(message)
        turn = turn_of(await store.retrieve_full_tracker(person), message_id)
        if any(isinstance(event, ActionExecuted) and event.action_name in unfinished
               for event in turn):  # fmt: skip
            return await handle(message)
        for event in turn:
            if isinstance(event, BotUttered):
                await message.output_channel.send_response(person, event.message())
        return None

    return handle_message


def turn_of(tracker: DialogueStateTracker | None, message_id: str) -> Sequence[Event]:
    """What followed a message, up to the next; nothing where the session is over."""
    turn: list[Event] = []
    inside = False
    for event in tracker.events if tracker is not None else ():
        if isinstance(event, UserUttered):
            inside = event.message_id == message_id
        elif inside:
            turn.append(event)
    return turn
