"""What somebody wants of their reminders, read from a message: a change, or what to ask.

Nothing is guessed in silence. What a message leaves open is asked in one short question that
keeps what was said (`Ask.keep`), and what is taken for granted ("make it 8" of an evening
reminder means 20:00) is repeated to the person with a button for the other reading.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from hipwise.coaching.schedule import WEEKDAYS, is_quiet
from hipwise.understanding.entities.weekdays import days_left, days_said

ALTERNATE = "alternate"
MOST_MINUTES = 24 * 60
LATER_MINUTES = 60
LONGEST_PAUSE_DAYS = 2 * 366
# What the parts of a day stand for where a moment is asked for and no time is given.
EVENING, AFTERNOON = time(20), time(14, 30)


class Found(NamedTuple):
    """An entity of a message; start and end are 0 for a button's."""

    entity: str
    value: str
    start: int = 0
    end: int = 0


@dataclass(frozen=True)
class Current:
    """Somebody's schedule as it stands.

    Attributes:
        at: local time.
        weekdays: `mon` to `sun`; empty with `alternate`.
        alternate: whether it is every other day.
        is_on: whether it is neither stopped nor paused.
        due_today: today's prompt, if it is still to come.
    """

    at: time
    weekdays: tuple[str, ...]
    alternate: bool = False
    is_on: bool = True
    due_today: time | None = None


@dataclass(frozen=True)
class Heard:
    """A message about reminders.

    Attributes:
        intent: one of the reminder intents.
        text: as typed; empty for a button.
        now: the person's own date and time, naive.
        found: its entities, in order.
        kept: what an earlier question asked and learnt; see `Ask.keep`.
    """

    intent: str
    text: str
    now: datetime
    found: tuple[Found, ...] = ()
    kept: Mapping[str, Any] = field(default_factory=dict)

    def all_of(self, entity: str) -> list[str]:
        """The values of an entity, in order."""
        return [one.value for one in self.found if one.entity == entity]


@dataclass(frozen=True)
class Set:
    """Be prompted at a time on some days, from now on.

    Attributes:
        at: local time.
        weekdays: `mon` to `sun`; empty with `alternate`.
        alternate: every other day, beginning with the first day to come.
        or_at: the other reading of an hour said without its half of the day.
    """

    at: time
    weekdays: tuple[str, ...]
    alternate: bool = False
    or_at: time | None = None


@dataclass(frozen=True)
class Once:
    """Be prompted once, and leave the schedule as it is.

    Attributes:
        at: local date and time.
        instead: whether it takes the place of today's prompt.
    """

    at: datetime
    instead: bool = False


@dataclass(frozen=True)
class Pause:
    """No prompts before a local day."""

    until: date


@dataclass(frozen=True)
class Resume:
    """Prompts again, from a local day or at once."""

    first: date | None = None


@dataclass(frozen=True)
class Stop:
    """No prompts any more."""


@dataclass(frozen=True)
class Show:
    """Tell what is set."""


@dataclass(frozen=True)
class Ask:
    """One question.

    Attributes:
        what: `time`, `days`, `until` or `when`, which the answer gives; it is a key of
            content/reminders.yml's questions.
        because: why it is asked, where something was wrong or unclear: `no_such_time`, `past`,
            `two_times`, `half_of_day`.
        choices: times to offer, for `time` and `when`.
        keep: what was learnt, for the message that answers.
    """

    what: str
    because: str | None = None
    choices: tuple[time, ...] = ()
    keep: Mapping[str, Any] = field(default_factory=dict)


Change = Set | Once | Pause | Resume | Stop | Show | Ask

