"""What an unsure message means where the talk so far makes it clear.

The language model reads each message by itself. Where it hesitates between readings, each
is weighed by how well it fits the talk: it names its own subject, asks for another part of
the exercise just shown, or takes up what was just offered. A reading that comes out likely
enough is taken; otherwise the bot offers its guesses as before.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Optional, Sequence

from hipwise.knowledge.context import (
    ABOUT_EXERCISES,
    FOLLOW_UPS,
    STORY,
    SUBJECTS,
    Context,
    Question,
    is_short,
    points_at_last_topic,
    points_back,
    subject_of,
    talks_of_exercises,
)
from hipwise.understanding.messages import read_payload

STRANGER = "out_of_scope"
# Times by which a reading that fits the talk is likelier than the words alone make it, and
# the chance from which it is then taken. Both were set on tests/conversations.
FITS = 3.0
FOLLOWS = 2.0
ENOUGH = 0.42
# What a report or a story leans on besides the subjects of knowledge.
_TOLD_BY = {
    "log_pain": ("pain_score",),
    "ask_exercise_with_pain": ("pain_score",),
    STORY: ("side", "activity", "pain_score"),
}
# What people want to know once they have told how it is.
_AFTER_A_STORY = ("ask_treatment", "ask_exercise_list")
_ASKS = re.compile(
    r"\?\s*$|\b(?:what|how|why|which|when|can|could|should|do) (?:i|to|can|do)\b", re.IGNORECASE
)
_ASKS_WHY = re.compile(r"\W*(?:\w+\W+){0,3}?(?:why|how come)\b", re.IGNORECASE)
_CAUSES = ("ask_cause", "ask_why_hip", "ask_knee_in")


def settled(
    question: Question, ranking: Sequence[tuple[str, float]], context: Context
) -> Optional[Question]:
    """The message with the reading that the talk speaks for.

    Args:
        question: the message as understood.
        ranking: the model's likeliest readings with their chances, likeliest first.
        context: the conversation so far.

    Returns:
        The question with its intent settled; None where the talk does not decide.
    """
    if not question.text or not ranking:
        return None
    likeliest = ranking[0][0]
    if _asks_why(question, context):
        return replace(question, intent=likeliest if likeliest in _CAUSES else "ask_why")
    # Where it may be a stranger's question, naming a running shoe is not enough.
    naming_counts = likeliest != STRANGER
    weighed = {
        intent: chance * _weight(replace(question, intent=intent), context, naming_counts)
        for intent, chance in ranking
    }
    unlisted = 1.0 - sum(chance for _, chance in ranking)
    best = max(weighed, key=lambda intent: weighed[intent])
    if best == STRANGER or weighed[best] < ENOUGH * (sum(weighed.values()) + unlisted):
        return None
    payload = None if _goes_on(replace(question, intent=best), context) else _offered(best, context)
    carried = read_payload(payload)[1] if payload else {}
    return replace(question, intent=best, entities={**carried, **question.entities})


def _weight(reading: Question, context: Context, naming_counts: bool) -> float:
    if naming_counts and _is_about_what_it_names(reading):
        return FITS
    if not (is_short(reading.text) or points_back(reading.text)) or context.topic is None:
        return 1.0
    if _goes_on(reading, context):
        return FITS
    leans = reading.intent in (*FOLLOW_UPS, "ask_evidence")
    led_on = context.topic == STORY and reading.intent in _AFTER_A_STORY
    follows = leans or led_on or _offered(reading.intent, context)
    return FOLLOWS if follows else 1.0


def _asks_why(question: Question, context: Context) -> bool:
    if context.topic is None or any(name in SUBJECTS for name in question.entities):
        return False
    short = is_short(question.text) or points_back(question.text)
    return short and _ASKS_WHY.match(question.text) is not None


def _is_about_what_it_names(reading: Question) -> bool:
    """Whether the message names what this reading is about."""
    if reading.intent == STORY and _ASKS.search(reading.text):
        return False
    leans_on = (*_TOLD_BY.get(reading.intent, ()), subject_of(reading.intent))
    return any(name in reading.entities for name in leans_on if name)


def _goes_on(reading: Question, context: Context) -> bool:
    """Whether this reading asks on about what was just told."""
    if reading.intent in ABOUT_EXERCISES and talks_of_exercises(reading, context):
        return True
    same = reading.intent == context.topic and subject_of(reading.intent) is not None
    return same or points_at_last_topic(reading, context)


def _offered(intent: str, context: Context) -> Optional[str]:
    """The button under the last answer that leads to an intent, if one does."""
    payloads = (item for item in context.offered if read_payload(item)[0] == intent)
    return None if context.guessed else next(payloads, None)
