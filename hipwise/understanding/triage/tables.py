"""Loads the tables of data/triage/."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Mapping

import yaml


class TermsError(ValueError):
    """A table in data/triage/ is not as it should be; the message says where."""


def load_yaml(path: Path) -> Mapping[str, Any]:
    """Loads one table.

    Raises:
        TermsError: the file is missing or is not a YAML mapping.
    """
    try:
        table = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise TermsError(f"{path.name}: cannot be read ({type(error).__name__})") from error
    if not isinstance(table, dict):
        raise TermsError(f"{path.name}: is not a table")
    return table
