"""What triage finds in a message, and how its signs rank."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Dict, Iterable, List, Literal, Mapping, Optional, Union

Tier = Literal["A", "B", "C"]

DISTRESS = "distress"

# clinical_facts.md section 8, and two emergencies that are not the knee's, but which people tell
# whoever listens: chest pain or a stroke, and a squeezed nerve bundle in the back (cauda equina).
# Distress has no tier: it gets a reply of its own.
SIGNS: Mapping[str, Optional[Tier]] = {
    "deformity": "A",
    "high_force_injury": "A",
    "open_wound": "A",
    "cold_numb_foot": "A",
    "leg_swelling_chest": "A",
    "hot_joint_fever": "A",
    "chest_or_stroke": "A",
    "cauda_equina": "A",
    "cannot_bear_weight": "B",
    "fracture_signs": "B",
    "locked_knee": "B",
    "rapid_swelling": "B",
    "pop_gave_way": "B",
    "cannot_lift_leg": "B",
    "hot_red_joint": "B",
    "calf_swelling": "B",
    "child_hip": "B",
    "night_rest_pain": "C",
    "weight_loss": "C",
    "fever_sweats": "C",
    "lump": "C",
    "cancer_history": "C",
    "numb_or_no_power": "C",
    "giving_way": "C",
    "persistent_swelling": "C",
    "inflammatory_joints": "C",
    DISTRESS: None,
}


@dataclass(frozen=True)
class Assessment:
    """The danger signs of one message.

    Attributes:
        tier: the worst tier of the signs found: A emergency now, B same day, C within days;
            None where none was found, and for distress, which has no tier.
        signs: the signs found, worst first.
        ask: one sign that is uncertain and may be cleared up with a question; only where
            `signs` is empty.
    """

    tier: Optional[Tier]
    signs: tuple[str, ...]
    ask: Optional[str]

    def as_dict(self) -> Dict[str, Union[str, List[str], None]]:
        """The form that travels with a Rasa message."""
        return {"tier": self.tier, "signs": list(self.signs), "ask": self.ask}


NOTHING_FOUND = Assessment(tier=None, signs=(), ask=None)


def urgency(sign: str) -> str:
    """Sorts signs worst first; distress comes before all, since it changes the whole reply."""
    return SIGNS[sign] or ""


def assessment_of(found: Iterable[str], uncertain: Iterable[str] = ()) -> Assessment:
    """Sums up signs: the worst tier wins, and a question is asked only where none is sure."""
    signs = tuple(sorted(dict.fromkeys(found), key=urgency))
    if signs:
        tiers = [tier for sign in signs if (tier := SIGNS[sign])]
        return Assessment(min(tiers, default=None), signs, None)
    return Assessment(None, (), min(uncertain, key=urgency, default=None))
