"""One turn of a conversation outside Telegram: a message in, what came of it out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Mapping, Optional, Sequence

from rasa.core.agent import Agent
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.shared.core.events import SlotSet, UserUttered

from hipwise.replies import Reply, plain, reply_from_rasa
from hipwise.understanding.messages import Payloads, clean_text

# Ends of lines to some readers, which JSON lets stand in a string.
_LINE_ENDS = {code: f"\\u{code:04x}" for code in (0x85, 0x2028, 0x2029)}


class CollectedReplies(OutputChannel):
    """An output channel that keeps the replies instead of sending them."""

    def __init__(self) -> None:
        """Starts with none."""
        self.replies: list[Reply] = []

    @classmethod
    def name(cls) -> str:
        """The channel's name in Rasa."""
        return "hipwise_chat"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Keeps one reply."""
        self.replies.append(reply_from_rasa(message))


@dataclass(frozen=True)
class Understood:
    """A message as understood, before any conversation.

    Attributes:
        user: the message as typed.
        intent: name and confidence.
        entities: entity and value, in order.
        triage: tier and signs.
        decision: "answer", "offer" or "decline".
        offered: intents, likeliest first.
        asked_about: the danger sign that one question is to clear up, if any.
    """

    user: str
    intent: Mapping[str, Any]
    entities: Sequence[Mapping[str, Any]]
    triage: Mapping[str, Any]
    decision: str
    offered: Sequence[str]
    asked_about: Optional[str] = None

    def as_json(self) -> dict[str, Any]:
        """The fields that design.md names for `hipwise parse`."""
        return {
            "user": self.user,
            "intent": dict(self.intent),
            "entities": [dict(entity) for entity in self.entities],
            "triage": dict(self.triage),
            "decision": self.decision,
            "offered": list(self.offered),
        }


@dataclass(frozen=True)
class Turn:
    """What a message led to.

    Attributes:
        understood: how the message was read.
        topic: the intent whose answer was given, or None.
        replies: what the bot said.
    """

    understood: Understood
    topic: Optional[str]
    replies: Sequence[Reply]

    def as_json(self) -> dict[str, Any]:
        """The fields that design.md names for `hipwise chat --json`."""
        replies = [reply_as_json(reply) for reply in self.replies]
        return {**self.understood.as_json(), "topic": self.topic, "replies": replies}


def reply_as_json(reply: Reply) -> dict[str, Any]:
    """A reply with the fields that design.md names for `hipwise chat --json`."""
    return {
        "text": plain(reply.text),
        "buttons": [{"title": button.title, "payload": button.payload} for button in reply.buttons],
        "image": reply.image,
    }


class Conversation:
    """Talks with the agent as one person."""

    def __init__(
        self, agent: Agent, payloads: Payloads, sender_id: str, now: Optional[datetime] = None
    ) -> None:
        """Takes the agent, the buttons there can be, who is talking, and their local time."""
        self.agent = agent
        self._payloads = payloads
        self.sender_id = sender_id
        self.now = now
        self.last_buttons: Sequence[Any] = ()

    async def say(self, text: str) -> Turn:
        """Sends what somebody typed."""
        message = UserMessage(clean_text(text), metadata=self._metadata())
        return await self._handle(text, message)

    async def press(self, payload: str) -> Turn:
        """Sends a button's payload."""
        parsed = self._payloads.parse(payload)
        if parsed is None:
            raise ValueError(f"no button sends {payload!r}")
        message = UserMessage(payload, parse_data=parsed, metadata=self._metadata())
        return await self._handle(payload, message)

    async def tap(self, number: int) -> Turn:
        """Presses the number-th of the last buttons, counted from 1.

        Raises:
            ValueError: there is no such button.
        """
        if not 1 <= number <= len(self.last_buttons):
            raise ValueError(f"there are {len(self.last_buttons)} buttons to tap")
        return await self.press(self.last_buttons[number - 1].payload)

    def _metadata(self) -> dict[str, Any]:
        return {"now": self.now.isoformat()} if self.now else {}

    async def _handle(self, typed: str, message: UserMessage) -> Turn:
        output = CollectedReplies()
        message.output_channel = output
        message.sender_id = self.sender_id
        message.input_channel = output.name()
        await self.agent.handle_message(message)
        tracker = await self.agent.tracker_store.retrieve(self.sender_id)
        if tracker is None:
            # They had everything deleted, and this turn with it.
            understood = read_parse_data(typed, message.parse_data or {})
            return Turn(understood, str(understood.intent["name"]), output.replies)
        events = list(tracker.events)
        begin = max(place for place, event in enumerate(events) if isinstance(event, UserUttered))
        topic = next(
            (
                event.value
                for event in reversed(events[begin:])
                if isinstance(event, SlotSet) and event.key == "topic"
            ),
            None,
        )
        understood = read_parse_data(typed, events[begin].parse_data)
        if topic is not None and understood.decision != "answer":
            # The talk so far made clear what the words alone did not.
            understood = Understood(
                typed, understood.intent, understood.entities, understood.triage, "answer", []
            )
        for reply in output.replies:
            if reply.buttons:
                self.last_buttons = reply.buttons
        return Turn(understood, topic, output.replies)


async def understand(agent: Agent, text: str, now: Optional[datetime] = None) -> Understood:
    """Reads a message without any conversation."""
    message = UserMessage(clean_text(text), metadata={"now": now.isoformat()} if now else {})
    parsed = await agent.processor.parse_message(message)
    return read_parse_data(text, parsed)


def read_parse_data(typed: str, parsed: Mapping[str, Any]) -> Understood:
    """Rasa's parse data in the words of the contract."""
    understanding = parsed.get("understanding") or {}
    intent = parsed.get("intent") or {}
    triage = parsed.get("triage") or {}
    return Understood(
        typed,
        {
            "name": understanding.get("intent", intent.get("name")),
            "confidence": round(float(intent.get("confidence") or 0.0), 4),
        },
        [
            {"entity": item["entity"], "value": item["value"]}
            for item in parsed.get("entities") or []
        ],
        {"tier": triage.get("tier"), "signs": list(triage.get("signs") or [])},
        understanding.get("decision", "answer"),
        list(understanding.get("offered") or []),
        triage.get("ask"),
    )


def json_line(value: Mapping[str, Any]) -> str:
    """One JSON object a line, readable as it is in any script."""
    return json.dumps(value, ensure_ascii=False).translate(_LINE_ENDS)
