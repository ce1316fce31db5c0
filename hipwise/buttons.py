"""Which buttons there can be: the intents and entities that a press may carry."""

from __future__ import annotations

from zoneinfo import available_timezones

from rasa.core.agent import Agent
from rasa.shared.core.constants import DEFAULT_INTENTS

from hipwise.forms.base import ANSWER, QUESTION
from hipwise.guided_sets import STEP, STEPS
from hipwise.knowledge.answering import ENTRY
from hipwise.knowledge.library import Library
from hipwise.knowledge.warnings import CLOSINGS

# Intents that only the program itself may set.
UNPRESSABLE = frozenset({*DEFAULT_INTENTS, "report_red_flag", "report_distress"})
PROGRAMS_OWN = "EXTERNAL_"


def pressable_intents(agent: Agent) -> set[str]:
    """The intents that a button may carry."""
    assert agent.domain is not None
    return {
        intent
        for intent in agent.domain.intents
        if intent not in UNPRESSABLE and not intent.startswith(PROGRAMS_OWN)
    }


def button_entities(library: Library) -> dict[str, set[str]]:
    """For each entity that a button may carry, the values it may have."""
    values: dict[str, set[str]] = {
        "exercise": set(library.exercises),
        ENTRY: {topic.id for topic in library.topics.values()},
        STEP: set(STEPS),
        "sign": set(library.triage["signs"]),
        "closing": set(CLOSINGS),
        QUESTION: set(),
        ANSWER: set(),
        # Any short word; what makes no sense is asked about.
        "time": set(),
        "weekday": set(),
        "until": set(),
        "duration_minutes": set(),
        "place": available_timezones(),
    }
    for (_, value), topic in library.topics.items():
        if value is not None:
            values.setdefault(next(iter(topic.when)), set()).add(value)
    return values
