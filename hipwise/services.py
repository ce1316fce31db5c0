"""What the actions work with: built once, handed to each action."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Callable

from hipwise.guided_sets import GuidedSets, load_set_words
from hipwise.knowledge.answering import Answerer
from hipwise.knowledge.library import Library, load_library
from hipwise.knowledge.warnings import Warnings
from hipwise.records.database import migrate, open_engine, session_factory
from hipwise.records.flags import Flags
from hipwise.records.noted_sets import NotedSets
from hipwise.records.people import People
from hipwise.records.unanswered_questions import UnansweredQuestions
from hipwise.reminders.reminding import Reminding, build_reminding
from hipwise.settings import PROJECT, load_settings

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(timezone.utc)


@dataclass(frozen=True)
class Services:
    """Everything an action may call.

    Attributes:
        library: what the bot teaches.
        answerer: answers from the library.
        unanswered: counts what people ask in vain.
        clock: the present moment, in UTC.
        guided: the sets that people are being counted through.
        noted_sets: the sets they had noted as done.
        people: who has written.
        flags: the danger signs they told of.
        warnings: what is said to a danger sign.
        reminding: schedules, prompts, and what people want of them.
    """

    library: Library
    answerer: Answerer
    unanswered: UnansweredQuestions
    clock: Clock
    guided: GuidedSets
    noted_sets: NotedSets
    people: People
    flags: Flags
    warnings: Warnings
    reminding: Reminding


def build_services(
    library: Library,
    unanswered: UnansweredQuestions,
    guided: GuidedSets,
    noted_sets: NotedSets,
    people: People,
    flags: Flags,
    reminding: Reminding,
    clock: Clock = utc_now,
) -> Services:
    """Puts the services together."""
    return Services(
        library,
        Answerer(library),
        unanswered,
        clock,
        guided,
        noted_sets,
        people,
        flags,
        Warnings(library.triage),
        reminding,
    )


@functools.lru_cache(maxsize=1)
def services_of_this_process() -> Services:
    """The services for `rasa run actions`, which builds each action without arguments."""
    engine = open_engine(load_settings().database(PROJECT / "var"))
    migrate(engine)
    sessions = session_factory(engine)
    content = PROJECT / "content"
    return build_services(
        load_library(content),
        UnansweredQuestions(sessions),
        GuidedSets(load_set_words(content / "guided_set.yml")),
        NotedSets(sessions),
        People(sessions),
        Flags(sessions),
        build_reminding(sessions, PROJECT, utc_now),
    )
