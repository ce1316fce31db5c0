"""From a message to a spaCy Doc: tokens, mended words, stems, names, places."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import Any

import spacy
from spacy.tokens import Doc
from spacy.util import compile_infix_regex

from hipwise.understanding.entities.names import NameFinder, load_table, read_names, words_of
from hipwise.understanding.entities.places import PlaceFinder, PlaceIndex
from hipwise.understanding.entities.plain import SAME_LENGTH
from hipwise.understanding.entities.spelling import Speller

LONGEST = 2000  # characters of a message that are read; some rules take time in its square
MOST_WORDS_KEPT = 300_000  # spaCy keeps each word it has ever seen; see `MessageReader.read`

# Where people forget the space: "stairs,sitting", "clams+bridges".
_MISSING_SPACE = r"(?<=[A-Za-z]{2})[.,;+&|_*!?](?=[A-Za-z]{2})"

# Rows of emoji or dots: spaCy peels them off one by one, in time that grows with the square.
_ROW_OF_SIGNS = re.compile(r"(?<=[^\w\s]{8})[^\w\s]+")


class MessageReader:
    """Reads messages; built once, since building takes about a second."""

    def __init__(self, folder: Path) -> None:
        """Builds the reader.

        Args:
            folder: the folder of the tables, data/lookup/ of the project.

        Raises:
            TableError: a table is missing or wrong.
        """
        names = read_names(folder)
        spelling = load_table(folder / "spelling.yml")
        self._names = names
        self._speller = Speller(
            vocabulary=words_of(names).union(spelling["words"]),
            never=spelling["never"],
            as_they_are=spelling["as_they_are"],
        )
        self.places = PlaceIndex(load_table(folder / "places.yml")["places"])
        self._start()

    def _start(self) -> None:
        """Makes the parts that hold a vocabulary."""
        self._nlp = spacy.blank("en")
        infixes = [*(self._nlp.Defaults.infixes or ()), _MISSING_SPACE]
        tokenizer: Any = self._nlp.tokenizer
        tokenizer.infix_finditer = compile_infix_regex(infixes).finditer
        self._find_names = NameFinder(self._nlp.vocab, self._speller, self._names)
        self._find_places = PlaceFinder(self.places, self._speller)

    def read(self, text: str) -> Doc:
        """Turns a message into a Doc for `find_entities`.

        Any text will do. What is beyond `LONGEST` characters is left out. Half characters
        (lone surrogates), which spaCy cannot keep, count as question marks, and long rows of
        signs as spaces; offsets stay those of the message.
        """
        if len(self._nlp.vocab.strings) > MOST_WORDS_KEPT:
            self._start()
        text = text[:LONGEST].encode("utf-8", "replace").decode("utf-8")
        text = _ROW_OF_SIGNS.sub(lambda row: " " * len(row.group()), text)
        doc = self._nlp.make_doc(text)
        for token in doc:
            word = self._speller.mend(token.lower_.translate(SAME_LENGTH))
            token.norm_ = word
            token.lemma_ = self._speller.stem(word)
        return self._find_places(self._find_names(doc))


@functools.lru_cache(maxsize=4)
def shared_reader(folder: Path) -> MessageReader:
    """The one reader of a folder's tables in this process: Rasa's component and forms share it."""
    return MessageReader(folder)
