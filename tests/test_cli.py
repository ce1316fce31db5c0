"""The command line: what goes wrong ends with one clear line, and the scripts' contracts hold."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from hipwise.cli import main

from .starts import Ended, Start, run_all
from .telegram.bot_api import BotApi

WRONG_TOKEN = "123456789:AAHwrongWRONGwrongWRONGwrongWRONGwro"
NOT_UTF8 = "my knee \xff\xfe hurts on stairs"
TALK = "\n".join(
    ["why does my hip matter for my knee?", "how do I do clamshells?", "!tap 1", "!tap 9", "",
     "膝が痛い".encode().decode("latin-1"), NOT_UTF8, "!now 2026-12-24T19:30", "!new", "/restart"]
)  # fmt: skip
MESSAGES = "how do I do clamshells?\n\npause the reminders for a week\n"

# A command that must fail, and what its one line says.
FAILURES = {
    "unknown setting": r"Unknown setting TELEGRAM_TOKEN\. Did you mean TELEGRAM_BOT_TOKEN\?",
    "wrong value": r"Setting PORT: ",
    "no token": r"TELEGRAM_BOT_TOKEN is not set: put it in \.env",
    "wrong token": r"TELEGRAM_BOT_TOKEN is refused by Telegram; copy it again from @BotFather",
    "Telegram out of reach": r"Telegram cannot be reached; check .* TELEGRAM_API_URL",
    "not Telegram": r"TELEGRAM_",
    "records nowhere": r"check DATABASE_URL",
    "records no database": r"The database cannot be opened .*: check DATABASE_URL",
    "records out of reach": r"The database cannot be opened .*: check DATABASE_URL",
    "records with a wrong address": r"DATABASE_URL",
    "Redis out of reach": r"REDIS_URL",
    "port taken": r"PORT",
    "unknown source": r"topics/activities\.yml:\d+: unknown source 'nobody1900'",
    "phrases missing": r"content/phrases\.yml: the file is missing",
    "not YAML": r"content/labels\.yml:\d+: ",
    "commands not YAML": r"commands\.yml: ",
    "no model": r"There is no trained model yet: run 'make train'",
    "empty model": r"The model cannot be read .*: run 'make train'",
    "not a model": r"The model cannot be read .*: run 'make train'",
    "model cut short": r"The model cannot be read .*: run 'make train'",
    "encoder damaged": r"delete that folder and run 'make setup'",
}


def free_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return str(free.getsockname()[1])


@pytest.fixture(scope="module")
def ended(copy_project: Callable[[], Path]) -> dict[str, Ended]:
    """How each of many commands ended, all run in one process."""
    root = copy_project()
    topics = "content/topics/activities.yml"
    teaching = (root / topics).read_bytes().decode("latin-1")
    model = (root / "models" / "hipwise.tar.gz").read_bytes()[:100_000].decode("latin-1")
    (root / "not.db").write_text("this is no database " * 100)
    encoder = next((root / "var" / "encoder").glob("minilm-*/encoder.onnx"))
    with BotApi().in_thread() as api, socket.create_server(("127.0.0.1", 0)) as taken:
        live = {"TELEGRAM_BOT_TOKEN": api.token, "TELEGRAM_API_URL": api.url, "PORT": free_port()}
        chat = ["chat", "--json"]
        starts = {
            "unknown setting": Start(chat, {"TELEGRAM_TOKEN": "x"}),
            "wrong value": Start(chat, {"PORT": "http"}),
            "no token": Start(["run"]),
            "wrong token": Start(["run"], {**live, "TELEGRAM_BOT_TOKEN": WRONG_TOKEN}),
            "Telegram out of reach": Start(
                ["run"], {**live, "TELEGRAM_API_URL": "http://127.0.0.1:9"}
            ),
            "not Telegram": Start(["run"], {**live, "TELEGRAM_API_URL": f"{api.url}/elsewhere"}),
            "records nowhere": Start(["run"], {**live, "DATABASE_URL": "sqlite:////dev/null/x/y"}),
            "records no database": Start(
                ["run"], {**live, "DATABASE_URL": f"sqlite:///{root}/not.db"}
            ),
            "records out of reach": Start(
                ["run"], {**live, "DATABASE_URL": "postgresql://me:secret@127.0.0.1:9/x"}
            ),
            "records with a wrong address": Start(
                ["run"], {**live, "DATABASE_URL": "postgresql://me:secret@localhost:port/x"}
            ),
            "Redis out of reach": Start(
                ["run"], {**live, "REDIS_URL": "redis://127.0.0.1:9/1"}
            ),
            "port taken": Start(["run"], {**live, "PORT": str(taken.getsockname()[1])}),
            "unknown source": Start(
                chat, files={topics: teaching.replace("sources: [", "sources: [nobody1900, ", 1)}
            ),
            "phrases missing": Start(chat, files={"content/phrases.yml": None}),
            "not YAML": Start(chat, files={"content/labels.yml": "ask_cause: [\n"}),
            # Before any that loads the encoder, which a process keeps.
            "encoder damaged": Start(chat, files={encoder.relative_to(root).as_posix(): "x"}),
            "commands not YAML": Start(
                ["run"], live,
                files={"content/commands.yml": "- {name: start\n"},
            ),
            "no model": Start(chat, files={"models/hipwise.tar.gz": None}),
            "empty model": Start(chat, files={"models/hipwise.tar.gz": ""}),
            "not a model": Start(chat, files={"models/hipwise.tar.gz": "hello"}),
            "model cut short": Start(chat, files={"models/hipwise.tar.gz": model}),
            "chat": Start([*chat, "--now", "2026-11-25T14:00"], typed=TALK),
            "parse": Start(["parse", "--now", "2026-11-25T14:00"], typed=MESSAGES),
            "unanswered": Start(["unanswered"]),
            "check": Start(["check"], live),
            "check in vain": Start(
                ["check"],
                {"REDIS_URL": "redis://:secret@127.0.0.1:9/1",
                 "DATABASE_URL": "postgresql://me:secret@127.0.0.1:9/x"},
                files={"models/hipwise.tar.gz": "hello", "content/labels.yml": "ask_cause: [\n"},
            ),
        }  # fmt: skip
        return run_all(root, starts)


@pytest.mark.slow
@pytest.mark.parametrize("case", FAILURES)
def test_what_goes_wrong_ends_with_one_clear_line(ended: dict[str, Ended], case: str) -> None:
    result = ended[case]
    assert result.code == 1, result.err
    (line,) = result.err.splitlines()
    assert line.startswith("hipwise: ") and re.search(FAILURES[case], line), line
    assert "secret" not in line and WRONG_TOKEN not in line
    assert "{" not in result.out


@pytest.mark.slow
def test_a_check_of_everything(ended: dict[str, Ended]) -> None:
    result = ended["check"]
    assert (result.code, result.err) == (0, "")
    parts = ["Telegram", "database", "Redis", "time zones", "content", "model"]
    lines = result.out.splitlines()
    assert [line[6:17].strip() for line in lines] == parts
    assert {line[:6].strip() for line in lines} == {"ok"}
    assert "@hipwise_bot" in lines[0] and "intents" in lines[-1]


@pytest.mark.slow
def test_a_check_says_what_to_change(ended: dict[str, Ended]) -> None:
    result = ended["check in vain"]
    assert result.code == 1
    lines = result.out.splitlines()
    wrong = {line[6:17].strip(): line for line in lines if line.startswith("WRONG")}
    assert set(wrong) == {"Telegram", "database", "Redis", "content", "model"}
    assert "TELEGRAM_BOT_TOKEN" in wrong["Telegram"] and "DATABASE_URL" in wrong["database"]
    assert "REDIS_URL" in wrong["Redis"] and "content/labels.yml:" in wrong["content"]
    assert "make train" in wrong["model"] and "secret" not in result.out + result.err


@pytest.mark.slow
def test_a_chat_for_scripts(ended: dict[str, Ended]) -> None:
    result = ended["chat"]
    assert (result.code, result.err) == (0, "")
    written = [json.loads(line) for line in result.out.splitlines()]
    assert [line["topic"] for line in written[:3]] == [
        "ask_why_hip",
        "ask_exercise_howto",
        "ask_exercise_dose",
    ]
    assert written[3]["error"] == "there are 4 buttons to tap"
    assert [line["user"] for line in written[4:6]] == [
        "膝が痛い",
        "my knee \ufffd\ufffd hurts on stairs",
    ]
    assert written[7]["user"] == "/restart"
    assert all(line["replies"] for line in (*written[4:6], written[7]))


@pytest.mark.slow
def test_parsing_for_scripts(ended: dict[str, Ended]) -> None:
    result = ended["parse"]
    assert (result.code, result.err) == (0, "")
    howto, pause = (json.loads(line) for line in result.out.splitlines())
    assert list(howto) == ["user", "intent", "entities", "triage", "decision", "offered"]
    assert howto["intent"]["name"] == "ask_exercise_howto"
    assert {"entity": "until", "value": "2026-12-02"} in pause["entities"]


@pytest.mark.slow
def test_nothing_was_asked_in_vain_yet(ended: dict[str, Ended]) -> None:
    assert ended["unanswered"] == Ended(0, "Nothing in the last 30 days.\n", "")


def test_the_command_itself_fails_before_anything_is_loaded(tmp_path: Path) -> None:
    done = subprocess.run(
        [str(Path(sys.executable).parent / "hipwise"), "chat"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "TELEGRAM_BOT_TOKN": "123:abc"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "hipwise: Unknown setting TELEGRAM_BOT_TOKN. Did you mean TELEGRAM_BOT_TOKEN?\n"
    )


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        ([], "required: command"),
        (["dance"], "invalid choice: 'dance'"),
        (["chat", "--now", "tomorrow"], "'tomorrow' is not like 2026-11-25T14:00"),
        (["parse", "--now", ""], "'' is not like 2026-11-25T14:00"),
        (["unanswered", "--days", "many"], "invalid int value: 'many'"),
    ],
)
def test_wrong_arguments_are_explained(
    capsys: pytest.CaptureFixture[str], arguments: list[str], hint: str
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(arguments)
    assert hint in capsys.readouterr().err
