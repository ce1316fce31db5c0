"""Lays panels out on a card: figure, floor, arrows, labels. All sizes are in final pixels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Literal, TypedDict

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from hipwise.errors import HipwiseError
from hipwise.pictures import palette
from hipwise.pictures.body import Dress, flesh
from hipwise.pictures.render import Balls, Camera, Colour, DepthBuffer, Shape
from hipwise.pictures.skeleton import Pose, Triple, solve

CARD_WIDTH = 1080
CARD_RADIUS = 40
MARGIN = 22
GAP = 16
PANEL_RADIUS = 26
CAPTION_HEIGHT = 78
"""Nothing but the caption lies in this strip at the top of a panel."""
CAPTION_SIZE = 37
LABEL_SIZE = 33
LINE_WIDTH = 1.7
ARROW_WIDTH = 13
ARROW_HEAD = 40
HALO = 5

Words = Mapping[str, str]
Box = tuple[float, float, float, float]
Mark = Literal["number", "good", "avoid", "look"]


_LENS = tuple((9.5 * np.cos(t) - 3, 9.5 * np.sin(t) - 3) for t in np.linspace(0, 2 * np.pi, 25))
SIGNS: Mapping[Mark, tuple[tuple[tuple[float, float], ...], ...]] = {
    "good": (((-11, 1), (-3, 10), (12, -9)),),
    "avoid": (((-11, 0), (11, 0)),),
    "look": (_LENS, ((5, 5), (13, 13))),
}
"""Strokes of each sign, in pixels from the middle of its disc: tick, dash, lens."""


@dataclass(frozen=True)
class Arrow:
    """A curved arrow through points of the world; `both` gives it two heads."""

    through: tuple[Triple, ...]
    both: bool = False


@dataclass(frozen=True)
class Guide:
    """A dashed line between two points of the world."""

    start: Triple
    end: Triple


@dataclass(frozen=True)
class Label:
    """A few words on a pale tag.

    Attributes:
        key: of the words in content/pictures/labels.yml.
        at: the middle of the tag, as shares of the panel's width and height.
        to: point of the world that a thin line leads to, if any.
    """

    key: str
    at: tuple[float, float]
    to: Triple | None = None


@dataclass(frozen=True)
class Figure:
    """A person in a pose."""

    pose: Pose
    dress: Dress


@dataclass(frozen=True)
class Panel:
    """One view.

    Attributes:
        caption: key of the words above the figure.
        camera: in pixels of the panel.
        figures: people in it.
        props: things in it.
        mat: x0, z0, x1, z1 of an exercise mat on the floor.
        floor: centre x and z, and radius across and along, of a paler patch of floor.
        mark: the sign beside the caption.
    """

    caption: str
    camera: Camera
    figures: tuple[Figure, ...]
    props: tuple[Shape, ...] = ()
    mat: tuple[float, float, float, float] | None = None
    floor: tuple[float, float, float, float] | None = None
    arrows: tuple[Arrow, ...] = ()
    guides: tuple[Guide, ...] = ()
    labels: tuple[Label, ...] = ()
    mark: Mark = "number"


@dataclass(frozen=True)
class Picture:
    """A card with panels side by side."""

    panels: tuple[Panel, ...]
    height: int = 700
    shares: tuple[float, ...] = field(default=())

    def panel_boxes(self) -> list[tuple[int, int, int, int]]:
        """Left, top, right, bottom of each panel."""
        shares = np.array(self.shares or [1.0] * len(self.panels))
        room = CARD_WIDTH - 2 * MARGIN - GAP * (len(self.panels) - 1)
        widths = np.floor(room * shares / shares.sum()).astype(int)
        boxes, left = [], MARGIN
        for width in widths:
            boxes.append((left, MARGIN, left + int(width), self.height - MARGIN))
            left += int(width) + GAP
        return boxes


def draw_picture(picture: Picture, words: Words, enlargement: int = 3) -> Image.Image:
    """Draws a card.

    Args:
        picture: what to draw.
        words: the labels of this picture by key.
        enlargement: how many times larger it is drawn before it is brought down to size.

    Returns:
        RGB image of CARD_WIDTH x picture.height pixels.
    """
    size = (CARD_WIDTH * enlargement, picture.height * enlargement)
    card = Image.new("RGB", size, palette.CARD)
    placed = zip(picture.panels, picture.panel_boxes(), strict=True)
    for number, (panel, box) in enumerate(placed, 1):
        left, top, right, bottom = (value * enlargement for value in box)
        inside = draw_panel(panel, (box[2] - box[0], box[3] - box[1]), words, enlargement, number)
        corners = Image.new("L", inside.size, 0)
        ImageDraw.Draw(corners).rounded_rectangle(
            (0, 0, right - left - 1, bottom - top - 1), PANEL_RADIUS * enlargement, fill=255
        )
        card.paste(inside, (left, top), corners)
    return card.resize((CARD_WIDTH, picture.height), Image.Resampling.LANCZOS)


def draw_panel(
    panel: Panel, size: tuple[int, int], words: Words, enlargement: int, number: int | None
) -> Image.Image:
    """Draws one panel at `enlargement` times its size; no caption if `number` is None."""
    pen = _Pen(size, panel.camera, enlargement)
    bodies = [flesh(solve(figure.pose), figure.dress) for figure in panel.figures]
    if panel.floor:
        pen.floor(panel.floor)
    if panel.mat:
        pen.mat(panel.mat)
    pen.shadow([ball for body in bodies for ball in body])
    pen.shapes([*panel.props, *(ball for body in bodies for ball in body)])
    for guide in panel.guides:
        pen.dashed(guide)
    for arrow in panel.arrows:
        pen.arrow(arrow)
    for label in panel.labels:
        pen.label(label, words[label.key])
    if number is not None:
        pen.caption(words[panel.caption], panel.mark, number)
    return pen.image


@lru_cache(maxsize=16)
def font(size: int, bold: bool) -> ImageFont.FreeTypeFont:
    """DejaVu Sans at a size in pixels; see `font_path`."""
    return ImageFont.truetype(str(font_path(bold)), size)


def font_path(bold: bool) -> Path:
    """DejaVu Sans, from the copy that comes with matplotlib (which Rasa requires).

    Raises:
        HipwiseError: matplotlib is not installed.
    """
    # Found without importing matplotlib, which is slow and not otherwise needed here.
    found = find_spec("matplotlib")
    if found is None or not found.submodule_search_locations:
        raise HipwiseError("matplotlib, whose fonts are used, is missing: install the requirements")
    folder = Path(found.submodule_search_locations[0]) / "mpl-data" / "fonts" / "ttf"
    return folder / ("DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf")


def tag_box(at: tuple[float, float], text: str, size: tuple[int, int], enlargement: int) -> Box:
    """The edges of a label's tag: left, top, right, bottom, in enlarged pixels.

    Args:
        at: middle of the tag as shares of the panel.
        text: the words, with line breaks.
        size: of the panel in enlarged pixels.
        enlargement: how many times larger than its final size the panel is drawn.
    """
    ruler = ImageDraw.Draw(Image.new("L", (1, 1)))
    left, top, right, bottom = ruler.multiline_textbbox(
        (at[0] * size[0], at[1] * size[1]),
        text,
        font=font(LABEL_SIZE * enlargement, bold=False),
        **_spacing(enlargement),
    )
    pad_x, pad_y = 14 * enlargement, 9 * enlargement
    return left - pad_x, top - pad_y, right + pad_x, bottom + pad_y


def _spacing(enlargement: int) -> _Spacing:
    return {"anchor": "mm", "align": "center", "spacing": 4 * enlargement}


class _Spacing(TypedDict):
    """How the lines of a label lie to each other, in Pillow's words."""

    anchor: str
    align: str
    spacing: float


