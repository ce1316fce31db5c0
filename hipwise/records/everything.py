"""All that is held about one person, wherever it stands: to hand it over, and to erase it.

Tables are found through their foreign keys to `people`, so that a new table about people takes
part by itself.
"""

from __future__ import annotations

import json
import re
from typing import Any

from sqlalchemy import Column, Table, delete, select, text
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session, sessionmaker

from hipwise.records.models import Person, WaitingUpdate, metadata
from hipwise.records.personal_files import PersonalFiles

Rows = list[dict[str, Any]]

PEOPLE = metadata.tables["people"]
CONVERSATION = "conversation"


class Everything:
    """What the records, Rasa's tracker and the files hold about people."""

    def __init__(
        self, sessions: sessionmaker[Session], conversations: Engine, files: PersonalFiles
    ) -> None:
        """Takes the records, the database of Rasa's tracker, and people's files."""
        self._sessions = sessions
        self._conversations = conversations
        self._files = files

    def of(self, person_id: str) -> dict[str, Rows]:
        """Everything held, by table, the conversation included; values as plain data."""
        held: dict[str, Rows] = {}
        with self._sessions.begin() as session:
            for table in tables_about_people():
                rows = session.execute(select(table).where(_is_of(table, person_id))).mappings()
                held[table.name] = [
                    {name: _plain(value) for name, value in row.items()} for row in rows
                ]
        held[CONVERSATION] = self._said(person_id)
        return held

    def erase(self, person_id: str) -> None:
        """Removes everything held about somebody, in every table and file.

        Rasa writes a turn down after its actions have run: call this when the turn is over.
        """
        with self._sessions.begin() as session:
            # Updates written down before they were answered hold words.
            number = re.compile(rf'"id": {re.escape(person_id.partition(":")[2])}\b')
            for update in session.execute(select(WaitingUpdate)).scalars():
                if number.search(json.dumps(update.body)):
                    session.delete(update)
            # The other tables follow by their foreign keys.
            session.execute(delete(Person).where(Person.id == person_id))
        with self._conversations.begin() as connection:
            connection.execute(
                text("DELETE FROM events WHERE sender_id = :person"), {"person": person_id}
            )
        self._files.drop(person_id)
        for engine in (self._sessions.kw["bind"], self._conversations):
            _forget_pages(engine)

    def _said(self, person_id: str) -> Rows:
        """Who said what, in order; presses are named by what they stand for."""
        query = text(
            "SELECT type_name, timestamp, data FROM events WHERE sender_id = :person "
            "AND type_name IN ('user', 'bot') ORDER BY id"
        )
        with self._conversations.connect() as connection:
            rows = connection.execute(query, {"person": person_id}).all()
        said = []
        for kind, moment, data in rows:
            body = json.loads(data)
            who = "you" if kind == "user" else "hipwise"
            said.append({"time": moment, "who": who, "text": body.get("text") or ""})
        return said


def tables_about_people() -> list[Table]:
    """Tables whose rows are about one person, the person's own first."""
    return [table for table in metadata.sorted_tables if _link(table) is not None]


def _link(table: Table) -> tuple[Column[Any], Table] | None:
    """The column that says whose a row is, and the table it refers to; None where there is none."""
    if table is PEOPLE:
        return PEOPLE.c.id, PEOPLE
    for column in table.columns:
        for key in column.foreign_keys:
            if _link(key.column.table) is not None:
                return column, key.column.table
    return None


def _is_of(table: Table, person_id: str) -> Any:
    link = _link(table)
    if link is None:
        raise ValueError(f"{table.name} is not about people")
    column, parent = link
    if parent is PEOPLE or column.name == "person_id":
        return column == person_id
    key = next(iter(column.foreign_keys)).column
    return column.in_(select(key).where(_is_of(parent, person_id)))


def _plain(value: Any) -> Any:
    return (
        value if isinstance(value, (str, int, float, bool, list, dict, type(None))) else str(value)
    )


def _forget_pages(engine: Engine) -> None:
    """Empties SQLite's write-ahead log, where deleted rows could still be read."""
    if engine.dialect.name != "sqlite":
        return
    raw = engine.raw_connection()
    try:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        raw.close()
