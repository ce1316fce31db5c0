"""How check-ins change the plan: hold, one step on, less, or see somebody. Pure.

The rules are clinical_facts.md section 3, read with `pain_rule.pain_light`: one variable grows
when two sessions in a row were done whole and stayed green; yellow holds; red takes a third to
a half away, or a level; two red days running bring some easier days; what is red for a week
belongs before a clinician.
"""

from __future__ import annotations

import datetime as dtm
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Optional

from hipwise.coaching.pain_rule import TOLERABLE, Light, pain_light
from hipwise.coaching.plan import (
    LOAD_FIRST,
    Entry,
    Item,
    Limits,
    Plan,
    Programme,
    Variant,
    items_of,
    version_for,
)

SESSIONS_TO_PROGRESS = 2
# After two red days running: "2-3 easier days".
EASIER_DAYS = 3
# Days that belong to one run of red days, and how long such a run lasts until somebody looks.
_RUN_GAP = dtm.timedelta(days=7)
UNSETTLED = dtm.timedelta(days=7)
# Two red days run on from each other when no more than a day without word lies between them.
_RUNNING = dtm.timedelta(days=3)
# After a gap this long, the session before it says nothing about the next step.
BREAK = dtm.timedelta(days=14)

FEWEST_REPS = 4
SHORTEST_HOLD = 5
_REPS_STEP = 2
_HOLD_STEP = 10


class Change(str, Enum):
    """What comes of a check-in."""

    HOLD = "hold"
    PROGRESS = "progress"
    EASE = "ease"
    REFER = "refer"


class Reason(str, Enum):
    """Why; each has its words in content/plan_words.yml."""

    RED_PAIN = "red_pain"
    WORSE_NEXT_MORNING = "worse_next_morning"
    TWO_RED_DAYS = "two_red_days"
    NOT_SETTLED = "not_settled"
    YELLOW = "yellow"
    REST_DAY = "rest_day"
    NOT_TODAY = "not_today"
    PART = "part"
    PAIN_UNKNOWN = "pain_unknown"
    ONE_GOOD = "one_good"
    AFTER_RED = "after_red"
    AFTER_BREAK = "after_break"
    LOAD_FIRST = "load_first"
    TOP = "top"
    TWO_GOOD = "two_good"


class Step(str, Enum):
    """What grew or shrank."""

    REPS = "reps"
    SETS = "sets"
    HOLD = "hold"
    VARIANT = "variant"
    LEVEL = "level"


# "Reps -> sets -> slower/hold -> band -> range"; the card's harder version is band or range.
_ORDER = (Step.REPS, Step.SETS, Step.HOLD, Step.VARIANT)


@dataclass(frozen=True)
class DiaryDay:
    """A day somebody said something of.

    Attributes:
        day: their local day.
        trained: all, part, none or rest; None where they told of pain alone.
        pain: worst of the day, or while training; None where not said.
        settled: settled or worse by the next morning; None before it is known.
    """

    day: dtm.date
    trained: Optional[str] = None
    pain: Optional[int] = None
    settled: Optional[str] = None

    @property
    def is_session(self) -> bool:
        """Whether they trained."""
        return self.trained in ("all", "part")

    @property
    def light(self) -> Optional[Light]:
        """The pain rule's light; None where nothing is known of the pain."""
        if self.pain is None and self.settled is None:
            return None
        if self.pain is None:
            # Settled alone says nothing of how sore it was.
            return Light.RED if self.settled == "worse" else None
        return pain_light(self.pain, worse_next_morning=self.settled == "worse")


@dataclass(frozen=True)
class Decision:
    """What comes of the newest check-in, and why."""

    change: Change
    reason: Reason


