"""Rasa's record of conversations, read in a time that does not grow with the conversation.

Rasa reads every event of the session for every message. Here a turn reads the newest ones, from
the beginning of a message on and as many as policies look back over, and of those before them
only what still has an effect: the last value of each slot, the form under way, and whether the
talk is paused. Nothing is ever dropped from the database; what shows or erases conversations sees
all of it.
"""

from __future__ import annotations

import asyncio
import functools
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice, pairwise
from typing import Any, NamedTuple, Optional

import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActionReverted,
    ActiveLoop,
    AllSlotsReset,
    ConversationPaused,
    ConversationResumed,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUtteranceReverted,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import Session, sessionmaker

from hipwise.records.database import ONLY_READS

# Two messages or so, or one that led to much; rules and stories look back over less than two.
NEWEST = 16
# How many states policies look back over: the longest rule, and config.yml's MemoizationPolicy.
LOOKED_BACK = 3

# Events that undo others, so that all must be replayed.
_UNDOING = (ActionReverted.type_name, UserUtteranceReverted.type_name)
# Events of which the last has an effect, whatever their names.
_LASTING = tuple(
    kind.type_name for kind in (ConversationPaused, ConversationResumed, AllSlotsReset)
)

EVENTS = SQLTrackerStore.SQLEvent.__table__

# SQLAlchemy takes longer to put these together than the database to answer them.
# Nothing before a restart has an effect, as nothing before a session has.
# Two looks into the index: with a choice of types it would be read through.
_LAST = (
    "(SELECT coalesce(max(id), 0) FROM events"
    " WHERE sender_id = :person AND type_name = :{} AND action_name IS NULL)"
)
_BEGINNING = sa.text(f"SELECT {_LAST.format('session')}, {_LAST.format('restart')}").bindparams(
    session=SessionStarted.type_name, restart=Restarted.type_name
)
_ALL = "SELECT id, data FROM events WHERE sender_id = :person AND id >= :since ORDER BY id DESC"
_NEWEST_EVENTS = sa.text(f"{_ALL} LIMIT :limit")
_ALL_EVENTS = sa.text(_ALL)


class Look(NamedTuple):
    """Which event to look for.

    Attributes:
        kind: its type.
        name: of its slot, form or action, as Rasa stores it.
        which: `max` for the last of them, `min` for the first.
    """

    kind: str
    name: Optional[str] = None
    which: str = "max"


# Policies that learn from stories do not see turns that only rules know, and fail where that
# leaves them without any state: this one always is.
_FIRST_LISTENING = Look(ActionExecuted.type_name, ACTION_LISTEN_NAME, "min")


class Row(NamedTuple):
    """An event as it stands in the database."""

    id: int
    event: dict[str, Any]


class StoredTracker(DialogueStateTracker):
    """A tracker that knows how many of its events came from the database.

    Attributes:
        stored: the first so many of `events` are in the database, or stand for some that are.
    """

    stored = 0


