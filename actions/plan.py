"""The plan: shown, explained, and changed by the person's own wish."""

from __future__ import annotations

import asyncio
import datetime as dtm
import re
from dataclasses import replace
from itertools import pairwise
from typing import Any, Dict, List, Optional, Sequence, Tuple

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.base import Events, HipwiseAction, context_of, deliver, question_of
from actions.safety import is_held_back, take_open_question
from hipwise.coaching.plan import (
    MOST_EXERCISES,
    About,
    Item,
    Plan,
    may_do,
    moved_days,
    new_item,
    stand_in,
    training_days,
    with_dose,
)
from hipwise.diary import swapped, without
from hipwise.forms.plan_wishes import PlanWishes, Wish, Wished
from hipwise.knowledge.answering import Answer
from hipwise.knowledge.context import Question, is_bare_mention
from hipwise.knowledge.plan_telling import NAME, PLAN, listed, plan_button
from hipwise.knowledge.story import Story
from hipwise.records.plans import Change
from hipwise.replies import Button, Reply
from hipwise.services import Services
from hipwise.understanding.messages import payload_for, read_payload

MEETING = "start_meeting"
_TALKED_OF = (PLAN, "start_check_in")
# What a wish about the plan may be taken for; of other intents only a plain wish is one.
_ASKED_AS = (
    *("affirm", "deny", "choose_option", "ask_exercise_easier"),
    *("ask_exercise_harder", "ask_exercise_list", "ask_equipment", "ask_missed_session"),
    *("ask_rest", "ask_exercise_caution"),
)
_LATELY = dtm.timedelta(days=1)
_PLAINLY = re.compile(
    r"\W*(?:(?:ok|well|please|hey|hm+)\W+)*(?:can|could|may|please|skip|swap|swop|add|replace|leave|"
    r"drop|remove|put|let'?s|i'?d|i (?:want|would|hate|don'?t)|instead|no)\b",
    re.IGNORECASE,
)
_ASKS_FOR = re.compile(
    r"\W*(?:(?:ok|well|please|hey|too much|can|could|may|i|we|you|want|to|'?d|like|let'?s)\b\W*)*"
    r"(?:swap|swop|replace|exchange|switch|change|fewer|less)\b",
    re.IGNORECASE,
)
_ADDS = re.compile(
    r"\W*(?:(?:please|can|could|may|i|we|you|want to|would like to|'?d like to|let'?s)\b\W*)*"
    r"(?:add|include)\b",
    re.IGNORECASE,
)
# What is wished right after a check-in; other wishes may be reports there.
_AFTER_CHECK_IN = (Wish.SWAP, Wish.FEWER)
# Questions of the plan that an exercise's name answers.
_PICKED = ("swap", "out", "add")
# Why an exercise is out of the plan: fewer were wanted.
FEWER = "fewer"
# The undo button of an exercise left out carries what it had.
_UNDO = re.compile(rf"{NAME}\.back\.(?P<sets>\d+)x(?P<reps>\d+)")
Dose = Tuple[Optional[int], Optional[int]]
NO_DOSE: Dose = (None, None)
# Choices of exercises offered at once.
_MOST_OFFERED = 6


def story_of(tracker: Tracker) -> About:
    """What somebody told of their knee in passing."""
    story = Story.from_slot(tracker.get_slot("story"))
    return About(story.side, story.since, story.activities, story.pain)


