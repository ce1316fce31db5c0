"""What a conversation is about, and how a follow-up takes from it what it lacks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any, Mapping, Optional

from hipwise.knowledge.library import CARD_INTENTS

# The entities that can be what a talk is about, with the question a bare mention asks.
SUBJECTS = {
    "exercise": "ask_exercise_howto",
    "activity": "ask_activity_advice",
    "condition": "ask_other_condition",
    "group": "ask_special_group",
}
# What a follow-up asks for: a part of the entry that was told.
PARTS = {
    "ask_why": "why",
    "ask_more": "more",
    "ask_source": "sources",
    "ask_rephrase": "simpler",
}
FOLLOW_UPS = tuple(PARTS)

STORY = "describe_knee_pain"
# A story is given back without an entry of content/; these hold what people then ask on.
AFTER_A_STORY = {
    "ask_why": ("ask_cause", "text"),
    "ask_more": ("ask_what_is_pfp", "text"),
    "ask_rephrase": ("ask_what_is_pfp", "simpler"),
}
# The same for reports of how it goes, for the plan and the check-in.
_AFTER_A_REPORT = {
    "ask_plan_today": "ask_exercise_list",
    "start_check_in": "ask_exercise_with_pain",
    "log_exercise": "ask_exercise_with_pain",
    "log_pain": "ask_exercise_with_pain",
    "report_worse": "ask_exercise_with_pain",
    "report_better": "ask_exercise_harder",
}

ABOUT_EXERCISES = (*CARD_INTENTS, "ask_exercise_caution")
ABOUT_ACTIVITIES = ("ask_activity_advice", "ask_return_to_sport")
# After these, "they" are exercises.
_TALK_OF_EXERCISES = frozenset(
    (
        *ABOUT_EXERCISES,
        *("ask_exercise_list", "ask_treatment", "ask_why_hip", "ask_hip_vs_knee"),
        *("ask_equipment", "ask_soreness", "ask_missed_session", "share_own_exercises"),
        *("ask_self_test", "ask_evidence", "ask_plan_today"),
    )
)
# After these "how many?" is no question about sets; their simple words say how long, or who tells.
_REMEDIES = frozenset({"ask_painkillers", "ask_ice_heat", "ask_taping_bracing", "ask_footwear"})
# Conditions that have their answers under ask_arthritis.
_ARTHRITIS = frozenset({"arthritis", "chondromalacia"})

# Words that carry no question of their own: "and what about the hydrants then?".
_FILLERS = frozenset(
    "and what about how bout the a an of for with same again ok okay so then now also or my "
    "is it in on to do does that this those these please pls too as well one ones if but "
    "instead hmm um well right yeah yes no thanks cheers go next any it's whats what's "
    "tell me say show from other another question great cool nice good lovely perfect brilliant "
    "thx ta".split()
)
# "What is a bridge?" wants the thing itself, whatever was asked before.
_THE_THING = re.compile(
    r"\W*(?:(?:so|ok|okay|and|sorry)\b\W*)?what(?:'s|s| is| are)\b|.*\bshow\b", re.IGNORECASE
)
# "How long?" beside an exercise means the hold, not the months.
_HOW_LONG = re.compile(r"(?:and|so|ok|for|\W)*how long(?: for| each| is it)?\W*", re.I)
_POINTING = re.compile(
    r"\b(it|its|that|this|them|they|those|these|one|ones|same|there)\b", re.IGNORECASE
)
_SHORT = 6  # words; a longer message says what it is about by itself


@dataclass(frozen=True)
class Context:
    """What was last talked about; it lives in the conversation's slots.

    Attributes:
        topic: intent of the last answer.
        value: the entity value that chose the answer among the intent's entries.
        subjects: the last exercise, activity, condition and group that came up.
        offered: payloads of the buttons under the last reply.
        told: further parts of the topic already told ("more", "why", "simpler").
        asked: which part of the person's story the last reply asked about, if it did.
        guessed: whether `offered` are guesses ("Did you mean..."), not what an answer led to.
    """

    topic: Optional[str] = None
    value: Optional[str] = None
    subjects: Mapping[str, str] = field(default_factory=dict)
    offered: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    asked: Optional[str] = None
    guessed: bool = False

    def as_slot(self) -> dict[str, Any]:
        """The context as plain data."""
        return {
            "topic": self.topic,
            "value": self.value,
            "subjects": dict(self.subjects),
            "offered": list(self.offered),
            "told": list(self.told),
            "asked": self.asked,
            "guessed": self.guessed,
        }

    @classmethod
    def from_slot(cls, slot: Optional[Mapping[str, Any]]) -> Context:
        """Reads what `as_slot` wrote; an empty context from None."""
        if not slot:
            return cls()
        return cls(
            slot.get("topic"),
            slot.get("value"),
            dict(slot.get("subjects") or {}),
            tuple(slot.get("offered") or ()),
            tuple(slot.get("told") or ()),
            slot.get("asked"),
            bool(slot.get("guessed")),
        )

    def about(self, entities: Mapping[str, str]) -> Context:
        """The context after somebody mentioned these entities."""
        mentioned = {name: value for name, value in entities.items() if name in SUBJECTS}
        return replace(self, subjects={**self.subjects, **mentioned})


@dataclass(frozen=True)
class Question:
    """One message as understood.

    Attributes:
        intent: what it asks or says.
        entities: the first value of each entity.
        text: as typed; empty for a button.
        mentions: the stretches of text that are entities.
        found: all (entity, value) pairs in order.
    """

    intent: str
    entities: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    mentions: tuple[str, ...] = ()
    found: tuple[tuple[str, str], ...] = ()

    def all_of(self, entity: str) -> list[str]:
        """All values of one entity, in order."""
        return [value for name, value in self.found if name == entity]


@dataclass(frozen=True)
class Goal:
    """What to answer: an intent's entry for a value, and which part of it."""

    intent: str
    value: Optional[str] = None
    part: str = "text"
    source_intent: Optional[str] = None

    @property
    def entry_intent(self) -> str:
        """The intent whose entry holds the words, where that is another one."""
        return self.source_intent or self.intent


