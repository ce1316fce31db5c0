"""What the bot says to a danger sign; the words are content/triage.yml's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Mapping, Optional, Sequence

from hipwise.knowledge.context import STORY, Context, Question, is_bare_mention, resolve
from hipwise.knowledge.story import REPORTS
from hipwise.replies import Button, Reply
from hipwise.understanding.messages import payload_for, read_payload

CLOSE_INTENT = "close_flag"
WORSE = "report_worse"
CLOSINGS = ("seen", "misunderstanding")
# The answers to a safety question, by the intent that a button or a typed word has.
ANSWERS = {"affirm": "yes", "deny": "no", "choose_option": "not_sure"}

# While a flag is open these pause: what would have somebody load the leg (as answers do that end
# in something to try today), or tell them that what they feel is fine.
PAUSED_INTENTS = frozenset(
    {
        "ask_activity_advice",
        "ask_arthritis",
        "ask_exercise_caution",
        "ask_exercise_dose",
        "ask_exercise_easier",
        "ask_exercise_form",
        "ask_exercise_harder",
        "ask_exercise_howto",
        "ask_exercise_list",
        "ask_exercise_with_pain",
        "ask_footwear",
        "ask_hip_vs_knee",
        "ask_imaging",
        "ask_knee_in",
        "ask_knee_noise",
        "ask_kneecap_tracking",
        "ask_missed_session",
        "ask_prognosis",
        "ask_recovery_time",
        "ask_rest",
        "ask_return_to_sport",
        "ask_self_test",
        "ask_soreness",
        "ask_special_group",
        "ask_stretching_massage",
        "ask_treatment",
        "ask_what_is_pfp",
        "ask_why_hip",
        "start_guided_set",
        "start_self_test",
    }
)
# What somebody tells of their knee then is for a clinician to hear.
TOLD_INTENTS = frozenset({STORY, *REPORTS})

# Parts of an answer that say how to exercise; why it helps, and who found that, may be told.
_TELLING_HOW = frozenset({"text", "more", "simpler", "again"})


def has_to_wait(question: Question, context: Context) -> bool:
    """Whether a message asks for, or tells, what pauses while a flag is open.

    That takes in what leans on the talk: "and the hydrants?", and "tell me more" after an
    exercise's card.
    """
    if question.intent in PAUSED_INTENTS | TOLD_INTENTS:
        return True
    if is_bare_mention(question) and question.entities.keys() & {"exercise", "activity"}:
        return True
    goal = resolve(question, context.about(question.entities))
    return goal is not None and goal.intent in PAUSED_INTENTS and goal.part in _TELLING_HOW


@dataclass(frozen=True)
class Warnings:
    """Puts the words for danger signs together."""

    words: Mapping[str, Any]

    def name_of(self, signs: Sequence[str]) -> str:
        """The worst sign in plain words."""
        return str(self.words["signs"][signs[0]]["name"])

    def advice(self, tier: str, signs: Sequence[str], country: Optional[str] = None) -> Reply:
        """The tier's advice; nothing else is said with it.

        Args:
            tier: "A", "B" or "C".
            signs: worst first.
            country: where the person is, as an ISO 3166 code such as "GB"; None if unknown.
        """
        parts = [self._fill(self.words["advice"][tier], signs, country)]
        if "child_hip" in signs:
            parts.append(str(self.words["child"]))
        parts.append(str(self.words["after"]))
        return Reply("\n\n".join(parts), self.closing_buttons())

    def distress(self, country: Optional[str] = None) -> Reply:
        """The answer to words of self-harm or hopelessness; `country` as for `advice`."""
        return Reply(self._fill(self.words["distress"], (), country))

    def question(self, sign: str, again: bool = False) -> Reply:
        """The one question that clears up an uncertain sign.

        Args:
            sign: its id.
            again: whether it was asked already and the answer was none.
        """
        buttons = tuple(
            Button(str(self.words[answer]), payload_for(intent, sign=sign))
            for intent, answer in ANSWERS.items()
        )
        lead = self.say("question_again" if again else "question_lead")
        text = f"{lead} {self.words['signs'][sign]['ask']}"
        return Reply(text, buttons)

    def asked_about(self, offered: Sequence[str]) -> Optional[str]:
        """The sign that the last buttons asked about, if they did."""
        for payload in offered:
            intent, carried = read_payload(payload)
            if intent in ANSWERS and "sign" in carried:
                return carried["sign"]
        return None

    def denying(self, sign: str) -> str:
        """The answer to `question` by which the sign is not there."""
        return "yes" if self.words["signs"][sign].get("yes_means_fine", False) else "no"

    def is_worrying(self, sign: str, answer: str) -> Optional[bool]:
        """Whether an answer to `question` means the sign is there; None where not sure."""
        if answer == "not_sure":
            return None
        fine = bool(self.words["signs"][sign].get("yes_means_fine", False))
        return (answer == "yes") is not fine

    def paused(self, signs: Sequence[str], told: bool = False) -> Reply:
        """What stands in for advice on exercise and sport while a flag is open.

        Args:
            signs: worst first.
            told: whether the person asked nothing, but told how it goes.
        """
        words = self.words["paused_told" if told else "paused"]
        return Reply(self._fill(words, signs), self.closing_buttons())

    def still_paused(self) -> Reply:
        """What follows on "OK, will do" and "not yet"."""
        return Reply(self.say("still_paused"), self.closing_buttons())

    def taken_back(self) -> Reply:
        """What follows on words that seem to take a sign back."""
        return Reply(self.say("taken_back"), self.closing_buttons())

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

    def _fill(self, text: str, signs: Sequence[str], country: Optional[str] = None) -> str:
        place = self.words["places"].get((country or "").upper(), {})
        anywhere = self.words["anywhere"]
        known = anywhere if not place else self.words["elsewhere"]
        return text.strip().format(
            number=place.get("number", anywhere["number"]),
            crisis=place.get("crisis", known["crisis"]),
            same_day=place.get("same_day", known["same_day"]),
            sign=self.name_of(signs) if signs else "",
        )
