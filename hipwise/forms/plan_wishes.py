"""Reads what people wish of their plan, while the talk is about it. Pure.

"Swap the hydrants", "can I add step ups", "skip the bridge today", "rather Tuesday and
Saturday". Such words mean other things elsewhere, so they are read so in talk of the plan, or
where the language model takes the message for such.
"""

from __future__ import annotations

import datetime as dtm
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Optional

from hipwise.coaching.plan import WEEKDAYS
from hipwise.forms.check_in_words import phrases
from hipwise.understanding.entities import MessageReader, find_entities
from hipwise.understanding.entities.plain import HIDDEN, plain_text

_NAMED = re.compile(f"{HIDDEN}[{HIDDEN} ]*(?<! )")
_IT = "it"  # what an exercise's name is called in the table
_LONGEST = 25  # words; whoever writes more has something else to say
# "Rather something else": the order in which wishes are looked for.
_ORDER = ("not_today", "back", "swap", "add", "skip")


class Wish(str, Enum):
    """What is wished."""

    SWAP = "swap"
    ADD = "add"
    SKIP = "skip"
    NOT_TODAY = "not_today"
    BACK = "back"
    DAYS = "days"
    SHOW = "show"
    WEEK = "week"


@dataclass(frozen=True)
class Wished:
    """A wish and what it is about.

    Attributes:
        wish: what is wished.
        exercises: those named, in order: of a swap, the old one and perhaps the new one.
        days: weekdays named.
        day: the day to show.
    """

    wish: Wish
    exercises: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    day: Optional[dtm.date] = None


class PlanWishes:
    """Reads wishes by data/lookup/plan.yml; built once."""

    def __init__(self, table: Mapping[str, Any], reader: MessageReader) -> None:
        """Takes the table, and the reader of entities."""
        self._reader = reader
        self._wishes = {kind: phrases(table[kind]) for kind in _ORDER}
        self._week, self._tomorrow = phrases(table["week"]), phrases(table["tomorrow"])
        self._days = phrases(table["days"])

    def read(self, text: str, now: dtm.datetime, plan: Sequence[str] = ()) -> Optional[Wished]:
        """The wish of a message; None where it holds none.

        Args:
            text: as typed.
            now: the person's local time.
            plan: exercises of their plan, ids or own names.
        """
        doc = self._reader.read(text)
        written = plain_text(doc)
        if not written.text.strip() or len(written.text.split()) > _LONGEST:
            return None
        found = find_entities(doc, now)
        named = [one for one in found if one.entity == "exercise"]
        exercises = [str(one.value) for one in named]
        plain = _NAMED.sub(_IT, written.without(named).text)
        for name in plan:
            if name.lower() in plain and name not in exercises:
                exercises.append(name)
                plain = plain.replace(name.lower(), _IT)
        days = tuple(str(one.value) for one in found if one.entity == "weekday")
        days = tuple(day for day in days if day in WEEKDAYS)
        if days and not exercises and (len(days) > 1 or self._days.search(plain)):
            return Wished(Wish.DAYS, days=days)
        for kind in _ORDER:
            if kind == "not_today" and exercises:
                continue
            if not self._wishes[kind].search(plain):
                continue
            if kind in ("not_today", "back") or exercises or kind == "swap":
                return Wished(Wish(kind), tuple(exercises))
        return self.shown(text, now)

    def shown(self, text: str, now: dtm.datetime) -> Optional[Wished]:
        """Which day or week is asked for; None where none is named."""
        doc = self._reader.read(text)
        plain = plain_text(doc).text
        if self._tomorrow.search(plain):
            return Wished(Wish.SHOW, day=now.date() + dtm.timedelta(days=1))
        days = [str(one.value) for one in find_entities(doc, now) if one.entity == "weekday"]
        if len(days) == 1 and days[0] in WEEKDAYS:
            ahead = (WEEKDAYS.index(days[0]) - now.weekday()) % len(WEEKDAYS)
            return Wished(Wish.SHOW, day=now.date() + dtm.timedelta(days=ahead))
        if self._week.search(plain):
            return Wished(Wish.WEEK)
        return None
