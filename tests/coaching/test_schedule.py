"""Schedule arithmetic: every zone, a decade of days, and the days on which clocks change."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hipwise.coaching.schedule import (
    LONGEST_SPREAD,
    QUIET_UNTIL,
    WEEKDAYS,
    Rhythm,
    day_of,
    first_after,
    is_quiet,
    is_still_useful,
    local_moment,
    moment_on,
    next_after,
    spread_of,
)

UTC = timezone.utc
ZONES = sorted(available_timezones() - {"localtime", "Factory"})
FIRST, DAYS = date(2017, 1, 1), 3653
WALKED_DAYS = 400
LONDON = "Europe/London"

zones = st.sampled_from(ZONES)
times = st.times().map(lambda at: at.replace(second=0, microsecond=0))
days = st.integers(0, DAYS - 1).map(lambda number: FIRST + timedelta(days=number))
weekdays = st.sets(st.sampled_from(WEEKDAYS), min_size=1).map(tuple)
people = st.integers(1, 10**12).map(lambda number: f"telegram:{number}")


@st.composite
def rhythms(draw: st.DrawFn) -> Rhythm:
    alternate = draw(st.none() | days)
    return Rhythm(
        at=draw(times),
        weekdays=() if alternate else draw(weekdays),
        zone=draw(zones),
        alternate_from=alternate,
        chose_quiet_hours=True,
        paused_until=draw(st.none() | days),
    )


def at_noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def wall(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


@functools.cache
def offsets(zone: str) -> tuple[timedelta | None, ...]:
    """A zone's distance from UTC on each day of the decade: what tells zones apart."""
    there = ZoneInfo(zone)
    begin = datetime.combine(FIRST, time(), UTC)
    return tuple(
        (begin + timedelta(days=number)).astimezone(there).utcoffset() for number in range(DAYS)
    )


def distinct_zones() -> list[str]:
    """One of each group of zones that agree on all days of the decade."""
    return list({offsets(zone): zone for zone in ZONES}.values())


def changes() -> Iterator[tuple[str, date]]:
    """The days before, on and after each change of the clocks, in every zone."""
    for zone in ZONES:
        known = offsets(zone)
        for number in range(1, DAYS):
            if known[number] != known[number - 1]:
                for step in (-2, -1, 0, 1):
                    yield zone, FIRST + timedelta(days=number + step)


@given(rhythms(), days)
def test_the_next_moment_is_later_on_a_wanted_day_at_the_wanted_time(
    rhythm: Rhythm, day: date
) -> None:
    now = at_noon(day)
    moment = next_after(rhythm, now)
    assert moment > now
    meant = day_of(rhythm, moment)
    assert rhythm.is_on(meant)
    said = datetime.combine(meant, rhythm.at)
    # Only a gap makes it another time, and then a later one.
    assert wall(moment, rhythm.zone) == said or (
        said < wall(moment, rhythm.zone) <= said + timedelta(hours=24)
    )


@given(rhythms(), days)
def test_nothing_lies_between_an_instant_and_its_next_moment(rhythm: Rhythm, day: date) -> None:
    now = at_noon(day)
    moment = next_after(rhythm, now)
    assert next_after(rhythm, moment - timedelta(seconds=1)) == moment
    first = wall(now, rhythm.zone).date() - timedelta(days=1)
    between = (first + timedelta(days=step) for step in range((moment - now).days + 3))
    for other in between:
        if rhythm.is_on(other):
            assert not now < moment_on(rhythm, other) < moment


@given(rhythms(), days, people)
def test_the_spread_is_never_early_and_at_most_three_minutes(
    rhythm: Rhythm, day: date, person: str
) -> None:
    spread = spread_of(person)
    assert timedelta() <= spread <= LONGEST_SPREAD == timedelta(minutes=3)
    assert spread_of(person) == spread
    moment = next_after(rhythm, at_noon(day), spread)
    assert moment_on(rhythm, day_of(rhythm, moment)) == moment - spread


@given(rhythms(), days, people)
def test_whoever_has_just_set_a_time_is_served_on_the_minute(
    rhythm: Rhythm, day: date, person: str
) -> None:
    now, spread = at_noon(day), spread_of(person)
    moment = first_after(rhythm, now, spread)
    exact = next_after(rhythm, now)
    assert moment == exact if exact - now <= timedelta(hours=1) else moment >= exact


@settings(max_examples=300)
@given(zones, days, times)
def test_a_local_time_is_itself_or_the_first_moment_after_the_gap(
    zone: str, day: date, at: time
) -> None:
    check_local_moment(zone, datetime.combine(day, at))


def check_local_moment(zone: str, local: datetime) -> None:
    moment = local_moment(local, zone)
    shown = wall(moment, zone)
    second = timedelta(seconds=1)
    if shown == local:
        # Of two the first: an hour or so before, the clock does not show it too.
        for minutes in (30, 60, 120):
            assert wall(moment - timedelta(minutes=minutes), zone) != local
    else:
        assert shown > local > wall(moment - second, zone)


def test_all_days_on_which_clocks_change_in_all_zones() -> None:
    checked = 0
    for zone, day in changes():
        for at in (time(0, 30), time(1, 30), time(2, 30), time(23, 30)):
            check_local_moment(zone, datetime.combine(day, at))
            checked += 1
    assert checked > 50_000


