"""What weeks of reports say."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipwise.coaching.progress import (
    LONGEST_WINDOW,
    PainChange,
    ProgressData,
    Training,
    Trend,
    WeekDone,
    pain_change,
    pain_trend,
    summarise,
    training,
)

START = date(2026, 9, 7)  # a Monday


def day(number: int) -> date:
    return START + timedelta(days=number)


def reports(*scores: int, every: int = 1) -> list[tuple[date, int]]:
    return [(day(number * every), score) for number, score in enumerate(scores)]


def data(pain: list[tuple[date, int]], days: int = 84, **more: object) -> ProgressData:
    return ProgressData(START, day(days - 1), pain, **more)  # type: ignore[arg-type]


def test_of_several_reports_on_a_day_the_worst_counts_and_other_days_do_not() -> None:
    pain = [(day(1), 2), (day(0), 3), (day(1), 6), (day(1), 4), (day(-1), 9), (day(10), 9)]
    assert list(data(pain, days=10).worst_by_day().items()) == [(day(0), 3), (day(1), 6)]


@pytest.mark.parametrize(
    ("before", "now", "trend"),
    [
        (5, 3, Trend.LESS),
        (5, 3.5, Trend.NOISE),
        (3, 5, Trend.MORE),
        (3, 4.5, Trend.NOISE),
        (4, 4, Trend.NOISE),
    ],
)
def test_two_points_are_a_change_and_less_is_noise(before: float, now: float, trend: Trend) -> None:
    assert pain_trend(before, now) is trend


def test_compares_the_first_and_the_last_two_weeks() -> None:
    change = pain_change(data(reports(*[6] * 14, *[9] * 30, *[3] * 14)))
    assert change == PainChange(Trend.LESS, LONGEST_WINDOW, 6.0, 3.0)


def test_one_bad_day_does_not_turn_two_weeks_around() -> None:
    change = pain_change(data(reports(*[3] * 14, *[3] * 13, 10)))
    assert change == PainChange(Trend.NOISE, LONGEST_WINDOW, 3.0, 3.0)


def test_days_before_the_first_report_do_not_count() -> None:
    """Somebody who asks about a year after two months of reports is told about two months."""
    late = [(day(300 + number), 7 if number < 20 else 2) for number in range(40)]
    assert pain_change(data(late, days=365)).trend is Trend.LESS


def test_less_than_four_weeks_are_halved_so_that_no_day_counts_twice() -> None:
    change = pain_change(data(reports(*[6] * 10, *[2] * 10)))
    assert change == PainChange(Trend.LESS, 10, 6.0, 2.0)


@pytest.mark.parametrize(
    "pain",
    [
        [],
        reports(5),
        reports(*[5] * 13),  # windows of a week would overlap
        [*reports(5, 5), (day(60), 4), (day(61), 4), (day(62), 4)],  # two at the start
        [*reports(5, 5, 5), (day(60), 4), (day(61), 4)],  # two at the end
    ],
)
def test_too_little_is_called_that(pain: list[tuple[date, int]]) -> None:
    assert pain_change(data(pain)) == PainChange(Trend.TOO_LITTLE)


@given(
    st.lists(st.tuples(st.integers(0, 400), st.integers(0, 10)), max_size=60),
)
def test_a_change_is_always_between_windows_that_never_share_a_day(
    pain: list[tuple[int, int]],
) -> None:
    said = [(day(number), score) for number, score in pain]
    change = pain_change(data(said, days=401))
    if change.trend is Trend.TOO_LITTLE:
        assert change.before is None and change.now is None
    else:
        assert change.before is not None and change.now is not None
        worst = data(said, days=401).worst_by_day()
        assert min(worst) + timedelta(change.days) <= max(worst) - timedelta(change.days - 1)
        assert change.trend is pain_trend(change.before, change.now)


def test_rest_days_are_kept_and_extra_sessions_do_not_make_up_for_another_week() -> None:
    weeks = [WeekDone(START, 3, 3), WeekDone(day(7), 1, 3), WeekDone(day(14), 5, 3)]
    assert training(data([], days=21, weeks=weeks)) == Training(
        done=7, planned=9, extra=2, days_kept=19, days=21
    )


def test_a_week_of_rest_is_a_week_kept() -> None:
    assert training(data([], days=7, weeks=[WeekDone(START, 0, 0)])) == Training(
        days_kept=7, days=7
    )


def test_a_week_counts_with_the_days_inside_the_range() -> None:
    weeks = [WeekDone(day(-3), 1, 1), WeekDone(day(4), 1, 2), WeekDone(day(11), 2, 2)]
    assert training(data([], days=7, weeks=weeks)) == Training(
        done=2, planned=3, extra=0, days_kept=6, days=7
    )


def test_days_before_the_plan_and_days_off_are_not_counted_as_kept() -> None:
    weeks = [WeekDone(START, 0, 0, days=0), WeekDone(day(7), 1, 2, days=4)]
    assert training(data([], days=14, weeks=weeks)) == Training(
        done=1, planned=2, days_kept=3, days=4
    )


@given(st.lists(st.tuples(st.integers(0, 14), st.integers(0, 7)), max_size=10))
def test_days_kept_never_exceed_the_days(weeks: list[tuple[int, int]]) -> None:
    made = [WeekDone(day(7 * n), done, planned) for n, (done, planned) in enumerate(weeks)]
    read = training(data([], days=80, weeks=made))
    assert 0 <= read.days_kept <= read.days
    assert 0 <= read.done <= read.planned


def test_summary_is_both_readings() -> None:
    given_data = data(reports(*[6] * 14, *[3] * 14), weeks=[WeekDone(START, 2, 3)])
    summary = summarise(given_data)
    assert summary.pain == pain_change(given_data)
    assert summary.training == training(given_data)


@pytest.mark.parametrize("score", [-1, 11])
def test_scores_off_the_scale_are_refused(score: int) -> None:
    with pytest.raises(ValueError, match="0 to 10"):
        data(reports(score))


def test_a_range_turned_round_and_negative_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="range"):
        ProgressData(day(1), day(0))
    with pytest.raises(ValueError, match="counted"):
        WeekDone(START, -1, 2)
