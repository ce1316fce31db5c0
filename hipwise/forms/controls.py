"""Words that steer a form: back, stop, later, again, skip; from data/lookup/controls.yml."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Optional

# What turns a question down, besides the phrases that do nothing else.
_DECLINING = ("declines", "refuses", "pause", "stop")
_LONGEST = 60  # characters; whoever writes more has something else to say


class Control(str, Enum):
    """What somebody may do at any question besides answering it."""

    BACK = "back"
    STOP = "stop"
    PAUSE = "pause"
    REPEAT = "repeat"
    SKIP = "skip"
    CARRY_ON = "carry_on"
    AFRESH = "afresh"


class Controls:
    """Reads steering words. A message counts only as a whole: "stop" is one, "stop at 3?" not."""

    def __init__(self, table: Mapping[str, Sequence[str]]) -> None:
        """Takes the phrases of each control, and `fillers` that may stand around them."""
        fillers = "|".join(re.escape(word) for word in table["fillers"])
        padding = rf"(?:\W*\b(?:{fillers})\b)*\W*"

        def whole(name: str) -> re.Pattern[str]:
            phrases = "|".join(map(_flexible, table[name]))
            return re.compile(rf"{padding}(?:{phrases})\b{padding}", re.IGNORECASE)

        self._controls = {control: whole(control.value) for control in Control}
        self._agrees = whole("agrees")
        self._refuses = whole("refuses")
        no = {phrase for name in _DECLINING for phrase in table[name]}
        either = sorted({*no, *table["fillers"]}, key=len, reverse=True)
        self._no = {_letters(phrase) for phrase in no}
        self._pieces = re.compile(rf"\W*\b({'|'.join(map(_flexible, either))})\b\W*", re.IGNORECASE)

    def read(self, text: str) -> Optional[Control]:
        """The control that a message is, if it is one."""
        said = (control for control, words in self._controls.items() if _is(words, text))
        return next(said, None)

    def agrees(self, text: str) -> Optional[bool]:
        """Whether a message is a plain yes or no; None where neither."""
        if _is(self._agrees, text):
            return True
        return False if _is(self._refuses, text) else None

    def declines(self, text: str) -> bool:
        """Whether a message does no more than turn a question down: "go away, not now"."""
        if len(text) > _LONGEST:
            return False
        place, said_no = 0, False
        while piece := self._pieces.match(text, place):
            place, said_no = piece.end(), said_no or _letters(piece[1]) in self._no
        return said_no and place == len(text)


def _letters(phrase: str) -> str:
    return re.sub(r"\W+", " ", phrase).lower()


def _is(words: re.Pattern[str], text: str) -> bool:
    return len(text) <= _LONGEST and words.fullmatch(text) is not None


def _flexible(phrase: str) -> str:
    return r"\W+".join(re.escape(word) for word in phrase.split())
