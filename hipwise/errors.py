"""What goes wrong in a way that whoever runs the program can mend."""

from __future__ import annotations

import itertools
import logging
import secrets
import traceback
from typing import Iterator


class HipwiseError(Exception):
    """Ends the program with its message: one line that says what to change."""


class Unreachable(HipwiseError):
    """What the program leans on, a database or Redis, is away for now; trying again may help."""


class SettingsError(HipwiseError):
    """A setting is missing or wrong; the message names it."""


def incident_id() -> str:
    """A short id that ties what a person was told to a line of the log."""
    return secrets.token_hex(4)


# What a line of the log about an incident holds besides its words.
INCIDENT_FIELDS = ("incident", "cause")


def log_incident(logger: logging.Logger, what: str, error: BaseException) -> str:
    """Writes down that something failed, under an id of its own; returns the id."""
    fields = {"incident": incident_id(), "cause": cause(error)}
    logger.error("%s: %s: %s", what, fields["incident"], fields["cause"], extra=fields)
    return fields["incident"]


def cause(error: BaseException) -> str:
    """Where an error arose and of what kind, such as `KeyError at plans.py:12 in next_step`.

    The error's own message is left out: it may quote what somebody wrote, or the token.
    """
    parts: list[str] = []
    for current in itertools.islice(causes(error), 4):
        frames = traceback.extract_tb(current.__traceback__)
        place = ""
        if frames:
            last = frames[-1]
            place = f" at {last.filename.rsplit('/', 1)[-1]}:{last.lineno} in {last.name}"
        parts.append(f"{type(current).__name__}{place}")
    return ", from ".join(parts)


def causes(error: BaseException) -> Iterator[BaseException]:
    """An error, what it was raised from, and so on."""
    current: BaseException | None = error
    while current is not None:
        yield current
        current = current.__cause__
