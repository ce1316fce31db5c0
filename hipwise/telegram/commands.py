"""The commands of Telegram's menu; each stands for a payload, as a button does."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@\w+)?(?:\s|$)")
_ALONE = re.compile(r"/[A-Za-z][A-Za-z0-9_]{0,31}(?:@\w+)?")


@dataclass(frozen=True)
class Command:
    """An entry of the menu.

    Attributes:
        name: without the slash, in lower case.
        payload: what it says to the bot, such as `/greet`.
        description: the line beside it in the menu.
    """

    name: str
    payload: str
    description: str


def find_command(text: str, commands: Sequence[Command]) -> Command | None:
    """The published command that a message begins with; None where it begins with none."""
    match = _COMMAND.match(text)
    if match is None:
        return None
    name = match.group(1).lower()
    return next((command for command in commands if command.name == name), None)


def is_command(text: str) -> bool:
    """Whether a message is a command and nothing else, published or not."""
    return _ALONE.fullmatch(text.strip()) is not None
