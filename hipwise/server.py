"""The web server: Rasa's, with the Telegram channel, `GET /health` and what runs beside them."""

from __future__ import annotations

import asyncio
import logging
import socket
from typing import Any

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sqlalchemy import text

from hipwise.app import Program, build_reminders
from hipwise.errors import HipwiseError, cause
from hipwise.records.prompts import Counts
from hipwise.reminders.follow_up import FollowUps
from hipwise.reminders.retention import Purged, purge, purge_daily
from hipwise.replies import Reply
from hipwise.settings import Settings
from hipwise.telegram.channel import UNASKED_PATIENCE_SECONDS, TelegramChannel
from hipwise.telegram.identity import chat_id
from hipwise.telegram.sending import Outcome

logger = logging.getLogger(__name__)


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
