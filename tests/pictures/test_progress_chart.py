"""The progress chart, looked at by its pixels."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from hipwise.coaching.pain_rule import Light
from hipwise.coaching.progress import ProgressData, WeekDone
from hipwise.errors import HipwiseError
from hipwise.pictures.progress_chart import (
    MOST_TICKS,
    PAPER,
    PHONE,
    TEXT_SIZE,
    Theme,
    day_ticks,
    draw_progress_chart,
    load_chart_words,
    silences,
    span,
    weekly_middles,
)
from hipwise.pictures.render import Colour
from hipwise.pictures.sheet import font

CHART = Path(__file__).parents[2] / "content" / "pictures" / "chart.yml"
WORDS = load_chart_words(CHART)
START = date(2026, 9, 7)  # a Monday


def day(number: int) -> date:
    return START + timedelta(days=number)


def weeks(count: int) -> list[WeekDone]:
    return [WeekDone(day(7 * number), number % 5, 3) for number in range(count)]


def scores(days: int, score: Callable[[int], int] = lambda number: number * 7 % 11) -> list:
    return [(day(number), score(number)) for number in range(days)]


MONTH = ProgressData(START, day(29), scores(30), weeks(5), [day(3), day(24)])
YEAR = ProgressData(START, day(364), scores(365), weeks(53), [day(n) for n in range(0, 365, 28)])
ODD = {
    "nothing": ProgressData(START, START),
    "one point": ProgressData(START, START, [(START, 10)]),
    "two points and training": ProgressData(START, day(6), scores(2), weeks(1)),
    "three days": ProgressData(START, day(2), scores(3)),
    "month": MONTH,
    "year": YEAR,
    "six years": ProgressData(START, day(2200), scores(2200), weeks(310)),
    "always ten, always tested": ProgressData(
        START, day(27), scores(28, lambda _: 10), weeks(4), [day(n) for n in range(28)]
    ),
    "long silence": ProgressData(START, day(80), [*scores(3), (day(80), 5)], weeks(12)),
    "many sessions": ProgressData(START, day(13), scores(14), [WeekDone(START, 40, 3)]),
    "nothing planned": ProgressData(START, day(13), scores(14), [WeekDone(START, 0, 0)]),
}


def seen(chart: bytes) -> np.ndarray:
    with Image.open(io.BytesIO(chart)) as image:
        return np.asarray(image.convert("RGB"), dtype=int)


def near(pixels: np.ndarray, colour: Colour) -> np.ndarray:
    """Where a colour is, give or take what the palette of the file rounds."""
    return np.abs(pixels - np.array(colour)).max(axis=2) < 14


def pain_columns(data: ProgressData, theme: Theme = Theme.LIGHT) -> np.ndarray:
    """For each column of the plot of days, whether the line or its dots are there."""
    pixels = seen(draw_progress_chart(data, WORDS, theme))
    plot = pixels[PHONE.pain.top : PHONE.pain.bottom, PHONE.left : PHONE.right]
    return near(plot, theme.value.pain).any(axis=0)


@pytest.mark.parametrize("theme", list(Theme))
@pytest.mark.parametrize("name", ODD)
def test_nothing_is_cut_off_at_the_edges(name: str, theme: Theme) -> None:
    layout = PAPER if theme is Theme.PAPER else PHONE
    pixels = seen(draw_progress_chart(ODD[name], WORDS, theme, layout))
    edges = [pixels[:10], pixels[-10:], pixels[:, :8], pixels[:, -8:]]
    for edge in edges:
        assert near(edge, theme.value.ground).all()


def test_same_data_give_the_same_bytes() -> None:
    assert draw_progress_chart(YEAR, WORDS) == draw_progress_chart(YEAR, WORDS)


def test_sizes() -> None:
    assert seen(draw_progress_chart(MONTH, WORDS)).shape[:2] == (1350, 1080)
    calm = seen(draw_progress_chart(ODD["nothing"], WORDS))
    assert calm.shape[:2] == (PHONE.calm_height, 1080)


@pytest.mark.parametrize("theme", list(Theme))
def test_bands_have_their_own_lightness_and_words(theme: Theme) -> None:
    greys = [np.mean(theme.value.bands[light]) for light in Light]
    assert len({round(grey / 8) for grey in greys}) == 3
    plain = seen(draw_progress_chart(MONTH, WORDS, theme))
    for light in Light:
        words = replace(WORDS, bands={**WORDS.bands, light: "x"})
        changed = np.abs(seen(draw_progress_chart(MONTH, words, theme)) - plain).max(axis=2) > 60
        assert changed[:, PHONE.right :].any() and not changed[:, : PHONE.right].any()


@pytest.mark.parametrize("theme", [Theme.LIGHT, Theme.DARK])
def test_words_and_line_stand_out_from_their_ground(theme: Theme) -> None:
    """WCAG's contrast: 4.5 to 1 for words, 3 to 1 for the line on every band."""

    def luminance(colour: Colour) -> float:
        parts = [part / 255 for part in colour]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return float(np.dot(linear, (0.2126, 0.7152, 0.0722)))

    def contrast(one: Colour, other: Colour) -> float:
        low, high = sorted((luminance(one), luminance(other)))
        return (high + 0.05) / (low + 0.05)

    colours = theme.value
    assert contrast(colours.ink, colours.ground) >= 4.5
    assert contrast(colours.soft, colours.ground) >= 4.5
    for band in colours.bands.values():
        assert contrast(colours.ink, band) >= 4.5
        assert contrast(colours.pain, band) >= 3
    assert contrast(colours.done, colours.ground) >= 3


