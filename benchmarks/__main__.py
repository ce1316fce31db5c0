"""`make bench`: this project beside a stock Rasa project, in one table from one machine.

    python -m benchmarks                          everything: hours, most of it stock training
    python -m benchmarks --only turns,reminders   these parts alone; the others' figures stay
    python -m benchmarks --fresh                  trains the stock model again
    python -m benchmarks --stock-epochs 20        trains it less than Rasa's 100 epochs

Each part runs in a process of its own and writes its figures to benchmarks/results.json as soon
as it is done, so that a run that was broken off goes on with `--only`. A stock model, once
trained, stays in var/bench until the training data change. Nothing is asserted: a busy machine is
slower.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from benchmarks.stock import EPOCHS, FOLDER
from benchmarks.systems import HIPWISE, SERVED, STOCK
from benchmarks.table import table

PROJECT = Path(__file__).resolve().parent.parent
RESULTS = PROJECT / "benchmarks" / "results.json"

Figures = dict[str, Any]


def main() -> None:
    options = read_options()
    stock = FOLDER / f"stock-{options.stock_epochs}"
    parts: dict[str, Callable[[], Figures]] = {
        "training": lambda: {
            system: child(
                "training",
                *(system, stock, options.stock_epochs),
                *(["fresh"] if options.fresh else []),
            )
            for system in (STOCK, HIPWISE)
        },
        "turns": lambda: {
            system: child("turns", system, trained(stock)) for system in (HIPWISE, STOCK, SERVED)
        },
        "growth": lambda: {
            system: child("growth", system, trained(stock)) for system in (HIPWISE, STOCK)
        },
        "accuracy": lambda: {
            system: child("accuracy", system, trained(stock)) for system in (HIPWISE, STOCK)
        },
        "reminders": lambda: child("reminders"),
        "pictures": lambda: child("pictures"),
        "flood": lambda: child("flood"),
        "crashes": lambda: child("crashes"),
    }
    results = json.loads(RESULTS.read_text()) if RESULTS.is_file() else {}
    for name in options.only or parts:
        if name not in parts:
            sys.exit(f"There is no part {name!r}: choose among {', '.join(parts)}")
        begin = time.monotonic()
        say(f"{name}...")
        results[name] = {
            "figures": parts[name](),
            "machine": machine(),
            "at": datetime.now(timezone.utc).isoformat(timespec="minutes"),
        }
        if STOCK in results[name]["figures"]:
            results[name]["stock_epochs"] = options.stock_epochs
        write(results)
        say(f"{name}: {time.monotonic() - begin:.0f} s")
    print("\n" + table(results))
    child("charts")


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", type=lambda names: names.split(","), help="parts, with commas")
    parser.add_argument("--fresh", action="store_true", help="train the stock model again")
    parser.add_argument(
        "--stock-epochs", type=int, default=EPOCHS, help="how long the stock model is trained"
    )
    return parser.parse_args()


def trained(stock: Path) -> Path:
    """The stock project's folder; ends the run where it has no model."""
    if not (stock / "models" / "stock.tar.gz").is_file():
        sys.exit("There is no stock model: run `python -m benchmarks --only training` first")
    return stock


def child(module: str, *arguments: object) -> Figures:
    """Runs a part in a process of its own; its last line is JSON."""
    shown = " ".join(str(each) for each in arguments if not isinstance(each, Path))
    say(f"  {module} {shown}".rstrip())
    done = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{module}", *map(str, arguments)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        sys.exit(f"benchmarks.{module} failed:\n{done.stderr[-3000:]}")
    figures: Figures = json.loads(done.stdout.strip().splitlines()[-1])
    return figures


def machine() -> str:
    """Processor, cores, memory and Python, as the reader of the table needs them."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.is_file():
        names = [line for line in info.read_text().splitlines() if line.startswith("model name")]
        model = names[0].split(":", 1)[1].strip() if names else model
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{model}, {os.cpu_count()} cores, {memory:.0f} GiB, Python {platform.python_version()}"


def write(results: dict[str, Any]) -> None:
    text = json.dumps(results, indent=2, sort_keys=True)
    RESULTS.write_text(text + "\n", encoding="utf-8")


def say(text: str) -> None:
    """Progress, apart from the table."""
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
