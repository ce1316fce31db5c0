"""The daily check-in: asked for, prompted, or told unasked in words."""

from __future__ import annotations

import asyncio
import datetime as dtm
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Dict, List, Optional

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.base import Events, context_of, deliver, leave_form, question_of, say, zone_of
from actions.forms import MISSED, AskForm, BeginForm, FinishForm, FormAction, ValidateForm
from actions.knowledge import respond
from actions.plan import take_plan_words
from actions.self_test import words_from
from hipwise.coaching.pain_rule import Light, pain_light
from hipwise.coaching.progression import Change, Reason
from hipwise.coaching.self_test import cues
from hipwise.diary import Weighed
from hipwise.forms.base import Answers, FormState, Heard, Move, Moved, step_of
from hipwise.forms.check_in import DAY, NOW, OWN, PLAN, PROMPTED, CheckedIn, CheckIn
from hipwise.forms.check_in_words import TRAINED, DoneSet, Told
from hipwise.knowledge.answering import Answer
from hipwise.knowledge.context import is_bare_mention
from hipwise.knowledge.plan_telling import PLAN as PLAN_TOPIC
from hipwise.knowledge.plan_telling import listed
from hipwise.records.check_ins import KeptCheckIn
from hipwise.reminders.desk import SNOOZE
from hipwise.reminders.turns import PROMPT_INTENT
from hipwise.replies import Button, Reply
from hipwise.understanding.messages import payload_for

TOPIC = "start_check_in"
# The other exercises are asked for at the second check-in.
ASKS_FOR_OWN_AT = 2
_A_DAY = dtm.timedelta(days=1)


class _CheckInAction(FormAction):
    """What the four actions share."""

    form_name = "check_in"

    @property
    def check_in(self) -> CheckIn:
        """The form, with what only it can do."""
        form = self.form
        assert isinstance(form, CheckIn)
        return form

    async def state_of(self, person: str) -> Optional[FormState]:
        """Where somebody is, with the day on which they are asked."""
        state = await super().state_of(person)
        if state is None:
            return None
        now = await self.services.local_now(person)
        return replace(state, answers={**state.answers, NOW: now.date().isoformat()})

    async def first_answers(self, heard: Heard, tracker: Tracker) -> Answers:
        """What the questions need to know of today."""
        assert heard.now is not None
        return await asyncio.to_thread(
            self.services.diary.given,
            tracker.sender_id,
            heard.now,
            self.services.plan_teller.name,
            heard.now.date(),
        )

    async def begin_afresh(self, heard: Heard, tracker: Tracker) -> FormState:
        """Begins with today, and keeps what was told of an earlier day."""
        assert heard.now is not None
        await self.keep_what_was_left(tracker.sender_id, heard.now)
        return await super().begin_afresh(heard, tracker)

    async def keep_what_was_left(self, person: str, now: dtm.datetime) -> None:
        """Keeps a check-in of an earlier day that was left in the middle: nothing told is lost."""
        left = await asyncio.to_thread(self.services.open_forms.get, person, self.form_name)
        told = dict(left.answers) if left is not None else {}
        if TRAINED in told and DAY in told:
            result = self.check_in.result(told)
            await asyncio.to_thread(self.services.diary.keep, person, result, now)


