"""The mirror self-test: what is looked for, what one leg showed, and what follows from it.

The five looks follow the five domains of Crossley 2011 (clinical_facts.md section 7). They are
feedback, not a diagnosis: no trial has tested them in the hands of people at home. The rules are
the protocol of that section, a design of this project, except where a source is named.
"""

from __future__ import annotations

import datetime as dtm
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Optional

from hipwise.coaching.pain_rule import Light, pain_light

ENDS_ABOVE = 3
"""Pain, 0 to 10, above which the test is over for today; stricter than the pain rule, since a
one-leg squat loads the kneecap more than the exercises that people begin with."""

REPEAT_AFTER = dtm.timedelta(weeks=2)
REPEAT_BEFORE = dtm.timedelta(weeks=4)

MOST_EXERCISES = 3


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


class Leg(str, Enum):
    """A leg."""

    LEFT = "left"
    RIGHT = "right"

    @property
    def other(self) -> Leg:
        """The other one."""
        return Leg.RIGHT if self is Leg.LEFT else Leg.LEFT


class Reason(str, Enum):
    """Why somebody had better not do the test today."""

    DANGER_SIGN = "danger_sign"
    REST_PAIN = "rest_pain"  # above 3 of 10 at rest, or above 5 when walking
    INJURY = "injury"  # a new injury or an operation that nobody has cleared
    UNSTEADY = "unsteady"  # dizzy, a balance disorder
    PREGNANT = "pregnant"  # late in pregnancy
    BALANCE = "balance"  # cannot stand on one leg for ten seconds with fingertip support
    ALONE = "alone"  # under 18 with no adult beside them


@dataclass(frozen=True)
class LegResult:
    """What one leg showed.

    Attributes:
        seen: an answer to every look.
        pain: worst pain while squatting, 0 to 10.
    """

    seen: Mapping[Look, Seen]
    pain: int

    @property
    def noticed(self) -> tuple[Look, ...]:
        """The looks answered with yes, in the order asked."""
        return tuple(look for look in Look if self.seen[look] is Seen.YES)

    @property
    def unsure(self) -> tuple[Look, ...]:
        """The looks that could not be told."""
        return tuple(look for look in Look if self.seen[look] is Seen.NOT_SURE)


@dataclass(frozen=True)
class MirrorTest:
    """A test as it was done.

    Attributes:
        legs: of each leg that was tested to the end, what it showed; one leg or both.
        better_leg: the leg called the better one; None for neither.
        day: the person's local day.
    """

    legs: Mapping[Leg, LegResult]
    better_leg: Optional[Leg]
    day: dtm.date

    def leg(self, leg: Leg) -> Optional[LegResult]:
        """What a leg showed; None where it was not tested."""
        return self.legs.get(leg)


def needs_adult(age_group: Optional[str]) -> Optional[bool]:
    """Whether an adult must be beside somebody, by `Profile.age_group`; None where not known.

    Nobody under 18 does one-leg squats alone (clinical_facts.md section 10).
    """
    return None if age_group is None else age_group in ("under_16", "16_17")


def reasons_against(
    told: Optional[Reason] = None,
    under_18: bool = False,
    adult_beside: bool = False,
    stands_on_one_leg: bool = True,
) -> tuple[Reason, ...]:
    """Why the test had better not be done, the gravest first; empty where nothing speaks against.

    Args:
        told: the reason that the person named.
        under_18: their age.
        adult_beside: whether an adult is with them.
        stands_on_one_leg: ten seconds on each leg, fingertips on something steady.
    """
    against = [told] if told else []
    if under_18 and not adult_beside:
        against.append(Reason.ALONE)
    if not stands_on_one_leg:
        against.append(Reason.BALANCE)
    order = list(Reason)
    return tuple(sorted(against, key=order.index))


def ends_test(pain: int) -> bool:
    """Whether a pain number, 0 to 10, ends the test.

    Raises:
        ValueError: `pain` is outside 0 to 10.
    """
    pain_light(pain)  # knows the scale
    return pain > ENDS_ABOVE


@dataclass(frozen=True)
class Difference:
    """How the legs differ. A difference is a prompt to practise and says nothing of a cause.

    Attributes:
        only: of each leg, what was noticed on it and answered with no on the other.
        sorer: the leg with the higher number; None where they are the same.
        by: how much higher.
    """

    only: Mapping[Leg, tuple[Look, ...]]
    sorer: Optional[Leg]
    by: int

    @property
    def is_none(self) -> bool:
        """Whether both legs showed the same."""
        return self.sorer is None and not any(self.only.values())


def difference(test: MirrorTest) -> Optional[Difference]:
    """What differs between the legs; None where one was not tested."""
    left, right = test.leg(Leg.LEFT), test.leg(Leg.RIGHT)
    if left is None or right is None:
        return None
    return Difference(
        {Leg.LEFT: _only(left, right), Leg.RIGHT: _only(right, left)},
        None if left.pain == right.pain else Leg.LEFT if left.pain > right.pain else Leg.RIGHT,
        abs(left.pain - right.pain),
    )


def _only(one: LegResult, other: LegResult) -> tuple[Look, ...]:
    return tuple(look for look in one.noticed if other.seen[look] is Seen.NO)