_CLOCK = re.compile(r"(?<![\d.:/])(\d{1,3})\s?[:.h]\s?(\d{2})(?![\d.:/]|\s?(?:%|miles?|km|k\b))")
_BAD_HALF = re.compile(r"(?<![\d.:/])(?:1[3-9]|[2-9]\d|\d{3,})\s?[ap]\.?m\b", re.I)
_PAST = re.compile(
    r"\b(?:yesterday|last (?:night|week|month|monday|tuesday|wednesday|thursday|friday|saturday|"
    r"sunday)|(?:an?|\d+|two|three|few) (?:minutes?|hours?|days?|weeks?) ago)\b"
)
_TELLS_PAST = re.compile(r"\b(?:was|were|did|asked|said|came|got|flew|moved|forgot|missed|i set)\b")
_ONE_DAY = re.compile(
    r"\b(?P<tomorrow>tomorrow|tmrw|tmw|tomoz|2moro)\b|"
    r"\b(?P<today>today|tonight|this (?:morning|afternoon|evening))\b"
)
_EVERY = re.compile(
    r"\b(?:every|each|daily|nightly|always|from (?:tomorrow|today|now)|starting|(?:as|from) of)\b"
)
_CORRECTS = re.compile(
    r"\b(?:no,? wait|wait no|make (?:it|that)|i mean|i meant|rather|sorry|actually|"
    r"scratch that|or no|not|but change)\b"
)
# Said right before a time that is not wished for, or is part of a story.
_NOT_THIS = re.compile(
    r"(?:\bnot|\binstead of|\brather than|\bno longer|\bfrom|\bnow at|\bnow you message me at|"
    r"\bat the moment(?: at)?)\s+(?:at )?$"
)
_TOLD = re.compile(
    r"\b(?:starts?|begins?|ends?|finish\w*|clock(?:s|ed)? off|i (?:train|work|wake|leave)|"
    r"awake|in bed|on the bus|office|school|closes?|opens?|comes? home|coming home|"
    r"you (?:message|remind|ask|text) me)\b[^.,;!?]{0,24}$"
)
_WISHED = re.compile(
    r"\b(?:so|remind\w*|ping|ask|check[- ]?in|message|prompt|nudge|set|make|text|let's)\b"
)
_A_DAY = r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*|weekends?|weekdays?"
_ADDS = re.compile(
    rf"\b(?:add|include)\b|\b(?:{_A_DAY})\W+(?:as well|too|(?:back )?in\b(?! the)|back|again)\b|"
    r"\balso\b|\bplus\b|\b(?:put|take|bring) back\b"
)
# "Only Wednesday again", "back to Mondays again": nothing else stands.
_NOTHING_ELSE = re.compile(r"\b(?:only|just|instead|back to|rather|till?|until|before)\b")
_TAKES_AWAY = re.compile(
    r"\b(?:drop|remove|lose|leave out|take (?:out|off|away)|cut|delete|"
    r"never)\s+(?:on |the |my |for )*(?:" + _A_DAY + ")"
)
# "Not this Saturday" is said of one day.
_ONE_WEEK = re.compile(rf"\b(?:this|next|coming)\s+(?:{_A_DAY})\b")
_THE_OTHERS = re.compile(r"\bother (?:\w+ )?days\b|\brest of the (?:days|week)\b")
_OF_DAYS = re.compile(r"\b(?:days?|weekdays?|times? a week|twice a week|once a week)\b")
_SHIFT = re.compile(r"\b(?P<earlier>earlier|forward|sooner|before)\b|\b(?:later|back|after)\b")
_SHIFTED = re.compile(r"\b(?:earlier|later|forward|sooner)\b|\b(?:push|move|put|shift) \w+ back\b")
_EARLIER, _LATER = re.compile(r"\bearl(?:ier|y)\b"), re.compile(r"\blater?\b")
_PARTS: tuple[tuple[re.Pattern[str], tuple[time, ...]], ...] = (
    (
        re.compile(r"\b(?:mornings?|breakfast|first thing|before work|wake)\b"),
        (time(7), time(7, 30), time(8), time(9)),
    ),
    (
        re.compile(r"\b(?:lunch\w*|midday|noon)\b"),
        (time(12), time(12, 30), time(13), time(13, 30)),
    ),
    (
        re.compile(r"\b(?:afternoons?|after school)\b"),
        (time(14), time(15), time(16), time(17)),
    ),
    (
        re.compile(r"\b(?:evenings?|nights?|after work|supper|dinner|tea|bed|bedtime|tonight)\b"),
        (time(18), time(19), time(20), time(21)),
    ),
)
USUAL_TIMES = (time(7, 30), time(12, 30), time(18), time(20))
_LATE_PARTS = re.compile(
    r"\b(?:tonight|evening|dinner|supper|after work|when i(?:'m| am|m)? (?:get |back |at )?home|"
    r"kids|bed)\b"
)
_MID_PARTS = re.compile(r"\b(?:afternoon|lunch|arvo)\b")
_MORNING = re.compile(
    r"\b(?:a\.?m|mornings?|breakfast|before work|first thing|dawn|hours|hrs)\b|\d\s?a\.?m\b"
)
_NEAR = 40
_TODAY_ONLY = re.compile(
    r"\b(?:just|only) (?:for )?(?:today|tonight)\b|\b(?:today|tonight) only\b|\binstead\b"
)
_FROM_WHEN = re.compile(r"\b(?:from|as (?:of|from)|on|starting|back on|again on|tomorrow)\b")


