"""The log as JSON: ids and causes, never texts, names or the token."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from hipwise.errors import log_incident
from hipwise.logs import json_formatter, set_up_logging
from hipwise.quiet import quieten
from hipwise.telegram.logs import protect_logs
from tests.telegram.bot_api import TOKEN

SECRET = "my xylophone hurts"


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """What is logged as JSON, with everything put back afterwards."""
    root, handler = logging.getLogger(), logging.StreamHandler(io.StringIO())
    before, level = root.handlers[:], root.level
    root.handlers[:] = [handler]
    root.setLevel("INFO")
    handler.setFormatter(json_formatter())
    protect_logs()
    yield handler.stream
    root.handlers[:] = before
    root.setLevel(level)


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_json_object_a_line(stream: io.StringIO) -> None:
    logging.getLogger("hipwise.x").warning("two\nlines of %s", "a kind")
    (line,) = lines(stream)
    assert line["event"] == "two\nlines of a kind"
    assert line["level"] == "warning" and line["logger"] == "hipwise.x"
    assert line["time"].endswith("Z")


def test_an_incident_has_its_id_and_cause_as_fields(stream: io.StringIO) -> None:
    try:
        raise KeyError(SECRET)
    except KeyError as error:
        incident = log_incident(logging.getLogger("hipwise.x"), "turn failed", error)
    (line,) = lines(stream)
    assert line["incident"] == incident and len(incident) == 8
    assert line["cause"].startswith("KeyError at test_logs.py:")
    assert line["event"].startswith(f"turn failed: {incident}: KeyError at ")
    assert SECRET not in stream.getvalue()


def test_a_traceback_becomes_its_cause(stream: io.StringIO) -> None:
    try:
        raise ValueError(f"{SECRET} {TOKEN}")
    except ValueError:
        logging.getLogger("somebody.else").exception("it failed with %s", TOKEN)
    (line,) = lines(stream)
    assert line["cause"].startswith("ValueError at test_logs.py:")
    assert SECRET not in stream.getvalue() and TOKEN not in stream.getvalue()


def test_rasas_own_lines_are_named_and_not_quoted(stream: io.StringIO) -> None:
    before = structlog.get_config()
    try:
        set_up_logging("INFO", as_json=True)
        quieten()  # as the command does, before and after
        structlog.get_logger("rasa.x").warning("processor.strange", text=SECRET)
        structlog.get_logger("rasa.x").info("not worth a line")
    finally:
        structlog.configure(**before)
    (line,) = lines(stream)
    assert line["event"] == "processor.strange" and line["level"] == "warning"
    assert SECRET not in stream.getvalue()
