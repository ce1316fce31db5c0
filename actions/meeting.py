"""Holds the first meeting: what people tell is kept, prompts are set, and a plan is offered."""

from __future__ import annotations

import asyncio
import datetime as dtm
from typing import Any, Dict

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.base import Events, offer_buttons, question_of, say
from actions.forms import (
    FLAGS,
    REQUESTED,
    AskForm,
    BeginForm,
    FinishForm,
    FormAction,
    ValidateForm,
)
from hipwise.coaching.schedule import WEEKDAYS, Rhythm, is_quiet
from hipwise.coaching.zones import zone_title
from hipwise.forms.base import Answers, FormState, Heard, Move, move_on, step_of
from hipwise.forms.meeting import (
    ALTERNATE,
    ASKED,
    NO_PROMPTS,
    SKIPPED,
    Meeting,
    from_story,
    profile_fields,
)
from hipwise.knowledge.story import Story
from hipwise.knowledge.warnings import ANSWERS
from hipwise.reminders.desk import CHANGE
from hipwise.reminders.words import clock
from hipwise.replies import Button, Reply
from hipwise.understanding.messages import payload_for


class _MeetingAction(FormAction):
    form_name = "meeting"

    async def first_answers(self, heard: Heard, tracker: Tracker) -> Answers:
        """What the person's story has told; a meeting held again asks everything anew."""
        person = tracker.sender_id
        profile = await asyncio.to_thread(self.services.profiles.get, person)
        if profile is not None and profile.met_at is not None:
            return {}
        return from_story(Story.from_slot(tracker.get_slot("story")))

    async def is_left_behind(self, tracker: Tracker) -> bool:
        """Whether a question of an earlier day is open and the latest message is no answer to it.

        Reports and check-ins of later days are then heard as such.
        """
        person = tracker.sender_id
        kept = await asyncio.to_thread(self.services.open_forms.get, person, self.form_name)
        local = await self.services.local_now(person)
        if kept is None or kept.updated_at.astimezone(local.tzinfo).date() == local.date():
            return False
        state = await self.state_of(person)
        step = None if state is None else step_of(self.form, state)
        heard = await self.heard(tracker, step)
        if heard.tap is not None or state is None or step is None:
            return heard.tap is None
        if isinstance(self.form, Meeting) and self.form.answers_later(step, heard):
            return False
        moved = move_on(self.form, state, heard, self.services.controls)
        return moved is None or moved.move is Move.ANSWERED

    async def put_off(self, person: str) -> None:
        """Leaves the meeting where it is, to be gone on with when they like."""
        state = await self.state_of(person)
        if state is None:
            await self.drop(person)
        else:
            await self.keep(person, FormState(state.answers, paused=True))

    def left_behind(self) -> Reply:
        """Says that there are questions left."""
        words = self.services.meeting_words
        go_on = Button(words.go_on, payload_for(self.form.start_intent))
        return Reply(words.left_behind, (go_on,))


class ActionBeginMeeting(_MeetingAction, BeginForm):
    """Begins the meeting with what was told before it."""


class ValidateMeetingForm(_MeetingAction, ValidateForm):
    """Takes an answer."""

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]
    ) -> Events:
        """Takes it, or leaves what is said on a later day to the rules of everything else."""
        if not await self.is_left_behind(tracker):
            return await super().run(dispatcher, tracker, domain)
        if question_of(tracker).intent not in ANSWERS:
            return []
        # "OK" would be taken for the first button of a question that is long forgotten.
        await self.put_off(tracker.sender_id)
        offered = offer_buttons(dispatcher, tracker, self.left_behind())
        return [*offered, SlotSet(REQUESTED, None)]


class AskMeetingForm(_MeetingAction, AskForm):
    """Asks the next question."""

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]
    ) -> Events:
        """Asks it; a question of an earlier day is put off instead, with a word that says so."""
        if not await self.is_left_behind(tracker):
            return await super().run(dispatcher, tracker, domain)
        await self.put_off(tracker.sender_id)
        question = question_of(tracker)
        if question.text and question.intent not in FLAGS:
            say(dispatcher, self.left_behind())
        return [SlotSet(REQUESTED, None)]

    def asked_with(self, answers: Answers, tracker: Tracker) -> Answers:
        """The introduction comes before the first question once."""
        again = tracker.get_slot(REQUESTED) is not None
        return {**answers, ASKED: True} if again else answers


class ActionFinishMeeting(_MeetingAction, FinishForm):
    """Keeps what was told, sets the prompts, and leads on."""

    async def finish(
        self, answers: Answers, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """Keeps it and says what is next."""
        services, person, now = self.services, tracker.sender_id, self.services.clock()
        fields = profile_fields(answers)
        await asyncio.to_thread(
            services.profiles.note, person, now, consented_at=now, met_at=now, **fields
        )
        words = services.meeting_words
        parts = [words.done]
        if rhythm := await self._rhythm(answers, person):
            await asyncio.to_thread(services.reminding.schedules.save, person, rhythm, now)
            await asyncio.to_thread(
                services.reminding.schedules.ask, person, {"asked": [CHANGE]}, now
            )
            parts.append(await self._say_prompts(rhythm, person))
        buttons = tuple(Button(title, payload_for(intent)) for intent, title in words.next.items())
        reply = Reply("\n\n".join(parts), buttons)
        return offer_buttons(dispatcher, tracker, reply, self.form.start_intent)

    async def _say_prompts(self, rhythm: Rhythm, person: str) -> str:
        """When they are asked; by whose clock, where they have told no town."""
        reminding, words = self.services.reminding, self.services.meeting_words.prompts
        told = await asyncio.to_thread(reminding.schedules.told_zone, person)
        days = reminding.words.days(rhythm)
        return words["by_zone" if told is None else "yours"].format(
            days=days[0].lower() + days[1:], at=clock(rhythm.at), zone=zone_title(rhythm.zone)
        )

    async def _rhythm(self, answers: Answers, person: str) -> Rhythm | None:
        """When to prompt; None where no prompts are wanted."""
        days, time = answers.get("days", SKIPPED), answers.get("time", SKIPPED)
        if days in (NO_PROMPTS, SKIPPED) or time == SKIPPED:
            return None
        local = await self.services.local_now(person)
        at = dtm.time.fromisoformat(time)
        first = local.date() + dtm.timedelta(days=at <= local.time())
        alternate = days == [ALTERNATE]
        return Rhythm(
            at=at,
            weekdays=() if alternate else tuple(day for day in WEEKDAYS if day in days),
            zone=str(local.tzinfo),
            alternate_from=first if alternate else None,
            chose_quiet_hours=is_quiet(at),
        )
