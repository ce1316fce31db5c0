"""Mends misspelt words and finds the dictionary form of a word.

A word is mended only when no English dictionary has it (WordNet's and spaCy's word lists,
from spacy-lookups-data) and it lies close to a word that the finders look for. "Site" is
English and so never becomes "sit"; "stiars" is not, and becomes "stairs".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA, Indel
from spacy.lang.en.stop_words import STOP_WORDS
from spacy.lookups import load_lookups

SHORTEST_MENDED = 4
SHORTEST_WITH_TWO_MISTAKES = 8
CACHED_WORDS = 20_000  # mending is a pure function of the word; people repeat words


class Speller:
    """Mends words towards a vocabulary; see the module's text."""

    def __init__(
        self,
        vocabulary: Iterable[str],
        never: Iterable[str] = (),
        as_they_are: Iterable[str] = (),
    ) -> None:
        """Loads the dictionaries.

        Args:
            vocabulary: lower-case words that misspelt words may be mended to.
            never: words to leave alone though no dictionary has them.
            as_they_are: words that are their own stems.
        """
        tables = load_lookups("en", ["lemma_lookup", "lemma_index"])
        self._lemmas = tables.get_table("lemma_lookup")
        vocabulary = frozenset(vocabulary)
        vocabulary |= {
            form for word in vocabulary for form in _forms(word) if self._lemmas.get(form) == word
        }
        self._as_they_are = frozenset(as_they_are)
        self._known = vocabulary.union(never, STOP_WORDS, *tables.get_table("lemma_index").values())
        self._ordinary = STOP_WORDS.union(self._lemmas.values())
        self._by_first_letter: dict[str, list[str]] = defaultdict(list)
        for word in sorted(vocabulary):
            if len(word) >= SHORTEST_MENDED and word.isalpha():
                self._by_first_letter[word[0]].append(word)
        self.mend = lru_cache(CACHED_WORDS)(self._mend)

    def is_english(self, word: str) -> bool:
        """Tells whether a dictionary, or the vocabulary, has the lower-case word."""
        return word in self._known or word in self._lemmas

    def is_ordinary(self, word: str) -> bool:
        """Tells whether the lower-case word is an everyday one, which bare names are not."""
        return word in self._lemmas or word in self._ordinary

    def stem(self, word: str) -> str:
        """The dictionary form of a lower-case word: "squatting" -> "squat"."""
        if word in self._as_they_are:
            return word
        if word in self._lemmas:
            return str(self._lemmas[word])
        if word.endswith("s") and len(word) > SHORTEST_MENDED and not word.endswith(("ss", "is")):
            return word[:-1]
        return word

    def _mend(self, word: str) -> str:
        """The word itself, or the word of the vocabulary it was most likely meant to be.

        First letters are nearly always typed right, so only words with the same one count.
        """
        if len(word) < SHORTEST_MENDED or not word.isalpha() or self.is_english(word):
            return word
        mistakes = 2 if len(word) >= SHORTEST_WITH_TWO_MISTAKES else 1
        likely = process.extract(
            word,
            self._by_first_letter.get(word[0], ()),
            scorer=OSA.distance,
            score_cutoff=mistakes,
            limit=None,
        )
        # Of equals, swapped letters are likeliest, then one left out or doubled.
        return min(likely, key=lambda one: _oddity(word, one[0], one[1]), default=(word,))[0]


def _oddity(word: str, meant: str, mistakes: int) -> tuple[int, bool, int]:
    """How unlikely it is that the word was typed for what was meant; the least is likeliest."""
    return mistakes, sorted(word) != sorted(meant), Indel.distance(word, meant)


def _forms(word: str) -> tuple[str, ...]:
    """What may be forms of a word: "squats", "squatting", "raising"; not all of them are."""
    return (f"{word}s", f"{word}ing", f"{word}{word[-1]}ing", f"{word[:-1]}ing", f"{word}ed")
