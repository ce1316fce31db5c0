"""The records' database: how it is opened, and how it is brought up to date.

SQLite serves one process, PostgreSQL any number of them. Repositories (one module a table)
take the session factory and run each method in a transaction of its own; they block, so that
asynchronous code calls them through `asyncio.to_thread`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, InterfaceError, OperationalError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import QueuePool

from hipwise.errors import HipwiseError, SettingsError, Unreachable, causes

MIGRATIONS = Path(__file__).parent / "migrations"

# Any number will do, as long as every replica asks for the same one.
_MIGRATION_LOCK = 0x68697077

# Execution option of a connection whose transactions write nothing.
ONLY_READS = "only_reads"

# A turn that waits longer is told to be late, and tried again.
_LOCK_WAIT_SECONDS = 10
_CONNECT_SECONDS = 5
# A server that has gone without a word is noticed within about this time, not after hours.
_SILENCE_SECONDS = 10
_KEEP_ALIVE = {
    "connect_timeout": _CONNECT_SECONDS,
    "keepalives_idle": _SILENCE_SECONDS,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": _SILENCE_SECONDS * 1000,
}


def open_engine(url: str) -> Engine:
    """Makes an engine; no connection is opened yet.

    Args:
        url: an SQLAlchemy address, `sqlite:///var/hipwise.db` or `postgresql://…`.

    Raises:
        SettingsError: the address is not one of those.
    """
    try:
        backend = make_url(url).get_backend_name()
    except ArgumentError:
        backend = ""
    if backend == "sqlite":
        return _open_sqlite(url)
    if backend == "postgresql":
        # pre_ping replaces connections that died with a restarted database.
        return create_engine(
            url,
            future=True,
            # An error names the statement; the values are what people said.
            hide_parameters=True,
            pool_pre_ping=True,
            # A batch of changed rows goes over in one message, not in one a row.
            executemany_mode="values_plus_batch",
            connect_args=_KEEP_ALIVE,
        )
    raise SettingsError(
        "DATABASE_URL is not understood: use sqlite:///var/hipwise.db or postgresql://user@host/name"
    )


def _open_sqlite(url: str) -> Engine:
    database = make_url(url).database
    in_memory = not database or database == ":memory:"
    if not in_memory:
        Path(database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url,
        future=True,
        hide_parameters=True,
        poolclass=QueuePool,
        # A database in memory lives in its only connection, which callers then take in turns.
        pool_size=1 if in_memory else 5,
        max_overflow=0 if in_memory else 10,
        connect_args={"check_same_thread": False, "timeout": _LOCK_WAIT_SECONDS},
    )

    def prepare(connection: Any, _record: Any) -> None:
        # Without this pysqlite opens transactions late and leaves DDL outside them.
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute("PRAGMA foreign_keys=ON")
        # What somebody had deleted must not be readable in the file's free pages.
        connection.execute("PRAGMA secure_delete=ON")

    def begin(connection: Connection) -> None:
        # A deferred transaction that reads and then writes fails at once when another writer
        # came between; an immediate one waits its turn. What only reads need not wait.
        reads = connection.get_execution_options().get(ONLY_READS, False)
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", begin)
    return engine


def cannot_open(error: Exception) -> HipwiseError:
    """The one line for a database that cannot be opened; the error's words may hold a password."""
    return HipwiseError(
        f"The database cannot be opened ({type(error).__name__}): check DATABASE_URL"
    )


def is_out_of_reach(error: BaseException) -> bool:
    """Whether an error came of a database or Redis that cannot be reached or is locked, for now."""
    away = (OperationalError, InterfaceError, Unreachable)
    return any(isinstance(one, away) for one in causes(error))


def session_factory(engine: Engine) -> sessionmaker[Session]:
    """Sessions for the repositories; `with sessions.begin() as session:` is one transaction."""
    return sessionmaker(engine, future=True, expire_on_commit=False)


def migrate(engine: Engine) -> None:
    """Brings the schema to the newest version; whole or not at all.

    Safe when several processes start together: on PostgreSQL they take turns by an advisory
    lock, on SQLite by the write lock, and the later ones find nothing left to do.

    Raises:
        HipwiseError: a newer program has been at it.
    """
    config = _alembic()
    with engine.begin() as connection:
        _take_turn(connection)
        _is_newest(connection, config)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def is_migrated(engine: Engine) -> bool:
    """Whether the schema is the newest one that this program knows.

    Raises:
        HipwiseError: a newer program has been at it.
    """
    with engine.connect() as connection:
        return _is_newest(connection, _alembic())


def _is_newest(connection: Connection, config: Config) -> bool:
    scripts = ScriptDirectory.from_config(config)
    current = MigrationContext.configure(connection).get_current_revision()
    known = {script.revision for script in scripts.walk_revisions()}
    if current is not None and current not in known:
        raise HipwiseError("The database was made by a newer Hipwise: update this one")
    return current == scripts.get_current_head()


@contextmanager
def one_at_a_time(engine: Engine) -> Iterator[None]:
    """Keeps processes apart that prepare the same database; only PostgreSQL is shared by any."""
    if engine.dialect.name != "postgresql":
        yield
        return
    with engine.begin() as connection:
        _take_turn(connection)
        yield


def _take_turn(connection: Connection) -> None:
    """Waits for the other replicas; the turn ends with the transaction."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})


def _alembic() -> Config:
    config = Config()
    # ConfigParser reads a percent sign as the start of a placeholder.
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


def insert_into(session: Session, model: type[Any]) -> Any:
    """An INSERT that knows `on_conflict_do_update`, which both databases spell the same way."""
    dialect = session.get_bind().dialect.name
    return postgresql.insert(model) if dialect == "postgresql" else sqlite.insert(model)
