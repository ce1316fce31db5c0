"""How far the answer to an update has got, so that after a crash only the rest of it is sent.

Each message that Telegram has taken is noted at once. What a crash leaves in doubt is the one
message that was on its way then: it is sent again, since better twice than never.
"""

from __future__ import annotations

import asyncio
import logging

from hipwise.errors import cause
from hipwise.records.handled_updates import HandledUpdates

logger = logging.getLogger(__name__)


class Delivery:
    """The messages of one update's answer, in order."""

    def __init__(self, ledger: HandledUpdates, update_id: int, sent: int) -> None:
        """Takes how many of them went out in an earlier run."""
        self._ledger = ledger
        self._update_id = update_id
        self._sent = sent
        self._place = 0

    @property
    def was_begun(self) -> bool:
        """Whether an earlier run sent something."""
        return self._sent > 0

    def next_is_out(self) -> bool:
        """Goes on to the next message; whether an earlier run sent it."""
        self._place += 1
        return self._place <= self._sent

    async def note(self, person: str, keyboard_id: int | None) -> None:
        """The message is out.

        Args:
            person: who got it.
            keyboard_id: its id, where it carries buttons.
        """
        try:
            await asyncio.to_thread(
                self._ledger.note_sent, self._update_id, self._place, person, keyboard_id
            )
        except Exception as error:
            # The message matters more than the note about it.
            logger.error("a message could not be noted as sent: %s", cause(error))


async def begin(ledger: HandledUpdates, update_id: int) -> Delivery:
    """The delivery of an update's answer, as far as an earlier run took it."""
    try:
        sent = await asyncio.to_thread(ledger.sent, update_id)
    except Exception as error:
        logger.error("what was sent before cannot be read: %s", cause(error))
        sent = 0
    return Delivery(ledger, update_id, sent)
