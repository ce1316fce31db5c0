"""The reader is built once: it takes a second."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from hipwise.understanding.entities import FoundEntity, MessageReader, find_entities

LOOKUP = Path(__file__).parents[3] / "data" / "lookup"
NOW = datetime(2026, 11, 25, 14, 0)  # a Wednesday

Find = Callable[..., list[FoundEntity]]


@pytest.fixture(scope="session")
def reader() -> MessageReader:
    return MessageReader(LOOKUP)


@pytest.fixture(scope="session")
def find(reader: MessageReader) -> Find:
    """Finds the entities of a message, on Wednesday 25 November 2026, 14:00."""

    def find_in(text: str, now: datetime = NOW, expected: str | None = None) -> list[FoundEntity]:
        return find_entities(reader.read(text), now, expected)

    return find_in


@pytest.fixture(scope="session")
def values(find: Find) -> Callable[..., list[object]]:
    """The values of one kind of entity in a message, in order."""

    def values_in(text: str, entity: str, expected: str | None = None) -> list[object]:
        return [one.value for one in find(text, expected=expected) if one.entity == entity]

    return values_in
