"""The plan: where somebody starts, and what is on for a day. Pure.

The skeleton, the dose (three days a week that do not follow each other, two to four exercises,
sore side first) and who starts how follow clinical_facts.md section 3, the limits sections 4 C,
7 and 10. All of it is a design of this project, put together from published programmes.
"""

from __future__ import annotations

import datetime as dtm
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import combinations
from typing import Optional

from hipwise.coaching.pain_rule import Light, pain_light

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAYS_A_WEEK = 3
MOST_EXERCISES = 4
# Adolescents cut their load first and build strength after (clinical_facts section 10).
LOAD_FIRST = dtm.timedelta(weeks=4)
YOUNG = ("under_16", "16_17")
OLDER = ("60_plus",)
# A pain of some days is left to settle before more is asked of it.
_FRESH = re.compile(r"\b(?:today|yesterday|days?|(?:a|1|one|this|last) week)\b", re.IGNORECASE)
_LONGER = re.compile(r"\b(?:weeks|months?|years?|ages|long)\b", re.IGNORECASE)

Range = tuple[int, int]


class Variant(IntEnum):
    """The three versions on an exercise's card."""

    EASIER = 0
    USUAL = 1
    HARDER = 2


@dataclass(frozen=True)
class Entry:
    """An exercise of a level: which version, and from how much to how much.

    Attributes:
        exercise: id of a card.
        variant: the version.
        sets: first and last number of sets.
        reps: first and last number of repetitions; None for what is held.
        hold: first and last number of seconds; None for what is counted.
    """

    exercise: str
    variant: Variant
    sets: Range
    reps: Optional[Range] = None
    hold: Optional[Range] = None


@dataclass(frozen=True)
class Item:
    """An exercise of somebody's plan.

    Attributes:
        exercise: id of a card, or the person's own name for one of theirs.
        variant: the version they do.
        sets: how many.
        reps: repetitions a set; None for what is held.
        hold: seconds; None for what is counted.
        added: whether they added it themselves.
    """

    exercise: str
    variant: Variant
    sets: int
    reps: Optional[int] = None
    hold: Optional[int] = None
    added: bool = False


@dataclass(frozen=True)
class Programme:
    """What content/plan.yml says.

    Attributes:
        titles: what each level is called.
        levels: the exercises of each level, the lowest first.
        others: exercises of no level.
        swaps: what may stand in for an exercise, the nearest first.
        on_knees: exercises on hands and knees.
        held_on_to: exercises done in the easier version where balance is a question.
        supervised: exercises that nobody under 18 is given to do alone.
    """

    titles: tuple[str, ...]
    levels: tuple[tuple[Entry, ...], ...]
    others: tuple[Entry, ...]
    swaps: Mapping[str, tuple[str, ...]]
    on_knees: frozenset[str]
    held_on_to: frozenset[str]
    supervised: frozenset[str]

    @property
    def top(self) -> int:
        """The highest level."""
        return len(self.levels) - 1

    def entry(self, exercise: str, level: int) -> Optional[Entry]:
        """How much of an exercise suits a level: as in the nearest level at or below it.

        Above it, the first level that has the exercise says. None for an exercise without card.
        """
        below = [
            entry
            for entries in reversed(self.levels[: level + 1])
            for entry in entries
            if entry.exercise == exercise
        ]
        above = [
            entry
            for entries in self.levels[level + 1 :]
            for entry in entries
            if entry.exercise == exercise
        ]
        other = [entry for entry in self.others if entry.exercise == exercise]
        return next(iter([*below, *other, *above]), None)

    def first_level(self, exercise: str) -> int:
        """The level at which an exercise comes in; 0 for one of no level."""
        return next(
            (
                number
                for number, entries in enumerate(self.levels)
                if any(entry.exercise == exercise for entry in entries)
            ),
            0,
        )


@dataclass(frozen=True)
class About:
    """What is known of somebody; each may be missing.

    Attributes:
        side: left, right or both.
        since: how long it has hurt, in their words.
        triggers: activities that set it off.
        worst_pain: 0 to 10.
        age_group: as in the profile.
    """

    side: Optional[str] = None
    since: Optional[str] = None
    triggers: tuple[str, ...] = ()
    worst_pain: Optional[int] = None
    age_group: Optional[str] = None

    def unknown(self) -> tuple[str, ...]:
        """What the plan would be better for knowing: `side`, `worst_pain`."""
        return tuple(name for name in ("side", "worst_pain") if getattr(self, name) is None)


