"""The whole program as people meet it: `hipwise run` on Telegram, in a process of its own."""

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
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from hipwise.records.database import open_engine, session_factory
from hipwise.records.plans import Plans
from hipwise.records.prompts import Prompts
from hipwise.telegram.identity import person_id

from .telegram.bot_api import BotApi, Sent

pytestmark = pytest.mark.slow

START_SECONDS = 600
ANSWER_SECONDS = 30
STOP_SECONDS = 10
PROMPT_SECONDS = 240

# As long as Telegram's own, so that no figure, time or port holds one by chance.
SAM, ALEX, KIM, LEE, MIA, NIA = range(5_310_277_101, 5_310_277_107)
SECRET_WORDS = "xylophone"


@dataclass
class Running:
    """The program, and the Telegram it talks to."""

    api: BotApi
    process: subprocess.Popen[str]
    port: int
    log: Path
    root: Path

    def until(self, condition: Callable[[], object], seconds: float = ANSWER_SECONDS) -> None:
        """Waits for something to happen; the program must stay alive meanwhile."""
        end = time.monotonic() + seconds
        while not condition():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < end, self.log.read_text()
            time.sleep(0.05)

    def ask(self, chat: int, text: str) -> Sent:
        """Says something and waits until it is answered; returns the last message."""
        before = len(self.api.sent(chat))
        self.api.say(chat, text)
        self.until(lambda: len(self.api.sent(chat)) > before and not self.api.updates)
        return self.api.sent(chat)[-1]

    def press(self, chat: int, message: Sent, data: str) -> Sent:
        """Presses a button and waits until that is answered; returns the last message."""
        before = len(self.api.sent(chat))
        self.api.press(chat, message.message_id, data)
        self.until(lambda: len(self.api.sent(chat)) > before and not self.api.updates)
        return self.api.sent(chat)[-1]

    def health(self) -> tuple[int, dict[str, object]]:
        """What GET /health answers."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health", timeout=10) as answer:
            return answer.status, json.load(answer)


@pytest.fixture(scope="module")
def running(
    copy_project: Callable[[], Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Running]:
    """The program, started once."""
    root = copy_project()
    log = tmp_path_factory.mktemp("run") / "log"
    with BotApi().in_thread() as api, started(api, root, log) as program:
        yield program


@contextmanager
def started(api: BotApi, root: Path, log: Path) -> Iterator[Running]:
    """The program in a copy of the project, from when it first asks Telegram for messages."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    before = len(api.called("getUpdates"))
    with log.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "hipwise.cli", "run"],
            cwd=root,
            env={
                "PATH": os.environ["PATH"],
                "TELEGRAM_BOT_TOKEN": api.token,
                "TELEGRAM_API_URL": api.url,
                "PORT": str(port),
                "LOG_LEVEL": "DEBUG",
            },
            stdout=out,
            stderr=subprocess.STDOUT,
            text=True,
        )
    program = Running(api, process, port, log, root)
    try:
        program.until(lambda: len(api.called("getUpdates")) > before, START_SECONDS)
        yield program
    finally:
        process.kill()
        process.wait(STOP_SECONDS)


def test_says_when_it_is_ready_and_publishes_its_menu(running: Running) -> None:
    lines = running.log.read_text().splitlines()
    assert lines[0] == "Loading..."
    assert "Ready: people can write to @hipwise_bot. Ctrl+C stops it." in lines
    assert {"start", "help"} <= {command["command"] for command in running.api.commands}


def test_a_question_gets_its_answer_with_picture_and_buttons(running: Running) -> None:
    answer = running.ask(SAM, "how do I do clamshells?")
    kinds = [message.kind for message in running.api.sent(SAM)]
    assert kinds in (["photo"], ["animation"], ["photo", "text"], ["animation", "text"])
    assert "Clamshell" in answer.text and "How sure:" in answer.text
    assert '/ask_exercise_dose{"exercise":"clamshell"}' in answer.buttons
    assert '/ask_source{"exercise":"clamshell"}' in answer.buttons
    assert answer.html and "<b>" in answer.html


def test_a_button_works(running: Running) -> None:
    question = running.ask(SAM, "how do I do clamshells?")
    dose = running.press(SAM, question, '/ask_exercise_dose{"exercise":"clamshell"}')
    assert "How sure:" in dose.text and "How sure:" in question.text and dose.text != question.text
    sources = running.press(SAM, dose, '/ask_source{"exercise":"clamshell"}')
    assert "https://doi.org/" in sources.text


