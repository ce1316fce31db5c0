"""Two real processes on one PostgreSQL and one Redis, with a balancer and Telegram before them."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
import redis
from sqlalchemy import text
from sqlalchemy.engine import Engine

from hipwise.records.check_ins import CheckIns
from hipwise.records.database import is_migrated, open_engine, session_factory
from hipwise.records.everything import tables_about_people
from hipwise.records.prompts import Prompts
from hipwise.settings import PROJECT
from hipwise.telegram.identity import person_id
from hipwise.telegram.words import load_words

from .balancer import Balancer
from .postgres import stopped
from .telegram.bot_api import BotApi, Sent

pytestmark = pytest.mark.slow

START_SECONDS = 600
ANSWER_SECONDS = 90
STOP_SECONDS = 20
GONE_SECONDS = 15
SECRET = "a_long_random_word"

SAM, MIA, LEE, KIM, NIA, ALEX, EVE, IDA, UMA = range(201, 210)
PROMPTED = range(1000, 1016)
WRITING = range(2000, 2010)


@dataclass
class Replicas:
    """The processes and what they share."""

    api: BotApi
    balancer: Balancer
    processes: dict[int, subprocess.Popen[bytes]]
    logs: dict[int, Path]
    engine: Engine
    statuses_at_start: dict[int, int]

    @property
    def ports(self) -> tuple[int, int]:
        """Of the first and of the second."""
        first, second = self.processes
        return first, second

    def written(self) -> str:
        """Both logs."""
        return "\n".join(log.read_text() for log in self.logs.values())

    def until(self, condition: Callable[[], object], seconds: float = ANSWER_SECONDS) -> None:
        """Waits for something to happen."""
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, self.written()
            time.sleep(0.05)

    def ask(self, chat: int, words: str, port: int | None = None) -> Sent:
        """Says something, to one replica or the next; the last message of the answer."""
        before = len(self.api.sent(chat))
        self.balancer.only = port
        self.api.say(chat, words)
        self.until(lambda: len(self.api.sent(chat)) > before and not self.api.updates)
        self.balancer.only = None
        return self.api.sent(chat)[-1]

    def press(self, chat: int, message: Sent, data: str, port: int | None = None) -> None:
        """Presses a button and waits until the press is finished."""
        self.balancer.only = port
        self.api.press(chat, message.message_id, data)
        self.until(lambda: not self.api.updates)
        self.balancer.only = None


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


def _status(port: int) -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=10) as answer:
            return int(answer.status)
    except OSError:
        return 0


@pytest.fixture(scope="module")
def replicas(
    copy_project: Callable[[], Path],
    tmp_path_factory: pytest.TempPathFactory,
    postgres: str,
    redis_address: str,
) -> Iterator[Replicas]:
    """Two replicas, started at the same moment on an empty database."""
    root, logs = copy_project(), tmp_path_factory.mktemp("replicas")
    server = open_engine(postgres).execution_options(isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text("CREATE DATABASE many"))
    database = postgres.replace("/postgres?", "/many?")
    ports = [_free_port(), _free_port()]
    with ExitStack() as stack:
        api = stack.enter_context(BotApi().in_thread())
        balancer = stack.enter_context(Balancer(ports).in_thread())
        settings = {
            "PATH": os.environ["PATH"],
            "TELEGRAM_BOT_TOKEN": api.token,
            "TELEGRAM_API_URL": api.url,
            "WEBHOOK_URL": balancer.url,
            "WEBHOOK_SECRET": SECRET,
            "DATABASE_URL": database,
            "REDIS_URL": redis_address,
            "LOG_LEVEL": "INFO",
        }
        processes = {}
        for port in ports:
            with (logs / f"{port}.log").open("wb") as log:
                processes[port] = subprocess.Popen(
                    [sys.executable, "-m", "hipwise.cli", "start"],
                    cwd=root,
                    env={**settings, "PORT": str(port)},
                    stdout=log,
                    stderr=subprocess.STDOUT,
                )
            stack.callback(processes[port].wait, 10)
            stack.callback(processes[port].kill)
        engine = open_engine(database)
        stack.callback(engine.dispose)
        paths = {port: logs / f"{port}.log" for port in ports}
        both = Replicas(api, balancer, processes, paths, engine, {})
        both.until(lambda: all(map(_status, ports)), START_SECONDS)
        both.until(lambda: len(api.called("setWebhook")) == 2)
        both.statuses_at_start.update({port: _status(port) for port in ports})
        yield both


def test_started_together_on_an_empty_database(replicas: Replicas) -> None:
    assert list(replicas.statuses_at_start.values()) == [200, 200]
    assert is_migrated(replicas.engine)
    with replicas.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM alembic_version")).scalar() == 1
    assert "ERROR" not in replicas.written()


def test_a_conversation_goes_on_on_either(replicas: Replicas) -> None:
    first, second = replicas.ports
    replicas.ask(SAM, "how do I do clamshells?", first)
    dose = replicas.ask(SAM, "how many?", second)
    assert "clamshell" in dose.text.lower()
    assert "doi.org" in replicas.ask(SAM, "says who?", first).text
    other = replicas.ask(SAM, "and the hydrants?", second)
    assert "hydrant" in " ".join([other.text.lower(), *other.buttons])
    assert replicas.balancer.replicas_of(SAM) == {first, second}


def test_a_form_goes_on_on_either(replicas: Replicas) -> None:
    question = replicas.ask(MIA, "/mirror")
    for words in ("none of them", "im 34", "yes easy"):
        question = replicas.ask(MIA, words)
    while ", 3 of 5" not in question.text:
        assert len(replicas.api.sent(MIA)) < 20, replicas.api.texts(MIA)
        replicas.press(MIA, question, question.buttons[0])
        question = replicas.api.sent(MIA)[-1]
    assert ", 2 of 5" in replicas.ask(MIA, "go back").text
    assert replicas.balancer.replicas_of(MIA) == set(replicas.ports)


def test_a_set_counted_by_one_replica_hears_what_arrives_at_the_other(replicas: Replicas) -> None:
    first, second = replicas.ports
    replicas.ask(LEE, "how do I do clamshells?", first)
    counting = replicas.ask(LEE, "count me through it", first)
    assert any("pause" in button for button in counting.buttons), counting

    def newest() -> Sent:
        return replicas.api.sent(LEE)[-1]

    def button(step: str) -> str:
        return next(data for data in newest().buttons if f'"{step}"' in data)

    replicas.press(LEE, newest(), button("pause"), second)
    replicas.until(lambda: any('"resume"' in data for data in newest().buttons))
    replicas.press(LEE, newest(), button("resume"), second)
    replicas.until(lambda: any('"pause"' in data for data in newest().buttons))
    # Typed words are as good as a press, and what is asked meanwhile is answered.
    assert "doi.org" in replicas.ask(LEE, "says who?", second).text
    replicas.until(
        lambda: any(
            '"resume"' in data for data in replicas.api.sent(LEE)[-2].buttons + newest().buttons
        )
    )
    replicas.ask(LEE, "stop", second)
    assert "we stop here" in newest().text and not newest().buttons
    assert not any("lost" in words for words in replicas.api.texts(LEE))


def test_nobody_is_prompted_while_the_other_replica_counts(replicas: Replicas) -> None:
    first, _ = replicas.ports
    replicas.ask(ALEX, "how do I do clamshells?", first)
    replicas.ask(ALEX, "count me through it", first)
    prompts, now = Prompts(session_factory(replicas.engine)), datetime.now(timezone.utc)
    prompts.plan(person_id(ALEX), "snooze", now.date(), now, now, several=True)
    replicas.until(lambda: _put_off(replicas.engine, ALEX))
    assert not any("the time you picked" in words for words in replicas.api.texts(ALEX))
    replicas.ask(ALEX, "stop", first)


def _put_off(engine: Engine, chat: int) -> bool:
    """Whether a prompt waits for longer than its lease."""
    query = text("SELECT count(*) FROM prompts WHERE person_id = :person AND claimed_until > :at")
    at = datetime.now(timezone.utc) + timedelta(minutes=4)
    with engine.connect() as connection:
        return bool(connection.execute(query, {"person": person_id(chat), "at": at}).scalar())


def test_prompts_are_said_once_though_both_look_for_them(replicas: Replicas) -> None:
    replicas.api.meet(*PROMPTED)
    prompts, now = Prompts(session_factory(replicas.engine)), datetime.now(timezone.utc)
    for chat in PROMPTED:
        prompts.plan(person_id(chat), "snooze", now.date(), now, now, several=True)
    replicas.until(lambda: all(replicas.api.sent(chat) for chat in PROMPTED))
    # Both have looked again since.
    replicas.until(lambda: not any(_open_prompts(replicas.engine, chat) for chat in PROMPTED))
    time.sleep(5)
    assert {len(replicas.api.sent(chat)) for chat in PROMPTED} == {1}


def _open_prompts(engine: Engine, chat: int) -> int:
    query = text("SELECT count(*) FROM prompts WHERE person_id = :person AND outcome IS NULL")
    with engine.connect() as connection:
        return int(connection.execute(query, {"person": person_id(chat)}).scalar() or 0)


def test_a_prompt_put_off_on_one_replica_comes_back_from_either(replicas: Replicas) -> None:
    first, second = replicas.ports
    replicas.ask(KIM, "hello", first)
    prompts, now = Prompts(session_factory(replicas.engine)), datetime.now(timezone.utc)
    prompts.plan(person_id(KIM), "snooze", now.date(), now, now, several=True)
    replicas.until(lambda: "the time you picked" in replicas.api.texts(KIM)[-1])
    # A length, since at night the bot asks back what "later" means.
    later = replicas.ask(KIM, "ask me again in 10 minutes", second)
    assert _open_prompts(replicas.engine, KIM) == 1, later.text
    before = len(replicas.api.sent(KIM))
    # As if the time had passed.
    with replicas.engine.begin() as connection:
        connection.execute(
            text("UPDATE prompts SET due_at = :now WHERE person_id = :person AND outcome IS NULL"),
            {"now": now, "person": person_id(KIM)},
        )
    replicas.until(lambda: _open_prompts(replicas.engine, KIM) == 0)
    assert [prompt.outcome for prompt in prompts.of(person_id(KIM))] == ["sent", "sent"]
    assert len(replicas.api.sent(KIM)) > before


def test_everything_deleted_on_one_replica_is_gone_from_both(replicas: Replicas) -> None:
    first, second = replicas.ports
    replicas.ask(EVE, "my left knee hurts on stairs", first)
    asked = replicas.ask(EVE, "delete everything", second)
    replicas.press(EVE, asked, asked.buttons[0], first)
    with replicas.engine.connect() as connection:
        query = text("SELECT count(*) FROM events WHERE sender_id = :person")
        assert connection.execute(query, {"person": person_id(EVE)}).scalar() == 0
        for table in tables_about_people():
            if "person_id" in table.columns:
                rows = text(f"SELECT count(*) FROM {table.name} WHERE person_id = :person")
                assert connection.execute(rows, {"person": person_id(EVE)}).scalar() == 0


def test_what_one_replica_has_in_hand_the_other_does_not_answer_again(replicas: Replicas) -> None:
    """Telegram posts again when it hears nothing for a minute, or the balancer was exchanged."""
    first, second = replicas.ports
    waits = replicas.api.fail(method="sendmessage", chat_id=IDA, status=429, retry_after=8)
    replicas.balancer.only = first
    replicas.api.say(IDA, "is ice any good?")
    replicas.until(lambda: waits not in replicas.api.failures)
    (again,) = [
        body for body in replicas.api.updates.values() if body["message"]["chat"]["id"] == IDA
    ]
    request = urllib.request.Request(
        f"http://127.0.0.1:{second}/webhooks/telegram/webhook",
        json.dumps(again).encode(),
        {"X-Telegram-Bot-Api-Secret-Token": SECRET},
    )
    with urllib.request.urlopen(request, timeout=ANSWER_SECONDS) as answer:
        assert answer.status == 200
    replicas.until(lambda: not replicas.api.updates)
    replicas.balancer.only = None
    assert len(replicas.api.sent(IDA)) == 1


def test_a_database_that_is_gone_for_a_while_and_a_redis_that_does_not_answer(
    replicas: Replicas, postgres: str, redis_address: str
) -> None:
    """People hear once of the one and wait for the other; nothing is half-written."""
    please_wait = load_words(PROJECT / "content" / "channel.yml").please_wait
    replicas.ask(UMA, "check in")
    with stopped(postgres):
        replicas.api.say(UMA, "all of it")
        replicas.until(lambda: please_wait in replicas.api.texts(UMA))
        time.sleep(GONE_SECONDS)
    replicas.until(lambda: not replicas.api.updates)
    with redis.from_url(redis_address) as connection:
        connection.client_pause(GONE_SECONDS * 1000)
    replicas.ask(UMA, "2")
    trained, wait, how_sore, well_done = replicas.api.texts(UMA)
    assert (wait, len({trained, wait, how_sore, well_done})) == (please_wait, 4)
    noted = CheckIns(session_factory(replicas.engine)).of(person_id(UMA))
    assert [(check_in.trained, check_in.pain) for check_in in noted] == [("all", 2)]


def test_killed_without_loss(replicas: Replicas) -> None:
    """The last test: one replica dies in the middle of its work."""
    first, second = replicas.ports
    before_that = len(replicas.logs[second].read_text())
    replicas.ask(NIA, "how do I do clamshells?", first)
    counting = replicas.ask(NIA, "count me through it", first)
    questions = ("how do I do clamshells?", "how many?", "why?")
    for question in questions:
        for chat in WRITING:
            replicas.api.say(chat, question)
    answered = [number for number, status in replicas.api.webhook_answers if status == 200]
    replicas.until(lambda: len(replicas.api.webhook_answers) > len(answered) + 10)
    replicas.processes[first].send_signal(signal.SIGKILL)
    replicas.until(lambda: not replicas.api.updates, 4 * ANSWER_SECONDS)
    extra = 0
    for chat in WRITING:
        answers = len(replicas.api.sent(chat))
        assert answers >= len(questions), replicas.api.texts(chat)
        extra += answers - len(questions)
    # What had been sent but not noted when the process died may be said once more.
    assert extra <= len(WRITING), extra
    # The count died with its replica; the other says so, and offers to begin again.
    before = len(replicas.api.sent(NIA))
    replicas.press(NIA, counting, next(data for data in counting.buttons if '"pause"' in data))
    replicas.until(lambda: len(replicas.api.sent(NIA)) > before)
    assert any("start_guided_set" in data for data in replicas.api.sent(NIA)[-1].buttons)
    # And the other ends when asked.
    replicas.processes[second].send_signal(signal.SIGTERM)
    assert replicas.processes[second].wait(STOP_SECONDS) == 0
    written = replicas.logs[second].read_text()[before_that:]
    assert "Traceback" not in written and "ERROR" not in written
