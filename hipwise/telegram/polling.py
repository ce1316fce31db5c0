"""Asks Telegram for updates by long polling.

`getUpdates` confirms everything below its offset, and returns at most 100 updates from there on.
The offset is therefore the first update that is not finished. When that holds up the rest, because
many in hand are returned again with every look, or because one takes so long that Telegram would
be asked many times in vain, those in hand are written down and then confirmed; they are answered
as they would have been, after a restart too.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

from telegram import Bot, Update
from telegram.error import Conflict, RetryAfter

from hipwise.errors import cause
from hipwise.records.handled_updates import HandledUpdates
from hipwise.telegram.inbox import Inbox
from hipwise.telegram.sending import Contact

logger = logging.getLogger(__name__)

ALLOWED_UPDATES = (Update.MESSAGE, Update.CALLBACK_QUERY, Update.MY_CHAT_MEMBER)
BATCH = 100
LONG_POLL_SECONDS = 30
# Between looks for new updates while some are in hand, when Telegram does not let the call wait.
LOOK_AGAIN_SECONDS = 0.1
LOOKS_IN_VAIN = 50
# More in hand than this are written down rather than read with every look.
FEW_IN_HAND = 10
READ_TIMEOUT_SECONDS = 5.0
# After updates that nobody will answer, so that who floods does not keep the program busy. Whoever
# writes meanwhile waits half of it on average: at 0.05 that was all that a flood cost them.
FLOOD_PAUSE_SECONDS = 0.02
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
GOODBYE_SECONDS = 2.0

_LARGEST_UPDATE_ID = 2**63 - 1


class PollingBot(Bot):
    """A connection to Telegram that also hands out updates as Telegram sent them.

    python-telegram-bot reads a batch whole or not at all, so that one update it cannot read would
    be asked for again and again; and it would read those in hand anew with every call.
    """

    async def get_raw_updates(
        self, offset: int | None, limit: int, wait_seconds: int
    ) -> list[dict[str, Any]]:
        """Asks for updates, with `getUpdates`.

        Args:
            offset: the id of the first that is wanted; those before it are confirmed.
            limit: how many at most, up to 100.
            wait_seconds: how long Telegram may wait for one.

        Returns:
            Those with a usable id.
        """
        wanted = {
            "offset": offset,
            "limit": limit,
            "timeout": wait_seconds,
            "allowed_updates": list(ALLOWED_UPDATES),
        }
        patience = wait_seconds + READ_TIMEOUT_SECONDS
        bodies = await self._post("getUpdates", wanted, read_timeout=patience)
        return [body for body in bodies if update_id_of(body) is not None]


def update_id_of(body: object) -> int | None:
    """The id of an update as Telegram sent it; None if it has no usable one."""
    number = body.get("update_id") if isinstance(body, dict) else None
    if isinstance(number, bool) or not isinstance(number, int):
        return None
    return number if 0 <= number <= _LARGEST_UPDATE_ID else None


def chat_of(body: Mapping[str, Any]) -> int:
    """The chat of an update as Telegram sent it; 0 without one."""
    for content in body.values():
        if isinstance(content, Mapping):
            # A press holds the message under which the button is.
            message = content.get("message", content)
            chat = message.get("chat") if isinstance(message, Mapping) else None
            number = chat.get("id") if isinstance(chat, Mapping) else None
            return number if isinstance(number, int) else 0
    return 0


def read_update(body: Any, bot: Bot | None = None) -> Update | None:
    """Reads an update; None for one that makes no sense."""
    try:
        return Update.de_json(body, bot)
    except Exception:
        return None


class Poller:
    """Fetches updates, offers them to the inbox, and confirms those that are finished."""

    def __init__(
        self,
        bot: PollingBot,
        inbox: Inbox,
        ledger: HandledUpdates,
        contact: Contact,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Keeps what it is given.

        Args:
            bot: asks Telegram.
            inbox: takes the updates.
            ledger: which updates are finished.
            contact: told of each answer of Telegram's.
            sleep: waits a number of seconds after an error.
        """
        self._bot = bot
        self._inbox = inbox
        self._ledger = ledger
        self._contact = contact
        self._sleep = sleep
        self._offset: int | None = None
        # Updates from the offset on, in the order of their ids.
        self._open: dict[int, tuple[dict[str, Any], asyncio.Future[None]]] = {}
        self._looks_in_vain = 0

    async def run(self) -> None:
        """Polls until cancelled."""
        for body in await self._kept():
            update = read_update(body, self._bot)
            if update is not None:
                self._inbox.offer(update, is_new=True)
        pause = FIRST_PAUSE_SECONDS
        while True:
            try:
                await self._round()
                pause = FIRST_PAUSE_SECONDS
            except Exception as error:
                if isinstance(error, Conflict):
                    logger.error("another program is polling with this bot's token; stop it")
                else:
                    logger.warning("no updates from Telegram: %s", cause(error))
                wait = pause
                if isinstance(error, RetryAfter):
                    wait = max(pause, getattr(error.retry_after, "seconds", pause))
                await self._sleep(min(wait, LONGEST_PAUSE_SECONDS))
                pause = min(2 * pause, LONGEST_PAUSE_SECONDS)

    async def say_goodbye(self) -> None:
        """Confirms what was finished last; the ledger knows it anyway."""
        self._advance()
        if self._offset is None:
            return
        try:
            goodbye = self._bot.get_raw_updates(self._offset, limit=1, wait_seconds=0)
            await asyncio.wait_for(goodbye, GOODBYE_SECONDS)
        except Exception as error:
            logger.info("the last updates stay unconfirmed: %s", cause(error))

    async def _round(self) -> None:
        self._advance()
        wait_seconds = 0 if self._unfinished() else LONG_POLL_SECONDS
        bodies = await self._bot.get_raw_updates(self._offset, BATCH, wait_seconds)
        self._contact.note()
        fresh = [body for body in bodies if body["update_id"] not in self._open]
        if fresh:
            self._looks_in_vain = 0
            await self._take(fresh)
        else:
            self._looks_in_vain += 1
        again = len(bodies) - len(fresh)
        if again > FEW_IN_HAND or self._looks_in_vain > LOOKS_IN_VAIN:
            self._looks_in_vain = 0
            if await self._write_down():
                return
        if not fresh:
            # An answer without any use must not make this loop spin either.
            await _first_of(self._unfinished(), LOOK_AGAIN_SECONDS)

    async def _take(self, bodies: list[dict[str, Any]]) -> None:
        """Offers updates to the inbox, except those that need no answer."""
        ids = {body["update_id"] for body in bodies}
        away = {body["update_id"] for body in bodies if self._inbox.turns_away(chat_of(body))}
        answered = await self._answered(ids - away)
        needless = away | (answered or set())
        for body in bodies:
            update_id = body["update_id"]
            update = None if update_id in needless else read_update(body, self._bot)
            if update is not None:
                finished = self._inbox.offer(update, is_new=answered is not None)
            else:
                if update_id not in needless:
                    logger.warning("update %s let pass: it cannot be read", update_id)
                finished = asyncio.get_running_loop().create_future()
                finished.set_result(None)
            self._open[update_id] = body, finished
        # A full answer has more behind it, and somebody may be waiting at its end.
        if away and len(bodies) < BATCH:
            await asyncio.sleep(FLOOD_PAUSE_SECONDS)

    async def _answered(self, update_ids: set[int]) -> set[int] | None:
        """Which updates the ledger knows; None if it cannot be read."""
        if not update_ids:
            return set()
        try:
            return await asyncio.to_thread(self._ledger.known, update_ids)
        except Exception as error:
            # People are told to wait; each update asks once more when its turn comes.
            logger.error("the ledger of updates cannot be read: %s", cause(error))
            return None

    def _unfinished(self) -> list[asyncio.Future[None]]:
        return [finished for _, finished in self._open.values() if not finished.done()]

    def _advance(self) -> None:
        """Moves the offset past everything that is finished, up to the first that is not."""
        for update_id in sorted(self._open):
            finished = self._open[update_id][1]
            if not finished.done() or finished.cancelled():
                return
            del self._open[update_id]
            self._offset = update_id + 1

    async def _write_down(self) -> bool:
        """Writes down what is in hand, so that it may be confirmed; whether that went well."""
        bodies = {
            update_id: body
            for update_id, (body, finished) in self._open.items()
            if not finished.done()
        }
        try:
            if bodies:
                await asyncio.to_thread(self._ledger.keep, bodies)
            # Those that finished during the writing would otherwise be answered again at a restart.
            for update_id in bodies:
                finished = self._open[update_id][1]
                if finished.done():
                    await asyncio.to_thread(self._ledger.drop, update_id)
        except Exception as error:
            # They stay at Telegram then, and people are heard as before.
            logger.error("updates in hand cannot be written down: %s", cause(error))
            return False
        if self._open:
            self._offset = max(self._open) + 1
            self._open.clear()
        return True

    async def _kept(self) -> list[dict[str, Any]]:
        try:
            return await asyncio.to_thread(self._ledger.kept)
        except Exception as error:
            logger.error("the updates written down cannot be read: %s", cause(error))
            return []


async def _first_of(futures: Iterable[asyncio.Future[None]], timeout: float) -> None:
    pending = list(futures)
    if pending:
        await asyncio.wait(pending, timeout=timeout, return_when=asyncio.FIRST_COMPLETED)
    else:
        await asyncio.sleep(timeout)
