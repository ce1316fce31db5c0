"""Settings from the environment or `.env`; the environment wins."""

from __future__ import annotations

import difflib
import os
import re
from pathlib import Path
from typing import Mapping, Optional

from dotenv import dotenv_values
from pydantic import BaseModel, Extra, Field, ValidationError, validator

from hipwise.errors import SettingsError

PROJECT = Path(__file__).resolve().parent.parent
MODEL = PROJECT / "models" / "hipwise.tar.gz"
CONTENT = PROJECT / "content"
VAR = PROJECT / "var"

# Names in the environment that begin like these are ours, so an unknown one is a slip.
OWN_PREFIXES = ("TELEGRAM_", "WEBHOOK_", "HIPWISE_")
# What Kubernetes tells each container of a service that is named like one of these.
_SERVICE = re.compile(r"\w+_(?:SERVICE_(?:HOST|PORT(?:_\w+)?)=.*|PORT(?:_\d+_\w+=.*|=tcp://.*))")
LOG_FORMATS = ("text", "json")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


class Settings(BaseModel):
    """Everything that can be set; field names are the settings' names in lower case."""

    telegram_bot_token: str = ""
    telegram_api_url: str = "https://api.telegram.org"
    database_url: str = ""
    redis_url: str = ""
    webhook_url: str = ""
    webhook_secret: str = ""
    port: int = Field(default=5005, ge=1, le=65535)
    log_level: str = "INFO"
    log_format: str = "text"
    metrics_port: Optional[int] = Field(default=None, ge=1, le=65535)

    class Config:
        """Unknown names are refused, and nothing changes once read."""

        extra = Extra.forbid
        frozen = True

    @validator("telegram_bot_token")
    def _looks_like_a_token(cls, token: str) -> str:
        if token and not re.fullmatch(r"[0-9]+:[A-Za-z0-9_-]+", token):
            raise ValueError("that is not a bot token; BotFather gives one like 123456:ABC-def")
        return token

    @validator("telegram_api_url", "webhook_url")
    def _is_a_web_address(cls, url: str) -> str:
        if url and not url.startswith(("http://", "https://")):
            raise ValueError("must begin with http:// or https://")
        return url.rstrip("/")

    @validator("database_url")
    def _is_a_known_database(cls, url: str) -> str:
        if url and not url.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg2://")):
            raise ValueError("must begin with sqlite:/// or postgresql://")
        return url

    @validator("redis_url")
    def _is_redis(cls, url: str) -> str:
        if url and not url.startswith(("redis://", "rediss://")):
            raise ValueError("must begin with redis://")
        return url

    @validator("log_level")
    def _is_a_level(cls, level: str) -> str:
        if level.upper() not in LOG_LEVELS:
            raise ValueError(f"must be one of {', '.join(LOG_LEVELS)}")
        return level.upper()

    @validator("log_format")
    def _is_a_format(cls, name: str) -> str:
        if name.lower() not in LOG_FORMATS:
            raise ValueError(f"must be one of {', '.join(LOG_FORMATS)}")
        return name.lower()

    @validator("webhook_secret", always=True)
    def _webhook_is_guarded(cls, secret: str, values: dict[str, str]) -> str:
        if values.get("webhook_url") and not secret:
            raise ValueError("needed with WEBHOOK_URL: any long random word")
        return secret

    def database(self, var: Path) -> str:
        """The database's address; SQLite in `var` where none is set."""
        return self.database_url or f"sqlite:///{var / 'hipwise.db'}"


def load_settings(
    environment: Optional[Mapping[str, str]] = None, dotenv: Optional[Path] = None
) -> Settings:
    """Reads the settings.

    Args:
        environment: names and values; the process's own by default.
        dotenv: file of `NAME=value` lines; `.env` in the project by default.

    Raises:
        SettingsError: a name is unknown or a value cannot be used; one line.
    """
    environment = os.environ if environment is None else environment
    known = {name.upper(): name for name in Settings.__fields__}
    from_file = {
        name: value or "" for name, value in dotenv_values(dotenv or PROJECT / ".env").items()
    }
    ours = {
        name: value
        for name, value in environment.items()
        if name in known
        or (name.startswith(OWN_PREFIXES) and not _SERVICE.fullmatch(f"{name}={value}"))
    }
    values = {**from_file, **ours}
    for name in values:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
            hint = f" Did you mean {near[0]}?" if near else f" Known: {', '.join(known)}."
            raise SettingsError(f"Unknown setting {name}.{hint}")
    try:
        return Settings.parse_obj(
            {known[name]: value.strip() for name, value in values.items() if value}
        )
    except ValidationError as error:
        first = error.errors()[0]
        raise SettingsError(f"Setting {str(first['loc'][0]).upper()}: {first['msg']}.") from None
