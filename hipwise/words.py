"""Reads the sentences of a part of the program from its file in content/."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, Extra, ValidationError, parse_obj_as

from hipwise.errors import HipwiseError

Words = TypeVar("Words")


class Wording(BaseModel):
    """A file's sentences; a name too many or too few is an error, not silence."""

    class Config:
        """Unknown names are refused, and nothing changes once read."""

        extra = Extra.forbid
        frozen = True
        # A block of YAML ends with a new line, which would be sent.
        anystr_strip_whitespace = True


def read_words(path: Path, kind: type[Words]) -> Words:
    """Reads a file whose names are the fields of a class.

    Args:
        path: a YAML file of content/.
        kind: a dataclass or pydantic model of texts; what it holds may be dataclasses too.

    Raises:
        HipwiseError: it cannot be read, something is missing in it, or nobody asks for
            something that stands in it.
    """
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        words: Any = parse_obj_as(kind, content)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"] if part != "__root__")
        raise HipwiseError(f"{path.name}: {place or 'file'}: {first['msg']}") from None
    except (OSError, yaml.YAMLError) as error:
        raise HipwiseError(f"{path.name}: cannot be read ({type(error).__name__})") from error
    if is_dataclass(kind):
        for place in _unread(content, asdict(words)):
            raise HipwiseError(f"{path.name}: {place}: nothing is called that")
    read: Words = words
    return read


def _unread(content: Any, words: Any, place: str = "") -> Iterator[str]:
    """Names in the file that did not find their way into the words."""
    if isinstance(content, dict) and isinstance(words, dict):
        for name, inner in content.items():
            here = f"{place}.{name}" if place else str(name)
            if name not in words:
                yield here
            else:
                yield from _unread(inner, words[name], here)
