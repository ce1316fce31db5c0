"""Counts of every shape that a card may ask for."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipwise.coaching.tempo import (
    AGAIN_SECONDS,
    READY_SECONDS,
    SIDES_SECONDS,
    Course,
    Move,
    Stretch,
    carry_on,
    count,
    without_rest,
)
from hipwise.guided_sets import load_set_words

WORDS = load_set_words(Path(__file__).parents[2] / "content" / "guided_set.yml").count
CLAMSHELL = Course(
    "Clamshell", 2, 2, (Move("open", 3), Move("hold", 1), Move("close", 3)), True, 60
)

moves = st.builds(Move, st.sampled_from(["up", "hold", "down"]), st.integers(1, 45))
courses = st.builds(
    Course,
    name=st.sampled_from(["Bridge", "Side-lying leg lift"]),
    sets=st.integers(1, 6),
    reps=st.integers(1, 20),
    moves=st.lists(moves, min_size=1, max_size=3).map(tuple),
    each_side=st.booleans(),
    rest_s=st.integers(10, 120),
)


def test_a_repetition_grows_as_it_is_counted() -> None:
    beats = [beat for beat in count(CLAMSHELL, WORDS) if beat.stretch is Stretch.WORK]
    lines = [beat.text.splitlines() for beat in beats]
    assert lines[0] == ["*Clamshell*, set 1 of 2, first side", "Rep 1 of 2: open…"]
    assert [line for _, line in lines[1:7]] == [
        "Rep 1 of 2: open… 2…",
        "Rep 1 of 2: open… 2… 3",
        "Rep 1 of 2: open… 2… 3 · hold",
        "Rep 1 of 2: open… 2… 3 · hold · close…",
        "Rep 1 of 2: open… 2… 3 · hold · close… 2…",
        "Rep 1 of 2: open… 2… 3 · hold · close… 2… 3",
    ]
    assert lines[7][1] == "Rep 2 of 2: open…"
    assert lines[14][0] == "*Clamshell*, set 1 of 2, other side"


def test_a_long_hold_is_counted_down_in_steps_and_a_lone_repetition_has_no_number() -> None:
    plank = Course("Side plank", 1, 1, (Move("up", 2), Move("hold", 10)), False, 30)
    *_, before, end = count(plank, WORDS)
    assert before.text == "*Side plank*, set 1 of 1\nup… 2 · hold 10… 5… 3… 2… 1"
    assert end.at - before.at == 1


@given(courses)
def test_every_count_keeps_its_promises(course: Course) -> None:
    beats = count(course, WORDS)
    times = [beat.at for beat in beats]
    assert times[0] == 0
    # At most one a second, and never silent for long.
    gaps = [later - sooner for sooner, later in pairwise(times)]
    assert all(1 <= gap <= 10 for gap in gaps)
    sides = 2 if course.each_side else 1
    rep = sum(move.seconds for move in course.moves)
    assert times[-1] == (
        READY_SECONDS
        + course.sets * (sides * course.reps * rep + (sides - 1) * SIDES_SECONDS)
        + (course.sets - 1) * course.rest_s
    )
    begun = [beat for beat in beats if beat.stretch is Stretch.WORK and beat.begins]
    assert len(begun) == course.sets * sides * course.reps
    assert [beat.stretch for beat in beats].count(Stretch.END) == 1
    assert beats[-1].stretch is Stretch.END
    done = [beat.sets_done for beat in beats]
    assert done == sorted(done) and done[-1] == course.sets
    assert all("{" not in beat.text and len(beat.text) < 400 for beat in beats)


@given(courses, st.data())
def test_a_count_broken_off_anywhere_loses_no_repetition(
    course: Course, data: st.DataObject
) -> None:
    beats = count(course, WORDS)
    index = data.draw(st.integers(0, len(beats) - 2))
    again = carry_on(beats, index, WORDS)
    assert again[0].at == 0
    assert all(later.at > sooner.at for sooner, later in pairwise(again))
    rest = [beat.text for beat in again if beat.stretch is Stretch.WORK]
    assert beats[index].stretch is not Stretch.WORK or beats[index].text in rest
    whole = [beat.text for beat in beats if beat.stretch is Stretch.WORK]
    assert rest == whole[len(whole) - len(rest) :]
    assert again[-1].text == beats[-1].text
    if beats[index].stretch is Stretch.WORK:
        assert again[AGAIN_SECONDS - 1].stretch is Stretch.READY
    assert again[0].sets_done == beats[index].sets_done


@given(courses.filter(lambda course: course.sets > 1), st.data())
def test_a_rest_can_be_left_out(course: Course, data: st.DataObject) -> None:
    beats = count(course, WORDS)
    resting = [place for place, beat in enumerate(beats) if beat.stretch is Stretch.REST]
    after = without_rest(beats, data.draw(st.sampled_from(resting)))
    assert after[0].at == 0
    assert after[0].stretch is Stretch.READY
    assert after[0].text.startswith("Get ready for set")


@pytest.mark.parametrize("index", [0, 3])
def test_without_a_rest_nothing_is_left_out(index: int) -> None:
    beats = count(CLAMSHELL, WORDS)
    assert without_rest(beats, index)[0].text == beats[index].text
