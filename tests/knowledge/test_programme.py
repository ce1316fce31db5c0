"""content/plan.yml against the cards."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from hipwise.errors import HipwiseError
from hipwise.knowledge.library import Library
from hipwise.knowledge.programme import load_programme

CONTENT = Path(__file__).parents[2] / "content"


def first(read: dict) -> dict:
    entry: dict = read["levels"][0]["exercises"][0]
    return entry


def test_the_programme_is_read(library: Library) -> None:
    programme = load_programme(CONTENT / "plan.yml", library.exercises)
    assert len(programme.levels) == 6
    assert programme.entry("straight_leg_raise", 0) is programme.others[0]
    assert programme.entry("calf raises", 3) is None
    step_up = programme.entry("step_up", 5)
    assert step_up is not None and step_up in programme.levels[4]
    assert set(programme.swaps) == set(library.exercises)


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda read: first(read).update(exercise="lunge"), "no card 'lunge'"),
        (lambda read: first(read).update(variant="hard"), "not easier, usual or harder"),
        (lambda read: first(read).update(hold=[10, 20]), "needs reps alone"),
        (lambda read: first(read).update(reps=None), "needs reps alone"),
        (lambda read: first(read).update(sets=[3, 2]), "sets must go from"),
        (lambda read: first(read).update(reps=[15, 20]), "more than its card"),
        (lambda read: read.update(others=[]), "'straight_leg_raise' is in no level"),
        (lambda read: read["swaps"].update(bridge=["lunge"]), "no card 'lunge'"),
        (lambda read: read["levels"][0].update(exercises=[first(read)]), "at least 2 items"),
        (lambda read: read.update(level=[]), "extra fields"),
    ],
)
def test_a_mistake_is_told(
    library: Library, tmp_path: Path, spoil: Callable[[dict], object], message: str
) -> None:
    read = yaml.safe_load((CONTENT / "plan.yml").read_text(encoding="utf-8"))
    spoil(read)
    path = tmp_path / "plan.yml"
    path.write_text(yaml.safe_dump(read), encoding="utf-8")
    with pytest.raises(HipwiseError, match=message):
        load_programme(path, library.exercises)
