"""One page for a clinician: what a person reported, on A4.

Everything on it was told by the person and is said to be. The page always stays one: long texts
are cut, and of many tests or danger signs some are shown and the rest counted.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timezone
from enum import Enum
from pathlib import Path
from typing import cast

from fpdf import FPDF
from fpdf.enums import MethodReturnValue, XPos, YPos
from fpdf.fonts import TTFFont

from hipwise.coaching.progress import ProgressData, Trend, summarise
from hipwise.coaching.self_test import LegResult, Look, Seen
from hipwise.pictures import palette
from hipwise.pictures.dates import date_range, full_date
from hipwise.pictures.progress_chart import PAPER, ChartWords, Theme, draw_progress_chart
from hipwise.pictures.self_test_card import DatedTest
from hipwise.pictures.sheet import font_path
from hipwise.words import read_words

# In millimetres of A4.
PAGE_HEIGHT = 297
MARGIN = 15
TOP, BOTTOM = 12, 10
WIDTH = 180
LINE = 4.6
GAP = 3.0
# In points.
TITLE_SIZE, HEADING_SIZE, TEXT_SIZE, SMALL_SIZE = 16, 10.5, 9, 8

MOST_TESTS = 3
MOST_FLAGS = 5
MOST_OWN_WORDS = 4_000
"""Characters that are looked at; the page has room for about half of them."""
LABEL_WIDTH = 58
MISSING = "□"


class Closed(str, Enum):
    """How a danger sign was settled, by the person's own account."""

    SEEN = "seen"
    MISUNDERSTANDING = "misunderstanding"


@dataclass(frozen=True)
class FlagTold:
    """A danger sign that was told.

    Attributes:
        day: on which it was told.
        sign: its name.
        closed: None while it is open, and so is `closed_on`.
        closed_on: the day on which the person said so.
    """

    day: date
    sign: str
    closed: Closed | None = None
    closed_on: date | None = None

    def __post_init__(self) -> None:
        """Refuses an end without its day, and the other way round."""
        if (self.closed is None) != (self.closed_on is None):
            raise ValueError("a closed sign has a day, an open one has none")


@dataclass(frozen=True)
class ClinicianSummary:
    """What stands on the page.

    Attributes:
        made_on: the day on which it is made.
        progress: the period, and what was reported in it.
        side: such as "left"; empty where not told.
        since: such as "about March 2026"; empty where not told.
        triggers: activities that hurt.
        tests: mirror tests, in any order.
        flags: danger signs, in any order; open and new ones are shown first.
        own_words: what the person wants to add, as typed; empty for nothing.
    """

    made_on: date
    progress: ProgressData
    side: str = ""
    since: str = ""
    triggers: Sequence[str] = ()
    tests: Sequence[DatedTest] = ()
    flags: Sequence[FlagTold] = ()
    own_words: str = ""


@dataclass(frozen=True)
class FactWords:
    """Names of the facts at the top."""

    period: str
    side: str
    since: str
    triggers: str


@dataclass(frozen=True)
class LegWords:
    """Names of the legs."""

    left: str
    right: str


@dataclass(frozen=True)
class FlagEnds:
    """How a danger sign ended; {day} where it did."""

    open: str
    seen: str
    misunderstanding: str


@dataclass(frozen=True)
class ClinicianWords:
    """All of content/clinician.yml; {braces} are filled in.

    Attributes:
        title: of the page.
        made_on: {day}.
        range: {first}, {last}.
        facts: names of the facts.
        not_said: in place of a fact.
        course: heading of the chart.
        pain: {before}, {now}, {days}; by trend.
        training: {done}, {planned}, {extra}.
        tests: heading of the mirror tests.
        tests_none: without any.
        tests_left_out: {shown}, {all}.
        legs: names of the legs.
        looks: what was looked for.
        pain_row: the number of a test.
        seen: each answer.
        not_tested: in the column of a leg that was not tested.
        flags: heading of the danger signs.
        flags_none: without any.
        flags_left_out: {count}.
        flag: {day}, {sign}, {end}.
        flag_ends: how they ended.
        own_words: heading of the person's own words.
        unprintable: what `MISSING` stands for.
        about: what the bot is.
        chart: on the chart.
    """

    title: str
    made_on: str
    range: str
    facts: FactWords
    not_said: str
    course: str
    pain: Mapping[Trend, str]
    training: str
    tests: str
    tests_none: str
    tests_left_out: str
    legs: LegWords
    looks: Mapping[Look, str]
    pain_row: str
    seen: Mapping[Seen, str]
    not_tested: str
    flags: str
    flags_none: str
    flags_left_out: str
    flag: str
    flag_ends: FlagEnds
    own_words: str
    unprintable: str
    about: str
    chart: ChartWords

    def __post_init__(self) -> None:
        """Refuses words that leave a trend, a look or an answer without its name."""
        named = (set(self.pain), set(self.looks), set(self.seen))
        if named != (set(Trend), set(Look), set(Seen)):
            raise ValueError("every trend, look and answer needs its words")


def load_clinician_words(path: Path) -> ClinicianWords:
    """Reads content/clinician.yml.

    Raises:
        HipwiseError: it cannot be read, or something is missing in it.
    """
    return read_words(path, ClinicianWords)


