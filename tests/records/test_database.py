"""Opening and migrating, on SQLite and, where it is installed, on PostgreSQL."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError

from hipwise.errors import SettingsError
from hipwise.records.database import migrate, open_engine, session_factory
from hipwise.records.models import metadata

BINARIES = Path("/usr/lib/postgresql/15/bin")


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server of our own, on a socket; skips without one."""
    initdb = Path(shutil.which("initdb") or BINARIES / "initdb")
    if not initdb.exists():
        pytest.skip("PostgreSQL is not installed")
    # Not pytest's own folder: a socket's path must be short, and the server's user must reach it.
    folder = Path(tempfile.mkdtemp(prefix="hipwise-pg-"))
    # PostgreSQL refuses to run as root.
    user = "nobody" if os.geteuid() == 0 else None
    if user is not None:
        shutil.chown(folder, user)
    data = folder / "data"

    def run(program: str, *arguments: object) -> None:
        command = [initdb.with_name(program), "-D", data, *arguments]
        subprocess.run(
            [str(part) for part in command],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=folder,
            user=user,
        )

    run("initdb", "-A", "trust", "-U", "hipwise", "-N")
    options = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off"
    run("pg_ctl", "-w", "-l", folder / "log", "-o", options, "start")
    yield f"postgresql://hipwise@/postgres?host={folder}"
    run("pg_ctl", "-m", "immediate", "stop")
    shutil.rmtree(folder, ignore_errors=True)


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


def test_migrations_make_what_the_models_say(engine: Engine) -> None:
    migrate(engine)
    migrate(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, metadata) == []
        assert context.get_current_revision() == "0004"


def test_replicas_that_start_together_migrate_once(url: str) -> None:
    # Processes, as replicas are; Alembic's environment is one a process.
    with ProcessPoolExecutor(3) as pool:
        list(pool.map(_migrate_alone, [url] * 3))
    engine = open_engine(url)
    assert "people" in inspect(engine).get_table_names()
    engine.dispose()


def _migrate_alone(url: str) -> None:
    engine = open_engine(url)
    migrate(engine)
    engine.dispose()


def test_a_transaction_is_whole_or_not_at_all(engine: Engine) -> None:
    migrate(engine)
    sessions = session_factory(engine)
    with pytest.raises(DBAPIError), sessions.begin() as session:
        session.execute(text("INSERT INTO handled_updates VALUES (1, '2026-01-01 00:00:00')"))
        session.execute(text("SELECT * FROM no_such_table"))
    with sessions.begin() as session:
        assert session.execute(text("SELECT count(*) FROM handled_updates")).scalar() == 0


@pytest.mark.parametrize("bad", ["", "nonsense", "mysql://x/y", "oracle://x"])
def test_an_address_that_is_not_understood(bad: str) -> None:
    with pytest.raises(SettingsError, match="DATABASE_URL"):
        open_engine(bad)


def test_sqlite_keeps_its_promises(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/deep/down/records.db")
    with engine.begin() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
    engine.dispose()


def test_a_database_in_memory_is_one(tmp_path: Path) -> None:
    engine = open_engine("sqlite://")
    migrate(engine)
    assert "people" in inspect(engine).get_table_names()
    engine.dispose()
