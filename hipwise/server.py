"""The web server: Rasa's, with the Telegram channel, health, figures, and what runs beside them."""

from __future__ import annotations

import ipaddress
import logging
import socket
from collections.abc import Callable
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json, raw, text

from hipwise.app import Program, build_reminders
from hipwise.errors import HipwiseError
from hipwise.health import Health
from hipwise.metrics import Metrics, watch_prompts
from hipwise.reminders.follow_up import FollowUps
from hipwise.reminders.retention import purge
from hipwise.replies import Reply
from hipwise.settings import Settings
from hipwise.tasks import DAY_SECONDS, repeat
from hipwise.telegram.channel import UNASKED_PATIENCE_SECONDS, TelegramChannel
from hipwise.telegram.identity import chat_id
from hipwise.telegram.sending import Outcome

logger = logging.getLogger(__name__)

# Of `STOP_SECONDS`, for prompts that are on their way.
PROMPTS_END_SECONDS = 1.0
# What a proxy adds: whoever asks through one is not on this machine.
_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip", "via")


def build_server(program: Program, channel: TelegramChannel, metrics: Metrics) -> Sanic:
    """Rasa's server with the Telegram channel, `GET /health` and `GET /metrics`."""
    from rasa.core.run import configure_app

    app: Sanic = configure_app([channel], enable_api=False, use_uvloop=True)
    app.ctx.agent = program.agent
    checks = Health(program, channel.contact)
    metrics.read_calls_from(channel.sender.counts)

    @app.get("/health")
    async def health(_: Request) -> HTTPResponse:
        state = await checks.state()
        return json(state, status=200 if state["ok"] else 503)

    @app.get("/metrics")
    async def figures(request: Request) -> HTTPResponse:
        # PORT may stand open to the world; METRICS_PORT is for whoever asks from elsewhere.
        if not is_from_this_machine(request.ip, request.headers):
            return text("not here", status=404)
        return raw(metrics.text(), content_type=CONTENT_TYPE_LATEST)

    _run_beside(app, program, channel, metrics)
    return app


def _run_beside(app: Sanic, program: Program, channel: TelegramChannel, metrics: Metrics) -> None:
    services = program.services

    async def send(person: str, reply: Reply) -> Outcome:
        return await channel.sender.send(chat_id(person), reply, UNASKED_PATIENCE_SECONDS)

    async def purge_now() -> None:
        word = services.data_words.silent
        done = await purge(services.retention, services.everything, services.clock(), word, send)
        if done.told or done.removed:
            logger.info("retention: %d told, %d removed", done.told, done.removed)

    reminders = build_reminders(program, metrics.prompted)

    async def end_guided_sets(_app: Any, _loop: Any) -> None:
        await services.guided.close()

    async def end_reminders(_app: Any, _loop: Any) -> None:
        await reminders.close(PROMPTS_END_SECONDS)

    app.add_task(FollowUps(services.flags, services.warnings, services.clock).run(send))
    app.add_task(repeat(purge_now, DAY_SECONDS, "retention"))
    app.add_task(reminders.run(send))
    app.add_task(watch_prompts(services.reminding.prompts, services.clock, metrics))
    if program.replicas is not None:
        app.add_task(program.replicas.run())
    # Sanic calls these last one first: before the channel goes, so that people see a pause.
    app.register_listener(end_guided_sets, "before_server_stop")
    app.register_listener(end_reminders, "before_server_stop")


def is_from_this_machine(ip: str, headers: Any) -> bool:
    """Whether a request came over loopback, and not through a proxy there."""
    try:
        is_local = ipaddress.ip_address(ip).is_loopback
    except ValueError:
        return False
    return is_local and not any(name in headers for name in _FORWARDED)


def open_port(settings: Settings) -> socket.socket:
    """Takes the port to listen on: to the world for a webhook, else to this machine alone.

    Raises:
        HipwiseError: the port is taken or not allowed.
    """
    host = "0.0.0.0" if settings.webhook_url else "127.0.0.1"
    try:
        return socket.create_server((host, settings.port))
    except OSError as error:
        raise _cannot_use("PORT", settings.port, error) from error


def open_metrics_port(port: int, metrics: Metrics) -> Callable[[], None]:
    """Shows the figures on a port of their own; returns what ends that.

    Raises:
        HipwiseError: the port is taken or not allowed.
    """
    try:
        return metrics.serve(port)
    except OSError as error:
        raise _cannot_use("METRICS_PORT", port, error) from error


def _cannot_use(setting: str, port: int, error: OSError) -> HipwiseError:
    return HipwiseError(f"Port {port} cannot be used ({error.strerror}): set {setting} to another")


def serve(server: Sanic, port: socket.socket) -> None:
    """Runs the server until it is stopped."""
    logging.getLogger("sanic.root").setLevel(logging.WARNING)
    server.run(sock=port, access_log=False, motd=False, workers=1)