def draw_clinician_pdf(summary: ClinicianSummary, words: ClinicianWords) -> bytes:
    """Makes the page; the same summary gives the same bytes."""
    page = _Page(words.title, summary.made_on)
    page.text(words.title, TITLE_SIZE, bold=True)
    page.text(words.made_on.format(day=full_date(summary.made_on)), TEXT_SIZE, soft=True)
    _write_facts(page, summary, words)
    _write_course(page, summary.progress, words)
    _write_tests(page, summary.tests, words)
    _write_flags(page, summary.flags, words)
    page.at_the_foot(words.about)
    if summary.own_words.strip():
        said = summary.own_words[:MOST_OWN_WORDS].strip()
        whole = page.can_print(said)
        page.heading(words.own_words if whole else f"{words.own_words} {words.unprintable}")
        page.rest(said)
    return page.finished()


def _write_facts(page: _Page, summary: ClinicianSummary, words: ClinicianWords) -> None:
    data = summary.progress
    page.gap()
    for name, text, most_lines in (
        (words.facts.period, date_range(data.first, data.last, words.range), 1),
        (words.facts.side, summary.side, 1),
        (words.facts.since, summary.since, 1),
        (words.facts.triggers, ", ".join(summary.triggers), 2),
    ):
        page.fact(name, text.strip() or words.not_said, most_lines)


def _write_course(page: _Page, data: ProgressData, words: ClinicianWords) -> None:
    page.heading(words.course)
    page.picture(draw_progress_chart(data, words.chart, Theme.PAPER, PAPER))
    summary = summarise(data)
    pain, training = summary.pain, summary.training
    line = words.pain[pain.trend]
    if pain.before is not None and pain.now is not None:
        line = line.format(before=f"{pain.before:g}", now=f"{pain.now:g}", days=pain.days)
    page.text(line, TEXT_SIZE)
    if training.planned or training.extra:
        line = words.training.format(
            done=training.done, planned=training.planned, extra=training.extra
        )
        page.text(line, TEXT_SIZE)


def _write_tests(page: _Page, tests: Sequence[DatedTest], words: ClinicianWords) -> None:
    """A table with a column for each leg of the first and the newest tests."""
    page.heading(words.tests)
    inorder = sorted(tests, key=lambda test: test.day)
    shown = inorder if len(inorder) <= MOST_TESTS else [inorder[0], *inorder[1 - MOST_TESTS :]]
    if not shown:
        page.text(words.tests_none, TEXT_SIZE)
        return
    days = [full_date(test.day) for test in shown]
    legs = [leg for test in shown for leg in (test.left, test.right)]
    page.row("", days, bold=True)
    page.row("", [words.legs.left, words.legs.right] * len(shown), soft=True)
    for look in Look:
        page.row(words.looks[look], [_answer(leg, look, words) for leg in legs], line=True)
    pains = [str(leg.pain) if leg else words.not_tested for leg in legs]
    page.row(words.pain_row, pains, line=True)
    if len(shown) < len(inorder):
        said = words.tests_left_out.format(shown=len(shown) - 1, all=len(inorder))
        page.text(said, SMALL_SIZE, soft=True)


def _answer(leg: LegResult | None, look: Look, words: ClinicianWords) -> str:
    return words.seen[leg.seen[look]] if leg else words.not_tested


def _write_flags(page: _Page, flags: Sequence[FlagTold], words: ClinicianWords) -> None:
    page.heading(words.flags)
    if not flags:
        page.text(words.flags_none, TEXT_SIZE)
    open_first = sorted(flags, key=lambda flag: (flag.closed is not None, -flag.day.toordinal()))
    for flag in open_first[:MOST_FLAGS]:
        end = words.flag_ends.open
        if flag.closed is not None and flag.closed_on is not None:
            ends = {
                Closed.SEEN: words.flag_ends.seen,
                Closed.MISUNDERSTANDING: words.flag_ends.misunderstanding,
            }
            end = ends[flag.closed].format(day=full_date(flag.closed_on))
        said = words.flag.format(day=full_date(flag.day), sign=flag.sign, end=end)
        page.text(said, TEXT_SIZE, most_lines=1)
    if len(open_first) > MOST_FLAGS:
        said = words.flags_left_out.format(count=len(open_first) - MOST_FLAGS)
        page.text(said, SMALL_SIZE, soft=True)


