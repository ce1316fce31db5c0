"""Days of the week: "mon wed fri", "every day except sunday", "every other day"."""

from __future__ import annotations

import re

from hipwise.understanding.entities.found import FoundEntity
from hipwise.understanding.entities.plain import PlainText

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WORKING_DAYS, WEEKEND = DAYS[:5], DAYS[5:]

FULL_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
_SHORT_DAY = r"(?:mon|tues?|weds?|thu(?:rs?)?|fri|sat|sun)s?"
_DAY = re.compile(rf"\b(?:(?P<full>{FULL_DAY})|(?P<short>{_SHORT_DAY}))\b(?:\s*'s)?")

# "Sat" and "sun" are words too: short forms count beside another day or one of these.
_LEADS_TO_DAY = re.compile(
    r"(?:\b(?:on|every|each|except|till?|until|next|from|not|only|but|through|thru|to|"
    r"and|or|skip|no|last|monday to|for|make it)|[,&/+-])\s*$"
)
_PLANS = re.compile(
    r"\b(?:play(?:ing)?|run(?:ning)?|rac(?:e|ing)|train(?:ing)?|game|match|comp(?:ete|eting)?|"
    r"tournament|final|practice|football|rugby|parkrun|this|by|before|come)\s*$"
)
_ENDS_THERE = re.compile(r"\s*(?:$|[?!.,;]|(?:or|and|but|if|with|though|tho)\b)")
_PART_OF_DAY = re.compile(r"\s*(?:am|pm|morn(?:ing)?|afternoon|aft|eve(?:ning)?|night|nite)\b")
_THE_SUN = re.compile(r"\b(?:the|i|he|she|we|they|have|had|been|was|just)\s*$")

_ALTERNATE = re.compile(
    r"\b(?:every (?:other|second|2nd|2|two|alternate|alternative) days?|"
    r"(?:on )?(?:alternate|alternating|alternative|alternated) days?|"
    r"(?:1 |one |a )?day on,? (?:and )?(?:(?:1|one|a) )?(?:day )?off|one day on(?:,|"
    r" and)? one day off|"
    r"every other (?:night|evening|morning)|every other(?=\W*$))\b|\beod\b"
)
_DAILY = re.compile(
    r"\b(?:every ?day|daily|each day|all days|any day|7 days(?: a week)?|all week|every single day|"
    r"(?:every|each) (?:morning|evening|night|afternoon)|nightly)\b"
)
_WORKING = re.compile(
    r"\b(?:(?:every |each |on |only )?(?:week ?days?|work(?:ing)? ?days?)|"
    r"days of the week)\b"
)
_WEEKEND = re.compile(r"\b(?:every |each |on |at |the |only )*(?:weekends?|week ends)\b")
_EXCEPT = re.compile(
    r"\b(?:except(?:ing)?(?: for)?|but not|apart from|excluding|not on|not|skip|without|"
    r"minus|other than|bar|but|leave(?: out)?)\s+(?:the |my |on |for |every )*$"
)
_DAYS_LISTED = re.compile(
    r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}(?:\s*(?:,|and|or|&|/)\s*|\s+)(?:on )?)+$"
)
_RANGE = re.compile(
    rf"\b(?P<a>{FULL_DAY}|{_SHORT_DAY})\s*(?:-|to|till?|until|through|"
    rf"thru)\s*(?P<b>{FULL_DAY}|{_SHORT_DAY})\b"
)
LONGEST_WISH = 6  # words
_HURTS = re.compile(
    r"\b(?:pain\w*|hurt\w*|ache\w*|aching|sore|swell\w*|swollen|click\w*|limp\w*)\b"
)
_REMINDS = re.compile(r"remind|prompt|ping|nudge|check|ask me|message|text me|\bset\b")


def find_weekdays(plain: PlainText) -> list[FoundEntity]:
    """Finds the days meant; a phrase that means several days gives each, at the same place.

    Days after "except" are left out; alone ("not on sundays") they mean all the others.
    "Every day" beside talk of pain is no wish for prompts and gives nothing.
    """
    text = plain.text
    alternate = _ALTERNATE.search(text)
    if alternate:
        return [plain.found("weekday", "alternate", *alternate.span())]

    meant: dict[str, tuple[int, int]] = {}
    left_out: dict[str, tuple[int, int]] = {}

    def mention(days: tuple[str, ...], span: tuple[int, int]) -> None:
        into = left_out if _is_excepted(text, span[0]) else meant
        for day in days:
            into.setdefault(day, span)

    ranges = []
    for match in _RANGE.finditer(text):
        first, last = _day(match["a"]), _day(match["b"])
        count = (DAYS.index(last) - DAYS.index(first)) % 7 + 1
        mention(tuple(DAYS[(DAYS.index(first) + step) % 7] for step in range(count)), match.span())
        ranges.append(match.span())
    if _is_wish(text):
        for match in _DAILY.finditer(text):
            mention(DAYS, match.span())
    for match in _WORKING.finditer(text):
        mention(WORKING_DAYS, match.span())
    for match in _WEEKEND.finditer(text):
        mention(WEEKEND, match.span())
    days = [match for match in _DAY.finditer(text) if not _within(match.span(), ranges)]
    for match in days:
        if match["full"] or _is_short_day(text, match, days):
            mention((_day(match.group()),), match.span())

    if left_out and not meant:
        meant = {day: next(iter(left_out.values())) for day in DAYS}
    return [
        plain.found("weekday", day, *meant[day])
        for day in DAYS
        if day in meant and day not in left_out
    ]


def _is_wish(text: str) -> bool:
    """Tells "every day at 7" from "it hurts every day"."""
    if _REMINDS.search(text):
        return True
    short = len(text.split()) <= LONGEST_WISH
    return not _HURTS.search(text) and (short or any(map(str.isdecimal, text)))


def _day(word: str) -> str:
    return word[:3]


def _within(span: tuple[int, int], spans: list[tuple[int, int]]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in spans)


def _is_excepted(text: str, start: int) -> bool:
    """Whether "except" stands before the day, or before the list that it ends."""
    before = text[:start]
    return bool(_EXCEPT.search(_DAYS_LISTED.sub("", before)))


def _is_short_day(text: str, match: re.Match[str], days: list[re.Match[str]]) -> bool:
    before, after = text[: match.start()], text[match.end() :]
    if not before.strip() and not after.strip(" .!?"):
        return True
    if _THE_SUN.search(before):
        return False
    if _LEADS_TO_DAY.search(before) or _PART_OF_DAY.match(after):
        return True
    if _PLANS.search(before) and _ENDS_THERE.match(after):
        return True
    return any(
        other is not match
        and (0 <= match.start() - other.end() <= 5 or 0 <= other.start() - match.end() <= 5)
        for other in days
    ) or bool(re.match(r"\s*(?:at|@)?\s*\d", after))
