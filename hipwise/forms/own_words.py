"""One free text: what somebody wants their clinician to read."""

from __future__ import annotations

import re
from typing import Any, Optional

from hipwise.forms.base import CANCEL, Answers, Form, Heard, Reading
from hipwise.forms.controls import Control
from hipwise.replies import Reply
from hipwise.words import Wording

STEP = "words"
LONGEST = 2000  # characters; a page has room for about so many
# "Add a note for my physio: worse downhill" holds the text already.
# "stairs: 4" does not ask for anything, so its colon stays.
_AFTER_COLON = re.compile(
    r"(?=[^:]*\b(?:notes?|page|physio\w*|doctor|gp|clinician|therapist|words|write|add|tell|put)\b)"
    r"[^:]{3,60}:\s+(\S.*)",
    re.DOTALL | re.IGNORECASE,
)
_LONGEST_CANCEL = 6  # words; whoever writes more tells something


class OwnWordsWords(Wording):
    """content/forms/own_words.yml: the question, and the button that leaves all as it is."""

    question: str
    leave: str
    left: str


class OwnWords(Form):
    """Whatever is typed is the answer; only a tap, "stop" or "not now" is not."""

    name = "own_words"
    start_intent = "add_own_words"

    def __init__(self, words: OwnWordsWords) -> None:
        """Takes the words."""
        self.words = words

    def next_step(self, answers: Answers) -> Optional[str]:
        """The one step, until it is answered."""
        return None if STEP in answers else STEP

    def question(self, step: str, answers: Answers) -> Reply:
        """Asks for the text."""
        return Reply(
            self.words.question, (self.button(self.words.leave, step, Control.STOP.value),)
        )

    def begun(self, heard: Heard) -> dict[str, Any]:
        """The text, where the message that asks for it brings it along."""
        told = _AFTER_COLON.fullmatch(heard.text)
        return {STEP: told[1].strip()[:LONGEST]} if told else {}

    def taken(self, step: str, value: str, answers: Answers) -> Reading:
        """The question left out: the page stays as it is."""
        return Reading({**answers, STEP: ""})

    def declined(self, step: str, answers: Answers) -> Optional[Reading]:
        """The same, in words that are for no page."""
        return self.taken(step, "", answers)

    def read(self, step: str, heard: Heard, answers: Answers) -> Optional[Reading]:
        """Takes the text as it is."""
        if heard.intent == CANCEL and len(heard.text.split()) <= _LONGEST_CANCEL:
            return None
        brought = self.begun(heard) if heard.intent == self.start_intent else {}
        return Reading(brought or {STEP: heard.text[:LONGEST]}) if heard.text else None
