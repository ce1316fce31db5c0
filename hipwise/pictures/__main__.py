"""`python -m hipwise.pictures [name ...]` in the project's root draws the pictures anew."""

from __future__ import annotations

import sys

from hipwise.errors import HipwiseError
from hipwise.pictures.gallery import FOLDER, draw_all


def main(names: list[str]) -> int:
    """Draws all pictures, or those named, and says how large each file is."""
    try:
        for path in draw_all(FOLDER, names):
            print(f"{path}  {path.stat().st_size / 1024:.0f} KB")
    except HipwiseError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
