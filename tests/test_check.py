"""What `hipwise check` says of parts that cannot be broken from outside (tests/test_cli.py)."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterator
from pathlib import Path

import pytest

from hipwise.check import check
from hipwise.settings import Settings


@pytest.fixture
def zones(tmp_path: Path) -> Iterator[Path]:
    """A folder where this process looks for time zones first."""
    before = zoneinfo.TZPATH
    zoneinfo.reset_tzpath([str(tmp_path)])
    yield tmp_path
    zoneinfo.reset_tzpath(before)


def test_time_zones_that_are_whole(zones: Path) -> None:
    lines: list[str] = []
    assert check(Settings(), lines.append, ["time zones"])
    assert lines == ["ok    time zones there"]


@pytest.mark.parametrize("content", [b"", b"TZif", b"<html>not here</html>"])
def test_time_zones_that_are_damaged(zones: Path, content: bytes) -> None:
    file = zones / "Pacific" / "Auckland"
    file.parent.mkdir()
    file.write_bytes(content)
    lines: list[str] = []
    assert not check(Settings(), lines.append, ["time zones"])
    (line,) = lines
    assert line.startswith("WRONG time zones")
    assert "Pacific/Auckland is missing or damaged" in line and "tzdata" in line
