"""What the channel itself says, from content/channel.yml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from hipwise.errors import HipwiseError

# Kinds of message that are not text, in the order in which they are looked for: Telegram sets
# `document` beside `animation`, and `location` beside `venue`.
MEDIA = (
    "voice",
    "video_note",
    "audio",
    "photo",
    "video",
    "animation",
    "sticker",
    "document",
    "venue",
    "location",
    "contact",
    "poll",
    "dice",
)


@dataclass(frozen=True)
class ChannelWords:
    """The channel's own sentences.

    Attributes:
        media: an answer to each kind of `MEDIA`.
        busy: said once to somebody who writes faster than the bot can answer.
        failed: said when a turn broke.
        please_wait: said once while a turn waits for the database.
        old_button: the notice on pressing a button that no longer counts; at most 200 characters.
        unreadable: the answer to a message with nothing in it to read.
        no_command: the answer to a command that is not in the menu.
        description: what Telegram shows before somebody presses Start; at most 512 characters.
        short_description: what it shows on the bot's own page; at most 120 characters.
    """

    media: Mapping[str, str]
    busy: str
    failed: str
    please_wait: str
    old_button: str
    unreadable: str
    no_command: str
    description: str
    short_description: str


def load_words(path: Path) -> ChannelWords:
    """Reads the file.

    Raises:
        HipwiseError: a sentence is missing or is not text.
    """
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise HipwiseError(f"{path.name}: cannot be read ({type(error).__name__})") from error
    if not isinstance(content, dict):
        raise HipwiseError(f"{path.name}: expected a mapping of names to sentences")
    media = content.get("media")
    return ChannelWords(
        media={kind: _sentence(path, media, kind) for kind in MEDIA},
        busy=_sentence(path, content, "busy"),
        failed=_sentence(path, content, "failed"),
        please_wait=_sentence(path, content, "please_wait"),
        old_button=_sentence(path, content, "old_button"),
        unreadable=_sentence(path, content, "unreadable"),
        no_command=_sentence(path, content, "no_command"),
        description=_sentence(path, content, "description"),
        short_description=_sentence(path, content, "short_description"),
    )


def _sentence(path: Path, content: Any, key: str) -> str:
    value = content.get(key) if isinstance(content, dict) else None
    if not isinstance(value, str) or not value.strip():
        raise HipwiseError(f"{path.name}: add a sentence for `{key}`")
    return value.strip()
