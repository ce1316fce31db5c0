"""The sentences about reminders, from content/, and how times and days are put into them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time
from pathlib import Path
from typing import Any

import yaml

from hipwise.coaching.schedule import WEEKDAYS, Rhythm
from hipwise.coaching.zones import zone_title
from hipwise.errors import HipwiseError

_WORKING, _WEEKEND = WEEKDAYS[:5], WEEKDAYS[5:]
_SOON_DAYS = 7


class ReminderWords:
    """Puts sentences together."""

    def __init__(self, words: Mapping[str, Any]) -> None:
        """Takes content/reminders.yml as read."""
        self._words = words

    def say(self, *path: str, **fill: str) -> str:
        """A sentence by its place in the file.

        Raises:
            KeyError: there is none.
        """
        found: Any = self._words
        for name in path:
            found = found[name]
        return str(found).strip().format(**fill)

    def button(self, name: str) -> str:
        """The title of a button."""
        return self.say("buttons", name)

    def rhythm(self, rhythm: Rhythm) -> str:
        """What is set: "Every weekday at 19:30, London time."."""
        return self.say(
            "rhythm",
            days=self.days(rhythm),
            time=clock(rhythm.at),
            zone=zone_title(rhythm.zone),
        )

    def days(self, rhythm: Rhythm) -> str:
        """The days of a rhythm: "Every Monday and Friday"."""
        if rhythm.alternate_from is not None:
            return self.say("days", "alternate")
        days = rhythm.weekdays
        for whole, name in ((WEEKDAYS, "daily"), (_WORKING, "working"), (_WEEKEND, "weekend")):
            if set(days) == set(whole):
                return self.say("days", name)
        named = [self.say("names", day) for day in WEEKDAYS if day in days]
        joined = ", ".join(named[:-1])
        last = f" {self.say('days', 'and')} {named[-1]}" if joined else named[-1]
        return self.say("days", "some", days=f"{joined}{last}")

    def day(self, day: date, today: date) -> str:
        """A day as people say it: "today", "on Friday", "on Monday 7 December"."""
        ahead = (day - today).days
        if ahead in (0, 1):
            return self.say("day", "tomorrow" if ahead else "today")
        kind = "soon" if 0 < ahead < _SOON_DAYS else "later"
        return self.say(
            "day",
            kind,
            weekday=self.say("names", WEEKDAYS[day.weekday()]),
            day=str(day.day),
            month=str(self._words["months"][day.month - 1]),
        )

    def next(self, day: date, today: date) -> str:
        """When the next one comes, as a sentence."""
        return self.say("next", day=self.day(day, today))


def clock(at: time) -> str:
    """A time as it is shown: "07:30"."""
    return at.strftime("%H:%M")


def joined(parts: Sequence[str]) -> str:
    """Sentences as one text."""
    return " ".join(part for part in parts if part)


def load_words(path: Path) -> Mapping[str, Any]:
    """Reads a file of words.

    Raises:
        HipwiseError: it cannot be read.
    """
    try:
        words = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise HipwiseError(f"{path.name}: cannot be read ({type(error).__name__})") from error
    if not isinstance(words, dict):
        raise HipwiseError(f"{path.name}: expected a mapping of names to sentences")
    return words
