"""A PostgreSQL server of our own, for tests and benchmarks: on a socket, thrown away after use."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

BINARIES = Path("/usr/lib/postgresql/15/bin")


def initdb_program() -> Path | None:
    """PostgreSQL's `initdb`; None where it is not installed."""
    return program("initdb")


def program(name: str) -> Path | None:
    """One of PostgreSQL's programs; None where it is not installed."""
    found = Path(shutil.which(name) or BINARIES / name)
    return found if found.exists() else None


def _user() -> str | None:
    # PostgreSQL refuses to run as root.
    return "nobody" if os.geteuid() == 0 else None


def _options(folder: Path) -> str:
    return f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off"


def _run(program: Path, folder: Path, *arguments: object) -> None:
    command = [program, "-D", folder / "data", *arguments]
    subprocess.run(
        [str(part) for part in command],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=folder,
        user=_user(),
    )


@contextlib.contextmanager
def stopped(address: str) -> Iterator[None]:
    """Stops the server of `own_postgres` for a while; whoever is connected is thrown out."""
    initdb, folder = initdb_program(), Path(address.partition("?host=")[2])
    assert initdb is not None
    control = initdb.with_name("pg_ctl")
    _run(control, folder, "-m", "fast", "-w", "stop")
    try:
        yield
    finally:
        _run(control, folder, "-w", "-l", folder / "log", "-o", _options(folder), "start")


@contextlib.contextmanager
def own_postgres(initdb: Path) -> Iterator[str]:
    """Starts a server and gives its address."""
    # Not pytest's own folder: a socket's path must be short, and the server's user must reach it.
    folder = Path(tempfile.mkdtemp(prefix="hipwise-pg-"))
    if (user := _user()) is not None:
        shutil.chown(folder, user)

    def run(program: str, *arguments: object) -> None:
        _run(initdb.with_name(program), folder, *arguments)

    run("initdb", "-A", "trust", "-U", "hipwise", "-N")
    run("pg_ctl", "-w", "-l", folder / "log", "-o", _options(folder), "start")
    try:
        yield f"postgresql://hipwise@/postgres?host={folder}"
    finally:
        run("pg_ctl", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)