def resolve(question: Question, context: Context) -> Optional[Goal]:
    """Finds what a message asks for, in the light of what was talked about.

    Args:
        question: the message as understood.
        context: the conversation so far.

    Returns:
        The goal; None when the message leans on something that was never said.
    """
    if question.intent in FOLLOW_UPS:
        return _follow_up(question, context)
    told_nothing = question.intent == STORY and goes_on_with_subject(question, context)
    if is_bare_mention(question) or told_nothing:
        return _same_for(question, context)
    if points_at_last_topic(question, context):
        return _pointed_at(question, context)
    if question.intent == "ask_cause" and "activity" in question.entities:
        return _why_activity(question.entities["activity"])
    if _asks_how_long_to_hold(question, context):
        return Goal("ask_exercise_dose", context.subjects["exercise"])
    if _asks_how_much_of_remedy(question, context):
        return Goal(context.topic or "", context.value, "simpler")
    intent = _about_activity(question, context) or question.intent
    subject = subject_of(intent)
    if subject is None:
        return Goal(intent)
    value = question.entities.get(subject)
    if value is None and _leans_on_context(question, subject, context):
        value = context.subjects.get(subject)
    if intent == "ask_other_condition" and value in _ARTHRITIS:
        intent = "ask_arthritis"
    return Goal(intent, value)


def is_bare_mention(question: Question) -> bool:
    """Whether the message names a subject and asks nothing: "and the hydrants?"."""
    if not question.text or not any(name in SUBJECTS for name in question.entities):
        return False
    rest = question.text.lower()
    for mention in question.mentions:
        rest = rest.replace(mention.lower(), " ")
    words = re.findall(r"[a-z']+", rest)
    return all(word in _FILLERS for word in words)


def goes_on_with_subject(question: Question, context: Context) -> bool:
    """Whether "and walking round town?" asks the last question of another subject."""
    subject = subject_of(context.topic or "")
    if subject is None or subject not in question.entities:
        return False
    return is_short(question.text) and question.text.rstrip().endswith("?")


def _same_for(question: Question, context: Context) -> Goal:
    """The last question, asked of another exercise, activity, condition or group."""
    for name, first_question in SUBJECTS.items():
        if name in question.entities:
            value, last = question.entities[name], context.topic or ""
            if name == "condition":
                return Goal("ask_arthritis" if value in _ARTHRITIS else first_question, value)
            goes_on = subject_of(last) == name and not _THE_THING.match(question.text)
            return Goal(last if goes_on else first_question, value)
    raise ValueError("no subject was named")


def talks_of_exercises(question: Question, context: Context) -> bool:
    """Whether "how many of those?" is asked where "those" are exercises."""
    if context.topic in ABOUT_EXERCISES:
        return True
    return context.topic in _TALK_OF_EXERCISES and points_back(question.text)


