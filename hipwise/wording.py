"""Files of sentences in content/: each is read into a model that names what it must hold."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, Extra, ValidationError

from hipwise.errors import HipwiseError


class Wording(BaseModel):
    """A file's sentences; a name too many or too few is an error, not silence."""

    class Config:
        """Unknown names are refused, and nothing changes once read."""

        extra = Extra.forbid
        frozen = True


Words = TypeVar("Words", bound=Wording)


def load_wording(path: Path, kind: type[Words]) -> Words:
    """Reads a file of sentences.

    Args:
        path: a YAML file.
        kind: what it must hold.

    Raises:
        HipwiseError: it cannot be read, or something is missing in it.
    """
    try:
        return kind(**yaml.safe_load(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise HipwiseError(f"{path.name}: {place}: {first['msg']}") from None
    except (OSError, TypeError, yaml.YAMLError) as error:
        raise HipwiseError(f"{path.name}: cannot be read ({type(error).__name__})") from error
