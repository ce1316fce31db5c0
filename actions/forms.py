"""Carries people through forms: Rasa's form machinery around the rules of `hipwise.forms`.

For a form `x` the domain names `x_form` and these actions, made by subclasses that name `form`:

    action_begin_x              starts it, or asks whether to carry on where it was left
    validate_x_form             takes a message as an answer, or lets it be answered as usual
    action_ask_x_form_form_done asks the question that is due
    action_finish_x             what comes of it; says nothing of a form that was put off

Where somebody is stands in the records (`open_forms`), not in slots: it outlives sessions.
"""

from __future__ import annotations

import abc
import asyncio
from dataclasses import replace
from typing import Any, Dict, Optional

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.base import (
    Events,
    HipwiseAction,
    context_of,
    deliver,
    form_under_way,
    question_of,
    ranking_of,
    say,
)
from actions.safety import UNCLEAR, is_held_back, not_paused, take_open_question
from hipwise.forms.base import (
    CANCEL,
    INTENT,
    QUESTION,
    RESUME,
    Answers,
    Form,
    FormState,
    Heard,
    Move,
    Moved,
    asks_back,
    is_question,
    move_on,
    read_tap,
    step_of,
)
from hipwise.knowledge.context import is_bare_mention
from hipwise.knowledge.plan_telling import NAME as PLAN_BUTTONS
from hipwise.knowledge.warnings import ANSWERS
from hipwise.replies import Reply
from hipwise.services import Services
from hipwise.understanding.entities import find_entities

REQUESTED = "requested_slot"
MISSED = "form_missed"
# Intents that the program itself sends, such as a prompt; their text is Rasa's own.
FROM_PROGRAM = "EXTERNAL_"
FLAGS = ("report_red_flag", "report_distress")
# Where the words are no answer to the question and nothing else either, it is asked again.
_UNCLEAR = (*UNCLEAR, *ANSWERS, INTENT)
_LEAVING = (Move.PAUSED, Move.STOPPED)
# After so many answers in a row that were not understood, a way out is pointed at.
PATIENCE = 2


class FormAction(HipwiseAction, abc.ABC):
    """An action of a form."""

    @property
    @abc.abstractmethod
    def form_name(self) -> str:
        """The form's name in `Services.forms`; a subclass says `form_name = "x"`."""

    @property
    def form(self) -> Form:
        """The form's rules."""
        return self.services.forms[self.form_name]

    async def state_of(self, person: str) -> Optional[FormState]:
        """Where somebody is; None where they are not in the form, or too long ago."""
        kept = await asyncio.to_thread(self.services.open_forms.get, person, self.form_name)
        if kept is None:
            return None
        now = self.services.clock()
        answers = dict(kept.answers)
        local = await self.services.local_now(person)
        if now - kept.updated_at > self.form.kept_for or not self.form.is_current(answers, local):
            return None
        if kept.updated_at.astimezone(local.tzinfo).date() == local.date():
            return FormState(answers, bool(kept.paused))
        good = self.form.on_another_day(answers)
        return FormState(good, bool(kept.paused), another_day=good != answers)

    async def first_answers(self, heard: Heard, tracker: Tracker) -> Answers:
        """What is known before the first question."""
        return self.form.begun(heard)

    async def begin_afresh(self, heard: Heard, tracker: Tracker) -> FormState:
        """The form's beginning, also where an earlier one was left too long ago."""
        return FormState(await self.first_answers(heard, tracker))

    async def keep(self, person: str, state: FormState) -> None:
        """Keeps where somebody is."""
        await asyncio.to_thread(
            self.services.open_forms.save,
            person,
            self.form_name,
            list(state.answers.items()),
            state.paused,
            self.services.clock(),
        )

    async def drop(self, person: str) -> None:
        """Forgets where they were."""
        await asyncio.to_thread(self.services.open_forms.drop, person, self.form_name)

    async def heard(self, tracker: Tracker, step: Optional[str] = None) -> Heard:
        """The latest message, read with what the step expects in mind."""
        question = question_of(tracker)
        now = await self.services.local_now(tracker.sender_id)
        if question.intent.startswith(FROM_PROGRAM):
            return Heard("", "", now=now)
        if not question.text:
            tap = read_tap(self.form_name, tracker.latest_message.get("text") or "")
            return Heard("", "", now=now, tap=tap)
        expected = self.form.expects(step) if step and step != RESUME else None
        doc = self.services.reader.read(question.text)
        entities: Dict[str, list[Any]] = {}
        for found in find_entities(doc, now, expected):
            entities.setdefault(found.entity, []).append(found.value)
        return Heard(question.text, question.intent, entities, now)


