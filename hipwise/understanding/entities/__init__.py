"""Finds what a message names: exercises, sides, numbers, times, days and places.

`MessageReader` is built once and turns a message into a spaCy Doc; `find_entities` is pure
and reads the Doc. One module a family of entities.
"""

from hipwise.understanding.entities.finder import find_entities
from hipwise.understanding.entities.found import FoundEntity
from hipwise.understanding.entities.reader import MessageReader, shared_reader

__all__ = ["FoundEntity", "MessageReader", "find_entities", "shared_reader"]
