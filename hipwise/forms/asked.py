"""What a question about the mirror test itself asks: "how deep", "what is a hip drop".

Only a message that is nothing but such a question counts, so that "what is good for my hip" is
answered as any other message. The words stand in data/lookup/answers.yml, under `explains`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Optional

from hipwise.forms.phrases import LONGEST, Phrases, is_stop, words_of


class Asked:
    """Finds what a question asks; built once."""

    def __init__(self, table: Mapping[str, Any], looks: Mapping[str, Mapping[str, Any]]) -> None:
        """Takes the part `explains` of the table, and the looks with their words."""
        around = {"fillers": table["fillers"], "asks": table["asks"]}
        self._asks = Phrases({"asks": table["asks"]})
        self._order = list(table["topics"])
        self._topics = Phrases({**around, **table["topics"]})
        self._names = Phrases({look: words["names"] for look, words in looks.items()})
        self._looks = {
            look: Phrases(
                {
                    **{kind: table[kind] for kind in ("fillers", "asks_look", "asks_this")},
                    "of_look": [*words["names"], *words["seen"], *words["fine"]],
                }
            )
            for look, words in looks.items()
        }

    def topic(self, text: str, current: Optional[str] = None) -> Optional[str]:
        """What is asked about.

        Args:
            text: as typed.
            current: the look that is being asked, if one is: "how do I know" means that one.

        Returns:
            A look, or a topic of the table; None where the words ask something else, or nothing.
        """
        words = [word for word in words_of(text) if not is_stop(word)]
        if not words or len(text) > LONGEST:
            return None
        if self._asks.kinds_in(text) and (topic := self._topic_of(words)):
            return topic
        named = set(self._names.kinds_in(" ".join(words)))
        look = named.pop() if len(named) == 1 else None if named else current
        if look is None:
            return None
        found = [kinds for _, _, kinds in self._looks[look].found(words)]
        asks = "asks_look" if look in self._names.kinds_in(text) else "asks_this"
        return look if all(found) and any(asks in kinds for kinds in found) else None

    def _topic_of(self, words: list[str]) -> Optional[str]:
        found = [kinds for _, _, kinds in self._topics.found(words)]
        if not all(found):
            return None
        named = frozenset().union(*found)
        return next((topic for topic in self._order if topic in named), None)
