"""What comes in: text as typed, made harmless, and button payloads, let through by list.

Rasa obeys any text that begins with "/" as an intent. What a person types therefore never
keeps a leading slash, and what a button sends is checked against the buttons there can be.
"""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Any, Collection, Mapping

MAX_CHARACTERS = 2000
MAX_PAYLOAD = 256

# Control, format (zero-width, right-to-left marks), private use, unassigned, surrogates.
_INVISIBLE = {"Cc", "Cf", "Co", "Cn", "Cs"}
_KEPT = {"\n", "\t"}
_JOINER = "\u200d"  # holds one emoji together

_PAYLOAD = re.compile(r"/([a-z][a-z0-9_]*)(\{.*\})?", re.DOTALL)
_VALUE = re.compile(r"[\w .:+/-]{1,64}")


def clean_text(text: str) -> str:
    """Strips what a person cannot have meant to type.

    Invisible characters, leading slashes and surplus space go, and the text is cut at
    `MAX_CHARACTERS`. The result may be empty.
    """
    text = unicodedata.normalize("NFC", text[: 4 * MAX_CHARACTERS])
    visible = "".join(
        char
        for char in text
        if char in _KEPT or char == _JOINER or unicodedata.category(char) not in _INVISIBLE
    )
    folded = re.sub(r"\s+", " ", visible).strip(_JOINER + " ")
    return folded.lstrip("/\\ " + _JOINER)[:MAX_CHARACTERS].rstrip()


class Payloads:
    """The button payloads that may come in."""

    def __init__(self, intents: Collection[str], entities: Mapping[str, Collection[str]]) -> None:
        """Takes the names that buttons may use.

        Args:
            intents: intents that a button may stand for.
            entities: for each entity a button may carry, its values; an empty collection
                lets any short word or number through.
        """
        self._intents = frozenset(intents)
        self._entities = {name: frozenset(values) for name, values in entities.items()}

    def parse(self, payload: str) -> dict[str, Any] | None:
        """Turns `/intent{"entity": "value"}` into Rasa's parse data; None if not allowed."""
        match = _PAYLOAD.fullmatch(payload) if len(payload) <= MAX_PAYLOAD else None
        if match is None or match[1] not in self._intents:
            return None
        try:
            carried = json.loads(match[2] or "{}")
        except (ValueError, RecursionError):
            return None
        if not all(self._allowed(name, value) for name, value in carried.items()):
            return None
        intent = {"name": match[1], "confidence": 1.0}
        return {
            "text": payload,
            "intent": intent,
            "intent_ranking": [intent],
            "entities": [
                {"entity": name, "value": value, "start": 0, "end": 0, "extractor": "button"}
                for name, value in carried.items()
            ],
        }

    def _allowed(self, name: str, value: object) -> bool:
        if name not in self._entities or not isinstance(value, (str, int)):
            return False
        values = self._entities[name]
        return value in values if values else bool(_VALUE.fullmatch(str(value)))


def payload_for(intent: str, **entities: str | int) -> str:
    """The payload of a button: `/ask_exercise_dose{"exercise": "clamshell"}`."""
    return f"/{intent}{json.dumps(entities, separators=(',', ':'))}" if entities else f"/{intent}"


def read_payload(payload: str) -> tuple[str, dict[str, str]]:
    """Splits a payload that the program itself made into intent and entity values."""
    match = _PAYLOAD.fullmatch(payload)
    if match is None:
        raise ValueError(f"not a payload: {payload!r}")
    return match[1], {name: str(value) for name, value in json.loads(match[2] or "{}").items()}
