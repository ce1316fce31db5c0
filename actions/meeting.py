"""Holds the first meeting: what people tell is kept, prompts are set, and a plan is offered."""

from __future__ import annotations

import asyncio
import datetime as dtm

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.base import Events, offer_buttons
from actions.forms import AskForm, BeginForm, FinishForm, FormAction, ValidateForm
from hipwise.coaching.schedule import WEEKDAYS, Rhythm, is_quiet
from hipwise.forms.base import Answers, Heard
from hipwise.forms.meeting import ALTERNATE, NO_PROMPTS, SKIPPED, from_story, profile_fields
from hipwise.knowledge.story import Story
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


class ActionBeginMeeting(_MeetingAction, BeginForm):
    """Begins the meeting with what was told before it."""


class ValidateMeetingForm(_MeetingAction, ValidateForm):
    """Takes an answer."""


class AskMeetingForm(_MeetingAction, AskForm):
    """Asks the next question."""


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
            parts.append(words.prompts.format(at=rhythm.at.strftime("%H:%M")))
        buttons = tuple(Button(title, payload_for(intent)) for intent, title in words.next.items())
        reply = Reply("\n\n".join(parts), buttons)
        return offer_buttons(dispatcher, tracker, reply, self.form.start_intent)

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
