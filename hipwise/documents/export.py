"""Everything held about a person, as a zip: JSON for programs, CSV for people, and a README."""

from __future__ import annotations

import csv
import io
import json
import re
import textwrap
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from enum import Enum
from pathlib import Path
from typing import Any

from hipwise.words import read_words

Rows = Sequence[Mapping[str, Any]]

LONGEST_LINE = 88
# What a zip says about when its files were made: the earliest time that it can, so that the same
# data give the same bytes.
NO_TIME = (1980, 1, 1, 0, 0, 0)
# What a spreadsheet takes for the start of a formula; tab and return are skipped by some before
# they look. https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_SECTION = re.compile(r"[a-z0-9_]+")


@dataclass(frozen=True)
class SectionWords:
    """What a section is.

    Attributes:
        about: in a sentence.
        fields: what each of its columns holds, by name.
    """

    about: str
    fields: Mapping[str, str]


@dataclass(frozen=True)
class ExportWords:
    """The words of the README (content/export.yml).

    Attributes:
        intro: at its top.
        none: of a section without rows.
        unexplained: of a section or field that `sections` does not name.
        sections: by name.
    """

    intro: str
    none: str
    unexplained: str
    sections: Mapping[str, SectionWords]


def load_export_words(path: Path) -> ExportWords:
    """Reads content/export.yml.

    Raises:
        HipwiseError: it cannot be read, or something is missing in it.
    """
    return read_words(path, ExportWords)


def zip_export(sections: Mapping[str, Rows], words: ExportWords) -> bytes:
    """Packs what is held; the same data give the same bytes.

    Args:
        sections: rows by section, such as a table's; a name is made of a to z, 0 to 9 and _. A
            value is text, a number, a day or time, an enum, None, or lists and mappings of those.
        words: the README's.

    Returns:
        A zip with all.json, one <section>.csv each and README.txt.

    Raises:
        ValueError: a section's name would not do as a file's.
        TypeError: a value is none of those above.
    """
    for name in sections:
        if not _SECTION.fullmatch(name):
            raise ValueError(f"not a section's name: {name!r}")
    everything = {name: [dict(row) for row in rows] for name, rows in sections.items()}
    files = {"README.txt": _readme(sections, words), "all.json": _json(everything, indent=2)}
    files |= {f"{name}.csv": _csv(rows) for name, rows in sections.items()}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            # The mark in front tells Excel that a .csv is UTF-8.
            encoding = "utf-8-sig" if name.endswith(".csv") else "utf-8"
            entry = zipfile.ZipInfo(name, NO_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            # Half an emoji (a lone surrogate) cannot be written in UTF-8.
            archive.writestr(entry, text.encode(encoding, errors="replace"))
    return packed.getvalue()


def _csv(rows: Rows) -> str:
    columns = _columns(rows)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([_cell(column) for column in columns])
    writer.writerows([_cell(row.get(column)) for column in columns] for row in rows)
    return text.getvalue()


def _columns(rows: Rows) -> list[str]:
    """All names of the rows, in the order in which they first come."""
    return list(dict.fromkeys(name for row in rows for name in row))


def _cell(value: Any) -> str:
    """A value as a cell that no spreadsheet runs. A number cannot be a formula and stays one."""
    if value is None:
        return ""
    if isinstance(value, (int, float)) and not isinstance(value, Enum):
        return json.dumps(value)
    text = _plain(value) if isinstance(value, (str, date, time, Enum)) else _json(value)
    text = text.replace("\x00", "")  # no CSV reader takes it
    return f"'{text}" if text.startswith(_FORMULA) else text


def _json(value: Any, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent, default=_plain)


def _plain(value: Any) -> str:
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, str):
        return value
    raise TypeError(f"cannot be exported: {type(value).__name__}")


def _readme(sections: Mapping[str, Rows], words: ExportWords) -> str:
    lines: list[str] = []
    for paragraph in words.intro.strip().splitlines():
        lines += textwrap.wrap(paragraph, LONGEST_LINE) or [""]
    for name, rows in sections.items():
        known = words.sections.get(name)
        lines += ["", "", f"{name}.csv", "-" * len(f"{name}.csv")]
        lines += textwrap.wrap(known.about if known else words.unexplained, LONGEST_LINE)
        lines += list(_fields(rows, known, words)) if rows else [words.none]
    return "\n".join(lines) + "\n"


def _fields(rows: Rows, known: SectionWords | None, words: ExportWords) -> Iterator[str]:
    columns = _columns(rows)
    width = max(map(len, columns), default=0) + 2
    for column in columns:
        said = known.fields.get(column, words.unexplained) if known else words.unexplained
        lead = f"  {column:<{width}}"
        yield from textwrap.wrap(
            said, LONGEST_LINE, initial_indent=lead, subsequent_indent=" " * len(lead)
        )
