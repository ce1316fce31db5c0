"""Days of the week: "mon wed fri", "every day except sunday", "every other day"."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple, Optional

from hipwise.understanding.entities.found import FoundEntity
from hipwise.understanding.entities.plain import HIDDEN, PlainText

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WORKING_DAYS, WEEKEND = DAYS[:5], DAYS[5:]

FULL_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
_SHORT_DAY = r"(?:mon|tues?|weds?|thu(?:rs?)?|fri|sat|sun)s?"
_NAME = r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}"  # however it is written
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
    r"minus|other than|bar|(?P<but>but)|leave(?: out)?|no|"
    r"(?:can't|cant|cannot)(?: do| make| manage)?)\s+(?:the |my |on |in |for |every |a )*$"
)
# "No reminder in Sunday", "stop the reminders on Saturday", "don't ask me on Saturdays".
_NO_REMINDER = re.compile(
    r"\b(?:no|not|don't|dont|do not|never|stop|without)\s+"
    r"(?:(?:remind\w*|remember|prompt\w*|messag\w*|ask\w*|text\w*|ping\w*|nudg\w*|check\w*|"
    r"bother\w*|writ\w+|send\w*|contact|notif\w*|alarms?|want|wanna|need|like|get|have|be|to|"
    r"you|me|us|it|them|anything|any|an?|the|my|your|those|more|please)\s+){1,6}"
    r"(?:(?:on|in|for|at)\s+)?(?:the |my |every |a )*$"
)
# A "no" or "sorry but" that begins a message may take back what was said before, not the day.
_OPENS = re.compile(
    r"\W*(?:(?:no|nah|nope|sorry|oh|ok|okay|wait|well|but)\W+)+(?:the |my |on |in |for |every |a )*"
)
_OPENS_WITH_BUT = re.compile(r"\bbut\W+(?:\w+ )?$")
_LISTED = re.compile(rf"(?:{_NAME}(?:\s*(?:,|and|&|/)\s*|\s+|\W*$)(?:on )?)+")
_MANY_DAYS = re.compile(r"\b\w+days\b|\b(?:or|nor)\b")
# A time, or a word for what suits, says that the days before it are meant.
_SUITS = re.compile(
    r"\W*(?:(?:at|around|about|from)\s+(?!all\b|the\b|weekends?\b|least\b)\S|@|\d|"
    rf"{HIDDEN}|(?:(?:is|are|was|be|would|'s|s)\s+)*(?:much |even |way )?(?:better|best|good|"
    r"fine|okay|ok|easier|suits?|works?|then|instead|rather)\b)"
)
_OFF = re.compile(r"\s*(?:is |are |was )?off\b(?!\s+(?:work|school))")
# With these the days that are not named stay as they are.
_OTHERS_STAND = re.compile(
    rf"\b(?:{FULL_DAY}|{_SHORT_DAY})\s+(?:on|too|as well)\b|"
    r"\b(?:instead|rather|also|plus|add|include)\b|\bnot\b.*\bbut\b"
)
_NEGATED = re.compile(r"\b(?:not|no|don't|dont|never)\b")
_DAYS_LISTED = re.compile(rf"(?:{_NAME}(?:\s*(?:,|and|or|&|/)\s*|\s+)(?:on )?)+$")
_LIST_GOES_ON = re.compile(rf"(?:\s*(?:and|or|&|/)\s*{_NAME})+")
_RANGE = re.compile(
    rf"\b(?P<a>{FULL_DAY}|{_SHORT_DAY})\s*(?:-|to|till?|until|through|"
    rf"thru)\s*(?P<b>{FULL_DAY}|{_SHORT_DAY})\b"
)
LONGEST_WISH = 6  # words
_HURTS = re.compile(
    r"\b(?:pain\w*|hurt\w*|ache\w*|aching|sore|swell\w*|swollen|click\w*|limp\w*)\b"
)
_REMINDS = re.compile(r"remind|prompt|ping|nudge|check|ask me|message|text me|\bset\b")


class DaysSaid(NamedTuple):
    """Days that a message names, each with where it stands.

    Attributes:
        meant: days on which something is to be.
        left_out: days taken out: "not on Sundays", "Wednesdays off".
    """

    meant: dict[str, tuple[int, int]]
    left_out: dict[str, tuple[int, int]]


def find_weekdays(plain: PlainText) -> list[FoundEntity]:
    """Finds the days meant; a phrase that means several days gives each, at the same place.

    Days after "except" are left out; alone ("not on sundays") they mean all the others.
    "Every day" beside talk of pain is no wish for prompts and gives nothing.
    """
    alternate = _ALTERNATE.search(plain.text)
    if alternate:
        return [plain.found("weekday", "alternate", *alternate.span())]
    meant, left_out = days_said(plain.text)
    if left_out and not meant:
        meant = {day: next(iter(left_out.values())) for day in DAYS}
    return [
        plain.found("weekday", day, *meant[day])
        for day in DAYS
        if day in meant and day not in left_out
    ]


def days_mentioned(text: str) -> list[tuple[str, int, int]]:
    """Every single weekday a plain text names and where it stands, whatever is said of it.

    Short forms that are words of their own ("sat", "sun") count beside another day only.
    """
    days = list(_DAY.finditer(text))
    return [
        (_day(match.group()), *match.span())
        for match in days
        if match["full"]
        or not match["short"].startswith(("sat", "sun"))
        or _is_short_day(text, match, days)
    ]


def days_said(text: str) -> DaysSaid:
    """The days that a message names, those wished for apart from those taken out.

    Args:
        text: in small letters.
    """
    said = DaysSaid({}, {})

    def mention(days: tuple[str, ...], span: tuple[int, int], is_taken_out: bool) -> None:
        into = said.left_out if is_taken_out else said.meant
        for day in days:
            into.setdefault(day, span)

    ranges = []
    for match in _RANGE.finditer(text):
        first, last = _day(match["a"]), _day(match["b"])
        count = (DAYS.index(last) - DAYS.index(first)) % 7 + 1
        days = tuple(DAYS[(DAYS.index(first) + step) % 7] for step in range(count))
        mention(days, match.span(), _is_taken_out(text, match))
        ranges.append(match.span())
    if _is_wish(text):
        for match in _DAILY.finditer(text):
            # "Stop reminding me every day" takes out no day of others.
            mention(DAYS, match.span(), _is_excepted(_DAYS_LISTED.sub("", text[: match.start()])))
    for pattern, several in ((_WORKING, WORKING_DAYS), (_WEEKEND, WEEKEND)):
        for match in pattern.finditer(text):
            mention(several, match.span(), _is_taken_out(text, match))
    single = [match for match in _DAY.finditer(text) if not _within(match.span(), ranges)]
    for match in single:
        if match["full"] or _is_short_day(text, match, single):
            mention((_day(match.group()),), match.span(), _is_taken_out(text, match))
    return said


def days_left(text: str, stand: Collection[str]) -> Optional[tuple[str, ...]]:
    """The days that remain where a message takes some out: "Wednesdays off, Thursdays on".

    Args:
        text: in small letters.
        stand: the days that stand so far.

    Returns:
        None where it takes none out.
    """
    meant, left_out = days_said(text)
    if not left_out:
        return None
    base = set(meant)
    if not meant or _OTHERS_STAND.search(text):
        base |= set(stand)
    return tuple(day for day in DAYS if day in base and day not in left_out)


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


def _is_taken_out(text: str, match: re.Match[str]) -> bool:
    """Whether the words around a day, or around the list that it stands in, take it out."""
    before = _DAYS_LISTED.sub("", text[: match.start()])
    after = text[match.end() :]
    listed = _LIST_GOES_ON.match(after)
    after = after[listed.end() :] if listed else after
    if _OPENS.fullmatch(before) and _is_correction(text, len(before), match.end()):
        return False
    return _is_excepted(before) or bool(_NO_REMINDER.search(before) or _OFF.match(after))


def _is_correction(text: str, start: int, end: int) -> bool:
    """Whether days after an opening "no" are those meant: "no, wednesday is better".

    One day alone is taken out: "no sunday please". So are "no mondays and fridays".

    Args:
        text: in small letters.
        start: where the days begin, which the opening stands before.
        end: where the day or range that is looked at ends.
    """
    if _OPENS_WITH_BUT.search(text[:start]):
        return True
    listed = _LISTED.match(text, start)
    days = listed.group() if listed else ""
    if len(_DAY.findall(days)) > 1 and not _MANY_DAYS.search(text[start:]):
        return True
    return _SUITS.match(text[max(start + len(days.rstrip()), end) :]) is not None


def _is_excepted(before: str) -> bool:
    except_for = _EXCEPT.search(before)
    if except_for is None:
        return False
    # "Not Monday but Tuesday" takes out one.
    return not (except_for["but"] and _NEGATED.search(before))


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
    ) or bool(re.match(r"\s*(?:at|@)?\s*\d", after) or _OFF.match(after))