def test_commands_work_and_internal_ones_do_not(running: Running) -> None:
    assert "I'm Hipwise" in running.ask(KIM, "/start").text
    assert "I know about pain around the kneecap" in running.ask(KIM, "/help").text
    howto = running.ask(KIM, "how do I do clamshells?")
    running.ask(KIM, "/restart")
    before = len(running.api.sent(KIM))
    # A forged press is answered, so that the button stops spinning, and does nothing else.
    running.api.press(KIM, howto.message_id, "/restart")
    running.until(lambda: not running.api.updates)
    assert len(running.api.sent(KIM)) == before
    assert '"clamshell"' in running.ask(KIM, "how many clamshells?").buttons[0]


def test_two_people_at_the_same_time(running: Running) -> None:
    api = running.api
    for text in ("how do I do clamshells?", "how many?", "why?"):
        api.say(SAM, text)
        api.say(ALEX, text.replace("clamshells", "side planks"))
    before = len(api.sent(SAM))
    running.until(lambda: len(api.sent(ALEX)) == 3 and len(api.sent(SAM)) >= before + 1)
    running.until(lambda: not api.updates)
    sam, alex = api.sent(SAM)[-3:], api.sent(ALEX)
    assert len(sam) == len(alex) == 3
    for one, other in zip(sam, alex, strict=True):
        assert "clamshell" in " ".join(one.buttons) and "side_plank" not in " ".join(one.buttons)
        assert "side_plank" in " ".join(other.buttons)


def test_what_cannot_be_read_gets_a_word(running: Running) -> None:
    for message in ("\u200b", "👩‍🦽" * 300, "膝が痛い", "x" * 4096, '/x{"a":[[[['):
        assert running.ask(LEE, message).text.strip()


def test_what_is_due_is_said_and_the_talk_knows_of_it(running: Running) -> None:
    asked = running.ask(ALEX, "remind me every day at 19:30")
    assert "Every day at 19:30" in asked.text and "Which town or city are you in?" in asked.text
    running.api.push(
        {
            "message": running.api.message_body(
                ALEX, location={"latitude": 35.68, "longitude": 139.69}
            )
        }
    )
    running.until(lambda: "Tokyo time" in running.api.texts(ALEX)[-1])
    # As if they had asked to be asked again just now.
    engine = open_engine(f"sqlite:///{running.root}/var/hipwise.db")
    prompts, now = Prompts(session_factory(engine)), datetime.now(timezone.utc)
    prompts.plan(person_id(ALEX), "snooze", now.date(), now, now, several=True)
    running.until(lambda: "the time you picked" in running.api.texts(ALEX)[-1])
    prompt = running.api.sent(ALEX)[-1]
    later = running.press(ALEX, prompt, "/snooze_reminder")
    assert "ask" in later.text
    kinds = [(prompt.kind, prompt.outcome) for prompt in prompts.of(person_id(ALEX))]
    assert kinds[0] == ("snooze", "sent")
    engine.dispose()


def test_the_mirror_test_from_start_to_end(running: Running) -> None:
    """By buttons and words; five pictures a leg, each uploaded once, and the card at the end."""
    chat, api = MIA, running.api
    question = running.ask(chat, "/mirror")
    assert "is one of these true for you today?" in question.text
    for words in ("none of them", "im 34", "yes easy"):
        question = running.ask(chat, words)
    while "One thing to practise" not in question.text:
        assert len(api.sent(chat)) < 40
        question = running.press(chat, question, question.buttons[0])
    messages = api.sent(chat)
    photos = [message.file_id for message in messages if message.kind == "photo"]
    looks = [message.file_id for message in messages if ", 2 of 5" in message.text]
    assert len(looks) == 2 and len(set(looks)) == 1, "a picture sent before goes by its id"
    assert len(photos) == 1 + 2 * 5 + 1
    assert messages[-1].buttons[0].startswith("/ask_exercise_howto")
    shown = running.ask(chat, "show my last mirror test")
    assert "/start_self_test" in shown.buttons


