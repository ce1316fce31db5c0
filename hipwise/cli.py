"""The `hipwise` command."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import logging
import os
import sys
import tempfile
import uuid
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Iterator, Optional, Sequence, TextIO

from hipwise.errors import HipwiseError
from hipwise.logs import set_up_logging
from hipwise.quiet import quieten, travel_light
from hipwise.settings import PROJECT, VAR, Settings, load_settings

if TYPE_CHECKING:
    from rasa.core.agent import Agent
    from sqlalchemy.orm import Session, sessionmaker


def main(arguments: Optional[Sequence[str]] = None) -> int:
    """Runs a command; returns the exit code."""
    options = _parser().parse_args(arguments)
    # Rasa reads its files from the project's root, wherever the command was called.
    os.chdir(PROJECT)
    quieten()
    if options.run is not _train:
        travel_light()
    try:
        settings = load_settings()
        set_up_logging(
            settings.log_level if _serves(options.command, settings) else "ERROR",
            as_json=settings.log_format == "json",
        )
        quieten()
        return int(options.run(options, settings) or 0)
    except HipwiseError as error:
        print(f"hipwise: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _serves(command: str, settings: Settings) -> bool:
    return command == "run" or (command == "start" and bool(settings.telegram_bot_token))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="hipwise", description="A chatbot for people with pain around the kneecap."
    )
    commands = parser.add_subparsers(dest="command", required=True)

    def command(name: str, run: object, text: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=text, description=text)
        added.set_defaults(run=run)
        return added

    command("prepare", _prepare, "Prepare the sentence encoder and the tokeniser (once).")
    command("train", _train, "Train the language model.")
    command("start", _start, "Telegram if TELEGRAM_BOT_TOKEN is set, else a chat here.")
    command("run", _run, "Run the Telegram bot.")
    chat = command("chat", _chat, "Talk with it in the terminal.")
    chat.add_argument("--json", action="store_true", help="a message a line in, JSON out")
    chat.add_argument("--now", type=_moment, help="your local time: 2026-11-25T14:00")
    parse = command("parse", _parse, "Show how messages are understood, a line each.")
    parse.add_argument("--now", type=_moment, help="your local time: 2026-11-25T14:00")
    command("evaluate", _evaluate, "Measure understanding on messages it was not trained on.")
    unanswered = command("unanswered", _unanswered, "List what people asked in vain.")
    unanswered.add_argument("--days", type=int, default=30, help="how far back (default 30)")
    command("check", _check, "Check token, database, Redis, model and content; say what is wrong.")
    command("stats", _stats, "Count people, check-ins and danger signs; never who or what.")
    command("purge", _purge, "Tell people silent for 18 months, and remove those told a month ago.")
    return parser


def _say(line: str) -> None:
    """Prints at once, also into a pipe: whoever waits should see how far it is."""
    print(line, flush=True)


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is not like 2026-11-25T14:00") from None


def _prepare(options: argparse.Namespace, settings: Settings) -> None:
    from hipwise.training import prepare

    prepare(_say)


def _train(options: argparse.Namespace, settings: Settings) -> None:
    from hipwise.training import train

    train(_say)


def _start(options: argparse.Namespace, settings: Settings) -> int:
    if settings.telegram_bot_token:
        return _run(options, settings)
    print("No TELEGRAM_BOT_TOKEN is set, so we talk here. (README: how to go live.)")
    options.json, options.now = False, None
    return _chat(options, settings)


def _run(options: argparse.Namespace, settings: Settings) -> int:
    if not settings.telegram_bot_token:
        raise HipwiseError("TELEGRAM_BOT_TOKEN is not set: put it in .env (README, going live)")
    tell = logging.getLogger("hipwise").info if settings.log_format == "json" else _say
    tell("Loading...")
    from prometheus_client import CollectorRegistry

    from hipwise.app import build_channel, build_program
    from hipwise.metrics import Metrics
    from hipwise.server import build_server, open_metrics_port, open_port, serve
    from hipwise.telegram.channel import check_token
    from hipwise.telegram.logs import protect_logs

    protect_logs()
    with open_port(settings) as port:
        name = asyncio.run(check_token(settings.telegram_bot_token, settings.telegram_api_url))
        metrics = Metrics(CollectorRegistry())
        program = build_program(settings, metrics=metrics)
        server = build_server(program, build_channel(program, settings), metrics)
        if settings.metrics_port is not None:
            open_metrics_port(settings.metrics_port, metrics)
        tell(f"Ready: people can write to @{name}. Ctrl+C stops it.")
        serve(server, port)
    return 0


def _chat(options: argparse.Namespace, settings: Settings) -> int:
    if not options.json:
        print("Loading, about ten seconds...", flush=True)
    from hipwise.app import build_program
    from hipwise.chat import chat_in_json, chat_in_terminal
    from hipwise.virtual_time import SetClock

    # Whatever offset it may carry, it is the person's local time.
    now = (options.now or datetime.now()).replace(second=0, microsecond=0, tzinfo=None)
    with _private_folder(options.json) as var, _in_utf8(sys.stdin), _in_utf8(sys.stdout):
        if options.json:
            clock = SetClock(now)
            program = build_program(_alone(settings), var, clock)
            asyncio.run(chat_in_json(program, now, sys.stdin, sys.stdout, clock))
        else:
            program = build_program(_alone(settings), var)
            asyncio.run(chat_in_terminal(program, options.now, sys.stdin, sys.stdout))
    return 0


def _parse(options: argparse.Namespace, settings: Settings) -> int:
    from hipwise.app import build_program
    from hipwise.turns import json_line, understand

    async def parse_all(agent: Agent) -> None:
        for line in sys.stdin:
            if line.strip():
                understood = await understand(agent, line.rstrip("\n"), options.now)
                print(json_line(understood.as_json()), flush=True)

    with _private_folder(True) as var:
        program = build_program(_alone(settings), var)
        with _in_utf8(sys.stdin), _in_utf8(sys.stdout):
            asyncio.run(parse_all(program.agent))
    return 0


def _evaluate(options: argparse.Namespace, settings: Settings) -> int:
    from hipwise.app import build_program
    from hipwise.evaluation import evaluate

    with _private_folder(True) as var:
        program = build_program(_alone(settings), var)
        asyncio.run(evaluate(program.agent, PROJECT, _say))
    return 0


def _unanswered(options: argparse.Namespace, settings: Settings) -> int:
    from hipwise.records.unanswered_questions import UnansweredQuestions

    today = datetime.now().date()
    rows = UnansweredQuestions(_sessions(settings)).between(
        today - timedelta(days=options.days), today
    )
    for row in rows:
        topics = row.offered or "-"
        print(f"{row.day}  {row.decision:8} {row.count:5}  {topics}")
    if not rows:
        print(f"Nothing in the last {options.days} days.")
    return 0


def _check(options: argparse.Namespace, settings: Settings) -> int:
    from hipwise.check import check

    return 0 if check(settings, _say) else 1


def _stats(options: argparse.Namespace, settings: Settings) -> int:
    from hipwise.records.statistics import gather, report

    report(gather(_sessions(settings), datetime.now(timezone.utc)), _say)
    return 0


def _purge(options: argparse.Namespace, settings: Settings) -> int:
    from hipwise.purging import purge_once

    done = asyncio.run(purge_once(settings, _sessions(settings)))
    _say(f"Told {done.told}, removed {done.removed}.")
    if not settings.telegram_bot_token:
        _say("Without TELEGRAM_BOT_TOKEN nobody can be told, and nobody is removed untold.")
    return 0


def _sessions(settings: Settings) -> sessionmaker[Session]:
    """The records that `hipwise run` keeps."""
    from hipwise.records.database import migrate, open_engine, session_factory

    VAR.mkdir(parents=True, exist_ok=True)
    engine = open_engine(settings.database(VAR))
    migrate(engine)
    return session_factory(engine)


def _alone(settings: Settings) -> Settings:
    """The settings without shared servers: a chat here touches nobody's records."""
    return settings.copy(update={"database_url": "", "redis_url": ""})


@contextlib.contextmanager
def _private_folder(scratch: bool) -> Iterator[Path]:
    """A scratch folder, or the terminal user's own, kept between chats."""
    if not scratch:
        yield PROJECT / "var" / "terminal"
        return
    with tempfile.TemporaryDirectory(prefix="hipwise-") as folder:
        yield Path(folder) / uuid.uuid4().hex


@contextlib.contextmanager
def _in_utf8(stream: TextIO) -> Iterator[None]:
    """Reads and writes UTF-8 whatever the terminal's locale; bad bytes do not end the chat."""
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(encoding="utf-8", errors="replace")
    yield


if __name__ == "__main__":
    sys.exit(main())
