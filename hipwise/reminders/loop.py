"""The loop that finds whoever is due, composes what to say, sends it and records the outcome.

Each step is safe to die in. A claim is a lease, so that what a dead process had in hand is
claimed again; what was delivered is recorded at once after the channel said so; only a crash
within the send itself leaves open whether a message went out, and then it is sent again.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage

from hipwise.coaching.schedule import is_still_useful
from hipwise.errors import cause
from hipwise.guided_sets import BUSY, GuidedSets
from hipwise.records.flags import Flags
from hipwise.records.prompts import Claimed
from hipwise.reminders.reminding import Reminding
from hipwise.reminders.turns import PROMPT_INTENT
from hipwise.replies import Reply
from hipwise.tasks import within
from hipwise.telegram.pacing import Pace, alone
from hipwise.telegram.sending import Outcome
from hipwise.turns import CollectedReplies

logger = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 2.0
# Telegram lets a bot send about 30 messages a second; the rest is for answers.
PROMPTS_PER_SECOND = 25.0
BURST = 5
BATCH = 100
AT_ONCE = 16
TURN_SECONDS = 60.0

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(minutes=15)
WHILE_COUNTING = timedelta(minutes=5)
# While a danger sign is open nothing is said that leads to exercises.
SAID_IN_DANGER = frozenset({"retention"})

Send = Callable[[str, Reply], Awaitable[Outcome]]
CountsElsewhere = Callable[[str], Awaitable[bool]]
Prompted = Callable[[str, float], None]


async def nowhere_else(_person: str) -> bool:
    """There is no other replica to be counted by."""
    return False


def uncounted(_outcome: str, _delay_seconds: float) -> None:
    """Nobody keeps figures."""


class Reminders:
    """Says what is due."""

    def __init__(
        self,
        agent: Agent,
        reminding: Reminding,
        flags: Flags,
        guided: GuidedSets,
        clock: Callable[[], datetime],
        counts_elsewhere: CountsElsewhere = nowhere_else,
        prompted: Prompted = uncounted,
        sharers: Callable[[], int] = alone,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        monotonic: Callable[[], float] = time.monotonic,
        per_second: float = PROMPTS_PER_SECOND,
    ) -> None:
        """Keeps what it is given.

        Args:
            agent: the talk that prompts become a part of.
            reminding: records and composers.
            flags: the danger signs people told of.
            guided: the sets people are being counted through.
            clock: the present moment.
            counts_elsewhere: whether another replica is counting somebody.
            prompted: told of each prompt that is over: the outcome, and how many seconds after
                the moment it was for.
            sharers: how many replicas share the rate of prompts.
            sleep: waits a number of seconds.
            monotonic: seconds that never go back.
            per_second: how many prompts go out at most.
        """
        self._agent = agent
        self._reminding = reminding
        self._prompts = reminding.prompts
        self._flags = flags
        self._guided = guided
        self._clock = clock
        self._counts_elsewhere = counts_elsewhere
        self._prompted = prompted
        self._sharers = sharers
        self._sleep = sleep
        self._monotonic = monotonic
        self._pace = Pace(per_second, BURST)
        self._closing = False
        self._looking: asyncio.Task[None] | None = None

    async def run(self, send: Send) -> None:
        """Looks every two seconds until cancelled or closed."""
        while not self._closing:
            self._looking = asyncio.create_task(self.send_due(send))
            try:
                await self._looking
            except Exception as error:
                logger.error("looking for due prompts failed: %s", cause(error))
            await self._sleep(LOOK_EVERY_SECONDS)

    async def close(self, grace_seconds: float) -> None:
        """Claims nothing more, gives back what was not begun, and waits for what was."""
        self._closing = True
        if self._looking is not None:
            await asyncio.wait([self._looking], timeout=grace_seconds)

    async def send_due(self, send: Send) -> None:
        """Says everything that is due by now; one failure does not stop the others.

        Args:
            send: takes a person's id and what to say, and tells what became of it.
        """
        turns = asyncio.Semaphore(AT_ONCE)

        async def one(claimed: Claimed) -> None:
            async with turns:
                await self._attempt(claimed, send)

        while not self._closing:
            batch = await asyncio.to_thread(self._prompts.claim_due, self._clock(), BATCH)
            if not batch:
                return
            await asyncio.gather(*map(one, batch))

    async def _attempt(self, claimed: Claimed, send: Send) -> None:
        try:
            await self._deliver(claimed, send)
        except Exception as error:
            # The lease runs out, and it is tried again.
            logger.error("prompt %s failed: %s", claimed.id, cause(error))

    async def _deliver(self, claimed: Claimed, send: Send) -> None:
        now = self._clock()
        if now >= claimed.claimed_until:
            return  # held up for so long that somebody else may have it
        if not self._is_useful(claimed, now) or await self._is_held_back(claimed):
            await self._record(claimed, "late")
            return
        if await self._is_counted(claimed.person_id):
            await asyncio.to_thread(self._prompts.put_off, claimed, now + WHILE_COUNTING)
            return
        await self._sleep(self._pace.reserve(self._monotonic(), self._sharers()))
        if self._closing:
            await asyncio.to_thread(self._prompts.put_off, claimed, self._clock())
            return
        replies = await self._compose(claimed)
        if not replies:
            await self._record(claimed, "late")
            return
        outcome = await self._send_all(claimed.person_id, replies, send)
        if outcome is Outcome.FAILED:
            pause = min(FIRST_PAUSE * 2 ** (claimed.tries - 1), LONGEST_PAUSE)
            await asyncio.to_thread(self._prompts.put_off, claimed, self._clock() + pause)
        else:
            await self._record(claimed, outcome.value)

    async def _is_counted(self, person: str) -> bool:
        return self._guided.state(person) in BUSY or await self._counts_elsewhere(person)

    def _zone(self, claimed: Claimed) -> str:
        return claimed.zone or self._reminding.desk.home_zone

    def _is_useful(self, claimed: Claimed, now: datetime) -> bool:
        return is_still_useful(claimed.due_at, claimed.day, self._zone(claimed), now)

    async def _is_held_back(self, claimed: Claimed) -> bool:
        if claimed.kind in SAID_IN_DANGER:
            return False
        return await asyncio.to_thread(self._flags.opened, claimed.person_id) is not None

    async def _compose(self, claimed: Claimed) -> Sequence[Reply]:
        """Has it said in the talk, so that the talk knows of it; what there is to send."""
        output = CollectedReplies()
        intent = {"name": PROMPT_INTENT, "confidence": 1.0}
        carried = {"prompt_kind": claimed.kind, "prompt_day": claimed.day.isoformat()}
        text = f"/{PROMPT_INTENT}"
        local = self._clock().astimezone(ZoneInfo(self._zone(claimed))).replace(tzinfo=None)
        message = UserMessage(
            text,
            output,
            sender_id=claimed.person_id,
            input_channel=claimed.person_id.partition(":")[0],
            parse_data={
                "text": text,
                "intent": intent,
                "intent_ranking": [intent],
                "entities": [
                    {"entity": name, "value": value, "start": 0, "end": 0, "extractor": "program"}
                    for name, value in carried.items()
                ],
            },
            metadata={"now": local.isoformat()},
        )
        await within(TURN_SECONDS, self._agent.handle_message(message))
        return output.replies

    async def _send_all(self, person: str, replies: Sequence[Reply], send: Send) -> Outcome:
        for number, reply in enumerate(replies):
            outcome = await send(person, reply)
            if outcome is not Outcome.SENT:
                # Whoever got the first message has been prompted.
                return Outcome.SENT if number and outcome is Outcome.FAILED else outcome
        return Outcome.SENT

    async def _record(self, claimed: Claimed, outcome: str) -> None:
        now = self._clock()
        await asyncio.to_thread(self._prompts.record, claimed, outcome, now)
        self._prompted(outcome, (now - claimed.due_at).total_seconds())
