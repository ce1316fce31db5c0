"""The tables, as SQLAlchemy's mapped classes.

To add one: write the class here, its repository in a module of its own, and a migration
(`migrations/env.py` says how). Times are aware and in UTC. `people.id` names a person everywhere
as `<channel>:<number>`, which is Rasa's sender id; a table about a person refers to it with
`ON DELETE CASCADE`, so that deleting the person deletes everything kept about them.
"""

from __future__ import annotations

import datetime as dtm
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.orm import registry

# Fixed names let a later migration drop or change a constraint on either database.
metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)
mapper_registry = registry(metadata=metadata)

PERSON_ID_LENGTH = 64


class UtcDateTime(TypeDecorator):
    """An aware time, kept in UTC; SQLite would forget the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dtm.datetime | None, dialect: Any) -> dtm.datetime | None:
        """Turns an aware time into UTC; a naive one is a mistake of the caller."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be kept")
        return value.astimezone(dtm.timezone.utc)

    def process_result_value(self, value: dtm.datetime | None, dialect: Any) -> dtm.datetime | None:
        """Gives the time back with its zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            return value.replace(tzinfo=dtm.timezone.utc)
        return value.astimezone(dtm.timezone.utc)


@mapper_registry.mapped
class HandledUpdate:
    """An update of Telegram's that has been answered; a second delivery of it is skipped."""

    __tablename__ = "handled_updates"

    update_id = Column(BigInteger, primary_key=True, autoincrement=False)
    handled_at = Column(UtcDateTime, nullable=False, index=True)


@mapper_registry.mapped
class WaitingUpdate:
    """An update confirmed to Telegram before it was answered; deleted once it is.

    Attributes:
        body: the update as Telegram sent it. It holds the person's words, for seconds.
    """

    __tablename__ = "waiting_updates"

    update_id = Column(BigInteger, primary_key=True, autoincrement=False)
    body = Column(JSON, nullable=False)


@mapper_registry.mapped
class SentFile:
    """A file that Telegram already has, to be sent again by its id.

    Attributes:
        key: path and content hash.
    """

    __tablename__ = "sent_files"

    key = Column(String(512), primary_key=True)
    file_id = Column(Text, nullable=False)


@mapper_registry.mapped
class Person:
    """Somebody who has written to the bot.

    Attributes:
        id: `<channel>:<number>`, Rasa's sender id.
        blocked_at: since when the bot cannot reach them; None while it can.
        keyboard_id: the message that carries the newest buttons.
        used_keyboard_id: the message whose button was pressed last.
    """

    __tablename__ = "people"

    id = Column(String(PERSON_ID_LENGTH), primary_key=True)
    first_seen = Column(UtcDateTime, nullable=False)
    last_seen = Column(UtcDateTime, nullable=False)
    blocked_at = Column(UtcDateTime)
    keyboard_id = Column(BigInteger)
    used_keyboard_id = Column(BigInteger)


@mapper_registry.mapped
class UnansweredQuestion:
    """How often, on one day, the bot was unsure in one way; never what was asked.

    Attributes:
        decision: `offer` or `decline`.
        offered: the intents offered, joined by commas in the order offered; empty for none.
    """

    __tablename__ = "unanswered_questions"
    __table_args__ = (UniqueConstraint("day", "decision", "offered"),)

    id = Column(Integer, primary_key=True)
    day = Column(Date, nullable=False)
    decision = Column(String(16), nullable=False)
    offered = Column(String(512), nullable=False)
    count = Column(Integer, nullable=False)


@mapper_registry.mapped
class Flag:
    """A danger sign that somebody told of; the sign is kept, never the words.

    Attributes:
        tier: A, B or C.
        signs: ids of content/triage.yml, joined by commas, the worst first.
        opened_at: when the sign was told and the advice given.
        ask_at: when to ask after the person.
        asked_at: when that was done; None before.
        closed_at: when the person said it was looked at or a misunderstanding; None before.
        closed_by: `seen` or `misunderstanding`.
    """

    __tablename__ = "flags"
    __table_args__ = (
        CheckConstraint("tier IN ('A', 'B', 'C')", name="tier"),
        CheckConstraint("(closed_at IS NULL) = (closed_by IS NULL)", name="closed"),
        Index("ix_flags_person_id_closed_at", "person_id", "closed_at"),
        Index("ix_flags_ask_at_asked_at", "ask_at", "asked_at"),
    )

    id = Column(Integer, primary_key=True)
    person_id = Column(
        String(PERSON_ID_LENGTH), ForeignKey("people.id", ondelete="CASCADE"), nullable=False
    )
    tier = Column(String(1), nullable=False)
    signs = Column(String(256), nullable=False)
    opened_at = Column(UtcDateTime, nullable=False)
    ask_at = Column(UtcDateTime, nullable=False)
    asked_at = Column(UtcDateTime)
    closed_at = Column(UtcDateTime)
    closed_by = Column(String(16))


@mapper_registry.mapped
class NotedSet:
    """A guided set that somebody had noted as done.

    Attributes:
        exercise: such as `clamshell`.
        sets: whole sets.
        reps: repetitions a set and side.
    """

    __tablename__ = "noted_sets"

    id = Column(Integer, primary_key=True)
    person_id = Column(
        String(PERSON_ID_LENGTH),
        ForeignKey("people.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    )
    exercise = Column(String(32), nullable=False)
    sets = Column(Integer, nullable=False)
    reps = Column(Integer, nullable=False)
    noted_at = Column(UtcDateTime, nullable=False)
