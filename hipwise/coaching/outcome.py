"""The outcome check of weeks 0, 6 and 12: three measures, each read by its own rule. Pure.

Sources are keys of content/references.yml; clinical_facts.md section 9 lists the measures.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Optional

from hipwise.coaching.pain_rule import HIGHEST, LOWEST
from hipwise.coaching.progress import Trend, pain_trend, trend

USUAL_CHANGE = 2
"""Points of 10 in an activity of one's own that people often take as a change. It was not
confirmed for kneecap pain (reference_notes.md), so it is said without a source."""


class Rating(str, Enum):
    """The seven answers to "how is your knee compared with the start?" (rathleff2019)."""

    MUCH_WORSE = "much_worse"
    WORSE = "worse"
    A_LITTLE_WORSE = "a_little_worse"
    SAME = "same"
    A_LITTLE_BETTER = "a_little_better"
    BETTER = "better"
    MUCH_BETTER = "much_better"


class RatingReading(str, Enum):
    """What a rating counts as."""

    BETTER = "better"
    ABOUT_THE_SAME = "about_the_same"
    WORSE = "worse"


@dataclass(frozen=True)
class OutcomeCheck:
    """The answers of one check.

    Attributes:
        worst_pain: of the last seven days, 0 to 10.
        rating: None at the start, when there is nothing to compare with, or where not answered.
        activities: the person's own activities, each from 0 (cannot do it) to 10 (as before).
    """

    worst_pain: int
    rating: Optional[Rating] = None
    activities: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuses scores off the scale."""
        for score in (self.worst_pain, *self.activities.values()):
            if not LOWEST <= score <= HIGHEST:
                raise ValueError(f"scores go from {LOWEST} to {HIGHEST}, not {score}")


@dataclass(frozen=True)
class ActivityChange:
    """How an activity changed; more points mean that it goes better.

    Attributes:
        activity: as the person named it.
        before: at the start, 0 to 10.
        now: now.
        trend: MORE or LESS from `USUAL_CHANGE` points on.
    """

    activity: str
    before: int
    now: int
    trend: Trend


@dataclass(frozen=True)
class OutcomeReading:
    """A later check beside the first.

    Attributes:
        pain: LESS or MORE from two points on (crossley2004).
        pain_before: at the start, 0 to 10.
        pain_now: now.
        rating: None where it was not answered.
        activities: those that both checks rated, in the order of the first.
    """

    pain: Trend
    pain_before: int
    pain_now: int
    rating: Optional[RatingReading]
    activities: tuple[ActivityChange, ...]


def read_outcome(start: OutcomeCheck, later: OutcomeCheck) -> OutcomeReading:
    """Tells change from what may be noise, in each measure."""
    activities = tuple(
        ActivityChange(
            name,
            before,
            later.activities[name],
            trend(later.activities[name] - before, USUAL_CHANGE),
        )
        for name, before in start.activities.items()
        if name in later.activities
    )
    return OutcomeReading(
        pain=pain_trend(start.worst_pain, later.worst_pain),
        pain_before=start.worst_pain,
        pain_now=later.worst_pain,
        rating=None if later.rating is None else read_rating(later.rating),
        activities=activities,
    )


def read_rating(rating: Rating) -> RatingReading:
    """Reads a global rating of change.

    Success is "better" or "much better" (rathleff2019); "a little" either way is not counted.
    """
    if rating in (Rating.BETTER, Rating.MUCH_BETTER):
        return RatingReading.BETTER
    if rating in (Rating.WORSE, Rating.MUCH_WORSE):
        return RatingReading.WORSE
    return RatingReading.ABOUT_THE_SAME
