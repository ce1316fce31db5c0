"""Finds the concepts of data/triage/terms.yml in a message: SWELL, CALF, CANNOT, ..."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import product
from typing import Any, Callable, Iterator, Mapping, NamedTuple, Sequence

from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from hipwise.understanding.entities.numbers import NUMBER_WORDS
from hipwise.understanding.triage.reading import Reading
from hipwise.understanding.triage.tables import TermsError

HARM_DENIED = "HARM_DENIED"  # the concept of "I am not suicidal"
# Concepts that hide what lies within them; `IDIOM` is that of figures of speech.
HIDING = frozenset({"IDIOM", HARM_DENIED})
STRANGER = "_"  # stands for words that are in no phrase, so that no vocabulary grows

ADULT = 18
# Ottawa knee rule: 55 and over (Stiell 1996, JAMA 275:611).
OLDER = 55
OLDEST = 110

_NUMBER = re.compile(r"(\d{1,3}(?:\.\d+)?)(yo|yr|yrs|y|c|f)?")
_AGE_UNITS = frozenset(["year", "yr", "yo", "y"])
_AGE_CUES = frozenset(["age", "turn"])
_BE = frozenset(["be", "m", "'m", "s", "'s", "have"])
_OTHER_UNITS = frozenset(
    "week month day hour minute min hr time out km mile kg lb stone percent set rep point today "
    "mg cm inch metre meter second degree and-a-half".split()
)


class Match(NamedTuple):
    """A concept at `words[start:end]` of a reading."""

    concept: str
    start: int
    end: int


@dataclass(frozen=True)
class Terms:
    """The concept table.

    Attributes:
        concepts: phrases by concept.
        plain_forms: words whose plain form is not spaCy's.
        articles: words that are passed over in phrases and messages.
        fillers: words that are passed over in messages only.
        steady: concepts that negation, time and questions do not touch, such as KNEE.
        timeless: concepts that count although they lie in the past, such as CANCER.
        everyday: whole messages at which nobody is to worry.
    """

    concepts: Mapping[str, Sequence[str]]
    plain_forms: Mapping[str, str]
    articles: frozenset[str]
    fillers: frozenset[str]
    steady: frozenset[str]
    timeless: frozenset[str]
    everyday: frozenset[str]


def terms_of(table: Mapping[str, Any]) -> Terms:
    """Reads the table of terms.yml.

    Raises:
        TermsError: a part is missing, or a list names a concept that is not there.
    """
    try:
        terms = Terms(
            concepts={
                name: [phrase.strip() for phrase in phrases.split(",")]
                for name, phrases in table["concepts"].items()
            },
            plain_forms={str(word): str(form) for word, form in table["plain_forms"].items()},
            articles=frozenset(table["articles"]),
            fillers=frozenset(table["fillers"]),
            steady=frozenset(table["steady"]),
            timeless=frozenset(table["timeless"]),
            everyday=frozenset(table["everyday"]),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise TermsError(f"terms.yml: lacks a part ({error})") from error
    unknown = (terms.steady | terms.timeless) - terms.concepts.keys() - NUMERIC
    if unknown:
        raise TermsError(f"terms.yml: no such concept: {', '.join(sorted(unknown))}")
    return terms


def variants(phrase: str) -> Iterator[tuple[str, ...]]:
    """All the ways to say a phrase: "put|bear any? weight" gives four."""
    choices = []
    for part in phrase.split():
        words = part.removesuffix("?").split("|")
        choices.append([*words, ""] if part.endswith("?") else words)
    for choice in product(*choices):
        yield tuple(word for word in choice if word)


def vocabulary_of(terms: Terms) -> set[str]:
    """Every word of the table's phrases."""
    return {
        word
        for phrases in terms.concepts.values()
        for phrase in phrases
        for words in variants(phrase)
        for word in words
    }


NUMERIC = frozenset(["CHILD_AGE", "OLDER_AGE", "ADULT_AGE", "FEVER_READING"])


