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
    found = Path(shutil.which("initdb") or BINARIES / "initdb")
    return found if found.exists() else None


@contextlib.contextmanager
def own_postgres(initdb: Path) -> Iterator[str]:
    """Starts a server and gives its address."""
    # Not pytest's own folder: a socket's path must be short, and the server's user must reach it.
    folder = Path(tempfile.mkdtemp(prefix="hipwise-pg-"))
    # PostgreSQL refuses to run as root.
    user = "nobody" if os.geteuid() == 0 else None
    if user is not None:
        shutil.chown(folder, user)
    data = folder / "data"

    def run(program: str, *arguments: object) -> None:
        command = [initdb.with_name(program), "-D", data, *arguments]
        subprocess.run(
            [str(part) for part in command],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=folder,
            user=user,
        )

    run("initdb", "-A", "trust", "-U", "hipwise", "-N")
    options = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off"
    run("pg_ctl", "-w", "-l", folder / "log", "-o", options, "start")
    try:
        yield f"postgresql://hipwise@/postgres?host={folder}"
    finally:
        run("pg_ctl", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)
