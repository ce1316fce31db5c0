"""Erasure follows the turn that asked for it, and only that one."""

from __future__ import annotations

from typing import Any

from rasa.core.channels.channel import UserMessage

from hipwise.erasing import Erasures, erasing


class Held:
    """Notes who was erased, and whether the turn was over by then."""

    def __init__(self) -> None:
        self.turns: list[str] = []

    async def handle(self, message: UserMessage) -> str:
        self.turns.append(f"turn of {message.sender_id}")
        return "handled"

    def erase(self, person: str) -> None:
        self.turns.append(f"erased {person}")


async def test_erases_after_the_turn_once() -> None:
    held, erasures = Held(), Erasures()
    everything: Any = held
    handle = erasing(held.handle, erasures, everything)
    erasures.ask("ann")
    assert await handle(UserMessage("hi", sender_id="ben")) == "handled"
    await handle(UserMessage("delete everything", sender_id="ann"))
    await handle(UserMessage("hello again", sender_id="ann"))
    assert held.turns == ["turn of ben", "turn of ann", "erased ann", "turn of ann"]
