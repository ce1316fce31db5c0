"""Sets and repetitions: "3x12", "two rounds of ten each side"."""

from __future__ import annotations

import re

from hipwise.understanding.entities.found import FoundEntity
from hipwise.understanding.entities.numbers import COUNT, count_of
from hipwise.understanding.entities.plain import PlainText

MOST_SETS = 20
MOST_REPS = 200

_NUMBER = r"(?<![\w.:/])(?:\d{1,3}\s*(?:-|to|or)\s*)?(\d{1,3})"
_ROUGHLY = r"(?:(?:about|around|roughly|like|maybe|only|just|another)\s+)?"

_GRID = re.compile(
    r"(?<![\w.:/])(\d{1,2})(?: sets?)?\s*(?:x|\*|by|times)\s*"
    + _ROUGHLY
    + r"(?:\d{1,3}\s*(?:-|to|or)\s*)?(\d{1,3})(?![\d.:/])"
)
_SETS = re.compile(
    rf"(?<![\w.:/])(?:\d{{1,2}}\s*(?:-|to|or)\s*)?({COUNT})(?:\s+|(?<=\d))(?:full |quick |"
    r"more |good )?"
    r"(?:sets?|rounds?|lots?|circuits?)\b(?! backs?\b)"
)
_A_SET_OF = re.compile(r"(?<=set|und|uit|ets|nds|its)(?:\s+of\b|\s*$|[.,!])")  # and not "a lot of"
_REPS_AFTER_SETS = re.compile(
    r"\s*(?:(?:of|x|with|at|and|for|by|,|:|-|@)\s*)*"
    + _ROUGHLY
    + r"(?:\d{1,3}\s*(?:-|to|or)\s*)?(\d{1,3})(?![\w.:/])"
)
_REPS = re.compile(_NUMBER + r"\s*(?:full |good |slow |more )?(?:reps?|repetitions?|repeats)\b")
_EACH = re.compile(
    _NUMBER
    + r"\s*(?:on |per |a |for )?(?:each|per|a|either|every|both)\s+(?:side|leg|way|knee)s?\b"
)
_LABELLED = re.compile(r"\b(sets?|reps?|repetitions?)\s*[:=]\s*(\d{1,3})\b|\b(reps?) (\d{1,3})\b")
_SETS_OF = re.compile(r"\bsets? of " + _ROUGHLY + r"(\d{1,3})\b")

# What makes the second number a hold, a distance or a weight.
_HELD = re.compile(r"\s*-?\s*(?:s|secs?|seconds?|mins?|minutes?)\b")
_MEASURE = re.compile(
    r"\s*-?\s*(?:m|km|k|metres?|meters?|yards?|miles?|kg|kgs|kilos?|lbs?|pounds?|%|days?|weeks?|"
    r"months?|years?|a (?:day|week)|hours?|hrs?|h|am|pm|/)(?![a-z])"
)
_SETS_LAST = re.compile(r"\s*(?:sets?|rounds?)\b")


def find_training(plain: PlainText, names: list[FoundEntity]) -> list[FoundEntity]:
    """Finds sets and reps. Of a range ("10 to 12 reps") it takes the higher number.

    Args:
        plain: the message.
        names: names found in it; a number right before an exercise counts its reps.
    """
    found: list[FoundEntity] = []
    text = plain.text

    def add(entity: str, match: re.Match[str], group: int) -> None:
        value = int(count_of(match.group(group).strip()))
        most = MOST_SETS if entity == "sets" else MOST_REPS
        taken = any(one.entity == entity for one in found)
        if 1 <= value <= most and not taken:
            found.append(plain.found(entity, value, *match.span(group)))

    for match in _GRID.finditer(text):
        if _MEASURE.match(text, match.end()):
            continue
        if _SETS_LAST.match(text, match.end()):
            add("reps", match, 1)
            add("sets", match, 2)
            continue
        add("sets", match, 1)
        if not _HELD.match(text, match.end()):
            add("reps", match, 2)
    for match in _SETS.finditer(text):
        if found and found[0].entity == "sets":
            break
        if match.group(1).startswith(("a", "few")) and not _A_SET_OF.match(text, match.end()):
            continue
        add("sets", match, 1)
        reps = _REPS_AFTER_SETS.match(text, match.end())
        if reps and not _measured(text, reps.end()):
            add("reps", reps, 1)
    for pattern in (_REPS, _EACH, _SETS_OF):
        for match in pattern.finditer(text):
            if not _measured(text, match.end(1)):
                add("reps", match, 1)
    for match in _LABELLED.finditer(text):
        entity = "sets" if (match.group(1) or "").startswith("set") else "reps"
        add(entity, match, 2 if match.group(1) else 4)
    if not any(one.entity == "reps" for one in found):
        found.extend(_counted_exercise(plain, names) or ())
    return found


def _measured(text: str, end: int) -> bool:
    return bool(_HELD.match(text, end) or _MEASURE.match(text, end))


_BEFORE_NAME = re.compile(_NUMBER + r"\s+(?:of |more |slow |good )?$")
_WEIGHED_OR_TIMED = re.compile(
    r"(?:pain|score|at|day|week|level|stage|phase|number|only)\s+\d+\s+$"
)


def _counted_exercise(plain: PlainText, names: list[FoundEntity]) -> list[FoundEntity] | None:
    """Reads "did 20 clamshells" as 20 reps."""
    for name in names:
        if name.entity != "exercise" or name.start not in plain.starts:
            continue
        before = plain.text[: plain.starts.index(name.start)]
        match = _BEFORE_NAME.search(before)
        if match and not _WEIGHED_OR_TIMED.search(before) and 2 <= int(match.group(1)) <= MOST_REPS:
            return [plain.found("reps", int(match.group(1)), *match.span(1))]
    return None
