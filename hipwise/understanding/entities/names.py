"""Names of exercises, activities, conditions and groups, from the tables in data/lookup/.

The tables are phrases for people to edit; here they become one spaCy PhraseMatcher over the
dictionary forms of a message's words.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import Any

import yaml
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span
from spacy.util import filter_spans
from spacy.vocab import Vocab

from hipwise.understanding.entities.found import FoundEntity
from hipwise.understanding.entities.spelling import Speller

SPANS = "names"  # key of the spans that the pipeline leaves in a Doc
NAME_TABLES = ("exercises.yml", "activities.yml", "conditions.yml", "groups.yml")
NOTHING = ("", "")
JOINED_SHORTEST = 6

Phrase = tuple[str, ...]
Meaning = tuple[str, str]

# Between the words of a name these do not count: "step-ups", "runner's knee".
_SILENT = frozenset(["-", "'", "'s", '"', "*", "(", ")", "/"])


class TableError(ValueError):
    """A table in data/lookup/ is not as it should be; the message says where."""


def read_names(folder: Path) -> dict[str, list[Meaning]]:
    """Reads the tables of names.

    Args:
        folder: the folder that holds `NAME_TABLES`.

    Returns:
        For each phrase as written in the tables, what it means: (entity, value), or `NOTHING`.

    Raises:
        TableError: a table is missing, is no YAML, or lacks a part.
    """
    meanings: dict[str, list[Meaning]] = defaultdict(list)
    for name in NAME_TABLES:
        table = load_table(folder / name)
        try:
            for value, phrases in table["phrases"].items():
                for phrase in phrases:
                    meanings[phrase].append((table["entity"], value))
            for phrase in table.get("nothing", ()):
                meanings[phrase].append(NOTHING)
        except (KeyError, TypeError, AttributeError) as error:
            raise TableError(f"{name}: needs 'entity' and 'phrases' (value: list)") from error
    return meanings


def load_table(path: Path) -> Mapping[str, Any]:
    """Loads one YAML table.

    Raises:
        TableError: the file is missing or is not a YAML mapping.
    """
    try:
        table = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise TableError(f"{path.name}: cannot be read ({type(error).__name__})") from error
    if not isinstance(table, dict):
        raise TableError(f"{path.name}: is not a table")
    return table


def expand(phrase: str) -> Iterator[Phrase]:
    """Writes out a phrase of the tables: "leg raise|lift now?" gives four."""
    choices = []
    for part in phrase.split():
        options = part.rstrip("?").split("|")
        choices.append([*options, ""] if part.endswith("?") else options)
    for words in product(*choices):
        yield tuple(word for word in words if word)


def words_of(meanings: Mapping[str, object]) -> set[str]:
    """All words of the tables' phrases."""
    return {word for phrase in meanings for word in re.split(r"[\s|?]+", phrase) if word}


class NameFinder:
    """Marks the names in a Doc; longer phrases win over shorter ones inside them."""

    def __init__(
        self, vocab: Vocab, speller: Speller, meanings: Mapping[str, list[Meaning]]
    ) -> None:
        """Builds the matcher.

        Raises:
            TableError: one phrase has two meanings.
        """
        self._vocab = vocab
        self._matcher = PhraseMatcher(vocab, attr="ORTH")
        self._meanings: dict[int, Meaning] = {}
        patterns: dict[Phrase, Meaning] = {}
        for written, several in meanings.items():
            for meaning in several:
                for phrase in expand(written):
                    stems = tuple(map(speller.stem, phrase))
                    if patterns.setdefault(stems, meaning) != meaning:
                        raise TableError(f"'{' '.join(phrase)}' has two meanings")
        for stems, meaning in list(patterns.items()):
            # People also write names in one word: "wallsit", "stepup".
            joined = "".join(stems)
            if (
                len(stems) == 2
                and meaning != NOTHING
                and len(joined) >= JOINED_SHORTEST
                and not speller.is_english(joined)
            ):
                patterns.setdefault((joined,), meaning)
        by_meaning: dict[Meaning, list[Doc]] = defaultdict(list)
        for stems, meaning in patterns.items():
            by_meaning[meaning].append(Doc(vocab, words=list(stems)))
        for meaning, docs in by_meaning.items():
            self._matcher.add("=".join(meaning), docs)
            self._meanings[vocab.strings["=".join(meaning)]] = meaning

    def __call__(self, doc: Doc) -> Doc:
        """Leaves the names in `doc.spans[SPANS]`: label the entity, kb_id the value."""
        kept = [token for token in doc if not token.is_space and token.norm_ not in _SILENT]
        words = Doc(self._vocab, words=[token.lemma_ for token in kept])
        matched = [Span(words, start, end, label=key) for key, start, end in self._matcher(words)]
        spans = []
        for span in filter_spans(matched):
            entity, value = self._meanings[span.label]
            if entity:
                first, last = kept[span.start].i, kept[span.end - 1].i
                spans.append(Span(doc, first, last + 1, label=entity, kb_id=value))
        doc.spans[SPANS] = spans
        return doc


def find_names(doc: Doc) -> list[FoundEntity]:
    """Reads the names that `NameFinder` left in a Doc."""
    return [
        FoundEntity(span.label_, span.kb_id_, span.start_char, span.end_char)
        for span in doc.spans.get(SPANS, ())
    ]