# A number that stands where a time would, and was not read as one.
_UNREAD = re.compile(r"\b(?:at|around|about|to|for|by)\s+(?:about |around )?\d{1,2}(?!\d|\s*days)")
_FRENCH_HOUR = re.compile(r"\b(1[3-9]|2[0-3])\s?h(?:(\d{2}))?\b")


def read_request(heard: Heard, current: Current | None) -> Change:
    """Reads a message.

    Args:
        heard: the message, as understood.
        current: the person's schedule; None where they have none.
    """
    text = heard.text.lower().replace("’", "'")
    if asks_when(text) and not heard.all_of("time") and not heard.all_of("duration_minutes"):
        return Show()
    is_set = current is not None and heard.intent == "set_reminder"
    if is_set and not heard.found and _ASKS_WHAT_IS_SET.search(text):
        return Show()
    if heard.intent in ("stop_reminder", "pause_reminder") and _is_of_days(heard, text, current):
        return _set(heard, text, current)
    if heard.intent == "stop_reminder":
        # To show what there is does no harm where a question passed for a wish.
        return Show() if _ASKS.match(text) else Stop()
    if heard.intent == "pause_reminder":
        return _pause(heard, text)
    if heard.intent == "resume_reminder":
        return _resume(heard, text, current)
    wrong = _wrong_time(heard, text, current)
    if wrong is not None:
        return wrong
    if heard.intent == "snooze_reminder":
        return _snooze(heard, text, current)
    return _set(heard, text, current)


# "What reminders do I have?", but not "can you stop them?" and "why do you keep asking? stop".
_ASKS = re.compile(r"\W*(?:what|which|when|how many|do i have|have i got)\b(?!.*\bstop)")
# "So when do you ask me?", but not "when I get home, remind me".
_ASKS_WHEN = re.compile(
    r"\W*(?:(?:so|and|ok|okay|but|then|well|oh|hey|hi|sorry|just)\W+)*"
    r"(?:when|what time|(?:on )?(?:which|what) days?)"
    r"(?:\s+(?:do|does|did|will|would|are|should|shall|can)\s+(?:you|u|ya)\b|'ll you\b|"
    r"(?:'s|\s+(?:is|are))\s+(?:\w+\s+){0,3}(?:next|remind\w*|prompts?|check[- ]?ins?)\b|"
    r"\s+(?:do|will|can|should) i (?:get|hear|expect)\b.*\b(?:remind\w*|prompts?|next|you)\b|"
    r"\s+(?:the |my )?next\b|"
    r"\s+(?:you|u) (?:will )?(?:ask|remind|remember|write|message|prompt|ping|text)\b"
    r"(?: (?:me|again|next))*\W*$)"
)


# "Which reminder days do I have", "and my days? what is it now"; "do I have to" asks otherwise.
_ASKS_WHAT_IS_SET = re.compile(
    r"\b(?:which|what)\b[^.?!]*\b(?:(?:do|did) i (?:have|get|set|pick|choose|say)|have i(?: got)?|"
    r"i have|(?:is|are) (?:it|they|set|on|my|the|those))\b(?! to\b)|"
    r"^\W*(?:(?:and|so|ok|but)\W+)*(?:my |the )?(?:remind\w* )?(?:days?|times?)\s*\?"
)