class PlanTalk:
    """A turn about somebody's plan."""

    def __init__(
        self,
        services: Services,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        now: dtm.datetime,
    ) -> None:
        """Takes the turn's parts and the person's local time."""
        self._services = services
        self._dispatcher = dispatcher
        self._tracker = tracker
        self._person = tracker.sender_id
        self._now = now
        self._diary = services.diary
        self._teller = services.plan_teller
        self._words = services.plan_teller.words

    def answer(self, replies: Sequence[Reply], exercise: Optional[str] = None) -> Events:
        """Sends replies; the talk is about the plan from here on."""
        context = replace(
            context_of(self._tracker),
            topic=PLAN,
            value=None,
            told=(),
            offered=tuple(button.payload for button in replies[-1].buttons),
            asked=None,
            guessed=False,
        )
        if exercise in self._services.library.exercises:
            context = context.about({"exercise": str(exercise)})
        return deliver(self._dispatcher, Answer(tuple(replies), PLAN, context))

    def show(self, wished: Optional[Wished], meeting: bool) -> Events:
        """Shows a day or the week; makes a plan first where there is none.

        Args:
            wished: which day or week.
            meeting: whether the first meeting can be offered.
        """
        plan = self._diary.plan(self._person)
        made = plan is None or self._diary.plans.changed_before_a_crash()
        if plan is None:
            plan = self._diary.make(self._person, self._now, story_of(self._tracker))
        today = self._now.date()
        if wished is not None and wished.wish is Wish.WEEK:
            replies = [self._teller.week(plan, self._diary.today(self._person, self._now), today)]
        else:
            day = (wished and wished.day) or today
            on = self._diary.today(self._person, self._now, day)
            replies = self._teller.show(plan, on, day, today)
        if made:
            replies = self._introduced(plan, replies, meeting)
        return self.answer(replies, plan.items[0].exercise)

    def _introduced(self, plan: Plan, replies: List[Reply], meeting: bool) -> List[Reply]:
        words = self._words
        about = self._diary.about(self._person, story_of(self._tracker))
        lines = [words.made.format(days=self._teller.days(plan.weekdays))]
        unknown = [words.unknown[name] for name in about.unknown()]
        if unknown:
            lines.append(words.made_unknown.format(unknown=" and ".join(unknown)))
        if about.age_group is None or about.age_group in ("under_16", "16_17"):
            lines.append(words.made_young)
        if unknown and meeting:
            button = Button(words.meeting_button, payload_for(MEETING))
            last = replies[-1]
            replies = [*replies[:-1], replace(last, buttons=(*last.buttons, button))]
        return [Reply(" ".join(lines)), *replies]

    def why(self, plan: Plan) -> Events:
        """Explains the plan."""
        return self.answer([self._teller.why(plan, self._diary.last_change(self._person))])

    def grant(self, wished: Wished, plan: Plan) -> Events:
        """Does what somebody wishes of their plan."""
        named = wished.exercises
        inside = [name for name in named if name in _names(plan)]
        outside = [name for name in named if name not in _names(plan)]
        if wished.wish is Wish.SWAP:
            if not inside:
                return self._which(plan, outside)
            return self.swap(plan, inside[0], next(iter(outside), None))
        if wished.wish is Wish.ADD:
            return self.add(plan, next(iter(outside or inside), None), dose=wished.dose)
        if wished.wish is Wish.SKIP:
            return self.skip(plan, inside) if inside else self._which(plan, outside)
        if wished.wish is Wish.NOT_TODAY:
            return self.not_today(plan)
        if wished.wish is Wish.BACK:
            return self.put_back(plan, next(iter(outside or inside), None))
        if wished.wish is Wish.FEWER:
            return self.fewer(plan, wished.count)
        if wished.wish is Wish.DAYS and wished.away:
            return self.move_days(plan, wished.away, wished.days)
        if wished.wish is Wish.DAYS:
            return self.days(plan, wished.days)
        return self.show(wished, meeting=False)

    def _which(self, plan: Plan, outside: Sequence[str]) -> Events:
        lines = [self._words.not_in.format(name=self._teller.name(name)) for name in outside[:1]]
        buttons = tuple(
            plan_button(self._teller.name(name), "swap", str(place))
            for place, name in enumerate(_names(plan))
        )
        return self.answer([Reply(" ".join([*lines, self._words.which_swap]), buttons)])

    def swap(self, plan: Plan, old: str, new: Optional[str] = None) -> Events:
        """Puts something else in the place of an exercise, for good."""
        limits = self._diary.limits(self._person)
        programme = self._diary.programme
        if new is None:
            new = stand_in(old, plan.level, programme, limits, _names(plan))
        elif refusal := self._refusal(new, plan):
            return self.answer([refusal])
        if new is None:
            text = self._words.no_swap.format(old=self._mid(old))
            return self.answer([Reply(text, (self._skip_button(plan, old),))])
        item = new_item(new, plan.level, programme, limits)
        self._diary.edit(
            self._person,
            lambda kept: swapped(kept, old, item),
            self._now,
            [Change("swap", "asked", old), Change("add", "asked", new)],
        )
        text = self._words.swapped.format(
            new=self._mid(new), old=self._mid(old), amount=self._teller.amount(item).capitalize()
        )
        picture = self._services.library.pictures.get(new)
        undo = plan_button(self._words.buttons["undo"], "back", old)
        reply = Reply(text, (undo, *self._onward()), picture.path if picture else None)
        return self.answer([reply], new)

    def add(
        self,
        plan: Plan,
        new: Optional[str],
        instead_of: Optional[str] = None,
        dose: Dose = NO_DOSE,
        added: bool = True,
    ) -> Events:
        """Adds an exercise, with the dose asked for; of more than four, one has to give way."""
        if new is None:
            return self._offer_to_add(plan)
        if new in _names(plan):
            text = self._words.is_in.format(name=self._teller.name(new))
            return self.answer([Reply(text, self._onward())], new)
        if refusal := self._refusal(new, plan):
            return self.answer([refusal], new)
        limits, programme = self._diary.limits(self._person), self._diary.programme
        # Somebody who asks for an exercise they once swapped away wants it back.
        limits = replace(limits, left_out=limits.left_out - {new})
        item = new_item(new, plan.level, programme, limits, added=added)
        item = with_dose(item, dose, plan.level, programme)
        if instead_of is None and len(plan.items) >= MOST_EXERCISES:
            buttons = tuple(
                plan_button(self._teller.name(name), f"add.{new}", str(place))
                for place, name in enumerate(_names(plan))
            )
            text = self._words.which_add.format(name=self._mid(new))
            return self.answer([Reply(text, buttons)], new)
        changes = [Change("add", "asked", new)]
        if instead_of is None:
            self._diary.edit(
                self._person,
                lambda kept: replace(kept, items=(*kept.items, item)),
                self._now,
                changes,
            )
            form = self._words.added
        else:
            gone = instead_of
            self._diary.edit(
                self._person,
                lambda kept: swapped(kept, gone, item),
                self._now,
                [Change("swap", "asked", gone), *changes],
            )
            form = self._words.added_for
        text = form.format(
            new=self._mid(new),
            amount=self._teller.amount(item),
            old=self._teller.name(instead_of) if instead_of else "",
        )
        if programme.first_level(new) > plan.level:
            text = f"{text} {self._words.added_early}"
        elif any(wanted and wanted > (got or 0) for wanted, got in zip(dose, _dose(item))):
            text = f"{text} {self._words.dose_capped}"
        return self.answer([Reply(text, self._onward())], new)

    def fewer(self, plan: Plan, most: Optional[int]) -> Events:
        """Asks which exercise to leave out of the plan, where it has more than are wanted."""
        words, names = self._words, _names(plan)
        if len(names) <= (most or 1):
            text = words.few_already.format(exercises=listed([self._mid(name) for name in names]))
            return self.answer([Reply(text, self._onward())])
        buttons = tuple(
            plan_button(self._teller.name(name), "out", str(place))
            for place, name in enumerate(names)
        )
        return self.answer([Reply(words.which_out, buttons)])

    def leave_out(self, plan: Plan, gone: str) -> Events:
        """Leaves an exercise out of the plan from now on; one always stays."""
        rest = [name for name in _names(plan) if name != gone]
        if not rest:
            return self.fewer(plan, None)
        self._diary.edit(
            self._person,
            lambda kept: without(kept, gone),
            self._now,
            [Change("swap", FEWER, gone)],
        )
        text = self._words.left_out.format(
            name=self._mid(gone), exercises=listed([self._mid(name) for name in rest])
        )
        again = gone in self._services.library.exercises
        left = next(item for item in plan.items if item.exercise == gone)
        back = f"back.{left.sets}x{left.reps}" if left.reps else "back"
        undo = (plan_button(self._words.buttons["undo"], back, gone),) if again else ()
        return self.answer([Reply(text, (*undo, *self._onward()))])

    def _offer_to_add(self, plan: Plan) -> Events:
        limits, programme = self._diary.limits(self._person), self._diary.programme
        fitting = [
            name
            for name in self._services.library.exercises
            if name not in _names(plan)
            and programme.first_level(name) <= plan.level + 1
            and may_do(name, plan.level, programme, limits)
        ][:_MOST_OFFERED]
        buttons = tuple(plan_button(self._teller.name(name), "add", name) for name in fitting)
        return self.answer([Reply(self._words.choose_add, buttons)])

    def _refusal(self, new: str, plan: Plan) -> Optional[Reply]:
        """Why an exercise is not given, where it is not."""
        limits, programme = self._diary.limits(self._person), self._diary.programme
        name = self._plural(new)
        if new in programme.supervised and limits.young:
            return Reply(self._words.not_young.format(name=name), self._onward())
        if new in programme.supervised and plan.level < programme.first_level(new):
            return Reply(self._words.not_yet.format(name=name), self._onward())
        if new in programme.on_knees and limits.no_kneeling:
            return Reply(self._words.kneeling.format(name=name), self._onward())
        return None

    def skip(self, plan: Plan, exercises: Sequence[str]) -> Events:
        """Leaves exercises out for today."""
        for exercise in exercises:
            self._diary.plans.note(self._person, Change("skip", "asked", exercise), self._now)
        names = " and ".join(self._mid(name) for name in exercises)
        return self.answer([Reply(self._words.skipped.format(name=names), self._onward())])

    def not_today(self, plan: Plan) -> Events:
        """Takes a day off, without a word of blame."""
        today = self._now.date()
        on = self._diary.today(self._person, self._now)
        if on.training:
            self._diary.check_ins.note(self._person, today, self._now, True, trained="none")
        upcoming = self._teller.next_line(plan, on, today)
        return self.answer([Reply(self._words.not_today.format(next=upcoming), self._onward())])

    def put_back(self, plan: Plan, old: Optional[str]) -> Events:
        """Undoes what was left out of today, or a swap: the last one, or that of an exercise."""
        midnight = dtm.datetime.combine(self._now.date(), dtm.time(), self._now.tzinfo)
        skipped = self._diary.plans.skipped(self._person, midnight)
        if again := [name for name in _names(plan) if name in skipped and old in (None, name)]:
            return self.take_in_again(again)
        changes = self._diary.plans.changes(self._person)
        out = [str(one.exercise) for one in changes if one.reason == FEWER]
        if out and old in (None, out[-1]) and out[-1] not in _names(plan):
            return self.take_back(plan, out[-1], self._dose_left_out(out[-1]))
        swaps = [
            (str(one.exercise), str(after.exercise))
            for one, after in pairwise(changes)
            if one.change == "swap" and after.change == "add" and one.reason != FEWER
        ]
        for gone, new in reversed(swaps):
            if old in (None, gone) and gone not in _names(plan) and new in _names(plan):
                return self.swap_back(plan, gone, new)
        return self.show(None, meeting=False)

    def take_in_again(self, exercises: Sequence[str]) -> Events:
        """Takes exercises in again that were left out of today."""
        for exercise in exercises:
            self._diary.plans.note(self._person, Change("add", "asked", exercise), self._now)
        names = " and ".join(self._mid(name) for name in exercises)
        text = self._words.taken_in_again.format(name=names)
        return self.answer([Reply(text, self._onward())])

    def take_back(self, plan: Plan, gone: str, dose: Dose) -> Events:
        """Takes an exercise back that was left out of the plan, as far as it may be added."""
        level = self._diary.programme.levels[plan.level]
        added = gone not in [entry.exercise for entry in level]
        return self.add(plan, gone, dose=dose, added=added)

    def _dose_left_out(self, gone: str) -> Dose:
        """The sets and repetitions an exercise had, by the undo button right before."""
        for payload in context_of(self._tracker).offered:
            carried = read_payload(payload)[1]
            told = _UNDO.fullmatch(carried.get("q", ""))
            if told and carried.get("a") == gone:
                return int(told["sets"]), int(told["reps"])
        return NO_DOSE

    def swap_back(self, plan: Plan, gone: str, new: str) -> Events:
        """Puts an exercise back in the place of the one that stood in for it."""
        if refusal := self._refusal(gone, plan):
            return self.answer([refusal], gone)
        limits = self._diary.limits(self._person)
        limits = replace(limits, left_out=limits.left_out - {gone})
        item = new_item(gone, plan.level, self._diary.programme, limits)
        self._diary.edit(
            self._person,
            lambda kept: swapped(kept, new, item),
            self._now,
            [Change("add", "asked", gone)],
        )
        text = self._words.swapped.format(
            new=self._mid(gone), old=self._mid(new), amount=self._teller.amount(item).capitalize()
        )
        return self.answer([Reply(text, self._onward())], gone)

    def days(self, plan: Plan, wanted: Sequence[str]) -> Events:
        """Moves training to other weekdays."""
        chosen = training_days(self._now.date(), wanted)
        self._diary.edit(
            self._person,
            lambda kept: replace(kept, weekdays=chosen),
            self._now,
            [],
        )
        form = self._words.days_changed
        if set(chosen) != set(wanted):
            form = self._words.days_too_close
        text = form.format(days=self._teller.days(chosen))
        return self.answer([Reply(text, self._onward())])

    def move_days(self, plan: Plan, away: Sequence[str], wanted: Sequence[str]) -> Events:
        """Takes weekdays out of the training and puts others in, and says what changed and why."""
        words, teller = self._words, self._teller
        chosen = moved_days(plan.weekdays, away, wanted)
        if not chosen:
            return self.answer([Reply(words.no_day_left, self._onward())])
        self._diary.edit(self._person, lambda kept: replace(kept, weekdays=chosen), self._now, [])
        lines = [words.days_moved.format(days=teller.days(chosen), away=teller.days(away))]
        missed = [name for name in wanted if name not in chosen]
        also = [name for name in plan.weekdays if name not in (*away, *chosen)]
        if missed:
            lines.append(words.days_missed.format(days=teller.days(missed)))
        elif also:
            lines.append(words.days_also.format(days=teller.days(also)))
        return self.answer([Reply(" ".join(lines), self._onward())])

    def _onward(self) -> tuple[Button, ...]:
        return (Button(self._words.buttons["plan"], payload_for(PLAN)),)

    def _skip_button(self, plan: Plan, exercise: str) -> Button:
        place = _names(plan).index(exercise)
        return plan_button(self._words.buttons["not_today"], "skip", str(place))

    def _mid(self, exercise: str) -> str:
        name = self._teller.name(exercise)
        return name[0].lower() + name[1:]

    def _plural(self, exercise: str) -> str:
        name = self._teller.name(exercise)
        return name if name.endswith("s") else f"{name}s"


