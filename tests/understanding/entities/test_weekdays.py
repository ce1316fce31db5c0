"""Days of the week."""

from __future__ import annotations

import pytest

DAYS = [
    ("every weekday", "mon tue wed thu fri"),
    ("weekends", "sat sun"),
    ("mon wed fri", "mon wed fri"),
    ("mondays and thursdays", "mon thu"),
    ("every day", "mon tue wed thu fri sat sun"),
    ("daily", "mon tue wed thu fri sat sun"),
    ("every day at 7", "mon tue wed thu fri sat sun"),
    ("every other day", "alternate"),
    ("alternate days", "alternate"),
    ("every second day", "alternate"),
    ("every day except sunday", "mon tue wed thu fri sat"),
    ("not on sundays", "mon tue wed thu fri sat"),
    ("except weekends", "mon tue wed thu fri"),
    ("monday to friday", "mon tue wed thu fri"),
    ("mon-fri", "mon tue wed thu fri"),
    ("Mon, Wed & Fri at 8", "mon wed fri"),
    ("tues and thurs", "tue thu"),
    ("wendesday", "wed"),
    ("on sat", "sat"),
    ("every sun", "sun"),
    ("sat and sun", "sat sun"),
    ("Tuesday please", "tue"),
    ("only on fridays", "fri"),
    ("saturdays at 9am", "sat"),
    ("remind me on monday, wednesday and friday", "mon wed fri"),
    ("weekdays at half seven", "mon tue wed thu fri"),
    ("friday to monday", "mon fri sat sun"),
    ("remind me every morning", "mon tue wed thu fri sat sun"),
    ("day on day off", "alternate"),
    ("at weekends", "sat sun"),
    ("tue/thu/sat", "tue thu sat"),
    ("every day but wednesday", "mon tue thu fri sat sun"),
    ("no monday please", "tue wed thu fri sat sun"),
    ("no monday", "tue wed thu fri sat sun"),
    ("no, monday", "mon"),
    ("no wednesday is better", "wed"),
    ("no thursday then", "thu"),
    ("no friday suits me more", "fri"),
    ("no saturday instead", "sat"),
    ("no tue thu sat please", "tue thu sat"),
    ("no tue and thu", "tue thu"),
    ("no monday at 6pm", "mon"),
    ("sorry but thursday at 8", "thu"),
    ("nah, friday works", "fri"),
    ("no monday or friday", "tue wed thu sat sun"),
    ("no sunday at all", "mon tue wed thu fri sat"),
    ("no weekends", "mon tue wed thu fri"),
    ("sorry but not tuesday", "mon wed thu fri sat sun"),
    ("sorry, no tuesday", "mon wed thu fri sat sun"),
    ("no remind me in thursday", "mon tue wed fri sat sun"),
    ("don't send me anything on mondays or tuesdays", "wed thu fri sat sun"),
    ("dont message me at weekends", "mon tue wed thu fri"),
    ("stop the prompts on friday", "mon tue wed thu sat sun"),
    ("sat and sun off please", "mon tue wed thu fri"),
    ("tuesdays off, fridays on", "fri"),
    ("not monday but tuesday", "tue"),
    ("can't do thursdays", "mon tue wed fri sat sun"),
    ("stop asking me every day", "mon tue wed thu fri sat sun"),
    ("saturday off work so ask me then", "sat"),
    ("don't forget to remind me on sunday", "sun"),
    ("should I still play sat", "sat"),
    ("can i race sun or not", "sun"),
    ("sat morning", "sat"),
]

NO_DAY = [
    "I sat down",
    "in the sun",
    "my knee hurts every day",
    "till Monday",
    "for the weekend",
    "today",
    "five days a week",
    "twice a week",
    "I sat on the sofa",
    "a sunny spot",
    "we wed in may",
    "every time I squat",
    "the day before",
    "this sun is strong",
    "this sat badly with me",
    "my game sat on the shelf",
    "every other exercise",
    "for two weeks",
    "until friday",
    "days",
    "once in a while",
    "all the time",
]


@pytest.mark.parametrize(("text", "days"), DAYS)
def test_finds_days(values, text: str, days: str) -> None:
    assert sorted(values(text, "weekday")) == sorted(days.split())


@pytest.mark.parametrize("text", NO_DAY)
def test_other_words_are_no_day(values, text: str) -> None:
    assert values(text, "weekday") == []
