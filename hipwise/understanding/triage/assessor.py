"""Puts the rules and the paraphrase model together: a message in, its danger signs out."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Mapping, NamedTuple, Sequence

from spacy.tokens import Doc

from hipwise.understanding.encoder import Vectors
from hipwise.understanding.triage.assessment import (
    DISTRESS,
    SIGNS,
    Assessment,
    assessment_of,
)
from hipwise.understanding.triage.paraphrases import Features, ParaphraseModel, features_of
from hipwise.understanding.triage.patterns import apply_rules, rules_of, standing_of
from hipwise.understanding.triage.reading import Reading, TriageReader, reading_of, segment_spans
from hipwise.understanding.triage.scope import Standing, standings
from hipwise.understanding.triage.tables import load_yaml
from hipwise.understanding.triage.terms import (
    HARM_DENIED,
    NUMERIC,
    Match,
    TermFinder,
    by_concept,
    terms_of,
    vocabulary_of,
)

# "My knee is a 4 today": people send it daily, and the paraphrase model is not to worry at it.
_SCORE = re.compile(r"\b(?:10|\d|zero|one|two|three|four|five|six|seven|eight|nine|ten)\b", re.I)
_AROUND_SCORE = re.compile(
    r"(?:\W|\b(?:\d{1,2}|zero|one|two|three|four|five|six|seven|eight|nine|ten|my|the|knees?|left|"
    r"right|both|it|s|is|was|were|are|pain|score|scored|level|about|around|roughly|maybe|probably|"
    r"only|still|just|like|an?|at|out|of|or|to|and|its|today|tonight|now|this|morning|evening|"
    r"afternoon|yesterday|so|far|worst|say|i|d|on|stairs|after|when|squat|squats|squatting|"
    r"kneeling|running|gardening|walking|sitting|thanks)\b)*",
    re.I,
)


class _Hearing(NamedTuple):
    reading: Reading
    groups: Mapping[str, Sequence[Match]]
    standing: Sequence[Standing]


def is_bare_score(text: str) -> bool:
    """Whether a message holds a pain score and nothing that could be a sign beside it."""
    return _SCORE.search(text) is not None and _AROUND_SCORE.fullmatch(text) is not None


class Assessor:
    """Assesses messages; built once from data/triage/, which takes about a second."""

    def __init__(self, folder: Path, paraphrases: ParaphraseModel | None = None) -> None:
        """Reads the tables.

        Args:
            folder: data/triage/ of the project.
            paraphrases: trained on sentence vectors; without it only the rules speak.

        Raises:
            TermsError: a table is missing or wrong.
        """
        self._terms = terms_of(load_yaml(folder / "terms.yml"))
        self.reader = TriageReader(vocabulary_of(self._terms), self._terms.plain_forms)
        self._finder = TermFinder(self._terms, self.reader.plain_form)
        self._rules = rules_of(
            load_yaml(folder / "patterns.yml"), self._terms.concepts.keys() | NUMERIC
        )
        # What tells of distress is steady, so its "not" may deny what follows it as well.
        telling = (rule.telling for rule in self._rules if rule.sign != DISTRESS)
        self._telling = frozenset({"NO_NEGATION"}.union(*telling))
        self._concepts = sorted(self._terms.concepts)
        self._everyday = {
            tuple(self.reader.plain_form(word) for word in said.split())
            for said in self._terms.everyday
        }
        self._paraphrases = paraphrases

    @property
    def concept_count(self) -> int:
        """How many concepts its features hold."""
        return len(self._concepts)

    def assess(
        self, doc: Doc, vectors: Vectors | None = None, now: date | None = None
    ) -> Assessment:
        """Assesses one message.

        Args:
            doc: the message as read by `reader`.
            vectors: shape (1 + segments, dimension): the vector of the whole message, then
                those of its `segments_of`, if any. None leaves paraphrases unheard.
            now: today; a year before it counts as long ago. None takes every year so.
        """
        heard = self._hear(doc, now)
        ruled = apply_rules(self._rules, self._terms, heard.reading, heard.groups, heard.standing)
        found = [sign for sign, standing in ruled.items() if standing is Standing.SAID]
        unsure = [sign for sign, standing in ruled.items() if standing is Standing.DOUBTFUL]
        everyday = is_bare_score(doc.text) or tuple(heard.reading.words) in self._everyday
        if vectors is not None and self._paraphrases is not None and not everyday:
            features = self._features(heard, vectors)
            if not found:
                denied = {sign for sign, standing in ruled.items() if not standing.counts}
                if HARM_DENIED in heard.groups:
                    denied.add(DISTRESS)
                cautious = Standing.NOT_SAID in heard.standing
                judged = self._paraphrases.judge(features, cautious, denied)
                if judged is not None:
                    (found if judged.sure else unsure).append(judged.sign)
            # The rules may trip over a word; where there is time, to ask costs little.
            elif self._paraphrases.doubts(features) and _can_wait(found):
                found, unsure = [], found
        return assessment_of(found, unsure)

    def denies_harm(self, doc: Doc) -> bool:
        """Whether it says the like of "I am not suicidal"."""
        return HARM_DENIED in self._hear(doc, None).groups

    def features(self, doc: Doc, vectors: Vectors) -> Features:
        """What the paraphrase model learns from: a row for each row of `vectors`.

        Args:
            doc: the message as read by `reader`.
            vectors: as in `assess`; the vector of the whole message alone will do.
        """
        return self._features(self._hear(doc, None), vectors)

    def _hear(self, doc: Doc, now: date | None) -> _Hearing:
        reading = reading_of(doc)
        groups = by_concept(self._finder.find(reading))
        return _Hearing(reading, groups, standings(reading, groups, self._telling, now))

    def _features(self, heard: _Hearing, vectors: Vectors) -> Features:
        spans = [(0, len(heard.reading.words)), *segment_spans(heard.reading)]
        claimed = [
            match
            for matches in heard.groups.values()
            for match in matches
            if standing_of(match, self._terms, heard.standing).counts
        ]
        return features_of(
            vectors, [self._claims(claimed, *span) for span in spans[: len(vectors)]]
        )

    def _claims(self, claimed: Sequence[Match], first: int, last: int) -> list[bool]:
        names = {match.concept for match in claimed if first <= match.start and match.end <= last}
        return [concept in names for concept in self._concepts]


def _can_wait(signs: Sequence[str]) -> bool:
    return all(SIGNS[sign] in ("B", "C") for sign in signs)
