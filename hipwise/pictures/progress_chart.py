"""The progress chart: worst pain by day on the pain rule's bands, training by week.

Nothing is told by colour alone: the bands have their names beside them, planned sessions are
outlines and done ones are filled, mirror tests are diamonds.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum
from functools import cache
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.transforms import IdentityTransform
from PIL import Image

from hipwise.coaching.pain_rule import COMFORTABLE, HIGHEST, LOWEST, TOLERABLE, Light
from hipwise.coaching.progress import ProgressData
from hipwise.pictures import palette
from hipwise.pictures.dates import date_range, day_and_month
from hipwise.pictures.png import png_bytes
from hipwise.pictures.render import Colour
from hipwise.pictures.sheet import font, font_path
from hipwise.words import read_words

FEWEST_POINTS = 3
"""Days with a number; with fewer there is no line, but a kind sentence."""
LONGEST_JOIN = 3
"""Days between two reports that the line still spans: who checks in on Mondays, Wednesdays and
Fridays has a line. A longer silence is a gap."""
DAYS_UNTIL_WEEKS = 120
"""Longer ranges get a line of weeks over pale dots of days."""
MOST_TICKS = 6

TITLE_SIZE, HEADING_SIZE, TEXT_SIZE, SIDE_SIZE = 44, 36, 30, 29
STRIP = 1.3
"""Height above 10, in points of pain, in which the mirror tests stand."""
BAR_GAP = 0.8
"""Days left free on either side of a week's bar."""
NARROW_WEEK = 28
"""Pixels; with less to a week only the tops of what was planned are drawn."""
INDENT = 52
"""How far headings stand to the left of the plots."""

Point = tuple[float, float]
Box = tuple[float, float, float, float]
"""Left, top, right and bottom."""

BANDS = (
    (Light.GREEN, LOWEST - 0.5, COMFORTABLE + 0.5),
    (Light.YELLOW, COMFORTABLE + 0.5, TOLERABLE + 0.5),
    (Light.RED, TOLERABLE + 0.5, HIGHEST + 0.5),
)


class Place(NamedTuple):
    """Where a plot lies, in pixels from the top: middle of its heading, top and bottom."""

    heading: int
    top: int
    bottom: int


@dataclass(frozen=True)
class Layout:
    """Where things lie, in pixels from the left and from the top.

    Attributes:
        size: width and height.
        calm_height: the height where there is little pain and no training to show.
        left: left edge of both plots.
        right: their right edge; what explains them stands beside it.
        title: middle of the title; None leaves it out.
        pain: of the days.
        weeks: of the weeks.
    """

    size: tuple[int, int]
    calm_height: int
    left: int
    right: int
    title: int | None
    pain: Place
    weeks: Place


PHONE = Layout((1080, 1350), 960, 96, 872, 62, Place(140, 178, 790), Place(924, 964, 1250))
PAPER = Layout((1900, 850), 560, 74, 1610, None, Place(28, 62, 420), Place(536, 570, 756))
"""For a page that is 180 mm wide: the words come out in about 8 points."""


@dataclass(frozen=True)
class ThemeColours:
    """Colours of a chart on a light or a dark ground."""

    ground: Colour
    bands: Mapping[Light, Colour]
    ink: Colour
    soft: Colour
    pain: Colour
    days: Colour
    done: Colour


class Theme(Enum):
    """On what the chart is seen: a phone in its light or dark mode, or white paper."""

    LIGHT = ThemeColours(
        ground=palette.PANEL,
        bands={
            Light.GREEN: (236, 242, 248),
            Light.YELLOW: (219, 229, 239),
            Light.RED: (201, 214, 227),
        },
        ink=palette.INK,
        soft=palette.INK_SOFT,
        pain=palette.ACCENT_INK,
        days=(160, 124, 106),
        done=palette.SHIRT,
    )
    DARK = ThemeColours(
        ground=(20, 27, 37),
        bands={
            Light.GREEN: (29, 39, 52),
            Light.YELLOW: (39, 52, 68),
            Light.RED: (51, 66, 85),
        },
        ink=(234, 240, 246),
        soft=(168, 182, 200),
        pain=palette.ACCENT_FAR,
        days=(176, 148, 132),
        done=(120, 168, 210),
    )
    PAPER = replace(LIGHT, ground=palette.WHITE)


@dataclass(frozen=True)
class ChartWords:
    """The words on the chart (content/pictures/chart.yml); {braces} are filled in.

    Attributes:
        range: {first}, {last}: the title.
        pain: heading of the days.
        pain_by_week: the same where the line is the middle of each week.
        bands: what the pain rule says, by its light.
        self_test: beside the diamonds.
        gap: where nothing was reported for long.
        training: heading of the weeks.
        done: beside a filled bar.
        planned: beside an outlined bar.
        no_training: where no week has any session.
        little: with fewer than `FEWEST_POINTS` days.
        nothing: with none.
    """

    range: str
    pain: str
    pain_by_week: str
    bands: Mapping[Light, str]
    self_test: str
    gap: str
    training: str
    done: str
    planned: str
    no_training: str
    little: str
    nothing: str

    def __post_init__(self) -> None:
        """Refuses words that leave a band without its name."""
        if set(self.bands) != set(Light):
            raise ValueError("every band needs its words")


