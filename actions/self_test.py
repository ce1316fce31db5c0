"""The mirror test: walked through step by step, its result, and the one done before."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any, Dict, List, Optional, cast

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.base import Events, context_of, question_of, say, zone_of
from actions.forms import AskForm, BeginForm, FinishForm, FormAction, ValidateForm
from actions.safety import warn
from hipwise.coaching.self_test import Leg, MirrorTest, Reason, fitting_exercises, needs_adult
from hipwise.forms.base import Answers, Heard
from hipwise.forms.self_test import (
    ADULT,
    GAVE_WAY,
    KNOWN_AGE,
    SORE,
    START,
    UNDER_18,
    SelfTestForm,
    ended_by,
    result_of,
    start_button,
)
from hipwise.forms.self_test_past import asks_for_last
from hipwise.forms.self_test_result import noticed_text, practice_text, then_now_text
from hipwise.forms.self_test_words import SelfTestWords
from hipwise.pictures.dates import full_date
from hipwise.pictures.self_test_card import DatedTest, draw_self_test_card
from hipwise.replies import Button, Reply
from hipwise.services import Services
from hipwise.understanding.messages import payload_for
from hipwise.understanding.triage.assessment import SIGNS

FORM = "self_test"
CARD = "self_test.png"
GIVING_WAY = "giving_way"


def words_from(services: Services) -> SelfTestWords:
    """The test's sentences."""
    return cast(SelfTestForm, services.forms[FORM]).words


class _SelfTestAction(FormAction):
    form_name = FORM

    async def first_answers(self, heard: Heard, tracker: Tracker) -> Answers:
        """The age, if it was told at the first meeting."""
        profile = await asyncio.to_thread(self.services.profiles.get, tracker.sender_id)
        young = needs_adult(profile.age_group if profile else None)
        known = {} if young is None else {KNOWN_AGE: UNDER_18 if young else ADULT}
        return {**known, **self.form.begun(heard)}


class ActionBeginSelfTest(_SelfTestAction, BeginForm):
    """Starts the test, or shows the last one where that is what the words ask for."""

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]
    ) -> Events:
        """Hands over to the form."""
        if asks_for_last(question_of(tracker).text):
            events = await show_last(self.services, dispatcher, tracker)
            return [*events, FollowupAction("action_listen")]
        return await super().run(dispatcher, tracker, domain)


class ValidateSelfTestForm(_SelfTestAction, ValidateForm):
    """Takes a message as an answer, or lets it be answered as usual."""


class ActionAskSelfTestFormFormDone(_SelfTestAction, AskForm):
    """Asks the question that is due."""


class ActionFinishSelfTest(_SelfTestAction, FinishForm):
    """Shows what was seen and keeps it, or says why the test is better left."""

    async def finish(
        self, answers: Answers, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """Says what comes of the answers."""
        services, person = self.services, tracker.sender_id
        ended = ended_by(answers)
        if ended == Reason.DANGER_SIGN.value:
            sign = str(answers["sign"])
            return await warn(services, dispatcher, person, str(SIGNS[sign]), [sign])
        local = await services.local_now(person)
        test = result_of(answers, local.date()) if ended in (None, SORE, GAVE_WAY) else None
        if test is None:
            return self._say_ended(ended or "nothing", dispatcher, tracker)
        if ended == GAVE_WAY:
            self._say_ended(GAVE_WAY, dispatcher, tracker)
        before = await asyncio.to_thread(services.self_tests.of, person, zone_of(local))
        await asyncio.to_thread(services.self_tests.add, person, test, services.clock())
        then = before[-1] if before else None
        said = words_from(services).result
        cut_short = ended == SORE and len(test.legs) < len(Leg)
        caption = said.stopped if cut_short else said.caption
        return await show(services, dispatcher, tracker, test, then, caption)

    def _say_ended(self, ended: str, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Says why it ends, with a kinder way."""
        words = words_from(self.services)
        kind = words.ended[ended]
        buttons = self.services.answerer.buttons_for(kind.next)
        if ended == GAVE_WAY:
            again = Button(words.again_and_again, payload_for("affirm", sign=GIVING_WAY))
            buttons = (again, *buttons)
        say(dispatcher, Reply(kind.say.strip(), buttons))
        return _talk_of_test(tracker, buttons)


async def show_last(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker
) -> Events:
    """Shows the test done last, beside the one before it; offers one where there is none."""
    words, person = words_from(services), tracker.sender_id
    zone = zone_of(await services.local_now(person))
    tests: List[MirrorTest] = await asyncio.to_thread(services.self_tests.of, person, zone)
    if not tests:
        offer = (start_button(words),)
        say(dispatcher, Reply(words.none_yet, offer))
        return _talk_of_test(tracker, offer)
    *earlier, test = tests
    then = earlier[-1] if earlier else None
    caption = words.last.format(day=full_date(test.day))
    say(dispatcher, await _card(services, person, test, then, caption))
    text = noticed_text(test, words)
    if then is not None:
        text = f"{then_now_text(then, test, full_date(then.day), words)}\n\n{text}"
    buttons = (*_exercises(services, test), start_button(words, words.result.again))
    say(dispatcher, Reply(text, buttons))
    return _talk_of_test(tracker, buttons)


async def show(
    services: Services,
    dispatcher: CollectingDispatcher,
    tracker: Tracker,
    test: MirrorTest,
    then: Optional[MirrorTest],
    caption: str,
) -> Events:
    """Shows a test that was just done: the card, what was noticed, and what to do with it."""
    words = words_from(services)
    say(dispatcher, await _card(services, tracker.sender_id, test, then, caption))
    say(dispatcher, Reply(noticed_text(test, words)))
    if then is not None:
        say(dispatcher, Reply(then_now_text(then, test, full_date(then.day), words)))
    buttons = _exercises(services, test)
    text = practice_text(test, words, services.library.phrase("pain_rule"))
    say(dispatcher, Reply(text, buttons))
    return _talk_of_test(tracker, buttons)


def _exercises(services: Services, test: MirrorTest) -> tuple[Button, ...]:
    """Buttons that lead to the exercises that fit."""
    return tuple(
        Button(
            services.library.exercises[name].name,
            payload_for("ask_exercise_howto", exercise=name),
        )
        for name in fitting_exercises(test)
    )


async def _card(
    services: Services,
    person: str,
    test: MirrorTest,
    then: Optional[MirrorTest],
    caption: str,
) -> Reply:
    """The card, drawn anew: it takes a second or two, so not on the event loop."""

    def draw() -> str:
        before = (
            DatedTest(then.day, then.leg(Leg.LEFT), then.leg(Leg.RIGHT))
            if then is not None
            else None
        )
        picture = draw_self_test_card(
            test.leg(Leg.LEFT), test.leg(Leg.RIGHT), services.card_words, before, test.day
        )
        return services.personal_files.write(person, CARD, picture)

    return Reply(caption, image=await asyncio.to_thread(draw))


def _talk_of_test(tracker: Tracker, buttons: tuple[Button, ...]) -> Events:
    """Notes what the talk is about, so that "says who?" and "the first one" can follow."""
    talk = replace(
        context_of(tracker),
        topic="ask_self_test",
        value=None,
        told=(),
        asked=None,
        guessed=False,
        offered=tuple(button.payload for button in buttons),
    )
    return [SlotSet("talk", talk.as_slot()), SlotSet("topic", START)]