class ActionBeginCheckIn(_CheckInAction, BeginForm):
    """Begins a check-in, also for a prompt; takes what the message tells already."""

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]
    ) -> Events:
        """Begins; "skip the bridge today" said of the plan is a wish and no report."""
        question = question_of(tracker)
        taken = await take_plan_words(question, self.services, dispatcher, tracker)
        if taken is None and question.intent == "log_exercise" and is_bare_mention(question):
            # "And the hydrants?" tells of no training.
            taken = await respond(question, self.services, dispatcher, tracker)
        if taken is not None and not any(event["event"] == "followup" for event in taken):
            return [*taken, FollowupAction("action_listen")]
        return await super().run(dispatcher, tracker, domain)

    async def entered(
        self, state: Optional[FormState], heard: Heard, tracker: Tracker
    ) -> FormState:
        """Where they are, with what the message tells; of a day told of before, more of it."""
        person, now = tracker.sender_id, heard.now
        assert now is not None
        if state is None:
            await self.keep_what_was_left(person, now)
        else:
            state = replace(state, answers=self.check_in.as_new(state.answers))
        told, given = await asyncio.to_thread(self._read, person, heard, now)
        if question_of(tracker).intent == PROMPT_INTENT:
            given = {**given, PROMPTED: True}
            if state is not None and state.answers:
                # Who had put it off is asked at their own time: a hello, no "carry on?".
                return FormState({**state.answers, PROMPTED: True})
        if not told:
            return state if state is not None and state.answers else FormState(given)
        if state is not None and state.answers.get(DAY) == given[DAY]:
            return FormState(self.check_in.with_told(told, state.answers))
        return FormState(self.check_in.with_more(told, given))

    def _read(self, person: str, heard: Heard, now: dtm.datetime) -> tuple[Told, Answers]:
        diary, names = self.services.diary, self.services.plan_teller.name
        given: Answers = diary.given(person, now, names, now.date())
        plan = [exercise for exercise, _ in given[PLAN]]
        told = self.services.check_in_words.read(heard.text, now, plan, given[OWN])
        if not told:
            return told, given
        day = told.day or now.date()
        kept = diary.check_ins.get(person, day)
        if kept is None and told.corrects and told.day is None:
            day, kept = day - _A_DAY, diary.check_ins.get(person, day - _A_DAY)
            if kept is None:
                day = now.date()
        if day != now.date():
            given = diary.given(person, now, names, day)
            plan = [exercise for exercise, _ in given[PLAN]]
            told = self.services.check_in_words.read(heard.text, now, plan, given[OWN])
        if kept is not None:
            done = [DoneSet(one.exercise, one.sets, one.reps) for one in kept.done]
            given = self.check_in.with_kept(kept.trained, kept.pain, done, given)
        return told, given


