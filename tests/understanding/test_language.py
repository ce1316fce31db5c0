"""A message in another language is told from English that is hard to read."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hipwise.knowledge.library import load_library
from hipwise.settings import CONTENT
from hipwise.turns import Conversation
from hipwise.understanding.language import LANGUAGES, OTHER, language_of

FOREIGN = load_library(CONTENT).phrases["foreign"]
TELLING = {code: words["words"] for code, words in FOREIGN.items()}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("me duele la rodilla cuando bajo las escaleras", "es"),
        ("me duele la rodilla", "es"),
        ("me duele la pantorrilla", "es"),
        ("boli kolano", "pl"),
        ("pijn", "nl"),
        ("no puedo respirar y me duele el pecho", "es"),
        ("j'ai mal au genou quand je monte les escaliers", "fr"),
        ("mein Knie tut weh, wenn ich Treppen steige", "de"),
        ("mi fa male il ginocchio", "it"),
        ("o meu joelho dói quando desço as escadas", "pt"),
        ("mijn knie doet pijn op de trap", "nl"),
        ("boli mnie kolano jak schodzę po schodach", "pl"),
        ("膝が痛い", OTHER),
        ("ركبتي تؤلمني", OTHER),
        ("болит колено", OTHER),
        ("my knee hurts on stairs", None),
        ("knee hrts wen i wlk dwn strs", None),
        ("i no have pain when i sit, only in the stair", None),
        ("can i do la fitness", None),
        ("what would die down faster", None),
        ("ok", None),
        ("ok im lying down, go", None),
        ("stop texting me", None),
        ("i dont want reminders", None),
        ("dont come on sundays", None),
        ("im in bed", None),
        ("ask me later", None),
        ("👍👍", None),
        ("", None),
    ],
)
def test_language(text: str, language: str | None) -> None:
    assert language_of(text, TELLING) == language


def test_each_language_has_its_answer() -> None:
    assert set(FOREIGN) == {*LANGUAGES, OTHER}


async def test_who_writes_in_another_language_is_told_so_in_theirs(
    newcomer: Callable[[], Conversation],
) -> None:
    turn = await newcomer().say("me duele la rodilla cuando bajo las escaleras")
    (reply,) = turn.replies
    assert turn.topic is None and "solo entiendo inglés" in reply.text
