"""One name for a person: Rasa's sender id, which is also `people.id`, as `telegram:<chat id>`."""

from __future__ import annotations

CHANNEL = "telegram"


def person_id(chat_id: int) -> str:
    """The person in a private chat."""
    return f"{CHANNEL}:{chat_id}"


def chat_id(person: str) -> int:
    """The private chat of a person.

    Raises:
        ValueError: the id is of another channel.
    """
    channel, _, number = person.partition(":")
    if channel != CHANNEL:
        raise ValueError("not a person on Telegram")
    return int(number)