@dataclass(frozen=True)
class MirrorLeg:
    """A leg in the newest mirror test: how many things were noticed, wobble, and pain 0-10."""

    noticed: int
    wobbles: bool
    pain: int


Mirror = Mapping[str, MirrorLeg]  # by left and right


@dataclass(frozen=True)
class Limits:
    """What the plan leaves out or makes easier for somebody.

    Attributes:
        left_out: exercises they swapped away.
        no_kneeling: kneeling sets the pain off.
        supported: they hold on to something in exercises that need balance.
        young: they are under 18.
    """

    left_out: frozenset[str] = frozenset()
    no_kneeling: bool = False
    supported: bool = False
    young: bool = False


def limits_of(
    about: About, mirror: Optional[Mirror] = None, left_out: Collection[str] = ()
) -> Limits:
    """The limits that follow from what is known of somebody."""
    wobbles = any(leg.wobbles for leg in (mirror or {}).values())
    return Limits(
        frozenset(left_out),
        no_kneeling="kneeling" in about.triggers,
        supported=about.age_group in OLDER or wobbles,
        young=about.age_group in YOUNG,
    )


@dataclass(frozen=True)
class Plan:
    """Somebody's plan.

    Attributes:
        started_on: the local day of its first training.
        level: index into the programme's levels.
        weekdays: training days, in the week's order.
        lead_leg: the leg that begins each exercise; None where neither is the sorer.
        items: two to four exercises.
        changed_on: the day whose check-in last changed it; None before any did.
    """

    started_on: dtm.date
    level: int
    weekdays: tuple[str, ...]
    lead_leg: Optional[str]
    items: tuple[Item, ...]
    changed_on: Optional[dtm.date] = None

    def trains_on(self, day: dtm.date) -> bool:
        """Whether training is planned for a day."""
        return day >= self.started_on and WEEKDAYS[day.weekday()] in self.weekdays

    def next_training(self, after: dtm.date) -> dtm.date:
        """The first training day after a day."""
        day = max(after + dtm.timedelta(days=1), self.started_on)
        while not self.trains_on(day):
            day += dtm.timedelta(days=1)
        return day


@dataclass(frozen=True)
class Today:
    """What is on for a day.

    Attributes:
        training: whether it is a training day; any other is for easy movement.
        items: the exercises; empty on other days.
        next_training: the first training day after it.
        easing: whether training pauses for some days after two red ones.
    """

    training: bool
    items: tuple[Item, ...]
    next_training: dtm.date
    easing: bool = False


def today(
    plan: Plan,
    day: dtm.date,
    easy_until: Optional[dtm.date] = None,
    skipped: Collection[str] = (),
) -> Today:
    """Says whether a day is for training or for easy movement.

    Args:
        plan: the plan.
        day: the person's local day.
        easy_until: first day on which training is back after two red days; None without.
        skipped: exercises the person leaves out that day.
    """
    easing = easy_until is not None and day < easy_until
    after = day if easy_until is None else max(day, easy_until - dtm.timedelta(days=1))
    upcoming = plan.next_training(after)
    if easing or not plan.trains_on(day):
        return Today(False, (), upcoming, easing)
    items = tuple(item for item in plan.items if item.exercise not in skipped)
    return Today(bool(items), items, upcoming)


def make_plan(
    about: About,
    day: dtm.date,
    programme: Programme,
    days: Sequence[str] = (),
    mirror: Optional[Mirror] = None,
    left_out: Collection[str] = (),
) -> Plan:
    """Makes somebody's first plan.

    Args:
        about: what is known of them.
        day: their local day.
        programme: the levels.
        days: weekdays they asked for; three that do not follow each other are taken of them.
        mirror: the newest mirror test.
        left_out: exercises they will not do.
    """
    weekdays = training_days(day, days)
    level = starting_level(about, mirror)
    plan = Plan(
        started_on=day,
        level=level,
        weekdays=weekdays,
        lead_leg=lead_leg(about.side, mirror),
        items=items_of(programme, level, limits_of(about, mirror, left_out)),
    )
    return plan if plan.trains_on(day) else replace(plan, started_on=plan.next_training(day))


