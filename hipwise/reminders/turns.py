"""What happens before each turn of a talk, for the sake of reminders.

The message gets the person's local time, so that "till Monday" is theirs. Prompts that waited
for an answer have one. And where the bot has just asked something about reminders, a short
answer ("8", "two weeks", "Lisbon") is read as one.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage

from hipwise.errors import cause
from hipwise.records.schedules import Heard
from hipwise.reminders.desk import CHANGE, INTENTS, PAUSE, SET, SNOOZE, ZONE
from hipwise.reminders.reminding import Reminding
from hipwise.reminders.requests import asks_when, takes_days_out

logger = logging.getLogger(__name__)

Handle = Callable[[UserMessage], Awaitable[Any]]

PROMPT_INTENT = "EXTERNAL_prompt"
LONGEST_ANSWER = 12  # words
SHORT_ANSWER = 4

# For what a question asks: the intent of its answers, and the entities that make one.
_ANSWERS: dict[str, tuple[str, frozenset[str]]] = {
    "time": (SET, frozenset({"time", "duration_minutes", "weekday"})),
    "days": (SET, frozenset({"weekday", "time"})),
    "until": (PAUSE, frozenset({"until", "duration_minutes", "weekday"})),
    "when": (SNOOZE, frozenset({"time", "duration_minutes"})),
    "place": (ZONE, frozenset({"place"})),
    CHANGE: (SET, frozenset({"time", "weekday", "duration_minutes"})),
}
# What tells a wish for another time from a number that means something else.
_CHANGES = re.compile(
    r"\b(?:make|change|move|shift|push|set|instead|rather|better|prefer|actually|only|just|not|"
    r"no|nah|nope|naw|add|drop|also|earlier|later|and on|but|meant?|yes|yeah|yep|"
    r"(?:put|take|bring)\b(?:\s\w+){0,4}\s(?:in|back))\b",
    re.IGNORECASE,
)
# "Nah, 5.30" right after a time was set is another time for good, and no putting off.
_TAKES_BACK = re.compile(
    r"\W*(?:no|nah|nope|naw|actually|sorry|make (?:it|that))\b"
    r"(?!.*\b(?:today|tonight|tomorrow|now|later|once)\b)",
    re.IGNORECASE,
)
# What a short answer passes for where no question is known.
_MISTAKEN_FOR = frozenset(
    {"nlu_fallback", "out_of_scope", "log_pain", "log_exercise", "choose_option", "affirm"}
)
_OF_TIMES = frozenset({"time", "when", CHANGE})
# Answers to one question may sound like those to another; a wish to stop never does.
_ALIKE = frozenset({SET, SNOOZE, PAUSE})


def listening(agent: Agent, reminding: Reminding, clock: Callable[[], datetime]) -> Handle:
    """Wraps `agent.handle_message`.

    Args:
        agent: answers the messages.
        reminding: the records of schedules and prompts.
        clock: the present moment.
    """
    handle: Handle = agent.handle_message

    async def handle_message(message: UserMessage) -> Any:
        if not _is_prompt(message):
            await _prepare(agent, message, reminding, clock)
        return await handle(message)

    return handle_message


def _is_prompt(message: UserMessage) -> bool:
    intent = (message.parse_data or {}).get("intent") or {}
    return intent.get("name") == PROMPT_INTENT


async def _prepare(
    agent: Agent, message: UserMessage, reminding: Reminding, clock: Callable[[], datetime]
) -> None:
    person = str(message.sender_id)
    try:
        now = clock()
        heard = await asyncio.to_thread(reminding.schedules.heard, person, now)
    except Exception as error:
        # Without its records the bot still answers.
        logger.error("a message could not be noted: %s", cause(error))
        return
    local = now.astimezone(ZoneInfo(heard.zone or reminding.desk.home_zone)).replace(tzinfo=None)
    metadata = dict(message.metadata or {})
    metadata.setdefault("now", local.isoformat())
    message.metadata = metadata
    if message.parse_data is None and message.text and heard.question:
        await _read_answer(agent, message, heard, reminding)


async def _read_answer(
    agent: Agent, message: UserMessage, heard: Heard, reminding: Reminding
) -> None:
    question: Mapping[str, Any] = heard.question or {}
    asked = [what for what in question.get("asked", ()) if what in _ANSWERS]
    if not asked or agent.processor is None:
        return
    # Only times are written as bare numbers.
    expected = {"expected": "time"} if _OF_TIMES.intersection(asked) else {}
    asking = UserMessage(
        message.text, sender_id=message.sender_id, metadata={**message.metadata, **expected}
    )
    parsed = await agent.processor.parse_message(asking)
    answers = (answered_by(what, parsed, message.text) for what in asked)
    intent = next((answer for answer in answers if answer is not None), None)
    if intent is None:
        await asyncio.to_thread(reminding.schedules.forget_question, str(message.sender_id))
        return
    said = {"name": intent, "confidence": 1.0}
    understanding = {"intent": intent, "decision": "answer", "offered": []}
    message.parse_data = {
        **parsed,
        "intent": said,
        "intent_ranking": [said],
        "understanding": {**(parsed.get("understanding") or {}), **understanding},
    }


def answered_by(asked: str, parsed: Mapping[str, Any], text: str) -> str | None:
    """The intent of a message that answers a question; None where it speaks of other things.

    Args:
        asked: what the question asked; a key of `_ANSWERS`.
        parsed: the message as understood.
        text: the message as typed.
    """
    intent, entities = _ANSWERS[asked]
    understood = parsed.get("understanding") or {}
    name = understood.get("intent") or (parsed.get("intent") or {}).get("name")
    triage = parsed.get("triage") or {}
    words = len(text.split())
    if triage.get("tier") or triage.get("ask") or words > LONGEST_ANSWER:
        return None
    if asked == CHANGE and name not in INTENTS and not _CHANGES.search(text):
        return None
    if asked == "until" and _is_of_the_rhythm(parsed, text):
        unlike = name in _ALIKE or name not in INTENTS
        return SET if unlike else str(name)
    if asked == CHANGE and name == SNOOZE and _puts_right(parsed, text):
        return SET
    if name in INTENTS:
        alike = name in _ALIKE and intent in _ALIKE and asked != CHANGE
        return intent if alike else str(name)
    found = {item["entity"] for item in parsed.get("entities") or ()}
    unclear = name in _MISTAKEN_FOR or understood.get("decision") != "answer"
    fits = bool(found & entities)
    # A place that no table knows is still an answer: the bot asks for a larger one.
    unknown_place = asked == "place" and unclear and name != "affirm"
    if words <= SHORT_ANSWER and (fits or unknown_place):
        return intent
    return intent if fits and unclear else None


def _is_of_the_rhythm(parsed: Mapping[str, Any], text: str) -> bool:
    """Whether a message tells or asks when reminders come, rather than how long they stay away."""
    low = text.lower().replace("’", "'")
    if asks_when(low) or takes_days_out(low):
        return True
    found = [item["entity"] for item in parsed.get("entities") or ()]
    if "until" in found or "duration_minutes" in found:
        return False
    return "time" in found or found.count("weekday") > 1


def _puts_right(parsed: Mapping[str, Any], text: str) -> bool:
    """Whether a message right after a time was set names another one in its place."""
    found = {item["entity"] for item in parsed.get("entities") or ()}
    return "time" in found and _TAKES_BACK.match(text) is not None
