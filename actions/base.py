"""What all actions share: their services, and tracker and reply in the project's own types."""

from __future__ import annotations

import abc
import asyncio
import datetime as dtm
from dataclasses import replace
from typing import Any, Dict, List, Optional, Tuple

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActionExecuted, ActiveLoop, SlotSet, UserUttered
from rasa_sdk.executor import CollectingDispatcher

from hipwise.forms.base import answered
from hipwise.knowledge.answering import Answer
from hipwise.knowledge.context import Context, Question
from hipwise.replies import Reply
from hipwise.services import Services, services_of_this_process
from hipwise.understanding.messages import read_payload

Events = List[Dict[str, Any]]

# Slot: whether the person has been told what the bot is and is not.
INTRODUCED = "introduced"


class HipwiseAction(Action, abc.ABC):
    """An action with services.

    In the program the services are passed in; `rasa run actions` builds actions without
    arguments and gets those of its process.
    """

    def __init__(self, services: Optional[Services] = None) -> None:
        """Takes the services to use."""
        self._given = services

    @property
    def services(self) -> Services:
        """The services that were passed in, or this process's."""
        return self._given or services_of_this_process()

    @abc.abstractmethod
    def name(self) -> str:
        """The action's name in the domain."""


def context_of(tracker: Tracker) -> Context:
    """What the conversation is about.

    Replies that stand in the domain leave no note of what was mentioned before them and of
    their buttons, so both are looked up in what was said since the last note.
    """
    context = Context.from_slot(tracker.get_slot("talk"))
    for event in _since_last_note(tracker):
        if event["event"] == "user":
            found = (event.get("parse_data") or {}).get("entities") or []
            said = {item["entity"]: str(item["value"]) for item in reversed(found)}
            context = context.about(said)
        elif buttons := (event.get("data") or {}).get("buttons"):
            offered = tuple(button["payload"] for button in buttons)
            context = replace(context, offered=offered, guessed=True, asked=None)
    return context


def _since_last_note(tracker: Tracker) -> List[Dict[str, Any]]:
    """What was said since an action last noted what the talk is about, oldest first."""
    said: List[Dict[str, Any]] = []
    for event in reversed(tracker.events):
        if event["event"] == "slot" and event["name"] == "talk":
            break
        if event["event"] in ("user", "bot"):
            said.insert(0, event)
    return said


def question_of(tracker: Tracker) -> Question:
    """The latest message as understood."""
    message = tracker.latest_message
    text = message.get("text") or ""
    found = message.get("entities") or []
    entities = {item["entity"]: str(item["value"]) for item in reversed(found)}
    spans = tuple(text[item["start"] : item["end"]] for item in found if item.get("end"))
    understanding = message.get("understanding") or {}
    intent = understanding.get("intent") or (message.get("intent") or {}).get("name") or ""
    typed = "" if text.startswith("/") else text
    pairs = tuple((item["entity"], str(item["value"])) for item in found)
    return Question(intent, entities, typed, spans, pairs)


def ranking_of(tracker: Tracker) -> List[Tuple[str, float]]:
    """The language model's readings of the latest message with their chances."""
    ranking = tracker.latest_message.get("intent_ranking") or []
    return [(item["name"], item["confidence"]) for item in ranking]


def offered_by(tracker: Tracker) -> List[str]:
    """The topics that the language model thought likely."""
    understanding = tracker.latest_message.get("understanding") or {}
    return list(understanding.get("offered") or [])


def said_last(tracker: Tracker) -> str:
    """The last thing that the bot said; empty where it was nothing in words."""
    said = tracker.get_last_event_for("bot") or {}
    return str(said.get("text") or "")


def asked_last(tracker: Tracker) -> bool:
    """Whether the last thing that the bot said was a question."""
    return said_last(tracker).rstrip().endswith("?")


def zone_of(local: dtm.datetime) -> dtm.tzinfo:
    """The time zone of somebody's local time."""
    return local.tzinfo or dtm.timezone.utc


def say(dispatcher: CollectingDispatcher, *replies: Reply) -> None:
    """Sends replies."""
    for reply in replies:
        buttons = [{"title": item.title, "payload": item.payload} for item in reply.buttons]
        dispatcher.utter_message(text=reply.text, buttons=buttons or None, image=reply.image)


def press(payload: str, tracker: Tracker) -> Events:
    """Goes on as if the person had pressed a button that another action answers."""
    intent, entities = read_payload(payload)
    parse_data = {
        "intent": {"name": intent, "confidence": 1.0},
        "entities": [
            {"entity": name, "value": value, "start": 0, "end": 0, "extractor": "button"}
            for name, value in entities.items()
        ],
    }
    message = UserUttered(payload, parse_data)
    message["metadata"] = tracker.latest_message.get("metadata")
    return [ActionExecuted("action_listen"), message]


def deliver(dispatcher: CollectingDispatcher, answer: Answer) -> Events:
    """Sends an answer and remembers what the talk is about."""
    say(dispatcher, *answer.replies)
    return [
        SlotSet("talk", answer.context.as_slot()),
        SlotSet("topic", answer.topic),
    ]


def offer_buttons(
    dispatcher: CollectingDispatcher, tracker: Tracker, reply: Reply, topic: Optional[str] = None
) -> Events:
    """Sends a reply, and remembers its buttons so that words can pick one."""
    say(dispatcher, reply)
    offered = tuple(button.payload for button in reply.buttons)
    talk = replace(context_of(tracker), offered=offered, asked=None, guessed=False)
    return [SlotSet("talk", talk.as_slot()), SlotSet("topic", topic)]


def form_under_way(tracker: Tracker) -> Optional[str]:
    """The name of the form that is asking something, if one is."""
    loop = (tracker.active_loop or {}).get("name")
    return str(loop).removesuffix("_form") if loop else None


async def leave_form(services: Services, tracker: Tracker) -> Events:
    """Puts the form that is under way off, with all that was answered, and leaves it."""
    name = form_under_way(tracker)
    if name is None:
        return []
    person = tracker.sender_id
    kept = await asyncio.to_thread(services.open_forms.get, person, name)
    if kept is not None and not answered(dict(kept.answers)):
        await asyncio.to_thread(services.open_forms.drop, person, name)
    elif kept is not None:
        await asyncio.to_thread(
            services.open_forms.save, person, name, kept.answers, True, services.clock()
        )
    return [SlotSet("requested_slot", None), ActiveLoop(None)]
