"""Neither the token nor what it opens reaches the log."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest

from hipwise.telegram.logs import RedactTokens, protect_logs

from .bot_api import TOKEN


@pytest.fixture
def handler() -> Iterator[logging.StreamHandler[io.StringIO]]:
    """A handler of the root logger's, taken away afterwards."""
    made = logging.StreamHandler(io.StringIO())
    logging.getLogger().addHandler(made)
    yield made
    logging.getLogger().removeHandler(made)


def test_tokens_are_redacted(handler: logging.StreamHandler[io.StringIO]) -> None:
    protect_logs()
    protect_logs()
    assert len([known for known in handler.filters if isinstance(known, RedactTokens)]) == 1
    logger = logging.getLogger("anything")
    logger.warning("POST /bot%s/getMe", TOKEN)
    logger.warning("100%% of %s", TOKEN.replace(":", "%3A"))
    try:
        raise ValueError(f"The token `{TOKEN}` was rejected")
    except ValueError:
        logger.exception("failed")
    logger.warning("plain %s", "words")
    written = handler.stream.getvalue()
    assert TOKEN not in written and TOKEN.split(":")[1] not in written
    assert written.count("<token>") >= 3
    assert "plain words" in written and "Traceback" in written


def test_the_talkative_are_quiet() -> None:
    protect_logs()
    assert not logging.getLogger("httpx").isEnabledFor(logging.INFO)
    assert not logging.getLogger("telegram.Bot").isEnabledFor(logging.CRITICAL)
