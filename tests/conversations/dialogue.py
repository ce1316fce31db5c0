"""Whole dialogues as data: read from dialogues/*.yml, played, and compared turn by turn.

A dialogue is a name and turns; a turn is what the person does and what must come of it:

    say, tap      the message, or the number of the button pressed, counted from 1
    topic         the intent whose answer is due: one name or several acceptable ones,
                  `null` for none, `any` for some answer
    about         the exercise, activity, condition or group the talk must now be about
    decision      answer, offer or decline; one or several
    contains      words that the replies must hold, in any case
    buttons       beginnings of payloads that the buttons must offer
    picture       file stem of the picture or animation
    fresh         true: no reply may repeat an earlier one word for word
    model: weak   the message is known to be misread (its intent or a name in it), or follows one
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Optional

import yaml

from hipwise.knowledge.context import Context
from hipwise.turns import Conversation, Turn

FOLDER = Path(__file__).parent / "dialogues"
FIELDS = {
    *("say", "tap", "topic", "about", "decision", "contains", "buttons", "picture"),
    *("fresh", "model"),
}


@dataclass(frozen=True)
class Outcome:
    """What came of a turn.

    Attributes:
        turn: as the program answered it.
        context: what the talk was about afterwards.
        wrong: what was not as it should be, in words.
        weak: whether the message is known to be misread.
    """

    turn: Turn
    context: Context
    wrong: tuple[str, ...]
    weak: bool


@dataclass(frozen=True)
class Dialogue:
    """A conversation of one person."""

    name: str
    turns: tuple[dict[str, Any], ...] = field(repr=False)


def read_dialogues() -> list[Dialogue]:
    """All dialogues of the folder."""
    found = []
    for path in sorted(FOLDER.glob("*.yml")):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8")):
            for turn in entry["turns"]:
                unknown = turn.keys() - FIELDS
                if unknown or ("say" in turn) == ("tap" in turn) or "topic" not in turn:
                    raise ValueError(f"{path.name}: {entry['name']}: {turn}")
            found.append(Dialogue(f"{path.stem}: {entry['name']}", tuple(entry["turns"])))
    return found


async def play(dialogue: Dialogue, talk: Conversation) -> list[Outcome]:
    """Holds a dialogue from beginning to end, whatever goes wrong on the way."""
    outcomes: list[Outcome] = []
    said: set[str] = set()
    for expected in dialogue.turns:
        if "say" in expected:
            turn = await talk.say(str(expected["say"]))
        else:
            turn = await talk.tap(expected["tap"])
        context = await talk_of(talk)
        wrong = tuple(_compare(expected, turn, context, said))
        outcomes.append(Outcome(turn, context, wrong, expected.get("model") == "weak"))
        said.update(reply.text for reply in turn.replies)
    return outcomes


async def talk_of(talk: Conversation) -> Context:
    """What a conversation is about by now."""
    tracker = await talk.agent.tracker_store.retrieve(talk.sender_id)
    return Context.from_slot(tracker.get_slot("talk") if tracker else None)


def _compare(expected: dict[str, Any], turn: Turn, context: Context, said: set[str]) -> list[str]:
    """Everything about a turn that is not as expected."""
    wrong = []
    topics = _as_list(expected["topic"])
    if turn.topic not in topics and not ("any" in topics and turn.topic):
        wrong.append(f"topic {turn.topic}, not {' or '.join(map(str, topics))}")
    about = expected.get("about")
    now_about = [context.value] if context.value else list(context.subjects.values())
    if about and about not in now_about:
        wrong.append(f"about {now_about}, not {about}")
    decisions = _as_list(expected.get("decision"))
    if decisions != [None] and turn.understood.decision not in decisions:
        wrong.append(f"decision {turn.understood.decision}, not {decisions}")
    words = "\n".join(reply.text for reply in turn.replies)
    if not words:
        wrong.append("no reply")
    for part in expected.get("contains", ()):
        if part.lower() not in words.lower():
            wrong.append(f"the reply lacks {part!r}")
    payloads = [button.payload for reply in turn.replies for button in reply.buttons]
    for beginning in expected.get("buttons", ()):
        if not any(payload.startswith(beginning) for payload in payloads):
            wrong.append(f"no button {beginning}")
    picture = expected.get("picture")
    if picture and picture not in [_stem(reply.image) for reply in turn.replies]:
        wrong.append(f"no picture {picture}")
    if expected.get("fresh") and any(reply.text in said for reply in turn.replies):
        wrong.append("said again what it had said before")
    return wrong


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _stem(image: Optional[str]) -> Optional[str]:
    return Path(image).stem if image else None