def cues(test: MirrorTest) -> tuple[Look, ...]:
    """What to practise, the most telling first: seen on both legs before seen on one.

    Depth comes last: whoever stops early had better practise a smaller bend in control, which
    the other cues come to as well.
    """
    counted = {look: sum(look in leg.noticed for leg in test.legs.values()) for look in Look}
    found = [look for look in Look if counted[look]]
    return tuple(sorted(found, key=lambda look: (look is Look.DEPTH, -counted[look])))


# Which exercises work what a look is about; ids of content/exercises/cards.yml, the gentlest
# first. What the cards say they are for (clinical_facts.md section 4), put together here.
_EXERCISES: Mapping[Look, tuple[str, ...]] = {
    Look.KNEE_IN: ("clamshell", "side_lying_abduction", "step_up"),
    Look.HIP_DROP: ("side_lying_abduction", "hydrant", "step_up"),
    Look.TRUNK_LEAN: ("side_plank", "side_lying_abduction", "sit_to_stand"),
    Look.WOBBLE: ("hydrant", "sit_to_stand", "step_up"),
    Look.DEPTH: ("bridge", "sit_to_stand", "wall_sit"),
}
_NOTHING_NOTICED = ("side_lying_abduction", "sit_to_stand", "step_up")
# Hip work lying down hardly loads the kneecap (clinical_facts.md section 3, load facts).
_GENTLE = ("clamshell", "side_lying_abduction", "bridge")


def fitting_exercises(test: MirrorTest) -> tuple[str, ...]:
    """Up to three exercises that fit what was seen; after pain that ends a test, gentle ones."""
    if any(ends_test(leg.pain) for leg in test.legs.values()):
        return _GENTLE
    found = cues(test)
    if not found:
        return _NOTHING_NOTICED
    # In turns: the first exercise of each cue, then the second of each.
    ranks = range(max(len(_EXERCISES[look]) for look in found))
    inturn = [_EXERCISES[look][rank] for rank in ranks for look in found]
    return tuple(dict.fromkeys(inturn))[:MOST_EXERCISES]


@dataclass(frozen=True)
class Change:
    """Then and now, of one leg.

    Attributes:
        gone: noticed then, answered with no now.
        new: answered with no then, noticed now.
        same: noticed both times.
        pain_then, pain_now: 0 to 10.
    """

    gone: tuple[Look, ...]
    new: tuple[Look, ...]
    same: tuple[Look, ...]
    pain_then: int
    pain_now: int


def changes(then: MirrorTest, now: MirrorTest) -> Mapping[Leg, Change]:
    """What a repeat changed, of each leg that was tested both times."""
    found = {}
    for leg in Leg:
        before, after = then.leg(leg), now.leg(leg)
        if before is not None and after is not None:
            same = tuple(look for look in after.noticed if look in before.noticed)
            found[leg] = Change(
                _only(before, after), _only(after, before), same, before.pain, after.pain
            )
    return found


def repeat_window(done_on: dtm.date) -> tuple[dtm.date, dtm.date]:
    """The first and the last day on which a repeat is offered: two to four weeks later."""
    return done_on + REPEAT_AFTER, done_on + REPEAT_BEFORE


def repeat_due(done_on: dtm.date, today: dtm.date, offered_on: Optional[dtm.date] = None) -> bool:
    """Whether to offer a repeat today: once, two to four weeks after the last test.

    Args:
        done_on: the day of the last test.
        today: the person's local day.
        offered_on: when a repeat was last offered; None where never.
    """
    first, last = repeat_window(done_on)
    return first <= today <= last and (offered_on is None or offered_on < first)


@dataclass(frozen=True)
class Start:
    """What a test tells the plan and the check-ins.

    Attributes:
        level: 1 where bending on one leg was comfortable and in control on both sides, so that
            the first, lying-down level may be short; else 0.
        lead_leg: the leg that begins each exercise: the sore one, else the one on which more was
            noticed, else the one not called better; None where they are alike.
        cues: what to remind of, at most two.
    """

    level: int
    lead_leg: Optional[Leg]
    cues: tuple[Look, ...] = field(default=())


def start_from(test: MirrorTest) -> Start:
    """What the plan takes from a test."""
    legs = list(test.legs.values())
    comfortable = len(legs) == len(Leg) and all(
        pain_light(leg.pain) is Light.GREEN and leg.seen[Look.DEPTH] is Seen.NO for leg in legs
    )
    return Start(int(comfortable), _lead_leg(test), cues(test)[:2])


def _lead_leg(test: MirrorTest) -> Optional[Leg]:
    left, right = test.leg(Leg.LEFT), test.leg(Leg.RIGHT)
    spared = test.better_leg.other if test.better_leg else None
    if left is None or right is None:
        # The test ended on its first leg, or one was left out, which people do with the sore one.
        return spared
    measures: Sequence[tuple[int, int]] = (
        (left.pain, right.pain),
        (len(left.noticed), len(right.noticed)),
    )
    for of_left, of_right in measures:
        if of_left != of_right:
            return Leg.LEFT if of_left > of_right else Leg.RIGHT
    return spared
