"""The free text for the page."""

from __future__ import annotations

from typing import Optional

import pytest

from hipwise.forms.base import FormState, Heard, Move, move_on
from hipwise.forms.own_words import LONGEST, STEP, OwnWords, OwnWordsWords
from hipwise.words import read_words
from tests.conftest import ROOT
from tests.forms.test_controls import CONTROLS

FORM = OwnWords(read_words(ROOT / "content" / "forms" / "own_words.yml", OwnWordsWords))


def kept(text: str, intent: str = "") -> Optional[str]:
    moved = move_on(FORM, FormState({}), Heard(text, intent), CONTROLS)
    return moved.state.answers.get(STEP) if moved else None


@pytest.mark.parametrize(
    "text", ["Worse going downhill.", "Nothing helps on stairs", "It stops me at 3 km", "x" * 99]
)
def test_whatever_is_typed_is_kept_as_it_is(text: str) -> None:
    assert kept(text) == text
    assert kept("y" * (LONGEST + 9)) == "y" * LONGEST


@pytest.mark.parametrize("text", ["that's it", "fuck off not now", "nothing", "no", "skip"])
def test_what_turns_it_down_is_for_no_page(text: str) -> None:
    assert kept(text) == ""


def test_a_wish_to_leave_leaves() -> None:
    moved = move_on(FORM, FormState({}), Heard("let it be then", "cancel"), CONTROLS)
    assert moved is not None and moved.move is Move.STOPPED and STEP not in moved.state.answers


@pytest.mark.parametrize(
    ("text", "brought"),
    [
        ("add a note for physio: worse downhill", "worse downhill"),
        ("Put this on my page: left knee, 4: stairs", "left knee, 4: stairs"),
        ("add my own words", None),
        ("add a note at 10:30", None),
        ("Stairs: 4, running: 6", None),
        ("", None),
    ],
)
def test_the_message_that_asks_may_bring_the_text(text: str, brought: Optional[str]) -> None:
    assert FORM.begun(Heard(text, "add_own_words")).get(STEP) == brought
    if brought:
        assert kept(text, "add_own_words") == brought
