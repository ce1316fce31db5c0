"""What must be set before Rasa, TensorFlow and numpy are imported."""

from __future__ import annotations

import logging
import os

import structlog

from hipwise.without_tensorflow import leave_out_tensorflow

NOISY_LOGGERS = (
    "rasa",
    "rasa_sdk",
    "httpx",
    "httpcore",
    "tensorflow",
    "absl",
    "alembic",
    "apscheduler",
    "matplotlib",
    "sanic",
    # Which letters a PDF holds: they are people's words.
    "fpdf",
    "fontTools",
)


def quieten() -> None:
    """Turns off Rasa's usage reports and the libraries' chatter; call it first.

    The reports to Rasa's makers are off in code, not by a setting, since talks here are
    about people's health. `httpx` would log Telegram's token with every request.
    """
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    os.environ.setdefault("SQLALCHEMY_WARN_20", "0")
    # The libraries' warnings are for their developers: to the log, where nobody is shown them.
    logging.captureWarnings(True)
    logging.getLogger("py.warnings").setLevel(logging.ERROR)
    # Rasa's own lines below a warning hold what people wrote, and writing them takes longer
    # than the rest of a turn.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    for name in NOISY_LOGGERS:
        logging.getLogger(name).setLevel(logging.WARNING)
    # It tells of exceptions that it then raises, and whoever catches them tells of them too.
    logging.getLogger("rasa.engine.graph").setLevel(logging.CRITICAL)


def travel_light() -> None:
    """Leaves out what only training needs; call it before Rasa, spaCy and numpy are imported."""
    leave_out_tensorflow()
    compute_in_one_thread()


def compute_in_one_thread() -> None:
    """Keeps numpy to one thread; call it before numpy is imported.

    A message is too little work to share: the other threads only spin, and take from other
    people's turns half of the processors' time.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
