"""Opening and migrating, on SQLite and, where it is installed, on PostgreSQL."""

from __future__ import annotations

import subprocess
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError

from hipwise.errors import HipwiseError, SettingsError
from hipwise.records.database import MIGRATIONS, is_migrated, migrate, open_engine, session_factory
from hipwise.records.models import metadata
from tests.postgres import program

REVISIONS = sorted(script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions())


def test_migrations_make_what_the_models_say(engine: Engine) -> None:
    migrate(engine)
    migrate(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, metadata) == []
        assert context.get_current_revision() == "0006"


def upgrade_to(engine: Engine, revision: str) -> None:
    """Brings an empty database to an older version."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def seen_person(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO people (id, first_seen, last_seen)"
                " VALUES ('telegram:1', '2026-01-01 00:00:00+00:00', '2026-02-01 00:00:00+00:00')"
            )
        )


def people_in(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.execute(text("SELECT id FROM people")).scalars())


@pytest.mark.parametrize("revision", REVISIONS)
def test_whoever_is_known_to_an_earlier_version_is_known_to_this_one(
    engine: Engine, revision: str
) -> None:
    upgrade_to(engine, revision)
    seen_person(engine)
    migrate(engine)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    assert people_in(engine) == ["telegram:1"]


def test_a_backup_of_an_earlier_version_is_restored_as_the_page_on_it_says(
    postgres: str, tmp_path: Path
) -> None:
    """deploy/README.md: dropdb, createdb, pg_restore."""
    tools = {name: program(name) for name in ("createdb", "dropdb", "pg_dump", "pg_restore")}
    if None in tools.values():
        pytest.skip("PostgreSQL's own programs are not installed")
    host = postgres.partition("?")[2].replace("host=", "--host=")

    def run(name: str, *arguments: str) -> None:
        subprocess.run([str(tools[name]), host, "--username=hipwise", *arguments], check=True)

    run("dropdb", "--if-exists", "--force", "kept")
    run("createdb", "kept")
    dump, url = str(tmp_path / "hipwise.dump"), postgres.replace("/postgres?", "/kept?")
    engine = open_engine(url)
    upgrade_to(engine, REVISIONS[-2])
    seen_person(engine)
    run("pg_dump", "-Fc", f"--file={dump}", "kept")
    migrate(engine)
    engine.dispose()
    run("dropdb", "--force", "kept")
    run("createdb", "kept")
    run("pg_restore", "--dbname=kept", dump)
    migrate(engine)
    assert people_in(engine) == ["telegram:1"]
    engine.dispose()


def test_a_database_of_a_newer_program_is_refused(engine: Engine) -> None:
    assert not is_migrated(engine)
    migrate(engine)
    assert is_migrated(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for ask in (migrate, is_migrated):
        with pytest.raises(HipwiseError, match="newer Hipwise"):
            ask(engine)


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
