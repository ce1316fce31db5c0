"""Records, conversations and files of people in a folder of their own; a row of everything."""

from __future__ import annotations

import datetime as dtm
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Table, text
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session, sessionmaker

from hipwise.records.everything import Everything, tables_about_people
from hipwise.records.handled_updates import HandledUpdates
from hipwise.records.models import UtcDateTime
from hipwise.records.personal_files import PersonalFiles

NOW = dtm.datetime(2026, 11, 25, 14, 0, tzinfo=dtm.timezone.utc)
ANN, BEN = "telegram:4242", "telegram:42"
SECRET = "zebrafish"


@dataclass
class Held:
    """A folder of databases and files."""

    folder: Path
    sessions: sessionmaker[Session]
    conversations: Engine
    files: PersonalFiles
    everything: Everything


def python_type(column: Column[Any]) -> type[Any]:
    """The type of a column's values; SQLAlchemy does not say it of types of our own and JSON."""
    if isinstance(column.type, UtcDateTime):
        return dtm.datetime
    kind: type[Any] = column.type.python_type
    return kind


def value_for(table: Table, name: str, person: str, row: int) -> Any:
    """A fitting value of a column, telling where text may stand."""
    column = table.columns[name]
    kind = python_type(column)
    if name in ("person_id", "id") and kind is str:
        return person
    chosen = {
        "tier": "A", "closed_by": None, "closed_at": None, "side": "left", "age_group": "18_39",
        "better_leg": "left", "leg": "left", "lead_leg": "left", "variant": "usual",
        "change": "made" if table.name == "plan_changes" else 1, "trained": "all",
        "settled": "settled", "kind": "check_in", "outcome": "sent",
    }  # fmt: skip
    if name in chosen:
        return chosen[name]
    if name in ("knee_in", "hip_drop", "trunk_lean", "wobble", "depth"):
        return "no"
    if kind is int and (column.foreign_keys or column.primary_key):
        return row
    if kind is str:
        return SECRET[: column.type.length]
    return {int: 1, bool: True, dtm.date: NOW.date(), dtm.datetime: NOW, dict: {"q": SECRET}}[kind]


def fill(held: Held, person: str, row: int) -> None:
    """Puts a row about somebody into every table that is about people."""
    with held.sessions.begin() as session:
        for table in tables_about_people():
            values = {
                name: value_for(table, name, person, row)
                for name in [c.name for c in table.columns]
            }
            session.execute(table.insert().values(**values))
    with held.conversations.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO events (sender_id, type_name, timestamp, data) VALUES "
                "(:person, 'user', 1.0, :user), (:person, 'bot', 2.0, :bot), "
                "(:person, 'slot', 3.0, '{}')"
            ),
            {
                "person": person,
                "user": f'{{"text": "{SECRET}"}}',
                "bot": '{"text": "Hello"}',
            },
        )
    held.files.write(person, "card.png", SECRET.encode())
    number = int(person.partition(":")[2])
    body = {"update_id": row, "message": {"chat": {"id": number}, "text": SECRET}}
    HandledUpdates(held.sessions).keep({row: body})
