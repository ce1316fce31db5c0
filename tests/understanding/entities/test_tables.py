"""The tables in data/lookup/."""

from __future__ import annotations

from pathlib import Path

import pytest

from hipwise.understanding.entities.names import (
    NAME_TABLES,
    TableError,
    expand,
    load_table,
    read_names,
)
from hipwise.understanding.entities.reader import MessageReader

from .conftest import LOOKUP

CONTRACT = {
    "exercise": "clamshell hydrant single_leg_squat side_lying_abduction bridge side_plank "
    "band_walk wall_sit step_down step_up straight_leg_raise sit_to_stand",
    "activity": "stairs squats sitting standing_up running cycling kneeling jumping hiking "
    "walking lifting driving swimming sport",
    "condition": "meniscus ligament it_band patellar_tendon osgood_schlatter sinding_larsen "
    "bursitis dislocation plica bakers_cyst fat_pad patella_alta fracture quad_tendon gout "
    "arthritis chondromalacia",
    "group": "pregnancy teenager older after_surgery hypermobility",
}


def test_the_tables_hold_the_values_of_the_contract() -> None:
    values: dict[str, set[str]] = {}
    for name in NAME_TABLES:
        table = load_table(LOOKUP / name)
        values[table["entity"]] = set(table["phrases"])
    assert values == {entity: set(words.split()) for entity, words in CONTRACT.items()}


def test_a_phrase_is_written_out() -> None:
    assert set(expand("leg raise|lift now?")) == {
        ("leg", "raise"),
        ("leg", "lift"),
        ("leg", "raise", "now"),
        ("leg", "lift", "now"),
    }


def _tables(folder: Path, **changed: str) -> Path:
    for path in LOOKUP.glob("*.yml"):
        text = changed.get(path.stem, path.read_text(encoding="utf-8"))
        (folder / path.name).write_text(text, encoding="utf-8")
    return folder


def test_a_phrase_with_two_meanings_is_refused(tmp_path: Path) -> None:
    table = "entity: group\nphrases:\n  older:\n    - hydrants\n"
    with pytest.raises(TableError, match="two meanings"):
        MessageReader(_tables(tmp_path, groups=table))


@pytest.mark.parametrize("table", ["- a", "entity: group", "phrases: {a: 3}\nentity: group", "{"])
def test_a_wrong_table_is_refused_by_name(tmp_path: Path, table: str) -> None:
    with pytest.raises(TableError, match=r"groups\.yml"):
        read_names(_tables(tmp_path, groups=table))


def test_a_missing_table_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(TableError, match=r"exercises\.yml"):
        read_names(tmp_path)
