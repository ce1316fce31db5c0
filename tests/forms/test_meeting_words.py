"""What words mean at the first meeting."""

from __future__ import annotations

from typing import Optional

import pytest

from hipwise.forms.meeting_words import MeetingReader
from hipwise.understanding.entities.names import load_table
from tests.conftest import ROOT

READS = MeetingReader(load_table(ROOT / "data" / "lookup" / "meeting.yml"))


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("the left", "left"),
        ("its my rite knee", "right"),
        ("left and right", "both"),
        ("left, the right one is ok", "left"),
        ("not the right, the left", "left"),
        ("it isn't my left", "right"),
        ("right, so the left one", "left"),
        ("right behind the kneecap", None),
        ("right around the edge of the left one", "left"),
        ("right on the bony bit", None),
        ("for two years now", None),
    ],
)
def test_sides(text: str, side: Optional[str]) -> None:
    assert READS.side(text) == side


@pytest.mark.parametrize("text", ["right", "its the left one", "no, my left knee", "both of them"])
def test_a_side_alone(text: str) -> None:
    assert READS.is_side_alone(text)


@pytest.mark.parametrize(
    "text", ["right ok", "right below the cap", "I left work at six", "ok then", ""]
)
def test_no_side_alone(text: str) -> None:
    assert not READS.is_side_alone(text)


@pytest.mark.parametrize(
    ("text", "since"),
    [
        ("two years", "two years"),
        ("Since 2019", "since 2019"),
        ("6 wks", "6 wks"),
        ("I have 55", None),
        ("7, no 8", None),
        ("12", None),
    ],
)
def test_how_long(text: str, since: Optional[str]) -> None:
    assert READS.since(text) == since


def test_a_length_of_time_in_other_words() -> None:
    assert READS.span("sorry, it's been about three weeks") == "about 3 weeks"
    assert READS.is_span_alone("about 3 weeks I think")
    assert not READS.is_span_alone("I train 3 days on the bike")
    assert READS.is_number_alone("5, no 6") and not READS.is_number_alone("I have 55")


@pytest.mark.parametrize(
    ("text", "read", "score"),
    [
        ("4, nah 5", None, 5),
        ("7 at worst. no, 6", None, 6),
        ("erm 6, when i kneel 1", None, 6),
        ("honestly 3", None, 3),
        ("3 or 4", 4, 4),
        ("six out of ten", None, 6),
        ("on a scale of 0 to 10, 7", 7, 7),
        ("not 8, 7", None, 7),
        ("5.5", None, 6),
        ("a 9 last year, now a 2", 2, 2),
        ("none", 0, 0),
        ("41", None, None),
        ("just 3 exercises please", None, None),
        ("I had 2 operations", None, None),
        ("at 9 am", None, None),
        ("7:30", None, None),
    ],
)
def test_the_worst_pain(text: str, read: Optional[int], score: Optional[int]) -> None:
    assert READS.worst_pain(text, read) == score


@pytest.mark.parametrize(
    "text", ["no", "nope thanks", "no merci", "I no have nothing", "don't want to", "none"]
)
def test_declining(text: str) -> None:
    assert READS.declines(text)


@pytest.mark.parametrize("text", ["Norwich", "nah 5.30", "ok", "no, I live near Leeds"])
def test_not_declining(text: str) -> None:
    assert not READS.declines(text)


@pytest.mark.parametrize("text", ["ok", "4", "thanks", "si", "in the evening", "so so", "9 pm"])
def test_words_that_are_no_place(text: str) -> None:
    assert READS.names_no_place(text)


def test_words_that_may_be_a_place() -> None:
    assert not READS.names_no_place("Xyzzytown") and not READS.names_no_place("ok, Leeds")


@pytest.mark.parametrize("text", ["why", "what you mean?", "but why do you need to know that"])
def test_asking_why(text: str) -> None:
    assert READS.asks_why(text)


def test_other_questions_do_not_ask_why() -> None:
    assert not READS.asks_why("why does it hurt") and not READS.asks_why("ok")


def test_a_name() -> None:
    assert READS.tells_name("hi, my name's Ada") and not READS.tells_name("my knee is sore")


@pytest.mark.parametrize("text", ["mon thu 7am", "remind me at 6", "sundays off please", "7:30"])
def test_days_and_times_of_prompts(text: str) -> None:
    assert READS.is_of_prompts(text, times_only=True)


@pytest.mark.parametrize(
    "text", ["5", "every day", "worse on mondays", "at 5", "the stairs at 8am"]
)
def test_other_days_and_times(text: str) -> None:
    assert not READS.is_of_prompts(text, times_only=True)
