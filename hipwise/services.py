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

from hipwise.forms.answers import AnswerReader
from hipwise.forms.base import Form
from hipwise.forms.controls import Controls
from hipwise.forms.self_test import SelfTestForm
from hipwise.forms.self_test_words import SelfTestWords
from hipwise.forms.words import FormWords
from hipwise.guided_sets import GuidedSets, load_set_words
from hipwise.knowledge.answering import Answerer
from hipwise.knowledge.library import Library, load_library
from hipwise.knowledge.warnings import Warnings
from hipwise.pictures.self_test_card import CardWords, load_card_words
from hipwise.records.database import migrate, open_engine, session_factory
from hipwise.records.flags import Flags
from hipwise.records.noted_sets import NotedSets
from hipwise.records.open_forms import OpenForms
from hipwise.records.people import People
from hipwise.records.personal_files import PersonalFiles
from hipwise.records.profiles import Profiles
from hipwise.records.self_tests import SelfTests
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
        open_forms: where they are in forms.
        self_tests: the mirror tests they did.
        personal_files: pictures and the like that were made for them.
        card_words: what is written on the mirror test's card.
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
    open_forms: OpenForms
    self_tests: SelfTests
    personal_files: PersonalFiles
    card_words: CardWords
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
    var: Path | None = None,
) -> Services:
    """Puts the services together.

    Args:
        library: what the bot teaches.
        sessions: the records, migrated.
        clock: the present moment, in UTC.
        project: the root, with content/ and data/.
        default_zone: of people who have not told where they are; this machine's unless given.
        var: the folder for what is made at run time; the project's unless given.

    Raises:
        HipwiseError: a file of sentences or a table cannot be read.
    """
    content, lookup = project / "content", project / "data" / "lookup"
    answers = AnswerReader(load_table(lookup / "answers.yml"))
    self_test = load_wording(content / "forms" / "self_test.yml", SelfTestWords)
    return Services(
        library=library,
        answerer=Answerer(library),
        unanswered=UnansweredQuestions(sessions),
        clock=clock,
        guided=GuidedSets(load_set_words(content / "guided_set.yml")),
        noted_sets=NotedSets(sessions),
        people=People(sessions),
        flags=Flags(sessions),
        warnings=Warnings(library.triage),
        profiles=Profiles(sessions),
        open_forms=OpenForms(sessions),
        self_tests=SelfTests(sessions),
        personal_files=PersonalFiles((var or project / "var") / "people", project),
        card_words=load_card_words(content / "pictures" / "card.yml"),
        forms={"self_test": SelfTestForm(self_test, answers)},
        form_words=load_wording(content / "forms" / "shared.yml", FormWords),
        controls=Controls(load_table(lookup / "controls.yml")),
        reader=shared_reader(lookup),
        default_zone=default_zone or tzlocal.get_localzone(),
    )


@functools.lru_cache(maxsize=1)
def services_of_this_process() -> Services:
    """The services for `rasa run actions`, which builds each action without arguments."""
    engine = open_engine(load_settings().database(PROJECT / "var"))
    migrate(engine)
    return build_services(load_library(PROJECT / "content"), session_factory(engine))
