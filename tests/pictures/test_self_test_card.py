"""The card of a mirror test, looked at by its pixels."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from hipwise.coaching.self_test import LegResult, Look, Seen
from hipwise.errors import HipwiseError
from hipwise.pictures import palette
from hipwise.pictures.self_test_card import (
    COLUMNS,
    FOOT,
    HEAD,
    ROW,
    ROW_WITH_THEN,
    STATE_SIZE,
    DatedTest,
    draw_self_test_card,
    load_card_words,
)
from hipwise.pictures.sheet import CARD_WIDTH, MARGIN, font

CARD = Path(__file__).parents[2] / "content" / "pictures" / "card.yml"
WORDS = load_card_words(CARD)
NOTHING = LegResult({look: Seen.NO for look in Look}, 0)
EVERYTHING = LegResult({look: Seen.YES for look in Look}, 10)
DAY, BEFORE = date(2026, 11, 25), date(2026, 11, 3)


def seen(card: bytes) -> np.ndarray:
    with Image.open(io.BytesIO(card)) as image:
        return np.asarray(image.convert("RGBA").convert("RGB"), dtype=int)


def cell(card: bytes, column: int, row: int, height: int = ROW) -> np.ndarray:
    """The part of a card that holds one leg's answer."""
    top = MARGIN + HEAD + row * height
    return seen(card)[top + 66 : top + 122, COLUMNS[column] : COLUMNS[column] + 400]


def with_answer(leg: LegResult, look: Look, answer: Seen) -> LegResult:
    return replace(leg, seen={**leg.seen, look: answer})


def test_same_results_give_the_same_bytes() -> None:
    assert draw_self_test_card(NOTHING, EVERYTHING, WORDS) == draw_self_test_card(
        NOTHING, EVERYTHING, WORDS
    )


@pytest.mark.parametrize("column", [0, 1])
def test_every_answer_stands_in_its_own_cell(column: int) -> None:
    marked_looks = (Look.KNEE_IN, Look.TRUNK_LEAN, Look.DEPTH)
    marked_leg = NOTHING
    for look in marked_looks:
        marked_leg = with_answer(marked_leg, look, Seen.YES)
    plain = draw_self_test_card(NOTHING, NOTHING, WORDS)
    legs = (marked_leg, NOTHING) if column == 0 else (NOTHING, marked_leg)
    marked = draw_self_test_card(*legs, WORDS)
    for row, look in enumerate(Look):
        for other in (0, 1):
            apart = np.abs(cell(plain, other, row) - cell(marked, other, row))
            changed = bool(apart.max() > 100)
            assert changed is (other == column and look in marked_looks)


def test_the_three_answers_differ_without_colour() -> None:
    """In grey, and without the words: the sign alone tells them apart."""
    signs = []
    for answer in Seen:
        card = draw_self_test_card(with_answer(NOTHING, Look.KNEE_IN, answer), NOTHING, WORDS)
        signs.append(cell(card, 0, 0)[:, :48].mean(axis=2))
    for number, one in enumerate(signs):
        for other in signs[number + 1 :]:
            assert (np.abs(one - other) > 80).sum() > 60


def test_no_score_in_red_or_green() -> None:
    for leg in (NOTHING, EVERYTHING):
        pixels = cell(draw_self_test_card(leg, leg, WORDS), 0, 0).reshape(-1, 3)
        red, green, blue = pixels.T
        assert ((red > blue + 12) | (green > blue + 12)).sum() == 0


def test_pain_numbers_and_a_leg_that_was_not_tested_show() -> None:
    pain_row = len(Look)
    low = draw_self_test_card(NOTHING, NOTHING, WORDS)
    high = draw_self_test_card(replace(NOTHING, pain=7), NOTHING, WORDS)
    none = draw_self_test_card(None, NOTHING, WORDS)
    assert np.abs(cell(low, 0, pain_row) - cell(high, 0, pain_row)).max() > 100
    assert np.abs(cell(low, 1, pain_row) - cell(high, 1, pain_row)).max() < 30
    for row in range(pain_row + 1):
        assert np.abs(cell(low, 0, row) - cell(none, 0, row)).max() > 100


def test_an_earlier_test_stands_below_each_answer() -> None:
    now = draw_self_test_card(NOTHING, NOTHING, WORDS, DatedTest(BEFORE, NOTHING, None), DAY)
    then = draw_self_test_card(NOTHING, NOTHING, WORDS, DatedTest(BEFORE, EVERYTHING, None), DAY)
    height = MARGIN + HEAD + ROW_WITH_THEN * (len(Look) + 1) + FOOT + MARGIN
    assert seen(now).shape[:2] == (height, CARD_WIDTH)
    changed = np.abs(seen(now) - seen(then)).max(axis=2) > 100
    for row in range(len(Look) + 1):
        top = MARGIN + HEAD + row * ROW_WITH_THEN
        assert not changed[top : top + 124].any()
        assert changed[top + 124 : top + ROW_WITH_THEN, : COLUMNS[1]].any()
    assert not changed[:, COLUMNS[1] :].any()


def test_a_card_without_a_leg_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one leg"):
        draw_self_test_card(None, None, WORDS, DatedTest(BEFORE, NOTHING, NOTHING))


@pytest.mark.parametrize("legs", [(EVERYTHING, EVERYTHING), (None, EVERYTHING)])
def test_nothing_is_written_over_the_edge(legs: tuple[LegResult | None, LegResult]) -> None:
    card = seen(draw_self_test_card(*legs, WORDS, DatedTest(BEFORE, *legs), DAY))
    inside = card[MARGIN + 30 : -MARGIN - 30]
    for strip in (inside[:, MARGIN + 4 : MARGIN + 18], inside[:, -MARGIN - 18 : -MARGIN - 4]):
        assert np.abs(strip - np.array(palette.PANEL)).max() < 8


def test_all_words_have_room() -> None:
    widest = max(WORDS.seen.values(), key=len)
    for text in (widest, WORDS.then.format(what=widest)):
        assert font(STATE_SIZE, bold=True).getlength(text) < COLUMNS[1] - COLUMNS[0] - 62
    for text in (*WORDS.looks.values(), WORDS.pain):
        assert font(STATE_SIZE, bold=False).getlength(text) < CARD_WIDTH - COLUMNS[0] - MARGIN


def test_words_for_every_look_are_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "card.yml"
    text = CARD.read_text(encoding="utf-8")
    path.write_text(text.replace("  wobble: Wobble, or foot touches down\n", ""), encoding="utf-8")
    with pytest.raises(HipwiseError, match=r"card\.yml: .*every look"):
        load_card_words(path)