def _dose(item: Item) -> Dose:
    return item.sets, item.reps


def _names(plan: Plan) -> List[str]:
    return [item.exercise for item in plan.items]


class ActionShowPlan(HipwiseAction):
    """Answers "what's on today?"."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_show_plan"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]
    ) -> Events:
        """Shows the day or week asked for; while a danger sign is open, nothing."""
        services = self.services
        if (taken := await take_open_question(services, dispatcher, tracker)) is not None:
            return taken
        if await is_held_back(services, dispatcher, tracker):
            return [SlotSet("topic", None)]
        now = await services.local_now(tracker.sender_id)
        text = question_of(tracker).text
        talk = PlanTalk(services, dispatcher, tracker, now)
        plan = await asyncio.to_thread(services.diary.plan, tracker.sender_id)
        wished = services.plan_wishes.shown(text, now) if text else None
        if text and plan is not None:
            read = services.plan_wishes.read(text, now, _names(plan))
            # "Rest today?" asks, unless the plan is what was talked about.
            if read and (read.exercises or context_of(tracker).topic == PLAN):
                wished = read
        if wished is not None and plan is not None:
            return await asyncio.to_thread(talk.grant, wished, plan)
        return await asyncio.to_thread(talk.show, wished, _knows(domain, MEETING))


def _knows(domain: Dict[str, Any], intent: str) -> bool:
    """Whether the domain has an intent; each is a name, or a name with settings."""
    names = [next(iter(one)) if isinstance(one, dict) else one for one in domain.get("intents", ())]
    return intent in names


class ActionChangePlan(HipwiseAction):
    """Takes the buttons that change the plan."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_change_plan"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]
    ) -> Events:
        """Does what the button stands for."""
        # It is handed the turn by the action that takes buttons, so no rule foretells its end.
        return [*await self._change(dispatcher, tracker, domain), FollowupAction("action_listen")]

    async def _change(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]
    ) -> Events:
        services, person = self.services, tracker.sender_id
        if await is_held_back(services, dispatcher, tracker):
            return [SlotSet("topic", None)]
        now = await services.local_now(person)
        talk = PlanTalk(services, dispatcher, tracker, now)
        plan = await asyncio.to_thread(services.diary.plan, person)
        if plan is None:
            return await asyncio.to_thread(talk.show, None, _knows(domain, MEETING))
        entities = question_of(tracker).entities
        wish, _, more = entities.get("q", "").removeprefix(f"{NAME}.").partition(".")
        return await asyncio.to_thread(_press, talk, plan, wish, more, entities.get("a", ""))


