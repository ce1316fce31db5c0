"""One free text: what somebody wants their clinician to read."""

from __future__ import annotations

from typing import Optional

from hipwise.forms.base import Answers, Form, Heard, Reading
from hipwise.forms.controls import Control
from hipwise.replies import Reply
from hipwise.words import Wording

STEP = "words"
LONGEST = 2000  # characters; a page has room for about so many


class OwnWordsWords(Wording):
    """content/forms/own_words.yml: the question, and the button that leaves all as it is."""

    question: str
    leave: str


class OwnWords(Form):
    """Whatever is typed is the answer; only a tap or "stop" is not."""

    name = "own_words"
    start_intent = "add_own_words"

    def __init__(self, words: OwnWordsWords) -> None:
        """Takes the words."""
        self._words = words

    def next_step(self, answers: Answers) -> Optional[str]:
        """The one step, until it is answered."""
        return None if STEP in answers else STEP

    def question(self, step: str, answers: Answers) -> Reply:
        """Asks for the text."""
        return Reply(
            self._words.question, (self.button(self._words.leave, step, Control.STOP.value),)
        )

    def read(self, step: str, heard: Heard, answers: Answers) -> Optional[Reading]:
        """Takes the text as it is."""
        return Reading({STEP: heard.text[:LONGEST]}) if heard.text else None
