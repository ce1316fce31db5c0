"""Puts an answer together: the words, how sure they are, the picture, what to ask next."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Mapping, Optional, Sequence

from hipwise.knowledge.context import (
    ABOUT_EXERCISES,
    FOLLOW_UPS,
    PARTS,
    STORY,
    SUBJECTS,
    Context,
    Goal,
    Question,
    evidence_goal,
    is_short,
    points_back,
    resolve,
)
from hipwise.knowledge.library import Library
from hipwise.knowledge.schema import Exercise, Reference, Sourced, Topic, parse_target
from hipwise.replies import Button, Reply
from hipwise.understanding.messages import payload_for

_INITIALS = re.compile(r" [A-Z]{1,4}\b")  # "Baldon R de M" is Baldon, "van Middelkoop M" is not
MAX_NEXT = 4
# The entity by which a button under an answer names the entry that it belongs to.
ENTRY = "entry"
MAX_NAMED_SOURCES = 2  # in the line "How sure"; all of them stand behind the button
# What there is to tell beyond an entry's text, in order.
FURTHER = ("more", "why")
# After which an exercise's text ends with the pain rule.
WITH_PAIN_RULE = (
    "ask_exercise_howto",
    "ask_exercise_dose",
    "ask_exercise_form",
    "ask_exercise_easier",
    "ask_exercise_harder",
)
# Of the subjects that a message may name, those that "Did you mean" begins with.
_OFFERED_BY_NAME = ("exercise", "activity")
# What people ask after each part of an exercise card.
NEXT_PARTS = {
    "ask_exercise_howto": (
        "ask_exercise_dose",
        "ask_exercise_form",
        "ask_exercise_easier",
        "start_guided_set",
    ),
    "ask_exercise_dose": ("ask_exercise_howto", "ask_exercise_easier", "ask_exercise_harder"),
    "ask_exercise_form": ("ask_exercise_easier", "ask_exercise_dose", "ask_exercise_purpose"),
    "ask_exercise_easier": ("ask_exercise_dose", "ask_exercise_caution", "ask_exercise_form"),
    "ask_exercise_harder": ("ask_exercise_dose", "ask_exercise_form", "ask_exercise_howto"),
    "ask_exercise_purpose": ("ask_exercise_howto", "ask_exercise_form", "ask_exercise_caution"),
    "ask_exercise_caution": ("ask_exercise_easier", "ask_exercise_howto", "ask_exercise_purpose"),
}


@dataclass(frozen=True)
class Answer:
    """What to say, and what the conversation is about from now on.

    Attributes:
        replies: messages in order.
        topic: the intent whose answer this is; None where nothing was answered.
        context: to be remembered.
    """

    replies: tuple[Reply, ...]
    topic: Optional[str]
    context: Context


class Answerer:
    """Answers questions about knowledge from the library."""

    def __init__(self, library: Library) -> None:
        """Takes the library to answer from."""
        self.library = library

    def answer(self, question: Question, context: Context) -> Answer:
        """Answers a question, or asks back where it leans on something never said."""
        context = context.about(question.entities)
        if question.intent == "ask_evidence" and self._asks_about_last(question, context):
            return self._sources(evidence_goal(question, context), context, evidence=True)
        if ENTRY in question.entities:
            topic = self.library.entry(question.entities[ENTRY])
            goal: Optional[Goal] = Goal(topic.intent, _value_of(topic), PARTS[question.intent])
        else:
            goal = resolve(question, context)
        if goal is None:
            return self._ask_back(question, context)
        return self.tell(goal, question, context)

    def knows(self, intent: str) -> bool:
        """Whether content/ holds answers for an intent, or they follow from the last one."""
        return intent in (*ABOUT_EXERCISES, *FOLLOW_UPS) or self.library.topic(intent) is not None

    def tell(self, goal: Goal, question: Question, context: Context) -> Answer:
        """Gives the answer a goal stands for."""
        if goal.part == "sources":
            return self._sources(goal, context)
        exercise = self.library.exercises.get(goal.value or "")
        if exercise and goal.intent in ABOUT_EXERCISES:
            return self._about_exercise(goal, exercise, question, context)
        topic = self.library.topic(goal.entry_intent, goal.value)
        if topic is None:
            raise LookupError(f"content/ has no entry for {goal.intent}")
        return self._about_topic(goal, topic, question, context)

    def offer(
        self,
        intents: Sequence[str],
        context: Context,
        lead: str,
        named: Mapping[str, str] = MappingProxyType({}),
    ) -> Answer:
        """Offers topics as buttons: "Did you mean...".

        Args:
            intents: likeliest first.
            context: of the conversation.
            lead: name of the phrase above the buttons.
            named: entities of the message; the exercise or activity among them comes first.
        """
        subjects = [name for name in _OFFERED_BY_NAME if name in named][:1]
        first = self.buttons_for([f"{SUBJECTS[name]} {name}={named[name]}" for name in subjects])
        others = [intent for intent in intents if intent not in map(SUBJECTS.get, subjects)]
        buttons = (
            *first,
            *(Button(self.library.labels[intent], payload_for(intent)) for intent in others),
        )
        answer = self._closing(Reply(self.library.phrase(lead), buttons), None, context)
        return replace(answer, context=replace(answer.context, guessed=True))

    def buttons_for(self, targets: Sequence[str]) -> tuple[Button, ...]:
        """Buttons that lead to targets such as `ask_cause` or `intent entity=value`."""
        buttons = []
        for target in targets:
            goal = parse_target(target)
            carried = [(goal.entity, goal.value)] if goal.entity and goal.value else []
            buttons.append(
                Button(self.library.title(target), payload_for(goal.intent, **dict(carried)))
            )
        return tuple(buttons)

    def _about_topic(
        self, goal: Goal, topic: Topic, question: Question, context: Context
    ) -> Answer:
        library = self.library
        part = self._fresh_part(goal, topic, context)
        text = getattr(topic, part) or ""
        if part == "text" and goal.part in ("more", "why"):
            # Nothing further is written on it: say so, and lead on.
            buttons = self.buttons_for(topic.next[:MAX_NEXT])
            reply = Reply(library.phrase(f"{goal.part}_none"), buttons)
            return self._closing(reply, _topic_of(goal, question), context)
        lead_on = self.buttons_for(topic.next[:MAX_NEXT])
        sources = self._sources_button(**{ENTRY: topic.id})
        picture = library.pictures.get(topic.picture or "") if part == "text" else None
        reply = Reply(
            f"{text.strip()}\n\n{self.certainty_line(topic)}",
            (*lead_on, sources),
            picture.path if picture else None,
        )
        told = (*context.told, part) if _is_last(topic, context) else (part,)
        context = replace(context, topic=topic.intent, value=_value_of(topic), told=told)
        context = context.about(topic.when)
        return self._closing(reply, _topic_of(goal, question), context)

    def _fresh_part(self, goal: Goal, topic: Topic, context: Context) -> str:
        """The part asked for; "text" where it is not written or all of it was told."""
        parts: tuple[str, ...] = (goal.part,)
        if goal.part in ("more", "again"):
            told = context.told if _is_last(topic, context) else ()
            parts = tuple(part for part in FURTHER if part not in told)
        return next((part for part in parts if getattr(topic, part)), "text")

    def _about_exercise(
        self, goal: Goal, exercise: Exercise, question: Question, context: Context
    ) -> Answer:
        library = self.library
        intent = goal.intent
        if goal.part == "more":
            # "Tell me more" goes through the card's parts in the order people need them.
            told = (*context.told, intent)
            intent = next((part for part in NEXT_PARTS if part not in told), "ask_exercise_howto")
        elif goal.part == "why":
            intent = "ask_exercise_purpose"
        text = exercise.simpler if goal.part == "simpler" else card_text(exercise, intent, library)
        if intent in WITH_PAIN_RULE:
            text = f"{text}\n\n{library.phrase('pain_rule')}"
        picture = library.pictures.get(exercise.id) if intent == "ask_exercise_howto" else None
        if picture and exercise.animated:
            picture = library.animations.get(exercise.id, picture)
        names = library.phrases["parts"]
        lead_on = tuple(
            Button(names[part], payload_for(part, exercise=exercise.id))
            for part in NEXT_PARTS[intent]
        )
        sources = self._sources_button(exercise=exercise.id)
        reply = Reply(
            f"{text}\n\n{self.certainty_line(exercise)}",
            (*lead_on, sources),
            picture.path if picture else None,
        )
        told = (*context.told, intent) if context.value == exercise.id else (intent,)
        context = replace(context, topic=intent, value=exercise.id, told=told)
        context = context.about({"exercise": exercise.id})
        topic = question.intent if question.intent in FOLLOW_UPS else intent
        return self._closing(reply, topic, context)

    def certainty_line(self, entry: Sourced) -> str:
        """`How sure: moderate evidence (Hansen 2023, Neal 2024)`."""
        names = [short_name(self.library.references[key]) for key in entry.sources]
        shown = ", ".join(names[:MAX_NAMED_SOURCES])
        return f"{self.library.phrases['certainty'][entry.certainty.value]} ({shown})"

    def _sources_button(self, **entry: str) -> Button:
        """Leads to an entry's own studies, whatever the talk is about when it is pressed."""
        return Button(self.library.phrase("sources_button"), payload_for("ask_source", **entry))

    def _sources(self, goal: Goal, context: Context, evidence: bool = False) -> Answer:
        library = self.library
        entry: Optional[Sourced] = None
        if goal.intent in ABOUT_EXERCISES:
            entry = library.exercises.get(goal.value or "")
        entry = entry or library.topic(goal.entry_intent, goal.value)
        if entry is None:
            return self._closing(Reply(library.phrase("sources_none")), "ask_source", context)
        lead = library.phrase("sources_lead")
        if evidence:
            certainty = library.phrases["certainty"][entry.certainty.value]
            lead = library.phrase("evidence_lead").format(certainty=certainty)
        cited = [f"• {citation(library.references[key])}" for key in entry.sources]
        topic = "ask_evidence" if evidence else "ask_source"
        return self._closing(Reply("\n\n".join([lead, *cited])), topic, context)

    def _ask_back(self, question: Question, context: Context) -> Answer:
        if question.intent == "ask_source":
            return self._closing(Reply(self.library.phrase("sources_none")), None, context)
        offered = ("ask_what_is_pfp", "ask_why_hip", "ask_exercise_list")
        return self.offer(offered, context, "about_what")

    def _asks_about_last(self, question: Question, context: Context) -> bool:
        if context.topic in (None, "ask_evidence", STORY):
            return False
        return is_short(question.text) or points_back(question.text)

    def _closing(self, reply: Reply, topic: Optional[str], context: Context) -> Answer:
        # Under a reply without buttons the last ones can still be seen, and picked.
        if not reply.buttons:
            return Answer((reply,), topic, replace(context, asked=None))
        offered = tuple(button.payload for button in reply.buttons)
        context = replace(context, offered=offered, asked=None, guessed=False)
        return Answer((reply,), topic, context)


