"""Loads content/plan.yml, checked against the cards."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Optional

from pydantic import Field

from hipwise.coaching.plan import MOST_EXERCISES, Entry, Programme, Variant
from hipwise.knowledge.library import ContentError
from hipwise.knowledge.schema import Exercise
from hipwise.words import Wording, read_words

# A repetition held this long is a hold that is counted in seconds.
_HOLD_FROM = 5
FEWEST_AT_A_LEVEL = 2


class _Entry(Wording):
    exercise: str
    variant: str
    sets: tuple[int, int]
    reps: Optional[tuple[int, int]] = None
    hold: Optional[tuple[int, int]] = None


class _Level(Wording):
    title: str
    exercises: list[_Entry] = Field(min_items=FEWEST_AT_A_LEVEL, max_items=MOST_EXERCISES)


class _Programme(Wording):
    levels: list[_Level] = Field(min_items=1)
    others: list[_Entry]
    swaps: dict[str, list[str]]
    on_knees: list[str]
    held_on_to: list[str]
    supervised: list[str]


def load_programme(path: Path, cards: Mapping[str, Exercise]) -> Programme:
    """Reads the levels.

    Args:
        path: content/plan.yml.
        cards: the exercise cards by id.

    Raises:
        HipwiseError: it cannot be read, names an exercise that has no card, leaves one out, or
            starts with more than the card does.
    """
    read = read_words(path, _Programme)
    levels = tuple(
        tuple(_entry(path.name, entry, cards) for entry in level.exercises) for level in read.levels
    )
    others = tuple(_entry(path.name, entry, cards) for entry in read.others)
    placed = {entry.exercise for entries in (*levels, others) for entry in entries}
    if missing := sorted(cards.keys() - placed):
        raise ContentError(f"{path.name}: '{missing[0]}' is in no level; put it into others")
    named = [*read.swaps, *read.on_knees, *read.held_on_to, *read.supervised]
    named += [name for names in read.swaps.values() for name in names]
    if unknown := sorted(set(named) - cards.keys()):
        raise ContentError(f"{path.name}: there is no card '{unknown[0]}'")
    return Programme(
        tuple(level.title for level in read.levels),
        levels,
        others,
        {name: tuple(names) for name, names in read.swaps.items()},
        frozenset(read.on_knees),
        frozenset(read.held_on_to),
        frozenset(read.supervised),
    )


def _entry(file: str, read: _Entry, cards: Mapping[str, Exercise]) -> Entry:
    place = f"{file}: {read.exercise}"
    card = cards.get(read.exercise)
    if card is None:
        raise ContentError(f"{file}: there is no card '{read.exercise}'")
    if read.variant.upper() not in Variant.__members__:
        raise ContentError(f"{place}: '{read.variant}' is not easier, usual or harder")
    held = card.tempo.reps == 1 and card.tempo.hold_s >= _HOLD_FROM
    if (read.hold is None) is held or (read.reps is None) is not held:
        raise ContentError(f"{place}: needs {'hold' if held else 'reps'} alone, as on its card")
    for name, bounds in (("sets", read.sets), ("reps", read.reps), ("hold", read.hold)):
        if bounds is not None and not 1 <= bounds[0] <= bounds[1]:
            raise ContentError(f"{place}: {name} must go from a first number up to a last one")
    if read.sets[0] > card.tempo.sets or (read.reps and read.reps[0] > card.tempo.reps):
        raise ContentError(f"{place}: starts with more than its card does")
    return Entry(read.exercise, Variant[read.variant.upper()], read.sets, read.reps, read.hold)
