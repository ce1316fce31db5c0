"""`GET /health`: what it says of each part, and that nothing which hangs can hold it up."""

from __future__ import annotations

import datetime as dtm
import socket
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from sqlalchemy.engine import Engine

from hipwise.app import Program
from hipwise.health import Health
from hipwise.records.database import migrate, open_engine, session_factory
from hipwise.records.prompts import Prompts
from hipwise.telegram.sending import Contact

pytestmark = pytest.mark.asyncio

NOW = dtm.datetime(2026, 11, 25, 14, 0, tzinfo=dtm.timezone.utc)
PERSON = "telegram:1"


class _Pinged:
    def __init__(self, error: Exception | None = None) -> None:
        self._error = error

    async def ping(self) -> None:
        if self._error is not None:
            raise self._error


def health_with(engine: Engine, replicas: Any = None, loaded: bool = True) -> Health:
    reminding = SimpleNamespace(prompts=Prompts(session_factory(engine)))
    program = SimpleNamespace(
        agent=SimpleNamespace(is_ready=lambda: loaded),
        engine=engine,
        services=SimpleNamespace(reminding=reminding, clock=lambda: NOW),
        replicas=replicas,
    )
    contact = Contact(lambda: NOW)
    contact.note()
    return Health(cast(Program, program), contact, patience=0.5)


@pytest.fixture
def migrated(tmp_path: Path) -> Engine:
    engine = open_engine(f"sqlite:///{tmp_path}/hipwise.db")
    migrate(engine)
    return engine


async def test_all_is_well(migrated: Engine) -> None:
    prompts = Prompts(session_factory(migrated))
    prompts.plan(PERSON, "snooze", NOW.date(), NOW - dtm.timedelta(hours=1), NOW)
    assert await health_with(migrated).state() == {
        "ok": True,
        "model_loaded": True,
        "database_reachable": True,
        "last_telegram_contact": NOW.isoformat(),
        "prompts_due": 1,
        "prompts_late": 1,
    }
    migrated.dispose()


async def test_without_a_model_nobody_can_be_answered(migrated: Engine) -> None:
    assert (await health_with(migrated, loaded=False).state())["ok"] is False
    migrated.dispose()


async def test_redis_counts_where_it_is_used(migrated: Engine) -> None:
    state = await health_with(migrated, _Pinged()).state()
    assert state["ok"] is state["redis_reachable"] is True
    state = await health_with(migrated, _Pinged(OSError())).state()
    assert state["ok"] is state["redis_reachable"] is False
    assert state["database_reachable"] is True
    migrated.dispose()


async def test_a_database_that_refuses() -> None:
    engine = open_engine("postgresql://me@127.0.0.1:9/x")
    state = await health_with(engine).state()
    assert state["ok"] is state["database_reachable"] is False


async def test_a_database_that_never_answers() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        health = health_with(open_engine(f"postgresql://me@127.0.0.1:{port}/x"))
        for _ in range(3):
            assert (await health.state())["database_reachable"] is False
        # However often it is asked, one question waits.
        silent.settimeout(0.2)
        accepted = [silent.accept()[0]]
        with pytest.raises(TimeoutError):
            silent.accept()
        for connection in accepted:
            connection.close()
