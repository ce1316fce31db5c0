"""Everything that a person may read, with the place where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from ruamel.yaml import YAML

from hipwise.knowledge.library import Library, load_library

ROOT = Path(__file__).parents[2]
CONTENT = ROOT / "content"

# Fields of topics and cards that nobody reads.
NOT_PROSE = ("id", "intent", "when", "certainty", "sources", "next", "picture", "tempo", "level")
# What is looked for in messages, read by the program and never said, or not in English.
UNSAID = re.compile(
    r"story\.yml/(typical_activities|places/\d+/(id|words))|guided_set\.yml/said|"
    r"commands\.yml/\d+/(name|payload)|domain\.yml/.*/payload|progress\.yml/sources|"
    r"forms/self_test\.yml/ended/\w+/next|"
    r"phrases\.yml/foreign/(\w\w/|other/words)|"
    r"plan\.yml/(levels/\d+/exercises|others|swaps|on_knees|held_on_to|supervised)|"
    r"forms/outcome\.yml/rating_words|export\.yml/sections/\w+/fields/who"
)
# Read in other places (references) or by nobody (labels of drawings are checked by eye).
ELSEWHERE = ("references.yml",)


class Prose(NamedTuple):
    """A text and where it stands: `topics/cause.more`, `phrases.yml/pain_rule`."""

    place: str
    text: str


def strings(value: Any, place: str) -> Iterator[Prose]:
    """All strings inside nested lists and mappings, but for those that are not said."""
    if UNSAID.match(place):
        return
    if isinstance(value, str):
        yield Prose(place, value)
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from strings(inner, f"{place}/{name}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from strings(inner, f"{place}/{number}")


def read(path: Path) -> Any:
    return YAML(typ="safe").load(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def library() -> Library:
    return load_library(CONTENT)


@pytest.fixture(scope="session")
def prose(library: Library) -> list[Prose]:
    found: list[Prose] = []
    for topic in library.topics.values():
        fields = topic.dict(exclude=set(NOT_PROSE), exclude_none=True)
        found += [Prose(f"topics/{topic.id}.{name}", text) for name, text in fields.items()]
    for card in library.exercises.values():
        for name, value in card.dict(exclude={*NOT_PROSE, "animated"}).items():
            text = value if isinstance(value, str) else " ".join(value)
            found.append(Prose(f"exercises/{card.id}.{name}", text))
    found += [Prose(f"references/{key}", item.found) for key, item in library.references.items()]
    for path in sorted(CONTENT.glob("*.yml")):
        if path.name not in ELSEWHERE:
            found += strings(read(path), path.name)
    for name in ("alt.yml", "card.yml", "chart.yml"):
        found += strings(read(CONTENT / "pictures" / name), f"pictures/{name}")
    for path in sorted((CONTENT / "forms").glob("*.yml")):
        found += strings(read(path), f"forms/{path.name}")
    found += strings(read(ROOT / "domain.yml")["responses"], "domain.yml")
    return found
