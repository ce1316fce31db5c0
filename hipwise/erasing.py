"""Erases people who asked for it, once their last turn is over.

Rasa writes a turn down after its actions have run, so that what an action erased would come back.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import UserMessage

from hipwise.records.everything import Everything

Handle = Callable[[UserMessage], Awaitable[Any]]


class Erasures:
    """Who is to be erased at the end of their turn."""

    def __init__(self) -> None:
        """Begins with nobody."""
        self._asked: set[str] = set()

    def ask(self, person: str) -> None:
        """Notes that somebody wants everything deleted."""
        self._asked.add(person)

    def take(self, person: str) -> bool:
        """Whether somebody asked; asks only once."""
        asked = person in self._asked
        self._asked.discard(person)
        return asked


def erasing(handle: Handle, erasures: Erasures, everything: Everything) -> Handle:
    """Wraps a handler of messages so that erasure follows the turn that asked for it."""

    async def handle_message(message: UserMessage) -> Any:
        result = await handle(message)
        person = str(message.sender_id)
        if erasures.take(person):
            await asyncio.to_thread(everything.erase, person)
        return result

    return handle_message
