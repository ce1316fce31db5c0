"""Trains the model from scratch into the folder given; run by `python -m benchmarks`."""

from __future__ import annotations

import sys
from pathlib import Path

from hipwise.quiet import quieten


def main() -> None:
    quieten()
    from hipwise.training import train_model

    train_model(Path(sys.argv[1]), force=True)


if __name__ == "__main__":
    main()
