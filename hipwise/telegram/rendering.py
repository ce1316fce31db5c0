"""From a reply to what Telegram is asked to send. Pure: no network, no files.

Telegram's limits (core.telegram.org/bots/api): a text of 4,096 and a caption of 1,024 UTF-16
units, counted after the markup is taken out; callback data of 1 to 64 bytes.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from hipwise.replies import Button, Reply, spans

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
CALLBACK_DATA_LIMIT = 64

# What fits beside each other on a small phone.
_ROW_WIDTH = 26
_ROW_LENGTH = 6
_BUTTON_MARGIN = 2

# The best places to cut, best first.
_CUTS = (re.compile(r"\n\s*\n"), re.compile(r"\n"), re.compile(r"(?<=[.!?…])\s"), re.compile(r"\s"))


@dataclass(frozen=True)
class Send:
    """One message to be sent.

    Attributes:
        html: its text or caption in Telegram's HTML; empty for a picture without a caption.
        plain: the same without markup.
        image: the reply's image, on the first send only.
        keyboard: rows of buttons, on the last send only.
    """

    html: str
    plain: str
    image: str | None = None
    keyboard: tuple[tuple[Button, ...], ...] = ()


def utf16_length(text: str) -> int:
    """Length as Telegram counts it: characters beyond the basic plane count twice."""
    return len(text) + sum(character > "\uffff" for character in text)


def render(reply: Reply) -> list[Send]:
    """Turns a reply into sends, in their order; nothing for an empty reply."""
    styled = _Styled.read(reply.text)
    keyboard = lay_out(reply.buttons)
    if reply.image is None:
        sends = [_send(part) for part in styled.split(TEXT_LIMIT)]
    elif utf16_length(styled.text.strip()) <= CAPTION_LIMIT:
        caption = styled.split(CAPTION_LIMIT)
        sends = [_send(caption[0], reply.image) if caption else Send("", "", reply.image)]
    else:
        sends = [Send("", "", reply.image), *(_send(part) for part in styled.split(TEXT_LIMIT))]
    if sends and keyboard:
        last = sends[-1]
        sends[-1] = Send(last.html, last.plain, last.image, keyboard)
    return sends


def lay_out(buttons: tuple[Button, ...]) -> tuple[tuple[Button, ...], ...]:
    """Packs buttons into rows, short ones beside each other.

    A button that Telegram would refuse, and the whole message with it, is left out.
    """
    rows: list[list[Button]] = []
    room = 0
    for button in buttons:
        title = _sendable(button.title).strip()
        payload = _sendable(button.payload)
        if not title or not 1 <= len(payload.encode()) <= CALLBACK_DATA_LIMIT:
            continue
        width = len(title) + _BUTTON_MARGIN
        if not rows or width > room or len(rows[-1]) == _ROW_LENGTH:
            rows.append([])
            room = _ROW_WIDTH
        rows[-1].append(Button(title, payload))
        room -= width
    return tuple(tuple(row) for row in rows)


def _send(part: _Styled, image: str | None = None) -> Send:
    return Send(part.as_html(), part.text, image)


def _sendable(text: str) -> str:
    # Half a surrogate pair cannot be encoded, so that the request itself would fail.
    return text.encode("utf-8", "replace").decode()


@dataclass(frozen=True)
class _Styled:
    """Text with the stretches of it that are bold, as half-open ranges of characters."""

    text: str
    bold: tuple[tuple[int, int], ...]

    @classmethod
    def read(cls, text: str) -> _Styled:
        plain: list[str] = []
        bold: list[tuple[int, int]] = []
        position = 0
        for span in spans(_sendable(text)):
            if span.bold:
                bold.append((position, position + len(span.text)))
            plain.append(span.text)
            position += len(span.text)
        return cls("".join(plain), tuple(bold))

    def slice(self, start: int, end: int) -> _Styled:
        """The stretch from start to end, without white space around it."""
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        bold = tuple(
            (max(first, start) - start, min(last, end) - start)
            for first, last in self.bold
            if first < end and last > start
        )
        return _Styled(self.text[start:end], bold)

    def split(self, limit: int) -> list[_Styled]:
        """Cuts into parts of at most `limit` UTF-16 units; white space alone is no part."""
        parts: list[_Styled] = []
        start = 0
        while start < len(self.text):
            # No more than `limit` characters can fit, and one more tells whether that is all.
            end = start + _cut(self.text[start : start + limit + 1], limit)
            parts.append(self.slice(start, end))
            start = end
        return [part for part in parts if part.text]

    def as_html(self) -> str:
        pieces: list[str] = []
        position = 0
        for first, last in self.bold:
            pieces.append(html.escape(self.text[position:first], quote=False))
            pieces.append(f"<b>{html.escape(self.text[first:last], quote=False)}</b>")
            position = last
        pieces.append(html.escape(self.text[position:], quote=False))
        return "".join(pieces)


def _cut(text: str, limit: int) -> int:
    """Where the first part ends: the last good place within the limit."""
    fits = _characters_within(text, limit)
    if fits == len(text):
        return fits
    for pattern in _CUTS:
        ends = [found.end() for found in pattern.finditer(text, 0, fits)]
        if ends and text[: ends[-1]].strip():
            return ends[-1]
    return fits


def _characters_within(text: str, limit: int) -> int:
    units = 0
    for index, character in enumerate(text):
        units += 2 if character > "\uffff" else 1
        if units > limit:
            return index
    return len(text)
