"""The card that sums up a mirror test: both legs side by side, and then and now.

What was noticed is told by a sign and by words, never by colour, and nothing is added up: many
people without pain show the same (clinical_facts.md section 7).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from hipwise.coaching.self_test import LegResult, Look, Seen
from hipwise.pictures import palette
from hipwise.pictures.dates import day_and_month, full_date
from hipwise.pictures.png import png_bytes
from hipwise.pictures.render import Colour
from hipwise.pictures.self_test import SELF_TEST
from hipwise.pictures.sheet import (
    CARD_WIDTH,
    MARGIN,
    PANEL_RADIUS,
    SIGNS,
    draw_panel,
    font,
)
from hipwise.words import read_words

# All sizes are in final pixels; the card is drawn larger and brought down to size.
ENLARGEMENT = 2
HEAD = 196
ROW = 146
ROW_WITH_THEN = 190
FOOT = 132
FIGURE = (136, 142)
"""Width and height of the small figure at the left of a row."""
FIGURE_SHARE = 0.27
COLUMNS = (214, 634)
"""Left edges of the two legs' columns."""
COLUMN_WIDTH = 412
TITLE_SIZE, HEADING_SIZE, LABEL_SIZE, STATE_SIZE, SMALL_SIZE = 46, 36, 32, 35, 30
RADIUS, SMALL_RADIUS = 23, 16


@dataclass(frozen=True)
class CardWords:
    """The words on the card (content/pictures/card.yml); {braces} are filled in.

    Attributes:
        title: of the card.
        left: heading of the left leg's column.
        right: heading of the right leg's.
        looks: what was looked for.
        seen: each answer.
        pain: what the number is.
        score: {pain}, 0 to 10.
        not_done: of a leg that was not tested.
        then: {what}: an answer or number of the earlier test.
        earlier: {day} of the earlier test.
        note: at the foot; at most two lines.
    """

    title: str
    left: str
    right: str
    looks: Mapping[Look, str]
    seen: Mapping[Seen, str]
    pain: str
    score: str
    not_done: str
    then: str
    earlier: str
    note: str

    def __post_init__(self) -> None:
        """Refuses words that leave a look or an answer without its name."""
        if set(self.looks) != set(Look) or set(self.seen) != set(Seen):
            raise ValueError("every look and every answer needs its words")


@dataclass(frozen=True)
class DatedTest:
    """A test that is kept, with its day.

    Attributes:
        day: on which it was done.
        left: None where the leg was not tested; so is `right`.
    """

    day: date
    left: LegResult | None
    right: LegResult | None


def load_card_words(path: Path) -> CardWords:
    """Reads content/pictures/card.yml.

    Raises:
        HipwiseError: it cannot be read, or something is missing in it.
    """
    return read_words(path, CardWords)


def draw_self_test_card(
    left: LegResult | None,
    right: LegResult | None,
    words: CardWords,
    before: DatedTest | None = None,
    day: date | None = None,
) -> bytes:
    """Draws the card as a PNG of `CARD_WIDTH` pixels.

    Args:
        left: what the left leg showed; None where it was not tested.
        right: what the right leg showed.
        words: all that is written on it.
        before: an earlier test for "then and now".
        day: of this test; not written when None.

    Raises:
        ValueError: neither leg was tested.
    """
    if left is None and right is None:
        raise ValueError("a card needs at least one leg's result")
    row_height = ROW_WITH_THEN if before else ROW
    rows = [*Look, None]
    height = HEAD + row_height * len(rows) + FOOT + 2 * MARGIN
    pen = _Pen(height)
    pen.head(words, before, day)
    legs = (left, right)
    earlier = (before.left, before.right) if before else (None, None)
    for number, look in enumerate(rows):
        top = MARGIN + HEAD + number * row_height
        pen.line(top)
        if look is not None:
            pen.figure(look, top, row_height)
        pen.label(words.looks[look] if look else words.pain, top)
        for column, now, then in zip(COLUMNS, legs, earlier, strict=True):
            pen.cell(column, top + 70, look, now, words, None)
            if then is not None:
                pen.cell(column, top + 128, look, then, words, words.then)
    pen.line(MARGIN + HEAD + len(rows) * row_height)
    pen.note(words.note, height)
    return png_bytes(pen.finished())


@lru_cache(maxsize=len(Look))
def _small_figure(look: Look, enlargement: int) -> Image.Image:
    """What to look for, without arrows and words, which are too fine at this size."""
    shown = SELF_TEST[f"look_{look.value}"]().panels[1]
    camera = replace(
        shown.camera,
        scale=shown.camera.scale * FIGURE_SHARE,
        at=(FIGURE[0] / 2, FIGURE[1] / 2 + 6),
    )
    bare = replace(shown, camera=camera, arrows=(), guides=(), labels=())
    return draw_panel(bare, FIGURE, {}, enlargement, number=None)


