"""Databases for the tests of the records."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hipwise.conversations import open_tracker_store
from hipwise.records.database import migrate, open_engine, session_factory
from hipwise.records.everything import Everything
from hipwise.records.personal_files import PersonalFiles
from tests.records.held import Held


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Held]:
    engine = open_engine(f"sqlite:///{tmp_path}/hipwise.db")
    migrate(engine)
    sessions = session_factory(engine)
    conversations = open_tracker_store("", tmp_path).engine
    files = PersonalFiles(tmp_path / "people", tmp_path)
    yield Held(tmp_path, sessions, conversations, files, Everything(sessions, conversations, files))
    engine.dispose()
    conversations.dispose()