def asks_when(text: str) -> bool:
    """Whether a message asks when the next reminder comes.

    Args:
        text: in small letters.
    """
    return _ASKS_WHEN.match(text) is not None


def takes_days_out(text: str) -> bool:
    """Whether a message takes some days out: "no reminders on Sundays", "Wednesdays off".

    Args:
        text: in small letters.
    """
    return 0 < len(days_said(text).left_out) < len(WEEKDAYS) and not _ONE_WEEK.search(text)


def _is_of_days(heard: Heard, text: str, current: Current | None) -> bool:
    """Whether what sounds like a stop or a pause means some days of the week only."""
    asked = heard.kept.get("asked", ())
    if current is None and not {"days", "time"} & set(asked):
        return False
    if heard.all_of("until") or heard.all_of("duration_minutes"):
        return False
    named = {day for day in heard.all_of("weekday") if day in (*WEEKDAYS, ALTERNATE)}
    asked_how_long = "until" in asked
    return takes_days_out(text) or (
        heard.intent == "pause_reminder" and asked_how_long and len(named) > 1
    )


# Pausing, resuming


def _pause(heard: Heard, text: str) -> Change:
    today = heard.now.date()
    for value in heard.all_of("until"):
        until = _date(value)
        if until is not None and today < until <= today + timedelta(days=LONGEST_PAUSE_DAYS):
            return Pause(until)
    for minutes in _numbers(heard, "duration_minutes"):
        if minutes >= MOST_MINUTES:
            return Pause(today + timedelta(days=round(minutes / MOST_MINUTES)))
    named = [day for day in heard.all_of("weekday") if day in WEEKDAYS]
    if len(named) == 1 and re.search(r"\b(?:back|again|till?|until|before)\b", text):
        return Pause(_next_weekday(today, named[0]))
    return Ask("until")


def _resume(heard: Heard, text: str, current: Current | None) -> Change:
    if current is None or heard.all_of("time"):
        return _set(heard, text, current)
    today = heard.now.date()
    # "For a week" and "till the 20th" tell of the pause that is over.
    first = next(
        (
            _date(one.value)
            for one in heard.found
            if one.entity == "until" and _FROM_WHEN.search(text[one.start : one.end])
        ),
        None,
    )
    if first is None and re.search(r"\b(?:tomorrow|tmrw)\b", text):
        first = today + timedelta(days=1)
    if first is None and re.search(r"\b(?:from|on|as of)\b", text):
        named = [day for day in heard.all_of("weekday") if day in WEEKDAYS]
        first = _next_weekday(today, named[0]) if len(named) == 1 else None
    return Resume(first if first is not None and first > today else None)


# Times that cannot be


def _wrong_time(heard: Heard, text: str, current: Current | None) -> Ask | None:
    """A time that is none, or one that is over."""
    if not heard.text:
        return None
    asks = "when" if heard.intent == "snooze_reminder" else "time"
    keep = _kept_days(_days(heard, text, current))
    clocks = [(int(match[1]), int(match[2])) for match in _CLOCK.finditer(text)]
    impossible = [one for one in clocks if one[0] > 24 or one[1] > 59]
    if impossible or _BAD_HALF.search(text):
        valid = [clock for clock in clocks if clock not in impossible]
        if not valid:
            return Ask(asks, "no_such_time", _choices(text, current), keep)
    if _PAST.search(text) and not _TELLS_PAST.search(text):
        return Ask(asks, "past", _choices(text, current), keep)
    return None


# Setting and changing


