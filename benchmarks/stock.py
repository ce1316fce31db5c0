"""A stock Rasa project with this project's domain, training data and actions.

Its pipeline and policies are those that `rasa init` and Rasa's default configuration give
(DIET, TED and their companions, 100 epochs each). Of data/ it gets nlu, rules and stories, all of
them and unchanged; data/lookup and data/triage are read by this project's own components alone
and are not Rasa's training data. Its actions run in a server of their own (`rasa run actions`),
and its conversations are kept in SQLite, as this project's are: Rasa's default, memory, would
lose them with every restart.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import resource
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from socket import socket
from typing import Any

import yaml

from hipwise.settings import PROJECT

EPOCHS = 100
FOLDER = PROJECT / "var" / "bench"
READY_SECONDS = 300
TRAIN_LOG = "train.log"
DATA = ("nlu", "rules", "stories")


@dataclass(frozen=True)
class StockProject:
    """Where a stock project lies, and for how many epochs it is trained."""

    root: Path
    epochs: int = EPOCHS

    @property
    def model(self) -> Path:
        """The trained model."""
        return self.root / "models" / "stock.tar.gz"

    @property
    def trained(self) -> Path:
        """What is known of the training: seconds, and from what."""
        return self.root / "trained.json"


def configuration(epochs: int) -> dict[str, Any]:
    """Rasa's default pipeline and policies."""
    return {
        "recipe": "default.v1",
        "assistant_id": "stock",
        "language": "en",
        "pipeline": [
            {"name": "WhitespaceTokenizer"},
            {"name": "RegexFeaturizer"},
            {"name": "LexicalSyntacticFeaturizer"},
            {"name": "CountVectorsFeaturizer"},
            {
                "name": "CountVectorsFeaturizer",
                "analyzer": "char_wb",
                "min_ngram": 1,
                "max_ngram": 4,
            },
            {"name": "DIETClassifier", "epochs": epochs, "constrain_similarities": True},
            {"name": "EntitySynonymMapper"},
            {"name": "ResponseSelector", "epochs": epochs, "constrain_similarities": True},
            {"name": "FallbackClassifier", "threshold": 0.3, "ambiguity_threshold": 0.1},
        ],
        "policies": [
            {"name": "MemoizationPolicy"},
            {"name": "RulePolicy"},
            {"name": "UnexpecTEDIntentPolicy", "max_history": 5, "epochs": epochs},
            {
                "name": "TEDPolicy",
                "max_history": 5,
                "epochs": epochs,
                "constrain_similarities": True,
            },
        ],
    }


def lay_out(project: StockProject) -> None:
    """Writes the project's own files and links those of this project."""
    data = project.root / "data"
    data.mkdir(parents=True, exist_ok=True)
    for name in DATA:
        _link(data / name, PROJECT / "data" / name)
    _link(project.root / "domain.yml", PROJECT / "domain.yml")
    config = yaml.safe_dump(configuration(project.epochs), sort_keys=False)
    (project.root / "config.yml").write_text(config, encoding="utf-8")
    (project.root / "credentials.yml").write_text("rest:\n", encoding="utf-8")


def _link(place: Path, target: Path) -> None:
    if not place.is_symlink():
        place.symlink_to(target)


def train(project: StockProject, fresh: bool = False) -> dict[str, float]:
    """Trains the model, unless it is there from the same data.

    Returns:
        How many seconds it took by the clock, and of the processors: the second is nearly the
        same on a busy machine; and the share of the training messages whose intent it knew at
        the end.
    """
    lay_out(project)
    made_from = fingerprint(project)
    if project.trained.is_file() and project.model.is_file() and not fresh:
        known = json.loads(project.trained.read_text())
        if known.pop("made_from") == made_from:
            return {**known, "learnt": learnt(project)}
    begin, worked = time.perf_counter(), _worked()
    run_rasa(
        project,
        "train",
        "--force",
        *("--fixed-model-name", project.model.name.removesuffix(".tar.gz")),
        "--skip-validation",
        log=TRAIN_LOG,
    )
    taken = {
        "seconds": time.perf_counter() - begin,
        "processor_seconds": _worked() - worked,
    }
    known = {**taken, "made_from": made_from}
    project.trained.write_text(json.dumps(known), encoding="utf-8")
    return {**taken, "learnt": learnt(project)}


def learnt(project: StockProject) -> float:
    """DIET's own last word on the training messages, 0 to 1."""
    return float(re.findall(r"i_acc=([\d.]+)", (project.root / TRAIN_LOG).read_text())[-1])


def _worked() -> float:
    """Seconds that the processes started from here, and ended, have kept processors busy."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def fingerprint(project: StockProject) -> str:
    """Of all that the model is trained from."""
    files = [project.root / "config.yml", PROJECT / "domain.yml"]
    for name in DATA:
        files += sorted((PROJECT / "data" / name).rglob("*.yml"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def run_rasa(project: StockProject, *arguments: str, log: str) -> None:
    """Runs a `rasa` command in the project to its end."""
    with (project.root / log).open("w") as output:
        subprocess.run(
            [sys.executable, "-m", "rasa", *arguments],
            cwd=project.root,
            env=environment(project.root),
            stdout=output,
            stderr=subprocess.STDOUT,
            check=True,
        )


def environment(var: Path) -> dict[str, str]:
    """The environment of its processes: no usage reports, records in a folder of their own."""
    return {
        **os.environ,
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "DATABASE_URL": f"sqlite:///{var / 'records.db'}",
        # The action server imports the package `actions`.
        "PYTHONPATH": str(PROJECT),
    }


@contextlib.contextmanager
def action_server(var: Path) -> Iterator[tuple[str, int]]:
    """This project's actions in a server of their own: its address and process id."""
    port = free_port()
    command = ["run", "actions", "--actions", "actions", "--port", str(port)]
    with _running(command, PROJECT, var, f"http://127.0.0.1:{port}/health", "actions.log") as pid:
        yield f"http://127.0.0.1:{port}/webhook", pid


@contextlib.contextmanager
def rasa_server(project: StockProject, actions: str, var: Path) -> Iterator[tuple[str, int]]:
    """`rasa run` with its REST channel: its address and process id."""
    endpoints = var / "endpoints.yml"
    store = {"type": "SQL", "dialect": "sqlite", "db": str(var / "conversations.db")}
    written = {"action_endpoint": {"url": actions}, "tracker_store": store}
    endpoints.write_text(yaml.safe_dump(written), encoding="utf-8")
    port = free_port()
    command = [
        *("run", "--model", str(project.model), "--endpoints", str(endpoints)),
        *("--credentials", str(project.root / "credentials.yml"), "--port", str(port)),
        *("--interface", "127.0.0.1"),
    ]
    address = f"http://127.0.0.1:{port}"
    with _running(command, project.root, var, address, "server.log") as pid:
        yield f"{address}/webhooks/rest/webhook", pid


@contextlib.contextmanager
def _running(command: list[str], folder: Path, var: Path, ready: str, log: str) -> Iterator[int]:
    with (var / log).open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "rasa", *command],
            cwd=folder,
            env=environment(var),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_for(ready, process, var / log)
        yield process.pid
    finally:
        process.terminate()
        process.wait(timeout=60)


def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + READY_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"{address} did not answer; its last words: {log.read_text()[-500:]}")


def free_port() -> int:
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