def decide(days: Sequence[DiaryDay], plan: Plan, programme: Programme, limits: Limits) -> Decision:
    """Reads the diary up to its newest day.

    Args:
        days: what was told, one entry a day, in any order; not empty.
        plan: the plan that those days followed, before the newest day's word.
        programme: the levels.
        limits: of the person.
    """
    known = sorted(days, key=lambda day: day.day)
    newest, earlier = known[-1], known[:-1]
    if newest.light is Light.RED:
        return _after_red(newest, earlier)
    if newest.light is Light.YELLOW:
        return Decision(Change.HOLD, Reason.YELLOW)
    if not newest.is_session:
        rested = newest.trained != "none"
        return Decision(Change.HOLD, Reason.REST_DAY if rested else Reason.NOT_TODAY)
    if newest.trained == "part":
        return Decision(Change.HOLD, Reason.PART)
    if newest.light is None:
        return Decision(Change.HOLD, Reason.PAIN_UNKNOWN)
    return _after_green(newest, earlier, plan, programme, limits)


def _after_red(newest: DiaryDay, earlier: Sequence[DiaryDay]) -> Decision:
    run = red_run([*earlier, newest])
    if run[-1].day - run[0].day >= UNSETTLED:
        return Decision(Change.REFER, Reason.NOT_SETTLED)
    if len(run) > 1 and newest.day - run[-2].day <= _RUNNING:
        return Decision(Change.EASE, Reason.TWO_RED_DAYS)
    over = newest.pain is not None and newest.pain > TOLERABLE
    return Decision(Change.EASE, Reason.RED_PAIN if over else Reason.WORSE_NEXT_MORNING)


def _after_green(
    newest: DiaryDay,
    earlier: Sequence[DiaryDay],
    plan: Plan,
    programme: Programme,
    limits: Limits,
) -> Decision:
    # Sessions before the plan last changed were done at another amount.
    since = plan.changed_on or dtm.date.min
    before = [day for day in earlier if day.is_session and day.day > since]
    if not before:
        return Decision(Change.HOLD, Reason.ONE_GOOD)
    last = before[-1]
    between = [day for day in earlier if last.day <= day.day]
    if any(day.light is Light.RED for day in between):
        return Decision(Change.HOLD, Reason.AFTER_RED)
    if newest.day - last.day >= BREAK:
        return Decision(Change.HOLD, Reason.AFTER_BREAK)
    if last.trained != "all" or last.light is not Light.GREEN:
        return Decision(Change.HOLD, Reason.ONE_GOOD)
    step = next_step(plan, programme, limits)
    if step is None:
        return Decision(Change.HOLD, Reason.TOP)
    if step is Step.LEVEL and limits.young and newest.day - plan.started_on < LOAD_FIRST:
        return Decision(Change.HOLD, Reason.LOAD_FIRST)
    return Decision(Change.PROGRESS, Reason.TWO_GOOD)


def red_run(days: Sequence[DiaryDay]) -> list[DiaryDay]:
    """The run of red days that the newest day ends, oldest first; empty where it is not red.

    Days of which no pain is known do not end a run; more than a week without word does.
    """
    run: list[DiaryDay] = []
    for day in sorted(days, key=lambda day: day.day, reverse=True):
        if run and run[0].day - day.day > _RUN_GAP:
            break
        if day.light is Light.RED:
            run.insert(0, day)
        elif day.light is not None:
            break
    return run


def easy_until(days: Sequence[DiaryDay]) -> Optional[dtm.date]:
    """The first day on which training is back after two red days running; None without them."""
    known = sorted(days, key=lambda day: day.day)
    for place in range(len(known), 1, -1):
        run = red_run(known[:place])
        if len(run) > 1 and run[-1].day - run[-2].day <= _RUNNING:
            return run[-1].day + dtm.timedelta(days=EASIER_DAYS + 1)
    return None


def next_step(plan: Plan, programme: Programme, limits: Limits) -> Optional[Step]:
    """What grows next; None at the very top."""
    for step in _ORDER:
        if any(_has_room(item, step, plan.level, programme, limits) for item in plan.items):
            return step
    return Step.LEVEL if plan.level < programme.top else None


def changed(
    plan: Plan, decision: Decision, day: dtm.date, programme: Programme, limits: Limits
) -> Plan:
    """The plan after a decision on a day's word; the same plan where nothing changes."""
    if decision.change is Change.PROGRESS:
        after = progressed(plan, programme, limits)
    elif decision.reason is Reason.TWO_RED_DAYS and plan.level > 0:
        after = one_level_down(plan, programme, limits)
    elif decision.change is Change.EASE:
        after = eased(plan, programme, limits)
    else:
        return plan
    return plan if after == plan else replace(after, changed_on=day)