class BeginForm(FormAction):
    """Starts a form, and takes what the starting message already tells."""

    def name(self) -> str:
        """The action's name in the domain."""
        return f"action_begin_{self.form_name}"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]
    ) -> Events:
        """Hands over to Rasa's form, unless a danger sign holds it back, or may have to."""
        taken = await take_open_question(self.services, dispatcher, tracker)
        if taken is not None:
            return [*taken, FollowupAction("action_listen")]
        if self.form.loads_the_leg and await is_held_back(self.services, dispatcher, tracker):
            return [SlotSet("topic", None), FollowupAction("action_listen")]
        person = tracker.sender_id
        state = await self.state_of(person)
        heard = await self.heard(tracker)
        state = await self.entered(state, heard, tracker)
        if heard.tap is not None:
            # A button pressed while something else was talked about.
            moved = move_on(self.form, state, heard, self.services.controls)
            state = moved.state if moved else state
        await self.keep(person, state)
        events = [SlotSet("topic", self.form.start_intent), SlotSet(MISSED, 0)]
        if step_of(self.form, state) is not None:
            return [*events, FollowupAction(f"{self.form_name}_form")]
        if form_under_way(tracker) == self.form_name:
            # Told all of it at "carry on where we were?": Rasa would ask that again.
            events += [SlotSet(REQUESTED, None), ActiveLoop(None)]
        return [*events, FollowupAction(f"action_finish_{self.form_name}")]

    async def entered(
        self, state: Optional[FormState], heard: Heard, tracker: Tracker
    ) -> FormState:
        """Where somebody is as they come in: where they left it, or at the beginning."""
        if state is None or not state.answers:
            return await self.begin_afresh(heard, tracker)
        return state


