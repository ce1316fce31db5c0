"""How the log is written: lines to read, or a JSON object a line for machines that gather them.

Both hold ids and causes, never what people wrote, who they are, or the bot's token. JSON is the
stricter: of an exception only its kind and place are written, of Rasa's own lines only their name.
"""

from __future__ import annotations

import logging
from collections.abc import MutableMapping
from typing import Any

import structlog
from structlog.stdlib import ExtraAdder, LoggerFactory, ProcessorFormatter

from hipwise.errors import INCIDENT_FIELDS, cause

PLAIN = "%(asctime)s %(levelname)s %(name)s %(message)s"

Event = MutableMapping[str, Any]


def set_up_logging(level: str, as_json: bool) -> None:
    """Writes the log to standard error.

    Args:
        level: DEBUG, INFO, WARNING or ERROR.
        as_json: a JSON object a line: time, level, logger, event, and what an event has besides.
    """
    logging.basicConfig(level=level, format=PLAIN)
    if not as_json:
        return
    for handler in logging.getLogger().handlers:
        handler.setFormatter(json_formatter())
    # Rasa writes through structlog, which prints by itself unless it is told otherwise.
    structlog.configure(
        logger_factory=LoggerFactory(),
        processors=[_name_alone, ProcessorFormatter.wrap_for_formatter],
    )


def json_formatter() -> logging.Formatter:
    """A JSON object for each record."""
    return ProcessorFormatter(
        foreign_pre_chain=[ExtraAdder(INCIDENT_FIELDS)],
        processors=[
            _about,
            structlog.processors.TimeStamper(fmt="iso", key="time"),
            ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(),
        ],
    )


def _about(_logger: Any, _method: str, event: Event) -> Event:
    """Adds level and logger; an exception becomes its cause."""
    record: logging.LogRecord = event["_record"]
    event["level"], event["logger"] = record.levelname.lower(), record.name
    exc_info = event.pop("exc_info", None)
    error = exc_info[1] if isinstance(exc_info, tuple) else exc_info
    if isinstance(error, BaseException):
        event.setdefault("cause", cause(error))
    event.pop("stack_info", None)
    return event


def _name_alone(_logger: Any, _method: str, event: Event) -> Event:
    # The other fields may quote messages.
    return {"event": event.get("event", "")}
