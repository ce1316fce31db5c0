"""What the actions work with: built once, handed to each action."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Callable
from zoneinfo import ZoneInfo

from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session, sessionmaker

from hipwise.conversations import open_tracker_store
from hipwise.data_words import DataWords
from hipwise.diary import Diary
from hipwise.documents.clinician_pdf import load_clinician_words
from hipwise.documents.export import load_export_words
from hipwise.erasing import Erasures
from hipwise.forms.answers import AnswerReader
from hipwise.forms.base import Form
from hipwise.forms.check_in import CheckIn, CheckInSentences
from hipwise.forms.check_in_words import CheckInWords
from hipwise.forms.controls import Controls
from hipwise.forms.meeting import Meeting, MeetingWords
from hipwise.forms.meeting_words import MeetingReader
from hipwise.forms.outcome import Outcome, OutcomeWords
from hipwise.forms.own_exercises import OwnExercises, OwnSentences
from hipwise.forms.own_words import OwnWords, OwnWordsWords
from hipwise.forms.plan_wishes import PlanWishes
from hipwise.forms.self_test import SelfTestForm
from hipwise.forms.self_test_words import SelfTestWords
from hipwise.forms.words import FormWords
from hipwise.guided_sets import GuidedSets, load_set_words
from hipwise.knowledge.answering import Answerer
from hipwise.knowledge.library import Library, load_library
from hipwise.knowledge.plan_telling import PlanTeller, load_plan_words
from hipwise.knowledge.programme import load_programme
from hipwise.knowledge.warnings import Warnings
from hipwise.my_progress import MyProgressWords, ReportRecords, Reports, Wordings
from hipwise.pictures.progress_chart import load_chart_words
from hipwise.pictures.self_test_card import CardWords, load_card_words
from hipwise.progress_words import load_progress_words
from hipwise.records.check_ins import CheckIns
from hipwise.records.database import migrate, open_engine, session_factory
from hipwise.records.everything import Everything
from hipwise.records.flags import Flags
from hipwise.records.noted_sets import NotedSets
from hipwise.records.open_forms import OpenForms
from hipwise.records.outcomes import Outcomes
from hipwise.records.pauses import Pauses
from hipwise.records.people import People
from hipwise.records.personal_files import PersonalFiles
from hipwise.records.plans import Plans
from hipwise.records.profiles import Profiles
from hipwise.records.retention import Retention
from hipwise.records.self_tests import SelfTests
from hipwise.records.unanswered_questions import UnansweredQuestions
from hipwise.reminders.alongside import Alongside
from hipwise.reminders.plan_words import PlanWord
from hipwise.reminders.reminding import Reminding, build_reminding
from hipwise.settings import PROJECT, load_settings
from hipwise.understanding.entities import MessageReader, shared_reader
from hipwise.understanding.entities.names import load_table
from hipwise.words import read_words

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
        self_tests: the mirror tests they did.
        card_words: what is written on the mirror test's card.
        forms: the forms, by name.
        form_words: what is said around their questions.
        answers: reads a typed yes or no.
        controls: reads "go back", "stop" and the like.
        reader: reads messages for entities.
        everything: all that is held about somebody.
        erasures: who is to be erased when their turn is over.
        retention: finds people who have been silent for long.
        personal_files: pictures and the like that were made for one person.
        data_words: what is said about people's data.
        outcomes: their checks of weeks 0, 6 and 12.
        outcome_words: what is said in them.
        meeting_words: what is said at the first meeting.
        reports: makes charts, pages and exports.
        reminding: schedules, prompts, and what people want of them.
        alongside: what is said along with a check-in's prompt.
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
    self_tests: SelfTests
    card_words: CardWords
    forms: Mapping[str, Form]
    form_words: FormWords
    answers: AnswerReader
    controls: Controls
    reader: MessageReader
    everything: Everything
    erasures: Erasures
    retention: Retention
    personal_files: PersonalFiles
    data_words: DataWords
    outcomes: Outcomes
    outcome_words: OutcomeWords
    meeting_words: MeetingWords
    reports: Reports
    reminding: Reminding
    alongside: Alongside

    async def local_now(self, person: str) -> datetime:
        """A person's own date and time, with their zone."""
        zone = await asyncio.to_thread(self.reminding.desk.zone_of, person)
        return self.clock().astimezone(ZoneInfo(zone))