def test_a_silence_leaves_a_gap_and_two_days_off_do_not() -> None:
    every_third = [(day(number), 5) for number in range(0, 28, 3)]
    assert pain_columns(ProgressData(START, day(27), every_third))[40:-60].all()
    silent = [(day(number), 5) for number in (*range(8), *range(20, 28))]
    columns = pain_columns(ProgressData(START, day(27), silent))
    per_day = (PHONE.right - PHONE.left) / 28
    assert not columns[round(8.2 * per_day) : round(19.8 * per_day)].any()
    assert columns[round(2 * per_day) : round(6 * per_day)].all()


def test_a_year_has_a_line_of_weeks_over_days() -> None:
    columns = pain_columns(YEAR)
    assert columns[20:-20].all()
    pixels = seen(draw_progress_chart(YEAR, WORDS))
    plot = pixels[PHONE.pain.top : PHONE.pain.bottom, PHONE.left : PHONE.right]
    assert near(plot, Theme.LIGHT.value.days).sum() > 2000


@pytest.mark.parametrize(
    ("data", "field"),
    [
        (ProgressData(START, day(13), scores(2)), "little"),
        (ProgressData(START, day(13)), "nothing"),
        (MONTH, "self_test"),
        (MONTH, "training"),
        (ODD["nothing planned"], "no_training"),
        (ODD["long silence"], "gap"),
        (YEAR, "pain_by_week"),
        (MONTH, "pain"),
    ],
)
def test_a_sentence_is_written_where_it_applies(data: ProgressData, field: str) -> None:
    plain = draw_progress_chart(data, WORDS)
    assert draw_progress_chart(data, replace(WORDS, **{field: "something else"})) != plain


@pytest.mark.parametrize("field", ["little", "nothing", "no_training", "gap", "pain_by_week"])
def test_a_sentence_is_left_out_where_it_does_not(field: str) -> None:
    plain = draw_progress_chart(MONTH, WORDS)
    assert draw_progress_chart(MONTH, replace(WORDS, **{field: "something else"})) == plain


def test_what_lies_outside_the_range_is_not_drawn() -> None:
    more = replace(
        MONTH,
        pain=[*MONTH.pain, (day(-5), 9), (day(200), 9)],
        weeks=[*MONTH.weeks, WeekDone(day(-70), 5, 5), WeekDone(day(210), 5, 5)],
        self_tests=[*MONTH.self_tests, day(-1), day(30)],
    )
    assert draw_progress_chart(more, WORDS) == draw_progress_chart(MONTH, WORDS)


def test_sessions_done_and_planned_show() -> None:
    def bars(done: int, planned: int) -> np.ndarray:
        data = ProgressData(START, day(13), scores(14), [WeekDone(START, done, planned)])
        pixels = seen(draw_progress_chart(data, WORDS))
        return pixels[PHONE.weeks.top : PHONE.weeks.bottom, PHONE.left : PHONE.right]

    def filled(done: int, planned: int) -> int:
        return int(near(bars(done, planned), Theme.LIGHT.value.done).sum())

    assert filled(0, 3) == 0
    assert filled(1, 3) < filled(2, 3) < filled(3, 3)
    assert near(bars(0, 3), Theme.LIGHT.value.ink).sum() > near(bars(0, 0), (0, 0, 0)).sum()


def test_span_is_a_fortnight_at_least_and_holds_whole_weeks() -> None:
    assert span(ProgressData(START, START)) == (START, day(13))
    assert span(ProgressData(day(2), day(29), weeks=weeks(5))) == (START, day(34))


def test_silences_at_the_edges_and_between() -> None:
    days = [day(10), day(13), day(20)]
    assert silences(START, day(22), days) == [(day(-1), day(10)), (day(13), day(20))]
    assert silences(START, day(1), []) == []


def test_weekly_middles() -> None:
    worst = {day(0): 2, day(1): 9, day(6): 3, day(7): 5, day(21): 4, day(22): 5}
    assert weekly_middles(START, worst) == {day(3): 3, day(10): 5, day(24): 4.5}


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(13, 30_000))
def test_ticks_are_few_in_the_range_and_clear_of_each_other(first: date, days: int) -> None:
    last = first + timedelta(days=days)
    named = day_ticks(first, last)
    assert 2 <= len(named) <= MOST_TICKS or days > 20_000
    assert first <= named[0][0] and named[-1][0] <= last
    pixels = (PHONE.right - PHONE.left) / (days + 1)
    for (day_before, text_before), (tick, text) in pairwise(named):
        assert day_before < tick
        face = font(TEXT_SIZE, bold=False)
        lines = [*text_before.splitlines(), *text.splitlines()]
        assert (tick - day_before).days * pixels > max(map(face.getlength, lines)) + 12


def test_ticks_name_days_or_months() -> None:
    assert [text for _, text in day_ticks(START, day(13))][:2] == ["7 Sep", "10 Sep"]
    assert [text for _, text in day_ticks(START, day(34))][:2] == ["7 Sep", "14 Sep"]
    assert [text for _, text in day_ticks(START, day(364))][:3] == ["Oct\n2026", "Dec", "Feb\n2027"]


def test_words_for_every_band_are_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "chart.yml"
    text = CHART.read_text(encoding="utf-8")
    path.write_text(text.replace('  green: "0 to 2\\nfine"\n', ""), encoding="utf-8")
    with pytest.raises(HipwiseError, match=r"chart\.yml: .*every band"):
        load_chart_words(path)
