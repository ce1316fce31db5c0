"""Words that steer a form."""

from __future__ import annotations

import pytest

from hipwise.forms.controls import Control, Controls
from hipwise.understanding.entities.names import load_table
from tests.conftest import ROOT

CONTROLS = Controls(load_table(ROOT / "data" / "lookup" / "controls.yml"))


@pytest.mark.parametrize(
    ("text", "control"),
    [
        ("go back please", Control.BACK),
        ("oh wait, previous question", Control.BACK),
        ("STOP", Control.STOP),
        ("ok that's enough for today", Control.STOP),
        ("can we do it later?", Control.PAUSE),
        ("tomorrow", Control.PAUSE),
        ("say that again pls", Control.REPEAT),
        ("rather not say", Control.SKIP),
        ("skip this one", Control.SKIP),
        ("carry on", Control.CARRY_ON),
        ("lets start over", Control.AFRESH),
        ("does it stop at 3?", None),
        ("my back hurts", None),
        ("it went back and forth", None),
        ("please " * 40 + "stop", None),
        ("", None),
    ],
)
def test_steers_only_as_a_whole(text: str, control: Control | None) -> None:
    assert CONTROLS.read(text) is control


@pytest.mark.parametrize(
    ("text", "yes"), [("yeah ok", True), ("no thanks", False), ("nah", False), ("left", None)]
)
def test_agreeing(text: str, yes: bool | None) -> None:
    assert CONTROLS.agrees(text) is yes


@pytest.mark.parametrize(
    ("text", "declined"),
    [
        ("go away, not now", True),
        ("that's it", True),
        ("nothing", True),
        ("no no no", True),
        ("nothing helps on the stairs", False),
        ("it's worse now", False),
        ("please", False),
        ("no " * 40, False),
        ("", False),
    ],
)
def test_turning_a_question_down(text: str, declined: bool) -> None:
    assert CONTROLS.declines(text) is declined