def progressed(plan: Plan, programme: Programme, limits: Limits) -> Plan:
    """One step on: one variable of the exercises that have room in it, or the next level."""
    step = next_step(plan, programme, limits)
    if step is None:
        return plan
    if step is Step.LEVEL:
        level = plan.level + 1
        return replace(plan, level=level, items=items_of(programme, level, limits, plan.items))
    items = tuple(
        _raised(item, step, plan.level, programme, limits)
        if _has_room(item, step, plan.level, programme, limits)
        else item
        for item in plan.items
    )
    return replace(plan, items=items)


def eased(plan: Plan, programme: Programme, limits: Limits) -> Plan:
    """A third to a half less; where little is left, a level down, then the easier versions."""
    if any(item.sets > 1 for item in plan.items):
        items = [
            replace(item, sets=_less(item.sets)) if item.sets > 1 else item for item in plan.items
        ]
    elif any(_shorter(item) != item for item in plan.items):
        items = [_shorter(item) for item in plan.items]
    elif plan.level > 0:
        return one_level_down(plan, programme, limits)
    else:
        items = [replace(item, variant=Variant.EASIER) for item in plan.items]
    return replace(plan, items=tuple(items))


def one_level_down(plan: Plan, programme: Programme, limits: Limits) -> Plan:
    """The level below, at its first amounts and no more sets than were done last."""
    level = plan.level - 1
    most = max((item.sets for item in plan.items), default=1)
    own = [item for item in plan.items if item.added]
    items = items_of(programme, level, limits, own)
    return replace(
        plan,
        level=level,
        items=tuple(replace(item, sets=min(item.sets, most)) for item in items),
    )


def _less(amount: int) -> int:
    """A third to a half less: 2 -> 1, 3 -> 2, 5 -> 3, 10 -> 6."""
    return amount - -(-amount // 3)


def _shorter(item: Item) -> Item:
    if item.reps is not None:
        return replace(item, reps=max(FEWEST_REPS, _less(item.reps)))
    if item.hold is not None:
        return replace(item, hold=max(SHORTEST_HOLD, _less(item.hold)))
    return item


def _entry(item: Item, level: int, programme: Programme, limits: Limits) -> Optional[Entry]:
    """How far an exercise goes at this level; None for one without a card."""
    entry = programme.entry(item.exercise, level)
    if entry is None:
        return None
    variant = version_for(entry.exercise, entry.variant, programme, limits)
    return replace(entry, variant=variant)


def _has_room(item: Item, step: Step, level: int, programme: Programme, limits: Limits) -> bool:
    entry = _entry(item, level, programme, limits)
    if entry is None:
        return False
    if step is Step.REPS:
        return item.reps is not None and entry.reps is not None and item.reps < entry.reps[1]
    if step is Step.SETS:
        return item.sets < entry.sets[1]
    if step is Step.HOLD:
        return item.hold is not None and entry.hold is not None and item.hold < entry.hold[1]
    return item.variant < entry.variant


def _raised(item: Item, step: Step, level: int, programme: Programme, limits: Limits) -> Item:
    entry = _entry(item, level, programme, limits)
    assert entry is not None  # else it has no room
    if step is Step.REPS and entry.reps and item.reps is not None:
        # What was eased below the level's first amount comes back to it in one step.
        reps = max(entry.reps[0], item.reps + _REPS_STEP)
        return replace(item, reps=min(entry.reps[1], reps))
    if step is Step.SETS:
        return replace(item, sets=item.sets + 1)
    if step is Step.HOLD and entry.hold and item.hold is not None:
        hold = max(entry.hold[0], item.hold + _HOLD_STEP)
        return replace(item, hold=min(entry.hold[1], hold))
    # A harder version starts at its first amount.
    return Item(
        item.exercise,
        Variant(item.variant + 1),
        entry.sets[0],
        entry.reps[0] if entry.reps else None,
        entry.hold[0] if entry.hold else None,
        item.added,
    )
