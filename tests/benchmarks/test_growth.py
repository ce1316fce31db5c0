"""Conversations are written on to the length that is asked for."""

from __future__ import annotations

import json
from typing import Any

import pytest

from benchmarks.growth import LENGTHS, grown

A_MESSAGE = ("user", "action", "bot", "slot", "action")


def row(kind: str, action: str | None = None) -> dict[str, Any]:
    data = json.dumps({"event": kind, "timestamp": 0.0})
    return {"type_name": kind, "timestamp": 0.0, "action_name": action, "data": data}


MODEL = [row("action", "action_session_start"), row("session_started")]
MODEL += [row("action", "action_listen")]
MODEL += 3 * [*map(row, A_MESSAGE), row("action", "action_listen")]


@pytest.mark.parametrize("length", LENGTHS)
def test_a_conversation_is_as_long_as_asked_with_its_last_message_whole(length: int) -> None:
    rows = grown(MODEL, length)
    assert length <= len(rows) <= length + len(A_MESSAGE)
    assert rows[-1]["action_name"] == "action_listen"


def test_time_goes_forward_in_the_row_and_in_the_event() -> None:
    rows = grown(MODEL, 1_000)
    moments = [row["timestamp"] for row in rows]
    assert moments == sorted(set(moments))
    assert moments == [json.loads(row["data"])["timestamp"] for row in rows]