class _Page:
    """An A4 page that is written from the top down and never breaks."""

    def __init__(self, title: str, made_on: date) -> None:
        pdf = FPDF(format="A4")
        pdf.set_auto_page_break(False)
        pdf.set_margins(MARGIN, TOP)
        pdf.set_title(title)
        pdf.set_lang("en-GB")
        pdf.set_creation_date(
            datetime(made_on.year, made_on.month, made_on.day, tzinfo=timezone.utc)
        )
        for style, bold in (("", False), ("B", True)):
            pdf.add_font("DejaVu", style, font_path(bold))
        pdf.add_page()
        self._pdf = pdf
        fonts = pdf.fonts.values()
        self._letters = set.intersection(*(set(f.cmap) for f in fonts if isinstance(f, TTFFont)))
        self._bottom = float(PAGE_HEIGHT - BOTTOM)
        self._write_with(TEXT_SIZE)

    def finished(self) -> bytes:
        return bytes(self._pdf.output())

    def gap(self) -> None:
        self._pdf.ln(GAP)

    def heading(self, text: str) -> None:
        self.gap()
        self.text(text, HEADING_SIZE, bold=True)
        self._pdf.ln(0.8)

    def text(
        self,
        text: str,
        size: float,
        bold: bool = False,
        soft: bool = False,
        most_lines: int | None = None,
    ) -> None:
        """A paragraph over the whole width."""
        self._write_with(size, bold, soft)
        lines = self._lines(text, WIDTH)
        self._write(_cut(lines, most_lines), size)

    def fact(self, name: str, text: str, most_lines: int) -> None:
        """A name and what is said of it."""
        pdf = self._pdf
        self._write_with(TEXT_SIZE, soft=True)
        pdf.cell(30, LINE, self._printable(name))
        self._write_with(TEXT_SIZE)
        left = pdf.get_x()
        for line in _cut(self._lines(text, WIDTH - 30), most_lines):
            pdf.set_x(left)
            pdf.cell(0, LINE, line, new_x=XPos.LEFT, new_y=YPos.NEXT)
        pdf.set_x(MARGIN)

    def row(
        self,
        name: str,
        cells: Sequence[str],
        bold: bool = False,
        soft: bool = False,
        line: bool = False,
    ) -> None:
        """A row of a table; `line` draws one above it."""
        pdf = self._pdf
        if line:
            pdf.set_draw_color(*palette.CARD)
            pdf.line(MARGIN, pdf.get_y(), MARGIN + WIDTH, pdf.get_y())
        self._write_with(TEXT_SIZE, bold, soft)
        pdf.cell(LABEL_WIDTH, LINE, self._printable(name))
        width = (WIDTH - LABEL_WIDTH) / len(cells)
        for number, cell in enumerate(cells, 1):
            end = XPos.LMARGIN if number == len(cells) else XPos.RIGHT
            below = YPos.NEXT if number == len(cells) else YPos.TOP
            pdf.cell(width, LINE, self._printable(cell), new_x=end, new_y=below)

    def picture(self, png: bytes) -> None:
        self._pdf.image(io.BytesIO(png), x=MARGIN, w=WIDTH)
        self._pdf.ln(0.5)

    def at_the_foot(self, text: str) -> None:
        """A paragraph at the bottom of the page; `rest` ends above it."""
        pdf = self._pdf
        self._write_with(SMALL_SIZE, soft=True)
        lines = self._lines(text, WIDTH)
        here = pdf.get_y()
        top = self._bottom - _height(lines, SMALL_SIZE)
        pdf.set_y(top)
        self._write(lines, SMALL_SIZE)
        pdf.set_y(here)
        self._bottom = top - GAP

    def rest(self, text: str) -> None:
        """A paragraph that takes the room that is left, and is cut there."""
        self._write_with(TEXT_SIZE)
        room = int((self._bottom - self._pdf.get_y()) / _line_height(TEXT_SIZE))
        self._write(_cut(self._lines(text, WIDTH), max(room, 1)), TEXT_SIZE)

    def can_print(self, text: str) -> bool:
        """Whether the font has every letter of a text."""
        return MISSING in text or MISSING not in self._printable(text)

    def _write(self, lines: Sequence[str], size: float) -> None:
        for line in lines:
            self._pdf.cell(WIDTH, _line_height(size), line, new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def _lines(self, text: str, width: float) -> list[str]:
        lines = self._pdf.multi_cell(
            width,
            text=self._printable(text),
            align="L",
            dry_run=True,
            output=MethodReturnValue.LINES,
        )
        return cast("list[str]", lines)

    def _write_with(self, size: float, bold: bool = False, soft: bool = False) -> None:
        self._pdf.set_font("DejaVu", "B" if bold else "", size)
        self._pdf.set_text_color(*(palette.INK_SOFT if soft else palette.INK))

    def _printable(self, text: str) -> str:
        """The text with `MISSING` in place of letters that the font lacks.

        Left to itself, fpdf2 would write them to the log, and they are somebody's words.
        """
        spaced = "".join(" " if c.isspace() and c != "\n" else c for c in text)
        seen = (c for c in spaced if c == "\n" or unicodedata.category(c)[0] != "C")
        drawn = "".join(c if c == "\n" or ord(c) in self._letters else MISSING for c in seen)
        return re.sub(f"{MISSING}+", MISSING, drawn)


def _line_height(size: float) -> float:
    return LINE * size / TEXT_SIZE


def _height(lines: Sequence[str], size: float) -> float:
    return len(lines) * _line_height(size)


def _cut(lines: Sequence[str], most: int | None) -> list[str]:
    """The first lines; an ellipsis shows that there were more."""
    if most is None or len(lines) <= most:
        return list(lines)
    kept = list(lines[:most])
    kept[-1] = f"{kept[-1].rstrip()[:-1]}…"
    return kept