def test_prompted_at_the_minute_asked_for_and_the_answer_shapes_the_plan(running: Running) -> None:
    running.ask(NIA, "my left knee hurts on stairs")
    running.ask(NIA, "what's on today?")
    at = datetime.now(timezone.utc) + timedelta(minutes=1, seconds=5)
    set_for = running.ask(NIA, f"remind me every day at {at:%H:%M}, UTC")
    assert f"{at:%H:%M}" in set_for.text
    running.until(lambda: "the time you picked" in running.api.texts(NIA)[-1], PROMPT_SECONDS)
    answer = running.ask(NIA, "did all of it, knee was an 8 at worst")
    assert "8 out of 10" in answer.text
    engine = open_engine(f"sqlite:///{running.root}/var/hipwise.db")
    changes = Plans(session_factory(engine)).changes(person_id(NIA))
    assert [change.change for change in changes] == ["made", "ease"]
    prompts = Prompts(session_factory(engine)).of(person_id(NIA))
    assert [(one.kind, one.outcome) for one in prompts] == [("check_in", "sent")]
    assert prompts[0].answered_at is not None
    engine.dispose()


def test_chart_page_and_export_arrive_as_files(running: Running) -> None:
    running.ask(NIA, "did my clamshells this morning, pain 2")
    chart = running.ask(NIA, "how am I doing?")
    assert chart.kind == "photo" and "planned sessions" in chart.text
    dark = running.press(NIA, chart, next(data for data in chart.buttons if "dark" in data))
    assert dark.kind == "photo" and dark.file_id != chart.file_id
    page = running.ask(NIA, "give me a summary for my physio")
    everything = running.ask(NIA, "give me my data")
    assert [page.kind, everything.kind] == ["document", "document"]
    assert page.file_id != everything.file_id


def test_nothing_is_left_of_somebody_who_had_everything_deleted(running: Running) -> None:
    running.ask(NIA, f"my {SECRET_WORDS} story is long")
    page = running.ask(NIA, "give me a summary for my physio")
    assert page.kind == "document"
    question = running.ask(NIA, "delete everything")
    gone = running.press(NIA, question, '/delete_data{"a":"yes"}')
    assert "I've removed" in gone.text and "1 check-in" in gone.text
    held = [path for path in (running.root / "var").rglob("*") if path.is_file()]
    assert held
    for path in held:
        content = path.read_bytes()
        assert f"telegram:{NIA}".encode() not in content, path.name
        assert SECRET_WORDS.encode() not in content, path.name


def test_health(running: Running) -> None:
    status, state = running.health()
    assert status == 200
    assert state["ok"] is state["model_loaded"] is state["database_reachable"] is True
    assert state["last_telegram_contact"]
    assert {"prompts_due", "prompts_late"} <= set(state)


def test_figures_tell_what_happened(running: Running) -> None:
    running.ask(LEE, "how do I do clamshells?")
    address = f"http://127.0.0.1:{running.port}/metrics"
    with urllib.request.urlopen(address, timeout=10) as answer:
        lines = answer.read().decode().splitlines()
    figures = {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)
               if name and not name.startswith("#")}  # fmt: skip
    for name in (
        'hipwise_turns_total{outcome="answered"}',
        'hipwise_messages_total{decision="answer"}',
        'hipwise_telegram_calls_total{result="sent"}',
        "hipwise_turn_seconds_count",
    ):
        assert figures[name] >= 1, name
    assert not [name for name in figures if str(LEE) in name]


def test_the_log_holds_neither_token_nor_what_people_write(running: Running) -> None:
    running.ask(LEE, f"my {SECRET_WORDS} hurts when I squat")
    log = running.log.read_text()
    assert running.api.token not in log and running.api.token.partition(":")[2] not in log
    assert SECRET_WORDS not in log and "clamshells?" not in log
    assert "Traceback" not in log


def test_it_ends_when_asked_and_loses_nothing_that_a_crowd_asked(
    running: Running, tmp_path: Path
) -> None:
    api, alone, crowd = running.api, LEE + 1000, range(LEE + 2000, LEE + 2012)
    questions = [f"how do I do {name}?" for name in ("clamshells", "side planks", "bridges")]
    for question in questions:
        running.ask(alone, question)
    running.until(lambda: not api.updates)
    for question in questions:
        for chat in crowd:
            api.say(chat, question)
    running.until(lambda: any(api.sent(chat) for chat in crowd))
    running.process.send_signal(signal.SIGTERM)
    assert running.process.wait(STOP_SECONDS) == 0
    log = running.log.read_text()
    assert "Traceback" not in log and " ERROR " not in log
    cut_off = [chat for chat in crowd if api.texts(chat) != api.texts(alone)]
    assert cut_off, "it was not asked to end under load"
    with started(api, running.root, tmp_path / "log") as again:
        again.until(lambda: all(len(api.sent(chat)) >= len(api.sent(alone)) for chat in crowd))
        again.until(lambda: not api.updates)
    assert {chat: api.texts(chat) for chat in crowd} == dict.fromkeys(crowd, api.texts(alone))
