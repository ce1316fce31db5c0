"""Counts a set at tempo: what to say at which second. Pure; nothing here waits or sends.

The tempo of an exercise stands on its card in content/exercises. At most one beat falls on a
second, since a chat message cannot be changed faster than that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import accumulate

READY_SECONDS = 10
AGAIN_SECONDS = 3
SIDES_SECONDS = 10
LAST_OF_REST_SECONDS = 5
# Longer moves are counted down in steps; a hold of ten needs no ten numbers.
LONGEST_COUNTED_UP = 6


@dataclass(frozen=True)
class Move:
    """A part of a repetition: its word, such as "up", and how many seconds it takes (1 or more)."""

    word: str
    seconds: int


@dataclass(frozen=True)
class Course:
    """What is to be done.

    Attributes:
        name: the exercise's.
        sets: 1 or more.
        reps: repetitions a set and side, 1 or more.
        moves: of one repetition, in order; at least one.
        each_side: whether a set is done on one side, then on the other.
        rest_s: seconds between sets, more than `LAST_OF_REST_SECONDS`.
    """

    name: str
    sets: int
    reps: int
    moves: tuple[Move, ...]
    each_side: bool
    rest_s: int


@dataclass(frozen=True)
class CountWords:
    """The sentences of a count; {braces} are filled in.

    Attributes:
        header: {name}, {set}, {sets}.
        header_side: the same with {side}.
        sides: names of the two sides, the first one first.
        rep: {rep}, {reps}, {moves}.
        ready: {name}, {left}: seconds until the first repetition.
        again: {left}: seconds until counting goes on after a pause.
        other_side: {left}.
        rest: {set}, {sets} (the next set's), {left}.
        next_set: {set}, {sets}, {left}.
        done: {name}, {sets}, {reps}.
    """

    header: str
    header_side: str
    sides: tuple[str, str]
    rep: str
    ready: str
    again: str
    other_side: str
    rest: str
    next_set: str
    done: str


class Stretch(Enum):
    """What a beat belongs to."""

    READY = "ready"
    WORK = "work"
    SIDES = "sides"
    REST = "rest"
    END = "end"


@dataclass(frozen=True)
class Beat:
    """A moment at which something is said.

    Attributes:
        at: seconds from the start.
        text: all that is to be read from then on.
        stretch: what it belongs to.
        begins: whether a count that was broken off may be taken up here.
        sets_done: whole sets, both sides of them, behind the person.
    """

    at: int
    text: str
    stretch: Stretch
    begins: bool
    sets_done: int


def count(course: Course, words: CountWords, ready_s: int = READY_SECONDS) -> list[Beat]:
    """Counts through all sets; the last beat is the only one of `Stretch.END`.

    Args:
        course: what is to be done.
        words: how to say it.
        ready_s: seconds to get into position, 1 or more.
    """
    beats: list[Beat] = []
    now = 0

    def count_down(stretch: Stretch, seconds: int, until: int, text: str, set_: int) -> None:
        nonlocal now
        named = text.format(name=course.name, set=set_, sets=course.sets, left="{left}")
        beats.extend(_countdown(now, stretch, seconds, until, named, set_ - 1))
        now += seconds - until

    count_down(Stretch.READY, ready_s, 0, words.ready, 1)
    sides = words.sides if course.each_side else (None,)
    for set_ in range(1, course.sets + 1):
        if set_ > 1:
            count_down(Stretch.REST, course.rest_s, LAST_OF_REST_SECONDS, words.rest, set_)
            count_down(Stretch.READY, LAST_OF_REST_SECONDS, 0, words.next_set, set_)
        for place, side in enumerate(sides):
            if place:
                count_down(Stretch.SIDES, SIDES_SECONDS, 0, words.other_side, set_)
            header = words.header if side is None else words.header_side
            header = header.format(name=course.name, set=set_, sets=course.sets, side=side)
            for rep in range(1, course.reps + 1):
                for second, moves in _said(course.moves):
                    line = words.rep.format(rep=rep, reps=course.reps, moves=moves)
                    text = f"{header}\n{line if course.reps > 1 else moves}"
                    beats.append(Beat(now + second, text, Stretch.WORK, second == 0, set_ - 1))
                now += sum(move.seconds for move in course.moves)
    end = words.done.format(name=course.name, sets=course.sets, reps=course.reps)
    beats.append(Beat(now, end, Stretch.END, True, course.sets))
    return beats


def carry_on(beats: Sequence[Beat], index: int, words: CountWords) -> list[Beat]:
    """The count from where it was broken off, from second 0.

    A repetition is begun again, after a short count to get ready; a rest goes on.

    Args:
        beats: the count so far.
        index: of the beat that was said last.
        words: how to say it.
    """
    start = next(place for place in range(index, -1, -1) if beats[place].begins)
    first = beats[start]
    if first.stretch is not Stretch.WORK:
        return _from(beats, start, 0)
    ready = _countdown(0, Stretch.READY, AGAIN_SECONDS, 0, words.again, first.sets_done)
    return [*ready, *_from(beats, start, AGAIN_SECONDS)]


def without_rest(beats: Sequence[Beat], index: int) -> list[Beat]:
    """The count with the rest of the rest left out; during anything else, from there on.

    Args:
        beats: the count so far; it ends with a beat of `Stretch.END`.
        index: of the beat that was said last.
    """
    left = range(index, len(beats))
    return _from(beats, next(i for i in left if beats[i].stretch is not Stretch.REST), 0)


def _from(beats: Sequence[Beat], start: int, at: int) -> list[Beat]:
    shift = at - beats[start].at
    return [replace(beat, at=beat.at + shift) for beat in beats[start:]]


def _countdown(
    now: int, stretch: Stretch, seconds: int, until: int, text: str, sets_done: int
) -> Iterator[Beat]:
    for left in _steps(seconds):
        if left > until:
            said = text.format(left=left)
            yield Beat(now + seconds - left, said, stretch, True, sets_done)


def _steps(seconds: int) -> list[int]:
    """The seconds left that are said: the first, every tenth, and 5, 3, 2, 1."""
    said = {seconds, 5, 3, 2, 1, *range(10, seconds, 10)}
    return sorted((left for left in said if left <= seconds), reverse=True)


def _said(moves: Sequence[Move]) -> Iterator[tuple[int, str]]:
    """What stands there at which second of a repetition: "up…", "up… 2…", "up… 2… 3"."""
    now = 0
    whole = ""
    for move in moves:
        pieces = _pieces(move)
        begun = f"{whole} · " if whole else ""
        lines = accumulate((piece for _, piece in pieces), lambda line, piece: f"{line} {piece}")
        for (second, _), line in zip(pieces, lines, strict=True):
            whole = begun + line
            yield now + second, whole
        now += move.seconds


def _pieces(move: Move) -> list[tuple[int, str]]:
    if move.seconds > LONGEST_COUNTED_UP:
        first, *later = _steps(move.seconds)
        numbers = [(move.seconds - left, str(left)) for left in later]
        pieces = [(0, f"{move.word} {first}"), *numbers]
    else:
        pieces = [(0, move.word)]
        pieces += [(second, str(second + 1)) for second in range(1, move.seconds)]
    *going_on, (second, last) = pieces
    return [*((second, f"{piece}…") for second, piece in going_on), (second, last)]
