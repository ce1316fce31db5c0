"""Where wishes about reminders are carried out: a message in, the change made, a reply out.

It reads and writes the records, so that asynchronous code calls it through `asyncio.to_thread`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hipwise.coaching.schedule import (
    WEEKDAYS,
    Rhythm,
    day_of,
    is_quiet,
    local_moment,
    next_after,
)
from hipwise.coaching.zones import Unsettled, Zone, Zones, zone_title
from hipwise.records.models import Schedule
from hipwise.records.prompts import Prompts
from hipwise.records.schedules import Schedules, rhythm_of
from hipwise.reminders.requests import (
    ALTERNATE,
    Ask,
    Change,
    Current,
    Found,
    Heard,
    Once,
    Pause,
    Resume,
    Set,
    Show,
    Stop,
    read_request,
)
from hipwise.reminders.words import ReminderWords, clock, joined
from hipwise.replies import Button, Reply
from hipwise.understanding.messages import payload_for

SET, PAUSE, RESUME = "set_reminder", "pause_reminder", "resume_reminder"
STOP, SNOOZE, ZONE = "stop_reminder", "snooze_reminder", "set_timezone"
# What may be said right after a time was told: "make it 8 instead".
CHANGE = "change"
INTENTS = (SET, PAUSE, RESUME, STOP, SNOOZE, ZONE)

# The channels that do not tell where people are; elsewhere they are where the program runs.
FAR_CHANNELS = ("telegram",)

_FROM_TO = re.compile(r"\bfrom\s+.{2,40}?\s+(?:over\s+|back\s+)?to\s+(.+)", re.IGNORECASE)

# "Wrong time zone" is no name of a place.
_OF_CLOCKS = re.compile(r"\b(?:time|time ?zone|clock|hours?)\b", re.IGNORECASE)


class Desk:
    """Carries out what people want of their reminders.

    Attributes:
        home_zone: the zone of whoever has not told theirs.
    """

    def __init__(
        self,
        schedules: Schedules,
        prompts: Prompts,
        zones: Zones,
        words: ReminderWords,
        home_zone: str,
        clock: Callable[[], datetime],
    ) -> None:
        """Keeps what it is given.

        Args:
            schedules: when people are prompted.
            prompts: single prompts.
            zones: finds time zones.
            words: what to say.
            home_zone: IANA name of the zone of the machine that the program runs on.
            clock: the present moment.
        """
        self._schedules = schedules
        self._prompts = prompts
        self._zones = zones
        self._words = words
        self.home_zone = home_zone
        self._clock = clock

    def has_prompts(self, person: str) -> bool:
        """Whether somebody is prompted at all."""
        row = self._schedules.get(person)
        return row is not None and row.stopped_at is None

    def zone_of(self, person: str) -> str:
        """The zone somebody is in, as far as it is known."""
        return self._schedules.zone_of(person) or self.home_zone

    def local_now(self, person: str) -> datetime:
        """Somebody's local date and time, naive."""
        there = ZoneInfo(self.zone_of(person))
        return self._clock().astimezone(there).replace(tzinfo=None)

    def change(
        self,
        person: str,
        intent: str,
        text: str,
        found: tuple[Found, ...],
        kept: Mapping[str, Any] | None = None,
    ) -> Reply:
        """Does what a message asks of somebody's reminders.

        Args:
            person: Rasa's sender id.
            intent: one of the reminder intents, but for `set_timezone`.
            text: as typed; empty for a button.
            found: its entities.
            kept: what an earlier question learnt.

        Returns:
            What was done, or the one question that is left.
        """
        row = self._schedules.get(person)
        local = self.local_now(person)
        heard = Heard(intent, text, local, found, kept or {})
        change = read_request(heard, _current(row, local, self._clock()))
        if not isinstance(change, Ask):
            self._schedules.forget_question(person)
        return self._carry_out(person, change, heard, row)

    def _carry_out(self, person: str, change: Change, heard: Heard, row: Any) -> Reply:
        if isinstance(change, Set):
            return self._set(person, change, heard, row)
        if isinstance(change, Once):
            return self._once(person, change, row)
        if isinstance(change, Pause):
            return self._pause(person, change, heard.now.date(), row)
        if isinstance(change, Resume):
            return self._resume(person, change, heard.now.date(), row)
        if isinstance(change, Stop):
            done = self._schedules.stop(person, self._clock())
            return Reply(self._words.say("stopped" if done else "nothing_to_stop"))
        if isinstance(change, Show):
            self._schedules.ask(person, {"asked": [CHANGE]}, self._clock())
            return self._show(row, heard.now.date())
        return self._ask(person, change, heard, row)

    def _set(self, person: str, change: Set, heard: Heard, row: Any) -> Reply:
        local, today = heard.now, heard.now.date()
        resting = row is not None and row.stopped_at is None and heard.intent != RESUME
        paused_until = row.paused_until if resting else None
        first = today if change.at > local.time() else today + timedelta(days=1)
        rhythm = Rhythm(
            at=change.at,
            weekdays=change.weekdays,
            zone=self.zone_of(person),
            alternate_from=first if change.alternate else None,
            chose_quiet_hours=is_quiet(change.at),
            paused_until=paused_until if paused_until and paused_until > today else None,
        )
        moment = self._schedules.save(person, rhythm, self._clock())
        text = self._words.say(
            "set",
            rhythm=self._words.rhythm(rhythm),
            next=self._words.next(day_of(rhythm, moment), today),
        )
        buttons: tuple[Button, ...] = ()
        if change.or_at is not None:
            other = clock(change.or_at)
            text = joined([text, self._words.say("other_half", time=other)])
            buttons = (Button(other, payload_for(SET, time=other)),)
        asked = [CHANGE]
        if self._is_place_unknown(person):
            asked.append("place")
            zone = zone_title(rhythm.zone)
            text = f"{text}\n\n{self._words.say('server_zone', zone=zone)}"
        self._schedules.ask(person, {"asked": asked}, self._clock())
        return Reply(text, buttons)

    def _is_place_unknown(self, person: str) -> bool:
        far = person.partition(":")[0] in FAR_CHANNELS
        return far and self._schedules.told_zone(person) is None

    def _once(self, person: str, change: Once, row: Any) -> Reply:
        due, day = local_moment(change.at, self.zone_of(person)), change.at.date()
        instead = change.instead and self._prompts.plan(
            person, "check_in", day, due, now=self._clock()
        )
        if not instead:
            self._prompts.plan(person, "snooze", day, due, now=self._clock(), several=True)
        text = self._words.say(
            "once_instead" if instead else "once",
            day=self._words.day(day, self.local_now(person).date()),
            time=clock(change.at.time()),
        )
        is_on = row is not None and row.stopped_at is None
        return Reply(joined([text, self._words.say("stays") if is_on and not instead else ""]))

    def _pause(self, person: str, change: Pause, today: date, row: Any) -> Reply:
        if not self._schedules.pause(person, change.until, self._clock()):
            return Reply(self._words.say("nothing_to_pause"))
        kind = "paused_today" if change.until - today == timedelta(days=1) else "paused"
        row = self._schedules.get(person)
        return Reply(self._words.say(kind, next=self._say_next(row, today)))

    def _resume(self, person: str, change: Resume, today: date, row: Any) -> Reply:
        was_on = row.stopped_at is None and not _rests(row, today)
        if was_on and change.first is None:
            return Reply(self._say_rhythm("already_on", row, today))
        self._schedules.resume(person, self._clock(), change.first)
        row = self._schedules.get(person)
        return Reply(self._say_rhythm("resumed_from" if change.first else "resumed", row, today))

    def _show(self, row: Any, today: date) -> Reply:
        words = self._words
        if row is None:
            return Reply(words.say("nothing_to_stop"))
        if row.stopped_at is not None:
            text = words.say("shown_stopped", rhythm=words.rhythm(rhythm_of(row)))
            return Reply(text, (Button(words.button("resume"), payload_for(RESUME)),))
        if _rests(row, today):
            text = self._say_rhythm("shown_paused", row, today)
            return Reply(text, (Button(words.button("resume"), payload_for(RESUME)),))
        times = [one for one in _SHOWN_TIMES if clock(one) != row.at]
        stop = Button(words.button("stop"), payload_for(STOP))
        return Reply(self._say_rhythm("shown", row, today), (*_time_buttons(SET, times), stop))

    def _say_rhythm(self, name: str, row: Any, today: date) -> str:
        words = self._words
        return words.say(name, rhythm=words.rhythm(rhythm_of(row)), next=self._say_next(row, today))

    def _say_next(self, row: Any, today: date) -> str:
        rhythm = rhythm_of(row)
        moment = row.next_at or next_after(rhythm, self._clock())
        return self._words.next(day_of(rhythm, moment), today)

    def _ask(self, person: str, ask: Ask, heard: Heard, row: Any) -> Reply:
        if ask.what == "until" and (row is None or row.stopped_at is not None):
            return Reply(self._words.say("nothing_to_pause"))
        learnt = {key: heard.kept[key] for key in ("weekdays", "at") if key in heard.kept}
        keep = {**learnt, **ask.keep, "asked": [ask.what]}
        self._schedules.ask(person, keep, self._clock())
        words = self._words
        if ask.because == "half_of_day":
            text = words.say("which_of_both")
        else:
            because = words.say("because", ask.because) if ask.because else ""
            text = joined([because, words.say("questions", ask.what)])
        return Reply(text, self._choices(ask, heard.now.date()))

    def _choices(self, ask: Ask, today: date) -> tuple[Button, ...]:
        words = self._words
        if ask.what == "time":
            return _time_buttons(SET, ask.choices)
        if ask.what == "days":
            groups = {
                "daily": "-".join(WEEKDAYS),
                "working": "-".join(WEEKDAYS[:5]),
                "alternate": ALTERNATE,
                "three": "mon-wed-fri",
            }
            return tuple(
                Button(words.button(name), payload_for(SET, weekday=days))
                for name, days in groups.items()
            )
        if ask.what == "until":
            lengths = {"today": 1, "three_days": 3, "week": 7, "two_weeks": 14}
            return tuple(
                Button(
                    words.button(name),
                    payload_for(PAUSE, until=(today + timedelta(days=days)).isoformat()),
                )
                for name, days in lengths.items()
            )
        if ask.choices:
            return _time_buttons(SNOOZE, ask.choices)
        minutes = {"half_hour": 30, "hour": 60, "two_hours": 120}
        return tuple(
            Button(words.button(name), payload_for(SNOOZE, duration_minutes=count))
            for name, count in minutes.items()
        )

    def move(
        self,
        person: str,
        text: str,
        found: tuple[Found, ...],
        kept: Mapping[str, Any] | None = None,
    ) -> Reply:
        """Takes where somebody is from a message; their reminders keep their local time.

        Args:
            person: Rasa's sender id.
            text: as typed; empty for a button or a shared location.
            found: its entities.
            kept: what an earlier question asked.
        """
        place = self._place(text, found)
        if isinstance(place, Zone):
            return self._settle(person, place)
        self._schedules.ask(person, {"asked": ["place"]}, self._clock())
        if place is None:
            return Reply(self._ask_place(person, text, kept or {}))
        buttons = tuple(
            Button(choice.place, payload_for(ZONE, place=choice.name)) for choice in place.choices
        )
        return Reply(self._words.say("zone", place.question, name=place.name), buttons)

    def _place(self, text: str, found: tuple[Found, ...]) -> Zone | Unsettled | None:
        moved = _FROM_TO.search(text)
        if moved:
            there = self._zones.find_in(moved[1])
            if there is not None:
                return there
        named = next((one.value for one in found if one.entity == "place"), None)
        if named is not None:
            return self._zones.find(named, text)
        return self._zones.find_in(text) if text else None

    def _ask_place(self, person: str, text: str, kept: Mapping[str, Any]) -> str:
        if text and "place" in kept.get("asked", ()) and not _OF_CLOCKS.search(text):
            return self._words.say("zone", "unknown_place")
        told = self._schedules.told_zone(person)
        if told is None:
            return self._words.say("zone", "ask")
        return self._words.say("zone", "present", zone=zone_title(told[0]))

    def _settle(self, person: str, zone: Zone) -> Reply:
        self._schedules.set_zone(person, zone.name, zone.country, zone.place, self._clock())
        self._schedules.forget_question(person)
        words, title = self._words, zone_title(zone.name)
        now = clock(self.local_now(person).time())
        kind = "by_zone" if zone.place == title else "set"
        parts = [words.say("zone", kind, place=zone.place, zone=title, time=now)]
        row: Any = self._schedules.get(person)
        if row is not None and row.stopped_at is None:
            parts.append(words.say("zone", "keeps", time=row.at, zone=title))
            self._schedules.ask(person, {"asked": [CHANGE]}, self._clock())
        return Reply(joined(parts), (Button(words.button("elsewhere"), payload_for(ZONE)),))


_SHOWN_TIMES = (time(7, 30), time(18), time(20))


def _time_buttons(intent: str, times: Any) -> tuple[Button, ...]:
    return tuple(Button(clock(at), payload_for(intent, time=clock(at))) for at in times)


def _rests(row: Any, today: date) -> bool:
    return row.paused_until is not None and row.paused_until > today


def _current(row: Schedule | None, local: datetime, now: datetime) -> Current | None:
    if row is None:
        return None
    given: Any = row
    rhythm = rhythm_of(row)
    is_today = (
        given.next_at is not None
        and given.next_at > now
        and day_of(rhythm, given.next_at) == local.date()
    )
    return Current(
        rhythm.at,
        rhythm.weekdays,
        rhythm.alternate_from is not None,
        given.stopped_at is None and not _rests(row, local.date()),
        rhythm.at if is_today else None,
    )
