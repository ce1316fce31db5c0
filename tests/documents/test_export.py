"""What a person gets who asks for their data."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import date, datetime, time, timezone
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipwise.documents.export import load_export_words, zip_export
from hipwise.records.models import metadata

WORDS = load_export_words(Path(__file__).parents[2] / "content" / "export.yml")


class Side(str, Enum):
    LEFT = "left"


def files(**sections: Any) -> dict[str, str]:
    packed = zip_export(sections, WORDS)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.testzip() is None
        return {
            name: archive.read(name).decode("utf-8-sig" if name.endswith(".csv") else "utf-8")
            for name in archive.namelist()
        }


def table(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def test_a_file_for_each_section_and_all_of_it_as_json() -> None:
    packed = files(people=[{"id": "telegram:1"}], flags=[])
    assert list(packed) == ["README.txt", "all.json", "people.csv", "flags.csv"]
    assert json.loads(packed["all.json"]) == {"people": [{"id": "telegram:1"}], "flags": []}


def test_values_of_all_kinds() -> None:
    row = {
        "text": '膝が痛い 🙂, "quoted"\nsecond line',
        "number": -2,
        "share": 0.5,
        "flag": True,
        "nothing": None,
        "day": date(2026, 11, 3),
        "moment": datetime(2026, 11, 3, 7, 30, tzinfo=timezone.utc),
        "clock": time(7, 30),
        "side": Side.LEFT,
        "list": [1, {"day": date(2026, 11, 3)}],
    }
    packed = files(some=[row])
    (saved,) = json.loads(packed["all.json"])["some"]
    assert saved == {
        **row,
        "day": "2026-11-03",
        "moment": "2026-11-03T07:30:00+00:00",
        "clock": "07:30:00",
        "side": "left",
        "list": [1, {"day": "2026-11-03"}],
    }
    names, cells = table(packed["some.csv"])
    assert names == list(row)
    assert cells == [
        row["text"],
        "-2",
        "0.5",
        "true",
        "",
        "2026-11-03",
        "2026-11-03T07:30:00+00:00",
        "07:30:00",
        "left",
        '[1, {"day": "2026-11-03"}]',
    ]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_taken_for_a_formula(start: str) -> None:
    text = f"{start}HYPERLINK(1)"
    packed = files(some=[{text: text}])
    assert table(packed["some.csv"]) == [[f"'{text}"], [f"'{text}"]]
    assert json.loads(packed["all.json"])["some"] == [{text: text}]


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(["a", "b", "c"]),
            st.one_of(st.none(), st.integers(), st.text(), st.lists(st.text())),
        ),
        max_size=5,
    )
)
def test_any_rows_come_out_whole_and_harmless(rows: list[dict[str, Any]]) -> None:
    packed = files(some=rows)
    assert json.loads(packed["all.json"])["some"] == rows
    names, *lines = table(packed["some.csv"])
    assert len(lines) == len(rows)
    for row, line in zip(rows, lines, strict=True):
        for name, cell in zip(names, line, strict=True):
            value = row.get(name)
            if isinstance(value, str):
                readable = value.replace("\x00", "")
                assert cell in (readable, f"'{readable}")
                assert not cell.startswith(("=", "+", "-", "@"))


def test_rows_that_differ_share_their_columns() -> None:
    packed = files(some=[{"a": 1}, {"b": 2, "a": 3}])
    assert table(packed["some.csv"]) == [["a", "b"], ["1", ""], ["3", "2"]]


def test_a_nul_byte_does_not_break_or_hide_a_formula() -> None:
    assert table(files(some=[{"a": "\x00=1+1"}])["some.csv"])[1] == ["'=1+1"]


def test_half_an_emoji_does_not_break_it() -> None:
    assert "half ? emoji" in files(some=[{"a": "half \ud83d emoji"}])["some.csv"]


def test_readme_explains_every_column_that_it_knows() -> None:
    readme = files(flags=[{"tier": "B", "news": 1}], people=[], other=[{"a": 1}])["README.txt"]
    flags = WORDS.sections["flags"]
    assert flags.about in readme
    assert f"  tier  {flags.fields['tier'].split(' (')[0]}" in readme
    assert f"  news  {WORDS.unexplained}" in readme
    assert f"{WORDS.sections['people'].about}\n{WORDS.none}" in readme
    assert f"other.csv\n---------\n{WORDS.unexplained}" in readme
    assert max(map(len, readme.splitlines())) <= 88


def test_every_column_about_a_person_is_explained() -> None:
    for table_ in metadata.tables.values():
        about_people = table_.name == "people" or any(
            key.column.table.name == "people" for key in table_.foreign_keys
        )
        if about_people:
            assert table_.name in WORDS.sections
            assert set(WORDS.sections[table_.name].fields) == set(table_.columns.keys())


def test_same_data_give_the_same_bytes_that_name_no_time() -> None:
    sections = {"people": [{"id": 1}]}
    packed = zip_export(sections, WORDS)
    assert packed == zip_export(sections, WORDS)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("name", ["../people", "a/b", "People", "", "a.b"])
def test_a_name_that_would_leave_its_folder_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="not a section's name"):
        zip_export({name: []}, WORDS)


def test_a_value_of_no_known_kind_is_refused() -> None:
    with pytest.raises(TypeError, match="cannot be exported: object"):
        zip_export({"some": [{"a": object()}]}, WORDS)
