"""What tests share: the program with its trained model, built once, and empty databases."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import datetime, timezone
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest
import pytest_asyncio
from redis.asyncio import Redis
from sqlalchemy import text
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session, sessionmaker

from hipwise.quiet import quieten, travel_light

quieten()  # before anything imports Rasa
travel_light()

from hipwise.records.database import migrate, open_engine, session_factory  # noqa: E402
from hipwise.redis_server import open_redis  # noqa: E402
from tests.postgres import initdb_program, own_postgres  # noqa: E402
from tests.redis_server import own_redis, redis_program  # noqa: E402

if TYPE_CHECKING:
    from hipwise.app import Program
    from hipwise.turns import Conversation

# How long an example takes says more about the machine than about the code. The same checkout has
# the same examples each time; `make fuzz` looks for new ones.
hypothesis.settings.register_profile("hipwise", deadline=None, derandomize=True)
hypothesis.settings.register_profile("fuzz", deadline=None, derandomize=False)
hypothesis.settings.load_profile("hipwise")

ROOT = Path(__file__).parents[1]
# A Wednesday afternoon. People's local time in conversations; the program's clock says it in UTC.
NOW = datetime(2026, 11, 25, 14, 0)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts what takes long first, so that no process waits at the end for another's."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def stopped_clock() -> datetime:
    """The moment in which all of these tests take place."""
    return NOW.replace(tzinfo=timezone.utc)


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """The program as `hipwise run` builds it, with its databases in a scratch folder."""
    from hipwise.app import build_program
    from hipwise.settings import Settings

    os.chdir(ROOT)  # as the command does: the model names files from the project's root
    return build_program(Settings(), tmp_path_factory.mktemp("var"), stopped_clock)


@pytest.fixture(scope="session")
def copy_project(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    """Makes a copy of the project to run from, which has its own settings and records.

    What is large is linked. Nothing that a test does to the copy touches the project, and the
    `.env` of whoever runs the tests is not read.
    """

    def copy() -> Path:
        root = tmp_path_factory.mktemp("project") / "hipwise"
        for name in ("hipwise", "actions", "content"):
            shutil.copytree(ROOT / name, root / name)
        for name in ("data", "config.yml", "domain.yml"):
            (root / name).symlink_to(ROOT / name)
        prepared = [ROOT / "models" / "hipwise.tar.gz", *(ROOT / "var" / "spacy").iterdir()]
        prepared += (ROOT / "var" / "encoder").glob("*/*")
        for path in prepared:
            (root / path.relative_to(ROOT)).parent.mkdir(parents=True, exist_ok=True)
            (root / path.relative_to(ROOT)).symlink_to(path)
        return root

    return copy


@pytest.fixture(scope="session")
def newcomer(program: Program) -> Callable[[], Conversation]:
    """Makes a conversation with the program as somebody it has never met."""
    from hipwise.turns import Conversation

    numbers = count(1)

    def new() -> Conversation:
        return Conversation(program.agent, program.payloads, f"test:{next(numbers)}", NOW)

    return new


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server of our own; skips without one."""
    initdb = initdb_program()
    if initdb is None:
        pytest.skip("PostgreSQL is not installed")
    with own_postgres(initdb) as address:
        yield address


@pytest.fixture(scope="session")
def redis_address() -> Iterator[str]:
    """The address of a Redis server of our own; skips without one."""
    program = redis_program()
    if program is None:
        pytest.skip("there is no redis-server")
    with own_redis(program) as address:
        yield address


@pytest_asyncio.fixture
async def redis(redis_address: str) -> AsyncIterator[Redis]:
    """A connection to it; it is empty."""
    opened = open_redis(redis_address)
    await opened.flushdb()
    yield opened
    await opened.close()
    await opened.connection_pool.disconnect()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/100%/records.db"
    address: str = request.getfixturevalue("postgres")
    engine = open_engine(address)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    return address


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    """An engine on it."""
    made = open_engine(url)
    yield made
    made.dispose()


@pytest.fixture
def on_both(engine: Engine) -> sessionmaker[Session]:
    """The records on both kinds of database."""
    migrate(engine)
    return session_factory(engine)