class ActionValidateCheckIn(_CheckInAction, ValidateForm):
    """Takes an answer; "later" asks again later the same day."""

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]
    ) -> Events:
        """Takes it; "start again" means the prompts here, not the questions."""
        if (tracker.latest_message.get("intent") or {}).get("name") == "resume_reminder":
            return []
        return await super().run(dispatcher, tracker, domain)

    async def left(self, moved: Moved, dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
        """Puts a check-in off by asking again later, where prompts are on."""
        person = tracker.sender_id
        desk = self.services.reminding.desk
        if moved.move is not Move.PAUSED or not await asyncio.to_thread(desk.has_prompts, person):
            await super().left(moved, dispatcher, tracker)
            return
        say(dispatcher, await asyncio.to_thread(desk.change, person, SNOOZE, "", ()))


class ActionAskCheckIn(_CheckInAction, AskForm):
    """Asks what is missing; a prompt says hello once."""

    async def ask(
        self, state: FormState, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """Says it; a question about rest that was passed over is let go, and the form with it."""
        step = step_of(self.form, state)
        if step is not None:
            if self.check_in.is_passed_over(step, state.answers) and not tracker.get_slot(MISSED):
                return await leave_form(self.services, tracker)
            state = replace(state, answers=self.check_in.put(step, state.answers))
            await self.keep(tracker.sender_id, state)
        return await super().ask(state, dispatcher, tracker)

    def asked_with(self, answers: Answers, tracker: Tracker) -> Answers:
        """What the question is put with; only the prompt itself says hello."""
        if PROMPTED in answers and question_of(tracker).intent != PROMPT_INTENT:
            return {**answers, PROMPTED: False}
        return answers


class ActionFinishCheckIn(_CheckInAction, FinishForm):
    """Keeps the day, and says what it does to the plan and what is next."""

    async def finish(
        self, answers: Answers, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """Keeps it and answers."""
        person = tracker.sender_id
        now = await self.services.local_now(person)
        result = self.check_in.result(answers)
        reply, weighed = await asyncio.to_thread(self._keep, person, result, now)
        context = replace(
            context_of(tracker),
            topic=TOPIC,
            value=None,
            told=(),
            offered=tuple(button.payload for button in reply.buttons),
            asked=None,
            guessed=False,
        )
        events = deliver(dispatcher, Answer((reply,), TOPIC, context))
        sore = _is_red(result.pain) or any(one.told.light is Light.RED for one in weighed)
        trained = result.trained in ("all", "part")
        if trained and not sore and await asyncio.to_thread(self._may_ask_for_own, person):
            return [*events, FollowupAction("action_begin_own")]
        return events

    def _may_ask_for_own(self, person: str) -> bool:
        diary = self.services.diary
        return diary.check_ins.count(person) >= ASKS_FOR_OWN_AT and not diary.was_asked_for_own(
            person
        )

    def _keep(
        self, person: str, result: CheckedIn, now: dtm.datetime
    ) -> tuple[Reply, List[Weighed]]:
        kept = self.services.diary.check_ins.get(person, result.day)
        weighed = self.services.diary.keep(person, result, now)
        lines = [
            *self._of_morning(result, weighed),
            *self._of_day(person, result, weighed, kept, now),
        ]
        lines += self._cue(person, result, now)
        return self._closing(person, lines, result, weighed, now), weighed

    def _cue(self, person: str, result: CheckedIn, now: dtm.datetime) -> List[str]:
        """What the newest mirror test gave to practise, said again after training."""
        tests = self.services.self_tests.of(person, zone_of(now))
        if result.trained not in ("all", "part") or not tests:
            return []
        words = words_from(self.services)
        return [words.result.cue.format(cue=words.cues[one.value]) for one in cues(tests[-1])[:1]]

    def _of_morning(self, result: CheckedIn, weighed: Sequence[Weighed]) -> List[str]:
        teller = self.services.plan_teller
        if result.settled == "settled":
            # Praise and "too much" in one breath contradict each other.
            return [] if _is_red(result.pain) else [teller.words.settled]
        if result.settled is None:
            return []
        before = [one for one in weighed if one.day == result.after]
        return [teller.words.worse_green, *(self._change(one) for one in before)]

    def _of_day(
        self,
        person: str,
        result: CheckedIn,
        weighed: Sequence[Weighed],
        kept: Optional[KeptCheckIn],
        now: dtm.datetime,
    ) -> List[str]:
        teller, words = self.services.plan_teller, self.services.plan_teller.words
        if result.trained is None and result.pain is None:
            return []
        lines = [_corrected(kept, result, words.corrected, words.corrected_pain)]
        day = next((one for one in weighed if one.day == result.day), None)
        # A session told again keeps the morning after that was known of it.
        worse = day is not None and day.told.settled == "worse"
        light = teller.light(result.pain, worse, past=result.day < now.date())
        red = worse or _is_red(result.pain)
        if not lines[0] or red:
            lines.append(words.kind[_kind(result, red, self._trains_next_day(person, result.day))])
        if self._names_what(result, now):
            names = listed([_named(one, teller.name(one.exercise)) for one in result.done])
            called = self.check_in.sentences.day(result.day, now.date())
            form = words.noted if result.day == now.date() else words.noted_for
            lines.append(form.format(exercises=names, day=called))
        lines.append(light)
        if day is not None:
            lines.append(self._change(day))
        return lines

    def _trains_next_day(self, person: str, day: dtm.date) -> bool:
        """Whether training is on the day after, so that no rest can be promised for it."""
        diary, following = self.services.diary, day + _A_DAY
        return diary.plan(person) is not None and diary.on(person, following).training

    def _names_what(self, result: CheckedIn, now: dtm.datetime) -> bool:
        """What was done is said back where it was not simply the plan."""
        told = any(one.sets or one.reps for one in result.done)
        return bool(result.done) and (result.trained == "part" or told or result.day != now.date())

    def _change(self, one: Weighed) -> str:
        return self.services.plan_teller.change(
            one.decision.change, one.decision.reason, one.before, one.after, one.step
        )

    def _closing(
        self,
        person: str,
        lines: List[str],
        result: CheckedIn,
        weighed: Sequence[Weighed],
        now: dtm.datetime,
    ) -> Reply:
        teller, diary = self.services.plan_teller, self.services.diary
        words = teller.words
        text = " ".join(dict.fromkeys(filter(None, lines)))
        pain = Button(words.buttons["pain"], payload_for("ask_exercise_with_pain"))
        plan = diary.plan(person)
        if plan is None:
            make = Button(words.make_plan, payload_for(PLAN_TOPIC))
            return Reply(f"{text}\n\n{words.no_plan}", (make, pain))
        show = Button(words.buttons["plan"], payload_for(PLAN_TOPIC))
        doctor = Button(words.buttons["doctor"], payload_for("ask_see_professional"))
        if any(one.decision.change is Change.REFER for one in weighed):
            return Reply(text, (doctor, show))
        on = diary.today(person, now)
        upcoming = teller.next_line(plan, on, now.date())
        if result.day < now.date() and on.training:
            upcoming = words.next.format(day=words.today.capitalize(), items=teller.short(on.items))
        why = [one.decision.reason for one in weighed]
        if on.easing and Reason.TWO_RED_DAYS not in why:
            upcoming = f"{words.waits} {upcoming}"
        eased = any(one.decision.change is Change.EASE for one in weighed)
        return Reply(f"{text}\n\n{upcoming}", (show, pain, *((doctor,) if eased else ())))


def _is_red(pain: Optional[int]) -> bool:
    return pain is not None and pain_light(pain) is Light.RED


def _kind(result: CheckedIn, red: bool, trains_next_day: bool) -> str:
    """Which kind word is due."""
    if result.sick:
        return "sick"
    if red:
        return "red"
    if result.trained == "rest":
        return "off" if result.planned else "rest"
    if result.trained in ("all", "part") and not result.planned:
        return "extra_before" if trains_next_day else "extra"
    return result.trained or "red"


def _corrected(
    kept: Optional[KeptCheckIn], result: CheckedIn, changed: str, changed_pain: str
) -> str:
    """What is said where a day was told otherwise before."""
    if kept is None:
        return ""
    if None not in (kept.pain, result.pain) and kept.pain != result.pain:
        return changed_pain.format(old=kept.pain, new=result.pain)
    told_otherwise = kept.trained is not None and kept.trained != result.trained
    return changed if told_otherwise and len(kept.done) >= len(result.done) else ""


def _named(one: DoneSet, name: str) -> str:
    name = name[0].lower() + name[1:]
    if one.sets and one.reps:
        return f"{name} {one.sets} × {one.reps}"
    if one.reps:
        return f"{one.reps} {name}"
    return f"{name} × {one.sets}" if one.sets else name


class _OwnAction(FormAction):
    form_name = "own"


class ActionBeginOwn(_OwnAction, BeginForm):
    """Asks once what else is part of their programme, or takes what they tell of it."""

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]
    ) -> Events:
        """Begins; "and step-ups?" asks on and tells of no programme."""
        question = question_of(tracker)
        if question.intent == self.form.start_intent and is_bare_mention(question):
            events = await respond(question, self.services, dispatcher, tracker)
            return [*events, FollowupAction("action_listen")]
        return await super().run(dispatcher, tracker, domain)

    async def entered(
        self, state: Optional[FormState], heard: Heard, tracker: Tracker
    ) -> FormState:
        """At the beginning, with what a message tells; once asked it is not asked again."""
        person, intent = tracker.sender_id, heard.intent
        diary, now = self.services.diary, self.services.clock()
        if not await asyncio.to_thread(diary.was_asked_for_own, person):
            await asyncio.to_thread(diary.note_own, person, [], now)
        # After a check-in the latest message was about something else.
        return FormState(self.form.begun(heard) if intent == self.form.start_intent else {})


class ActionValidateOwn(_OwnAction, ValidateForm):
    """Takes the names."""


class ActionAskOwn(_OwnAction, AskForm):
    """Asks for them."""


class ActionFinishOwn(_OwnAction, FinishForm):
    """Keeps the names, and says what is known of each."""

    async def finish(
        self, answers: Answers, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """Keeps them and answers."""
        names = [str(name) for name in answers.get("others", ())]
        person = tracker.sender_id
        await asyncio.to_thread(self.services.diary.note_own, person, names, self.services.clock())
        reply = self._reply(names)
        cards = self.services.library.exercises
        known = [name for name in names if name in cards]
        context = replace(
            context_of(tracker),
            topic="share_own_exercises",
            value=None,
            told=(),
            offered=tuple(button.payload for button in reply.buttons),
            asked=None,
            guessed=False,
        )
        if known:
            context = context.about({"exercise": known[-1]})
        return deliver(dispatcher, Answer((reply,), "share_own_exercises", context))

    def _reply(self, names: List[str]) -> Reply:
        form, cards = self.form, self.services.library.exercises
        say = form.sentences  # type: ignore[attr-defined]
        if not names:
            return Reply(say.nothing)
        called = [self.services.plan_teller.name(name) for name in names]
        lines = [say.noted.format(exercises=listed([name.lower() for name in called]))]
        known = [name for name in names if name in cards][: say.most_known]
        for name in known:
            purpose = cards[name].purpose.split(". ")[0].rstrip(".") + "."
            lines.append(say.known.format(name=cards[name].name, purpose=purpose))
        unknown = [name for name in names if name not in cards]
        if unknown:
            lines.append(say.unknown.format(exercises=listed(unknown)))
        buttons = [
            Button(
                say.how_to.format(name=cards[name].name.lower()),
                payload_for("ask_exercise_howto", exercise=name),
            )
            for name in known
        ]
        return Reply("\n\n".join(lines), tuple(buttons))
