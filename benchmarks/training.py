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

    taken = train(StockProject(folder, epochs), fresh) if name == STOCK else train_hipwise()
    print(json.dumps(taken))


def train_hipwise() -> dict[str, float]:
    """Seconds that this project's training takes; the model is thrown away."""
    from hipwise.training import train_model

    with tempfile.TemporaryDirectory() as folder:
        begin, worked = time.perf_counter(), time.process_time()
        train_model(Path(folder), force=True)
        return {
            "seconds": time.perf_counter() - begin,
            "processor_seconds": time.process_time() - worked,
        }


if __name__ == "__main__":
    quieten()
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), "fresh" in sys.argv[4:])