class ValidateForm(FormAction):
    """Takes a message as an answer, or leaves it to the rules of everything else."""

    def name(self) -> str:
        """The action's name in the domain."""
        return f"validate_{self.form_name}_form"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]
    ) -> Events:
        """Moves the form on; without a slot among the events, Rasa passes the message on."""
        if not _is_asking(self.form_name, tracker):
            return []
        intent = (tracker.latest_message.get("intent") or {}).get("name")
        if intent in FLAGS:
            return []
        person = tracker.sender_id
        state = await self.state_of(person)
        too_late = self._too_late(state)
        if state is None:
            state = await self.begin_afresh(await self.heard(tracker), tracker)
        step = step_of(self.form, state)
        heard = await self.heard(tracker, step)
        moved = move_on(self.form, state, heard, self.services.controls)
        if too_late and not (moved and moved.move in _LEAVING):
            return await self._ask_anew(state, too_late, str(intent), dispatcher, tracker)
        if moved is None and intent == CANCEL and asks_back(heard):
            return await self._answer_instead(dispatcher, tracker)
        if moved is None:
            return self._not_an_answer(str(intent), dispatcher, tracker)
        await self.keep(person, moved.state)
        if moved.remark:
            say(dispatcher, Reply(moved.remark))
        goes_on = step_of(self.form, moved.state) is not None
        if moved.more and goes_on and self._is_for_the_rules(str(intent), tracker):
            return []  # answered, and the rest of it is answered as usual
        if moved.move in _LEAVING:
            await self.left(moved, dispatcher, tracker)
            goes_on = False
        return self._moved_on(goes_on)

    def _moved_on(self, goes_on: bool) -> Events:
        events = [SlotSet("topic", self.form.start_intent), SlotSet(MISSED, 0)]
        return events if goes_on else [*events, SlotSet(REQUESTED, None)]

    def _too_late(self, state: Optional[FormState]) -> str:
        """What to say where the message is no answer to a question of another day; else empty."""
        words = self.services.form_words
        if state is None:
            return words.long_ago
        return words.another_day if state.another_day and not state.paused else ""

    async def _ask_anew(
        self,
        state: FormState,
        remark: str,
        intent: str,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
    ) -> Events:
        if self._is_for_the_rules(intent, tracker):
            return []
        say(dispatcher, Reply(remark))
        await self.keep(tracker.sender_id, state)
        return self._moved_on(step_of(self.form, state) is not None)

    async def left(self, moved: Moved, dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
        """Says that the form was put off or stopped."""
        words = self.services.form_words
        text = words.paused if moved.move is Move.PAUSED else words.stopped
        say(dispatcher, Reply(text.format(form=words.names[self.form_name])))

    async def _answer_instead(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Answers "should I stop?" by the next likely reading: it asks, and cancels nothing."""
        services = self.services
        readings = [intent for intent, _ in ranking_of(tracker)]
        for intent in await not_paused(services, tracker.sender_id, readings):
            if services.library.topic(intent) is not None:
                question = replace(question_of(tracker), intent=intent)
                answer = services.answerer.answer(question, context_of(tracker))
                return deliver(dispatcher, answer)
        return self._not_an_answer(INTENT, dispatcher, tracker)

    def _not_an_answer(
        self, intent: str, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        if self._is_for_the_rules(intent, tracker):
            return []
        words = self.services.form_words
        missed = int(tracker.get_slot(MISSED) or 0) + 1
        text = words.unclear if missed < PATIENCE else words.way_out
        say(dispatcher, Reply(text))
        return [SlotSet("topic", self.form.start_intent), SlotSet(MISSED, missed)]

    def _is_for_the_rules(self, intent: str, tracker: Tracker) -> bool:
        """Whether the rules of everything else have an answer to the message.

        What the language model found unclear may still be a question, or name an exercise.
        """
        if intent not in _UNCLEAR or _presses_elsewhere(self.services, tracker):
            return True
        question = question_of(tracker)
        return intent in UNCLEAR and (is_question(question.text) or is_bare_mention(question))


class AskForm(FormAction):
    """Asks the question that is due."""

    def name(self) -> str:
        """The action's name in the domain."""
        return f"action_ask_{self.form_name}_form_form_done"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]
    ) -> Events:
        """Says it."""
        person = tracker.sender_id
        state = await self.state_of(person)
        if state is None:
            state = await self.begin_afresh(await self.heard(tracker), tracker)
            await self.keep(person, state)
        return await self.ask(state, dispatcher, tracker)

    async def ask(
        self, state: FormState, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """Asks what is due in this state."""
        step = step_of(self.form, state)
        if step == RESUME:
            words = self.services.form_words
            buttons = tuple(
                self.form.button(title, RESUME, value) for value, title in words.resume.items()
            )
            text = words.carry_on.format(form=words.names[self.form_name])
            say(dispatcher, Reply(text, buttons))
        elif step is not None:
            say(dispatcher, self.form.question(step, self.asked_with(state.answers, tracker)))
        return []

    def asked_with(self, answers: Answers, tracker: Tracker) -> Answers:
        """What the question is put with."""
        return answers


class FinishForm(FormAction):
    """What comes of a form."""

    def name(self) -> str:
        """The action's name in the domain."""
        return f"action_finish_{self.form_name}"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]
    ) -> Events:
        """Hands the answers on, once; a form put off keeps its answers and is silent here."""
        person = tracker.sender_id
        state = await self.state_of(person)
        # No rule foretells what follows where the form was begun and finished in one turn.
        listen = FollowupAction("action_listen")
        if state is None or step_of(self.form, state) is not None:
            return [listen]
        events = await self.finish(state.answers, dispatcher, tracker)
        await self.drop(person)
        handed_on = any(event["event"] == "followup" for event in events)
        return events if handed_on else [*events, listen]

    @abc.abstractmethod
    async def finish(
        self, answers: Answers, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """Keeps what was answered and says what comes of it."""


class ActionTakeLateAnswer(HipwiseAction):
    """Answers a form's button pressed while that form is not open: goes on with it, if it can."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_take_late_answer"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]
    ) -> Events:
        """Begins the form the button belongs to; its question is then asked again."""
        named = question_of(tracker).entities.get("q", "").partition(".")[0]
        if named in self.services.forms:
            return [FollowupAction(f"action_begin_{named}")]
        if named == PLAN_BUTTONS:
            return [FollowupAction("action_change_plan")]
        say(dispatcher, Reply(self.services.form_words.nothing_asked))
        return []


def _presses_elsewhere(services: Services, tracker: Tracker) -> bool:
    """Whether the message is a button that belongs to no form, such as one under the plan."""
    named = question_of(tracker).entities.get(QUESTION, "").partition(".")[0]
    return bool(named) and named not in services.forms


def _is_asking(form: str, tracker: Tracker) -> bool:
    """Whether the latest message is the answer to this form's question.

    Rasa calls the validation also on activation, and again when it comes back to the form after
    the message was answered otherwise.
    """
    loop = tracker.active_loop or {}
    if loop.get("name") != f"{form}_form" or tracker.get_slot(REQUESTED) is None:
        return False
    for event in reversed(tracker.events):
        if event["event"] == "user":
            return True
        if event["event"] == "action_execution_rejected":
            return False
    return False
