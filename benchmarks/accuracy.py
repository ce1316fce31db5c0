"""How a system reads the held-out messages of tests/test_nlu.yml; one line of JSON.

Stock Rasa answers every message but those of `nlu_fallback` and `out_of_scope`; this project also
offers topics, which does not count as right at once. Arguments: the system, the stock project's
folder.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from hipwise.quiet import quieten

TURNED_AWAY = ("nlu_fallback", "out_of_scope")


async def measure(name: str, stock: Path) -> dict[str, float]:
    from benchmarks.stock import StockProject
    from benchmarks.systems import open_system
    from hipwise.settings import PROJECT

    async with open_system(name, StockProject(stock)) as system:
        # Whether TensorFlow is imported is the system's own matter, so Rasa comes after it.
        from hipwise.evaluation import count, read_nlu

        held_out = read_nlu(PROJECT / "tests" / "test_nlu.yml")
        assert system.parse is not None
        parsed = [await system.parse(message.text) for message in held_out]
    read = [understood(message.text, one) for message, one in zip(held_out, parsed)]
    outcomes = count(held_out, read)
    return {
        "messages": outcomes.in_scope,
        "right": outcomes.right / outcomes.in_scope,
        "wrong": outcomes.wrong / outcomes.in_scope,
        "strangers_declined": outcomes.strangers_declined / outcomes.strangers,
    }


def understood(text: str, parsed: dict[str, Any]) -> Any:
    """A reading as this project's evaluation counts it."""
    from hipwise.turns import read_parse_data

    if "understanding" not in parsed:
        declined = parsed["intent"]["name"] in TURNED_AWAY
        decision = {"decision": "decline" if declined else "answer"}
        parsed = {**parsed, "understanding": {"intent": parsed["intent"]["name"], **decision}}
    return read_parse_data(text, parsed)


if __name__ == "__main__":
    quieten()
    print(json.dumps(asyncio.run(measure(sys.argv[1], Path(sys.argv[2])))))
