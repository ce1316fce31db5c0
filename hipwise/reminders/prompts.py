"""What is said unasked: for each kind of prompt somebody who composes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from hipwise.replies import Button, Reply
from hipwise.understanding.messages import payload_for

# Takes a person's id and their local day; None where there is nothing to say.
Compose = Callable[[str, date], Sequence[Reply] | None]


class Composers:
    """Composes prompts by kind. Others add their kinds with `register`."""

    def __init__(self, words: Mapping[str, Any]) -> None:
        """Takes content/prompts.yml as read; its kinds are known from the start."""
        self._words = words
        self._by_kind: dict[str, Compose] = {}
        for kind in words:
            if kind != "buttons":
                self.register(kind, self._from_words(kind))

    def register(self, kind: str, compose: Compose) -> None:
        """Has a kind of prompt composed by a function, in place of any other.

        Args:
            kind: one of those that the table `prompts` allows.
            compose: may read the records; it is called in a thread.
        """
        self._by_kind[kind] = compose

    def compose(self, kind: str, person_id: str, day: date) -> Sequence[Reply]:
        """What to say; empty where there is nothing, or nobody who composes that kind."""
        compose = self._by_kind.get(kind)
        return tuple((compose and compose(person_id, day)) or ())

    def _from_words(self, kind: str) -> Compose:
        def compose(_person_id: str, _day: date) -> Sequence[Reply]:
            entry = self._words[kind]
            buttons = tuple(
                Button(str(self._words["buttons"][name]), _payload(name))
                for name in entry["buttons"]
            )
            return (Reply(str(entry["text"]).strip(), buttons),)

        return compose


def _payload(button: str) -> str:
    match button:
        case "go_quiet":
            return payload_for("stop_reminder")
        case "keep_asking":
            return payload_for("resume_reminder")
    raise KeyError(button)
