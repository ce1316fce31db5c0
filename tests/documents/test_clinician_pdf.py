"""The page for a clinician, read back."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hipwise.coaching.progress import ProgressData, WeekDone
from hipwise.coaching.self_test import LegResult, Look, Seen
from hipwise.documents.clinician_pdf import (
    BOTTOM,
    MARGIN,
    MISSING,
    MOST_FLAGS,
    ClinicianSummary,
    Closed,
    FlagTold,
    draw_clinician_pdf,
    load_clinician_words,
)
from hipwise.errors import HipwiseError
from hipwise.pictures.self_test_card import DatedTest

from .pdf_text import Piece, count_pages, pieces

CLINICIAN = Path(__file__).parents[2] / "content" / "clinician.yml"
WORDS = load_clinician_words(CLINICIAN)
START = date(2026, 9, 7)
POINTS = 72 / 25.4


def day(number: int) -> date:
    return START + timedelta(days=number)


def leg(answer: Seen, pain: int) -> LegResult:
    return LegResult({look: answer for look in Look}, pain)


DATA = ProgressData(
    START,
    day(55),
    [(day(number), 7 if number < 28 else 3) for number in range(56)],
    [WeekDone(day(7 * number), 2, 3) for number in range(8)],
    [day(3)],
)
EMPTY = ClinicianSummary(day(60), ProgressData(START, day(55)))
LOCKED = "a knee that locks"
FULL = ClinicianSummary(
    made_on=day(60),
    progress=DATA,
    side="left",
    since="about March 2026",
    triggers=("stairs", "squats"),
    tests=(DatedTest(day(3), leg(Seen.YES, 4), None),),
    flags=(
        FlagTold(day(1), LOCKED, Closed.SEEN, day(2)),
        FlagTold(day(9), "a hot, red knee", Closed.MISUNDERSTANDING, day(10)),
        FlagTold(day(40), "a lump"),
    ),
    own_words="Worst on the way down.",
)
CROWDED = ClinicianSummary(
    made_on=day(60),
    progress=DATA,
    side="both " * 80,
    since="x" * 400,
    triggers=("going down stairs with a heavy bag",) * 40,
    tests=[DatedTest(day(n), leg(Seen.NOT_SURE, 10), leg(Seen.NO, 9)) for n in range(0, 50, 7)],
    flags=[FlagTold(day(number), "pain at night " * 20) for number in range(20)],
    own_words="It hurts. " * 2_000,
)


def read(summary: ClinicianSummary) -> list[Piece]:
    return pieces(draw_clinician_pdf(summary, WORDS))


def text(summary: ClinicianSummary) -> str:
    return "\n".join(piece.text for piece in read(summary))


@pytest.mark.parametrize("summary", [EMPTY, FULL, CROWDED])
def test_it_is_always_one_page_and_nothing_leaves_it(summary: ClinicianSummary) -> None:
    pdf = draw_clinician_pdf(summary, WORDS)
    assert count_pages(pdf) == 1
    for piece in pieces(pdf):
        assert piece.x >= MARGIN * POINTS - 0.1
        assert BOTTOM * POINTS <= piece.y <= (297 - 10) * POINTS


@pytest.mark.parametrize("summary", [EMPTY, FULL, CROWDED])
def test_no_line_is_written_over_another(summary: ClinicianSummary) -> None:
    lines: dict[float, list[float]] = {}
    for piece in read(summary):
        lines.setdefault(piece.y, []).append(piece.x)
    heights = sorted(lines)
    assert min(b - a for a, b in pairwise(heights)) > 8
    for starts in lines.values():
        assert len(set(starts)) == len(starts)


def test_what_was_told_stands_on_it() -> None:
    said = text(FULL)
    for part in ("left", "about March 2026", "stairs, squats", "Worst on the way down."):
        assert part in said
    assert "7 Sep to 1 Nov 2026" in said
    assert "6 Nov 2026" in said  # made on
    assert "7 in the first 14 days, 3 in the last 14" in said
    assert "16 of 24" in said
    assert f"8 Sep 2026: {LOCKED}. {WORDS.flag_ends.seen.format(day='9 Sep 2026')}" in said
    assert WORDS.flag_ends.misunderstanding.format(day="17 Sep 2026") in said
    assert f"a lump. {WORDS.flag_ends.open}" in said
    assert "not a diagnosis" in said and "Self-reported" in said


def test_what_was_not_told_is_said_to_be() -> None:
    said = text(EMPTY)
    assert said.count(WORDS.not_said) == 3
    assert WORDS.tests_none in said and WORDS.flags_none in said
    assert WORDS.own_words not in said


def test_tests_are_a_table_by_leg() -> None:
    rows: dict[float, list[str]] = {}
    for piece in read(FULL):
        rows.setdefault(piece.y, []).append(piece.text)
    for look in Look:
        assert [WORDS.looks[look], "yes", WORDS.not_tested] in rows.values()
    assert [WORDS.pain_row, "4", WORDS.not_tested] in rows.values()


def test_of_many_tests_the_first_and_the_newest_are_shown() -> None:
    said = text(CROWDED)
    assert "7 Sep 2026" in said and "19 Oct 2026" in said and "26 Oct 2026" in said
    assert "14 Sep 2026\n" not in said
    assert WORDS.tests_left_out.format(shown=2, all=8) in said


def test_of_many_flags_the_open_and_the_newest_come_first() -> None:
    closed = [FlagTold(day(30 + n), "closed", Closed.SEEN, day(40)) for n in range(6)]
    said = text(replace(FULL, flags=[*closed, FlagTold(day(1), "old but open")]))
    assert "old but open" in said
    assert said.index("old but open") < said.index("closed")
    assert WORDS.flags_left_out.format(count=7 - MOST_FLAGS) in said
    assert "7 Oct 2026: closed" not in said and "12 Oct 2026: closed" in said


def test_long_words_of_ones_own_are_cut_where_the_page_ends() -> None:
    said = text(CROWDED)
    own = said[said.index(WORDS.own_words) :]
    assert own.count("It hurts.") >= 15
    assert "…" in own


@pytest.mark.parametrize(
    ("own", "printed"),
    [
        ("Колено болит", "Колено болит"),
        ("Πονάει", "Πονάει"),
        ("Ağrıyor, boli, đau", "Ağrıyor, boli, đau"),
        ("膝が痛い ok", f"{MISSING} ok"),
        ("sore 👍🏽 today", f"sore {MISSING} today"),
        ("family 👨\u200d👩\u200d👧 walk", f"family {MISSING} walk"),
        ("a\tb\x00c\u202ed", "a bcd"),
        ("half \ud83d emoji", "half  emoji"),
    ],
)
def test_letters_of_all_kinds_are_printed_or_marked(
    own: str, printed: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        said = text(replace(FULL, own_words=own))
    assert printed in said
    assert (WORDS.unprintable in said) is (MISSING in printed)
    assert [record.name for record in caplog.records] == []


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=300))
def test_no_text_breaks_it(own: str) -> None:
    pdf = draw_clinician_pdf(replace(EMPTY, own_words=own, side=own, triggers=[own]), WORDS)
    assert count_pages(pdf) == 1


def test_same_summary_gives_the_same_bytes() -> None:
    assert draw_clinician_pdf(FULL, WORDS) == draw_clinician_pdf(FULL, WORDS)


def test_the_file_names_the_day_passed_in_and_no_other() -> None:
    pdf = draw_clinician_pdf(FULL, WORDS)
    assert b"/CreationDate (D:20261106000000Z)" in pdf


def test_an_end_without_its_day_is_refused() -> None:
    with pytest.raises(ValueError, match="has a day"):
        FlagTold(day(1), LOCKED, Closed.SEEN)


def test_words_for_every_look_are_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "clinician.yml"
    lines = CLINICIAN.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(x for x in lines if not x.startswith("  wobble:")), encoding="utf-8")
    with pytest.raises(HipwiseError, match=r"clinician\.yml: .*every trend, look"):
        load_clinician_words(path)