def starting_level(about: About, mirror: Optional[Mirror] = None) -> int:
    """0, or 1 where a pain that is no news stays in the green also when squatting on one leg."""
    if about.worst_pain is None or about.age_group in YOUNG or is_fresh(about.since):
        return 0
    scores = [about.worst_pain, *(leg.pain for leg in (mirror or {}).values())]
    return 1 if all(pain_light(score) is Light.GREEN for score in scores) else 0


def is_fresh(since: Optional[str]) -> bool:
    """Whether words such as "for 3 days" tell of a pain of some days."""
    return bool(since and _FRESH.search(since) and not _LONGER.search(since))


def lead_leg(side: Optional[str], mirror: Optional[Mirror] = None) -> Optional[str]:
    """The sore side, which goes first; of two, the one that showed more in the mirror."""
    if side in ("left", "right"):
        return side
    left, right = (mirror or {}).get("left"), (mirror or {}).get("right")
    if left is None or right is None:
        return None
    shown = {"left": (left.pain, left.noticed), "right": (right.pain, right.noticed)}
    if shown["left"] == shown["right"]:
        return None
    return max(shown, key=lambda leg: shown[leg])


def training_days(day: dtm.date, wanted: Sequence[str] = ()) -> tuple[str, ...]:
    """Up to three weekdays of which none follows another.

    Args:
        day: the local day on which the plan is made; without wishes it is one of them.
        wanted: weekdays the person asked for.

    Returns:
        Of the days asked for, as many as fit, the earliest first; where those are one day
        alone, others are found to go with it.
    """
    asked = [name for name in WEEKDAYS if name in wanted]
    for size in (DAYS_A_WEEK, DAYS_A_WEEK - 1):
        for chosen in combinations(asked, size):
            if not _follow(chosen):
                return chosen
    first = WEEKDAYS.index(asked[0]) if asked else day.weekday()
    # Monday, Wednesday and Friday belong together whichever of them comes first.
    offsets = {2: (0, 2, 5), 3: (0, 2, 5), 4: (0, 3, 5), 5: (0, 3, 5)}.get(first, (0, 2, 4))
    taken = {(first + offset) % len(WEEKDAYS) for offset in offsets}
    return tuple(name for number, name in enumerate(WEEKDAYS) if number in taken)


def moved_days(
    current: Sequence[str], away: Collection[str], wanted: Collection[str]
) -> tuple[str, ...]:
    """Training days after some weekdays are taken away and others put in.

    Args:
        current: the training days so far.
        away: weekdays on which they cannot train.
        wanted: weekdays that they asked for.

    Returns:
        Weekdays of which none follows another and none is away: as many as so far, or as are
        wanted, and at most three; of those, with as many as possible of the wanted ones, then of
        the current ones. Empty where every day is away.
    """
    most = min(DAYS_A_WEEK, max(1, len(current), len({*wanted} - {*away})))
    free = [name for name in WEEKDAYS if name not in away]
    fitting = [
        days
        for size in range(1, most + 1)
        for days in combinations(free, size)
        if not _follow(days)
    ]
    return max(
        fitting,
        key=lambda days: (len({*days} & {*wanted}), len(days), len({*days} & {*current})),
        default=(),
    )


def _follow(days: Sequence[str]) -> bool:
    """Whether two of some weekdays follow each other, Sunday and Monday too."""
    numbers = {WEEKDAYS.index(name) for name in days}
    return any((number + 1) % len(WEEKDAYS) in numbers for number in numbers)


def items_of(
    programme: Programme, level: int, limits: Limits, before: Sequence[Item] = ()
) -> tuple[Item, ...]:
    """The exercises of a level for somebody.

    What they may not or will not do is replaced by what may stand in for it. An exercise that
    stays keeps its amount; a new one starts at its first. What they added stays, in place of
    the level's last ones, so that there are never more than four.

    Args:
        programme: the levels.
        level: the level.
        limits: what to leave out or make easier.
        before: their exercises so far.
    """
    own = [item for item in before if item.added and item.exercise not in limits.left_out]
    kept = {item.exercise: item for item in before}
    taken = [item.exercise for item in own]
    items: list[Item] = []
    for entry in programme.levels[level]:
        fitting = _fitting(entry, level, programme, limits, taken)
        if fitting is None or len(items) + len(own) >= MOST_EXERCISES:
            continue
        taken.append(fitting.exercise)
        items.append(_kept_at(fitting, kept.get(fitting.exercise)))
    return (*items, *own)


