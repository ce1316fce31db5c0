"""Puts the program together: engines, clocks, bots and models are built here and passed in."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import yaml
from rasa.core.agent import Agent
from sqlalchemy.engine import Engine

from hipwise.agent import load_agent
from hipwise.buttons import button_entities, pressable_intents
from hipwise.conversations import open_tracker_store
from hipwise.erasing import erasing
from hipwise.errors import HipwiseError
from hipwise.guided_sets import Stage
from hipwise.guided_turns import guided
from hipwise.in_process import failing_whole
from hipwise.knowledge.library import Library, load_library
from hipwise.locks import LocalLocks, RedisLocks
from hipwise.metrics import Metrics
from hipwise.records.database import cannot_open, migrate, open_engine, session_factory
from hipwise.redis_server import check_redis, open_redis
from hipwise.reminders.loop import Prompted, Reminders, nowhere_else, uncounted
from hipwise.reminders.turns import listening
from hipwise.repeated_turns import once
from hipwise.replicas import Replicas
from hipwise.services import Clock, Services, build_services, utc_now
from hipwise.settings import CONTENT, MODEL, PROJECT, VAR, Settings
from hipwise.telegram.channel import TelegramChannel, Webhook, make_bot
from hipwise.telegram.commands import Command
from hipwise.telegram.identity import CHANNEL
from hipwise.telegram.inbox import HELD_ELSEWHERE_SECONDS
from hipwise.telegram.pacing import Pacing, alone
from hipwise.telegram.updates import Understanding
from hipwise.telegram.words import load_words
from hipwise.understanding.messages import Payloads, clean_text, payload_for

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
        replicas: the other processes that share the work; None where there can be none.
    """

    agent: Agent
    library: Library
    payloads: Payloads
    engine: Engine
    services: Services
    replicas: Replicas | None = None


def build_program(
    settings: Settings,
    var: Path = VAR,
    clock: Clock = utc_now,
    model: Path = MODEL,
    metrics: Metrics | None = None,
) -> Program:
    """Loads content, database and model.

    Args:
        settings: of this run.
        var: folder for SQLite's files.
        clock: the present moment.
        model: trained model.
        metrics: where turns are counted, if anywhere.

    Raises:
        HipwiseError: something cannot be loaded; one line that says what to do.
    """
    library = load_library(CONTENT)
    if settings.redis_url:
        check_redis(settings.redis_url)
    var.mkdir(parents=True, exist_ok=True)
    url = settings.database(var)
    try:
        engine = open_engine(url)
        migrate(engine)
    except HipwiseError:
        raise
    except Exception as error:
        raise cannot_open(error) from error
    sessions = session_factory(engine)
    tracker_store = open_tracker_store(settings.database_url, var)
    services = build_services(library, sessions, tracker_store.engine, var, clock)
    redis = open_redis(settings.redis_url) if settings.redis_url else None
    locks = LocalLocks() if redis is None else RedisLocks(redis)
    agent = load_agent(model, tracker_store, locks, services)
    payloads = Payloads(pressable_intents(agent), button_entities(library))
    # Channels and conversations alike hand their messages to this method.
    agent.handle_message = failing_whole(agent.handle_message)
    agent.handle_message = once(agent, tracker_store, unfinished=ACTIONS_THAT_ERASE)
    agent.handle_message = guided(agent, services.guided, payloads)
    agent.handle_message = listening(agent, services.reminding, clock)
    agent.handle_message = erasing(agent.handle_message, services.erasures, services.everything)
    replicas = None if redis is None else Replicas(redis, services.guided)
    if replicas is not None:
        agent.handle_message = replicas.sharing(agent.handle_message)
    if metrics is not None:
        agent.handle_message = metrics.counting_turns(agent.handle_message)
        assert agent.processor is not None
        agent.processor.parse_message = metrics.counting_decisions(agent.processor.parse_message)
    return Program(agent, library, payloads, engine, services, replicas)


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
        Pacing(sharers=alone if program.replicas is None else program.replicas.count),
        partial(program.agent.lock_store.lock, wait_time_in_seconds=HELD_ELSEWHERE_SECONDS),
    )
    stage = Stage(channel.live.open, asyncio.sleep, time.monotonic)
    program.services.guided.open_stage(CHANNEL, stage)
    return channel


def load_commands(path: Path) -> list[Command]:
    """Telegram's command menu.

    Raises:
        HipwiseError: the file cannot be read, or a command lacks something.
    """
    try:
        return [Command(**entry) for entry in yaml.safe_load(path.read_text(encoding="utf-8"))]
    except (OSError, TypeError, yaml.YAMLError) as error:
        raise HipwiseError(f"{path.name}: cannot be read ({type(error).__name__})") from error


def build_reminders(program: Program, prompted: Prompted = uncounted) -> Reminders:
    """The loop that says what is due; `prompted` counts what became of it."""
    services, replicas = program.services, program.replicas
    return Reminders(
        program.agent,
        services.reminding,
        services.flags,
        services.guided,
        services.clock,
        nowhere_else if replicas is None else replicas.counts_elsewhere,
        prompted,
        alone if replicas is None else replicas.count,
    )
