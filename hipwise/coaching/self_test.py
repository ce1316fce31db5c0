"""The mirror self-test: what is looked for, and what one leg showed.

The five looks follow the five domains of Crossley 2011 (clinical_facts.md section 7). They are
feedback, not a diagnosis: no trial has tested them in the hands of people at home.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Mapping


class Look(str, Enum):
    """What to look for on each leg."""

    KNEE_IN = "knee_in"  # knee inside the big toe
    HIP_DROP = "hip_drop"  # opposite hip drops
    TRUNK_LEAN = "trunk_lean"  # body leans or twists
    WOBBLE = "wobble"  # wobble or foot touches down
    DEPTH = "depth"  # shallow depth not reached in control


class Seen(str, Enum):
    """The answer to one look."""

    YES = "yes"
    NO = "no"
    NOT_SURE = "not_sure"


@dataclass(frozen=True)
class LegResult:
    """What one leg showed.

    Attributes:
        seen: an answer to every look.
        pain: worst pain while squatting, 0 to 10.
    """

    seen: Mapping[Look, Seen]
    pain: int
