"""Puts the program together: engines, clocks, bots and models are built here and passed in."""

from __future__ import annotations

import asyncio
import gc
import importlib
import logging
import pkgutil
import socket
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import yaml
from rasa.core.agent import Agent
from rasa.core.lock_store import InMemoryLockStore, LockStore, RedisLockStore
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import DEFAULT_INTENTS
from rasa_sdk import Action
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sqlalchemy import text
from sqlalchemy.engine import Engine
from sqlalchemy.engine.url import make_url
from sqlalchemy.orm import Session, sessionmaker

import actions as actions_package
from actions.base import HipwiseAction
from hipwise.conversations import open_tracker_store
from hipwise.data_words import DataWords
from hipwise.erasing import erasing
from hipwise.errors import HipwiseError, cause, causes
from hipwise.forms.base import ANSWER, QUESTION
from hipwise.guided_sets import STEP, STEPS, Stage
from hipwise.guided_turns import guided
from hipwise.in_process import (
    InProcessActions,
    compile_result_schema,
    failing_whole,
    remember_event_types,
)
from hipwise.knowledge.library import Library, load_library
from hipwise.knowledge.warnings import CLOSINGS
from hipwise.records.database import migrate, open_engine, session_factory
from hipwise.records.everything import Everything
from hipwise.records.personal_files import PersonalFiles
from hipwise.records.prompts import Counts
from hipwise.records.retention import Retention
from hipwise.reminders.follow_up import FollowUps
from hipwise.reminders.loop import Reminders
from hipwise.reminders.retention import Purged, purge, purge_daily
from hipwise.reminders.turns import listening
from hipwise.repeated_turns import once
from hipwise.replies import Reply, plain
from hipwise.services import Clock, Services, build_services, utc_now
from hipwise.settings import PROJECT, Settings
from hipwise.telegram.channel import (
    UNASKED_PATIENCE_SECONDS,
    TelegramChannel,
    Webhook,
    make_bot,
)
from hipwise.telegram.commands import Command
from hipwise.telegram.identity import CHANNEL, chat_id
from hipwise.telegram.sending import Outcome
from hipwise.telegram.updates import Understanding
from hipwise.telegram.words import load_words
from hipwise.understanding.messages import Payloads, clean_text, payload_for
from hipwise.words import read_words

logger = logging.getLogger(__name__)

MODEL = PROJECT / "models" / "hipwise.tar.gz"
CONTENT = PROJECT / "content"
VAR = PROJECT / "var"

# Intents that only the program itself may set.
UNPRESSABLE = frozenset({*DEFAULT_INTENTS, "report_red_flag", "report_distress"})
PROGRAMS_OWN = "EXTERNAL_"
# They say what goes; it goes once their turn is over.
ACTIONS_THAT_ERASE = ("action_delete_data",)


@dataclass(frozen=True)
class Program:
    """The parts that every way of running shares.

    Attributes:
        agent: Rasa's agent with the model loaded.
        library: what the bot teaches.
        payloads: the buttons there can be.
        engine: the records' database, migrated.
        services: what actions work with.
    """

    agent: Agent
    library: Library
    payloads: Payloads
    engine: Engine
    services: Services


def build_program(
    settings: Settings, var: Path = VAR, clock: Clock = utc_now, model: Path = MODEL
) -> Program:
    """Loads content, database and model.

    Args:
        settings: of this run.
        var: folder for SQLite's files.
        clock: the present moment.
        model: trained model.

    Raises:
        HipwiseError: something cannot be loaded; one line that says what to do.
    """
    library = load_library(CONTENT)
    var.mkdir(parents=True, exist_ok=True)
    url = settings.database(var)
    try:
        engine = open_engine(url)
        migrate(engine)
    except HipwiseError:
        raise
    except Exception as error:
        raise HipwiseError(
            f"The database cannot be opened ({type(error).__name__}): check DATABASE_URL"
        ) from error
    sessions = session_factory(engine)
    tracker_store = open_tracker_store(settings.database_url, var)
    services = build_services(library, sessions, tracker_store.engine, var, clock)
    agent = load_agent(model, tracker_store, _lock_store(settings), services)
    payloads = Payloads(_pressable(agent), button_entities(library))
    # Channels and conversations alike hand their messages to this method.
    agent.handle_message = failing_whole(agent.handle_message)
    agent.handle_message = once(agent, tracker_store, unfinished=ACTIONS_THAT_ERASE)
    agent.handle_message = guided(agent, services.guided, payloads)
    agent.handle_message = listening(agent, services.reminding, clock)
    agent.handle_message = erasing(agent.handle_message, services.erasures, services.everything)
    return Program(agent, library, payloads, engine, services)


