"""A message made plain for reading with patterns: lower-case, spelling mended, figures.

"Did Three sets of twenty-five" reads "did 3 sets of 25". Each character knows which part of
the message it stands for, so that what is found can be pointed at there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from spacy.tokens import Doc, Token

from hipwise.understanding.entities.found import FoundEntity, Value
from hipwise.understanding.entities.numbers import NUMBER_WORDS, TENS, UNITS

HIDDEN = "\u0298"  # a letter that nobody writes: what is hidden stays a word to the patterns

# Curly quotes, long dashes and their like, one character for one.
SAME_LENGTH = str.maketrans("’‘`´“”–—−‑×＠", "''''\"\"----x@")

# "One" is mostly a word and no number: "this one", "give me one". It is a number after or
# before one of these, or where it stands alone.
_ONE_AFTER = re.compile(
    r"an?|about|around|barely|maybe|probably|roughly|nearly|almost|past|half|between|"
    r"pain|score|level|solid|[:=]|for|at|just"
)
_ONE_BEFORE = re.compile(
    r"sets?|rounds?|rep|lot|hour|hr|minute|min|week|month|fortnight|out|[ap]\.?m\.?|o'clock|x"
)
_NOT_ONE_BEFORE = re.compile(r"point|time|stage|end|go|of|person|day|thing|site|leg|legged")
_CHOICE = re.compile(r"or|to|-|and")  # "one or two"
_ALONE_BEFORE = re.compile(r"\W|now|today|tonight|this")
_FIGURE = re.compile(r"\d")
_ISH = re.compile(r"([a-z]+?)-?ish")


@dataclass(frozen=True)
class PlainText:
    """The plain text of a message.

    Attributes:
        text: the plain text.
        starts: for each of its characters, where what it stands for starts in the message.
        ends: for each of its characters, where that ends.
    """

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    @cached_property
    def has_figure(self) -> bool:
        """Whether any number is left to be read."""
        return bool(_FIGURE.search(self.text))

    def found(self, entity: str, value: Value, start: int, end: int) -> FoundEntity:
        """An entity that stands at `text[start:end]`, which must not be empty."""
        return FoundEntity(entity, value, self.starts[start], self.ends[end - 1])

    def without(self, found: Iterable[FoundEntity]) -> PlainText:
        """The same text with what was found hidden, so that it is not read twice."""
        spans = {(one.start, one.end) for one in found}
        if not spans:
            return self
        text = "".join(
            HIDDEN if any(first <= at < end for first, end in spans) else letter
            for letter, at in zip(self.text, self.starts, strict=True)
        )
        return PlainText(text, self.starts, self.ends)


Finder = Callable[[PlainText], "list[FoundEntity]"]


def plain_text(doc: Doc) -> PlainText:
    """Builds the plain text of a message whose tokens carry mended words in `norm_`."""
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []

    def add(text: str, start: int, end: int) -> None:
        if len(text) == end - start:
            starts.extend(range(start, end))
            ends.extend(range(start + 1, end + 1))
        else:
            starts.extend([start] * len(text))
            ends.extend([end] * len(text))
        letters.append(text)

    tokens = list(doc)
    index = 0
    while index < len(tokens):
        text, used = _figures(tokens, index)
        first, last = tokens[index], tokens[index + used - 1]
        end = last.idx + len(last.text)
        add(" " if first.is_space else text, first.idx, end)
        if last.whitespace_:
            add(" ", end, end + 1)
        index += used
    return PlainText("".join(letters), starts, ends)


def _figures(tokens: Sequence[Token], index: int) -> tuple[str, int]:
    """The plain text from a token on, and how many tokens it takes: "twenty five" -> "25", 2."""
    word = tokens[index].norm_
    if word in TENS:
        for ones in (index + 1, index + 2):
            if ones >= len(tokens):
                break
            joined = ones == index + 1 or tokens[index + 1].norm_ == "-"
            if joined and UNITS.get(tokens[ones].norm_, 0):
                return str(TENS[word] + UNITS[tokens[ones].norm_]), ones - index + 1
    if word == "one":
        before = tokens[index - 1].norm_ if index else ""
        after = tokens[index + 1].norm_ if index + 1 < len(tokens) else ""
        after_next = tokens[index + 2].norm_ if index + 2 < len(tokens) else ""
        alone = index == 0 and (not after or _ALONE_BEFORE.fullmatch(after))
        choice = _CHOICE.fullmatch(after) and after_next in NUMBER_WORDS
        measures = _ONE_AFTER.fullmatch(before) or _ONE_BEFORE.fullmatch(after)
        if not (alone or choice or measures) or _NOT_ONE_BEFORE.fullmatch(after):
            return word, 1
    if word in NUMBER_WORDS:
        return str(NUMBER_WORDS[word]), 1
    ish = _ISH.fullmatch(word)
    if ish and ish.group(1) in NUMBER_WORDS:
        return f"{NUMBER_WORDS[ish.group(1)]}ish", 1
    return word, 1