def test_a_daily_rhythm_keeps_every_day_in_every_kind_of_zone() -> None:
    for number, zone in enumerate(distinct_zones()):
        # A year and more from another day of the decade each: together they cover it.
        first = FIRST + timedelta(days=97 * number % (DAYS - WALKED_DAYS))
        rhythm = Rhythm(time(number % 24, 30), WEEKDAYS, zone, chose_quiet_hours=True)
        moment = local_moment(datetime.combine(first, rhythm.at), zone) - timedelta(seconds=1)
        meant = []
        for _ in range(WALKED_DAYS):
            moment = next_after(rhythm, moment)
            meant.append(day_of(rhythm, moment))
        assert meant == [first + timedelta(days=step) for step in range(WALKED_DAYS)], zone


@pytest.mark.parametrize(
    ("local", "moment"),
    [
        # 29 March 2026: 1:00 becomes 2:00. 25 October 2026: 2:00 becomes 1:00.
        ("2026-03-29T00:59", "2026-03-29T00:59"),
        ("2026-03-29T01:00", "2026-03-29T01:00"),
        ("2026-03-29T01:30", "2026-03-29T01:00"),
        ("2026-03-29T02:00", "2026-03-29T01:00"),
        ("2026-03-29T02:30", "2026-03-29T01:30"),
        ("2026-10-25T00:59", "2026-10-24T23:59"),
        ("2026-10-25T01:30", "2026-10-25T00:30"),
        ("2026-10-25T02:00", "2026-10-25T02:00"),
    ],
)
def test_the_two_days_in_london(local: str, moment: str) -> None:
    expected = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    assert local_moment(datetime.fromisoformat(local), LONDON) == expected


def test_the_evening_stays_the_evening_when_the_clocks_change() -> None:
    rhythm = Rhythm(time(19, 30), WEEKDAYS, LONDON)
    before = next_after(rhythm, datetime(2026, 3, 28, 12, tzinfo=UTC))
    after = next_after(rhythm, before)
    assert (before.hour, after.hour) == (19, 18)
    assert after - before == timedelta(hours=23)


def test_a_gap_over_midnight_does_not_cost_the_day() -> None:
    # In Nuuk the clock goes from 22:59:59 or so to midnight on the last Saturday of March 2026.
    rhythm = Rhythm(time(23, 30), WEEKDAYS, "America/Nuuk", chose_quiet_hours=True)
    saturday = date(2026, 3, 28)
    moment = moment_on(rhythm, saturday)
    assert wall(moment, rhythm.zone) == datetime(2026, 3, 29, 0, 0)
    assert day_of(rhythm, moment) == saturday
    assert day_of(rhythm, next_after(rhythm, moment)) == date(2026, 3, 29)


def test_a_day_that_a_zone_left_out_is_left_out() -> None:
    rhythm = Rhythm(time(9), WEEKDAYS, "Pacific/Apia")
    moment = datetime(2011, 12, 29, 12, tzinfo=UTC)
    found = []
    for _ in range(3):
        moment = next_after(rhythm, moment)
        found.append(wall(moment, rhythm.zone).date())
    assert found == [date(2011, 12, 29), date(2011, 12, 31), date(2012, 1, 1)]


def test_every_other_day_goes_on_over_the_end_of_a_month() -> None:
    rhythm = Rhythm(time(8), (), LONDON, alternate_from=date(2026, 1, 30))
    moment, found = datetime(2026, 1, 29, 12, tzinfo=UTC), []
    for _ in range(3):
        moment = next_after(rhythm, moment)
        found.append(moment.date())
    assert found == [date(2026, 1, 30), date(2026, 2, 1), date(2026, 2, 3)]


def test_a_pause_ends_on_its_day() -> None:
    rhythm = Rhythm(time(8), ("mon", "wed"), LONDON, paused_until=date(2026, 12, 8))
    now = datetime(2026, 11, 25, 7, tzinfo=UTC)
    assert wall(next_after(rhythm, now), LONDON) == datetime(2026, 12, 9, 8)


def test_without_days_there_is_no_next_moment() -> None:
    with pytest.raises(ValueError, match="without days"):
        next_after(Rhythm(time(8), (), LONDON), datetime(2026, 1, 1, tzinfo=UTC))


@given(times, days)
def test_quiet_hours_are_kept_unless_they_were_chosen(at: time, day: date) -> None:
    rhythm = Rhythm(at, WEEKDAYS, LONDON)
    shown = wall(next_after(rhythm, at_noon(day)), LONDON).time()
    assert shown == (QUIET_UNTIL if is_quiet(at) else at)
    assert is_quiet(time(22)) and is_quiet(time(6, 59)) and not is_quiet(QUIET_UNTIL)


@pytest.mark.parametrize(
    ("due", "now", "useful"),
    [
        ("2026-11-25T19:30", "2026-11-25T19:31", True),
        ("2026-11-25T08:00", "2026-11-25T21:59", True),
        ("2026-11-25T08:00", "2026-11-25T22:00", False),
        ("2026-11-25T21:58", "2026-11-25T22:05", True),
        ("2026-11-25T21:30", "2026-11-25T22:05", False),
        ("2026-11-25T19:30", "2026-11-26T08:00", False),
        ("2026-11-25T23:00", "2026-11-26T01:59", True),
        ("2026-11-25T23:00", "2026-11-26T02:01", False),
        ("2026-11-25T05:00", "2026-11-25T06:30", True),
        ("2026-11-25T05:00", "2026-11-25T12:00", True),
    ],
)
def test_what_is_still_useful_after_an_outage(due: str, now: str, useful: bool) -> None:
    moments = [datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (due, now)]
    assert is_still_useful(moments[0], moments[0].date(), LONDON, moments[1]) is useful
