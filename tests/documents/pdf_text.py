"""Reads back the text of the PDFs that fpdf2 writes, enough for these tests."""

from __future__ import annotations

import re
import zlib
from typing import NamedTuple

_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_TEXT = re.compile(
    rb"/(F\d+) [\d.]+ Tf|BT ([\d.]+) ([\d.]+) Td [^(]*\(((?:[^\\)]|\\.)*)\) Tj", re.DOTALL
)
_ESCAPES = {b"\\r": b"\r", b"\\n": b"\n", b"\\\\": b"\\", b"\\(": b"(", b"\\)": b")"}


class Piece(NamedTuple):
    """A piece of text and where its left end stands, in points from the bottom left."""

    x: float
    y: float
    text: str


def count_pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type /Page\n", pdf))


def pieces(pdf: bytes) -> list[Piece]:
    """All text of the first page, in the order in which it is drawn."""
    letters = {font: _letters(pdf, number) for font, number in _fonts(pdf).items()}
    stream = _STREAM.search(pdf)
    assert stream is not None
    found, font = [], b""
    for name, x, y, drawn in _TEXT.findall(zlib.decompress(stream[1])):
        if name:
            font = name
            continue
        codes = re.sub(rb"\\.", lambda match: _ESCAPES[match[0]], drawn, flags=re.DOTALL)
        pairs = [int.from_bytes(codes[i : i + 2], "big") for i in range(0, len(codes), 2)]
        text = "".join(letters[font][code] for code in pairs)
        found.append(Piece(float(x), float(y), text))
    return found


def _fonts(pdf: bytes) -> dict[bytes, bytes]:
    return {name: number for name, number in re.findall(rb"/(F\d+) (\d+) 0 R", pdf)}


def _letters(pdf: bytes, number: bytes) -> dict[int, str]:
    font = re.search(rb"\n%b 0 obj\n(.*?)endobj" % number, pdf, re.DOTALL)
    assert font is not None
    unicode = re.search(rb"/ToUnicode (\d+) 0 R", font[1])
    assert unicode is not None
    table = re.search(rb"\n%b 0 obj\n(.*?)endobj" % unicode[1], pdf, re.DOTALL)
    assert table is not None
    pairs = re.findall(rb"\n<([0-9A-F]{4})> <([0-9A-F]{4,})>(?=\n)", table[1])
    return {
        int(code, 16): bytes.fromhex(letter.decode()).decode("utf-16-be") for code, letter in pairs
    }
