"""Tells that a message is not English, by its script or its commonest words. Pure.

Only for messages that were not understood: whoever writes "me duele la rodilla" must not be told
that knees are all the bot knows about. spaCy's lists of stop words do for that; a model that
names a language is larger than all else here, and no surer in a line of six words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from functools import cache
from importlib import import_module
from typing import Optional

# Those with an answer of their own in content/phrases.yml.
LANGUAGES = ("es", "fr", "de", "it", "pt", "nl", "pl")
OTHER = "other"
# English as it is typed, which is on no list of English words and on some other's.
_TYPED = frozenset(
    "ok im ive dont cant wont didnt isnt its u ur go me lets thx pls on so in".split()
)
# So many of a language's commonest words, and more of them than of English ones, are no chance.
ENOUGH = 2

_WORD = re.compile(r"[^\W\d_]+")


def language_of(text: str, telling: Mapping[str, Collection[str]]) -> Optional[str]:
    """The language of a message that is not in English.

    Args:
        text: as typed.
        telling: for each of `LANGUAGES` words that are of no other, such as "rodilla".

    Returns:
        One of `LANGUAGES`, `OTHER` for one in another script, or None for English, for what
        might be English, and for what is too short to tell.
    """
    words = _WORD.findall(text.lower())
    strange = [word for word in words if not _is_latin(word)]
    if words and len(strange) * 2 > len(words):
        return OTHER
    english = [word for word in words if word in _commonest("en") or word in _TYPED]
    # What English has too is no sign of another language.
    others = [word for word in words if word not in english]
    counts = {
        code: sum(ENOUGH if word in telling[code] else word in _commonest(code) for word in others)
        for code in LANGUAGES
    }
    best = max(LANGUAGES, key=lambda code: counts[code])
    return best if counts[best] >= ENOUGH and counts[best] > len(english) else None


def _is_latin(word: str) -> bool:
    return "LATIN" in unicodedata.name(word[0], "")


@cache
def _commonest(code: str) -> frozenset[str]:
    return frozenset(import_module(f"spacy.lang.{code}.stop_words").STOP_WORDS)
