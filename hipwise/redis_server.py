"""The Redis that replicas share: for locks, and for turns that another replica must take."""

from __future__ import annotations

import redis
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff
from redis.exceptions import ConnectionError, TimeoutError

from hipwise.errors import HipwiseError

# Of a busy process, too, which comes late to read the answer.
_SECONDS_TO_ANSWER = 10
_SECONDS_AT_START = 5
# A connection that nobody has used for so long is asked whether it still works.
_LOOK_EVERY_SECONDS = 15
_TRIES = 3
_FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 0.05, 0.5


def check_redis(url: str) -> None:
    """Asks Redis whether it is there.

    Raises:
        HipwiseError: it is not, or refuses; one line.
    """
    try:
        with redis.from_url(
            url, socket_timeout=_SECONDS_AT_START, socket_connect_timeout=_SECONDS_AT_START
        ) as connection:
            connection.ping()
    except Exception as error:
        raise HipwiseError(
            f"Redis cannot be reached ({type(error).__name__}): check REDIS_URL"
        ) from error


def open_redis(url: str, seconds_to_answer: float = _SECONDS_TO_ANSWER) -> Redis:
    """A pool of connections; none is opened yet, so that any event loop may use it."""
    return Redis.from_url(
        url,
        socket_timeout=seconds_to_answer,
        socket_connect_timeout=seconds_to_answer,
        health_check_interval=_LOOK_EVERY_SECONDS,
        # A restarted Redis has closed the connections that are kept.
        retry=Retry(ExponentialBackoff(_LONGEST_PAUSE_SECONDS, _FIRST_PAUSE_SECONDS), _TRIES),
        retry_on_error=[ConnectionError, TimeoutError],
    )
