"""What the bot says, before any channel renders it.

Text may hold one piece of markup, `*bold*`, inside a line. Each channel renders it its own way:
Telegram as HTML, the terminal through `plain`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# A star touching a letter or digit on its outer side is arithmetic ("3*10*2"), not markup.
_BOLD = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]*?[^*\s])\*(?![\w*])")


@dataclass(frozen=True)
class Button:
    """A choice offered under a message.

    Attributes:
        title: what the person reads.
        payload: what pressing it says to the bot, such as `/ask_cause`.
    """

    title: str
    payload: str


@dataclass(frozen=True)
class Reply:
    """One message of the bot.

    Attributes:
        text: the words, with `*bold*` as the only markup; may be empty beside an image.
        buttons: choices, in the order in which they are shown.
        image: path of a picture (.png, .jpg), an animation (.gif, .mp4) or any other file,
            relative to the project's root.
    """

    text: str
    buttons: tuple[Button, ...] = ()
    image: str | None = None


@dataclass(frozen=True)
class Span:
    """A stretch of text in one style."""

    text: str
    bold: bool


def spans(text: str) -> list[Span]:
    """Takes the markup apart; the spans' texts joined are `plain(text)`."""
    found: list[Span] = []
    position = 0
    for match in _BOLD.finditer(text):
        if match.start() > position:
            found.append(Span(text[position : match.start()], bold=False))
        found.append(Span(match.group(1), bold=True))
        position = match.end()
    if position < len(text):
        found.append(Span(text[position:], bold=False))
    return found


def plain(text: str) -> str:
    """The text without its markup."""
    return _BOLD.sub(r"\1", text)


def reply_from_rasa(message: Mapping[str, Any]) -> Reply:
    """Reads the dictionary that Rasa hands to `OutputChannel.send_response`.

    Rasa sets absent parts to None, and some versions repeat the picture's address as
    `attachment`; a lone attachment counts as the image.
    """
    buttons = tuple(
        Button(str(button.get("title", "")), str(button.get("payload", "")))
        for button in [*(message.get("buttons") or ()), *(message.get("quick_replies") or ())]
    )
    image = message.get("image") or message.get("attachment")
    return Reply(
        text=str(message.get("text") or ""),
        buttons=buttons,
        image=image if isinstance(image, str) and image else None,
    )
