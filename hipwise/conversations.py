"""Rasa's own record of conversations: where it is kept, and how it is opened."""

from __future__ import annotations

from pathlib import Path

from rasa.core.tracker_store import SQLTrackerStore
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import sessionmaker

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
