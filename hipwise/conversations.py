"""Rasa's own record of conversations: where it is kept, and how it is opened."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.engine import make_url

from hipwise.bounded_conversations import BoundedTrackerStore
from hipwise.records.database import open_engine


def open_tracker_store(database_url: str, var: Path) -> BoundedTrackerStore:
    """Opens the tracker store, beside the records.

    Args:
        database_url: of the records; empty for SQLite.
        var: folder of SQLite's files.
    """
    if not database_url or database_url.startswith("sqlite"):
        folder = Path(make_url(database_url).database).parent if database_url else var
        path = folder / "conversations.db"
        # Rasa opens the file anew for every read and write; the records' way of opening
        # SQLite (kept connections, write-ahead log) takes 10 ms off a turn.
        store = BoundedTrackerStore(dialect="sqlite", db=str(path))
        store.use(open_engine(f"sqlite:///{path}"))
        return store
    # The whole address in place of a host: it may name a socket or how to encrypt.
    store = BoundedTrackerStore(dialect="postgresql", host=database_url)
    store.use(open_engine(database_url))
    return store
