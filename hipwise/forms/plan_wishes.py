"""Reads what people wish of their plan, while the talk is about it. Pure.

"Swap the hydrants", "can I add step ups", "skip the bridge today", "rather Tuesday and
Saturday". Such words mean other things elsewhere, so they are read so in talk of the plan, or
where the language model takes the message for such.
"""

from __future__ import annotations

import datetime as dtm
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, Optional

from hipwise.coaching.plan import WEEKDAYS
from hipwise.forms.check_in_words import phrases
from hipwise.understanding.entities import MessageReader, find_entities
from hipwise.understanding.entities.found import FoundEntity
from hipwise.understanding.entities.plain import HIDDEN, plain_text
from hipwise.understanding.entities.weekdays import days_mentioned

_NAMED = re.compile(f"{HIDDEN}[{HIDDEN} ]*(?<! )")
_IT = "it"  # what an exercise's name is called in the table
_LONGEST = 25  # words; whoever writes more has something else to say
# "Rather something else": the order in which wishes are looked for.
_ORDER = ("not_today", "back", "fewer", "swap", "add", "skip")
# Where what is said of a day ends.
_CLAUSES = re.compile(r"[.;!?,\n]|\b(?:but|so|then|maybe)\b")
_JOINS = re.compile(r"\W*(?:(?:and|or|nor|on)\b\W*)*")
# "Only 2" and "2 exercises" say how many are wanted, "1 exercise less" does not.
_COUNT = re.compile(
    r"\b(?:only|just|max) (?:do |have |want |the )*(?P<only>[1-9]|one)\b|"
    r"\b(?P<count>[1-9]|one) exercises?\b(?! (?:less|fewer|out|too))"
)


class Wish(str, Enum):
    """What is wished."""

    SWAP = "swap"
    ADD = "add"
    SKIP = "skip"
    NOT_TODAY = "not_today"
    FEWER = "fewer"
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
        away: weekdays on which they cannot or will not train.
        dose: sets and repetitions told beside an exercise to add.
        count: how many exercises are wanted at most.
    """

    wish: Wish
    exercises: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    day: Optional[dtm.date] = None
    away: tuple[str, ...] = ()
    dose: tuple[Optional[int], Optional[int]] = (None, None)
    count: Optional[int] = None


class PlanWishes:
    """Reads wishes by data/lookup/plan.yml; built once."""

    def __init__(self, table: Mapping[str, Any], reader: MessageReader) -> None:
        """Takes the table, and the reader of entities."""
        self._reader = reader
        self._wishes = {kind: phrases(table[kind]) for kind in _ORDER}
        self._week, self._tomorrow = phrases(table["week"]), phrases(table["tomorrow"])
        self._days = phrases(table["days"])
        self._around_day = frozenset(table["around_day"])
        self._day_words = {name: phrases(words) for name, words in table["day_words"].items()}

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
        moved = None if exercises else self._moved_days(plain, text.lower())
        if moved is not None:
            return moved
        days = tuple(str(one.value) for one in found if one.entity == "weekday")
        days = tuple(day for day in days if day in WEEKDAYS)
        of_knee = self._day_words["of_knee"].search(plain) is not None
        if days and not exercises and not of_knee and (len(days) > 1 or self._days.search(plain)):
            return Wished(Wish.DAYS, days=days)
        for kind in _ORDER:
            if kind == "not_today" and exercises:
                continue
            if not self._wishes[kind].search(plain):
                continue
            # "Can't do Wednesday" swaps no exercise.
            if not exercises and kind == "swap" and days:
                continue
            if kind == "fewer":
                if exercises:
                    continue
                count = _COUNT.search(plain)
                said = count and (count["only"] or count["count"]).replace("one", "1")
                return Wished(Wish.FEWER, count=int(said) if said else None)
            if kind in ("not_today", "back") or exercises or kind == "swap":
                wished = Wished(Wish(kind), tuple(exercises))
                return replace(wished, dose=_dose(found)) if kind == "add" else wished
        return self.shown(text, now)

    def _moved_days(self, plain: str, typed: str) -> Optional[Wished]:
        """Days taken away and put in: "can't do wednesdays, thursday instead"; None without."""
        away: dict[str, None] = {}
        into: dict[str, None] = {}
        says = self._day_words
        clauses = [clause.strip() for clause in _CLAUSES.split(plain)]
        if any(says["asks"].match(clause) for clause in clauses):
            return None
        for clause in clauses:
            named = days_mentioned(clause)
            takes_away = self._takes_away(clause)
            leaves: Optional[bool] = None  # of the day before in this clause
            for place, (day, start, end) in enumerate(named):
                before = clause[named[place - 1][2] if place else 0 : start]
                after = clause[end : named[place + 1][1] if place + 1 < len(named) else None]
                goes_on = place > 0 and _JOINS.fullmatch(before) is not None
                if says["from_to"].search(after) and says["move"].search(before):
                    leaves = True
                elif says["to"].search(before):
                    leaves = False
                elif says["away_before"].search(before) or says["away_after"].search(after):
                    leaves = True
                elif not goes_on:
                    leaves = False
                if takes_away or not leaves:
                    (away if leaves else into)[day] = None
        into = {day: None for day in into if day not in away}
        # "Fridays" lasts longer than "Friday"; the plain text has no such endings.
        lasting = bool(into) or says["lasting"].search(typed) is not None
        if not away or not lasting or says["once"].search(plain):
            return None
        asks = "?" in typed and not says["asks_for"].search(plain)
        if not into and (asks or any(says["asks_whether"].match(clause) for clause in clauses)):
            return None
        return Wished(Wish.DAYS, days=tuple(into), away=tuple(away))

    def _takes_away(self, clause: str) -> bool:
        """Whether a clause is about training on its days, and not about the knee."""
        if self._day_words["of_knee"].search(clause):
            return False
        if self._day_words["training"].search(clause):
            return True
        rest = clause
        for _, start, end in reversed(days_mentioned(clause)):
            rest = rest[:start] + rest[end:]
        return self._around_day.issuperset(re.findall(r"[a-z']+", rest))

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


def _dose(found: Sequence[FoundEntity]) -> tuple[Optional[int], Optional[int]]:
    """Sets and repetitions, where told."""
    told = {one.entity: int(one.value) for one in found if one.entity in ("sets", "reps")}
    return told.get("sets"), told.get("reps")
