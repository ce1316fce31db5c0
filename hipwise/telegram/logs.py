"""Keeps the bot's token and people's words out of the log."""

from __future__ import annotations

import logging
import re

_TOKEN = re.compile(r"\d{5,}(?::|%3A)[A-Za-z0-9_-]{20,}")
_REDACTED = "<token>"

# httpx logs each address, which holds the token. The two loggers of python-telegram-bot quote
# whole answers of the server, with people's messages, when they cannot read one.
_LEVELS = {
    "httpx": logging.WARNING,
    "httpcore": logging.WARNING,
    "telegram": logging.WARNING,
    "telegram.Bot": logging.CRITICAL + 1,
    "telegram.request.BaseRequest": logging.CRITICAL + 1,
}


class RedactTokens(logging.Filter):
    """Replaces anything that looks like a bot token, in messages and tracebacks."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Changes the record in place and lets it pass."""
        message = record.getMessage()
        redacted = _TOKEN.sub(_REDACTED, message)
        if redacted != message:
            record.msg, record.args = redacted, ()
        if record.exc_info and not record.exc_text:
            # A formatter uses this text, where there is one, in place of the traceback.
            record.exc_text = _TOKEN.sub(
                _REDACTED, logging.Formatter().formatException(record.exc_info)
            )
        return True


def protect_logs() -> None:
    """Quietens the talkative libraries and redacts tokens on the root logger's handlers.

    May be called again, and should be after handlers were added.
    """
    for name, level in _LEVELS.items():
        logging.getLogger(name).setLevel(level)
    for handler in logging.getLogger().handlers:
        if not any(isinstance(known, RedactTokens) for known in handler.filters):
            handler.addFilter(RedactTokens())
