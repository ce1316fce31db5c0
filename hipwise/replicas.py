"""Turns that another replica must take: those of people it is counting through a set.

A count lives in the memory of one replica (`hipwise.guided_sets`), and the balancer knows nothing
of it. Each replica therefore notes in Redis whom it counts, and a turn that arrives elsewhere is
passed to it: published on the counting replica's channel, its replies come back through a list,
and are sent by whoever holds the update. Where the counting replica has died the turn is taken
where it arrived, and the person hears that the count is lost.
"""

from __future__ import annotations

import asyncio
import json
import logging
import uuid
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from typing import Any

from rasa.core.channels.channel import UserMessage
from redis.asyncio import Redis
from redis.exceptions import RedisError

from hipwise.errors import HipwiseError, Unreachable, cause, log_incident
from hipwise.guided_sets import BUSY, GuidedSets
from hipwise.records.database import is_out_of_reach
from hipwise.records.once import run_of
from hipwise.repeated_turns import UPDATE_ID
from hipwise.replies import Reply
from hipwise.tasks import end, within
from hipwise.telegram.output import TelegramOutput
from hipwise.telegram.updates import TURN_SECONDS

logger = logging.getLogger(__name__)

Handle = Callable[[UserMessage], Awaitable[Any]]

_SET, _TURNS, _REPLIES = "hipwise:set:", "hipwise:turns:", "hipwise:replies:"
NOTE_EVERY_SECONDS = 5.0
# A replica that has not said so for this long counts nobody.
NOTED_FOR_SECONDS = 20
# Between looks whether the replica that has the turn still lives.
LOOK_EVERY_SECONDS = 1
REPLIES_KEPT_SECONDS = 120
PAUSE_SECONDS = 1.0


