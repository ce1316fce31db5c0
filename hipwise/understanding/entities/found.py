"""What a finder gives back."""

from __future__ import annotations

from typing import NamedTuple

Value = str | int


class FoundEntity(NamedTuple):
    """One entity of a message.

    Attributes:
        entity: its kind, for example `exercise`.
        value: its normal form; kinds and forms are listed in `finder.find_entities`.
        start: offset of its first character in the message.
        end: offset just after its last character.
    """

    entity: str
    value: Value
    start: int
    end: int