class TermFinder:
    """Finds concepts; built once."""

    def __init__(self, terms: Terms, plain_form: Callable[[str], str]) -> None:
        """Builds one phrase matcher for all concepts.

        Args:
            terms: the table.
            plain_form: the reader's, so that phrases and messages look alike.
        """
        self._vocab = Vocab()
        self._articles = articles = frozenset(plain_form(word) for word in terms.articles)
        self._silent = articles | {plain_form(word) for word in terms.fillers}
        self._exact = PhraseMatcher(self._vocab, attr="ORTH")
        self._hushed = PhraseMatcher(self._vocab, attr="ORTH")
        self._known: set[str] = set()
        for concept, phrases in terms.concepts.items():
            plain = {
                tuple(plain_form(word) for word in words)
                for phrase in phrases
                for words in variants(phrase)
            }
            hushed = {
                tuple(word for word in words if word not in articles)
                for words in plain
                if words[-1] not in articles
            }
            self._add(self._exact, concept, plain)
            # One word that is left of two says too little: "like ice" is not "ice".
            self._add(self._hushed, concept, {words for words in hushed if len(words) > 1})

    def _add(self, matcher: PhraseMatcher, concept: str, phrases: set[tuple[str, ...]]) -> None:
        self._known.update(word for words in phrases for word in words)
        if phrases:
            matcher.add(concept, [Doc(self._vocab, list(words)) for words in sorted(phrases)])

    def find(self, reading: Reading) -> list[Match]:
        """All matches in order, longest first where one concept matches twice at a place.

        What lies within a figure of speech, or another concept of `HIDING`, is left out.
        """
        every = range(len(reading.words))
        # "Out of his place" holds a phrase with a filler, "out of place".
        named = [place for place in every if reading.words[place] not in self._articles]
        heard = [place for place in named if reading.words[place] not in self._silent]
        matches = {
            *self._matches(self._exact, reading, every),
            *self._matches(self._hushed, reading, named),
            *self._matches(self._hushed, reading, heard),
            *_numeric(reading),
        }
        hidden = [(match.start, match.end) for match in matches if match.concept in HIDING]
        meant = (match for match in matches if not _within(match, hidden))
        return sorted(meant, key=lambda match: (match.start, -match.end, match.concept))

    def _matches(
        self, matcher: PhraseMatcher, reading: Reading, places: Sequence[int]
    ) -> Iterator[Match]:
        spoken = [
            reading.words[place] if reading.words[place] in self._known else STRANGER
            for place in places
        ]
        for key, start, end in matcher(Doc(self._vocab, words=spoken)):
            first, last = places[start], places[end - 1]
            if reading.sentences[first] == reading.sentences[last]:
                yield Match(self._vocab.strings[key], first, last + 1)


def _within(match: Match, hidden: Sequence[tuple[int, int]]) -> bool:
    return match.concept not in HIDING and any(
        first <= match.start and match.end <= last for first, last in hidden
    )


def by_concept(matches: Sequence[Match]) -> dict[str, list[Match]]:
    """Groups matches by their concept."""
    groups: dict[str, list[Match]] = defaultdict(list)
    for match in matches:
        groups[match.concept].append(match)
    return groups


_RELATIVES = frozenset(
    "son daughter boy girl kid child lad dad mum mother father wife husband gran nan grandad "
    "grandson granddaughter niece nephew partner brother sister stepson stepdaughter".split()
)
_PEOPLE = _RELATIVES | {"i", "he", "she", "who"}


def _numeric(reading: Reading) -> Iterator[Match]:
    """Ages and temperatures."""
    words = reading.words
    for place, word in enumerate(words):
        number, unit = _number(word)
        if number is None:
            continue
        before = words[max(0, place - 2) : place]
        after = words[place + 1] if place + 1 < len(words) else ""
        if unit in ("yo", "yr", "yrs", "y") or _is_age(before, words[place + 1 : place + 3]):
            if number < ADULT:
                yield Match("CHILD_AGE", place, place + 1)
            elif number <= OLDEST:
                yield Match("ADULT_AGE", place, place + 1)
                if number >= OLDER:
                    yield Match("OLDER_AGE", place, place + 1)
        nearby = set(words[max(0, place - 5) : place + 4])
        said = bool(nearby & {"temperature", "fever", "degree", "c", "celsius", "f", "feverish"})
        celsius = 37.8 <= number <= 42 and (said or unit == "c" or "." in word)
        fahrenheit = 100 <= number <= 107 and (said or unit == "f")
        if (celsius or fahrenheit) and after not in ("kg", "km", "mile", "lb"):
            yield Match("FEVER_READING", place, place + 1)


def _number(word: str) -> tuple[float | None, str]:
    if word in NUMBER_WORDS:
        return float(NUMBER_WORDS[word]), ""
    match = _NUMBER.fullmatch(word)
    return (float(match[1]), match[2] or "") if match else (None, "")


def _is_age(before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether a number between these words is somebody's age."""
    follows = after[0] if after else ""
    if follows in _AGE_UNITS:
        return "old" in after[1:] or follows == "yo" or bool(_PEOPLE & set(before))
    if follows in _OTHER_UNITS or not before:
        return False
    if before[-1] in _AGE_CUES or before[-1] in _RELATIVES:
        return True
    return before[-1] in _BE and len(before) > 1 and before[-2] in _PEOPLE
