"""Tells the plan, and what a check-in did to it, in the words of content/plan_words.yml."""

from __future__ import annotations

import datetime as dtm
from collections.abc import Sequence
from pathlib import Path
from typing import Optional

from hipwise.coaching.consistency import Consistency
from hipwise.coaching.pain_rule import Light, pain_light
from hipwise.coaching.plan import WEEKDAYS, Item, Plan, Programme, Today, Variant
from hipwise.coaching.progression import Change, Reason, Step
from hipwise.coaching.reviews import REVIEW_WEEKS, Outlook
from hipwise.knowledge.library import ContentError, Library
from hipwise.replies import Button, Reply
from hipwise.understanding.messages import payload_for
from hipwise.words import Wording, read_words

PLAN = "ask_plan_today"
# Buttons under the plan say what to change by the payload of forms, under this name.
NAME = "plan"
_ROUND = 5  # minutes


class PlanWords(Wording):
    """content/plan_words.yml."""

    weekdays: list[str]
    today: str
    tomorrow: str
    legs: dict[str, str]
    made: str
    made_unknown: str
    unknown: dict[str, str]
    made_young: str
    meeting_button: str
    training: str
    count_one: str
    count_many: str
    lead: str
    lead_unknown: str
    item: str
    sets_reps: str
    one_set_reps: str
    sets_hold: str
    one_set_hold: str
    each_side: str
    own_item: str
    short_reps: str
    short_hold: str
    all_skipped: str
    easy: str
    easing: str
    next: str
    waits: str
    week: str
    stage: str
    before_start: str
    buttons: dict[str, str]
    versions: dict[str, dict[str, str]]
    single_leg: str
    why_level: list[str]
    why_rhythm: str
    why_change: str
    why_sources: str
    which_swap: str
    which_add: str
    choose_add: str
    swapped: str
    no_swap: str
    added: str
    added_for: str
    added_early: str
    is_in: str
    not_in: str
    not_yet: str
    not_young: str
    kneeling: str
    skipped: str
    taken_in_again: str
    not_today: str
    days_changed: str
    days_too_close: str
    days_moved: str
    days_also: str
    days_missed: str
    no_day_left: str
    which_out: str
    left_out: str
    few_already: str
    dose_capped: str
    light: dict[str, str]
    light_past: dict[str, str]
    worse_green: str
    settled: str
    noted: str
    noted_for: str
    corrected: str
    corrected_pain: str
    kind: dict[str, str]
    reason: dict[str, str]
    in_plan: str
    lowest: str
    level_down: str
    step: dict[str, str]
    no_plan: str
    make_plan: str
    weekly: dict[str, str]
    review: dict[int, dict[str, str]]


