"""Messages that change while they are looked at, such as the count of a guided set.

Each shows the newest state only: what was not sent in time is left out, so that a count stays at
tempo however slow Telegram is, and no bad day of Telegram's reaches whoever counts.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

from hipwise.errors import cause
from hipwise.replies import Reply
from hipwise.tasks import end
from hipwise.telegram.identity import chat_id
from hipwise.telegram.pacing import Pace
from hipwise.telegram.sending import Sender

logger = logging.getLogger(__name__)

# Of Telegram's thirty a second: the rest is kept for answers, which do not queue behind edits.
EDITS_PER_SECOND = 20.0
EDITS_BURST = 5
# A state that nothing newer replaces is still worth showing this much later.
PATIENCE_SECONDS = 60.0
LAST_SECONDS = 1.5


class LiveMessages:
    """Opens live messages, and ends the work on them."""

    def __init__(
        self,
        sender: Sender,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Keeps what it is given: who sends, and how time passes."""
        self.sender = sender
        self._sleep = sleep
        self._monotonic = monotonic
        self._pace = Pace(EDITS_PER_SECOND, EDITS_BURST)
        self._work: set[asyncio.Task[None]] = set()

    def open(self, person: str) -> LiveMessage:
        """A message to a person on Telegram; nothing is sent before it has something to show."""
        return LiveMessage(self, chat_id(person))

    async def turn(self) -> None:
        """Waits for a slot among all live messages."""
        await self._sleep(self._pace.reserve(self._monotonic()))

    def begin(self, work: Awaitable[None]) -> None:
        """Starts work that `close` ends."""
        task = asyncio.ensure_future(work)
        self._work.add(task)
        task.add_done_callback(self._work.discard)

    async def close(self) -> None:
        """Lets the last states be sent, as far as `LAST_SECONDS` allow."""
        if self._work:
            _, late = await asyncio.wait(self._work, timeout=LAST_SECONDS)
            await end(*late)


class LiveMessage:
    """One message, edited in place; a `hipwise.guided_sets.Display`."""

    def __init__(self, messages: LiveMessages, chat: int) -> None:
        """Takes the others it shares Telegram with, and the private chat."""
        self._messages = messages
        self._chat = chat
        self._message_id: int | None = None
        self._newest = Reply("")
        self._sent: Reply | None = None
        self._fresh = False
        self._working = False

    def show(self, reply: Reply, fresh: bool) -> None:
        """Shows a reply in place of the last one; `fresh`: in a new message below."""
        self._newest = reply
        self._fresh = self._fresh or fresh
        if not self._working:
            self._working = True
            self._messages.begin(self._send_newest())

    async def _send_newest(self) -> None:
        try:
            while self._fresh or self._newest != self._sent:
                await self._messages.turn()
                aimed_at = self._newest
                if not await self._send_once() and self._newest == aimed_at:
                    # Given up on; the next state is tried again.
                    return
        except Exception as error:
            logger.error("a live message could not be shown: %s", cause(error))
        finally:
            self._working = False

    async def _send_once(self) -> bool:
        if self._fresh and self._message_id is not None:
            await self._messages.sender.take_keyboard(self._chat, self._message_id)
            self._message_id = None
        self._fresh = False
        shown = await self._messages.sender.show(
            self._chat, self._message_id, self._take, PATIENCE_SECONDS
        )
        if shown is not None:
            self._message_id = shown
        return shown is not None

    def _take(self) -> Reply:
        self._sent = self._newest
        return self._newest