class BoundedTrackerStore(SQLTrackerStore):
    """An SQL tracker store whose turns read a bounded number of events.

    Attributes:
        newest: how many of a session's newest events a turn reads, or more where those are a
            form's answers.
    """

    engine: Engine
    newest = NEWEST

    def use(self, engine: Engine) -> None:
        """Works with an engine other than Rasa's own, and has the indices that reading needs."""
        self.engine.dispose()
        self.engine = engine
        self.sessionmaker = sessionmaker(bind=engine)
        with engine.begin() as connection:
            add_indices(connection)

    async def retrieve(self, sender_id: str) -> Optional[DialogueStateTracker]:
        """What is needed of a person's newest session; None where there is none."""
        rows = await asyncio.to_thread(self._read, sender_id)
        if not rows:
            return None
        tracker = StoredTracker.from_dict(sender_id, [row.event for row in rows], self.domain.slots)
        assert isinstance(tracker, StoredTracker)
        tracker.stored = len(rows)
        return tracker

    async def newest_messages(self, sender_id: str, limit: int) -> list[dict[str, Any]]:
        """A person's newest messages in any session, as events, the newest first."""
        return await asyncio.to_thread(self._read_messages, sender_id, limit)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Writes the events that are not in the database yet."""
        await self.stream_events(tracker)
        await asyncio.to_thread(self._write, tracker)

    def _read(self, sender_id: str) -> list[Row]:
        with self._reading() as connection:
            return read_newest(connection, self.domain, sender_id, self.newest)

    def _read_messages(self, sender_id: str, limit: int) -> list[dict[str, Any]]:
        # Messages have no name; with it the index gives them in order.
        query = (
            sa.select(EVENTS.c.id, EVENTS.c.data)
            .where(
                EVENTS.c.sender_id == sender_id,
                EVENTS.c.type_name == UserUttered.type_name,
                EVENTS.c.action_name.is_(None),
            )
            .order_by(EVENTS.c.id.desc())
            .limit(limit)
        )
        with self._reading() as connection:
            return [row.event for row in _rows(connection, query, {})]

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self.engine.connect() as connection:
            yield connection.execution_options(**{ONLY_READS: True})

    def _write(self, tracker: DialogueStateTracker) -> None:
        with self.session_scope() as session:
            new = list(self._additional_events(session, tracker))
            if new:
                rows = [_as_row(tracker.sender_id, event) for event in new]
                session.execute(sa.insert(EVENTS), rows)
            session.commit()
        if isinstance(tracker, StoredTracker):
            tracker.stored = len(tracker.events)

    def _additional_events(self, session: Session, tracker: DialogueStateTracker) -> Iterator[Any]:
        """The events of a tracker that are not in the database yet.

        Rasa compares with the number of events that the session has in the database, of which a
        bounded tracker holds fewer.
        """
        if isinstance(tracker, StoredTracker):
            return islice(tracker.events, tracker.stored, None)
        return super()._additional_events(session, tracker)  # type: ignore[no-any-return]


def add_indices(connection: Connection) -> None:
    """Makes the indices that `read_newest` needs.

    Rasa indexes `sender_id` alone, which in SQLite holds the id too.
    """
    columns = {"ix_events_sender_type_name": "sender_id, type_name, action_name, id"}
    if connection.dialect.name == "postgresql":
        columns["ix_events_sender_newest"] = "sender_id, id"
    for name, indexed in columns.items():
        connection.execute(sa.text(f"CREATE INDEX IF NOT EXISTS {name} ON events ({indexed})"))
    # An older version's.
    connection.execute(sa.text("DROP INDEX IF EXISTS ix_events_sender_type_time"))


def read_newest(
    connection: Connection, domain: Domain, sender_id: str, limit: int = NEWEST
) -> list[Row]:
    """Of a person's newest session: the newest events, and those before that still count.

    A restart begins a session too.

    Args:
        connection: to Rasa's database.
        domain: whose slots and forms count.
        sender_id: the person.
        limit: how many of the newest events; twice or more as many where Rasa leaves so much of
            them out of the history, as it does with a form's answers, that policies would see
            less than `LOOKED_BACK`.

    Returns:
        Events in order. Replayed, they give the slots, form, pause and latest message that the
        whole session gives, and the same history as far as policies look back.
    """
    person = {"person": sender_id}
    begin = max(connection.execute(_BEGINNING, person).one())
    since = {**person, "since": begin}
    forms = frozenset(domain.form_names)
    while True:
        newest = _rows(connection, _NEWEST_EVENTS, {**since, "limit": limit + 1})[::-1]
        if len(newest) <= limit:
            return newest
        recent = from_whole_message(newest)
        if states_at_least(recent, forms) >= LOOKED_BACK:
            break
        limit *= 2
    earlier = begin, recent[0].id
    kept = _effective(connection, domain, sender_id, *earlier)
    if any(row.event["event"] in _UNDOING for row in (*kept, *recent)):
        return _rows(connection, _ALL_EVENTS, since)[::-1]
    kept += _form_under_way(connection, sender_id, *earlier, kept)
    return sorted(kept, key=lambda row: row.id) + recent


def from_whole_message(rows: list[Row]) -> list[Row]:
    """Events from the first message on of which all are there, which is at listening for it."""
    for place, (row, following) in enumerate(pairwise(rows)):
        if _listens(row.event) and following.event["event"] == UserUttered.type_name:
            return rows[place:]
    return []


def states_at_least(rows: Sequence[Row], forms: frozenset[str]) -> int:
    """How many states of a history events give at the least: one an action outside forms.

    Rasa leaves out a form's action, and listening for its answer, once the form went on.
    """
    names = [row.event["name"] for row in rows if row.event["event"] == ActionExecuted.type_name]
    return sum(forms.isdisjoint(pair) for pair in pairwise(names))


def _listens(event: dict[str, Any]) -> bool:
    return (event["event"], event.get("name")) == (ActionExecuted.type_name, ACTION_LISTEN_NAME)


def _effective(
    connection: Connection, domain: Domain, sender_id: str, since: int, before: int
) -> list[Row]:
    """The events that have an effect beyond their own turn."""
    looks = [_FIRST_LISTENING]
    looks += [Look(SlotSet.type_name, slot.name) for slot in domain.slots]
    looks += [Look(ActiveLoop.type_name, name) for name in (*domain.form_names, None)]
    looks += [Look(kind) for kind in (*_LASTING, *_UNDOING)]
    return _each(connection, sender_id, since, before, looks)


def _form_under_way(
    connection: Connection, sender_id: str, since: int, before: int, kept: Sequence[Row]
) -> list[Row]:
    """The message that began the form under way, and what became of the form last."""
    loops = [row for row in kept if row.event["event"] == ActiveLoop.type_name]
    last = max(loops, default=None, key=lambda row: row.id)
    if last is None or last.event["name"] is None:
        return []
    ran_or_refused = [
        Look(kind.type_name, last.event["name"])
        for kind in (ActionExecuted, ActionExecutionRejected)
    ]
    return [
        *_each(connection, sender_id, since, last.id, [Look(UserUttered.type_name)]),
        *_each(connection, sender_id, since, before, ran_or_refused),
    ]


def _each(
    connection: Connection, sender_id: str, since: int, before: int, looks: Sequence[Look]
) -> list[Row]:
    given = {"person": sender_id, "since": since, "before": before}
    return _rows(connection, _each_query(tuple(looks)), given)


@functools.lru_cache(maxsize=64)
def _each_query(looks: tuple[Look, ...]) -> Any:
    """Finds each event by a look into the index."""
    constants: dict[str, str] = {}
    found = []
    for place, (kind, name, which) in enumerate(looks):
        constants[f"kind_{place}"] = kind
        named = "action_name IS NULL"
        if name is not None:
            constants[f"name_{place}"] = name
            named = f"action_name = :name_{place}"
        found.append(
            f"(SELECT {which}(id) FROM events WHERE sender_id = :person"
            f" AND type_name = :kind_{place} AND {named} AND id >= :since AND id < :before)"
        )
    query = f"SELECT id, data FROM events WHERE id IN ({', '.join(found)}) ORDER BY id"
    return sa.text(query).bindparams(**constants)


def _rows(connection: Connection, query: Any, given: dict[str, Any]) -> list[Row]:
    return [Row(number, json.loads(data)) for number, data in connection.execute(query, given)]


def _as_row(sender_id: str, event: Any) -> dict[str, Any]:
    """An event in the columns of Rasa's table, filled as `SQLTrackerStore.save` fills them."""
    data = event.as_dict()
    return {
        "sender_id": sender_id,
        "type_name": event.type_name,
        "timestamp": data.get("timestamp"),
        "intent_name": data.get("parse_data", {}).get("intent", {}).get("name"),
        "action_name": data.get("name"),
        "data": json.dumps(data),
    }