def _press(talk: PlanTalk, plan: Plan, wish: str, more: str, what: str) -> Events:
    names = _names(plan)
    # Exercises of the plan are pressed by their place: own names may be long.
    pressed = names[int(what)] if what.isdecimal() and int(what) < len(names) else None
    if wish == "swap" and pressed:
        return talk.swap(plan, pressed)
    if wish == "out" and pressed:
        return talk.leave_out(plan, pressed)
    if wish == "skip" and pressed:
        return talk.skip(plan, [pressed])
    if wish == "skip" and what == "all":
        return talk.not_today(plan)
    if wish == "add" and more:
        return talk.add(plan, more, pressed)
    if wish == "add":
        return talk.add(plan, what if what != "which" else None)
    if wish == "back":
        return talk.put_back(plan, what)
    return talk.grant(Wished(Wish.SWAP), plan)


async def take_plan_words(
    question: Question,
    services: Services,
    dispatcher: CollectingDispatcher,
    tracker: Tracker,
    unsure: bool = False,
) -> Optional[Events]:
    """Takes words that mean something else elsewhere, where the talk is about plan or check-in.

    Args:
        question: the message.
        services: of the action.
        dispatcher: for what is said.
        tracker: of the talk.
        unsure: whether the language model could not tell what the message is.

    Returns:
        None where the message is to be answered as any other.
    """
    topic = context_of(tracker).topic
    swap = services.plan_teller.words.buttons["swap"]
    titled = question.text.strip(" .!?").casefold() == swap.casefold()
    if not (topic in _TALKED_OF or unsure or titled) or not (
        question.text or question.intent == "ask_why"
    ):
        return None
    person = tracker.sender_id
    now = await services.local_now(person)
    plan = await asyncio.to_thread(services.diary.plan, person)
    talk = PlanTalk(services, dispatcher, tracker, now)
    if question.intent == "ask_why" and topic == PLAN and "exercise" not in question.entities:
        if plan is None:
            return None
        if await is_held_back(services, dispatcher, tracker):
            return [SlotSet("topic", None)]
        return await asyncio.to_thread(talk.why, plan)
    picked = _picked(question, context_of(tracker).offered, plan) if plan is not None else None
    if plan is not None and picked is not None:
        if await is_held_back(services, dispatcher, tracker):
            return [SlotSet("topic", None)]
        return await asyncio.to_thread(_press, talk, plan, *picked)
    if plan is not None:
        wished = _wish(services.plan_wishes, question, now, plan, topic, unsure)
        if titled:
            wished = Wished(Wish.SWAP)
        if wished is not None:
            if await is_held_back(services, dispatcher, tracker):
                return [SlotSet("topic", None)]
            return await asyncio.to_thread(talk.grant, wished, plan)
    if not unsure and question.intent not in _ASKED_AS:
        return None
    if plan is not None and topic in _TALKED_OF and _ADDS.match(question.text):
        # "Add copenhagen planks 3x8" is no training done, though there is no card for it.
        if await is_held_back(services, dispatcher, tracker):
            return [SlotSet("topic", None)]
        return await asyncio.to_thread(talk.add, plan, None)
    own = await asyncio.to_thread(services.diary.own_names, person)
    told = services.check_in_words.read(question.text, now, _names(plan) if plan else (), own)
    if topic in _TALKED_OF:
        reports = told.plainly or (told.corrects and told.pain is not None)
    else:
        # Out of such talk it takes more to be a report: what was done, and lately.
        lately = told.day is None or now.date() - told.day <= _LATELY
        cards = services.library.exercises
        named = any(one.exercise in cards for one in told.done) or told.pain is not None
        reports = told.plainly and told.trained in ("all", "part") and named and lately
    return [FollowupAction("action_begin_check_in")] if reports else None