def _set(heard: Heard, text: str, current: Current | None) -> Change:
    days = _days(heard, text, current)
    times = _times(heard, text)
    if days == ():
        at = times[0].at if times else current.at if current is not None else None
        return Ask("days", None, (), {"at": at.strftime("%H:%M")} if at else {})
    minutes = next(iter(_numbers(heard, "duration_minutes")), None)
    if minutes is not None and not times:
        if current is not None and _SHIFTED.search(text):
            return _shift(text, minutes, current, days)
        if days is None:
            return _in_minutes(minutes, heard.now)
    if len(times) > 1:
        return Ask(
            "time",
            "two_times",
            tuple(sorted({one.at for one in times})),
            _kept_days(days),
        )
    if not times:
        return _without_time(heard, text, current, days)
    said = times[0]
    one_day = _ONE_DAY.search(text)
    if one_day and days is None and not _EVERY.search(text):
        once = _once(said, one_day, heard.now, current)
        return _instead(once, heard.now, current) if _TODAY_ONLY.search(text) else once
    if days is None:
        kept = heard.kept.get("weekdays")
        days = tuple(kept) if kept else None
    whole = _whole(days, current)
    at, other = _half_of_day(said, current)
    if at is None:
        return Ask("time", "half_of_day", _both_halves(said.at), _kept_days(days))
    alternate = ALTERNATE in whole
    return Set(at, () if alternate else whole, alternate, other)


def _without_time(
    heard: Heard, text: str, current: Current | None, days: tuple[str, ...] | None
) -> Change:
    kept = heard.kept.get("at")
    part = _part(text)
    leaves_time_open = part is not None and (current is None or not _lies_in(current.at, part))
    stands = days is not None and current is not None and days == current.weekdays
    if stands and days_said(text).left_out:
        return Show()  # what is not wished is not set
    if days is not None:
        if kept:
            at = time.fromisoformat(str(kept))
        elif current is not None and not leaves_time_open and not _UNREAD.search(text):
            at = current.at
        else:
            return Ask("time", None, _choices(text, current), _kept_days(days))
        alternate = ALTERNATE in days
        return Set(at, () if alternate else days, alternate)
    if _asks_for_other_days(text):
        keep = {"at": str(kept)} if kept else {}
        if current is not None:
            keep.setdefault("at", current.at.strftime("%H:%M"))
        if re.search(r"\b(?:time|at)\b", text) and current is None:
            return Ask("time", None, _choices(text, current))
        return Ask("days", None, (), keep)
    vague = part is not None or bool(_UNREAD.search(text))
    if current is not None and not vague and not _EARLIER.search(text) and not _LATER.search(text):
        return Show()
    return Ask("time", None, _choices(text, current), _kept_days(days))


def _part(text: str) -> tuple[time, ...] | None:
    """The times of the part of the day that a message names last: "from mornings to evenings"."""
    last, found = -1, None
    for pattern, times in _PARTS:
        for match in pattern.finditer(text):
            if match.start() > last:
                last, found = match.start(), times
    return found


def _lies_in(at: time, part: tuple[time, ...]) -> bool:
    return _minutes(part[0]) - 90 <= _minutes(at) <= _minutes(part[-1]) + 150


def _asks_for_other_days(text: str) -> bool:
    return bool(_OF_DAYS.search(text)) and not re.search(r"\btoday\b", text)


def _days(heard: Heard, text: str, current: Current | None) -> tuple[str, ...] | None:
    """The days of a message; None where it names none, and () where it takes out all there are."""
    found = [day for value in heard.all_of("weekday") for day in value.split("-")]
    found = [day for day in found if day in (*WEEKDAYS, ALTERNATE)]
    if not found:
        return None
    if ALTERNATE in found:
        return (ALTERNATE,)
    if _THE_OTHERS.search(text) and len(found) < len(WEEKDAYS):
        return _in_order(set(WEEKDAYS) - set(found))
    stand = current.weekdays if current is not None and not current.alternate else WEEKDAYS
    remain = days_left(text, stand)
    if remain is not None:
        return remain
    if current is not None and not current.alternate and not heard.all_of("time"):
        named = len(found)
        if _adds(text) and named < len(WEEKDAYS):
            return _in_order({*current.weekdays, *found})
        if _TAKES_AWAY.search(text):
            left = set(current.weekdays) - (_mentioned(text) or set(found))
            return _in_order(left)
    return _in_order(set(found))


def _adds(text: str) -> bool:
    """Whether the days of a message come to those that stand."""
    return _ADDS.search(text) is not None and not _NOTHING_ELSE.search(text)


