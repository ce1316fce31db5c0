"""From a message to words in their plain form, with the clause and sentence of each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Iterable, Mapping, Sequence, cast

import spacy
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc, Token
from spacy.util import compile_infix_regex

from hipwise.understanding.entities.plain import SAME_LENGTH
from hipwise.understanding.entities.spelling import Speller

LONGEST = 4096  # characters of a message that are read: Telegram's longest message
MOST_WORDS_KEPT = 300_000  # spaCy keeps each word it has ever seen; see `TriageReader.read`

_SENTENCE_ENDS = frozenset([".", "!", "?", "...", "…", "..", "!!", "!!!", "??", "???", "?!"])
_CLAUSE_MARKS = frozenset([",", ";", ":", "-", "--", "(", ")", "/", "=", "->", "|"])
_CLAUSE_WORDS = frozenset(
    "but because although though however so then while whereas yet except since".split()
)
# Where people forget the space: "knee.since", "hot,red+swollen".
_MISSING_SPACE = r"(?<=[A-Za-z]{2})[.,;+&|_*!?/()](?=[A-Za-z]{2})"
_WORDY = re.compile(r"\w")

LONG_SENTENCE = 22  # words; longer ones hide their parts from the encoder's average
SHORTEST_SEGMENT = 6
MOST_SEGMENTS = 24  # of a message; each costs the encoder a few milliseconds


class TriageReader:
    """Makes Docs whose tokens carry a mended word (`norm_`) and a plain form (`lemma_`)."""

    def __init__(self, vocabulary: Iterable[str], plain_forms: Mapping[str, str]) -> None:
        """Builds the reader, which takes about a second.

        Args:
            vocabulary: words that misspelt words may be mended to.
            plain_forms: plain forms that differ from spaCy's lookup lemmas.
        """
        self._plain_forms = plain_forms
        self._speller = Speller(vocabulary, plain_forms)
        self._start()

    def _start(self) -> None:
        self._nlp = spacy.blank("en")
        infixes = [*(self._nlp.Defaults.infixes or ()), _MISSING_SPACE]
        tokenizer = cast(Tokenizer, self._nlp.tokenizer)
        tokenizer.infix_finditer = compile_infix_regex(infixes).finditer

    def read(self, text: str) -> Doc:
        """Turns any text into a Doc; what is beyond `LONGEST` characters is left out."""
        if len(self._nlp.vocab.strings) > MOST_WORDS_KEPT:
            self._start()
        # Half characters (lone surrogates), which spaCy cannot keep, become question marks.
        text = text[:LONGEST].encode("utf-16", "replace").decode("utf-16", "replace")
        doc = self._nlp.make_doc(text.translate(SAME_LENGTH))
        for token in doc:
            word = self._speller.mend(token.norm_.lower())
            token.norm_ = word
            token.lemma_ = self.plain_form(word)
        return doc

    def plain_form(self, word: str) -> str:
        """The form under which a lower-case word is looked up: "couldn't" -> "can"."""
        if word in self._plain_forms:
            return self._plain_forms[word]
        return self._speller.stem(word) or word


@dataclass(frozen=True)
class Reading:
    """The words of a message, in order; punctuation is left out but counted.

    Attributes:
        words: plain forms.
        surface: the words as written, in lower case.
        clauses: for each word, the number of its clause, counted through the message.
        sentences: for each word, the number of its sentence.
        tokens: for each word, its place in the Doc.
    """

    words: Sequence[str]
    surface: Sequence[str]
    clauses: Sequence[int]
    sentences: Sequence[int]
    tokens: Sequence[int]

    @cached_property
    def sentence_spans(self) -> list[tuple[int, int]]:
        """First word and one past the last word of each sentence."""
        return _spans(self.sentences)

    @cached_property
    def clause_spans(self) -> list[tuple[int, int]]:
        """First word and one past the last word of each clause."""
        return _spans(self.clauses)


def _spans(numbers: Sequence[int]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for place, number in enumerate(numbers):
        if place and numbers[place - 1] == number:
            spans[-1] = (spans[-1][0], place + 1)
        else:
            spans.append((place, place + 1))
    return spans


def reading_of(doc: Doc) -> Reading:
    """Splits a Doc of `TriageReader` into words, clauses and sentences."""
    words: list[str] = []
    surface: list[str] = []
    clauses: list[int] = []
    sentences: list[int] = []
    tokens: list[int] = []
    clause = sentence = 0
    for token in doc:
        if token.text in _SENTENCE_ENDS or (token.is_space and "\n" in token.text):
            clause, sentence = clause + 1, sentence + 1
        elif token.text in _CLAUSE_MARKS:
            # The hyphen of "red-hot" is no break.
            clause += not _joins(token)
        elif _WORDY.search(token.text):
            clause += token.norm_ in _CLAUSE_WORDS
            words.append(token.lemma_)
            surface.append(token.lower_)
            clauses.append(clause)
            sentences.append(sentence)
            tokens.append(token.i)
    return Reading(words, surface, clauses, sentences, tokens)


def _joins(token: Token) -> bool:
    return (
        token.text in ("-", "/")
        and token.i > 0
        and not token.whitespace_
        and not token.nbor(-1).whitespace_
    )


def segment_spans(reading: Reading) -> list[tuple[int, int]]:
    """The parts of a long message, as first word and one past the last; none for a short one.

    A sign told in one sentence of five hardly moves the average of all five. Sentences of
    more than `LONG_SENTENCE` words are cut again at their clauses.
    """
    spans: list[tuple[int, int]] = []
    for first, last in reading.sentence_spans:
        start = first
        if last - first > LONG_SENTENCE:
            for place in range(first + 1, last):
                new_clause = reading.clauses[place] != reading.clauses[place - 1]
                if new_clause and place - start >= SHORTEST_SEGMENT and last - place > 2:
                    spans.append((start, place))
                    start = place
        spans.append((start, last))
    return spans[:MOST_SEGMENTS] if len(spans) > 1 else []


def segments_of(doc: Doc) -> list[str]:
    """The texts of `segment_spans`, to be encoded one by one."""
    reading = reading_of(doc)
    tokens = reading.tokens
    return [
        doc[tokens[first] : tokens[last - 1] + 1].text for first, last in segment_spans(reading)
    ]
