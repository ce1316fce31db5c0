"""What a turn adds to the records is added once, also when the turn has to run again.

A crash, or a database that goes away in the middle, may cut a turn off after some of its records
were written. The turn then runs again from the start. What replaces what was there before may be
written twice without harm; what is added to a list asks `first_time`, in the transaction that
adds it. The answers are kept in `update_steps` until the update is finished.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from hipwise.records.database import insert_into
from hipwise.records.models import UpdateStep


@dataclass
class _Run:
    """One run of an update's turn.

    Attributes:
        update_id: Telegram's.
        asked: how often each thing was added in this run.
    """

    update_id: int
    asked: Counter[str] = field(default_factory=Counter)


_running: ContextVar[_Run | None] = ContextVar("running", default=None)


@contextmanager
def run_of(update_id: int) -> Iterator[None]:
    """Within this, `first_time` speaks of the update; in threads begun in it too."""
    token = _running.set(_Run(update_id))
    try:
        yield
    finally:
        _running.reset(token)


def first_time(session: Session, what: str) -> bool:
    """Whether no earlier run of this update has done the same; from now on one has.

    Args:
        session: in the transaction that is about to do it.
        what: what is added; the second of the same in one run is another.

    Returns:
        True also outside of any update, as in the terminal.
    """
    run = _running.get()
    if run is None:
        return True
    run.asked[what] += 1
    step = f"{what} {run.asked[what]}"
    done = session.execute(
        insert_into(session, UpdateStep)
        .values(update_id=run.update_id, step=step)
        .on_conflict_do_nothing()
    )
    return bool(done.rowcount)


def earlier_run_did(session: Session, what: str) -> bool:
    """Whether an earlier run of this update, one that was cut off, has added the same.

    What a reply says of it is then still to be said.
    """
    run = _running.get()
    if run is None:
        return False
    step = (run.update_id, f"{what} 1")
    return session.get(UpdateStep, step) is not None