class _Pen:
    """Draws on an enlarged card; callers give final pixels."""

    def __init__(self, height: int) -> None:
        k = ENLARGEMENT
        self._k = k
        self._image = Image.new("RGB", (CARD_WIDTH * k, height * k), palette.CARD)
        self._draw = ImageDraw.Draw(self._image)
        edges = (MARGIN * k, MARGIN * k, (CARD_WIDTH - MARGIN) * k - 1, (height - MARGIN) * k - 1)
        self._draw.rounded_rectangle(edges, PANEL_RADIUS * k, fill=palette.PANEL)

    def finished(self) -> Image.Image:
        return self._image.reduce(self._k)

    def head(self, words: CardWords, before: DatedTest | None, day: date | None) -> None:
        self._text((56, MARGIN + 58), words.title, TITLE_SIZE, bold=True)
        right = CARD_WIDTH - 56
        if day is not None:
            self._text((right, MARGIN + 44), full_date(day), LABEL_SIZE, anchor="rm")
        if before is not None:
            same_year = day is not None and day.year == before.day.year
            said = day_and_month(before.day) if same_year else full_date(before.day)
            text = words.earlier.format(day=said)
            self._text((right, MARGIN + 90), text, SMALL_SIZE, palette.INK_SOFT, anchor="rm")
        for column, text in zip(COLUMNS, (words.left, words.right), strict=True):
            self._text((column, MARGIN + 152), text, HEADING_SIZE, bold=True)

    def line(self, y: float) -> None:
        k = self._k
        self._draw.line((44 * k, y * k, (CARD_WIDTH - 44) * k, y * k), palette.CARD, 3 * k)

    def figure(self, look: Look, top: float, row_height: float) -> None:
        y = top + (row_height - FIGURE[1]) / 2
        self._image.paste(_small_figure(look, self._k), (56 * self._k, round(y * self._k)))

    def label(self, text: str, top: float) -> None:
        self._text((COLUMNS[0], top + 32), text, LABEL_SIZE, palette.INK_SOFT)

    def cell(
        self,
        left: float,
        top: float,
        look: Look | None,
        leg: LegResult | None,
        words: CardWords,
        then: str | None,
    ) -> None:
        """One answer: of this test, or, with `then`, smaller and of the earlier one."""
        answer = leg.seen[look] if leg and look else None
        if leg is None:
            text = words.not_done
        elif answer is None:
            text = words.score.format(pain=leg.pain)
        else:
            text = words.seen[answer]
        radius, size, colour = RADIUS, STATE_SIZE, palette.INK
        if then is not None:
            text = then.format(what=text)
            radius, size, colour = SMALL_RADIUS, SMALL_SIZE, palette.INK_SOFT
        y = top + RADIUS
        indent = 0
        if look is not None:
            indent = 2 * RADIUS + 16
            self._sign(left + RADIUS, y, radius, answer, colour)
        bold = then is None and (answer is Seen.YES or (look is None and leg is not None))
        self._text((left + indent, y), text, size, colour, bold, COLUMN_WIDTH - indent)

    def note(self, text: str, height: float) -> None:
        k = self._k
        self._draw.multiline_text(
            (CARD_WIDTH / 2 * k, (height - MARGIN - FOOT / 2) * k),
            text,
            palette.INK_SOFT,
            font(SMALL_SIZE * k, bold=False),
            anchor="mm",
            align="center",
            spacing=8 * k,
        )

    def _sign(self, x: float, y: float, r: float, answer: Seen | None, ink: Colour) -> None:
        """A lens on a full disc for noticed, a ring for not noticed, a ring with "?" between."""
        k = self._k
        box = ((x - r) * k, (y - r) * k, (x + r) * k, (y + r) * k)
        if answer is Seen.YES:
            self._draw.ellipse(box, fill=ink)
            for stroke in SIGNS["look"]:
                path = np.array(stroke) * (k * r / 25) + np.array([x * k, y * k])
                points = [(float(a), float(b)) for a, b in path]
                self._draw.line(points, palette.WHITE, round(5 * k * r / 25), joint="curve")
        elif answer is None:
            self._draw.line(((x - r / 2) * k, y * k, (x + r / 2) * k, y * k), ink, 4 * k)
        else:
            self._draw.ellipse(box, outline=ink, width=round(4 * k * r / 25))
            if answer is Seen.NOT_SURE:
                face = font(round(1.3 * r * k), bold=True)
                self._draw.text((x * k, y * k), "?", ink, face, anchor="mm")

    def _text(
        self,
        at: tuple[float, float],
        text: str,
        size: int,
        colour: Colour = palette.INK,
        bold: bool = False,
        room: float = CARD_WIDTH,
        anchor: str = "lm",
    ) -> None:
        k = self._k
        while size > SMALL_SIZE - 4 and font(size * k, bold).getlength(text) > room * k:
            size -= 1
        self._draw.text((at[0] * k, at[1] * k), text, colour, font(size * k, bold), anchor=anchor)