def _mentioned(text: str) -> set[str]:
    """The days that a message names one by one."""
    pattern = r"\b(mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs|ur)?(?:days?)?s?\b"
    return {match[1] for match in re.finditer(pattern, text)}


def _whole(days: tuple[str, ...] | None, current: Current | None) -> tuple[str, ...]:
    """The days meant where a message may name none: those that are set, else every day."""
    if days is not None:
        return days
    if current is None:
        return WEEKDAYS
    return (ALTERNATE,) if current.alternate else current.weekdays


class _Said(NamedTuple):
    """A time as said.

    Attributes:
        at: as the hour stands.
        sure: whether the message tells which half of the day it is.
        figures: whether it was written as on a clock, "8:15".
    """

    at: time
    sure: bool
    figures: bool = False


def _times(heard: Heard, text: str) -> list[_Said]:
    """The times meant, after corrections: "at 8, not 7", "half four, no wait, make it five"."""
    found = [one for one in heard.found if one.entity == "time"]
    wanted = [one for one in found if len(found) == 1 or not _is_aside(one, text)] or found
    if len(wanted) > 1 and all(one.end for one in wanted):
        between = text[wanted[-2].end : wanted[-1].start]
        if _CORRECTS.search(between):
            wanted = wanted[-1:]
    times: list[_Said] = []
    for one in wanted:
        at = _time(one.value)
        if at is not None and at not in [said.at for said in times]:
            figures = bool(re.match(r"\d{1,2}[:.]\d\d", text[one.start : one.end]))
            times.append(_Said(at, _is_sure(one, at, text), figures))
    if not times and (hour := _FRENCH_HOUR.search(text)):
        times.append(_Said(time(int(hour[1]), int(hour[2] or 0) % 60), True))
    return times


def _is_aside(found: Found, text: str) -> bool:
    """Whether a time is not the one wished for: "not 7", "my shift ends at 3"."""
    if not found.end:
        return False
    before = text[: found.start]
    if _NOT_THIS.search(before.rstrip() + " "):
        return True
    told = _TOLD.search(before)
    return told is not None and not _WISHED.search(before[told.start() + 4 :])


def _is_sure(found: Found, at: time, text: str) -> bool:
    if not found.end:
        return True  # a button
    if at.hour >= 12 or at.hour == 0:
        return True
    if re.match(r"0\d", text[found.start : found.end]):
        return True
    # Near the hour, not somewhere in a long story.
    near = text[max(0, found.start - _NEAR) : found.end + _NEAR]
    return bool(_MORNING.search(near))


def _half_of_day(said: _Said, current: Current | None) -> tuple[time | None, time | None]:
    """The time meant and the other reading, if there is one; (None, None) is to be asked."""
    if said.sure:
        return said.at, None
    morning, evening = _both_halves(said.at)
    if said.figures and not is_quiet(morning):
        return morning, None if is_quiet(evening) else evening
    if current is not None and (is_quiet(morning) or not is_quiet(evening)):
        nearest = min((morning, evening), key=lambda at: _apart(at, current.at))
        return nearest, evening if nearest == morning else morning
    if is_quiet(morning):
        return None, None
    return morning, None if is_quiet(evening) else evening


def _both_halves(at: time) -> tuple[time, time]:
    return at, at.replace(hour=at.hour + 12)


def _apart(one: time, other: time) -> int:
    """Minutes between two times of day, the shorter way round."""
    minutes = abs(_minutes(one) - _minutes(other))
    return min(minutes, MOST_MINUTES - minutes)


