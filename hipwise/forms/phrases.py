"""Phrases of a table found in typed words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from hipwise.understanding.entities.names import expand
from hipwise.understanding.entities.plain import SAME_LENGTH

LONGEST = 200  # characters; whoever writes more has something else to say

_TOKEN = re.compile(r"\w+(?:%|\b)|[,.;:!?()\-/]+|[^\w\s]", re.UNICODE)
_STRETCHED = re.compile(r"([a-z])\1{2,}")
_STOPS = frozenset(",.;:!?()-/")


class Phrases:
    """Phrases of one or several kinds, found in words; the longest phrase wins."""

    def __init__(self, kinds: Mapping[str, Iterable[str]]) -> None:
        """Takes the phrases of each kind, written as in data/lookup; "wobbl*" is a stem."""
        self._whole: dict[tuple[str, ...], set[str]] = {}
        self._stems: dict[str, set[str]] = {}
        for kind, phrases in kinds.items():
            for phrase in phrases:
                for words in expand(phrase):
                    if words[-1].endswith("*"):
                        self._stems.setdefault(words[-1][:-1], set()).add(kind)
                    else:
                        self._whole.setdefault(words, set()).add(kind)
        self._longest = max((len(words) for words in self._whole), default=1)

    def at(self, words: Sequence[str], place: int) -> tuple[int, frozenset[str]]:
        """How many words a phrase takes that begins here, and of which kinds it is."""
        for length in range(min(self._longest, len(words) - place), 0, -1):
            kinds = self._whole.get(tuple(words[place : place + length]))
            if kinds:
                return length, frozenset(kinds)
        word = words[place]
        for cut in range(len(word), 2, -1):
            if kinds := self._stems.get(word[:cut]):
                return 1, frozenset(kinds)
        return 1, frozenset()

    def found(self, words: Sequence[str]) -> list[tuple[int, int, frozenset[str]]]:
        """All phrases from left to right: place, length and kinds; unknown words have none."""
        found, place = [], 0
        while place < len(words):
            length, kinds = self.at(words, place)
            found.append((place, length, kinds))
            place += length
        return found

    def kinds_in(self, text: str) -> list[str]:
        """The kinds of the phrases of a text, in their order."""
        return [kind for _, _, kinds in self.found(words_of(text)) for kind in sorted(kinds)]


def words_of(text: str) -> list[str]:
    """A message as words and stops: lower case, no apostrophes, "nooo" as "no"."""
    plain = text.translate(SAME_LENGTH).lower().replace("'", "")
    tokens = _TOKEN.findall(plain)
    return [_STRETCHED.sub(r"\1", token) if token.isalpha() else token for token in tokens]


def is_stop(word: str) -> bool:
    """Whether a word is a mark between words."""
    return word[0] in _STOPS