class _Pen:
    """Draws into one enlarged panel; callers give final pixels or points of the world."""

    def __init__(self, size: tuple[int, int], camera: Camera, enlargement: int) -> None:
        self._k = enlargement
        self._camera = camera.enlarged(enlargement)
        self._size = (size[0] * enlargement, size[1] * enlargement)
        self.image = Image.new("RGB", self._size, palette.PANEL)
        self._draw = ImageDraw.Draw(self.image)

    def floor(self, patch: tuple[float, float, float, float]) -> None:
        x, z, across, along = patch
        turns = np.linspace(0, 2 * np.pi, 72)
        ring = np.column_stack(
            [x + across * np.cos(turns), np.zeros(72), z + along * np.sin(turns)]
        )
        self._polygon(ring, palette.FLOOR)

    def mat(self, edges: tuple[float, float, float, float]) -> None:
        x0, z0, x1, z1 = edges
        r = 0.05
        turns = np.linspace(0, np.pi / 2, 9)
        ring = []
        for cx, cz, start in (
            (x1 - r, z1 - r, 0.0),
            (x0 + r, z1 - r, np.pi / 2),
            (x0 + r, z0 + r, np.pi),
            (x1 - r, z0 + r, 1.5 * np.pi),
        ):
            ring += [(cx + r * np.cos(start + t), 0.0, cz + r * np.sin(start + t)) for t in turns]
        top = np.array(ring)
        below = top - np.array([0.0, 0.018, 0.0])
        self._polygon(below, _darker(palette.MAT, 0.8))
        self._polygon(top, palette.MAT)

    def shadow(self, body: Sequence[Balls]) -> None:
        """What a lamp overhead would leave on the floor: each sphere as a flat disc."""
        mask = Image.new("L", self._size, 0)
        draw = ImageDraw.Draw(mask)
        flat = np.sin(np.radians(self._camera.elevation))
        for balls in body:
            ground = balls.centres * np.array([1.0, 0.0, 1.0])
            seen = self._camera.project(ground)
            radii = balls.radii * self._camera.scale
            for (x, y, _), r in zip(seen[::2], radii[::2], strict=True):
                draw.ellipse((x - r, y - r * flat, x + r, y + r * flat), fill=70)
        self.image.paste(Image.new("RGB", self._size, palette.SHADOW), (0, 0), mask)
        self._draw = ImageDraw.Draw(self.image)

    def shapes(self, shapes: Sequence[Shape]) -> None:
        buffer = DepthBuffer(*self._size, self._camera, round(LINE_WIDTH * self._k))
        buffer.add(shapes)
        layer = buffer.image(palette.LINE)
        self.image.paste(layer, (0, 0), layer)
        self._draw = ImageDraw.Draw(self.image)

    def dashed(self, guide: Guide) -> None:
        (x0, y0, _), (x1, y1, _) = self._camera.project(np.array([guide.start, guide.end]))
        length = float(np.hypot(x1 - x0, y1 - y0))
        dash = 13 * self._k
        for begin in np.arange(0, length, 1.7 * dash):
            a, b = begin / length, min((begin + dash) / length, 1)
            piece = np.array(
                [
                    [x0 + a * (x1 - x0), y0 + a * (y1 - y0)],
                    [x0 + b * (x1 - x0), y0 + b * (y1 - y0)],
                ]
            )
            self._stroke(piece, 12 * self._k, palette.WHITE)
            self._stroke(piece, 6 * self._k, palette.INK)

    def arrow(self, arrow: Arrow) -> None:
        path = _smooth(self._camera.project(np.array(arrow.through, dtype=np.float64))[:, :2])
        for colour, extra in ((palette.WHITE, HALO * self._k), (palette.ACCENT_INK, 0)):
            shaft = _shortened(path, 0.75 * ARROW_HEAD * self._k, both=arrow.both)
            self._stroke(shaft, ARROW_WIDTH * self._k + 2 * extra, colour)
            self._head(path, colour, extra)
            if arrow.both:
                self._head(path[::-1], colour, extra)

    def label(self, label: Label, text: str) -> None:
        k = self._k
        tag = tag_box(label.at, text, self._size, k)
        if label.to is not None:
            self._leader(tag, self._camera.project(label.to)[:2])
        self._draw.rounded_rectangle(
            tag, 14 * k, fill=palette.WHITE, outline=palette.CARD, width=2 * k
        )
        middle = (label.at[0] * self._size[0], label.at[1] * self._size[1])
        self._draw.multiline_text(
            middle, text, fill=palette.INK, font=font(LABEL_SIZE * k, bold=False), **_spacing(k)
        )

    def caption(self, text: str, mark: Mark, number: int) -> None:
        k = self._k
        radius, x, y = 25 * k, 46 * k, 44 * k
        room = self._size[0] - x - radius - 26 * k
        size = CAPTION_SIZE
        while font(size * k, bold=True).getlength(text) > room and size > LABEL_SIZE - 6:
            size -= 1
        face = font(size * k, bold=True)
        disc = palette.GOOD if mark == "good" else palette.INK_SOFT
        if mark in ("number", "look"):
            disc = palette.INK
        self._draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=disc)
        if mark == "number":
            face_number = font(CAPTION_SIZE * k, bold=True)
            self._draw.text((x, y), str(number), font=face_number, fill=palette.WHITE, anchor="mm")
        else:
            for line in SIGNS[mark]:
                self._stroke(np.array(line) * k + np.array([x, y]), 5.5 * k, palette.WHITE)
        self._draw.text((x + radius + 14 * k, y), text, font=face, fill=palette.INK, anchor="lm")

    def _leader(self, tag: Box, target: NDArray[np.float64]) -> None:
        start = np.array([np.clip(target[0], tag[0], tag[2]), np.clip(target[1], tag[1], tag[3])])
        self._stroke(np.stack([start, target]), 7 * self._k, palette.WHITE)
        self._stroke(np.stack([start, target]), 3 * self._k, palette.INK)
        for r, colour in ((9, palette.WHITE), (6, palette.INK)):
            r *= self._k
            box = (target[0] - r, target[1] - r, target[0] + r, target[1] + r)
            self._draw.ellipse(box, fill=colour)

    def _polygon(self, ring: NDArray[np.float64], colour: Colour) -> None:
        seen = self._camera.project(ring)[:, :2]
        self._draw.polygon([(float(x), float(y)) for x, y in seen], fill=colour)

    def _stroke(self, path: NDArray[np.float64], width: float, colour: Colour) -> None:
        """A line with round ends and joins."""
        points = [(float(x), float(y)) for x, y in path]
        self._draw.line(points, fill=colour, width=round(width))
        r = width / 2
        for x, y in points:
            self._draw.ellipse((x - r, y - r, x + r, y + r), fill=colour)

    def _head(self, path: NDArray[np.float64], colour: Colour, extra: float) -> None:
        length = ARROW_HEAD * self._k
        tip = path[-1]
        back = _shortened(path, length, both=False)[-1]
        along = (tip - back) / np.linalg.norm(tip - back)
        across = np.array([-along[1], along[0]]) * length * 0.52
        corners = np.stack([tip, back + across, back - across])
        self._draw.polygon([(float(x), float(y)) for x, y in corners], fill=colour)
        if extra:
            self._stroke(np.concatenate([corners, corners[:1]]), 2 * extra, colour)


def _smooth(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """A curve through points (Catmull-Rom), or the straight line between two."""
    ends = np.concatenate([[2 * points[0] - points[1]], points, [2 * points[-1] - points[-2]]])
    t = np.linspace(0, 1, 24, endpoint=False)[:, None]
    pieces = []
    for a, b, c, d in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        pieces.append(
            0.5
            * (
                2 * b
                + (c - a) * t
                + (2 * a - 5 * b + 4 * c - d) * t**2
                + (3 * b - a - 3 * c + d) * t**3
            )
        )
    return np.concatenate([*pieces, points[-1:]])


def _shortened(path: NDArray[np.float64], length: float, both: bool) -> NDArray[np.float64]:
    """A path without the last (and first) stretch of it."""
    steps = np.linalg.norm(np.diff(path, axis=0), axis=1)
    travelled = np.concatenate([[0.0], np.cumsum(steps)])
    begin = length if both else 0.0
    end = max(travelled[-1] - length, begin + 1.0)
    at = np.linspace(begin, end, len(path))
    return np.column_stack([np.interp(at, travelled, path[:, k]) for k in (0, 1)])


def _darker(colour: Colour, factor: float) -> Colour:
    r, g, b = (round(value * factor) for value in colour)
    return (r, g, b)