def load_chart_words(path: Path) -> ChartWords:
    """Reads content/pictures/chart.yml.

    Raises:
        HipwiseError: it cannot be read, or something is missing in it.
    """
    return read_words(path, ChartWords)


def draw_progress_chart(
    data: ProgressData, words: ChartWords, theme: Theme = Theme.LIGHT, layout: Layout = PHONE
) -> bytes:
    """Draws the chart as a PNG.

    Args:
        data: what was reported.
        words: all that is written on it.
        theme: light or dark.
        layout: for a phone or for paper.
    """
    worst = data.worst_by_day()
    trained = any(week.done or week.planned for week in data.weeks_within())
    calm = len(worst) < FEWEST_POINTS and not trained
    height = layout.calm_height if calm else layout.size[1]
    sheet = _Sheet((layout.size[0], height), theme.value)
    if layout.title is not None:
        title = date_range(data.first, data.last, words.range)
        sheet.text(layout.left - INDENT, layout.title, title, TITLE_SIZE, bold=True)
    _draw_days(sheet, layout, data, worst, words)
    if trained:
        _draw_weeks(sheet, layout, data, words)
    else:
        y = layout.weeks.heading - 20
        sheet.text(layout.left - INDENT, y, words.no_training, TEXT_SIZE, soft=True)
    return sheet.png()


def _draw_days(
    sheet: _Sheet,
    layout: Layout,
    data: ProgressData,
    worst: Mapping[date, int],
    words: ChartWords,
) -> None:
    """Worst pain by day on its bands, silences and mirror tests."""
    colours = sheet.colours
    few = len(worst) < FEWEST_POINTS
    by_week = not few and (data.last - data.first).days >= DAYS_UNTIL_WEEKS
    heading = words.pain_by_week if by_week else words.pain
    sheet.text(layout.left - INDENT, layout.pain.heading, heading, HEADING_SIZE)
    plot = _Plot(layout, layout.pain, span(data), (LOWEST - 0.5, HIGHEST + 0.5 + STRIP))
    for light, low, high in BANDS:
        band = (layout.left, plot.y(high), layout.right, plot.y(low))
        sheet.boxes([band], colours.bands[light])
        sheet.text(layout.right + 18, plot.y((low + high) / 2), words.bands[light], SIDE_SIZE)
    for edge in (COMFORTABLE + 0.5, TOLERABLE + 0.5):
        ends = [(layout.left, plot.y(edge)), (layout.right, plot.y(edge))]
        sheet.line(ends, colours.soft, 2, dashes=(8, 8))
    _draw_frame(sheet, plot, range(LOWEST, HIGHEST + 1, 2))
    _draw_tests(sheet, plot, data.tests_within(), words.self_test)
    points = [(plot.x(day), plot.y(score)) for day, score in worst.items()]
    if few:
        sheet.dots(points, colours.pain, 22)
        middle = (layout.left + layout.right) / 2
        sentence = words.little if worst else words.nothing
        sheet.text(middle, plot.y(8), sentence, TEXT_SIZE, centred=True)
        return
    for start, end in silences(data.first, data.last, worst):
        left, right = plot.x(start), plot.x(end)
        if right - left > font(SIDE_SIZE, bold=False).getlength(words.gap) + 24:
            middle = (left + right) / 2
            sheet.text(middle, plot.y(1), words.gap, SIDE_SIZE, soft=True, centred=True)
    if by_week:
        sheet.dots(points, colours.days, 6)
        _draw_line(sheet, plot, weekly_middles(data.first, worst), 7, 11)
    else:
        _draw_line(sheet, plot, worst, LONGEST_JOIN, 18 if len(worst) <= 45 else 11)


def _draw_line(
    sheet: _Sheet, plot: _Plot, values: Mapping[date, float], join: int, dot: float
) -> None:
    """Dots, and a line through those at most `join` days apart."""
    piece: list[Point] = []
    points = [(plot.x(day), plot.y(value)) for day, value in values.items()]
    before: date | None = None
    for day, point in zip(values, points, strict=True):
        if before is not None and (day - before).days > join:
            sheet.line(piece, sheet.colours.pain, 5)
            piece = []
        piece.append(point)
        before = day
    sheet.line(piece, sheet.colours.pain, 5)
    sheet.dots(points, sheet.colours.pain, dot)


