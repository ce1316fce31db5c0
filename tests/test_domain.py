"""domain.yml: responses that reach people as they are written."""

from __future__ import annotations

import copy
from typing import Any

import pytest
import structlog
from rasa.core.nlg.interpolator import interpolate
from rasa.shared.core.domain import Domain

from hipwise.app import Program
from hipwise.settings import PROJECT

RESPONSES: dict[str, list[dict[str, Any]]] = Domain.load(str(PROJECT / "domain.yml")).responses


@pytest.mark.parametrize("name", RESPONSES)
def test_rasa_fills_in_nothing_and_every_button_can_be_pressed(program: Program, name: str) -> None:
    for response in RESPONSES[name]:
        with structlog.testing.capture_logs() as logged:
            said = interpolate(copy.deepcopy(response), {})
        assert logged == [], "braces that are no slot must be doubled"
        assert said["text"] == response["text"]
        for button in said.get("buttons", ()):
            assert program.payloads.parse(button["payload"]), button