def _pressable(agent: Agent) -> set[str]:
    assert agent.domain is not None
    return {
        intent
        for intent in agent.domain.intents
        if intent not in UNPRESSABLE and not intent.startswith(PROGRAMS_OWN)
    }


def load_agent(
    model: Path, tracker_store: TrackerStore, lock_store: LockStore, services: Services
) -> Agent:
    """Loads the trained model, with the actions in this process.

    Raises:
        HipwiseError: there is no model, or it cannot be read.
    """
    if not model.is_file():
        raise HipwiseError("There is no trained model yet: run 'make train'")
    compile_result_schema()
    remember_event_types()
    try:
        agent = Agent.load(
            str(model),
            tracker_store=tracker_store,
            lock_store=lock_store,
            action_endpoint=InProcessActions(build_actions(services)),
        )
    except Exception as error:
        logger.debug("loading the model failed: %s", cause(error))
        ours = next((one for one in causes(error) if isinstance(one, HipwiseError)), None)
        if ours is not None:
            raise ours from error  # Rasa wraps what its components raise
        raise HipwiseError(
            f"The model cannot be read ({type(error).__name__}): run 'make train'"
        ) from error
    if agent.processor is None:
        raise HipwiseError("The model cannot be read: run 'make train'")
    # Rasa wraps the store so that a failed read gives an empty conversation and a failed
    # write is kept in memory and lost. A turn that fails is better told and tried again.
    tracker_store.domain = agent.domain
    agent.tracker_store = tracker_store
    agent.processor.tracker_store = tracker_store
    # What is loaded by now lives as long as the process; the collector need not look again.
    gc.collect()
    gc.freeze()
    return agent


def build_actions(services: Services) -> list[Action]:
    """One of each action of the package `actions`, with the services."""
    for module in pkgutil.walk_packages(actions_package.__path__, "actions."):
        importlib.import_module(module.name)
    # A form's action has two parents among them.
    return [kind(services) for kind in dict.fromkeys(_kinds_of(HipwiseAction))]


def _kinds_of(kind: type[Any]) -> list[type[Any]]:
    found = []
    for child in kind.__subclasses__():
        found.extend([child, *_kinds_of(child)])
    return [child for child in found if not getattr(child, "__abstractmethods__", None)]


def button_entities(library: Library) -> dict[str, set[str]]:
    """For each entity that a button may carry, the values it may have."""
    values: dict[str, set[str]] = {
        "exercise": set(library.exercises),
        STEP: set(STEPS),
        "sign": set(library.triage["signs"]),
        "closing": set(CLOSINGS),
        QUESTION: set(),
        ANSWER: set(),
        # Any short word; what makes no sense is asked about.
        "time": set(),
        "weekday": set(),
        "until": set(),
        "duration_minutes": set(),
        "place": available_timezones(),
    }
    for (_, value), topic in library.topics.items():
        if value is not None:
            values.setdefault(next(iter(topic.when)), set()).add(value)
    return values


def _lock_store(settings: Settings) -> LockStore:
    if not settings.redis_url:
        return InMemoryLockStore()
    try:
        url = make_url(settings.redis_url)
        locks = RedisLockStore(
            host=url.host or "localhost",
            port=url.port or 6379,
            db=int(url.database or 1),
            password=url.password,
        )
        locks.red.ping()
    except Exception as error:
        raise HipwiseError(
            f"Redis cannot be reached ({type(error).__name__}): check REDIS_URL"
        ) from error
    return locks


def load_commands(path: Path) -> list[Command]:
    """Telegram's command menu.

    Raises:
        HipwiseError: the file cannot be read, or a command lacks something.
    """
    try:
        return [Command(**entry) for entry in yaml.safe_load(path.read_text(encoding="utf-8"))]
    except (OSError, TypeError, yaml.YAMLError) as error:
        raise HipwiseError(f"{path.name}: cannot be read ({type(error).__name__})") from error


