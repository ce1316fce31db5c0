"""The real programme, and ways to make diaries, for the tests of coaching."""

from __future__ import annotations

import datetime as dtm
from pathlib import Path

from hypothesis import strategies as st

from hipwise.coaching.plan import WEEKDAYS, About, MirrorLeg
from hipwise.coaching.progression import DiaryDay
from hipwise.knowledge.library import load_library
from hipwise.knowledge.programme import load_programme

CONTENT = Path(__file__).parents[2] / "content"
CARDS = load_library(CONTENT).exercises
PROGRAMME = load_programme(CONTENT / "plan.yml", CARDS)
MONDAY = dtm.date(2026, 11, 23)

scores = st.integers(0, 10)
abouts = st.builds(
    About,
    side=st.sampled_from([None, "left", "right", "both"]),
    since=st.sampled_from([None, "for 3 days", "for a week", "for 2 years", "since June"]),
    triggers=st.sets(st.sampled_from(["kneeling", "stairs", "squats"])).map(tuple),
    worst_pain=st.none() | scores,
    age_group=st.sampled_from([None, "under_16", "16_17", "18_39", "40_59", "60_plus"]),
)
legs = st.builds(MirrorLeg, noticed=st.integers(0, 5), wobbles=st.booleans(), pain=scores)
mirrors = st.none() | st.fixed_dictionaries({"left": legs, "right": legs})
weekdays = st.lists(st.sampled_from(WEEKDAYS), max_size=7).map(tuple)
days = st.integers(0, 400).map(lambda number: MONDAY + dtm.timedelta(days=number))


def diaries(longest: int = 90) -> st.SearchStrategy[list[DiaryDay]]:
    """Diaries with gaps, of everything that may be told of a day."""
    day = st.builds(
        DiaryDay,
        day=st.integers(0, longest).map(lambda number: MONDAY + dtm.timedelta(days=number)),
        trained=st.sampled_from([None, "all", "all", "all", "part", "none", "rest"]),
        pain=st.none() | st.integers(0, 3) | scores,
        settled=st.sampled_from([None, "settled", "settled", "worse"]),
    )
    return st.lists(day, min_size=1, max_size=25, unique_by=lambda one: one.day)
