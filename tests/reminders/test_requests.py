"""What people want of their reminders, in their own words, through the real entity finder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipwise.coaching.schedule import WEEKDAYS
from hipwise.reminders.requests import (
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
from hipwise.understanding.entities import MessageReader, find_entities

LOOKUP = Path(__file__).parents[2] / "data" / "lookup"
NOW = datetime(2026, 11, 25, 14, 0)  # a Wednesday
EVENINGS = Current(time(19, 30), WEEKDAYS, due_today=time(19, 30))
WORKING = WEEKDAYS[:5]

SET, PAUSE, RESUME = "set_reminder", "pause_reminder", "resume_reminder"
STOP, SNOOZE = "stop_reminder", "snooze_reminder"

Read = Callable[..., Change]


@pytest.fixture(scope="session")
def read() -> Read:
    reader = MessageReader(LOOKUP)

    def read_text(
        intent: str,
        text: str,
        current: Current | None = None,
        now: datetime = NOW,
        kept: Mapping[str, Any] | None = None,
    ) -> Change:
        entities = find_entities(reader.read(text), now)
        found = tuple(Found(one.entity, str(one.value), one.start, one.end) for one in entities)
        return read_request(Heard(intent, text, now, found, kept or {}), current)

    return read_text


def at(hour: int, minute: int = 0, *days: str, other: time | None = None) -> Set:
    return Set(time(hour, minute), days or WEEKDAYS, or_at=other)


def today(hour: int, minute: int = 0, instead: bool = False) -> Once:
    return Once(datetime(2026, 11, 25, hour, minute), instead)


NEW = {
    # As the issue has it.
    "every weekday at half seven in the evening": at(19, 30, *WORKING),
    "mon wed fri 8am": at(8, 0, "mon", "wed", "fri"),
    "in 20 minutes": today(14, 20),
    # Times.
    "every day at 19:30": at(19, 30),
    "remind me at 7pm": at(19),
    "20.15 would suit me": at(20, 15),
    "daily check-in at noon": at(12),
    "weekdays 06:45 please": at(6, 45, *WORKING),
    "half 8 in the evening": at(20, 30),
    "set it for quarter past nine in the morning": at(9, 15),
    "one reminder a day at 1900 hours": at(19),
    "a nudge at twenty to nine at night please": at(20, 40),
    "ping me at 22h every night": at(22),
    "remind me before bed, 10:30pm works": at(22, 30),
    "wake me 5.30am for exercises": at(5, 30),
    # An hour that could be either half of the day.
    "every day at 8": at(8, other=time(20)),
    "remind me at 9": at(9, other=time(21)),
    "reminders: on, 7:00": at(7, other=time(19)),
    "sundays at ten": at(10, 0, "sun"),
    # Days.
    "Tuesdays and Thursdays, 5pm": at(17, 0, "tue", "thu"),
    "only weekends at 9:30 in the morning": at(9, 30, "sat", "sun"),
    "every day except sunday, 6pm": at(18, 0, *WEEKDAYS[:6]),
    "monday to thursday 18:00": at(18, 0, *WEEKDAYS[:4]),
    "every other day at 8pm": Set(time(20), (), alternate=True),
    "tue/thu/sat 17:45": at(17, 45, "tue", "thu", "sat"),
    "i run tuesday and sunday so remind me on the other five days, 7am": at(
        7, 0, "mon", "wed", "thu", "fri", "sat"
    ),
    # What is said beside the wish.
    "i want the message at 8pm not 7pm": at(20),
    "at four thirty pm no wait make it 5pm": at(17),
    "my shift starts at 3 so remind me at noon": at(12),
    "rehearsal ends at half ten so ping me at eleven pm, every day except monday": at(
        23, 0, "tue", "wed", "thu", "fri", "sat", "sun"
    ),
    "set the check-in for 8 tonight and every night after that": at(20),
    # Once.
    "remind me tomorrow at 7am": Once(datetime(2026, 11, 26, 7)),
    "remind me in an hour and a half": today(15, 30),
    "remind me tonight at 8": today(20),
    "after school, half three say": at(15, 30),
    "remind me today at 5pm": today(17),
}
ASKED = {
    "set a reminder": Ask("time", choices=(time(7, 30), time(12, 30), time(18), time(20))),
    "remind me on weekdays": Ask(
        "time",
        choices=(time(7, 30), time(12, 30), time(18), time(20)),
        keep={"weekdays": list(WORKING)},
    ),
    "first thing every morning": Ask(
        "time",
        choices=(time(7), time(7, 30), time(8), time(9)),
        keep={"weekdays": list(WEEKDAYS)},
    ),
    "remind me after work": Ask("time", choices=(time(18), time(19), time(20), time(21))),
    "remind me twice a week": Ask("days"),
    "ping me at six": Ask("time", "half_of_day", (time(6), time(18))),
    "mondays at half five": Ask(
        "time", "half_of_day", (time(5, 30), time(17, 30)), {"weekdays": ["mon"]}
    ),
    # Bad input.
    "remind me at 25:99": Ask(
        "time", "no_such_time", (time(7, 30), time(12, 30), time(18), time(20))
    ),
    "mon and fri at 19:75": Ask(
        "time",
        "no_such_time",
        (time(7, 30), time(12, 30), time(18), time(20)),
        {"weekdays": ["mon", "fri"]},
    ),
    "remind me at 17pm": Ask(
        "time", "no_such_time", (time(7, 30), time(12, 30), time(18), time(20))
    ),
    "remind me yesterday at noon": Ask(
        "time", "past", (time(12), time(12, 30), time(13), time(13, 30))
    ),
    "remind me at 7pm at 9pm": Ask("time", "two_times", (time(19), time(21))),
    "daily at midday but thursdays at 4pm": Ask(
        "time",
        "two_times",
        (time(12), time(16)),
        {"weekdays": ["mon", "tue", "wed", "fri", "sat", "sun"]},
    ),
    "remind me today at 9am": Ask("when", "past"),
}
CHANGED = {
    "make it 8 instead": at(20, other=time(8)),
    "change it to 6": at(18, other=time(6)),
    "make it 8am": at(8),
    "move it to 21:00": at(21),
    "10 o'clock is better": at(10),
    "only weekdays": at(19, 30, *WORKING),
    "mon wed fri instead": at(19, 30, "mon", "wed", "fri"),
    "not on sundays": at(19, 30, *WEEKDAYS[:6]),
    "drop sundays, keep the rest": at(19, 30, *WEEKDAYS[:6]),
    "every other day please": Set(time(19, 30), (), alternate=True),
    "an hour earlier please": at(18, 30),
    "half an hour later": at(20),
    "could you push it back by 15 minutes": at(19, 45),
    "what reminders have I got?": Show(),
    "when do you remind me": Show(),
    "set a reminder": Show(),
    "earlier please": Ask("time", choices=(time(17, 30), time(18, 30), time(19))),
    "switch my reminder from evenings to mornings": Ask(
        "time", choices=(time(7), time(7, 30), time(8), time(9))
    ),
    "change the days": Ask("days", keep={"at": "19:30"}),
    "remind me in 10 minutes": today(14, 10),
    "8pm instead, just today": today(20, instead=True),
}
PAUSED = {
    "not today": Pause(date(2026, 11, 26)),
    "skip tonight": Pause(date(2026, 11, 26)),
    "pause till Monday": Pause(date(2026, 11, 30)),
    "I'm on holiday for two weeks": Pause(date(2026, 12, 9)),
    "no reminders for three days": Pause(date(2026, 11, 28)),
    "away until the 5th": Pause(date(2026, 12, 5)),
    "nothing this week please": Pause(date(2026, 11, 30)),
    "until after christmas": Pause(date(2026, 12, 27)),
    "pause": Ask("until"),
    "im sick, pause please": Ask("until"),
    "hold the messages until i say so": Ask("until"),
}
RESUMED = {
    "start again": Resume(),
    "unpause": Resume(),
    "start again from monday": Resume(date(2026, 11, 30)),
    "reminders again as of tomorrow": Resume(date(2026, 11, 26)),
    "i said two weeks but one was enough, unmute me": Resume(),
    "no need to wait till the 5th, start now": Resume(),
    "start again at 8am": at(8),
}
SNOOZED = {
    "in an hour": today(15),
    "10 more mins": today(14, 10),
    "try again at 9": today(21, instead=True),
    "ask me at 4": today(16),
    "later": today(15),
    "ask me again tonight": today(20, instead=True),
    "after lunch": today(14, 30),
    "choir starts in four minutes, could you ask me again at nine?": today(21, instead=True),
    "will do it at 6, ask me at 7": today(19),
    "ask me at 4am on my break": Once(datetime(2026, 11, 26, 4)),
    "8pm instead, just today": today(20, instead=True),
    "ask me at 25:30": Ask("when", "no_such_time", (time(7, 30), time(12, 30), time(18), time(20))),
    "midday would be better today": Ask("when", "past"),
}


@pytest.mark.parametrize("text", NEW)
def test_a_first_reminder(read: Read, text: str) -> None:
    assert read(SET, text) == NEW[text]


@pytest.mark.parametrize("text", ASKED)
def test_one_question_that_keeps_what_was_said(read: Read, text: str) -> None:
    assert read(SET, text) == ASKED[text]


@pytest.mark.parametrize("text", CHANGED)
def test_a_change(read: Read, text: str) -> None:
    assert read(SET, text, EVENINGS) == CHANGED[text]


@pytest.mark.parametrize("text", PAUSED)
def test_a_pause(read: Read, text: str) -> None:
    assert read(PAUSE, text, EVENINGS) == PAUSED[text]


@pytest.mark.parametrize("text", RESUMED)
def test_a_new_start(read: Read, text: str) -> None:
    assert read(RESUME, text, EVENINGS) == RESUMED[text]


@pytest.mark.parametrize("text", SNOOZED)
def test_a_snooze(read: Read, text: str) -> None:
    assert read(SNOOZE, text, EVENINGS) == SNOOZED[text]


def test_there_are_many_phrasings() -> None:
    tables: tuple[Mapping[str, Change], ...] = (NEW, ASKED, CHANGED, PAUSED, RESUMED, SNOOZED)
    assert sum(map(len, tables)) >= 80


def test_a_stop(read: Read) -> None:
    assert read(STOP, "stop reminding me at 8") == Stop()


def test_adding_and_taking_away_days(read: Read) -> None:
    some = Current(time(8), ("mon", "wed", "fri"))
    assert read(SET, "add saturday", some) == at(8, 0, "mon", "wed", "fri", "sat")
    assert read(SET, "not on fridays", some) == at(8, 0, "mon", "wed")
    assert read(SET, "drop wednesday", some) == at(8, 0, "mon", "fri")


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("put wednesday back in", "mon wed fri"),
        ("take thursday in again", "mon thu fri"),
        ("ask me on sundays again", "mon fri sun"),
        ("tuesday as well please", "mon tue fri"),
        ("bring back wed and thu", "mon wed thu fri"),
        ("only wednesday again", "wed"),
        ("no wednesday is better", "wed"),
        ("no tue thu sat please", "tue thu sat"),
    ],
)
def test_days_are_added_to_those_that_stand(read: Read, text: str, days: str) -> None:
    some = Current(time(8), ("mon", "fri"))
    assert read(SET, text, some) == at(8, 0, *days.split())


@pytest.mark.parametrize(
    "text",
    [
        "which reminder days do i have",
        "and reminder days? what is it now",
        "what are my days",
        "what times have i got",
        "my days?",
    ],
)
def test_what_is_set_is_told(read: Read, text: str) -> None:
    assert read(SET, text, Current(time(8), ("mon", "fri"))) == Show()


def test_which_days_there_have_to_be_is_asked(read: Read) -> None:
    asks = Ask("days", keep={"at": "08:00"})
    assert read(SET, "change the days", Current(time(8), ("mon",))) == asks


@pytest.mark.parametrize(
    ("intent", "text", "days"),
    [
        (SET, "no remind me in wednesday", "mon fri"),
        (SET, "no friday please", "mon wed"),
        (SET, "no mondays and fridays please", "wed"),
        (SET, "wed off, thursdays on", "mon thu fri"),
        (SET, "not monday but tuesday", "tue wed fri"),
        (SET, "every day except monday", "tue wed thu fri sat sun"),
        (SET, "weekdays but not monday", "tue wed thu fri"),
        (STOP, "stop the reminders on wednesdays", "mon fri"),
        (PAUSE, "don't ask me on fridays", "mon wed"),
        (PAUSE, "no. not wednesday", "mon fri"),
    ],
)
def test_days_are_taken_out_of_those_that_stand(
    read: Read, intent: str, text: str, days: str
) -> None:
    some = Current(time(8), ("mon", "wed", "fri"))
    assert read(intent, text, some) == at(8, 0, *days.split())


def test_days_that_cannot_be_taken_out(read: Read) -> None:
    some = Current(time(8), ("mon", "wed"))
    assert read(PAUSE, "no, not on saturday", some) == Show()
    assert read(SET, "no mondays and no wednesdays", some) == Ask("days", keep={"at": "08:00"})
    assert read(PAUSE, "not this wednesday", some) == Ask("until")
    assert read(PAUSE, "no messages until monday", some) == Pause(date(2026, 11, 30))
    assert read(STOP, "stop asking me every day", some) == Stop()
    assert read(PAUSE, "not on fridays", None) == Ask("until")


def test_days_are_no_answer_to_how_long(read: Read) -> None:
    kept = {"asked": ["until"]}
    assert read(PAUSE, "mon and thu then", EVENINGS, kept=kept) == at(19, 30, "mon", "thu")
    assert read(PAUSE, "till monday", EVENINGS, kept=kept) == Pause(date(2026, 11, 30))


@pytest.mark.parametrize("intent", [SET, SNOOZE, PAUSE])
@pytest.mark.parametrize(
    "text",
    [
        "when will you write next",
        "and when do you ask",
        "when's the next one",
        "when you ask me again?",
    ],
)
def test_when_is_told_and_changes_nothing(read: Read, intent: str, text: str) -> None:
    assert read(intent, text, EVENINGS) == Show()


def test_when_something_happens_is_no_question(read: Read) -> None:
    assert read(SNOOZE, "when i get home, in an hour", EVENINGS) == today(15)


def test_a_new_time_keeps_the_days_that_are_set(read: Read) -> None:
    some = Current(time(8), ("mon", "wed", "fri"))
    assert read(SET, "make it 7:30", some) == at(7, 30, "mon", "wed", "fri", other=time(19, 30))
    alternate = Current(time(8), (), alternate=True)
    assert read(SET, "make it 9am", alternate) == Set(time(9), (), alternate=True)


def test_the_answer_to_a_question_takes_what_was_kept(read: Read) -> None:
    assert read(SET, "8pm", kept={"weekdays": ["mon"]}) == at(20, 0, "mon")
    assert read(SET, "weekdays", kept={"at": "18:15"}) == at(18, 15, *WORKING)


def test_late_in_the_evening_later_is_asked_about(read: Read) -> None:
    late = NOW.replace(hour=21, minute=30)
    assert read(SNOOZE, "later", EVENINGS, now=late) == Ask("when")
    assert read(SNOOZE, "in an hour", EVENINGS, now=late) == today(22, 30, instead=True)
    assert read(SNOOZE, "snooze") == Ask("when")


def test_without_a_schedule_starting_again_asks_for_a_time(read: Read) -> None:
    assert isinstance(read(RESUME, "start again"), Ask)


ENTITIES = st.builds(
    Found,
    st.sampled_from(["time", "weekday", "until", "duration_minutes", "place"]),
    st.text("0123456789:-abmont", max_size=12) | st.sampled_from(["08:00", "mon", "alternate"]),
    st.integers(0, 10),
    st.integers(0, 20),
)


@given(
    st.sampled_from([SET, PAUSE, RESUME, STOP, SNOOZE]),
    st.text(max_size=60),
    st.lists(ENTITIES, max_size=4).map(tuple),
    st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)),
    st.none() | st.just(EVENINGS),
)
def test_whatever_comes_is_a_change_or_a_question(
    intent: str, text: str, found: tuple[Found, ...], now: datetime, current: Current | None
) -> None:
    change = read_request(Heard(intent, text, now, found), current)
    assert isinstance(change, Set | Once | Pause | Resume | Stop | Show | Ask)
    if isinstance(change, Set):
        assert change.alternate or change.weekdays
    if isinstance(change, Once):
        assert change.at >= now.replace(second=0, microsecond=0)
    if isinstance(change, Pause):
        assert change.until > now.date()
