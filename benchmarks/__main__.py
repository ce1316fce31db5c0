"""`make bench`: training, start, memory, a turn, pictures, and prompts under load.

Each figure is taken in a process of its own. Nothing is asserted: a busy machine is slower.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent


def main() -> None:
    print(f"{machine()}\n")
    print("| what | figure |\n|---|---|")
    row("training from scratch, encoder prepared", f"{training_seconds():.0f} s")
    measured = [json.loads(run_child("benchmarks.turns")) for _ in range(3)]

    def median(name: str) -> float:
        return sorted(run[name] for run in measured)[len(measured) // 2]

    row("start to ready (median of 3)", f"{median('start_s'):.1f} s")
    row("resident memory after the turns", f"{median('memory_mb'):.0f} MB")
    row("reading a message, median", f"{median('parse_ms'):.1f} ms")
    row("a turn with a custom action, median", f"{median('turn_ms'):.1f} ms")
    row("a turn with a custom action, 99th percentile", f"{median('turn_p99_ms'):.1f} ms")
    drawn = json.loads(run_child("benchmarks.pictures"))
    row("progress chart of a year, median", f"{drawn['chart_ms']:.0f} ms")
    row("mirror test card, median", f"{drawn['card_ms']:.0f} ms")
    row("page for a clinician, median", f"{drawn['clinician_ms']:.0f} ms")
    row("export of a year with 30 messages a day, median", f"{drawn['export_ms']:.0f} ms")
    prompts = json.loads(run_child("benchmarks.reminders"))
    for name, figure in prompts.items():
        if name.endswith("_ms"):
            database, registered, _ = name.split("_")
            what = f"claiming 100 due people, {int(registered):,} registered, {database}, median"
            row(what, f"{figure:.1f} ms")
    row(
        "prompts through the whole path (cap of 25 a second lifted)",
        f"{prompts['prompts_per_second']:.0f} a second",
    )


def row(what: str, figure: str) -> None:
    print(f"| {what} | {figure} |", flush=True)


def machine() -> str:
    """Processor, cores, memory and Python, as the reader of the table needs them."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.is_file():
        names = [line for line in info.read_text().splitlines() if line.startswith("model name")]
        model = names[0].split(":", 1)[1].strip() if names else model
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{model}, {os.cpu_count()} cores, {memory:.0f} GiB, Python {platform.python_version()}"


def training_seconds() -> float:
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        run_child("benchmarks.training", folder)
        return time.perf_counter() - start


def run_child(module: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=True,
        text=True,
    )
    return done.stdout.strip().splitlines()[-1] if done.stdout.strip() else ""


if __name__ == "__main__":
    main()
