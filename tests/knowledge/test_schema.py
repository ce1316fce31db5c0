"""What an entry must hold."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from hipwise.knowledge.schema import (
    MAX_TITLE,
    MAX_WORDS,
    WORDS_FOR_CERTAINTY,
    Target,
    Tempo,
    Topic,
    parse_target,
)

FITTING = MAX_WORDS - WORDS_FOR_CERTAINTY
SLUGS = st.from_regex(r"[a-z0-9_]+", fullmatch=True)
ENTITIES = st.from_regex(r"[a-z_]+", fullmatch=True)


def topic(**changed: Any) -> Topic:
    fields: dict[str, Any] = {
        "id": "cause",
        "intent": "ask_cause",
        "title": "Why it hurts",
        "text": "Load.",
        "simpler": "Too much.",
        "certainty": "limited",
        "sources": ["lee2020"],
        "next": ["ask_rest"],
    }
    return Topic(**{**fields, **changed})


@settings(deadline=None)
@given(intent=SLUGS, entity=ENTITIES, value=SLUGS)
def test_targets_are_read_back(intent: str, entity: str, value: str) -> None:
    assert parse_target(intent) == Target(intent=intent)
    both = parse_target(f"{intent} {entity}={value}")
    assert both == Target(intent=intent, entity=entity, value=value)


@settings(deadline=None)
@given(text=st.text())
def test_any_text_is_a_target_or_is_refused(text: str) -> None:
    try:
        target = parse_target(text)
    except ValueError as error:
        assert "is not 'intent' or 'intent entity=value'" in str(error)
    else:
        assert text.strip().startswith(target.intent)


@pytest.mark.parametrize("text", ["", "/ask", "ask cause", "ask activity=", "ask a=b c=d", "Ask"])
def test_what_is_no_target(text: str) -> None:
    with pytest.raises(ValueError, match="is not 'intent'"):
        parse_target(text)


@pytest.mark.parametrize("field", ["text", "simpler", "more", "why"])
def test_a_part_may_have_only_so_many_words(field: str) -> None:
    assert topic(**{field: "word " * FITTING})
    with pytest.raises(ValidationError, match=f"{FITTING + 1} words; at most {FITTING} fit"):
        topic(**{field: "word " * (FITTING + 1)})


def test_a_title_fits_a_button() -> None:
    assert topic(title="a" * MAX_TITLE)
    with pytest.raises(ValidationError, match="at most 32 characters"):
        topic(title="a" * (MAX_TITLE + 1))


def test_an_entry_cannot_be_changed_after_loading() -> None:
    with pytest.raises(TypeError, match="immutable"):
        topic().text = "Other words."


@settings(deadline=None)
@given(
    up=st.integers(-1, 8),
    hold=st.integers(-1, 50),
    down=st.integers(-1, 8),
    reps=st.integers(-1, 25),
)
def test_a_tempo_takes_time_within_reason(up: int, hold: int, down: int, reps: int) -> None:
    within = 0 <= up <= 6 and 0 <= hold <= 45 and 0 <= down <= 6 and 1 <= reps <= 20
    fields = {"up_s": up, "hold_s": hold, "down_s": down, "reps": reps, "sets": 2}
    if within and up + hold + down > 0:
        assert Tempo(**fields, each_side=True).rest_s == 60
    else:
        with pytest.raises(ValidationError):
            Tempo(**fields, each_side=True)
