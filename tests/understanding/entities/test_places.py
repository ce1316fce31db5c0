"""Where people say they are."""

from __future__ import annotations

import pytest

PLACES = [
    ("I'm in Lisbon", "Lisbon"),
    ("lisboa", "Lisbon"),
    ("Lisbon", "Lisbon"),
    ("i live in reading", "Reading"),
    ("I moved to Nice", "Nice"),
    ("I'm in Bath", "Bath"),
    ("london time", "London"),
    ("i'm in london", "London"),
    ("im in paris now", "Paris"),
    ("Europe/Lisbon", "Europe/Lisbon"),
    ("my time zone is Europe/Berlin", "Europe/Berlin"),
    ("europe/berlin", "Europe/Berlin"),
    ("moved to sao paulo", "São Paulo"),
    ("time zone is EST", "America/New_York"),
    ("i live in manchestr", "Manchester"),
    ("I'm based in the UK", "United Kingdom"),
    ("we are in New York, USA", "New York City"),
    ("i'm in germany", "Germany"),
    ("I'm in Texas", "Texas"),
    ("I live in Bombay", "Mumbai"),
    ("back in Glasgow now", "Glasgow"),
    ("set timezone to Tokyo", "Tokyo"),
    ("berlin", "Berlin"),
    ("staying in Sydney for a month", "Sydney"),
    ("on holiday in spain until the 5th", "Spain"),
    ("timezone gmt+2", "UTC+2"),
    ("i am in ho chi minh city", "Ho Chi Minh City"),
    ("Im from dubai", "Dubai"),
    ("I live in Scotland", "Scotland"),
    ("Auckland NZ", "Auckland"),
    ("I'm living in LA", "Los Angeles"),
    ("its Warsaw", "Warsaw"),
    ("just moved to Vienna", "Vienna"),
]

NO_PLACE = [
    "Nice",
    "nice one",
    "That's nice",
    "I'm in pain",
    "I'm in bed",
    "I'm in bath",
    "reading about knees",
    "I was reading in the sun",
    "mobile",
    "are you mobile",
    "I'm in the gym",
    "bath",
    "in time",
    "my kneecap moved to the side",
    "moving to a standing desk",
    "this time",
    "Hi, I'm Lena",
    "It's March",
    "the pain moved to my hip",
    "being in agony",
    "last time",
    "runing",
    "un-pause",
    "what time is it",
]


@pytest.mark.parametrize(("text", "value"), PLACES)
def test_finds_place(values, text: str, value: str) -> None:
    assert values(text, "place") == [value]


@pytest.mark.parametrize("text", NO_PLACE)
def test_other_words_are_no_place(values, text: str) -> None:
    assert values(text, "place") == []


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("lisboa", "Europe/Lisbon"),
        ("Texas", "America/Chicago"),
        ("Germany", "Europe/Berlin"),
        ("utc+2", "Etc/GMT-2"),
        ("the uk", "Europe/London"),
        ("São-Paulo", "America/Sao_Paulo"),
    ],
)
def test_a_place_has_a_zone(reader, name: str, zone: str) -> None:
    assert reader.places.find(name).zone == zone


def test_no_place_has_no_zone(reader) -> None:
    assert reader.places.find("nowhere at all") is None
    assert reader.places.find("utc+99") is None
