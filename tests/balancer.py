"""A balancer in front of replicas, for tests: each request goes to the next one in turn."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from typing import Any

from aiohttp import ClientError, ClientSession, web


class Balancer:
    """Forwards POSTs; a replica that is gone gives 502, and Telegram posts again.

    Attributes:
        served: for each request that was answered, the person's chat and the replica's port.
        only: the port that all goes to for now; None for each in turn.
    """

    def __init__(self, ports: Sequence[int]) -> None:
        self.served: list[tuple[int, int]] = []
        self.only: int | None = None
        self._ports = ports
        self._turn = count()
        self.port = 0

    @property
    def url(self) -> str:
        """What WEBHOOK_URL must be."""
        return f"http://127.0.0.1:{self.port}"

    @contextmanager
    def to(self, port: int) -> Iterator[None]:
        """Sends all to one replica for a while."""
        self.only = port
        try:
            yield
        finally:
            self.only = None

    def replicas_of(self, chat: int) -> set[int]:
        """The replicas that have had somebody's updates."""
        return {port for served, port in self.served if served == chat}

    async def _forward(self, request: web.Request) -> web.Response:
        port = self.only or self._ports[next(self._turn) % len(self._ports)]
        body = await request.read()
        headers = {
            name: value for name, value in request.headers.items() if name.startswith("X-Telegram")
        }
        url = f"http://127.0.0.1:{port}{request.path}"
        try:
            async with self._session.post(url, data=body, headers=headers) as answer:
                status = answer.status
        except (ClientError, OSError):
            return web.Response(status=502)
        self.served.append((_chat_of(await request.json()), port))
        return web.Response(status=status)

    @contextmanager
    def in_thread(self) -> Iterator[Balancer]:
        """Runs it in a thread of its own."""
        loop = asyncio.new_event_loop()
        thread = threading.Thread(target=loop.run_forever, daemon=True)
        thread.start()

        async def start() -> web.AppRunner:
            self._session = ClientSession()
            app = web.Application()
            app.router.add_post("/{path:.*}", self._forward)
            runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            self.port = runner.addresses[0][1]
            return runner

        async def stop(runner: web.AppRunner) -> None:
            await runner.cleanup()
            await self._session.close()

        runner = asyncio.run_coroutine_threadsafe(start(), loop).result(10)
        try:
            yield self
        finally:
            asyncio.run_coroutine_threadsafe(stop(runner), loop).result(10)
            loop.call_soon_threadsafe(loop.stop)
            thread.join(10)
            loop.close()


def _chat_of(update: dict[str, Any]) -> int:
    body = update.get("message") or update.get("callback_query", {}).get("message") or {}
    return int(body.get("chat", {}).get("id", 0))