def build_channel(program: Program, settings: Settings) -> TelegramChannel:
    """The Telegram channel for a program."""
    webhook = None
    if settings.webhook_url:
        webhook = Webhook(settings.webhook_url, settings.webhook_secret)

    def locate(latitude: float, longitude: float) -> dict[str, Any] | None:
        zone = program.services.reminding.zones.at(latitude, longitude)
        return program.payloads.parse(payload_for("set_timezone", place=zone.name))

    channel = TelegramChannel(
        make_bot(settings.telegram_bot_token, settings.telegram_api_url),
        session_factory(program.engine),
        PROJECT,
        load_words(CONTENT / "channel.yml"),
        Understanding(
            clean_text, program.payloads.parse, load_commands(CONTENT / "commands.yml"), locate
        ),
        program.services.clock,
        webhook,
    )
    stage = Stage(channel.live.open, asyncio.sleep, time.monotonic)
    program.services.guided.open_stage(CHANNEL, stage)
    return channel


def build_server(program: Program, channel: TelegramChannel) -> Sanic:
    """Rasa's server with the Telegram channel and `GET /health`."""
    from rasa.core.run import configure_app

    app: Sanic = configure_app([channel], enable_api=False, use_uvloop=True)
    app.ctx.agent = program.agent

    @app.get("/health")
    async def health(_: Request) -> HTTPResponse:
        state = await asyncio.to_thread(health_of, program, channel)
        return json(state, status=200 if state["ok"] else 503)

    async def end_guided_sets(_app: Any, _loop: Any) -> None:
        await program.services.guided.close()

    follow_ups = FollowUps(
        program.services.flags, program.services.warnings, program.services.clock
    )

    async def send(person: str, reply: Reply) -> Outcome:
        return await channel.sender.send(chat_id(person), reply, UNASKED_PATIENCE_SECONDS)

    app.add_task(follow_ups.run(send))
    services = program.services

    async def purge_now() -> Purged:
        word = services.data_words.silent
        return await purge(services.retention, services.everything, services.clock(), word, send)

    app.add_task(purge_daily(purge_now))
    app.add_task(build_reminders(program).run(send))
    # Sanic calls these last one first: before the channel goes, so that people see a pause.
    app.register_listener(end_guided_sets, "before_server_stop")
    return app


async def purge_once(
    settings: Settings, sessions: sessionmaker[Session], var: Path = VAR
) -> Purged:
    """Tells and removes silent people; without a token nobody can be told.

    Args:
        settings: of this run.
        sessions: the records, migrated.
        var: folder of SQLite's files and of people's.
    """
    conversations = open_tracker_store(settings.database_url, var).engine
    everything = Everything(sessions, conversations, PersonalFiles(var / "people", PROJECT))
    words = read_words(CONTENT / "my_data.yml", DataWords)
    purge_with = partial(purge, Retention(sessions), everything, utc_now(), words.silent)
    if not settings.telegram_bot_token:
        return await purge_with()
    bot = make_bot(settings.telegram_bot_token, settings.telegram_api_url)
    async with bot:

        async def send(person: str, reply: Reply) -> None:
            await bot.send_message(chat_id(person), plain(reply.text))

        return await purge_with(send)


def build_reminders(program: Program) -> Reminders:
    """The loop that says what is due."""
    services = program.services
    return Reminders(
        program.agent, services.reminding, services.flags, services.guided, services.clock
    )


def health_of(program: Program, channel: TelegramChannel) -> dict[str, Any]:
    """What `GET /health` says."""
    try:
        with program.engine.connect() as connection:
            connection.execute(text("SELECT 1"))
        prompts = program.services.reminding.prompts.counts(program.services.clock())
        reachable = True
    except Exception as error:
        logger.error("health: the database does not answer (%s)", cause(error))
        reachable, prompts = False, Counts(0, 0)
    last = channel.contact.last
    return {
        "ok": reachable and program.agent.is_ready(),
        "model_loaded": program.agent.is_ready(),
        "database_reachable": reachable,
        "last_telegram_contact": last.isoformat() if last else None,
        "prompts_due": prompts.due,
        "prompts_late": prompts.late,
    }


def open_port(settings: Settings) -> socket.socket:
    """Takes the port to listen on: to the world for a webhook, else to this machine alone.

    Raises:
        HipwiseError: the port is taken or not allowed.
    """
    host = "0.0.0.0" if settings.webhook_url else "127.0.0.1"
    try:
        return socket.create_server((host, settings.port))
    except OSError as error:
        raise HipwiseError(
            f"Port {settings.port} cannot be used ({error.strerror}): set PORT to another"
        ) from error


def serve(server: Sanic, port: socket.socket) -> None:
    """Runs the server until it is stopped."""
    logging.getLogger("sanic.root").setLevel(logging.WARNING)
    server.run(sock=port, access_log=False, motd=False, workers=1)
