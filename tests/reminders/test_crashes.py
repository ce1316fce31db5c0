"""The process that says prompts, killed where it hurts: nothing missed, nothing said twice.

A child of this process runs the real loop, with the real sender, against the Bot API server on
loopback; it kills itself without warning (SIGKILL) at a chosen step, or is killed from outside.
Then another one takes over, when the lease of what the first had in hand is over. Only the talk
is a stand-in. A kill within the send itself leaves open whether the message went out; it is the
one case in which somebody may read a prompt twice.
"""

from __future__ import annotations

import asyncio
import datetime as dtm
import multiprocessing
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage
from sqlalchemy.orm import Session, sessionmaker

from hipwise.coaching.schedule import LONGEST_SPREAD, WEEKDAYS, Rhythm
from hipwise.guided_sets import GuidedSets, load_set_words
from hipwise.records.database import open_engine, session_factory
from hipwise.records.flags import Flags
from hipwise.records.people import People
from hipwise.records.prompts import LEASE, Claimed, Prompts
from hipwise.records.schedules import Schedules
from hipwise.records.sent_files import SentFiles
from hipwise.reminders.loop import AT_ONCE, Reminders
from hipwise.reminders.reminding import build_reminding
from hipwise.replies import Reply
from hipwise.telegram.channel import make_bot
from hipwise.telegram.identity import chat_id, person_id
from hipwise.telegram.sending import Contact, Outcome, Sender
from tests.telegram.bot_api import BotApi
from tests.telegram.conftest import Unhurried

from .conftest import HOME, NOW, ROOT, TONIGHT, Talk

PEOPLE = range(1, 41)
DUE = TONIGHT + LONGEST_SPREAD
FORK = multiprocessing.get_context("fork")
CHILD_SECONDS = 120


def die() -> None:
    """Ends this process as a power cut would."""
    os.kill(os.getpid(), signal.SIGKILL)


class Steps:
    """Counts the steps of a kind, and dies at one of them."""

    def __init__(self, at: str | None, number: int) -> None:
        self._at, self._left = at, number

    def reach(self, step: str) -> None:
        """Dies here, if this is where."""
        if step == self._at:
            self._left -= 1
            if self._left <= 0:
                die()


def say_prompts(url: str, api_url: str, token: str, now: dtm.datetime, steps: Steps) -> None:
    """The child: everything that is due, once through."""
    engine = open_engine(url)
    sessions = session_factory(engine)

    def clock() -> dtm.datetime:
        return now

    reminding = build_reminding(sessions, ROOT, clock, HOME)

    class DyingTalk(Talk):
        async def handle_message(self, message: UserMessage) -> None:
            steps.reach("claimed")
            await super().handle_message(message)
            steps.reach("composed")

    class DyingPrompts(Prompts):
        def record(self, claimed: Claimed, outcome: str, now: dtm.datetime) -> None:
            super().record(claimed, outcome, now)
            steps.reach("recorded")

    reminding = replace(reminding, prompts=DyingPrompts(sessions))
    agent: Any = DyingTalk(reminding)
    guided = GuidedSets(load_set_words(ROOT / "content" / "guided_set.yml"))
    loop = Reminders(agent, reminding, Flags(sessions), guided, clock, per_second=1e6)

    async def run() -> None:
        bot = make_bot(token, api_url)
        async with bot:
            sender = Sender(
                bot,
                People(sessions),
                SentFiles(sessions),
                ROOT,
                Contact(clock),
                Unhurried(),
                clock,
            )

            async def send(person: str, reply: Reply) -> Outcome:
                outcome = await sender.send(chat_id(person), reply, 5.0)
                steps.reach("sent")
                return outcome

            await loop.send_due(send)

    asyncio.run(run())
    engine.dispose()


@pytest.fixture
def api() -> Iterator[BotApi]:
    with BotApi().in_thread() as server:
        server.meet(*PEOPLE)
        yield server