def may_do(exercise: str, level: int, programme: Programme, limits: Limits) -> bool:
    """Whether somebody at a level is given an exercise.

    Single-leg squats wait for the level that brings them: by then sitting down and standing up
    on two legs was comfortable at its top twice (the gate of clinical_facts section 4 C).
    """
    if exercise in limits.left_out or (limits.no_kneeling and exercise in programme.on_knees):
        return False
    if exercise in programme.supervised:
        return not limits.young and level >= programme.first_level(exercise)
    return True


def version_for(exercise: str, variant: Variant, programme: Programme, limits: Limits) -> Variant:
    """The version somebody does: the easier one where they hold on to something."""
    steadied = limits.supported and exercise in programme.held_on_to
    return Variant.EASIER if steadied else variant


def new_item(
    exercise: str, level: int, programme: Programme, limits: Limits, added: bool = False
) -> Item:
    """An exercise at its first amount; one without card gets the usual two sets of ten."""
    entry = programme.entry(exercise, level)
    if entry is None:
        return Item(exercise, Variant.USUAL, sets=2, reps=10, added=added)
    return replace(_kept_at(_steadied(entry, programme, limits), None), added=added)


def with_dose(
    item: Item,
    asked: tuple[Optional[int], Optional[int]],
    level: int,
    programme: Programme,
) -> Item:
    """An exercise with the sets and repetitions asked for, as far as the level allows them.

    One that comes later in the plan keeps its first amount.
    """
    entry = programme.entry(item.exercise, level)
    if entry is None or programme.first_level(item.exercise) > level:
        return item
    sets, reps = asked
    most_reps = entry.reps[1] if entry.reps else None
    return replace(
        item,
        sets=item.sets if sets is None else min(sets, entry.sets[1]),
        reps=item.reps if reps is None or most_reps is None else min(reps, most_reps),
    )


def stand_in(
    exercise: str, level: int, programme: Programme, limits: Limits, taken: Iterable[str] = ()
) -> Optional[str]:
    """What may stand in for an exercise at a level; None where nothing fits.

    Nothing of a higher level does: it would be a step up, not a swap.
    """
    present = set(taken)
    return next(
        (
            name
            for name in programme.swaps.get(exercise, ())
            if name not in present
            and programme.first_level(name) <= level
            and may_do(name, level, programme, limits)
        ),
        None,
    )


def _fitting(
    entry: Entry, level: int, programme: Programme, limits: Limits, taken: Sequence[str]
) -> Optional[Entry]:
    if entry.exercise in taken:
        return None
    if may_do(entry.exercise, level, programme, limits):
        return _steadied(entry, programme, limits)
    # What the level has anyway stands in for nothing.
    present = {*taken, *(other.exercise for other in programme.levels[level])}
    instead = stand_in(entry.exercise, level, programme, limits, present)
    found = programme.entry(instead, level) if instead else None
    return _steadied(found, programme, limits) if found else None


def _steadied(entry: Entry, programme: Programme, limits: Limits) -> Entry:
    return replace(entry, variant=version_for(entry.exercise, entry.variant, programme, limits))


def _kept_at(entry: Entry, before: Optional[Item]) -> Item:
    """An exercise at its first amount, or at the amount it had in the same version."""
    item = Item(
        entry.exercise,
        entry.variant,
        entry.sets[0],
        entry.reps[0] if entry.reps else None,
        entry.hold[0] if entry.hold else None,
    )
    if before is None or before.variant is not entry.variant:
        return item
    return replace(
        item,
        sets=_within(before.sets, entry.sets),
        reps=_within(before.reps, entry.reps) if before.reps and entry.reps else item.reps,
        hold=_within(before.hold, entry.hold) if before.hold and entry.hold else item.hold,
    )


def _within(value: int, bounds: Range) -> int:
    return max(bounds[0], min(bounds[1], value))
