"""Finding time zones by name and on the map."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from hipwise.coaching.zones import Unsettled, Zone, Zones, zone_title
from hipwise.understanding.entities.places import PlaceIndex

PLACES = Path(__file__).parents[2] / "data" / "lookup" / "places.yml"
EXTRA = YAML(typ="safe").load(PLACES.read_text("utf-8"))["places"]


@pytest.fixture(scope="module")
def zones() -> Zones:
    return Zones(EXTRA)


@pytest.mark.parametrize(
    ("name", "said", "zone"),
    [
        ("London", "", Zone("Europe/London", "GB", "London, United Kingdom")),
        ("London", "london ontario, canada", Zone("America/Toronto", "CA", "London, Canada")),
        ("Lisbon", "", Zone("Europe/Lisbon", "PT", "Lisbon, Portugal")),
        ("Perth", "", Zone("Australia/Perth", "AU", "Perth, Australia")),
        ("Perth", "the scottish perth", Zone("Europe/London", "GB", "Perth, United Kingdom")),
        ("Athens", "", Zone("Europe/Athens", "GR", "Athens, Greece")),
        ("Portland", "", Zone("America/Los_Angeles", "US", "Portland, Oregon")),
        ("Valencia", "valencia, spain", Zone("Europe/Madrid", "ES", "Valencia, Spain")),
        ("Cambridge", "Cambridge MA", Zone("America/New_York", "US", "Cambridge, Massachusetts")),
        ("Finland", "", Zone("Europe/Helsinki", "FI", "Finland")),
        ("Spain", "", Zone("Europe/Madrid", "ES", "Spain")),
        ("Portugal", "", Zone("Europe/Lisbon", "PT", "Portugal")),
        ("Singapore", "", Zone("Asia/Singapore", "SG", "Singapore")),
        ("Texas", "", Zone("America/Chicago", "US", "Texas")),
        ("England", "", Zone("Europe/London", "GB", "England")),
        ("Europe/Madrid", "", Zone("Europe/Madrid", "ES", "Madrid")),
        (
            "America/Argentina/Buenos_Aires",
            "",
            Zone("America/Argentina/Buenos_Aires", "AR", "Buenos Aires"),
        ),
        ("CET", "", Zone("Europe/Paris", "FR", "CET")),
        ("America/New_York", "EST please", Zone("America/New_York", "US", "New York")),
        ("UTC+2", "", Zone("Etc/GMT-2", None, "UTC+2")),
        ("GMT -5", "", Zone("Etc/GMT+5", None, "UTC-5")),
    ],
)
def test_a_name_that_means_one_zone(zones: Zones, name: str, said: str, zone: Zone) -> None:
    assert zones.find(name, said) == zone


@pytest.mark.parametrize(
    ("name", "question", "choices"),
    [
        ("Xyzzyville", "unknown", set()),
        ("UTC+20", "unknown", set()),
        ("", "unknown", set()),
        (
            "United States",
            "which_town",
            {"America/New_York", "America/Chicago", "America/Los_Angeles"},
        ),
        ("Canada", "which_town", {"America/Toronto", "America/Vancouver", "America/Edmonton"}),
        (
            "Springfield",
            "which_one",
            {"America/Chicago", "America/New_York", "America/Los_Angeles"},
        ),
        ("Valencia", "which_one", {"Europe/Madrid", "America/Caracas"}),
    ],
)
def test_a_name_that_leaves_something_to_ask(
    zones: Zones, name: str, question: str, choices: set[str]
) -> None:
    found = zones.find(name)
    assert isinstance(found, Unsettled)
    assert (found.question, {choice.name for choice in found.choices}) == (question, choices)


@pytest.mark.parametrize(
    ("said", "zone"),
    [
        ("Mumbai is where i live", "Asia/Kolkata"),
        ("Actually I'm on the west coast, Seattle", "America/Los_Angeles"),
        ("not in the UK any more, Malta now", "Europe/Malta"),
        ("Phoenix AZ, and no we don't do daylight saving", "America/Phoenix"),
        ("hawaii, so ten behind you", "Pacific/Honolulu"),
        ("cairo, egypt, its summer time now so +3", "Africa/Cairo"),
    ],
)
def test_a_place_among_other_words(zones: Zones, said: str, zone: str) -> None:
    found = zones.find_in(said)
    assert isinstance(found, Zone) and found.name == zone


@pytest.mark.parametrize(
    "said", ["change my timezone", "wrong time zone", "my clock is two hours ahead", "", "I'm home"]
)
def test_no_place_among_other_words(zones: Zones, said: str) -> None:
    assert zones.find_in(said) is None


def test_two_places_are_a_question(zones: Zones) -> None:
    found = zones.find_in("I drive between Rotterdam and Bucharest")
    assert isinstance(found, Unsettled) and found.question == "which_one"
    assert [choice.place for choice in found.choices] == [
        "Rotterdam, Netherlands",
        "Bucharest, Romania",
    ]


@pytest.mark.parametrize(
    ("latitude", "longitude", "zone", "country"),
    [
        (51.5, -0.12, "Europe/London", "GB"),
        (38.72, -9.14, "Europe/Lisbon", "PT"),
        (27.7, 85.3, "Asia/Kathmandu", "NP"),
        (-33.9, 18.4, "Africa/Johannesburg", "ZA"),
        (-36.85, 174.76, "Pacific/Auckland", "NZ"),
        # On both sides of the date line, and at the poles, there is an answer too.
        (-18.1, 178.4, "Pacific/Fiji", "FJ"),
        (52.5, 13.4, "Europe/Berlin", "DE"),
    ],
)
def test_a_point_on_the_map(
    zones: Zones, latitude: float, longitude: float, zone: str, country: str
) -> None:
    found = zones.at(latitude, longitude)
    assert (found.name, found.country) == (zone, country)


@settings(max_examples=25, deadline=None)
@given(st.floats(-90, 90), st.floats(-180, 180))
def test_every_point_has_a_zone(zones: Zones, latitude: float, longitude: float) -> None:
    assert zones.at(latitude, longitude).name in available_timezones()


def test_every_place_that_messages_can_name_is_settled_or_asked_about(zones: Zones) -> None:
    index = PlaceIndex(EXTRA)
    unknown = {
        place.name
        for place in index._places.values()
        if place.zone  # the tables lack it for a single town
        and (found := zones.find(place.name))
        and getattr(found, "question", "") == "unknown"
    }
    assert unknown == set()


@pytest.mark.parametrize("zone", sorted(available_timezones()))
def test_every_zone_is_found_by_its_name_and_has_a_title(zones: Zones, zone: str) -> None:
    title = zone_title(zone)
    assert title and "/" not in title and "_" not in title
    if "/" in zone:
        found = zones.find(zone)
        assert isinstance(found, Zone) and found.name == zone
        ZoneInfo(found.name)


def test_titles() -> None:
    assert zone_title("Europe/London") == "London"
    assert zone_title("America/Argentina/Buenos_Aires") == "Buenos Aires"
    assert zone_title("Etc/GMT-2") == "UTC+2"
    assert zone_title("Etc/GMT+11") == "UTC-11"
    assert zone_title("Etc/UTC") == "UTC"
