"""Whole dialogues, as people hold them, through the real agent with its real actions."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hipwise.turns import Conversation
from tests.conversations.dialogue import Dialogue, play, read_dialogues

DIALOGUES = read_dialogues()


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=lambda dialogue: dialogue.name)
async def test_dialogue(dialogue: Dialogue, newcomer: Callable[[], Conversation]) -> None:
    outcomes = await play(dialogue, newcomer())
    wrong = [
        f"{number}. {outcome.turn.understood.user!r}: {'; '.join(outcome.wrong)}"
        for number, outcome in enumerate(outcomes, 1)
        if outcome.wrong and not outcome.weak
    ]
    assert not wrong, "\n".join(wrong)
    weak = [outcome for outcome in outcomes if outcome.wrong]
    if weak:
        misread = "; ".join(repr(outcome.turn.understood.user) for outcome in weak)
        pytest.xfail(f"misread: {misread}")


def test_every_dialogue_has_its_own_name_and_several_turns() -> None:
    names = [dialogue.name for dialogue in DIALOGUES]
    assert len(names) == len(set(names)) >= 75
    assert all(3 <= len(dialogue.turns) <= 8 for dialogue in DIALOGUES)
