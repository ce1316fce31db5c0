"""Counts people through a set, and notes it when they say so."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any, Dict, Mapping

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.base import Events, HipwiseAction, context_of, offer_buttons, question_of, say
from actions.safety import is_held_back, take_open_question
from hipwise.guided_sets import INTENT, STEP, State, at_amount
from hipwise.knowledge.schema import Exercise
from hipwise.replies import Button, Reply
from hipwise.understanding.messages import payload_for

SLOT = "guided_set"


class ActionGuideSet(HipwiseAction):
    """Starts a guided set, and takes the steps that its buttons stand for.

    The count itself is shown by the set's display, not by this action's replies.
    """

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_guide_set"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]
    ) -> Events:
        """Takes a step, or starts a set of the exercise named or last talked about."""
        question = question_of(tracker)
        step = question.entities.get(STEP)
        if step is not None:
            return await self._take(step, bool(question.text), dispatcher, tracker)
        taken = await take_open_question(self.services, dispatcher, tracker)
        if taken is not None:
            return taken
        if await is_held_back(self.services, dispatcher, tracker):
            return []
        named = question.entities.get("exercise") or context_of(tracker).subjects.get("exercise")
        exercise = self.services.library.exercises.get(named or "")
        if exercise is not None:
            exercise = await self._at_amount(exercise, question.entities, tracker.sender_id)
        return self._begin(exercise, dispatcher, tracker)

    async def _at_amount(
        self, exercise: Exercise, said: Mapping[str, str], person: str
    ) -> Exercise:
        """The card at the amounts that were said, or else that the person's plan has."""
        sets, reps = (int(said[name]) if name in said else None for name in ("sets", "reps"))
        if sets or reps:
            return at_amount(exercise, sets, reps)
        plan = await asyncio.to_thread(self.services.diary.plan, person)
        for item in plan.items if plan else ():
            if item.exercise == exercise.id:
                return at_amount(exercise, item.sets, item.reps, item.hold)
        return exercise

    def _begin(
        self, exercise: Exercise | None, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """Starts a set; asks of which exercise where none is given."""
        services, context = self.services, context_of(tracker)
        if exercise is None:
            buttons = tuple(map(_button, services.library.exercises.values()))
            say(dispatcher, Reply(services.guided.words.which, buttons))
            offered = tuple(button.payload for button in buttons)
            return [
                SlotSet("talk", replace(context, offered=offered).as_slot()),
                SlotSet("topic", INTENT),
            ]
        talk = SlotSet("talk", context.about({"exercise": exercise.id}).as_slot())
        person = tracker.sender_id
        if not services.guided.can_guide(person):
            say(dispatcher, Reply(services.guided.words.no_stage))
            return [talk, SlotSet("topic", INTENT)]
        services.guided.start(person, exercise)
        tempo = exercise.tempo
        plan = {
            "exercise": exercise.id,
            "sets": tempo.sets,
            "reps": tempo.reps,
            "hold_s": tempo.hold_s,
        }
        return [talk, SlotSet("topic", INTENT), SlotSet(SLOT, plan)]

    async def _take(
        self, step: str, typed: bool, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        guided, person = self.services.guided, tracker.sender_id
        plan = tracker.get_slot(SLOT)
        if step in ("note", "leave"):
            return await self._settle(step == "note", dispatcher, tracker)
        if step == "stop":
            done = guided.stop(person, typed)
            if done is None:
                say(dispatcher, Reply(guided.words.nothing_runs))
            return [SlotSet(SLOT, {**plan, "sets": done} if plan and done else None)]
        if step != "pause" and await is_held_back(self.services, dispatcher, tracker):
            return []
        take = {"pause": guided.pause, "resume": guided.resume, "skip_rest": guided.skip_rest}
        if take[step](person, typed):
            return []
        # The program was started anew meanwhile, or the pause was a long one.
        exercise = self.services.library.exercises.get(plan["exercise"]) if plan else None
        if step == "resume" and plan and exercise:
            exercise = at_amount(exercise, plan["sets"], plan["reps"], plan.get("hold_s"))
            return self._begin(exercise, dispatcher, tracker)
        again = (_button(exercise, guided.words.buttons["again"]),) if exercise else ()
        say(dispatcher, Reply(guided.words.lost if again else guided.words.nothing_runs, again))
        return []

    async def _settle(
        self, note: bool, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """Notes what was done, or lets it go. The slot outlives a restart; the count does not."""
        services, person = self.services, tracker.sender_id
        words = services.guided.words
        plan = tracker.get_slot(SLOT)
        exercise = services.library.exercises.get(plan["exercise"]) if plan else None
        if plan is None or exercise is None or services.guided.state(person) in _NOT_DONE:
            say(dispatcher, Reply(words.nothing_to_note))
            return []
        if note:
            await asyncio.to_thread(
                services.noted_sets.add,
                person,
                exercise.id,
                plan["sets"],
                plan["reps"],
                services.clock(),
            )
            text = words.noted_each_side if exercise.tempo.each_side else words.noted
            text = text.format(name=exercise.name, sets=plan["sets"], reps=plan["reps"])
        else:
            text = words.not_noted
        services.guided.answered(person)
        following = await self._following(person) if note else ()
        return [*offer_buttons(dispatcher, tracker, Reply(text, following)), SlotSet(SLOT, None)]

    async def _following(self, person: str) -> tuple[Button, ...]:
        """Leads on to the next exercise of today's plan, if one is left that has a card."""
        services = self.services
        now, cards = await services.local_now(person), services.library.exercises
        left = await asyncio.to_thread(services.diary.left_today, person, now)
        title = services.guided.words.buttons["next"]
        named = [cards[exercise] for exercise in left if exercise in cards]
        return tuple(_button(card, title.format(name=card.name)) for card in named[:1])


_NOT_DONE = (State.COUNTING, State.HELD, State.PAUSED)


def _button(exercise: Exercise, title: str | None = None) -> Button:
    return Button(title or exercise.name, payload_for(INTENT, exercise=exercise.id))