def build_services(
    library: Library,
    sessions: sessionmaker[Session],
    conversations: Engine,
    var: Path,
    clock: Clock = utc_now,
    project: Path = PROJECT,
    home_zone: str | None = None,
) -> Services:
    """Puts the services together.

    Args:
        library: what the bot teaches.
        sessions: the records, migrated.
        conversations: the database of Rasa's tracker.
        var: folder of what is made while running.
        clock: the present moment, in UTC.
        project: the root, with content/ and data/.
        home_zone: of people who have not told where they are; this machine's unless given.

    Raises:
        HipwiseError: a file of sentences or a table cannot be read.
    """
    content, lookup = project / "content", project / "data" / "lookup"
    personal_files = PersonalFiles(var / "people", project)
    answers = AnswerReader(load_table(lookup / "answers.yml"))
    self_test = read_words(content / "forms" / "self_test.yml", SelfTestWords)
    everything = Everything(sessions, conversations, personal_files)
    records = ReportRecords(
        CheckIns(sessions),
        Plans(sessions),
        SelfTests(sessions),
        Profiles(sessions),
        Flags(sessions),
        Pauses(sessions),
        everything,
    )
    meeting_words = read_words(content / "forms" / "meeting.yml", MeetingWords)
    outcome_words = read_words(content / "forms" / "outcome.yml", OutcomeWords)
    my_words = read_words(content / "my_progress.yml", MyProgressWords)
    reminding = build_reminding(sessions, project, clock, home_zone)
    reader = shared_reader(lookup)
    profiles, noted_sets = Profiles(sessions), NotedSets(sessions)
    programme = load_programme(content / "plan.yml", library.exercises)
    check_in_words = CheckInWords(load_table(lookup / "check_in.yml"), reader)
    diary = Diary(Plans(sessions), CheckIns(sessions), profiles, noted_sets, programme)
    teller = PlanTeller(load_plan_words(content / "plan_words.yml"), library, programme)
    forms: list[Form] = [
        SelfTestForm(self_test, answers),
        Meeting(
            meeting_words,
            MeetingReader(load_table(lookup / "meeting.yml")),
            reminding.zones,
            reminding.desk.home_zone,
        ),
        Outcome(outcome_words, my_words.activities),
        OwnWords(read_words(content / "forms" / "own_words.yml", OwnWordsWords)),
        *_diary_forms(content / "forms", check_in_words),
    ]
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
        reminding=reminding,
        profiles=profiles,
        alongside=Alongside(
            reminding.prompts,
            PlanWord(diary, teller, Pauses(sessions)),
            SelfTests(sessions),
            self_test,
            lambda person: ZoneInfo(reminding.desk.zone_of(person)),
        ),
        diary=diary,
        plan_teller=teller,
        plan_wishes=PlanWishes(load_table(lookup / "plan.yml"), reader),
        check_in_words=check_in_words,
        open_forms=OpenForms(sessions),
        self_tests=SelfTests(sessions),
        card_words=load_card_words(content / "pictures" / "card.yml"),
        forms={form.name: form for form in forms},
        form_words=read_words(content / "forms" / "shared.yml", FormWords),
        answers=answers,
        controls=Controls(load_table(lookup / "controls.yml")),
        reader=reader,
        everything=everything,
        erasures=Erasures(),
        retention=Retention(sessions),
        personal_files=personal_files,
        data_words=read_words(content / "my_data.yml", DataWords),
        outcomes=Outcomes(sessions),
        outcome_words=outcome_words,
        meeting_words=meeting_words,
        reports=Reports(
            records,
            Wordings(
                load_chart_words(content / "pictures" / "chart.yml"),
                load_progress_words(content / "progress.yml"),
                load_clinician_words(content / "clinician.yml"),
                load_export_words(content / "export.yml"),
                my_words,
            ),
            personal_files,
        ),
    )


def _diary_forms(folder: Path, words: CheckInWords) -> list[Form]:
    return [
        CheckIn(read_words(folder / "check_in.yml", CheckInSentences), words),
        OwnExercises(read_words(folder / "own_exercises.yml", OwnSentences), words),
    ]


@functools.lru_cache(maxsize=1)
def services_of_this_process() -> Services:
    """The services for `rasa run actions`, which builds each action without arguments."""
    var, settings = PROJECT / "var", load_settings()
    engine = open_engine(settings.database(var))
    migrate(engine)
    conversations = open_tracker_store(settings.database_url, var).engine
    library = load_library(PROJECT / "content")
    return build_services(library, session_factory(engine), conversations, var)