class Replicas:
    """Passes turns between replicas."""

    def __init__(self, redis: Redis, sets: GuidedSets) -> None:
        """Takes what all replicas share, and the sets counted in this one."""
        self._redis = redis
        self._sets = sets
        self._id = uuid.uuid4().hex
        self._noted: set[str] = set()
        self._turns: set[asyncio.Task[None]] = set()
        self._handle: Handle | None = None
        self._count = 1

    def sharing(self, handle: Handle) -> Handle:
        """Wraps a handler of messages: whom another replica counts, that replica answers."""
        self._handle = handle

        async def handle_message(message: UserMessage) -> Any:
            person = str(message.sender_id)
            if self._sets.state(person) is None:
                owner = await self._owner(person)
                if owner not in (None, self._id) and await self._pass_on(message, str(owner)):
                    return None
            result = await handle(message)
            await self._note(person)
            return result

        return handle_message

    async def counts_elsewhere(self, person: str) -> bool:
        """Whether another replica is counting somebody, or has paused."""
        _, busy = await self._noted_of(person)
        return busy and self._sets.state(person) is None

    def count(self) -> int:
        """How many replicas there are, as last looked."""
        return self._count

    async def ping(self) -> None:
        """Asks Redis for a sign of life.

        Raises:
            RedisError: it gives none.
        """
        await self._redis.ping()

    async def run(self) -> None:
        """Takes turns that other replicas pass on, and keeps the notes fresh, until cancelled."""
        try:
            await asyncio.gather(self._listen(), self._keep_noting())
        finally:
            await end(*self._turns)

    async def _listen(self) -> None:
        while True:
            try:
                async with self._redis.pubsub() as channel:
                    await channel.subscribe(_TURNS + self._id)
                    # `listen` takes a silence for a failure; here silence is the rule.
                    while True:
                        sent = await channel.get_message(True, timeout=NOTE_EVERY_SECONDS)
                        if sent is not None:
                            task = asyncio.create_task(self._take(json.loads(sent["data"])))
                            self._turns.add(task)
                            task.add_done_callback(self._turns.discard)
            except (RedisError, OSError) as error:
                logger.warning("turns of other replicas cannot be heard: %s", cause(error))
            await asyncio.sleep(PAUSE_SECONDS)

    async def _take(self, passed: dict[str, Any]) -> None:
        replies: list[Reply] = []

        async def collect(_person: str, reply: Reply) -> None:
            replies.append(reply)

        message = UserMessage(output_channel=TelegramOutput(collect), **passed["message"])
        update_id = (message.metadata or {}).get(UPDATE_ID)
        answer: dict[str, Any] = {"failed": True}
        try:
            if self._handle is not None:
                # As where the update arrived: what a run adds to the records, it adds once.
                with nullcontext() if update_id is None else run_of(update_id):
                    await within(TURN_SECONDS, self._handle(message))
                await self._note(passed["message"]["sender_id"])
                answer = {"replies": [_as_json(reply) for reply in replies]}
        except Exception as error:
            log_incident(logger, "turn failed", error)
            answer["away"] = is_out_of_reach(error)
        key = _REPLIES + passed["turn"]
        try:
            async with self._redis.pipeline() as pipe:
                await (
                    pipe.rpush(key, json.dumps(answer)).expire(key, REPLIES_KEPT_SECONDS).execute()
                )
        except (RedisError, OSError) as error:
            logger.error("replies could not be handed back: %s", cause(error))

    async def _pass_on(self, message: UserMessage, owner: str) -> bool:
        """Has another replica take a turn; False where it is not there any more.

        Raises:
            Unreachable: it could not reach the database or Redis.
            HipwiseError: the turn failed there.
        """
        turn = uuid.uuid4().hex
        body = json.dumps({"turn": turn, "message": _carried(message)})
        try:
            answer = await self._ask(_TURNS + owner, body, _REPLIES + turn)
        except (RedisError, OSError) as error:
            logger.warning("a turn could not be passed on: %s", cause(error))
            return False
        if answer is None:
            return False
        if answer.get("away"):
            raise Unreachable("the replica that counts cannot reach what it needs")
        if answer.get("failed"):
            raise HipwiseError("the replica that counts could not take the turn")
        assert message.output_channel is not None
        for reply in answer["replies"]:
            await message.output_channel.send_response(message.sender_id, reply)
        return True

    async def _ask(self, channel: str, body: str, key: str) -> dict[str, Any] | None:
        alive = await self._redis.publish(channel, body)
        while alive:
            found = await self._redis.blpop([key], LOOK_EVERY_SECONDS)
            if found is not None:
                answer: dict[str, Any] = json.loads(found[1])
                return answer
            alive = dict(await self._redis.pubsub_numsub(channel)).get(channel.encode(), 0)
        return None

    async def _owner(self, person: str) -> str | None:
        owner, _ = await self._noted_of(person)
        return owner

    async def _noted_of(self, person: str) -> tuple[str | None, bool]:
        """The replica that counts somebody, and whether they should not be disturbed."""
        try:
            noted = await self._redis.get(_SET + person)
        except (RedisError, OSError) as error:
            logger.warning("who counts cannot be read: %s", cause(error))
            noted = None
        if noted is None:
            return None, False
        owner, _, state = noted.decode().partition(" ")
        return owner, state == "busy"

    async def _keep_noting(self) -> None:
        while True:
            for person in self._noted | self._sets.people():
                await self._note(person)
            await self._look_around()
            await asyncio.sleep(NOTE_EVERY_SECONDS)

    async def _look_around(self) -> None:
        try:
            self._count = max(1, len(await self._redis.pubsub_channels(_TURNS + "*")))
        except (RedisError, OSError) as error:
            logger.warning("replicas cannot be counted: %s", cause(error))

    async def _note(self, person: str) -> None:
        state = self._sets.state(person)
        try:
            if state is not None:
                self._noted.add(person)
                value = f"{self._id} {'busy' if state in BUSY else 'asking'}"
                await self._redis.set(_SET + person, value, ex=NOTED_FOR_SECONDS)
            elif person in self._noted:
                self._noted.discard(person)
                await self._redis.delete(_SET + person)
        except (RedisError, OSError) as error:
            logger.warning("who is counted cannot be noted: %s", cause(error))


def _carried(message: UserMessage) -> dict[str, Any]:
    return {
        "text": message.text,
        "sender_id": message.sender_id,
        "parse_data": message.parse_data,
        "input_channel": message.input_channel,
        "message_id": message.message_id,
        "metadata": message.metadata,
    }


def _as_json(reply: Reply) -> dict[str, Any]:
    """A reply as `reply_from_rasa` reads it, markup kept."""
    return {
        "text": reply.text,
        "buttons": [{"title": button.title, "payload": button.payload} for button in reply.buttons],
        "image": reply.image,
    }
