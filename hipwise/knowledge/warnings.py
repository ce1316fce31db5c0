"""What the bot says to a danger sign; the words are content/triage.yml's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Mapping, Optional, Sequence

from hipwise.replies import Button, Reply
from hipwise.understanding.messages import payload_for, read_payload

CLOSE_INTENT = "close_flag"
CLOSINGS = ("seen", "misunderstanding")
# The answers to a safety question, by the intent that a button or a typed word has.
ANSWERS = {"affirm": "yes", "deny": "no", "choose_option": "not_sure"}

# While a flag is open these pause: what would have somebody load the leg.
PAUSED_INTENTS = frozenset(
    {
        "ask_exercise_list",
        "ask_exercise_howto",
        "ask_exercise_dose",
        "ask_exercise_form",
        "ask_exercise_easier",
        "ask_exercise_harder",
        "ask_exercise_caution",
        "ask_return_to_sport",
        "ask_self_test",
        "start_self_test",
        "start_guided_set",
    }
)


@dataclass(frozen=True)
class Warnings:
    """Puts the words for danger signs together."""

    words: Mapping[str, Any]

    def name_of(self, signs: Sequence[str]) -> str:
        """The worst sign in plain words."""
        return str(self.words["signs"][signs[0]]["name"])

    def advice(self, tier: str, signs: Sequence[str]) -> Reply:
        """The tier's advice; nothing else is said with it."""
        parts = [self._fill(self.words["advice"][tier], signs)]
        if "child_hip" in signs:
            parts.append(str(self.words["child"]))
        parts.append(str(self.words["after"]))
        return Reply("\n\n".join(parts), self.closing_buttons())

    def distress(self) -> Reply:
        """The answer to words of self-harm or hopelessness."""
        return Reply(self._fill(self.words["distress"], ()))

    def question(self, sign: str) -> Reply:
        """The one question that clears up an uncertain sign."""
        buttons = tuple(
            Button(str(self.words[answer]), payload_for(intent, sign=sign))
            for intent, answer in ANSWERS.items()
        )
        text = f"{self.words['question_lead']} {self.words['signs'][sign]['ask']}"
        return Reply(text, buttons)

    def asked_about(self, offered: Sequence[str]) -> Optional[str]:
        """The sign that the last buttons asked about, if they did."""
        for payload in offered:
            intent, carried = read_payload(payload)
            if intent in ANSWERS and "sign" in carried:
                return carried["sign"]
        return None

    def is_worrying(self, sign: str, answer: str) -> Optional[bool]:
        """Whether an answer to `question` means the sign is there; None where not sure."""
        if answer == "not_sure":
            return None
        fine = bool(self.words["signs"][sign].get("yes_means_fine", False))
        return (answer == "yes") is not fine

    def paused(self, signs: Sequence[str]) -> Reply:
        """What stands in for exercise advice while a flag is open."""
        return Reply(self._fill(self.words["paused"], signs), self.closing_buttons())

    def next_day(self, signs: Sequence[str]) -> Reply:
        """How the bot asks after the person the next day."""
        return Reply(self._fill(self.words["next_day"], signs), self.closing_buttons())

    def closing_buttons(self) -> tuple[Button, ...]:
        """The two ways to close a flag."""
        return tuple(
            Button(str(self.words[f"{how}_button"]), payload_for(CLOSE_INTENT, closing=how))
            for how in CLOSINGS
        )

    def say(self, name: str) -> str:
        """A sentence by its name."""
        return str(self.words[name]).strip()

    def _fill(self, text: str, signs: Sequence[str]) -> str:
        sign = self.name_of(signs) if signs else ""
        return text.strip().format(number=self.words["emergency_numbers"], sign=sign)
