"""Rasa's own record of conversations: where it is kept, and how it is opened."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy.engine import make_url

from hipwise.bounded_conversations import BoundedTrackerStore
from hipwise.records.database import one_at_a_time, open_engine


def open_tracker_store(database_url: str, var: Path) -> BoundedTrackerStore:
    """Opens the tracker store, beside the records.

    Safe when several processes start together: they take turns.

    Args:
        database_url: of the records; empty for SQLite.
        var: folder of SQLite's files.
    """
    if not database_url or database_url.startswith("sqlite"):
        folder = Path(make_url(database_url).database).parent if database_url else var
        url = f"sqlite:///{folder / 'conversations.db'}"
    else:
        url = database_url
    # The records' way of opening a database: on SQLite Rasa would open the file anew for every
    # read and write (10 ms of a turn), on PostgreSQL it would keep connections that have died.
    engine = open_engine(url)
    with one_at_a_time(engine):
        store = BoundedTrackerStore(**_rasas_words_for(url))
        store.use(engine)
    return store


def _rasas_words_for(database_url: str) -> dict[str, Any]:
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        return {"dialect": "sqlite", "db": url.database}
    return {
        "dialect": "postgresql",
        "host": url.host,
        "port": url.port,
        "db": url.database,
        "username": url.username,
        "password": url.password,
        "query": dict(url.query),
    }
