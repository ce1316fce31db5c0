"""Which of the offered buttons somebody means by words: "yes", "the second one", "clams"."""

from __future__ import annotations

import re
from typing import Optional, Sequence

from hipwise.knowledge.context import Question
from hipwise.understanding.messages import read_payload

_ORDINALS = {
    "first": 0, "1st": 0, "one": 0, "1": 0, "a": 0, "top": 0,
    "second": 1, "2nd": 1, "two": 1, "2": 1, "b": 1, "middle": 1,
    "third": 2, "3rd": 2, "three": 2, "3": 2, "c": 2,
    "fourth": 3, "4th": 3, "four": 3, "4": 3, "d": 3,
    "last": -1, "bottom": -1, "latter": -1,
}  # fmt: skip
# Those that mean nothing else: "one" and "a" stand in any sentence.
_PLAIN = frozenset({"first", "1st", "second", "2nd", "third", "3rd", "fourth", "4th"})


# What people put around a place: "the 2nd option please".
_AROUND_A_PLACE = frozenset(
    "the option number answer button please thanks i i'd i'll it's its is it pick take choose "
    "say mean and um er ok".split()
)
_A_KNEE = re.compile(r"\b(?:left|right) one\b")
_PICK = 5  # words that a pick by place has at most


def picks_by_place(text: str) -> bool:
    """Whether a message is nothing but a place in a list: "and the third"."""
    words = re.findall(r"[a-z0-9]+", text.lower())
    return len(words) <= _PICK and any(word in _PLAIN for word in words)


_UNSURE = re.compile(
    r"\b(?:(?:not|never|isn.?t)\s+(?:\w+\s+)?sure|unsure|dunno|idk|"
    r"(?:don.?t|do not) (?:really )?know|"
    r"no idea|not certain|hard to (?:say|tell)|can(?:no|.?)t (?:say|tell)|"
    r"maybe|perhaps|possibly)\b",
    re.IGNORECASE,
)


def is_unsure(text: str) -> bool:
    """Whether an answer leaves it open: "not sure", "maybe", "I don't know"."""
    return _UNSURE.search(text) is not None


def names_a_place(text: str) -> bool:
    """Whether a message says a place among buttons and nothing else: "the first one", "2", "B".

    Stricter than `picks_by_place`: "a bit" and "not the first time" are no places. An answer to
    a safety question must not be taken from a word that only happens to be a place.
    """
    words = re.findall(r"[a-z0-9']+", text.lower())
    placed = any(word in _ORDINALS for word in words)
    return placed and all(word in _ORDINALS or word in _AROUND_A_PLACE for word in words)


def chosen_payload(question: Question, offered: Sequence[str]) -> Optional[str]:
    """Finds the offered payload that a message picks.

    A bare yes takes the first, which is always the likeliest.

    Args:
        question: the message as understood.
        offered: payloads of the last buttons, in order.

    Returns:
        A payload of `offered`, or None where it is unclear.
    """
    if not offered:
        return None
    words = re.findall(r"[a-z0-9]+", _A_KNEE.sub(" ", question.text.lower()))
    for payload in offered:
        carried = read_payload(payload)[1]
        if carried and carried.items() <= dict(question.entities).items():
            return payload
    # "The last one" is the last topic; nobody means the button for sources behind it.
    topics = [payload for payload in offered if read_payload(payload)[0] != "ask_source"]
    # "the first one" names a place by "first", not by "one": the last resort comes last.
    for word in sorted(words, key=lambda word: word in ("one", "a", "1")):
        place = _ORDINALS.get(word)
        if place == -1:
            return (topics or offered)[place]
        if place is not None and place < len(offered):
            return offered[place]
    return offered[0] if question.intent == "affirm" else None
