"""Draws benchmarks/*.png from benchmarks/results.json; prints the names of the files as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")

from matplotlib import pyplot
from matplotlib.axes import Axes

from benchmarks.systems import HIPWISE, SERVED, STOCK

FOLDER = Path(__file__).resolve().parent
COLOURS = {HIPWISE: "#1f7a6d", STOCK: "#e08e45", SERVED: "#9a8c98"}
NAMES = {HIPWISE: "Hipwise", STOCK: "stock Rasa", SERVED: "stock, rasa run"}
PIXELS_AN_INCH = 110


def main() -> None:
    results = json.loads((FOLDER / "results.json").read_text())
    measured = {name: part["figures"] for name, part in results.items()}
    drawn = []
    for name, draw in (("turns", draw_turns), ("growth", draw_growth), ("reminders", draw_claims)):
        if name in measured:
            draw(measured[name], FOLDER / f"{name}.png")
            drawn.append(f"{name}.png")
    print(json.dumps(drawn))


def draw_turns(turns: dict[str, Any], path: Path) -> None:
    """How long a turn takes, and how many a second: three panels of bars."""
    figure, panels = pyplot.subplots(1, 3, figsize=(9, 3.2))
    for panel, key, title in zip(panels, ("alone", "together"), ("one person", "50 at once")):
        for place, system in enumerate(turns):
            bar(panel, place, turns[system][key]["median_ms"], system, "{:.0f}")
            panel.plot(place, turns[system][key]["p99_ms"], "_", color="#333333", ms=18)
        finish(panel, f"A turn, {title}\nms; bar median, line 99th percentile")
    for place, system in enumerate(turns):
        bar(panels[2], place, turns[system]["together"]["per_second"], system, "{:.0f}")
    finish(panels[2], "Turns a second\n50 people at once")
    handles = [pyplot.Rectangle((0, 0), 1, 1, color=COLOURS[system]) for system in turns]
    labels = [NAMES[system] for system in turns]
    figure.legend(handles, labels, loc="lower center", ncol=3, frameon=False, fontsize=9)
    figure.tight_layout(rect=(0, 0.08, 1, 1))
    save(figure, path)


def bar(panel: Axes, place: int, height: float, system: str, written: str) -> None:
    panel.bar(place, height, color=COLOURS[system], width=0.65)
    panel.annotate(
        written.format(height),
        (place, height),
        (0, 3),
        textcoords="offset points",
        ha="center",
        fontsize=9,
        bbox={"fc": "white", "ec": "none", "pad": 0.5},
    )


def finish(panel: Axes, title: str) -> None:
    panel.set_title(title, fontsize=9, loc="left")
    panel.set_xticks([])
    panel.margins(y=0.15)
    panel.tick_params(labelsize=8, length=2)
    for side in ("top", "right"):
        panel.spines[side].set_visible(False)


def draw_growth(growth: dict[str, Any], path: Path) -> None:
    """A turn's time by the length of the conversation, both axes logarithmic."""
    figure, panel = pyplot.subplots(figsize=(5.6, 3.4))
    for system, by_length in growth.items():
        lengths = [int(length) for length in by_length]
        times = [one["median_ms"] for one in by_length.values()]
        panel.plot(lengths, times, "o-", color=COLOURS[system], lw=2)
        panel.annotate(
            f"{NAMES[system]}: {times[-1]:.0f} ms",
            (lengths[-1], times[-1]),
            (-6, 7),
            textcoords="offset points",
            ha="right",
            fontsize=9,
            color=COLOURS[system],
        )
    panel.set_xscale("log")
    panel.set_yscale("log")
    finish(panel, "A turn, ms, by events in the conversation so far")
    panel.set_xticks([10, 100, 1_000, 10_000])
    panel.set_xticklabels(["10", "100", "1,000", "10,000"])
    # At least a factor of ten, or what is flat would look like mountains.
    low, high = panel.get_ylim()
    middle = (low * high) ** 0.5
    low, high = min(low, middle / 10**0.5), max(high, middle * 10**0.5)
    panel.set_ylim(low, high)
    ticks = [
        tick for tick in (5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000) if low < tick < high
    ]
    panel.set_yticks(ticks)
    panel.set_yticklabels([f"{tick:,}" for tick in ticks])
    panel.minorticks_off()
    panel.grid(axis="y", color="#e5e5e5")
    panel.set_axisbelow(True)
    figure.tight_layout()
    save(figure, path)


def draw_claims(prompts: dict[str, Any], path: Path) -> None:
    """How long a batch of due people takes to claim, among few and many registered."""
    claims = prompts["claims"]
    figure, panel = pyplot.subplots(figsize=(5.6, 2.4))
    labels = [f"{one['database']}, {one['registered']:,} registered" for one in claims]
    panel.barh(labels[::-1], [one["batch_ms"] for one in claims][::-1], color=COLOURS[HIPWISE])
    for place, one in enumerate(reversed(claims)):
        panel.annotate(
            f"{one['batch_ms']:.1f} ms",
            (one["batch_ms"], place),
            (4, 0),
            textcoords="offset points",
            va="center",
            fontsize=8,
        )
    panel.set_title(f"Claiming {claims[0]['batch']} of 10,000 due people", fontsize=9, loc="left")
    panel.margins(x=0.2)
    panel.tick_params(labelsize=8, length=2)
    for side in ("top", "right"):
        panel.spines[side].set_visible(False)
    figure.tight_layout()
    save(figure, path)


def save(figure: Any, path: Path) -> None:
    # The version of the library would make the file differ where the picture does not.
    figure.savefig(path, dpi=PIXELS_AN_INCH, metadata={"Software": None})
    pyplot.close(figure)


if __name__ == "__main__":
    main()
