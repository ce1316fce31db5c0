"""Progress in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from hipwise.coaching.outcome import OutcomeCheck, Rating, read_outcome
from hipwise.coaching.progress import PainChange, Summary, Training, Trend
from hipwise.knowledge.library import load_library
from hipwise.progress_words import load_progress_words, outcome_lines, summary_lines

CONTENT = Path(__file__).parents[1] / "content"
WORDS = load_progress_words(CONTENT / "progress.yml")


def lines(pain: PainChange, training: Training) -> tuple[str, str]:
    return summary_lines(Summary(pain, training), WORDS)


@pytest.mark.parametrize("trend", [Trend.LESS, Trend.MORE, Trend.NOISE])
def test_pain_line_names_both_numbers_and_the_days(trend: Trend) -> None:
    line, _ = lines(PainChange(trend, 14, 6.0, 3.5), Training())
    assert "about 6 of 10" in line and "about 3.5 " in line and "14" in line
    assert "{" not in line


def test_too_little_names_no_number() -> None:
    line, _ = lines(PainChange(Trend.TOO_LITTLE), Training())
    assert not any(letter.isdigit() for letter in line)


def test_training_line_counts_rest_days_as_kept() -> None:
    _, line = lines(PainChange(Trend.TOO_LITTLE), Training(7, 9, 2, 19, 21))
    assert "7 of 9" in line and "19 of 21 days" in line
    assert line.endswith(WORDS.training.more.format(extra=2))


def test_training_line_without_extra_sessions_or_plan() -> None:
    _, line = lines(PainChange(Trend.TOO_LITTLE), Training(7, 9, 0, 19, 21))
    assert "on top" not in line
    assert lines(PainChange(Trend.TOO_LITTLE), Training())[1] == WORDS.training.nothing
    assert "4" in lines(PainChange(Trend.TOO_LITTLE), Training(extra=4))[1]


def test_outcome_lines_say_every_measure() -> None:
    start = OutcomeCheck(7, activities={"walk {up} hills": 3})
    later = OutcomeCheck(7, Rating.SAME, {"walk {up} hills": 5})
    pain, rating, activity, note = outcome_lines(read_outcome(start, later), WORDS.outcome)
    assert "7 at the start, 7 now" in pain
    assert rating == WORDS.outcome.rating["about_the_same"]
    assert "walk {up} hills" in activity and "3 of 10" in activity and "5 now" in activity
    assert note == WORDS.outcome.activities_note


def test_outcome_lines_leave_out_what_was_not_asked() -> None:
    reading = read_outcome(OutcomeCheck(7), OutcomeCheck(4))
    assert len(outcome_lines(reading, WORDS.outcome)) == 1


def test_sources_are_known_and_two_points_of_an_activity_name_none() -> None:
    references = load_library(CONTENT).references
    assert {key for keys in WORDS.sources.values() for key in keys} <= set(references)
    assert set(WORDS.sources) == {"pain", "rating"}
