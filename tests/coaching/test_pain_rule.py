"""The pain rule over everything it can be asked."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hipwise.coaching.pain_rule import Light, pain_light

SCORES = range(0, 11)
SEVERITY = {Light.GREEN: 0, Light.YELLOW: 1, Light.RED: 2}


@pytest.mark.parametrize(
    ("during", "settled", "worse", "light"),
    [
        (0, True, False, Light.GREEN),
        (2, None, False, Light.GREEN),
        (2, False, False, Light.YELLOW),
        (3, True, False, Light.YELLOW),
        (5, False, False, Light.YELLOW),
        (6, True, False, Light.RED),
        (0, True, True, Light.RED),
        (4, True, True, Light.RED),
        (10, False, True, Light.RED),
    ],
)
def test_the_rule_as_written(during: int, settled: bool | None, worse: bool, light: Light) -> None:
    assert pain_light(during, settled, worse) is light


@pytest.mark.parametrize(
    ("during", "settled", "worse"), product(SCORES, (True, None, False), (False, True))
)
def test_nothing_worse_ever_reads_better(during: int, settled: bool | None, worse: bool) -> None:
    """More pain, slower settling or a worse morning never turn the light towards green."""
    here = SEVERITY[pain_light(during, settled, worse)]
    if during < max(SCORES):
        assert SEVERITY[pain_light(during + 1, settled, worse)] >= here
    assert SEVERITY[pain_light(during, False, worse)] >= here
    assert SEVERITY[pain_light(during, settled, True)] >= here


@pytest.mark.parametrize("during", SCORES)
@pytest.mark.parametrize("worse", [False, True])
def test_not_knowing_how_it_settled_counts_as_settled(during: int, worse: bool) -> None:
    assert pain_light(during, None, worse) is pain_light(during, True, worse)


@settings(deadline=None)
@given(
    during=st.integers(),
    settled=st.none() | st.booleans(),
    worse=st.booleans(),
)
def test_every_input_has_a_light_or_is_refused(
    during: int, settled: bool | None, worse: bool
) -> None:
    if during in SCORES:
        assert pain_light(during, settled, worse) in Light
    else:
        with pytest.raises(ValueError, match="from 0 to 10"):
            pain_light(during, settled, worse)
