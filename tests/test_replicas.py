"""Turns passed between replicas on one Redis, with stand-ins for the talk behind them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

import pytest
import pytest_asyncio
from rasa.core.channels.channel import UserMessage
from redis.asyncio import Redis
from sqlalchemy.orm import Session, sessionmaker

from hipwise.errors import HipwiseError, Unreachable
from hipwise.guided_sets import GuidedSets, State
from hipwise.records.database import migrate, open_engine, session_factory
from hipwise.records.once import first_time
from hipwise.redis_server import open_redis
from hipwise.replicas import Replicas
from hipwise.replies import Button, Reply
from hipwise.tasks import end
from hipwise.telegram.output import TelegramOutput

pytestmark = pytest.mark.asyncio

SAM = "telegram:1"


class Sets:
    """Stands in for `GuidedSets`: who is counted here."""

    def __init__(self) -> None:
        self.states: dict[str, State] = {}

    def state(self, person: str) -> State | None:
        return self.states.get(person)

    def people(self) -> set[str]:
        return set(self.states)


class Replica:
    """One replica with a talk that says who answered."""

    def __init__(self, redis: Redis, name: str) -> None:
        self.name = name
        self.sets = Sets()
        self.heard: list[UserMessage] = []
        self.records: sessionmaker[Session] | None = None
        self.first_times: list[bool] = []
        self.replicas = Replicas(redis, cast(GuidedSets, self.sets))
        self.handle = self.replicas.sharing(self._answer)
        self._running: asyncio.Task[None] | None = None

    async def _answer(self, message: UserMessage) -> None:
        self.heard.append(message)
        if message.text == "fail":
            raise ZeroDivisionError
        if message.text == "away":
            raise Unreachable
        if self.records is not None:
            with self.records.begin() as session:
                self.first_times.append(first_time(session, "a report"))
        assert message.output_channel is not None
        button = {"title": "Go on", "payload": "/affirm"}
        await message.output_channel.send_response(
            message.sender_id, {"text": f"*{self.name}*", "buttons": [button], "image": "a.png"}
        )

    async def say(self, text: str = "hello", **more: Any) -> list[Reply]:
        """A message that arrives here; what is sent in answer."""
        replies: list[Reply] = []

        async def collect(_person: str, reply: Reply) -> None:
            replies.append(reply)

        await self.handle(UserMessage(text, TelegramOutput(collect), sender_id=SAM, **more))
        return replies

    async def start(self) -> None:
        """Listens from now on."""
        self._running = asyncio.create_task(self.replicas.run())

    @property
    def listens(self) -> bool:
        """Whether it is at it."""
        return self._running is not None and not self._running.done()

    async def die(self) -> None:
        """Listens no more; what it noted stays."""
        if self._running is not None:
            await end(self._running)
            self._running = None


@pytest_asyncio.fixture
async def both(redis: Redis) -> AsyncIterator[tuple[Replica, Replica]]:
    """Two replicas that know of each other; the first counts Sam."""
    first, second = Replica(redis, "first"), Replica(redis, "second")
    for replica in (first, second):
        await replica.start()
    while len(await redis.pubsub_channels("hipwise:turns:*")) < 2:
        assert all(replica.listens for replica in (first, second))
        await asyncio.sleep(0.01)
    first.sets.states[SAM] = State.COUNTING
    await first.say()
    first.heard.clear()
    yield first, second
    for replica in (first, second):
        await replica.die()


async def test_whoever_counts_answers(both: tuple[Replica, Replica]) -> None:
    first, second = both
    parsed = {"intent": {"name": "affirm"}}
    replies = await second.say(
        "ja", parse_data=parsed, metadata={"update_id": 7}, message_id="7", input_channel="telegram"
    )
    assert replies == [Reply("*first*", (Button("Go on", "/affirm"),), "a.png")]
    assert not second.heard
    (message,) = first.heard
    assert (message.text, message.sender_id, message.parse_data) == ("ja", SAM, parsed)
    assert (message.metadata, message.message_id) == ({"update_id": 7}, "7")
    assert message.input_channel == "telegram"


async def test_nobody_counted_is_answered_where_they_write(both: tuple[Replica, Replica]) -> None:
    first, second = both
    del first.sets.states[SAM]
    await first.say()
    first.heard.clear()
    assert (await second.say())[0].text == "*second*" and not first.heard


async def test_a_set_that_ends_during_a_passed_turn(both: tuple[Replica, Replica]) -> None:
    first, second = both
    first.sets.states.clear()  # but it is still noted
    assert (await second.say())[0].text == "*first*"
    assert (await second.say())[0].text == "*second*"


async def test_a_dead_replica_is_not_waited_for(both: tuple[Replica, Replica]) -> None:
    first, second = both
    await first.die()
    assert (await second.say())[0].text == "*second*"


async def test_a_replica_that_dies_within_the_turn(both: tuple[Replica, Replica]) -> None:
    first, second = both
    forever = asyncio.Event()

    async def hang(_message: UserMessage) -> None:
        first.heard.append(_message)
        await forever.wait()

    first.replicas.sharing(hang)
    waiting = asyncio.create_task(second.say())
    while not first.heard:
        assert not waiting.done(), waiting
        await asyncio.sleep(0.01)
    await first.die()
    assert (await waiting)[0].text == "*second*"


async def test_a_replica_that_hears_nothing_for_long_is_still_there(redis_address: str) -> None:
    impatient = open_redis(redis_address, seconds_to_answer=0.1)
    quiet = Replica(impatient, "quiet")
    await quiet.start()
    await asyncio.sleep(0.05)
    for _ in range(30):
        assert len(await impatient.pubsub_channels("hipwise:turns:*")) == 1
        await asyncio.sleep(0.02)
    await quiet.die()
    await impatient.close()
    await impatient.connection_pool.disconnect()


async def test_a_turn_that_fails_there_fails_here(both: tuple[Replica, Replica]) -> None:
    _, second = both
    with pytest.raises(HipwiseError):
        await second.say("fail")
    with pytest.raises(Unreachable):  # which is tried again
        await second.say("away")
    assert (await second.say())[0].text == "*first*"


async def test_what_a_passed_turn_adds_to_the_records_it_adds_once(
    both: tuple[Replica, Replica], tmp_path: Path
) -> None:
    first, second = both
    engine = open_engine(f"sqlite:///{tmp_path / 'records.db'}")
    migrate(engine)
    first.records = session_factory(engine)
    for _ in range(2):
        await second.say("it was a 4", metadata={"update_id": 7})
    assert first.first_times == [True, False]
    engine.dispose()


async def test_who_is_counted_elsewhere(both: tuple[Replica, Replica]) -> None:
    first, second = both
    assert await second.replicas.counts_elsewhere(SAM)
    assert not await first.replicas.counts_elsewhere(SAM)
    # Being asked whether to note a set is no reason for silence.
    first.sets.states[SAM] = State.ASKING
    await first.say()
    assert not await second.replicas.counts_elsewhere(SAM)
    assert (await second.say())[0].text == "*first*"


async def test_without_redis_everybody_answers_for_themselves() -> None:
    nowhere = open_redis("redis://127.0.0.1:9/1")
    alone = Replica(nowhere, "alone")
    assert (await alone.say())[0].text == "*alone*"
    assert not await alone.replicas.counts_elsewhere(SAM)
    await nowhere.close()
