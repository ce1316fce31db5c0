"""Alembic's entry. `hipwise.records.database.migrate` runs it at start with a connection.

To write a migration after changing `models.py`, with DATABASE_URL naming a scratch database:

    alembic -c hipwise/records/migrations/alembic.ini upgrade head
    alembic -c hipwise/records/migrations/alembic.ini revision --autogenerate --rev-id 0002 \
        -m "what it does"

then read it through: SQLite takes changes of columns only within `op.batch_alter_table`.
"""

from __future__ import annotations

import os
from typing import Any, Literal

from alembic import context
from sqlalchemy.engine import Connection

from hipwise.records.database import open_engine
from hipwise.records.models import UtcDateTime, metadata


def _render(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    # A migration must keep meaning the same when the models move on.
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        render_item=_render,
    )
    with context.begin_transaction():
        context.run_migrations()


given: Connection | None = context.config.attributes.get("connection")
if given is not None:
    _run(given)
else:
    with open_engine(os.environ["DATABASE_URL"]).begin() as opened:
        _run(opened)
