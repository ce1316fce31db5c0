"""What the actions work with: built once, handed to each action."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone, tzinfo
from pathlib import Path
from typing import Callable
from zoneinfo import ZoneInfo

import tzlocal
from sqlalchemy.orm import Session, sessionmaker

from hipwise.diary import Diary
from hipwise.forms.base import Form
from hipwise.forms.check_in import CheckIn, CheckInSentences
from hipwise.forms.check_in_words import CheckInWords
from hipwise.forms.controls import Controls
from hipwise.forms.own_exercises import OwnExercises, OwnSentences
from hipwise.forms.plan_wishes import PlanWishes
from hipwise.forms.words import FormWords
from hipwise.guided_sets import GuidedSets, load_set_words
from hipwise.knowledge.answering import Answerer
from hipwise.knowledge.library import Library, load_library
from hipwise.knowledge.plan_telling import PlanTeller, load_plan_words
from hipwise.knowledge.programme import load_programme
from hipwise.knowledge.warnings import Warnings
from hipwise.records.check_ins import CheckIns
from hipwise.records.database import migrate, open_engine, session_factory
from hipwise.records.flags import Flags
from hipwise.records.noted_sets import NotedSets
from hipwise.records.open_forms import OpenForms
from hipwise.records.people import People
from hipwise.records.plans import Plans
from hipwise.records.profiles import Profiles
from hipwise.records.unanswered_questions import UnansweredQuestions
from hipwise.settings import PROJECT, load_settings
from hipwise.understanding.entities import MessageReader, shared_reader
from hipwise.understanding.entities.names import load_table
from hipwise.wording import load_wording

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
        profiles: what people told about themselves.
        diary: their plans and what they told of their days.
        plan_teller: puts plans into words.
        plan_wishes: reads what they wish of their plans.
        check_in_words: reads what they tell of their training.
        open_forms: where they are in forms.
        forms: the forms, by name.
        form_words: what is said around their questions.
        controls: reads "go back", "stop" and the like.
        reader: reads messages for entities.
        default_zone: the zone of people who have not told where they are.
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
    profiles: Profiles
    diary: Diary
    plan_teller: PlanTeller
    plan_wishes: PlanWishes
    check_in_words: CheckInWords
    open_forms: OpenForms
    forms: Mapping[str, Form]
    form_words: FormWords
    controls: Controls
    reader: MessageReader
    default_zone: tzinfo

    async def local_now(self, person: str) -> datetime:
        """A person's own date and time, with their zone."""
        profile = await asyncio.to_thread(self.profiles.get, person)
        zone = ZoneInfo(profile.zone) if profile and profile.zone else self.default_zone
        return self.clock().astimezone(zone)


def build_services(
    library: Library,
    sessions: sessionmaker[Session],
    clock: Clock = utc_now,
    project: Path = PROJECT,
    default_zone: tzinfo | None = None,
) -> Services:
    """Puts the services together.

    Args:
        library: what the bot teaches.
        sessions: the records, migrated.
        clock: the present moment, in UTC.
        project: the root, with content/ and data/.
        default_zone: of people who have not told where they are; this machine's unless given.

    Raises:
        HipwiseError: a file of sentences or a table cannot be read.
    """
    content, lookup = project / "content", project / "data" / "lookup"
    reader = shared_reader(lookup)
    profiles, noted_sets = Profiles(sessions), NotedSets(sessions)
    programme = load_programme(content / "plan.yml", library.exercises)
    check_in_words = CheckInWords(load_table(lookup / "check_in.yml"), reader)
    return Services(
        library=library,
        answerer=Answerer(library),
        unanswered=UnansweredQuestions(sessions),
        clock=clock,
        guided=GuidedSets(load_set_words(content / "guided_set.yml")),
        noted_sets=noted_sets,
        people=People(sessions),
        flags=Flags(sessions),
        warnings=Warnings(library.triage),
        profiles=profiles,
        diary=Diary(Plans(sessions), CheckIns(sessions), profiles, noted_sets, programme),
        plan_teller=PlanTeller(load_plan_words(content / "plan_words.yml"), library, programme),
        plan_wishes=PlanWishes(load_table(lookup / "plan.yml"), reader),
        check_in_words=check_in_words,
        open_forms=OpenForms(sessions),
        forms={form.name: form for form in _forms(content / "forms", check_in_words)},
        form_words=load_wording(content / "forms" / "shared.yml", FormWords),
        controls=Controls(load_table(lookup / "controls.yml")),
        reader=reader,
        default_zone=default_zone or tzlocal.get_localzone(),
    )


def _forms(folder: Path, words: CheckInWords) -> list[Form]:
    return [
        CheckIn(load_wording(folder / "check_in.yml", CheckInSentences), words),
        OwnExercises(load_wording(folder / "own_exercises.yml", OwnSentences), words),
    ]


@functools.lru_cache(maxsize=1)
def services_of_this_process() -> Services:
    """The services for `rasa run actions`, which builds each action without arguments."""
    engine = open_engine(load_settings().database(PROJECT / "var"))
    migrate(engine)
    return build_services(load_library(PROJECT / "content"), session_factory(engine))
