"""Updates in hand: one queue a chat, chats beside each other, one chat's updates in order.

An update is finished once it has been answered and its id written to the ledger. Only then, or
once the whole update is written down, may it be confirmed to Telegram, so that a crash loses
nothing; what Telegram delivers again after a crash the ledger knows. Where Telegram delivers it
to another replica while this one has it in hand, the other waits for this one's end.
"""

from __future__ import annotations

import asyncio
import datetime as dtm
import logging
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext

from telegram import Update

from hipwise.errors import cause
from hipwise.records.handled_updates import HandledUpdates
from hipwise.tasks import end

logger = logging.getLogger(__name__)

# What one person may have waiting. Beyond that they are writing faster than Telegram lets a bot
# answer in one chat, which is about a message a second.
WAITING_IN_CHAT = 40

# Telegram posts a chat's updates to a webhook one by one, so that they wait there and not here.
# Who writes on at this pace for a minute is no person. Each replica counts for itself.
TAKEN_A_MINUTE = 40
# Between looks whether another replica is done with a chat, which may take an outage.
HELD_ELSEWHERE_SECONDS = 0.5
MINUTE = dtm.timedelta(minutes=1)

Handle = Callable[[Update], Awaitable[None]]
Hold = Callable[[str], AbstractAsyncContextManager[object]]


class Inbox:
    """Takes updates, answers each once, and says when it is finished."""

    def __init__(
        self,
        handle: Handle,
        on_flood: Handle,
        ledger: HandledUpdates,
        clock: Callable[[], dtm.datetime],
        hold: Hold = nullcontext,
        waiting_in_chat: int = WAITING_IN_CHAT,
        taken_a_minute: int | None = None,
    ) -> None:
        """Keeps what it is given.

        Args:
            handle: answers an update; does not raise.
            on_flood: called with the first update that is dropped because its chat's queue is
                full or its minute is, and not again before that queue is empty, or nothing came
                for a minute.
            ledger: where finished updates are noted.
            clock: the time, aware.
            hold: keeps a chat, under a name, from the other replicas while an update of it is
                in hand.
            waiting_in_chat: the length of a chat's queue.
            taken_a_minute: beyond so many within a minute a chat's are dropped; no limit if None.
        """
        self._handle = handle
        self._on_flood = on_flood
        self._ledger = ledger
        self._clock = clock
        self._hold = hold
        self._limit = waiting_in_chat
        self._a_minute = taken_a_minute
        self._came: dict[int, deque[dtm.datetime]] = {}
        self._waiting: set[asyncio.Task[None]] = set()
        self._queues: dict[int, deque[tuple[Update, bool]]] = {}
        self._workers: set[asyncio.Task[None]] = set()
        self._flooded: set[int] = set()
        self._in_hand: dict[int, asyncio.Future[None]] = {}
        self._closing = False

    @property
    def in_hand(self) -> int:
        """How many updates are not finished."""
        return len(self._in_hand)

    def offer(self, update: Update, is_new: bool = False) -> asyncio.Future[None]:
        """Puts an update at the end of its chat's queue.

        Args:
            update: as Telegram delivered it.
            is_new: whether the ledger has been asked already and does not know it.

        Returns:
            A future that is done when the update is finished, and cancelled when the inbox
            closed before that; the same one for the same update delivered again meanwhile.
        """
        known = self._in_hand.get(update.update_id)
        if known is not None:
            return known
        finished: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if self._closing:
            finished.cancel()
            return finished
        chat = _chat(update)
        queue = self._queues.get(chat)
        if self._is_full(chat) or self._is_too_fast(chat):
            if chat not in self._flooded:
                self._flooded.add(chat)
                self._start(self._on_flood(update))
            finished.set_result(None)
            return finished
        self._in_hand[update.update_id] = finished
        if queue is None:
            self._queues[chat] = deque([(update, is_new)])
            self._start(self._work(chat))
        else:
            queue.append((update, is_new))
        return finished

    def turns_away(self, chat: int) -> bool:
        """Whether updates of a chat are dropped now, without a further word."""
        return chat in self._flooded and self._is_full(chat)

    async def close(self, grace_seconds: float) -> None:
        """Finishes what has been begun, as far as the time allows, and lets go of the rest."""
        self._closing = True
        # Whoever waits for another replica has begun nothing.
        await end(*self._waiting)
        if self._workers:
            _, late = await asyncio.wait(self._workers, timeout=grace_seconds)
            await end(*late)
        for finished in self._in_hand.values():
            finished.cancel()
        self._in_hand.clear()
        self._queues.clear()

    def _is_full(self, chat: int) -> bool:
        return len(self._queues.get(chat, ())) >= self._limit

    def _is_too_fast(self, chat: int) -> bool:
        if self._a_minute is None:
            return False
        now = self._clock()
        for quiet in [one for one, came in self._came.items() if came[-1] <= now - MINUTE]:
            del self._came[quiet]
            self._flooded.discard(quiet)
        came = self._came.setdefault(chat, deque(maxlen=self._a_minute))
        too_fast = len(came) == self._a_minute and came[0] > now - MINUTE
        came.append(now)
        return too_fast

    def _start(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._workers.add(task)
        task.add_done_callback(self._workers.discard)

    async def _work(self, chat: int) -> None:
        queue = self._queues[chat]
        while queue and not self._closing:
            update, is_new = queue[0]
            async with self._held(chat):
                if self._closing:
                    return
                if is_new or not await self._is_handled(update.update_id):
                    await self._handle(update)
                    await self._note(update.update_id)
            queue.popleft()
            finished = self._in_hand.pop(update.update_id)
            if not finished.done():
                finished.set_result(None)
        if not queue:
            del self._queues[chat]
            if self._a_minute is None:
                self._flooded.discard(chat)

    @asynccontextmanager
    async def _held(self, chat: int) -> AsyncIterator[None]:
        held, worker = self._hold(f"updates of {chat}"), asyncio.current_task()
        assert worker is not None
        self._waiting.add(worker)
        try:
            await held.__aenter__()
        except Exception as error:
            # Nobody knows then whether another replica has it: better twice than never.
            logger.warning("an update is taken without holding its chat: %s", cause(error))
            held = nullcontext()
        finally:
            self._waiting.discard(worker)
        try:
            yield
        finally:
            try:
                await held.__aexit__(None, None, None)
            except Exception as error:
                logger.warning("a chat could not be let go: %s", cause(error))

    async def _is_handled(self, update_id: int) -> bool:
        try:
            return update_id in await asyncio.to_thread(self._ledger.known, [update_id])
        except Exception as error:
            # Better an answer twice than none.
            logger.error("the ledger of updates cannot be read: %s", cause(error))
            return False

    async def _note(self, update_id: int) -> None:
        try:
            await asyncio.to_thread(self._ledger.add, update_id, self._clock())
        except Exception as error:
            # It stays finished for this process; the next one may answer it again.
            logger.error("update %s could not be noted: %s", update_id, cause(error))


def _chat(update: Update) -> int:
    """The queue's key; what belongs to no chat shares one."""
    chat = update.effective_chat
    if chat is None or not isinstance(chat.id, int):
        return 0
    return chat.id
