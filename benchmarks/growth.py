"""Turns in conversations of 10 to 10,000 events; prints one line of figures as JSON.

Each length is a real conversation of the same system, written on into the database until it is as
long; each of the people then sends one message, and the median of the turns counts. Arguments: the
system, the stock project's folder.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import statistics
import sys
import time
from pathlib import Path
from typing import Any

from hipwise.quiet import quieten

LENGTHS = (10, 100, 1_000, 10_000)
PEOPLE = 20
MODEL = "growth-model"
TEXT = "how do I do clamshells?"
COLUMNS = "type_name, timestamp, intent_name, action_name, data"

Row = dict[str, Any]


async def measure(name: str, stock: Path) -> dict[str, dict[str, float]]:
    from benchmarks.conversations import MESSAGES
    from benchmarks.stock import StockProject
    from benchmarks.systems import open_system

    async with open_system(name, StockProject(stock)) as system:
        for text in MESSAGES:
            await system.send(MODEL, text)
        model = read_events(system.engine)
        for length in LENGTHS:
            for number in range(PEOPLE):
                write_events(system.engine, person(length, number), grown(model, length))
        turns: dict[int, list[tuple[float, float]]] = {length: [] for length in LENGTHS}
        # In turn, so that a slow minute of the machine slows all lengths alike.
        for number, length in itertools.product(range(PEOPLE), LENGTHS):
            begin, used = time.perf_counter(), system.processor_s()
            await system.send(person(length, number), TEXT)
            turns[length].append((time.perf_counter() - begin, system.processor_s() - used))
    return {
        str(length): {
            "median_ms": statistics.median(taken for taken, _ in turns[length]) * 1000,
            "processor_ms": statistics.fmean(used for _, used in turns[length]) * 1000,
        }
        for length in LENGTHS
    }


def person(length: int, number: int) -> str:
    return f"growth-{length}-{number}"


def grown(model: list[Row], length: int) -> list[Row]:
    """A session of that many events or a few more, so that the last message is answered whole."""
    first = next(place for place, row in enumerate(model) if row["type_name"] == "user")
    rows = model[:first]
    for row in itertools.cycle(model[first:]):
        rows.append(row)
        if len(rows) >= length and row["action_name"] == "action_listen":
            break
    begin = time.time() - 1
    return [at(row, begin + place / 1e6) for place, row in enumerate(rows)]


def at(row: Row, moment: float) -> Row:
    data = {**json.loads(row["data"]), "timestamp": moment}
    return {**row, "timestamp": moment, "data": json.dumps(data)}


def read_events(engine: Any) -> list[Row]:
    from sqlalchemy import text

    query = text(f"SELECT {COLUMNS} FROM events WHERE sender_id = :person ORDER BY id")
    with engine.begin() as connection:
        return [dict(row) for row in connection.execute(query, {"person": MODEL}).mappings()]


def write_events(engine: Any, person: str, rows: list[Row]) -> None:
    from sqlalchemy import text

    values = ":" + COLUMNS.replace(", ", ", :")
    statement = text(f"INSERT INTO events (sender_id, {COLUMNS}) VALUES (:sender_id, {values})")
    with engine.begin() as connection:
        connection.execute(statement, [{**row, "sender_id": person} for row in rows])


if __name__ == "__main__":
    quieten()
    print(json.dumps(asyncio.run(measure(sys.argv[1], Path(sys.argv[2])))))
