"""Asks once which other exercises somebody does, and reads what they name. Pure."""

from __future__ import annotations

import datetime as dtm
import re
from collections.abc import Sequence
from typing import Any, Optional

from hipwise.forms.base import Answers, Form, Heard, Reading
from hipwise.forms.check_in_words import CheckInWords
from hipwise.replies import Reply
from hipwise.words import Wording

OTHERS = "others"
NONE = "none"
LONGEST = 40  # characters of a name
MOST = 8  # exercises in one message
_WORDS = 4  # words of a name

_PARTS = re.compile(
    r"\s*(?:[,;\n+&/]|\.(?!\d)|\band\b|\bplus\b|\balso\b|\bthen\b|\bas well as\b)+\s*"
)
# "OMG is that bad" asks; nothing in it is an exercise.
_QUESTION = re.compile(
    r"\?|^\W*(?:(?:oh|omg|omfg|wow|ok|okay|well|so|and|but|hm+|um+|er+|wait|hey|god|jeez|"
    r"my god|please|sorry)\b\W*)*"
    r"(?:why|how|what|when|where|which|who|can|could|should|shall|would|will|is|are|do|does|"
    r"(?:am|was|were|did|have|must) (?:i|it|that|this|those|these|they|you|we|there))\b"
)
_EXCLAIMS = re.compile(
    r"^\W*(?:omg|omfg|wtf|wow|ouch|ow+|ugh+|argh+|damn|god|jeez|lol|haha\w*|help|fuck\w*|shit\w*|"
    r"whoa|yikes|blimey|bloody)\b|"
    # "Tai chi!" is a name, "no way!" and "unbelievable!" are none.
    r"^(?=.*\b(?:you|your|it|that|this|me|so|no|not|never|way|stop|enough|hey|really|yes|finally|"
    r"cool|great|nice|good|bad|wonderful|amazing|awesome|awful|perfect|super|wicked|stupid|crap|"
    r"idiot|bot|hooray|yay|cheers|thanks?|sorry|wait|come on|what an?|\w+[ai]ble)\b).*(?<!s)!\s*$"
)
_NOTHING = re.compile(
    r"\W*(?:(?:oh|um|er|well|honestly|actually|really|just|at the moment|right now|so far|i|do|"
    r"have|got|the|that's|thats|it)\b\W*)*(?:none|nothing(?: else)?|no others?|no|nope|nah|"
    r"not really|only (?:these|those|yours|the plan)|just (?:these|those|yours|the plan)|"
    r"don'?t (?:do|have) (?:any|others?)|that'?s (?:it|all)|nil)\b.{0,25}"
)
# Intents whose messages name no exercise, whatever words are in them: "on holiday for two weeks".
_OTHER_MATTER = re.compile(
    r"\w+_reminder|set_timezone|(?:start|report|export|show|delete|close)_\w+|log_pain|"
    r"greet|goodbye|thank|complain|cancel|help"
)
_I_DO = re.compile(
    r"\b(?:also|do|doing|did|got|given|gave me|have|use|plus|too|(?:wants|told|asked) me(?: to)?)\b"
)
# Words around a name: "I also do some calf raises twice a week".
_AROUND = frozenset(
    "i we my the a an some also do does doing did have got at in on for of with too well as "
    "usually sometimes mostly often every each twice once times week weekly day daily days gym "
    "physio gave me gives her him them it she he says yes yeah yep sure ok okay well um from "
    "home few bit lot lots little stuff things like such are is was by there other others hip "
    "exercise exercises programme program plan part routine set sets reps rep x about around "
    "mainly only just my normal regular love use using used to try tried this that these "
    "those here what who which wants want wanted asked asks told tells says said suggested "
    "prescribed recommended gives given new extra physiotherapist therapist doctor trainer coach "
    "pt now lately currently since also started starting added adding".split()
)


class OwnSentences(Wording):
    """content/forms/own_exercises.yml."""

    ask: str
    none: dict[str, str]
    nothing: str
    noted: str
    known: str
    unknown: str
    most_known: int
    how_to: str
    add: str


class OwnExercises(Form):
    """One question: which other hip exercises are part of your programme?"""

    name = "own"
    start_intent = "share_own_exercises"
    kept_for = dtm.timedelta(days=1)

    def __init__(self, sentences: OwnSentences, words: CheckInWords) -> None:
        """Takes what is said, and what finds exercises in words."""
        self.sentences = sentences
        self._words = words

    def next_step(self, answers: Answers) -> Optional[str]:
        """The one question."""
        return None if OTHERS in answers else OTHERS

    def question(self, step: str, answers: Answers) -> Reply:
        """Asks it."""
        buttons = [self.button(title, step, value) for value, title in self.sentences.none.items()]
        return Reply(self.sentences.ask, tuple(buttons))

    def taken(self, step: str, value: str, answers: Answers) -> Reading:
        """ "No others", or the question left out."""
        return Reading({**answers, OTHERS: []})

    def declined(self, step: str, answers: Answers) -> Optional[Reading]:
        """ "Not now, leave it" names none."""
        return self.taken(step, NONE, answers)

    def read(self, step: str, heard: Heard, answers: Answers) -> Optional[Reading]:
        """Names of exercises, those without a card too."""
        names = self.names(heard, asked=True)
        return None if names is None else Reading({**answers, OTHERS: names})

    def begun(self, heard: Heard) -> dict[str, Any]:
        """What the message that brought it up names already."""
        names = self.names(heard, asked=False)
        return {OTHERS: names} if names else {}

    def names(self, heard: Heard, asked: bool) -> Optional[list[str]]:
        """The exercises a message names.

        Args:
            heard: the message.
            asked: whether the bot has asked, so that any short words are names.

        Returns:
            Ids of cards and the person's own names; empty for "none"; None for another matter.
        """
        text = heard.text.lower()
        if not text or _QUESTION.search(text):
            return None
        if asked and _NOTHING.fullmatch(text):
            return []
        known = [str(value) for value in heard.entities.get("exercise", ())]
        if not known and _EXCLAIMS.search(text):
            return None
        if asked and not known and _OTHER_MATTER.fullmatch(heard.intent):
            return None
        told = _I_DO.search(text)
        named = text[told.end() :] if told and not asked else text
        own = [name for part in _PARTS.split(named) for name in self._own(part, heard)]
        if not asked and not known and told is None:
            # Nobody asked: only what looks like exercises counts, "copenhagen planks".
            return [name for name in own if name.endswith("s")] or None
        names = list(dict.fromkeys([*known, *own]))[:MOST]
        return names or None

    def _own(self, part: str, heard: Heard) -> Sequence[str]:
        """The name in a part of a message that is about no card."""
        if heard.now is None or self._words.exercises(part, heard.now):
            return []
        words = [word for word in re.findall(r"[a-z][a-z'-]+", part) if word not in _AROUND]
        name = " ".join(words)
        return [name] if 1 <= len(words) <= _WORDS and len(name) <= LONGEST else []
