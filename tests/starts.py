"""Runs `hipwise` commands one after another in one process: importing Rasa takes seconds.

Copied into a copy of the project and run there: `python starts.py cases.json results.json`.
What a command writes is caught at the file descriptors, so that libraries written in C are heard.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import sys
import tempfile
import traceback
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Start:
    """One command.

    Attributes:
        arguments: after `hipwise`.
        env: settings for this command alone.
        typed: standard input, a character a byte (Latin-1).
        files: files changed for this command alone: path to new text, a character a byte;
            None takes the file away.
    """

    arguments: list[str]
    env: dict[str, str] = field(default_factory=dict)
    typed: str = ""
    files: dict[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Ended:
    """How it ended: exit code (-1 for an exception), and what it wrote."""

    code: int
    out: str
    err: str


def run_all(
    root: Path, starts: Mapping[str, Start], python: str = sys.executable
) -> dict[str, Ended]:
    """Runs commands in a copy of the project."""
    import subprocess

    shutil.copy(__file__, root / "starts.py")
    cases, results = root / "cases.json", root / "results.json"
    cases.write_text(json.dumps({name: asdict(start) for name, start in starts.items()}))
    bare = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    # A terminal that knows ASCII alone.
    environment = {**bare, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = subprocess.run(
        [python, "starts.py", str(cases), str(results)],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    ended = json.loads(results.read_text())
    return {name: Ended(**result) for name, result in ended.items()}


@contextlib.contextmanager
def changed(files: Mapping[str, str | None]) -> Iterator[None]:
    """Other files, for a while."""
    aside = {path: f"{path}.aside" for path in files}
    for path, text in files.items():
        os.rename(path, aside[path])
        if text is not None:
            Path(path).write_bytes(text.encode("latin-1"))
    try:
        yield
    finally:
        for path in files:
            Path(path).unlink(missing_ok=True)
            os.rename(aside[path], path)


@contextlib.contextmanager
def caught(descriptor: int) -> Iterator[list[str]]:
    """What is written to a file descriptor, once it is over."""
    written: list[str] = []
    kept = os.dup(descriptor)
    with tempfile.TemporaryFile() as file:
        os.dup2(file.fileno(), descriptor)
        try:
            yield written
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os.dup2(kept, descriptor)
            os.close(kept)
            file.seek(0)
            written.append(file.read().decode("utf-8"))


def run(start: Start) -> Ended:
    """Runs one command in this process."""
    from hipwise.cli import main

    sys.stdin = io.TextIOWrapper(io.BytesIO(start.typed.encode("latin-1")), encoding="ascii")
    os.environ.update(start.env)
    with caught(1) as out, caught(2) as err, changed(start.files):
        try:
            code = main(start.arguments)
        except BaseException:
            traceback.print_exc()
            code = -1
    for name in start.env:
        os.environ.pop(name, None)
    return Ended(code, out[0], err[0])


if __name__ == "__main__":
    wanted, results = Path(sys.argv[1]), Path(sys.argv[2])
    cases = {name: Start(**case) for name, case in json.loads(wanted.read_text()).items()}
    results.write_text(json.dumps({name: asdict(run(start)) for name, start in cases.items()}))