def _picked(
    question: Question, offered: Sequence[str], plan: Plan
) -> Optional[Tuple[str, str, str]]:
    """The button under the plan's last question whose exercise was typed: what it stands for."""
    if not is_bare_mention(question) or "?" in question.text:
        return None
    for payload in offered:
        carried = read_payload(payload)[1]
        place = carried.get("a", "")
        named, _, wish = carried.get("q", "").partition(".")
        if named != NAME or not place.isdecimal() or int(place) >= len(plan.items):
            continue
        kind, _, more = wish.partition(".")
        exercise = plan.items[int(place)].exercise
        if kind in _PICKED and exercise == question.entities.get("exercise"):
            return kind, more, place
    return None


def _wish(
    wishes: PlanWishes,
    question: Question,
    now: dtm.datetime,
    plan: Plan,
    topic: Optional[str],
    unsure: bool,
) -> Optional[Wished]:
    """What words wish of the plan; None where they do not, or mean something else here."""
    if topic not in _TALKED_OF:
        # In other talk a wish names its exercise.
        wished = wishes.read(question.text, now, _names(plan))
        return wished if wished and wished.exercises else None
    wished = wishes.read(question.text, now, _names(plan))
    if topic != PLAN and not (wished and wished.wish in _AFTER_CHECK_IN and _is_asked(question)):
        # "Skipped the bridge" and "only one exercise" are reports after a check-in.
        wished = None
    if unsure:
        return wished or wishes.shown(question.text, now)
    if wished and (wished.wish is Wish.FEWER or wished.away or topic != PLAN):
        return wished
    plainly = wished and wished.exercises and _PLAINLY.match(question.text)
    return wished if question.intent in _ASKED_AS or plainly else None


def _is_asked(question: Question) -> bool:
    return _ASKS_FOR.match(question.text) is not None
