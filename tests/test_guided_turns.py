"""Turns beside a running set, with a plain object in Rasa's place."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage

from hipwise.guided_sets import STEP, STEPS, State
from hipwise.guided_turns import guided
from hipwise.understanding.messages import Payloads

from .test_guided_sets import BRIDGE, KIM, SAM, WORDS, Desk

PAYLOADS = Payloads({"start_guided_set"}, {STEP: set(STEPS)})


class Rasa:
    """Hears messages, understands each as `intent`, and fails when told to."""

    def __init__(self) -> None:
        self.heard: list[UserMessage] = []
        self.intent = "ask_cause"
        self.fails = False
        self.tracker_store = self

    async def handle_message(self, message: UserMessage) -> list[Any]:
        """Takes a turn."""
        self.heard.append(message)
        if self.fails:
            raise RuntimeError("a turn broke")
        return []

    async def retrieve(self, person: str) -> Any:
        """The tracker."""
        return SimpleNamespace(latest_message=SimpleNamespace(intent={"name": self.intent}))


async def test_words_become_the_steps_of_a_running_set_only() -> None:
    desk, rasa = Desk(), Rasa()
    handle = guided(rasa, desk.sets, PAYLOADS)  # type: ignore[arg-type]
    await handle(UserMessage("stop", sender_id=SAM))
    desk.sets.start(SAM, BRIDGE)
    await handle(UserMessage("hang on", sender_id=SAM))
    await handle(UserMessage("stop", sender_id=KIM))
    await handle(UserMessage("why does it hurt", sender_id=SAM))
    assert [message.parse_data is not None for message in rasa.heard] == [False, True, False, False]
    parsed = rasa.heard[1].parse_data
    assert parsed is not None and parsed["text"] == "hang on"
    assert [(item["entity"], item["value"]) for item in parsed["entities"]] == [(STEP, "pause")]
    await desk.sets.close()


async def test_anything_else_is_answered_and_the_set_pauses() -> None:
    desk, rasa = Desk(), Rasa()
    handle = guided(rasa, desk.sets, PAYLOADS)  # type: ignore[arg-type]
    desk.sets.start(SAM, BRIDGE)
    await handle(UserMessage("why does it hurt", sender_id=SAM))
    assert desk.sets.state(SAM) is State.PAUSED
    desk.sets.resume(SAM)
    rasa.fails = True
    with pytest.raises(RuntimeError):
        await handle(UserMessage("why", sender_id=SAM))
    assert desk.sets.state(SAM) is State.PAUSED
    await desk.sets.close()


@pytest.mark.parametrize("intent", ["report_red_flag", "report_distress", "cancel"])
async def test_a_danger_sign_ends_it(intent: str) -> None:
    desk, rasa = Desk(), Rasa()
    handle = guided(rasa, desk.sets, PAYLOADS)  # type: ignore[arg-type]
    desk.sets.start(SAM, BRIDGE)
    rasa.intent = intent
    await handle(UserMessage("my knee just locked", sender_id=SAM))
    assert desk.sets.state(SAM) is None
    assert (desk.shown[SAM].text, desk.shown[SAM].steps) == (WORDS.stopped_for_safety, [])
    await desk.time.advance(60)
    assert desk.shown[SAM].text == WORDS.stopped_for_safety
