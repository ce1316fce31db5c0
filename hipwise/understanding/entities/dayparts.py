"""Morning or evening: what makes a bare hour an hour of the day."""

from __future__ import annotations

import re

_PART = re.compile(
    r"(?<!good )\b(?:(?P<am>mornings?|breakfast|dawn|before work|a\.m\.?|first thing)|"
    r"(?P<pm>afternoons?|evenings?|eve|tea ?time|dinner|supper|after (?:work|school)|p\.m\.?|"
    r"tonight|nights?|night ?time|bed|bedtime))\b"
)
_NIGHT = ("tonight", "night", "bed")
FARTHEST = 40  # characters between an hour and the word that explains it
WORSE_BEFORE = 3  # "8 in the morning and 7 in the evening": the word after the hour is likelier


def part_near(text: str, start: int, end: int) -> str:
    """The part of day that is said about the hour at `text[start:end]`.

    Returns:
        "am", "pm", "night", or "" where none is said nearby.
    """
    best, best_distance = "", FARTHEST + 1
    for match in _PART.finditer(text):
        if match.start() >= end:
            distance = match.start() - end
        elif match.end() <= start:
            distance = WORSE_BEFORE * (start - match.end())
        else:
            continue
        if distance < best_distance:
            best_distance = distance
            night = match.group().startswith(_NIGHT)
            best = "am" if match.group("am") else "night" if night else "pm"
    return best


def hour_of_day(hour: int, part: str) -> int:
    """Puts an hour as said into the day of 24 hours.

    With no part of day the hour stands as it is said: 7 is 07:00 and 19 is 19:00.

    Args:
        hour: 0 to 24.
        part: "am", "pm", "night" or "".

    Returns:
        0 to 23. At night 12 is midnight and 1 to 4 are the small hours.
    """
    if hour == 24:
        return 0
    if part == "am":
        return 0 if hour == 12 else hour
    if part == "night" and (hour == 12 or 1 <= hour <= 4):
        return hour % 12
    if part in ("pm", "night") and 1 <= hour <= 11:
        return hour + 12
    return hour
