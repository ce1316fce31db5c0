"""Files of sentences are read strictly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import pytest

from hipwise.errors import HipwiseError
from hipwise.words import read_words


class Day(str, Enum):
    FIRST = "first"


@dataclass(frozen=True)
class Inner:
    much: str


@dataclass(frozen=True)
class Some:
    little: str
    inner: Inner
    days: Mapping[Day, str]


WHOLE = "little: a\ninner: {much: b}\ndays: {first: c}\n"


def read(tmp_path: Path, text: str) -> Some:
    path = tmp_path / "some.yml"
    path.write_text(text, encoding="utf-8")
    return read_words(path, Some)


def test_reads_nested_classes_and_names_of_enums(tmp_path: Path) -> None:
    assert read(tmp_path, WHOLE) == Some("a", Inner("b"), {Day.FIRST: "c"})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (WHOLE.replace("little: a\n", ""), "some.yml: file: .*'little'"),
        (WHOLE.replace("first", "last"), "some.yml: days"),
        (WHOLE + "more: d\n", "some.yml: more: nothing is called that"),
        (WHOLE.replace("b}", "b, mild: e}"), "some.yml: inner.mild: nothing is called that"),
        ("", "some.yml: file: "),
        ("a: [", "some.yml: cannot be read"),
    ],
)
def test_says_what_is_missing_or_too_much(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(HipwiseError, match=said):
        read(tmp_path, text)


def test_says_when_there_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(HipwiseError, match=r"none\.yml: cannot be read"):
        read_words(tmp_path / "none.yml", Some)
