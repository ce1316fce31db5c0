"""Lengths of time in minutes: "in 20 minutes", "an hour and a half"."""

from __future__ import annotations

import re

from hipwise.understanding.entities.found import FoundEntity
from hipwise.understanding.entities.numbers import COUNT, count_of
from hipwise.understanding.entities.plain import PlainText

LONGEST_MINUTES = 7 * 24 * 60

_HOURS = r"(?:hours?\b|hrs?\b|h\b|h(?=\d))"
_MINUTES = r"(?:minutes?|mins?|m)\b"
_LENGTH = re.compile(
    r"(?<![\w.:/])(?:"
    r"(?P<quarters>quarter|(?:3|three) quarters) of an (?:hour|hr)\b|"
    r"(?P<half>half|1/2|½)[\s-]*(?:an? |of an )?(?:hour|hr)\b|"
    r"(?P<bare_half>(?:an )?(?:hour|hr) and a half)\b|"
    rf"(?P<hours>\d{{1,2}}[.,]\d{{1,2}}|{COUNT})(?P<some> (?:and )?(?:a )?(?:half|1/2)|"
    rf"\s*½)?(?:\s*-\s*|\s+|(?<=[\d½])){_HOURS}"
    r"(?:(?P<more> and a half| and a quarter)|"
    rf"\s*(?:and\s*)?(?P<rest>\d{{1,2}})(?:\s*{_MINUTES}|\b(?!\s*(?:x|reps?|sets?))))?|"
    rf"(?P<minutes>{COUNT})(?: more| extra)?(?:\s*-\s*|\s+|(?<=\d))(?:minutes?|mins?|(?<=\d)m)\b"
    r")"
)

# "Remind me in 5": minutes where no unit is said.
_IN_MINUTES = re.compile(
    r"(?:\b(?:remind|ask|ping|prompt|text|message|nudge|try|poke|"
    r"buzz)(?: me)?(?: again)? in|\bback in|\bsnooze(?: it| for)*|"
    r"\b(?:gimme|give me)|^\W*in|\bagain in|\bme in)\s+(?:another |about |"
    r"like )?(?P<minutes>\d{1,3})"
    r"(?=\s*(?:$|[.,!?]|please|pls|thanks|more|then|or so))"
)


def find_durations(plain: PlainText) -> list[FoundEntity]:
    """Finds lengths of time up to a week, as `duration_minutes`."""
    found = []
    for match in _LENGTH.finditer(plain.text):
        minutes = round(_minutes(match))
        if 0 < minutes <= LONGEST_MINUTES:
            found.append(plain.found("duration_minutes", minutes, *match.span()))
    said_short = None if found else _IN_MINUTES.search(plain.text)
    if said_short and int(said_short["minutes"]):
        minutes = int(said_short["minutes"])
        found.append(plain.found("duration_minutes", minutes, *said_short.span("minutes")))
    return found


def _minutes(match: re.Match[str]) -> float:
    if match["quarters"]:
        return 15 if match["quarters"] == "quarter" else 45
    if match["half"]:
        return 30
    if match["bare_half"]:
        return 90
    if match["minutes"]:
        return count_of(match["minutes"])
    said = match["hours"]
    decimal = re.fullmatch(r"(\d+)[.,](\d+)", said)
    hours = float(f"{decimal[1]}.{decimal[2]}") if decimal else count_of(said)
    hours += 0.5 if match["some"] else 0
    hours += {" and a half": 0.5, " and a quarter": 0.25}.get(match["more"] or "", 0)
    return 60 * hours + int(match["rest"] or 0)
