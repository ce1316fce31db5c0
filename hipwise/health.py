"""What `GET /health` says: whether this process can answer people now."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from hipwise.app import Program
from hipwise.errors import cause
from hipwise.records.prompts import Counts
from hipwise.telegram.sending import Contact

logger = logging.getLogger(__name__)

# A database that has not answered by then is as good as gone.
SECONDS_TO_ANSWER = 3.0


class Health:
    """Asks the parts how they are."""

    def __init__(
        self, program: Program, contact: Contact, patience: float = SECONDS_TO_ANSWER
    ) -> None:
        """Takes the program, when Telegram last answered, and how many seconds a part may take."""
        self._program = program
        self._contact = contact
        self._patience = patience
        self._asking: asyncio.Future[Counts | None] | None = None

    async def state(self) -> dict[str, Any]:
        """The answer; `ok` only where all is well. Comes in time, whatever hangs."""
        prompts, redis = await asyncio.gather(self._prompts(), self._redis_answers())
        loaded, last = self._program.agent.is_ready(), self._contact.last
        due, late = prompts or Counts(0, 0)
        state = {
            "ok": loaded and prompts is not None and redis is not False,
            "model_loaded": loaded,
            "database_reachable": prompts is not None,
            "last_telegram_contact": last.isoformat() if last else None,
            "prompts_due": due,
            "prompts_late": late,
        }
        return state if redis is None else {**state, "redis_reachable": redis}

    async def _prompts(self) -> Counts | None:
        """What is due; None where the database does not say."""
        # A question that hangs holds a thread: one is enough.
        if self._asking is None or self._asking.done():
            self._asking = asyncio.ensure_future(asyncio.to_thread(self._ask_database))
        await asyncio.wait([self._asking], timeout=self._patience)
        return self._asking.result() if self._asking.done() else None

    def _ask_database(self) -> Counts | None:
        try:
            reminding = self._program.services.reminding
            return reminding.prompts.counts(self._program.services.clock())
        except Exception as error:
            logger.error("health: the database does not answer (%s)", cause(error))
            return None

    async def _redis_answers(self) -> bool | None:
        """None where there is none to answer."""
        if self._program.replicas is None:
            return None
        try:
            await asyncio.wait_for(self._program.replicas.ping(), self._patience)
            return True
        except Exception as error:
            logger.error("health: Redis does not answer (%s)", cause(error))
            return False