def _value_of(topic: Topic) -> Optional[str]:
    return next(iter(topic.when.values()), None)


def _is_last(topic: Topic, context: Context) -> bool:
    """Whether an entry is the one that the last answer came from."""
    return (context.topic, context.value) == (topic.intent, _value_of(topic))


def _topic_of(goal: Goal, question: Question) -> str:
    """The intent that counts as answered: a follow-up's own, else the goal's."""
    return question.intent if question.intent in FOLLOW_UPS else goal.intent


def card_text(exercise: Exercise, intent: str, library: Library) -> str:
    """The part of an exercise card that an intent asks for."""
    if intent == "ask_exercise_howto":
        steps = [f"{number}. {step}" for number, step in enumerate(exercise.steps, 1)]
        cues = [f"• {cue}" for cue in exercise.cues]
        title = f"*{exercise.name}*\n{exercise.set_up}"
        return "\n\n".join([title, "\n".join(steps), "\n".join(cues)])
    if intent == "ask_exercise_form":
        slips = "\n".join(f"• {mistake}" for mistake in exercise.mistakes)
        return f"{exercise.feel}\n\n{library.phrase('mistakes_lead')}\n{slips}"
    parts = {
        "ask_exercise_dose": exercise.dose,
        "ask_exercise_easier": exercise.easier,
        "ask_exercise_harder": exercise.harder,
        "ask_exercise_purpose": exercise.purpose,
        "ask_exercise_caution": exercise.not_when,
    }
    return parts[intent]


def short_name(reference: Reference) -> str:
    """`Hansen 2023`."""
    family = _INITIALS.split(reference.authors[0])[0]
    return f"{family} {reference.year}"


def citation(reference: Reference) -> str:
    """The full reference with its DOI, and what it found."""
    authors = ", ".join(reference.authors[:2])
    if len(reference.authors) > 2:
        authors += " et al."
    place = reference.journal
    if reference.volume:
        place += f" {reference.volume}"
        place += f"({reference.issue})" if reference.issue else ""
        place += f":{reference.pages}" if reference.pages else ""
    link = f" https://doi.org/{reference.doi}" if reference.doi else f" {reference.url}".rstrip()
    title = reference.title.rstrip(".")
    return f"{authors} ({reference.year}). {title}. {place}.{link}\n{reference.found}"