def _shift(text: str, minutes: int, current: Current, days: tuple[str, ...] | None) -> Change:
    sign = _SHIFT.search(text)
    earlier = sign is not None and sign["earlier"] is not None
    moved = (_minutes(current.at) + (-minutes if earlier else minutes)) % MOST_MINUTES
    whole = _whole(days, current)
    alternate = ALTERNATE in whole
    return Set(time(moved // 60, moved % 60), () if alternate else whole, alternate)


def _choices(text: str, current: Current | None) -> tuple[time, ...]:
    """Times to offer: near the present one, or in the part of the day that is named."""
    if current is not None:
        shifts = (-120, -60, -30) if _EARLIER.search(text) else (30, 60, 120)
        if _EARLIER.search(text) or _LATER.search(text):
            minutes = [(_minutes(current.at) + shift) % MOST_MINUTES for shift in shifts]
            return tuple(time(one // 60, one % 60) for one in minutes)
    return _part(text) or USUAL_TIMES


# Once, without touching the schedule


def _snooze(heard: Heard, text: str, current: Current | None) -> Change:
    now = heard.now
    # Of a story's times and lengths the last is what is asked for: "choir starts in four
    # minutes, could you ask me again at nine?"
    told = [one for one in heard.found if one.entity in ("time", "duration_minutes")]
    lengths = _numbers(heard, "duration_minutes")
    if lengths and told[-1].entity == "duration_minutes":
        return _instead(_in_minutes(lengths[-1], now), now, current)
    times = _times(heard, text)
    if len(times) > 1 and re.search(r"\bat\b", text):
        times = times[-1:]
    if len(times) > 1:
        return Ask("when", "two_times", tuple(one.at for one in times))
    if times:
        one_day = _ONE_DAY.search(text)
        return _instead(_once(times[0], one_day, now, current, soon=True), now, current)
    for pattern, at in ((_LATE_PARTS, EVENING), (_MID_PARTS, AFTERNOON)):
        moment = datetime.combine(now.date(), at)
        if pattern.search(text) and moment > now:
            return _instead(Once(moment), now, current)
    later = now + timedelta(minutes=LATER_MINUTES)
    if is_quiet(later.time()) or (current is None and not heard.kept):
        return Ask("when")
    return _instead(Once(later), now, current)


def _in_minutes(minutes: int, now: datetime) -> Change:
    if minutes > MOST_MINUTES:
        return Ask("when")
    return Once((now + timedelta(minutes=minutes)).replace(second=0, microsecond=0))


def _once(
    said: _Said,
    one_day: re.Match[str] | None,
    now: datetime,
    current: Current | None,
    soon: bool = False,
) -> Change:
    """A single time: tomorrow's where that is said, else the next that comes."""
    readings = [said.at] if said.sure else list(_both_halves(said.at))
    if one_day is not None and one_day["tomorrow"]:
        at = readings[0] if not is_quiet(readings[0]) or said.sure else readings[-1]
        return Once(datetime.combine(now.date() + timedelta(days=1), at))
    to_come = [moment for at in readings if (moment := datetime.combine(now.date(), at)) > now]
    if to_come:
        return Once(min(to_come))
    if one_day is not None:
        return Ask("when", "past")
    if soon and said.sure:
        return Once(datetime.combine(now.date() + timedelta(days=1), said.at))
    return Ask("when", "past")


def _instead(change: Change, now: datetime, current: Current | None) -> Change:
    """Puts today's prompt off where that is still to come before the new time."""
    if not isinstance(change, Once) or current is None or current.due_today is None:
        return change
    is_today = change.at.date() == now.date()
    return Once(change.at, is_today and change.at.time() > current.due_today)


def _numbers(heard: Heard, entity: str) -> list[int]:
    """The values of an entity that are whole numbers above 0, as a forged button's may not be."""
    numbers = [int(value) for value in heard.all_of(entity) if value.isdecimal()]
    return [number for number in numbers if number > 0]


def _kept_days(days: Sequence[str] | None) -> dict[str, Any]:
    return {"weekdays": list(days)} if days else {}


def _in_order(days: set[str]) -> tuple[str, ...]:
    return tuple(day for day in WEEKDAYS if day in days)


def _next_weekday(today: date, day: str) -> date:
    return today + timedelta(days=(WEEKDAYS.index(day) - today.weekday() - 1) % 7 + 1)


def _minutes(at: time) -> int:
    return 60 * at.hour + at.minute


def _time(value: str) -> time | None:
    try:
        return time.fromisoformat(value)
    except ValueError:
        return None


def _date(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