class PlanTeller:
    """Puts the plan into words."""

    def __init__(self, words: PlanWords, library: Library, programme: Programme) -> None:
        """Takes the sentences, the cards and the levels.

        Raises:
            ContentError: a sentence is missing that the rules may ask for.
        """
        self.words = words
        self._library = library
        self._programme = programme
        self._check()

    def _check(self) -> None:
        needed: dict[str, set[object]] = {
            "reason": {reason.value for reason in Reason},
            "step": {step.value for step in Step},
            "light": {light.value for light in Light},
            "light_past": {light.value for light in Light},
            "review": {2, 6, 12},
        }
        for name, keys in needed.items():
            if missing := keys - set(getattr(self.words, name)):
                raise ContentError(f"plan_words.yml: {name} lacks {sorted(missing, key=str)[0]}")
        entries = [*self._programme.others, *(e for level in self._programme.levels for e in level)]
        for entry in entries:
            for version in ("easier", entry.variant.name.lower()):
                if version != "usual" and entry.exercise not in self.words.versions[version]:
                    raise ContentError(f"plan_words.yml: versions.{version} lacks {entry.exercise}")
        if len(self.words.why_level) != len(self._programme.levels):
            raise ContentError("plan_words.yml: why_level needs a sentence for each level")

    def name(self, exercise: str) -> str:
        """How an exercise is called: its card's name, or the person's own for it."""
        card = self._library.exercises.get(exercise)
        return card.name if card else exercise

    def day(self, day: dtm.date, today: Optional[dtm.date] = None) -> str:
        """A day's name, at the beginning of a sentence."""
        if today is not None and (day - today).days == 1:
            return self.words.tomorrow.capitalize()
        return self.words.weekdays[day.weekday()]

    def days(self, weekdays: Sequence[str]) -> str:
        """Weekdays in a sentence."""
        return listed([self.words.weekdays[WEEKDAYS.index(name)] for name in weekdays])

    def amount(self, item: Item) -> str:
        """How much of an exercise: "2 sets of 10 on each side"."""
        words = self.words
        one = item.sets == 1
        if item.hold is not None:
            text = words.one_set_hold if one else words.sets_hold
        else:
            text = words.one_set_reps if one else words.sets_reps
        said = text.format(sets=item.sets, reps=item.reps, hold=item.hold)
        card = self._library.exercises.get(item.exercise)
        sided = card is not None and card.tempo.each_side
        return words.each_side.format(amount=said) if sided else said

    def short(self, items: Sequence[Item]) -> str:
        """Exercises in a line: "clamshell 2 × 10, side plank 3 × 20 s"."""
        said = []
        for item in items:
            form = self.words.short_reps if item.hold is None else self.words.short_hold
            name = self.name(item.exercise)
            name = name[0].lower() + name[1:]
            said.append(form.format(name=name, sets=item.sets, reps=item.reps, hold=item.hold))
        return ", ".join(said)

    def version(self, item: Item) -> Optional[str]:
        """What the version of an exercise is, where it is not the usual one."""
        if item.variant is Variant.USUAL:
            return None
        return self.words.versions[item.variant.name.lower()].get(item.exercise)

    def next_line(self, plan: Plan, on: Today, today: dtm.date) -> str:
        """ "Friday: clamshell 2 × 12, bridge 2 × 12." """
        day = self.day(on.next_training, today)
        return self.words.next.format(day=day, items=self.short(plan.items))

    def show(self, plan: Plan, on: Today, day: dtm.date, today: dtm.date) -> list[Reply]:
        """A day of the plan: its exercises with pictures, or easy movement.

        The buttons stand under the last message alone: older ones count for nothing.
        """
        words = self.words
        called = self.day(day, today)
        if day == today:
            called = f"{words.today.capitalize()}, {called}"
        if not on.training:
            return [self._resting(plan, on, day, today, called)]
        count = (
            words.count_one if len(on.items) == 1 else words.count_many.format(count=len(on.items))
        )
        first = words.training.format(day=called, count=count, minutes=self._minutes(on.items))
        leg = words.legs.get(plan.lead_leg or "")
        second = words.lead.format(leg=leg) if leg else words.lead_unknown
        replies = [Reply(f"{first} {second}")]
        for number, item in enumerate(on.items, 1):
            replies.append(self._item(number, item))
        lines = [replies[-1].text]
        if plan.level == self._programme.first_level("single_leg_squat") and any(
            item.exercise == "single_leg_squat" for item in on.items
        ):
            lines.append(words.single_leg)
        lines.append(self._library.phrase("pain_rule"))
        replies[-1] = Reply("\n\n".join(lines), self._buttons(day == today), replies[-1].image)
        return replies

    def _resting(self, plan: Plan, on: Today, day: dtm.date, today: dtm.date, called: str) -> Reply:
        words = self.words
        if day < plan.started_on:
            text = words.before_start.format(day=self.day(plan.started_on))
        elif on.easing:
            text = words.easing.format(day=called, until=self.day(on.next_training))
        elif plan.trains_on(day):
            text = words.all_skipped.format(day=called, next=self.day(on.next_training))
        else:
            text = words.easy.format(day=called)
        buttons = (
            Button(words.buttons["why"], payload_for("ask_why")),
            Button(words.buttons["check_in"], payload_for("start_check_in")),
        )
        return Reply(f"{text}\n\n{self.next_line(plan, on, today)}", buttons)

    def _item(self, number: int, item: Item) -> Reply:
        head = self.words.item.format(
            number=number, name=self.name(item.exercise), amount=self.amount(item)
        )
        version = self.version(item)
        if version:
            head = f"{head}, {version}"
        card = self._library.exercises.get(item.exercise)
        text = f"{head}.\n{card.simpler}" if card else f"{head}, {self.words.own_item}."
        picture = self._library.pictures.get(item.exercise)
        return Reply(text, (), picture.path if picture else None)

    def _buttons(self, is_today: bool) -> tuple[Button, ...]:
        words = self.words.buttons
        buttons = [
            Button(words["count"], payload_for("start_guided_set")),
            Button(words["why"], payload_for("ask_why")),
            plan_button(words["swap"], "swap", "which"),
        ]
        if is_today:
            buttons.append(plan_button(words["not_today"], "skip", "all"))
        return tuple(buttons)

    def _minutes(self, items: Sequence[Item]) -> int:
        """About how long it takes, from the cards' tempo, to five minutes."""
        seconds = 0
        for item in items:
            card = self._library.exercises.get(item.exercise)
            tempo = card.tempo if card else None
            each = (tempo.up_s + tempo.hold_s + tempo.down_s) if tempo else 6
            work = item.hold if item.hold is not None else (item.reps or 10) * each
            sides = 2 if tempo and tempo.each_side else 1
            rest = tempo.rest_s if tempo else 60
            seconds += item.sets * (work * sides + rest)
        return max(_ROUND, round(seconds / 60 / _ROUND) * _ROUND)

    def week(self, plan: Plan, on: Today, today: dtm.date) -> Reply:
        """The week: which days, what is on them, which stage."""
        words = self.words
        lines = [
            words.week.format(days=self.days(plan.weekdays)),
            words.stage.format(
                stage=plan.level + 1,
                stages=len(self._programme.levels),
                title=self._programme.titles[plan.level].lower(),
            ),
            self.next_line(plan, on, today),
        ]
        return Reply("\n\n".join(lines), self._buttons(False))

    def why(self, plan: Plan, last_change: Optional[str]) -> Reply:
        """Why these exercises, these days, and the last change."""
        words = self.words
        stage = words.stage.format(
            stage=plan.level + 1,
            stages=len(self._programme.levels),
            title=self._programme.titles[plan.level].lower(),
        )
        lines = [f"{stage} {words.why_level[plan.level]}", words.why_rhythm]
        if last_change in (Reason.RED_PAIN.value, Reason.WORSE_NEXT_MORNING.value):
            lines.append(words.why_change.format(reason=words.reason[last_change]))
        lines.append(words.why_sources)
        exercises = [item.exercise for item in plan.items]
        buttons = tuple(
            Button(self.name(name), payload_for("ask_exercise_purpose", exercise=name))
            for name in exercises
            if name in self._library.exercises
        )
        return Reply("\n\n".join(lines), buttons)

    def light(self, pain: Optional[int], worse: bool, past: bool = False) -> str:
        """The pain rule's answer to a score and the morning after, of today or a day before."""
        if pain is None:
            return self.words.worse_green if worse else ""
        light = pain_light(pain)
        if worse and light is not Light.RED:
            return self.words.worse_green
        words = self.words.light_past if past else self.words.light
        return words[light.value].format(pain=pain)

    def change(
        self, change: Change, reason: Reason, before: Plan, after: Plan, step: Optional[Step]
    ) -> str:
        """What comes of a check-in, with its reason."""
        words = self.words
        if change is Change.EASE:
            if after.items == before.items and reason is not Reason.TWO_RED_DAYS:
                return words.lowest
            text = words.reason[reason.value]
            if after.level < before.level and reason is not Reason.TWO_RED_DAYS:
                text = words.level_down
            return text
        grown = (
            words.step[step.value].format(title=self._programme.titles[after.level]) if step else ""
        )
        return words.reason[reason.value].format(step=grown)

    def weekly(
        self, counted: Consistency, before: Optional[int], now: Optional[int], next_line: str
    ) -> Reply:
        """The weekly word: what was kept, how sore it was, what is next."""
        words = self.words.weekly
        if counted.planned == 0:
            lines = [words["frozen"]]
        elif counted.done == 0:
            lines = [words["none"]]
        else:
            lines = [
                words["whole" if counted.whole else "some"].format(
                    done=counted.done, planned=counted.planned
                )
            ]
        if counted.extra:
            lines[0] = f"{lines[0]} {words['extra'].format(extra=counted.extra)}"
        if before is not None and now is not None:
            trend = "pain_same" if now == before else "pain_down" if now < before else "pain_up"
            lines.append(words[trend].format(before=before, now=now))
        lines.append(words["next"].format(next=next_line))
        return Reply("\n\n".join(lines), self._after_word())

    def review(
        self, week: int, outlook: Outlook, before: Optional[int], now: Optional[int]
    ) -> Reply:
        """A review's words and where they lead."""
        text = self.words.review[week][outlook.value].format(before=before, now=now)
        doctor = Button(self.words.buttons["doctor"], payload_for("ask_see_professional"))
        # Week 2 asks whether it is bearable; change is rated at weeks 6 and 12.
        rate = Button(self.words.buttons["rate"], payload_for("start_review"))
        first = () if week == REVIEW_WEEKS[0] else (rate,)
        return Reply(text, (*first, doctor, *self._after_word()))

    def _after_word(self) -> tuple[Button, ...]:
        return (Button(self.words.buttons["plan"], payload_for(PLAN)),)


def plan_button(title: str, wish: str, what: str) -> Button:
    """A button that changes the plan: `swap`, `skip`, `add` or `back`, and which exercise."""
    return Button(title, payload_for("answer", q=f"{NAME}.{wish}", a=what))


def listed(items: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join(filter(None, [", ".join(items[:-1]), items[-1]])) if items else ""


def load_plan_words(path: Path) -> PlanWords:
    """Reads content/plan_words.yml."""
    return read_words(path, PlanWords)
