"""When prompts come: a rhythm of local days and a local time, in one of the world's zones.

The local time is what a person asked for, and it stays theirs when the clocks change: a time
that a day lacks (the clocks go forward over it) becomes the first moment after the gap, a time
that a day has twice (the clocks go back) the first of the two.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

# Nobody is prompted in these hours who has not asked for it in so many words.
QUIET_FROM, QUIET_UNTIL = time(22), time(7)

# Equal times are spread over this long, so that 9:00 is no wall of messages. Only Telegram
# limits how many a second may go out; whoever watches the clock after setting a time is served
# on the minute.
LONGEST_SPREAD = timedelta(minutes=3)
SPREAD_CHANNELS = ("telegram",)
WATCHED_CLOCK = timedelta(hours=1)

# After an outage: what was asked for late in the evening is still worth saying so much later.
LATE_GRACE = timedelta(hours=3)
# A prompt that left on time may arrive a little after the quiet hours began.
ON_ITS_WAY = timedelta(minutes=15)

# The longest stretch without a day of a weekly rhythm is 7 days, and a zone may skip one
# (Samoa had no 30 December 2011).
_FARTHEST_DAYS = 16


@dataclass(frozen=True)
class Rhythm:
    """A person's wish.

    Attributes:
        at: local time.
        weekdays: local days, `mon` to `sun`; not looked at with `alternate_from`.
        zone: IANA name.
        alternate_from: a day from which every other day counts; None for weekdays.
        chose_quiet_hours: whether a time between 22 and 7 was their own wish; without it such a
            time waits until 7.
        paused_until: the first local day with prompts again; None while not paused.
    """

    at: time
    weekdays: tuple[str, ...]
    zone: str
    alternate_from: date | None = None
    chose_quiet_hours: bool = False
    paused_until: date | None = None

    def is_on(self, day: date) -> bool:
        """Whether prompts are due on a local day."""
        if self.paused_until is not None and day < self.paused_until:
            return False
        if self.alternate_from is not None:
            return (day - self.alternate_from).days % 2 == 0
        return WEEKDAYS[day.weekday()] in self.weekdays


def next_after(rhythm: Rhythm, instant: datetime, spread: timedelta = timedelta()) -> datetime:
    """The first moment of a rhythm that is later than an instant.

    Args:
        rhythm: with at least one day.
        instant: aware.
        spread: how much later than the time asked for, from `spread_of`.

    Returns:
        A moment in UTC.

    Raises:
        ValueError: the rhythm has no days.
    """
    for day in _days_from(rhythm, instant):
        moment = moment_on(rhythm, day) + spread
        if moment > instant:
            return moment
    raise ValueError("a rhythm without days has no next moment")


def first_after(rhythm: Rhythm, instant: datetime, spread: timedelta) -> datetime:
    """As `next_after`, for somebody who has just set a time: one that is near is not spread."""
    exact = next_after(rhythm, instant)
    return exact if exact - instant <= WATCHED_CLOCK else next_after(rhythm, instant, spread)


def _days_from(rhythm: Rhythm, instant: datetime) -> Iterator[date]:
    # From the day before: its moment may lie after midnight, by the spread or a gap.
    first = instant.astimezone(ZoneInfo(rhythm.zone)).date() - timedelta(days=1)
    if rhythm.paused_until is not None:
        first = max(first, rhythm.paused_until)
    for step in range(_FARTHEST_DAYS):
        day = first + timedelta(days=step)
        if rhythm.is_on(day) and not _is_skipped(day, rhythm.zone):
            yield day


def _is_skipped(day: date, zone: str) -> bool:
    """Whether a zone had no such day."""
    noon = datetime.combine(day, time(12), ZoneInfo(zone))
    return noon.astimezone(timezone.utc).astimezone(ZoneInfo(zone)).date() != day


def moment_on(rhythm: Rhythm, day: date) -> datetime:
    """The moment, in UTC, at which a rhythm's time comes for a local day."""
    at = rhythm.at
    if _waits(rhythm):
        day = day + timedelta(days=1) if at >= QUIET_FROM else day
        at = QUIET_UNTIL
    return local_moment(datetime.combine(day, at), rhythm.zone)


def _waits(rhythm: Rhythm) -> bool:
    """Whether the time asked for waits until the quiet hours are over."""
    return is_quiet(rhythm.at) and not rhythm.chose_quiet_hours


def local_moment(local: datetime, zone: str) -> datetime:
    """A zone's local date and time as a moment in UTC, on days with a gap or a fold too.

    Args:
        local: naive.
        zone: IANA name.
    """
    there = ZoneInfo(zone)
    moment = local.replace(tzinfo=there, fold=0).astimezone(timezone.utc)
    if moment.astimezone(there).replace(tzinfo=None) == local:
        return moment
    # In a gap the two readings lie on either side of it; the clocks change between them.
    before = local.replace(tzinfo=there, fold=1).astimezone(timezone.utc)
    return _first_with_offset_of(moment, before, there)


def _first_with_offset_of(after: datetime, before: datetime, zone: ZoneInfo) -> datetime:
    """The second at which a zone takes up the offset that it has at `after`."""
    offset = after.astimezone(zone).utcoffset()
    low, high = 0, round((after - before).total_seconds())
    while high - low > 1:
        middle = (low + high) // 2
        if (before + timedelta(seconds=middle)).astimezone(zone).utcoffset() == offset:
            high = middle
        else:
            low = middle
    return before + timedelta(seconds=high)


def day_of(rhythm: Rhythm, moment: datetime) -> date:
    """The local day that a moment of a rhythm is for.

    It is the day before where the spread or a gap carried the moment over midnight.
    """
    today = moment.astimezone(ZoneInfo(rhythm.zone)).date()
    if _waits(rhythm):
        return today
    yesterday = today - timedelta(days=1)
    late = moment - moment_on(rhythm, yesterday)
    return yesterday if timedelta() <= late <= LONGEST_SPREAD else today


def spread_of(person_id: str) -> timedelta:
    """How much later than the time asked for somebody is prompted; always the same for them.

    Args:
        person_id: Rasa's sender id, `<channel>:<number>`.
    """
    if person_id.partition(":")[0] not in SPREAD_CHANNELS:
        return timedelta()
    span = int(LONGEST_SPREAD.total_seconds())
    return timedelta(seconds=zlib.crc32(person_id.encode()) % span)


def is_quiet(at: time) -> bool:
    """Whether a local time lies in the quiet hours."""
    return at >= QUIET_FROM or at < QUIET_UNTIL


def is_still_useful(due: datetime, day: date, zone: str, now: datetime) -> bool:
    """Whether a prompt that could not go out when it was due should still be said.

    Yes on its own local day before the quiet hours, or within `LATE_GRACE` where it was due in
    them, which only happens to those who asked for that.

    Args:
        due: when it should have been sent.
        day: the local day that it is for.
        zone: IANA name of the person's zone.
        now: the present moment.
    """
    if now - due <= ON_ITS_WAY:
        return True
    due_there, there = due.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone))
    if is_quiet(due_there.time()) and now - due <= LATE_GRACE:
        return True
    return there.date() == day and not is_quiet(there.time())
