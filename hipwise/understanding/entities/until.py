"""Until when prompts are to stay away: "till Monday", "for two weeks", "not today".

`until` is the first day on which prompts are back, counted from the person's own today:
"till Monday" is the next Monday; "after Christmas" the 27th, since Boxing Day still belongs
to it; "for a few days" is three days; "this week" and "the weekend" end on Monday.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from dateutil.easter import easter

from hipwise.understanding.entities.found import FoundEntity
from hipwise.understanding.entities.numbers import COUNT, count_of
from hipwise.understanding.entities.plain import PlainText
from hipwise.understanding.entities.weekdays import DAYS, FULL_DAY

LONGEST_DAYS = 366
SHORT_MESSAGE = 12  # words; in longer ones a length alone is mostly told, not asked for
LAST_YEAR = 9000  # a clock that is that wrong is not reckoned with

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b"
)
_ORDINAL_WORDS = {
    word: number
    for number, word in enumerate(
        [
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
            "thirteenth",
            "fourteenth",
            "fifteenth",
            "sixteenth",
            "seventeenth",
            "eighteenth",
            "nineteenth",
            "twentieth",
        ],
        start=1,
    )
}
_ORDINAL = rf"(?:\d{{1,2}}\s*(?:st|nd|rd|th)|{'|'.join(_ORDINAL_WORDS)})\b"
_SHORT_DAY = r"(?:mon|tues?|weds?|thu(?:rs?)?|fri|sat|sun)\b"

_DATE = (
    r"(?:"
    r"(?P<iso>\d{4}-\d{2}-\d{2})|"
    rf"(?P<tomorrow>tomorrow)|"
    rf"(?:the |this |next |coming )*(?P<day>{FULL_DAY}\b|{_SHORT_DAY})(?P<week> week)?"
    rf"(?:,? (?:the )?(?P<day_number>{_ORDINAL}))?|"
    rf"(?:the )?(?P<dm_day>{_ORDINAL}|\d{{1,2}}\b)(?: of)? (?P<dm_month>{_MONTH})|"
    rf"(?P<md_month>{_MONTH})(?: the)? (?P<md_day>{_ORDINAL}|\d{{1,2}}\b)|"
    r"(?:the )?(?P<of_month>\d{1,2}) of (?:the|this) month|"
    r"(?P<slash_day>\d{1,2})/(?P<slash_month>\d{1,2})(?!\d|/\d{3})(?:/\d{2,4})?|"
    rf"(?:the )?(?P<ordinal>{_ORDINAL})|"
    r"(?:the )?(?P<named>christmas(?: day)?|xmas|new year(?:'?s)?(?: day)?|boxing day|easter)|"
    r"(?P<next_week>next week)|(?P<next_month>next month)|"
    r"(?:the )?(?P<weekend_end>(?:end of (?:the |this )?)?week ?end)|"
    r"(?:the )?(?P<week_end>end of (?:the |this )?week)|"
    r"(?:the )?(?P<month_end>end of (?:the |this )?month)|"
    rf"(?P<month>{_MONTH})"
    r")(?![\w:])"
)
_TILL = re.compile(
    r"\b(?P<how>(?:until|untill|till|til|'till|'til|up to|through to)(?: after)?|after|"
    r"(?:back|return\w*|resume|restart|again)"
    r"(?: (?:home|at it|to normal))?(?: (?:on|from|in))?|from (?:the )?[\w/ ]{1,20}? to|"
    r"from)\s+" + _DATE
)
_LENGTH = re.compile(
    r"\b(?P<lead>for |back in |next )?(?:about |around |maybe |say |"
    r"at least )?(?:the )?(?:next |whole |coming )?"
    rf"(?:(?P<count>{COUNT})(?:\s+|(?<=\d)))?(?:whole |full |more |or so )?"
    r"\b(?P<unit>days?|nights?|weeks?|wks?|fortnights?|months?)\b"
    r"(?P<off>(?:'s?)? (?:off|holiday|vacation|break|away|leave)\b)?"
    r"(?!\s+(?:old|pregnant|post|ago|into|later|since|between|running|each|straight|a week|"
    r"half|block)\b)"
)
_THIS = re.compile(
    r"\b(?:for |over |the |rest of |remainder of |all |of )*(?:(?P<weekend>(?:this |"
    r"the )(?:long )?week ?end)|"
    r"(?P<week>(?:this|the(?= week\b)) week|the rest of the week)|(?P<month>this month|"
    r"rest of the month))\b"
)
_TODAY = re.compile(
    r"\b(?:don'?t|do not|no need to|stop) (?:\w+ ){0,4}?(?P<asked>today|tonight|tomorrow)\b|"
    r"\b(?:not|skip|except|miss|leave(?: it| me)?|no \w+(?: \w+)?|off|pause(?: it| them)?|"
    r"stop|mute|quiet|silence)"
    r"(?: for| it)? (?P<day>today(?: (?:and|or) tomorrow)?|tonight|tomorrow|"
    r"this (?:morning|afternoon|evening))\b"
    r"|\b(?P<off>today(?: and tomorrow)?|tomorrow|tonight) off\b|\b(?:for|just) (?P<just>today)\b"
)

# Said of the prompts: these make any length or date a wish for quiet.
_PROMPTS = (
    r"(?:reminders?|prompts?|prompting|messages?|messaging|check[- ]?ins?|notifications?|"
    r"notifs|pings?|texts?|nudges?|nags?|nagging)"
)
_QUIET = re.compile(
    r"\b(?:paus\w*|mut(?:e|ed|ing)\b|quiet\b|silen\w+|snooz\w*|suspend\w*|freeze|on hold|"
    rf"hold (?:off|the|my|it|them)|{_PROMPTS}|"
    r"(?:don'?t|do not|stop|quit|no need to|skip|needn'?t) (?:\w+ ){0,2}?(?:ask|asking|"
    r"remind|reminding|prompt|ping|pinging|text|texting|"
    r"send|sending|bother|bothering|check|checking|contact|disturb|buzz|buzzing|bug|write|"
    r"message|nudge|nag)\b|"
    r"leave me|leave it|lay off|give it a rest|give me (?:a )?(?:peace|break|rest|some)|"
    r"peace|resume|restart|switch (?:off|it off)|turn (?:it |them )?off|"
    r"start (?:it |them |me )?(?:up )?again|skip(?:ping)? (?:me|it|us)|ask me again)\b"
)
# Said of the person: a reason for quiet, unless told of the past.
_AWAY = re.compile(
    r"\b(?:holidays?|hols|vacation|vacay|away|abroad|i'?m (?:off|out|ill|sick|busy|gone)|"
    r"off (?:to|on|work|sick|until|till|for)|time off|trip|"
    r"camping|skip|skipping|retreat|honeymoon|hospital|exams?|on leave|annual leave|"
    r"no signal|no phone|without (?:my )?phone|"
    r"i(?:'ll| will) be (?:back|off|out|in|at)|visit(?:ing)? (?:my )?(?:family|parents)|"
    r"break|deload|jetlag\w*|funeral|no (?:training|exercises?)|night shifts?|nights)\b"
)
_TOLD = re.compile(
    r"\b(?:been|was|were|had|has|took|hurt\w*|pain\w*|ache\w*|aching|sore|swollen|since|"
    r"ago|rested|did|stopped|got|"
    r"trained|ran|skipped|missed|went|came|started|spent|felt|training|should|could|can i|"
    r"do i|would|race|worse)\b"
)
_BARE = re.compile(
    r"\W*(?:(?:just|only|maybe|say|about|around|for|the|next|until|till|til|from|after|not|"
    r"back|yes|no|away|please|pls|erm|um|like|i|think|ok|okay)\s+)*\W*"
)
_BARE_END = re.compile(r"(?:please|pls|thanks|thank you|or so|i think|maybe|then|ta|cheers|\W)*")


def find_until(plain: PlainText, today: date) -> list[FoundEntity]:
    """Finds the first day on which prompts are back.

    Args:
        plain: the message.
        today: the person's own date.

    Returns:
        At most one `until`, "YYYY-MM-DD".
    """
    if today.year > LAST_YEAR:
        return []
    for start, end, day in _readings(plain.text, today):
        if today < day <= today + timedelta(days=2 * LONGEST_DAYS):
            return [plain.found("until", day.isoformat(), start, end)]
    return []


def _readings(text: str, today: date) -> Iterator[tuple[int, int, date]]:
    for match in _TILL.finditer(text):
        day = _date(match, today)
        how = match["how"]
        if day is None or not _is_wish(text, match, how):
            continue
        if how.endswith("after") or how.startswith("from "):
            day = _after(match, day)
        yield match.start(), match.end(), day
    for match in _THIS.finditer(text):
        nothing = re.search(r"\b(?:nothing|none|not|no \w+|skip|pause)\s*$", text[: match.start()])
        short = len(text.split()) <= SHORT_MESSAGE
        if nothing or (short and _is_pause(text, match)):
            month_first = _next_month(today) if match["month"] else None
            yield match.start(), match.end(), month_first or _next_weekday(today, 0)
    for match in _LENGTH.finditer(text):
        vague = match["count"] in (None, "a", "an", "another")
        short = len(text.split()) <= SHORT_MESSAGE
        likely = match["lead"] or match["off"] or (short and not vague) or _is_alone(text, match)
        if likely and _is_pause(text, match):
            days = _days(match)
            if days is not None and days <= LONGEST_DAYS:
                yield match.start(), match.end(), today + timedelta(days=days)
    for match in _TODAY.finditer(text):
        if re.search(r"\b(?:pain|hurt\w*|sore|worse|swelling)\b", match.group()):
            continue
        if match["just"] and not _is_pause(text, match):
            continue
        if match["asked"] and not _QUIET.search(match.group()):
            continue
        said = match["day"] or match["off"] or match["just"] or match["asked"]
        yield match.start(), match.end(), today + timedelta(days=2 if "tomorrow" in said else 1)


def _is_wish(text: str, match: re.Match[str], how: str) -> bool:
    """Tells a wish ("back on Tuesday") from other dates ("from Monday I will train")."""
    if how.startswith("from "):
        return bool(_AWAY.search(text))
    if how in ("from", "after") or how.startswith("again"):
        resumes = re.search(r"\b(?:resum\w*|restart\w*|start\w*|switch|turn|again)\b", text)
        return _is_alone(text, match) or bool(resumes and _QUIET.search(text))
    return _is_pause(text, match)


def _is_alone(text: str, match: re.Match[str]) -> bool:
    """Whether the message is no more than the match, as an answer to "how long?" is."""
    before, after = text[: match.start()], text[match.end() :]
    return bool(_BARE.fullmatch(before) and _BARE_END.fullmatch(after))


def _is_pause(text: str, match: re.Match[str]) -> bool:
    if _is_alone(text, match) or match.group().startswith("back in ") or _QUIET.search(text):
        return True
    clause = re.split(r"[.;!?]|\bso\b", text[: match.start()])[-1]
    return not _TOLD.search(clause) and bool(_AWAY.search(text))


def _days(match: re.Match[str]) -> int | None:
    count = count_of(match["count"].strip()) if match["count"] else 1
    unit = match["unit"]
    if not match["count"] and unit.endswith("s"):
        return None
    for name, days in (("day", 1), ("night", 1), ("fortnight", 14), ("w", 7), ("month", 30)):
        if unit.startswith(name):
            return max(1, round(count * days))
    return None


def _date(match: re.Match[str], today: date) -> date | None:
    if match["iso"]:
        try:
            return date.fromisoformat(match["iso"])
        except ValueError:
            return None
    if match["tomorrow"]:
        return today + timedelta(days=1)
    if match["day"]:
        if match["day_number"]:
            return _day_of_month(today, _ordinal(match["day_number"]))
        week = 7 if match["week"] else 0
        return _next_weekday(today, DAYS.index(match["day"][:3])) + timedelta(days=week)
    for day, month in (("dm_day", "dm_month"), ("md_day", "md_month")):
        if match[day]:
            return _next_date(today, _MONTHS.index(match[month][:3]) + 1, _ordinal(match[day]))
    if match["slash_day"]:
        return _next_date(today, int(match["slash_month"]), int(match["slash_day"]))
    if match["of_month"]:
        return _day_of_month(today, int(match["of_month"]))
    if match["ordinal"]:
        return _day_of_month(today, _ordinal(match["ordinal"]))
    if match["named"]:
        return _feast(match["named"], today)
    if match["next_week"] or match["week_end"]:
        return _next_weekday(today, 0)
    if match["weekend_end"]:
        return _next_weekday(today, 0 if match["weekend_end"].startswith("end") else 5)
    if match["next_month"] or match["month_end"]:
        return _next_month(today)
    return _next_date(today, _MONTHS.index(match["month"][:3]) + 1, 1)


def _after(match: re.Match[str], day: date) -> date:
    """The day after a day, or after the feast or week that it begins."""
    named = match["named"] or ""
    if named in ("christmas", "xmas", "easter"):
        return day + timedelta(days=2)
    if match["weekend_end"]:
        return _next_weekday(day - timedelta(days=1), 0)
    if match["next_week"]:
        return day + timedelta(days=7)
    if match["week_end"] or match["month_end"]:
        return day
    if match["next_month"] or match["month"]:
        return _next_month(day)
    return day + timedelta(days=1)


def _ordinal(text: str) -> int:
    return _ORDINAL_WORDS.get(text) or int("".join(filter(str.isdecimal, text)) or 0)


def _next_weekday(today: date, weekday: int) -> date:
    """The next such day after today; today itself does not count."""
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def _next_month(today: date) -> date:
    return (today.replace(day=1) + timedelta(days=32)).replace(day=1)


def _day_of_month(today: date, day: int) -> date | None:
    """The next such day of a month after today."""
    first = today.replace(day=1)
    for _ in range(3):
        try:
            found = first.replace(day=day)
        except ValueError:
            found = today
        if found > today:
            return found
        first = _next_month(first)
    return None


def _next_date(today: date, month: int, day: int) -> date | None:
    """The next such date after today; none for the 30th of February."""
    return _next_year(today, lambda year: date(year, month, day))


def _feast(name: str, today: date) -> date | None:
    if name.startswith("new"):
        return _next_date(today, 1, 1)
    if name == "easter":
        return _next_year(today, easter)
    return _next_date(today, 12, 26 if name == "boxing day" else 25)


def _next_year(today: date, in_year: Callable[[int], date]) -> date | None:
    for year in (today.year, today.year + 1):
        try:
            found = in_year(year)
        except ValueError:
            continue
        if found > today:
            return found
    return None
