"""Times of day: "half seven in the evening", "8am", "quarter to nine".

"Half seven" is 7:30, as the British say it. A bare hour is taken as said (7 is 07:00) unless
the message speaks of the afternoon, evening or night.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from hipwise.understanding.entities.dayparts import hour_of_day, part_near
from hipwise.understanding.entities.found import FoundEntity
from hipwise.understanding.entities.numbers import UNIT
from hipwise.understanding.entities.plain import PlainText

_FREE = r"(?<![\w.:/-])"  # no part of a longer number
_MERIDIEM = r"\s*(?:ish\s*)?(?:in the )?(?P<m>[ap](?:m\b|\.\s?m\b\.?| m\b))"
_ROUGHLY = r"(?:(?:about|around|roughly|like|approximately|exactly|say|maybe|circa)\s+)*"
_NOT_MORE = rf"(?![\d:/%]|\.\d|\s*-\s*\d|\s+(?:to|or)\s+\d|\s*/|{UNIT}|\s*out of\b)"

_CLOCK = re.compile(
    _FREE
    + r"(?P<h>[01]?\d|2[0-4])(?P<sep>[:.])(?P<min>[0-5]\d)(?![\d:.]\d|\d)(?:"
    + _MERIDIEM
    + ")?"
)
_HOUR_MERIDIEM = re.compile(
    _FREE
    + r"(?P<h>\d{1,2})(?:(?:\s|\s*h)(?P<min>[0-5]\d))?(?:\s*(?:-|to|or|and)\s*\d{1,2})?"
    + _MERIDIEM
)
_JOINED = re.compile(
    r"(?:(?<=at )|(?<=@)|(?<=@ )|(?<=for )|(?<=by )|(?<=me )|^)(?P<h>[01]?\d|"
    r"2[0-3])(?P<min>[0-5]\d)(?!\d|[.:/]\d)"
    r"(?:\s*(?:hrs|hours|h)\b|(?P<unit>" + UNIT + r"))?(?:" + _MERIDIEM + ")?"
)
_JOINED_MERIDIEM = re.compile(_FREE + r"(?P<h>\d|1[0-2])(?P<min>[0-5]\d)" + _MERIDIEM)
_HALF = re.compile(
    r"\bhalf[\s-]*(?:past|after)?[\s-]*(?P<h>\d{1,2})(?:ish)?"
    + _NOT_MORE
    + "(?:"
    + _MERIDIEM
    + ")?"
)
_PAST_OR_TO = re.compile(
    r"(?:\ba )?(?P<min>\bquarter|"
    + _FREE
    + r"\d{1,2})(?:\s*(?:minutes?|mins?))?\s+(?P<dir>to|til|till|of|before|past|after)\s+"
    r"(?P<h>\d{1,2}|noon|midnight|midday)\b" + _NOT_MORE + "(?:" + _MERIDIEM + ")?"
)
_OCLOCK = re.compile(_FREE + r"(?P<h>\d{1,2})\s*o\s*'?\s*clock")
_WORD = re.compile(
    r"(?:(?:at|by|around|for) |^|12 )(?P<w>noon|midday|mid day|midnight)\b|\b(?P<w2>noon|"
    r"midday|midnight)\b"
)
_AT = re.compile(
    r"(?:\bat|@)\s*"
    + _ROUGHLY
    + r"(?P<h>\d{1,2})(?:[ ](?P<min>[0-5]\d|oh [1-9]))?(?:ish)?\b"
    + _NOT_MORE
)
_AFTER_AT = re.compile(
    r"\s*(?:$|[.,;!?)]|(?:in|on|every|each|daily|please|pls|today|tomorrow|tonight|instead|"
    r"and|or|but|then|"
    r"sharp|when|so|if|for|works|would|this|will|is|most|mon|tue|wed|thu|fri|sat|sun|"
    r"thanks|right|until|till)\w*\b)"
)
_LOOSE = re.compile(
    r"\b(?:around|about|by|to|for|from|until|till|til|say|is|it|maybe|after|before|like|"
    r"prefer|earlier|later|"
    r"instead|past|daily|every ?day|prompts?|reminders?|remind me|tomorrow|tonight|mornings?|"
    r"evenings?|afternoons?|nights?|weekdays|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|,)\s+"
    r"(?:at )?" + _ROUGHLY + r"(?P<h>\d{1,2})(?:[ ](?P<min>[0-5]\d))?(?:ish)?\b" + _NOT_MORE
)
_WITH_PART = re.compile(
    _FREE + r"(?P<h>\d{1,2})(?:[ ](?P<min>[0-5]\d))?(?:ish)?\s+(?:in the|at night|"
    r"of (?:an?|the)|every|each|tomorrow|"
    r"on \w+|mon|tues|wednes|thurs|fri|satur|sun)\s*(?:mornings?|afternoons?|evenings?|night|day)\b"
)
_BARE = re.compile(
    r"\W*(?:(?:no|nope|nah|sorry|actually|rather|better|i meant?|at|around|about|say|maybe|"
    r"make it|make that|let's say|lets say)[\s,.:]+)*"
    r"(?P<h>\d{1,2})(?:[ .:h](?P<min>[0-5]\d))?(?:ish)?"
    r"\W*(?:please|pls|thanks|then|instead|works|is fine|is good)?\W*"
)

_FOUR_FIGURES = re.compile(r"\d{4}\s*(?:hrs|hours|h)?[.!]?")
_BARE_ISH = re.compile(
    r"\W*(?:(?:at|around|about|maybe|say|like|"
    r"for)\s+)*(?P<h>\d{1,2})(?P<min>:[0-5]\d)?ish\W*"
)

_REMINDS = re.compile(
    r"remind|prompt|ping|nudge|check[- ]?ins?\b|alarm|notif|(?:message|text|ask|wake|poke|"
    r"buzz|bother|call|write) me|"
    r"(?:prompt|alarm|message|change the|other|better|different) time\b|\bwhat time|"
    r"\btime of day|schedul|come back|suits?\b|\bmessages?\b|earlier|new time|prefer|"
    r"suit me|\b(?:move|change|switch|set|make|shift|push|put) (?:it|them|that|this|my|"
    r"the)\b|o'?clock|nag"
)
_HURTS = re.compile(
    r"\b(?:pain|hurt|hurts|hurting|ache\w*|aching|sore\w*|score|rate|rating|level|scale)\b"
)
_IS_AT = re.compile(
    r"\b(?:is|it's|its|'s|was|sits|sitting|stays|staying|stayed|pain|knee|still|now|sat|up|"
    r"down)\s*(?:still |now |only |just )?$"
)
_ARTICLE = re.compile(r"\b(?:an?|another|the)\s*$")
_MEASURED = re.compile(UNIT)

NOON_WORDS = {"noon": 12, "midday": 12, "mid day": 12, "midnight": 0}


class _Time(NamedTuple):
    start: int
    end: int
    hour: int
    minute: int
    part: str


def find_times(plain: PlainText, expected: bool = False) -> list[FoundEntity]:
    """Finds the times of day.

    Args:
        plain: the message.
        expected: whether the message answers a question for a time, so that "8" is one.

    Returns:
        One `time` for each different time, "HH:MM".
    """
    taken: list[tuple[int, int]] = []
    found = []
    for time in _times(plain.text, expected):
        if any(time.start < end and start < time.end for start, end in taken):
            continue
        taken.append((time.start, time.end))
        if 0 <= time.hour <= 24 and 0 <= time.minute <= 59:
            part = time.part or part_near(plain.text, time.start, time.end)
            value = f"{hour_of_day(time.hour, part):02d}:{time.minute:02d}"
            found.append(plain.found("time", value, time.start, time.end))
    return found


def is_bare_ish(plain: PlainText) -> bool:
    """Tells whether the message is "eightish" and no more."""
    return bool(_BARE_ISH.fullmatch(plain.text))


def _times(text: str, expected: bool) -> Iterator[_Time]:
    """All readings, the surest first."""
    reminds = bool(_REMINDS.search(text))
    bare = (_BARE if expected else _BARE_ISH).fullmatch(text)
    if bare:
        yield _time(bare)
    for match in _CLOCK.finditer(text):
        if match["sep"] == ":" or match["m"] or _is_dotted_time(text, match, reminds):
            yield _time(match)
    for match in _PAST_OR_TO.finditer(text):
        if _is_past_or_to(text, match, reminds):
            yield _past_or_to(match)
    for match in _HALF.finditer(text):
        yield _time(match)._replace(minute=30)
    for pattern in (_JOINED_MERIDIEM, _HOUR_MERIDIEM, _OCLOCK):
        for match in pattern.finditer(text):
            yield _time(match)
    for match in _WORD.finditer(text):
        group = "w" if match["w"] else "w2"
        yield _Time(
            *match.span(group),
            NOON_WORDS[match[group]],
            0,
            "am" if match[group] == "midnight" else "pm",
        )
    for match in _JOINED.finditer(text):
        four = match.start() > 0 and len(match["h"]) == 2
        if not match["unit"] and (reminds or match["m"] or four or _FOUR_FIGURES.fullmatch(text)):
            yield _time(match)
    for match in _AT.finditer(text):
        likely = reminds or (int(match["h"]) <= 12 and _AFTER_AT.match(text, match.end()))
        if likely and not _is_pain(text, match):
            yield _time(match)
    for match in _WITH_PART.finditer(text):
        if not _is_pain(text, match):
            yield _time(match)
    if reminds:
        for match in _LOOSE.finditer(text):
            if not _is_pain(text, match):
                yield _time(match)


def _time(match: re.Match[str]) -> _Time:
    groups = match.groupdict()
    minute = (groups.get("min") or "0").removeprefix("oh ")
    part = {"a": "am", "p": "pm"}.get((groups.get("m") or " ")[0], "")
    end = (
        match.end("m")
        if groups.get("m")
        else max(match.end("h"), match.end("min") if groups.get("min") else 0)
    )
    if match.re in (_OCLOCK, _HALF):
        end = match.end()
    start = match.start() if match.re is _HALF else match.start("h")
    return _Time(start, end, int(match["h"]), int(minute), part)


def _past_or_to(match: re.Match[str]) -> _Time:
    minutes = 15 if match["min"] == "quarter" else int(match["min"])
    hour = NOON_WORDS[match["h"]] if match["h"] in NOON_WORDS else int(match["h"])
    part = {"a": "am", "p": "pm"}.get((match["m"] or " ")[0], "")
    if match["h"] in NOON_WORDS:
        part = "am" if match["h"] == "midnight" and match["dir"] in ("past", "after") else "pm"
        hour = hour or (0 if part == "am" else 24)
    if minutes > 59:
        return _Time(*match.span(), hour, 99, part)
    if match["dir"] in ("past", "after"):
        return _Time(*match.span(), hour, minutes, part)
    if hour == 1 and part != "":  # a quarter to one in the afternoon is 12:45, still "pm"
        return _Time(*match.span(), 12, 60 - minutes, part)
    return _Time(*match.span(), hour - 1 if hour else 23, 60 - minutes, part)


def _is_past_or_to(text: str, match: re.Match[str], reminds: bool) -> bool:
    """Tells "ten to eight" from "a pain of two to three" and "ten to twelve reps"."""
    if match["min"] == "quarter" or match["dir"] == "past" or match["m"]:
        return True
    if match["dir"] == "of" or int(match["min"]) not in (5, 10, 20, 25):
        return False
    said_at = re.search(
        r"(?:\bat|@|\bby|\bremind me)\s*(?:about |around )?$", text[: match.start()]
    )
    return bool(said_at or reminds or part_near(text, *match.span()))


def _is_dotted_time(text: str, match: re.Match[str], reminds: bool) -> bool:
    """Tells "at 7.30" from "5.25 miles"."""
    if _MEASURED.match(text, match.end()):
        return False
    said_at = re.search(
        r"(?:\bat|@|\bby|\baround|\babout|\btill?|\buntil)\s*$", text[: match.start()]
    )
    alone = not text[: match.start()].strip() and not text[match.end() :].strip(" .!?")
    return bool(said_at or alone or reminds or part_near(text, *match.span()))


def _is_pain(text: str, match: re.Match[str]) -> bool:
    """Tells "knee is at 4" and "pain was 6 this morning" from "at 4"."""
    clause = re.split(
        r"[.;!?]|\band (?:remind|ping|ask|text|message)|\bso\b", text[: match.start("h")]
    )[-1]
    if _ARTICLE.search(clause):
        return True
    before_at = re.sub(r"(?:\bat|@)\s*(?:about |around )?$", "", clause)
    return bool(_HURTS.search(clause) or _IS_AT.search(before_at))
