"""Mirror tests and personal files, kept and found again."""

from __future__ import annotations

import datetime as dtm
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import delete
from sqlalchemy.orm import Session, sessionmaker

from hipwise.coaching.self_test import Leg, LegResult, Look, MirrorTest, Seen
from hipwise.records.models import Person, SelfTestLeg
from hipwise.records.personal_files import PersonalFiles
from hipwise.records.self_tests import SelfTests
from tests.records.test_repositories import MONDAY, sessions  # noqa: F401

LATE = dtm.datetime(2026, 11, 23, 23, 30, tzinfo=dtm.timezone.utc)
SEEN = {look: Seen.YES if look is Look.WOBBLE else Seen.NOT_SURE for look in Look}


def test_tests_come_back_as_they_were(sessions: sessionmaker[Session]) -> None:  # noqa: F811
    tests = SelfTests(sessions)
    zone = ZoneInfo("Europe/Berlin")
    one = MirrorTest({Leg.LEFT: LegResult(SEEN, 4)}, None, dtm.date(2026, 11, 23))
    both = {leg: LegResult(SEEN, pain) for pain, leg in enumerate(Leg)}
    two = MirrorTest(both, Leg.RIGHT, dtm.date(2026, 11, 24))
    tests.add("telegram:1", two, LATE)
    tests.add("telegram:1", one, MONDAY)
    assert tests.of("telegram:1", zone) == [one, two]  # by time; the day is the person's own
    assert tests.of("telegram:2", zone) == []


def test_they_go_with_the_person(sessions: sessionmaker[Session]) -> None:  # noqa: F811
    tests = SelfTests(sessions)
    test = MirrorTest({Leg.LEFT: LegResult(SEEN, 0)}, None, MONDAY.date())
    tests.add("telegram:1", test, MONDAY)
    with sessions.begin() as session:
        session.execute(delete(Person))
        assert session.query(SelfTestLeg).count() == 0


def test_personal_files_do_not_pile_up(tmp_path: Path) -> None:
    files = PersonalFiles(tmp_path / "var" / "people", tmp_path)
    first = files.write("telegram:1", "card.png", b"one")
    assert files.write("telegram:1", "card.png", b"two") == first
    assert first.startswith("var/people/") and "telegram" not in first
    assert (tmp_path / first).read_bytes() == b"two"
    assert len(list((tmp_path / first).parent.iterdir())) == 1
    other = files.write("telegram:2", "card.png", b"three")
    files.drop("telegram:1")
    files.drop("telegram:3")
    assert not (tmp_path / first).exists() and (tmp_path / other).exists()


def test_files_outside_the_project_keep_their_whole_path(tmp_path: Path) -> None:
    files = PersonalFiles(tmp_path / "var", tmp_path / "project")
    assert Path(files.write("a:1", "card.png", b"")).is_file()
