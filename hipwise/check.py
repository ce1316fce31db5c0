"""`hipwise check`: asks each part that the program needs, and says what to change."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from hipwise.errors import HipwiseError
from hipwise.settings import CONTENT, MODEL, VAR, Settings

# On both sides of the date line, and one that shifts by half an hour.
_ZONES = ("Europe/London", "America/New_York", "Pacific/Auckland", "Australia/Lord_Howe")


class Checked(NamedTuple):
    """How one part is.

    Attributes:
        part: its name.
        is_well: whether the program can run with it.
        remark: what was found, or what to change.
    """

    part: str
    is_well: bool
    remark: str

    def __str__(self) -> str:
        """One line."""
        return f"{'ok' if self.is_well else 'WRONG':6}{self.part:11}{self.remark}"


def check(
    settings: Settings, say: Callable[[str], None], parts: Iterable[str] | None = None
) -> bool:
    """Checks everything, a line each as soon as it is known.

    Args:
        settings: of `hipwise run`.
        say: takes a line.
        parts: names of those to check; all unless given.

    Returns:
        Whether all is well.
    """
    looks: dict[str, Callable[[Settings], str]] = {
        "Telegram": _telegram,
        "database": _database,
        "Redis": _redis,
        "time zones": _zones,
        "content": _content,
        "model": _model,
    }
    is_well = True
    for part in looks if parts is None else parts:
        checked = _checked(part, looks[part], settings)
        say(str(checked))
        is_well = is_well and checked.is_well
    return is_well


def _checked(part: str, look: Callable[[Settings], str], settings: Settings) -> Checked:
    try:
        return Checked(part, True, look(settings))
    except HipwiseError as error:
        return Checked(part, False, str(error))
    except Exception as error:
        # Its own words might quote a password.
        return Checked(part, False, f"fails with {type(error).__name__}")


def _telegram(settings: Settings) -> str:
    from hipwise.telegram.channel import Webhook, check_token

    if not settings.telegram_bot_token:
        raise HipwiseError("TELEGRAM_BOT_TOKEN is not set: put it in .env (README, going live)")
    name = asyncio.run(check_token(settings.telegram_bot_token, settings.telegram_api_url))
    if not settings.webhook_url:
        return f"@{name}, by long polling"
    return f"@{name}, posts to {Webhook(settings.webhook_url, settings.webhook_secret).url}"


def _database(settings: Settings) -> str:
    from sqlalchemy.exc import SQLAlchemyError

    from hipwise.records.database import cannot_open, is_migrated, open_engine

    url = settings.database(VAR)
    if url.startswith("sqlite") and not Path(url.removeprefix("sqlite:///")).exists():
        return "SQLite, made at the first start"
    engine = open_engine(url)
    try:
        is_newest = is_migrated(engine)
    except SQLAlchemyError as error:
        raise cannot_open(error) from error
    finally:
        engine.dispose()
    name = "PostgreSQL" if engine.dialect.name == "postgresql" else "SQLite"
    return f"{name}, {'up to date' if is_newest else 'brought up to date at the next start'}"


def _redis(settings: Settings) -> str:
    from hipwise.redis_server import check_redis

    if not settings.redis_url:
        return "not used: one process alone"
    check_redis(settings.redis_url)
    return "answers"


def _zones(settings: Settings) -> str:
    # A zone that is missing is a KeyError, a damaged one a ValueError, a folder in its place an
    # OSError. One loaded earlier would not be read again.
    try:
        for name in _ZONES:
            ZoneInfo.no_cache(name)
    except (KeyError, ValueError, OSError) as error:
        raise HipwiseError(
            f"The time zone data for {name} is missing or damaged: install the system's tzdata "
            "again, or remove .venv and run 'make setup'"
        ) from error
    return "there"


def _content(settings: Settings) -> str:
    from sqlalchemy import create_engine

    from hipwise.app import load_commands
    from hipwise.knowledge.library import load_library
    from hipwise.records.database import session_factory
    from hipwise.services import build_services
    from hipwise.telegram.words import load_words

    library = load_library(CONTENT)
    load_commands(CONTENT / "commands.yml")
    load_words(CONTENT / "channel.yml")
    # All other files of sentences and tables are read by the services; nothing is opened.
    nowhere = create_engine("sqlite://", future=True)
    with tempfile.TemporaryDirectory() as folder:
        build_services(library, session_factory(nowhere), nowhere, Path(folder))
    return f"{len(library.topics)} topics, {len(library.exercises)} exercises"


def _model(settings: Settings) -> str:
    from hipwise.agent import read_model

    domain = read_model(MODEL).domain
    assert domain is not None
    return f"loads, {len(domain.intents)} intents"
