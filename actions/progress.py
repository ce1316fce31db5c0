"""Shows people how they are doing, and makes a page for their clinician."""

from __future__ import annotations

import asyncio
import datetime as dtm
import logging
from typing import Any, Dict, Mapping

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.base import Events, HipwiseAction, offer_buttons, question_of, say, zone_of
from actions.forms import AskForm, BeginForm, FinishForm, FormAction, ValidateForm
from actions.plan import story_of
from actions.self_test import show_last
from hipwise.coaching.ranges import read_range
from hipwise.errors import log_incident
from hipwise.forms.base import Answers
from hipwise.forms.own_words import STEP, OwnWords
from hipwise.forms.self_test_past import asks_for_last
from hipwise.replies import Button, Reply
from hipwise.services import Services
from hipwise.understanding.messages import payload_for

logger = logging.getLogger(__name__)

DARK = "dark"


def _buttons(titles: Mapping[str, str]) -> tuple[Button, ...]:
    return tuple(Button(title, payload_for(intent)) for intent, title in titles.items())


async def _range(services: Services, person: str, text: str) -> tuple[dtm.date, dtm.date] | None:
    """The days asked about; None where nothing is known of the person."""
    now = await services.local_now(person)
    zone = zone_of(now)
    first_known = await asyncio.to_thread(services.reports.first_known, person, zone)
    return None if first_known is None else read_range(text, now.date(), first_known)


class ActionShowProgress(HipwiseAction):
    """Sends a chart of pain and training, with two lines that say what it shows."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_show_progress"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]
    ) -> Events:
        """Sends it; without anything to show it says how to begin."""
        services, person = self.services, tracker.sender_id
        words, question = services.reports.words.mine, question_of(tracker)
        if asks_for_last(question.text):
            return await show_last(services, dispatcher, tracker)
        days = await _range(services, person, question.text)
        if days is None:
            reply = Reply(words.nothing, _buttons(words.nothing_buttons))
            return offer_buttons(dispatcher, tracker, reply, "show_progress")
        dark = question.entities.get("a") == DARK or DARK in question.text.lower().split()
        zone = zone_of(await services.local_now(person))
        shown = await asyncio.to_thread(services.reports.chart, person, *days, zone, dark)
        buttons = _buttons(words.buttons)
        if not dark:
            buttons = (*buttons, Button(words.dark, payload_for("show_progress", a=DARK)))
        reply = Reply(shown.text, buttons, shown.image)
        return offer_buttons(dispatcher, tracker, reply, "show_progress")


async def send_page(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, text: str
) -> Events:
    """Sends the page for a clinician.

    Args:
        services: those of the action.
        dispatcher: sends.
        tracker: of the person.
        text: what to say with it.
    """
    person = tracker.sender_id
    now = await services.local_now(person)
    zone = zone_of(now)
    days = await _range(services, person, question_of(tracker).text) or (now.date(), now.date())
    signs = {name: str(sign["name"]) for name, sign in services.library.triage["signs"].items()}
    about = await asyncio.to_thread(services.diary.about, person, story_of(tracker))
    image = await asyncio.to_thread(services.reports.page, person, *days, zone, signs, about)
    reply = Reply(text, _buttons(services.reports.words.mine.summary_buttons), image)
    return offer_buttons(dispatcher, tracker, reply, "export_summary")


class ActionExportSummary(HipwiseAction):
    """Sends one page, as a PDF, that a person can show to a doctor or physio."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_export_summary"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]
    ) -> Events:
        """Sends it."""
        words = self.services.reports.words.mine
        return await send_page(self.services, dispatcher, tracker, words.summary)


class ActionExportData(HipwiseAction):
    """Sends everything held about somebody as a file."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_export_data"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]
    ) -> Events:
        """Makes the file and sends it."""
        services = self.services
        try:
            image = await asyncio.to_thread(services.reports.export, tracker.sender_id)
        except OSError as error:
            log_incident(logger, "export failed", error)
            say(dispatcher, Reply(services.data_words.export_failed))
            return [SlotSet("topic", None)]
        say(dispatcher, Reply(services.data_words.export, image=image))
        return [SlotSet("topic", "export_data")]


class _OwnWordsAction(FormAction):
    form_name = "own_words"


class ActionBeginOwnWords(_OwnWordsAction, BeginForm):
    """Asks for the words."""


class ValidateOwnWordsForm(_OwnWordsAction, ValidateForm):
    """Takes them."""


class AskOwnWordsForm(_OwnWordsAction, AskForm):
    """Asks for them."""


class ActionFinishOwnWords(_OwnWordsAction, FinishForm):
    """Keeps them and sends the page."""

    async def finish(
        self, answers: Answers, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """Keeps and sends; says so where there is nothing to keep."""
        services, person = self.services, tracker.sender_id
        form = self.form
        assert isinstance(form, OwnWords)
        if not answers[STEP]:
            return offer_buttons(dispatcher, tracker, Reply(form.words.left))
        await asyncio.to_thread(
            services.profiles.note, person, services.clock(), own_words=answers[STEP]
        )
        kept = services.reports.words.mine.own_words_kept
        return await send_page(services, dispatcher, tracker, kept)