def points_at_last_topic(question: Question, context: Context) -> bool:
    """Whether "do they help?" or "is it bad?" is asked of the last topic, not of exercises."""
    if question.intent not in ("ask_exercise_purpose", "ask_exercise_caution"):
        return False
    if context.topic is None or context.topic in _TALK_OF_EXERCISES:
        return False
    if question.intent == "ask_exercise_purpose" and context.topic in (STORY, *_AFTER_A_REPORT):
        return False
    return "exercise" not in question.entities and points_back(question.text)


def _pointed_at(question: Question, context: Context) -> Goal:
    told_of_pain = context.topic == STORY or context.topic in (*ABOUT_ACTIVITIES, *_AFTER_A_REPORT)
    if question.intent == "ask_exercise_caution" and told_of_pain:
        return Goal("ask_exercise_with_pain")  # "is it harmful?"
    return Goal(context.topic or "", context.value, "again")


def _why_activity(activity: str) -> Goal:
    return Goal("ask_cause", activity, "why", "ask_activity_advice")


def _asks_how_long_to_hold(question: Question, context: Context) -> bool:
    return (
        question.intent == "ask_recovery_time"
        and context.topic in ABOUT_EXERCISES
        and "exercise" in context.subjects
        and _HOW_LONG.fullmatch(question.text) is not None
    )


def _asks_how_much_of_remedy(question: Question, context: Context) -> bool:
    """Whether "how many?" or "for how long?" is asked of tablets, ice or tape just told of."""
    names_another = question.entities.keys() & SUBJECTS.keys()
    asks_amount = question.intent == "ask_exercise_dose" and is_short(question.text)
    return context.topic in _REMEDIES and asks_amount and not names_another


def _about_activity(question: Question, context: Context) -> Optional[str]:
    """What a question worded as if of an exercise asks of an activity, if it names one.

    "How deep should I squat?" and "when can I lift heavy again?" name no exercise.
    """
    if question.intent not in ABOUT_EXERCISES or context.topic in ABOUT_EXERCISES:
        return None
    if "activity" not in question.entities or "exercise" in question.entities:
        return None
    harder = question.intent == "ask_exercise_harder"
    return "ask_return_to_sport" if harder else "ask_activity_advice"


def _follow_up(question: Question, context: Context) -> Optional[Goal]:
    if "exercise" in question.entities and question.intent == "ask_why":
        return Goal("ask_exercise_purpose", question.entities["exercise"])
    for name, first_question in SUBJECTS.items():
        if name in question.entities:
            part = PARTS[question.intent]
            # Of something just named, "more" begins with the answer itself.
            part = "text" if part == "more" else part
            return Goal(first_question, question.entities[name], part)
    if context.topic is None:
        return None
    activity = context.subjects.get("activity")
    if context.topic == STORY and question.intent == "ask_why" and activity:
        return _why_activity(activity)
    if context.topic == STORY and question.intent in AFTER_A_STORY:
        intent, part = AFTER_A_STORY[question.intent]
        return Goal(intent, part=part)
    part = PARTS[question.intent]
    if context.topic in _AFTER_A_REPORT:
        # Nothing of that entry was told yet: "is that ok?" begins with its answer.
        return Goal(_AFTER_A_REPORT[context.topic], part="text" if part == "more" else part)
    return Goal(context.topic, context.value, part)


def evidence_goal(question: Question, context: Context) -> Goal:
    """What "is that proven?" is asked of: a subject it names, else the last answer."""
    for name, first_question in SUBJECTS.items():
        if name in question.entities:
            return Goal(first_question, question.entities[name])
    topic = context.topic or ""
    return Goal(_AFTER_A_REPORT.get(topic, topic), context.value)


def subject_of(intent: str) -> Optional[str]:
    """Which entity chooses among an intent's entries, if one does."""
    if intent in ABOUT_EXERCISES:
        return "exercise"
    if intent in ABOUT_ACTIVITIES:
        return "activity"
    return {
        "ask_other_condition": "condition",
        "ask_arthritis": "condition",
        "ask_special_group": "group",
    }.get(intent)


def _leans_on_context(question: Question, subject: str, context: Context) -> bool:
    """Whether an unnamed subject is the one talked about before.

    Questions about how to do an exercise lean on the last one for as long as the talk
    lasts; the others only while they point back ("can I still do it?") or are short.
    """
    if subject == "exercise":
        return True
    if subject_of(context.topic or "") != subject:
        return False
    return is_short(question.text) or bool(_POINTING.search(question.text))


def is_short(text: str) -> bool:
    """Whether a message is too short to have changed the subject."""
    return len(text.split()) <= _SHORT


def points_back(text: str) -> bool:
    """Whether a message points at what was said before ("is that proven?")."""
    return bool(_POINTING.search(text))
