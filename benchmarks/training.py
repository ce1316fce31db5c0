"""Trains a system's model from scratch; prints one line of figures as JSON.

Arguments: the system, the folder of its model, for stock Rasa the epochs, and `fresh` to train a
stock model that is there already. The sentence encoder is prepared beforehand.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

from hipwise.quiet import quieten


def main(name: str, folder: Path, epochs: int, fresh: bool) -> None:
    from benchmarks.stock import StockProject, train
    from benchmarks.systems import STOCK

    seconds = train(StockProject(folder, epochs), fresh) if name == STOCK else train_hipwise()
    print(json.dumps({"seconds": seconds}))


def train_hipwise() -> float:
    """Seconds that this project's training takes; the model is thrown away."""
    from hipwise.training import train_model

    with tempfile.TemporaryDirectory() as folder:
        begin = time.perf_counter()
        train_model(Path(folder), force=True)
        return time.perf_counter() - begin


if __name__ == "__main__":
    quieten()
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), "fresh" in sys.argv[4:])
