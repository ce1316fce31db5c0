"""What the outcome check says."""

from __future__ import annotations

import pytest

from hipwise.coaching.outcome import (
    ActivityChange,
    OutcomeCheck,
    Rating,
    RatingReading,
    read_outcome,
    read_rating,
)
from hipwise.coaching.progress import Trend


def test_each_measure_is_read_by_its_own_rule() -> None:
    start = OutcomeCheck(7, activities={"stairs": 3, "football": 1, "kneeling": 4})
    later = OutcomeCheck(4, Rating.BETTER, {"kneeling": 2, "stairs": 6, "football": 2})
    reading = read_outcome(start, later)
    assert reading.pain is Trend.LESS
    assert (reading.pain_before, reading.pain_now) == (7, 4)
    assert reading.rating is RatingReading.BETTER
    assert reading.activities == (
        ActivityChange("stairs", 3, 6, Trend.MORE),
        ActivityChange("football", 1, 2, Trend.NOISE),
        ActivityChange("kneeling", 4, 2, Trend.LESS),
    )


def test_an_activity_that_was_rated_once_is_left_out() -> None:
    start = OutcomeCheck(5, activities={"stairs": 3, "football": 1})
    later = OutcomeCheck(5, activities={"football": 1, "running": 8})
    reading = read_outcome(start, later)
    assert [change.activity for change in reading.activities] == ["football"]
    assert reading.rating is None


@pytest.mark.parametrize(
    ("rating", "counts_as"),
    [
        (Rating.MUCH_WORSE, RatingReading.WORSE),
        (Rating.WORSE, RatingReading.WORSE),
        (Rating.A_LITTLE_WORSE, RatingReading.ABOUT_THE_SAME),
        (Rating.SAME, RatingReading.ABOUT_THE_SAME),
        (Rating.A_LITTLE_BETTER, RatingReading.ABOUT_THE_SAME),
        (Rating.BETTER, RatingReading.BETTER),
        (Rating.MUCH_BETTER, RatingReading.BETTER),
    ],
)
def test_a_little_is_not_counted(rating: Rating, counts_as: RatingReading) -> None:
    assert read_rating(rating) is counts_as


def test_the_rating_has_seven_points() -> None:
    assert len(Rating) == 7


@pytest.mark.parametrize("check", [{"worst_pain": 11}, {"worst_pain": 3, "activities": {"a": -1}}])
def test_scores_off_the_scale_are_refused(check: dict) -> None:
    with pytest.raises(ValueError, match="0 to 10"):
        OutcomeCheck(**check)
