"""A stretch of days in words: "last month", "since March", "the past three weeks". Pure."""

from __future__ import annotations

import datetime as dtm
import re
from typing import Optional

from dateutil.relativedelta import relativedelta

# Where nothing is said: long enough to see a change, short enough to read on a phone.
USUAL_WEEKS = 12
LONGEST_YEARS = 2

_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "couple": 2, "three": 3, "few": 3, "four": 4, "five": 5,
    "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
}  # fmt: skip
_MONTHS = (
    "january february march april may june july august september october november december"
).split()
_BACK = re.compile(
    rf"\b(?P<number>\d{{1,3}}|{'|'.join(_NUMBERS)})?\s*(?:of\s+)?"
    r"(?P<unit>day|week|wk|fortnight|month|year)s?\b",
    re.IGNORECASE,
)
_THIS = re.compile(r"\bthis (week|month|year)\b", re.IGNORECASE)
_MONTH = re.compile(
    r"\b(?P<link>since|from|in|for|during|last)?\s*(?P<month>"
    rf"{'|'.join(f'{month[:3]}(?:t|{month[3:]})?' for month in _MONTHS)})\b",
    re.IGNORECASE,
)
_ALL = re.compile(
    r"\b(?:all|everything|whole|ever|(?:since|from) (?:the )?(?:start|beginning))\b", re.I
)


def read_range(
    text: str, today: dtm.date, first_known: Optional[dtm.date] = None
) -> tuple[dtm.date, dtm.date]:
    """The days that a message asks about.

    Args:
        text: as typed; empty for a button.
        today: the person's local day.
        first_known: the first day anything is known of.

    Returns:
        First and last day, both included; without such words the last twelve weeks, or as much
        of them as there is.
    """
    first, last = _said(text, today) or (None, today)
    if first is None:
        usual = today - dtm.timedelta(weeks=USUAL_WEEKS)
        whole = first_known is not None and _ALL.search(text) is not None
        first = first_known if whole and first_known else max(usual, first_known or usual)
    earliest = today - relativedelta(years=LONGEST_YEARS)
    return min(max(first, earliest), last), last


def _said(text: str, today: dtm.date) -> Optional[tuple[dtm.date, dtm.date]]:
    if match := _THIS.search(text):
        unit = match[1].lower()
        if unit == "week":
            return today - dtm.timedelta(days=today.weekday()), today
        return today.replace(day=1, **({"month": 1} if unit == "year" else {})), today
    if match := _MONTH.search(text):
        return _of_month(match, today)
    if match := _BACK.search(text):
        number = (match["number"] or "1").lower()
        count = int(number) if number.isdecimal() else _NUMBERS[number]
        return _before(today, match["unit"].lower(), max(count, 1)), today
    return None


def _of_month(match: re.Match[str], today: dtm.date) -> Optional[tuple[dtm.date, dtm.date]]:
    # "may" alone is mostly the verb.
    if match["month"].lower() == "may" and not match["link"]:
        return None
    month = next(
        number
        for number, name in enumerate(_MONTHS, 1)
        if name.startswith(match["month"].lower()[:3])
    )
    year = today.year if month <= today.month else today.year - 1
    first = dtm.date(year, month, 1)
    if (match["link"] or "").lower() in ("since", "from"):
        return first, today
    return first, min(first + relativedelta(months=1, days=-1), today)


def _before(today: dtm.date, unit: str, count: int) -> dtm.date:
    span = {
        "day": relativedelta(days=count),
        "fortnight": relativedelta(weeks=2 * count),
        "month": relativedelta(months=count),
        "year": relativedelta(years=count),
    }.get(unit, relativedelta(weeks=count))
    return today - span + dtm.timedelta(days=1)
