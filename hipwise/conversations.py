"""Rasa's own record of conversations, and its locks on them: how they are opened."""

from __future__ import annotations

from pathlib import Path

from rasa.core.lock_store import InMemoryLockStore, LockStore, RedisLockStore
from rasa.core.tracker_store import SQLTrackerStore
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import sessionmaker

from hipwise.errors import HipwiseError
from hipwise.records.database import open_engine


def open_tracker_store(database_url: str, var: Path) -> SQLTrackerStore:
    """Opens the tracker store, beside the records.

    Args:
        database_url: of the records; empty for SQLite.
        var: folder of SQLite's files.
    """
    if not database_url or database_url.startswith("sqlite"):
        folder = Path(make_url(database_url).database).parent if database_url else var
        path = folder / "conversations.db"
        store = SQLTrackerStore(dialect="sqlite", db=str(path))
        # Rasa opens the file anew for every read and write; the records' way of opening
        # SQLite (kept connections, write-ahead log) takes 10 ms off a turn.
        store.engine.dispose()
        store.engine = open_engine(f"sqlite:///{path}")
        store.sessionmaker = sessionmaker(bind=store.engine)
    else:
        url = make_url(database_url)
        store = SQLTrackerStore(
            dialect="postgresql",
            host=url.host,
            port=url.port,
            db=url.database,
            username=url.username,
            password=url.password,
        )
    with store.engine.begin() as connection:
        # Rasa indexes `sender_id` alone; each turn asks for the newest session of one person.
        connection.execute(
            text(
                "CREATE INDEX IF NOT EXISTS ix_events_sender_type_time "
                "ON events (sender_id, type_name, timestamp)"
            )
        )
    return store


def open_lock_store(redis_url: str) -> LockStore:
    """Opens the locks that keep one conversation's turns apart.

    Args:
        redis_url: where replicas share them; empty for this process alone.

    Raises:
        HipwiseError: Redis cannot be reached.
    """
    if not redis_url:
        return InMemoryLockStore()
    try:
        url = make_url(redis_url)
        locks = RedisLockStore(
            host=url.host or "localhost",
            port=url.port or 6379,
            db=int(url.database or 1),
            password=url.password,
        )
        locks.red.ping()
    except Exception as error:
        raise HipwiseError(
            f"Redis cannot be reached ({type(error).__name__}): check REDIS_URL"
        ) from error
    return locks
