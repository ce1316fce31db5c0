"""The pain rule: what a pain number means for the exercises.

From clinical_facts.md section 3: a traffic light put together from "How much pain is OK"
(La Trobe University) and the pain-monitoring model of Thomee 1997 (kneecap pain) and
Silbernagel 2007 (Achilles). The three colours are a design of this project, not a trial's.
"""

from __future__ import annotations

from enum import Enum
from typing import Optional

COMFORTABLE = 2  # highest score that is green
TOLERABLE = 5  # highest score that is yellow
LOWEST, HIGHEST = 0, 10


class Light(str, Enum):
    """The rule's three answers."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


def pain_light(
    during: int, settled_within_hour: Optional[bool] = None, worse_next_morning: bool = False
) -> Light:
    """Reads a pain score by the rule.

    Args:
        during: worst pain during the activity, 0 (none) to 10.
        settled_within_hour: back to usual within 60 minutes; None where not known.
        worse_next_morning: the knee was worse than usual next morning.

    Returns:
        GREEN: go on, and progress when ready. YELLOW: stay at this level. RED: stop that
        exercise for today and do less next time.

    Raises:
        ValueError: `during` is outside 0 to 10.
    """
    if not LOWEST <= during <= HIGHEST:
        raise ValueError(f"pain is scored from {LOWEST} to {HIGHEST}, not {during}")
    if during > TOLERABLE or worse_next_morning:
        return Light.RED
    if during > COMFORTABLE or settled_within_hour is False:
        return Light.YELLOW
    return Light.GREEN
