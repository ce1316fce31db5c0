"""How somebody is doing: what the records hold, put into the shapes that charts and pages take.

It reads the records and draws, so that asynchronous code calls it through `asyncio.to_thread`.
"""

from __future__ import annotations

import datetime as dtm
from dataclasses import dataclass
from typing import Optional, Sequence

from hipwise.coaching.consistency import consistency
from hipwise.coaching.plan import About
from hipwise.coaching.progress import ProgressData, WeekDone, summarise
from hipwise.coaching.self_test import Leg, MirrorTest
from hipwise.documents.clinician_pdf import (
    ClinicianSummary,
    ClinicianWords,
    Closed,
    FlagTold,
    draw_clinician_pdf,
)
from hipwise.documents.export import ExportWords, zip_export
from hipwise.pictures.progress_chart import ChartWords, Theme, draw_progress_chart
from hipwise.pictures.self_test_card import DatedTest
from hipwise.progress_words import ProgressWords, summary_lines
from hipwise.records.check_ins import CheckIns
from hipwise.records.everything import Everything
from hipwise.records.flags import Flags
from hipwise.records.pauses import Pauses
from hipwise.records.personal_files import PersonalFiles
from hipwise.records.plans import Plans
from hipwise.records.profiles import Profiles
from hipwise.records.self_tests import SelfTests
from hipwise.words import Wording

WEEK = dtm.timedelta(days=7)
CHART, PAGE, EXPORT = "progress.png", "for-my-clinician.pdf", "my-data.zip"


class MyProgressWords(Wording):
    """content/my_progress.yml."""

    nothing: str
    nothing_buttons: dict[str, str]
    dark: str
    buttons: dict[str, str]
    summary: str
    summary_buttons: dict[str, str]
    own_words_kept: str
    activities: dict[str, str]
    sides: dict[str, str]


@dataclass(frozen=True)
class Shown:
    """A chart and its words.

    Attributes:
        text: the two lines.
        image: the chart, as `Reply.image` wants it.
    """

    text: str
    image: str


@dataclass(frozen=True)
class Wordings:
    """The files of sentences that reports are made with."""

    chart: ChartWords
    progress: ProgressWords
    clinician: ClinicianWords
    export: ExportWords
    mine: MyProgressWords


@dataclass(frozen=True)
class ReportRecords:
    """The records that reports are made from."""

    check_ins: CheckIns
    plans: Plans
    self_tests: SelfTests
    profiles: Profiles
    flags: Flags
    pauses: Pauses
    everything: Everything


class Reports:
    """Makes charts, pages and exports."""

    def __init__(self, records: ReportRecords, words: Wordings, files: PersonalFiles) -> None:
        """Takes the records, the words, and where files are put."""
        self._records = records
        self._files = files
        self.words = words

    def first_known(self, person: str, zone: dtm.tzinfo) -> Optional[dtm.date]:
        """The first local day that anything is known of."""
        days = [day.day for day in self._records.check_ins.diary(person)]
        days += [test.day for test in self._records.self_tests.of(person, zone)]
        return min(days, default=None)

    def data(self, person: str, first: dtm.date, last: dtm.date, zone: dtm.tzinfo) -> ProgressData:
        """What was reported in a range of local days."""
        diary = self._records.check_ins.diary(person)
        pain = [
            (day.day, day.pain)
            for day in diary
            if day.pain is not None and first <= day.day <= last
        ]
        tests = [test.day for test in self._records.self_tests.of(person, zone)]
        return ProgressData(first, last, pain, self._weeks(person, first, last, zone), tests)

    def _weeks(
        self, person: str, first: dtm.date, last: dtm.date, zone: dtm.tzinfo
    ) -> Sequence[WeekDone]:
        kept = self._records.plans.get(person)
        if kept is None:
            return ()
        diary = self._records.check_ins.diary(person)
        paused = self._records.pauses.days(person, dtm.datetime.combine(last, dtm.time(), zone))
        weeks = []
        monday = first - dtm.timedelta(days=first.weekday())
        while monday <= last:
            begin, end = max(first, monday), min(last, monday + WEEK - dtm.timedelta(days=1))
            counted = consistency(kept.plan, diary, begin, end, paused)
            done = counted.done + counted.extra
            weeks.append(WeekDone(monday, done, counted.planned, counted.days))
            monday += WEEK
        return weeks

    def chart(
        self, person: str, first: dtm.date, last: dtm.date, zone: dtm.tzinfo, dark: bool = False
    ) -> Shown:
        """Draws the chart of a range and says it in two lines."""
        data = self.data(person, first, last, zone)
        theme = Theme.DARK if dark else Theme.LIGHT
        image = self._files.write(person, CHART, draw_progress_chart(data, self.words.chart, theme))
        return Shown("\n\n".join(summary_lines(summarise(data), self.words.progress)), image)

    def page(
        self,
        person: str,
        first: dtm.date,
        last: dtm.date,
        zone: dtm.tzinfo,
        sign_names: dict[str, str],
        about: About,
    ) -> str:
        """Makes the page for a clinician; returns its path as `Reply.image` wants it.

        Args:
            person: Rasa's sender id.
            first: the first day of the range, local.
            last: the last one.
            zone: the person's.
            sign_names: what each danger sign is called.
            about: what they told of their knee, in the meeting or in passing.
        """
        profile = self._records.profiles.get(person)
        mine = self.words.mine
        summary = ClinicianSummary(
            made_on=last,
            progress=self.data(person, first, last, zone),
            side=mine.sides.get(str(about.side), ""),
            since=about.since or "",
            triggers=[mine.activities.get(one, one) for one in about.triggers],
            tests=[_dated(test) for test in self._records.self_tests.of(person, zone)],
            flags=self._flags(person, zone, sign_names),
            own_words=str(profile.own_words or "") if profile else "",
        )
        return self._files.write(person, PAGE, draw_clinician_pdf(summary, self.words.clinician))

    def _flags(self, person: str, zone: dtm.tzinfo, names: dict[str, str]) -> list[FlagTold]:
        told = []
        for flag in self._records.flags.of(person):
            sign = str(flag.signs).split(",")[0]
            closed = flag.closed_at.astimezone(zone).date() if flag.closed_at else None
            told.append(
                FlagTold(
                    flag.opened_at.astimezone(zone).date(),
                    names.get(sign, sign),
                    Closed(str(flag.closed_by)) if closed else None,
                    closed,
                )
            )
        return told

    def export(self, person: str) -> str:
        """Packs everything held; returns its path as `Reply.image` wants it."""
        packed = zip_export(self._records.everything.of(person), self.words.export)
        return self._files.write(person, EXPORT, packed)


def _dated(test: MirrorTest) -> DatedTest:
    return DatedTest(test.day, test.leg(Leg.LEFT), test.leg(Leg.RIGHT))