@pytest.fixture
def run(url: str, on_both: sessionmaker[Session], api: BotApi) -> Callable[..., int | None]:
    """Runs a child to its end, or kills it after some seconds; its exit code."""
    schedules = Schedules(on_both)
    for number in PEOPLE:
        schedules.save(person_id(number), Rhythm(dtm.time(19, 30), WEEKDAYS, HOME), NOW)
    # A connection must not be shared with a child.
    on_both.kw["bind"].dispose()

    def run_child(
        now: dtm.datetime,
        at: str | None = None,
        number: int = 1,
        kill_when: Callable[[], object] | None = None,
    ) -> int | None:
        child = FORK.Process(
            target=say_prompts, args=(url, api.url, api.token, now, Steps(at, number))
        )
        child.start()
        if kill_when is not None:
            end = time.monotonic() + CHILD_SECONDS
            while not kill_when() and child.is_alive() and time.monotonic() < end:
                time.sleep(0.001)
            child.kill()
        child.join(CHILD_SECONDS)
        return child.exitcode

    return run_child


def times_told(api: BotApi) -> Counter[int]:
    return Counter(message.chat_id for message in api.messages)


def outcomes(sessions: sessionmaker[Session]) -> Counter[str | None]:
    prompts = build_reminding(sessions, ROOT, lambda: NOW, HOME).prompts
    return Counter(prompt.outcome for number in PEOPLE for prompt in prompts.of(person_id(number)))


AFTER_LEASE = DUE + LEASE


@pytest.mark.parametrize(("step", "number"), [("claimed", 1), ("claimed", 20), ("recorded", 7)])
def test_killed_before_or_after_a_send(
    run: Callable[..., int | None],
    api: BotApi,
    on_both: sessionmaker[Session],
    step: str,
    number: int,
) -> None:
    assert run(DUE, step, number) == -signal.SIGKILL
    before = times_told(api)
    assert len(before) < len(PEOPLE)
    assert run(DUE) == 0, "the lease of the dead still holds"
    assert run(AFTER_LEASE) == 0
    on_both.kw["bind"].dispose()
    told = times_told(api)
    assert set(told) == set(PEOPLE), "a prompt was missed"
    # Whatever was on the wire when the process died is the one thing that may come twice.
    twice = [chat for chat, times in told.items() if times > 1]
    assert max(told.values()) <= 2 and len(twice) <= AT_ONCE
    assert step != "claimed" or number > 1 or twice == []
    assert outcomes(on_both) == {"sent": len(PEOPLE)}


@pytest.mark.parametrize("step", ["composed", "sent"])
def test_killed_around_a_single_send(
    run: Callable[..., int | None], api: BotApi, on_both: sessionmaker[Session], step: str
) -> None:
    """With all others done, so that it is known what was in hand."""
    assert run(DUE, step, 1) == -signal.SIGKILL
    assert run(AFTER_LEASE) == 0
    assert run(AFTER_LEASE + LEASE) == 0
    told = times_told(api)
    assert set(told) == set(PEOPLE)
    if step == "composed":
        assert max(told.values()) == 1, "nothing had been sent"
    else:
        assert 1 <= sum(times - 1 for times in told.values()) <= AT_ONCE


def test_killed_within_the_send(
    run: Callable[..., int | None], api: BotApi, on_both: sessionmaker[Session]
) -> None:
    api.fail(method="sendMessage", status=200, delay=2.0, times=AT_ONCE)
    assert run(DUE, kill_when=lambda: api.called("sendMessage")) == -signal.SIGKILL
    assert run(AFTER_LEASE) == 0
    told = times_told(api)
    assert set(told) == set(PEOPLE) and max(told.values()) <= 2
    on_both.kw["bind"].dispose()
    assert outcomes(on_both) == {"sent": len(PEOPLE)}


def test_killed_again_and_again_at_any_point(
    run: Callable[..., int | None], api: BotApi, on_both: sessionmaker[Session]
) -> None:
    dice = random.Random(7)
    now, kills = DUE, 0
    for _ in range(6):
        aim = len(api.messages) + dice.randint(1, 9)
        killed = run(now, kill_when=lambda aim=aim: len(api.messages) >= aim)
        kills += killed == -signal.SIGKILL
        now += LEASE
    assert run(now) == 0
    told = times_told(api)
    assert kills >= 3
    assert set(told) == set(PEOPLE), "a prompt was missed"
    assert sum(times - 1 for times in told.values()) <= kills * AT_ONCE
    on_both.kw["bind"].dispose()
    assert outcomes(on_both) == {"sent": len(PEOPLE)}


def test_a_calm_evening(
    run: Callable[..., int | None], api: BotApi, on_both: sessionmaker[Session]
) -> None:
    assert run(DUE) == 0 and run(AFTER_LEASE) == 0
    told = times_told(api)
    assert told == dict.fromkeys(PEOPLE, 1)
