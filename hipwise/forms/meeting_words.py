"""What words mean at the first meeting, by data/lookup/meeting.yml. Pure.

An earlier answer is put right by words that take something back ("no, it's the right one"), or
by that answer alone ("left"); all other words leave it as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Optional

from hipwise.coaching.pain_rule import HIGHEST
from hipwise.forms.phrases import Phrases, is_stop, words_of
from hipwise.understanding.entities.numbers import NUMBER_WORDS, UNIT

LONGEST_SINCE = 64  # characters kept of "how long"
_LONGEST_CORRECTION = 12  # words; whoever writes more tells a story
_LONGEST_SCORE = 12
_LONGEST_NAME = 6
_FEW = 5  # words beside which "nothing" is still an answer

_NUMBER_WORD = re.compile(rf"\b(?:{'|'.join(set(NUMBER_WORDS) - {'one'})})\b")
_UNIT_OF_TIME = r"(?:days?|weeks?|wks?|months?|mths?|years?|yrs?|decades?)\b"
_SPAN = re.compile(
    r"\b(?:(?:about|around|over|under|nearly|almost|more than|less than)\s+)?"
    rf"(?:(?:\d+(?:\s*(?:-|to|or)\s*\d+)?|an?|one|(?:a )?few|(?:a )?couple(?: of)?|"
    rf"several|many|half an?)\s*(?:\w+\s+)?{_UNIT_OF_TIME}(?:\s+(?:ago|now))?|"
    r"since\s+(?:\w+\s+){0,3}\w+|last\s+(?:week|month|year|summer|winter|spring|autumn|christmas)|"
    r"ages|forever|always|yesterday|(?:19|20)\d\d)"
)
_HOW_LONG = re.compile(
    rf"\b(?:\d+\s*{_UNIT_OF_TIME}|\d+\s?[dwmy]\b|(?:19|20)\d\d|days?|weeks?|wks?|months?|mths?|"
    r"years?|yrs?|ages|while|since|forever|always|recent\w*|yesterday|today|morning|night|"
    r"decades?|summer|winter|spring|autumn|christmas|easter|just|new|start\w*|long|school|kid|"
    r"teen\w*|lockdown)\b"
)
_SIDES = (
    (
        "both",
        re.compile(rf"\b(?:both|each|two(?!\s+{_UNIT_OF_TIME})|b(?:i)?lateral|the pair|either)\b"),
    ),
    ("left", re.compile(r"\b(?:left|lft|l)\b")),
    ("right", re.compile(r"\b(?:right|rite|rigth|rght|r)\b")),
)
# "Right under the kneecap" and "right, I'd say the left" name no right knee.
_NOT_RIGHT = re.compile(
    r"\bright\s+(?:under|underneath|below|above|behind|around|round|beside|beneath|between|over|"
    r"inside|at|in|on|by|next|there|here|now|after|before|when|where|away|across|through|"
    r"down|up|as|so|then|off)\b|^\W*(?:all ?)?right\s*[,.!](?=.*\bleft\b)|"
    r"\b(?:all|that's|thats) right\b"
)
_NOT_SIDE = re.compile(
    r"\b(?:not|isn't|isnt|wasn't|wasnt|never)\s+(?:the |my |in |on )*(left|right)\b"
)
_FINE_SIDE = re.compile(r"\b(left|right)\b[^.,;]*\b(?:fine|ok|okay|good|no pain)\b")
_SCALE = re.compile(r"\b0\s*(?:-|to)\s*10\b|(?<=\d)\s*(?:/|out of|over|of)\s*10\b")
_SCORE = re.compile(
    rf"(?<![\w:/#])(?<!\d[.,])(?P<score>\d{{1,2}})(?P<half>[.,]5)?(?:\s*-?\s*ish)?"
    rf"(?![\w:%/]|[.,]\d|\s*[ap]\.?m\b|{UNIT})\s*(?P<next>[a-z']+)?"
)
_NOT_SCORE = re.compile(r"\bnot (?:an? |about )?$")
_CLOCK = re.compile(
    r"\d\s?[:.h]\s?\d\d|\d\s*[ap]\.?m\b|o'? ?clock|"
    r"\b(?:noon|midday|mornings?|evenings?|afternoons?)\b"
)
_NAMED_DAY = re.compile(r"\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\b|\bweek(?:day|end)s?\b")
_FIGURES = re.compile(r"\d{1,4}(?:am|pm|a|p|h|ish)?")
_COUNT_OF_DAYS = re.compile(
    r"\b(?:\d|a few|few|a couple of|couple of)\s*(?:x\b|days?\b|times?\b)|\b(?:once|twice|thrice)\b"
)


class MeetingReader:
    """Reads words by the table; built once."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        """Takes data/lookup/meeting.yml as read."""
        alone = {"fillers": table["fillers"], **table["sides"]}
        self._beside_side = Phrases(alone)
        self._agrees = frozenset(table["agrees"])
        self._fillers = Phrases({"fillers": table["fillers"]})
        self._after_score = frozenset(table["after_score"])
        self._takes_back = Phrases({"takes_back": table["takes_back"]})
        self._groups = {
            name: Phrases({name: table[name]})
            for name in ("corrects adds declines_plainly long_ago names reminds of_pain".split())
        }
        self._declines = Phrases(
            {"declines": table["declines"], "fillers": [*table["fillers"], *table["no_place"]]}
        )
        self._no_place = Phrases({"no_place": table["no_place"], "fillers": table["fillers"]})
        self._why = Phrases({"why": table["why"], "fillers": table["why_fillers"]})
        self._times = Phrases({"time_words": table["time_words"]})

    # Sides and lengths of time

    def side(self, text: str) -> Optional[str]:
        """The sore side that an answer names: left, right or both."""
        low = _NOT_RIGHT.sub(" ", _lower(text))
        denied = _NOT_SIDE.search(low)
        named = _sides_in(_NOT_SIDE.sub(" ", low))
        if denied and not named:
            return _other(denied[1])
        if "both" in named:
            return "both"
        if len(named) == 2:
            fine = _FINE_SIDE.search(low)
            return _other(fine[1]) if fine else "both"
        return named[0] if named else None

    def is_side_alone(self, text: str) -> bool:
        """Whether a message names a side and nothing else: "the right one, not left"."""
        words = _words(_NOT_SIDE.sub(" ", _lower(text)))
        if words[:1] == ["right"] and words[1:] and self._agrees.issuperset(words[1:]):
            return False
        kinds = [kinds for _, _, kinds in self._beside_side.found(words)]
        return all(kinds) and any(kind != {"fillers"} for kind in kinds)

    def since(self, text: str) -> Optional[str]:
        """How long it has been sore, in the person's own words."""
        said = " ".join(text.split()).strip(" .!")
        if not said or len(said) > LONGEST_SINCE or not _HOW_LONG.search(figures(said)):
            return None
        return said[0].lower() + said[1:]

    def span(self, text: str) -> Optional[str]:
        """The length of time that is named in the middle of other words: "3 months"."""
        found = _SPAN.search(figures(text))
        return found.group().strip()[:LONGEST_SINCE] if found else None

    def is_span_alone(self, text: str) -> bool:
        """Whether a message names a length of time and nothing else."""
        plain = figures(text)
        found = _SPAN.search(plain)
        return found is not None and self._is_padding(plain[: found.start()] + plain[found.end() :])

    def is_number_alone(self, text: str) -> bool:
        """Whether a message is a number, or several, without what they count."""
        plain = figures(text)
        return bool(re.search(r"\d", plain)) and self._is_padding(re.sub(r"\b\d+\b", " ", plain))

    def _is_padding(self, text: str) -> bool:
        return all(kinds for _, _, kinds in self._fillers.found(_words(text)))

    # Corrections

    def corrects(self, text: str) -> bool:
        """Whether words take something back."""
        return len(text.split()) <= _LONGEST_CORRECTION and self._says("corrects", text)

    def corrects_pain(self, text: str) -> bool:
        """Whether words take back the pain score."""
        is_of_pain = self._says("of_pain", text) and not self._says("reminds", text)
        return is_of_pain and self.corrects(text)

    def adds(self, text: str) -> bool:
        """Whether words add to what was said."""
        return self._says("adds", text)

    # Pain

    def worst_pain(self, text: str, read: Optional[int]) -> Optional[int]:
        """The worst pain that an answer tells, 0 to 10.

        Args:
            text: as typed.
            read: the score of now that the finder of entities has read.

        Returns:
            Of several scores the one that takes the others back ("5, no 6"), else the highest.
        """
        if len(text.split()) > _LONGEST_SCORE or self._says("long_ago", text):
            return read
        plain = _SCALE.sub("", figures(text))
        found = [one for one in _SCORE.finditer(plain) if self._is_score(plain, one)]
        if not found:
            return read
        last, between = found[-1], ""
        if len(found) > 1:
            between = plain[found[-2].end("score") : last.start()]
        if "takes_back" in self._takes_back.kinds_in(between):
            return _value(last)
        return max(map(_value, found))

    def _is_score(self, plain: str, one: re.Match[str]) -> bool:
        if _value(one) > HIGHEST or _NOT_SCORE.search(plain[: one.start()]):
            return False
        following = (one["next"] or "").replace("'", "")
        return not following or following in self._after_score

    # The town

    def declines(self, text: str) -> bool:
        """Whether words are no more than a no, or a wish not to answer."""
        words = _words(text)
        if not words or any(word.isdecimal() for word in words):
            return False
        if len(words) <= _FEW and self._says("declines_plainly", text):
            return True
        kinds = [kinds for _, _, kinds in self._declines.found(words)]
        return all(kinds) and any("declines" in kind for kind in kinds)

    def names_no_place(self, text: str) -> bool:
        """Whether no word of an answer could be the name of a place."""
        found = self._no_place.found(_words(text))
        words = _words(text)
        return all(kinds or _FIGURES.fullmatch(words[place]) for place, _, kinds in found)

    # Other things that are said instead of an answer

    def asks_why(self, text: str) -> bool:
        """Whether words ask what the question is for, and no more."""
        kinds = [kinds for _, _, kinds in self._why.found(_words(text))]
        return all(kinds) and any("why" in kind for kind in kinds)

    def tells_name(self, text: str) -> bool:
        """Whether words tell the person's name, and no more."""
        return len(text.split()) <= _LONGEST_NAME and self._says("names", text)

    def is_of_prompts(self, text: str, times_only: bool) -> bool:
        """Whether days and times in a message are those at which to be prompted.

        Args:
            text: as typed.
            times_only: whether days and times with nothing beside them are so.
        """
        if self._says("reminds", text):
            return True
        low = _lower(text)
        if not times_only or not (_CLOCK.search(low) or _NAMED_DAY.search(low)):
            return False
        words = _words(text)
        found = self._times.found(words)
        return all(kinds or _FIGURES.fullmatch(words[place]) for place, _, kinds in found)

    def counts_days(self, text: str) -> bool:
        """Whether a message tells how many days a week, and not which."""
        return _COUNT_OF_DAYS.search(figures(text)) is not None

    def _says(self, group: str, text: str) -> bool:
        return any(kinds for _, _, kinds in self._groups[group].found(_words(text)))


def figures(text: str) -> str:
    """A message in small letters, with figures for number words."""
    return _NUMBER_WORD.sub(lambda word: str(NUMBER_WORDS[word.group()]), _lower(text))


def _lower(text: str) -> str:
    return text.lower().replace("’", "'")


def _words(text: str) -> Sequence[str]:
    return [word for word in words_of(text) if not is_stop(word)]


def _sides_in(text: str) -> list[str]:
    return [side for side, words in _SIDES if words.search(text)]


def _other(side: str) -> str:
    return "right" if side == "left" else "left"


def _value(score: re.Match[str]) -> int:
    return int(score["score"]) + bool(score["half"])


def together(earlier: Iterable[str], more: Iterable[str]) -> list[str]:
    """Two lists as one, each thing once."""
    return list(dict.fromkeys([*earlier, *more]))