def _draw_tests(sheet: _Sheet, plot: _Plot, days: Sequence[date], name: str) -> None:
    if not days:
        return
    top, bottom = plot.y(HIGHEST + 0.5 + STRIP / 2), plot.y(LOWEST - 0.5)
    for day in days:
        sheet.line([(plot.x(day), top), (plot.x(day), bottom)], sheet.colours.soft, 1.5)
    sheet.dots([(plot.x(day), top) for day in days], sheet.colours.ink, 17, marker="D")
    sheet.text(plot.layout.right + 18, top, name, SIDE_SIZE)


def _draw_weeks(sheet: _Sheet, layout: Layout, data: ProgressData, words: ChartWords) -> None:
    """Sessions done as filled bars, those planned as outlines around them."""
    colours, weeks = sheet.colours, data.weeks_within()
    sheet.text(layout.left - INDENT, layout.weeks.heading, words.training, HEADING_SIZE)
    most = max(3, *(max(week.done, week.planned) for week in weeks))
    plot = _Plot(layout, layout.weeks, span(data), (0, most * 1.12))
    week_width = plot.x(data.first + timedelta(days=7)) - plot.x(data.first)
    done, planned = [], []
    for week in weeks:
        left = plot.x(week.start) + (BAR_GAP - 0.5) * week_width / 7
        right = left + (7 - 2 * BAR_GAP) * week_width / 7
        done.append((left, plot.y(week.done), right, plot.y(0)))
        if week.planned:
            planned.append((left, plot.y(week.planned), right, plot.y(0)))
    sheet.boxes(done, colours.done)
    _draw_planned(sheet, planned, week_width)
    _draw_frame(sheet, plot, range(0, most + 1, 1 + most // 5))
    left, top = layout.right + 18, layout.weeks.top
    sheet.boxes([(left, top + 14, left + 28, top + 42)], colours.done)
    sheet.text(left + 44, top + 28, words.done, SIDE_SIZE)
    _draw_planned(sheet, [(left, top + 62, left + 28, top + 90)], week_width)
    sheet.text(left + 44, top + 76, words.planned, SIDE_SIZE)


def _draw_planned(sheet: _Sheet, boxes: Sequence[Box], week_width: float) -> None:
    """Outlines, or where weeks are so narrow that outlines blacken the plot, their tops only."""
    if week_width >= NARROW_WEEK:
        sheet.outlines(boxes, sheet.colours.ink, 4)
    else:
        tops = [(left, top - 2, right, top + 2) for left, top, right, _ in boxes]
        sheet.boxes(tops, sheet.colours.ink)


def _draw_frame(sheet: _Sheet, plot: _Plot, heights: Iterable[int]) -> None:
    """The line below a plot, days under it and numbers at its left."""
    layout, bottom = plot.layout, plot.place.bottom
    sheet.line([(layout.left, bottom), (layout.right, bottom)], sheet.colours.soft, 2)
    for height in heights:
        sheet.text(layout.left - 14, plot.y(height), str(height), TEXT_SIZE, right_aligned=True)
    for day, text in day_ticks(*plot.days):
        sheet.line([(plot.x(day), bottom), (plot.x(day), bottom + 8)], sheet.colours.soft, 2)
        lines = text.count("\n") + 1
        sheet.text(plot.x(day), bottom + 12 + 18 * lines, text, TEXT_SIZE, centred=True)


@dataclass(frozen=True)
class _Plot:
    """Puts days and heights to pixels."""

    layout: Layout
    place: Place
    days: tuple[date, date]
    heights: tuple[float, float]

    def x(self, day: date) -> float:
        """The middle of a day."""
        first, last = self.days
        share = ((day - first).days + 0.5) / ((last - first).days + 1)
        return self.layout.left + share * (self.layout.right - self.layout.left)

    def y(self, height: float) -> float:
        low, high = self.heights
        share = (height - low) / (high - low)
        return self.place.bottom - share * (self.place.bottom - self.place.top)


class _Sheet:
    """A figure drawn on in pixels from the left and the top.

    Its shapes stand on the figure itself: axes, ticks and their layout cost more time than all
    the rest of a chart.
    """

    def __init__(self, size: tuple[int, int], colours: ThemeColours) -> None:
        self.colours = colours
        self._size = size
        self._order = 0
        # At 72 dots an inch a point of type is a pixel.
        inches = (size[0] / 72, size[1] / 72)
        self._figure = Figure(figsize=inches, dpi=72, facecolor=_shade(colours.ground))
        self._canvas = FigureCanvasAgg(self._figure)

    def png(self) -> bytes:
        self._canvas.draw()
        pixels = self._canvas.buffer_rgba()
        drawn = Image.frombuffer("RGBA", self._size, pixels, "raw", "RGBA", 0, 1)
        return png_bytes(drawn.convert("RGB"))

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: int,
        *,
        bold: bool = False,
        soft: bool = False,
        centred: bool = False,
        right_aligned: bool = False,
    ) -> None:
        """Words whose left edge (or middle, or right edge) and middle height are given."""
        self._figure.text(
            x,
            self._size[1] - y,
            text,
            transform=IdentityTransform(),
            fontproperties=_font(size, bold),
            color=_shade(self.colours.soft if soft else self.colours.ink),
            ha="center" if centred else "right" if right_aligned else "left",
            va="center",
            linespacing=1.25,
            zorder=self._next(),
        )

    def line(
        self,
        points: Sequence[Point],
        colour: Colour,
        width: float,
        dashes: tuple[float, float] | None = None,
    ) -> None:
        style = "-" if dashes is None else (0, tuple(dash / width for dash in dashes))
        self._line2d(points, lw=width, color=_shade(colour), ls=style, solid_capstyle="round")

    def dots(
        self,
        points: Sequence[Point],
        colour: Colour,
        size: float,
        marker: str = "o",
    ) -> None:
        """Discs (or with "D" diamonds) of a diameter."""
        self._line2d(points, ls="", marker=marker, ms=size, mew=0, color=_shade(colour))

    def boxes(self, boxes: Sequence[Box], colour: Colour) -> None:
        self._polygons(boxes, facecolors=_shade(colour), linewidths=0)

    def outlines(self, boxes: Sequence[Box], colour: Colour, width: float) -> None:
        """Boxes drawn as lines that lie within their edges."""
        half = width / 2
        inner = [(left + half, top + half, right - half, low) for left, top, right, low in boxes]
        self._polygons(inner, facecolors="none", edgecolors=_shade(colour), linewidths=width)

    def _line2d(self, points: Sequence[Point], **style: Any) -> None:
        x, y = [x for x, _ in points], [self._size[1] - y for _, y in points]
        self._figure.add_artist(
            Line2D(x, y, transform=IdentityTransform(), zorder=self._next(), **style)
        )

    def _polygons(self, boxes: Sequence[Box], **style: Any) -> None:
        height = self._size[1]
        corners = [
            [
                (left, height - low),
                (left, height - top),
                (right, height - top),
                (right, height - low),
            ]
            for left, top, right, low in boxes
        ]
        shapes = PolyCollection(corners, zorder=self._next(), **style)
        shapes.set_transform(IdentityTransform())
        self._figure.add_artist(shapes)

    def _next(self) -> int:
        """What is drawn later lies above."""
        self._order += 1
        return self._order


def span(data: ProgressData) -> tuple[date, date]:
    """The days that the chart is wide: whole weeks of training, and a fortnight at least."""
    first = min([data.first, *(week.start for week in data.weeks_within())])
    last = max([data.last, *(week.start + timedelta(days=6) for week in data.weeks_within())])
    return first, max(last, first + timedelta(days=13))


def silences(first: date, last: date, days: Collection[date]) -> list[tuple[date, date]]:
    """Where the line breaks: the days on either side of each silence in a range."""
    edges = [first - timedelta(days=1), *sorted(days), last + timedelta(days=1)]
    return [(a, b) for a, b in pairwise(edges) if (b - a).days > LONGEST_JOIN]


def weekly_middles(first: date, worst: Mapping[date, int]) -> dict[date, float]:
    """The middle (median) of each week of a range that has a report, at the week's fourth day."""
    weeks: dict[int, list[int]] = {}
    for day, score in worst.items():
        weeks.setdefault((day - first).days // 7, []).append(score)
    return {first + timedelta(days=7 * week + 3): median(weeks[week]) for week in sorted(weeks)}


def day_ticks(first: date, last: date) -> list[tuple[date, str]]:
    """Days to be named below a plot, `MOST_TICKS` at most, and what is written there."""
    days = (last - first).days + 1
    for step in (3, 7, 14):
        if days <= step * MOST_TICKS:
            shown = [first + timedelta(days=number) for number in range(0, days, step)]
            return [(day, day_and_month(day)) for day in shown]
    months = (last.year - first.year) * 12 + last.month - first.month
    step = next(step for step in (1, 2, 3, 6, 12, 24, 60, 120, 1200) if months <= step * MOST_TICKS)
    starts = [
        date(first.year + month // 12, month % 12 + 1, 1)
        for month in range(first.month, first.month + months, step)
    ]
    return [
        (day, f"{day:%b}\n{day.year}" if number == 0 or day.month <= step else f"{day:%b}")
        for number, day in enumerate(starts)
    ]


@cache
def _font(size: int, bold: bool = False) -> FontProperties:
    """The same copy of DejaVu Sans that the drawings use."""
    return FontProperties(fname=font_path(bold), size=size)


def _shade(colour: Colour) -> tuple[float, float, float]:
    red, green, blue = (part / 255 for part in colour)
    return red, green, blue
