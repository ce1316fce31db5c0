"""Sure, unsure or a stranger."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa.shared.nlu.training_data.message import Message

from hipwise.understanding.decision import STRANGER, UNSURE, Decision, Ranking, decide

INTENTS = ("ask_cause", "ask_rest", "ask_weight", "greet", "affirm", STRANGER)
NEVER = ("greet", "affirm")
CONFIG = {
    "answer_at": 0.5,
    "follow_at": 0.3,
    "stranger_at": 0.4,
    "offers": 2,
    "never_offered": list(NEVER),
}


@pytest.mark.parametrize(
    ("ranking", "expected"),
    [
        ([("ask_cause", 0.9), (STRANGER, 0.1)], ("answer", [])),
        ([("ask_cause", 0.5), ("ask_rest", 0.5)], ("answer", [])),
        ([("ask_cause", 0.49), ("ask_rest", 0.3)], ("offer", ["ask_cause", "ask_rest"])),
        ([("greet", 0.29), ("ask_rest", 0.28), (STRANGER, 0.2)], ("offer", ["ask_rest"])),
        ([("greet", 0.3), ("ask_rest", 0.29), (STRANGER, 0.2)], ("answer", [])),
        ([(STRANGER, 0.3), ("ask_cause", 0.2)], ("offer", ["ask_cause"])),
        ([(STRANGER, 0.4), ("ask_cause", 0.2)], ("decline", [])),
        ([("ask_cause", 0.45), (STRANGER, 0.4)], ("decline", [])),
        ([("greet", 0.29), ("affirm", 0.28)], ("offer", [])),
    ],
)
def test_outcomes(ranking: Ranking, expected: tuple[str, list[str]]) -> None:
    assert decide(ranking, 0.5, 0.3, 0.4, 2, NEVER) == expected


@st.composite
def rankings(draw: st.DrawFn) -> list[tuple[str, float]]:
    """All intents with chances that add up to 1, likeliest first."""
    weights = draw(st.lists(st.floats(0.001, 1), min_size=len(INTENTS), max_size=len(INTENTS)))
    chances = [weight / sum(weights) for weight in weights]
    return sorted(zip(INTENTS, chances, strict=True), key=lambda pair: -pair[1])


@given(rankings(), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.integers(0, 4))
def test_what_always_holds(
    ranking: list[tuple[str, float]],
    answer_at: float,
    follow_at: float,
    stranger_at: float,
    offers: int,
) -> None:
    decision, offered = decide(ranking, answer_at, follow_at, stranger_at, offers, NEVER)
    best, chance = ranking[0]
    assert len(offered) <= offers and not {*NEVER, STRANGER} & set(offered)
    assert offered == [name for name, _ in ranking if name in offered]
    if decision == "answer":
        assert best != STRANGER
        assert chance >= (follow_at if best in NEVER else answer_at)
    if decision == "decline":
        assert dict(ranking)[STRANGER] >= stranger_at
    if decision != "offer":
        assert offered == []


def processed(ranking: Ranking, chosen: str | None = None) -> Message:
    """A message after the component, with the intent that stood before it."""
    listed: list[dict[str, Any]] = [{"name": name, "confidence": at} for name, at in ranking]
    message = Message({"text": "words", "intent_ranking": listed, "intent": listed[0]})
    if chosen:
        message.set("intent", {"name": chosen, "confidence": 1.0})
    return Decision(CONFIG).process([message])[0]


def test_a_sure_message_keeps_its_intent() -> None:
    message = processed([("ask_cause", 0.8), (STRANGER, 0.2)])
    assert message.get("intent") == {"name": "ask_cause", "confidence": 0.8}
    assert message.get("understanding")["decision"] == "answer"


def test_an_unsure_message_goes_to_the_fallback_and_keeps_what_was_likeliest() -> None:
    message = processed([("ask_cause", 0.4), ("ask_rest", 0.35), (STRANGER, 0.2)])
    assert message.get("intent")["name"] == UNSURE
    assert message.get("understanding") == {
        "intent": "ask_cause",
        "confidence": 0.4,
        "decision": "offer",
        "offered": ["ask_cause", "ask_rest"],
    }


def test_a_stranger_is_declined() -> None:
    message = processed([("ask_cause", 0.5), (STRANGER, 0.45)])
    assert message.get("intent")["name"] == STRANGER
    assert message.get("understanding")["decision"] == "decline"


def test_an_intent_that_was_overruled_stands() -> None:
    message = processed([("ask_cause", 0.3), (STRANGER, 0.5)], chosen="report_red_flag")
    assert message.get("intent")["name"] == "report_red_flag"
    assert message.get("understanding")["decision"] == "answer"


def test_triages_question_comes_first_and_the_topics_are_kept() -> None:
    message = Message(
        {
            "text": "words",
            "intent_ranking": [{"name": "ask_cause", "confidence": 0.9}],
            "intent": {"name": "ask_cause", "confidence": 0.9},
            "triage": {"tier": None, "signs": [], "ask": "swollen_hot"},
        }
    )
    Decision(CONFIG).process([message])
    assert message.get("intent")["name"] == "report_red_flag"
    assert message.get("understanding")["decision"] == "offer"
    assert message.get("understanding")["offered"] == ["ask_cause"]


def test_a_message_without_words_is_a_stranger() -> None:
    message = Decision(CONFIG).process([Message({"text": ""})])[0]
    assert message.get("intent")["name"] == STRANGER
    assert message.get("understanding")["decision"] == "decline"


def test_only_the_top_of_the_ranking_is_stored() -> None:
    ranking = [(f"ask_{number}", 1 / 20) for number in range(20)]
    assert len(processed(ranking).get("intent_ranking")) == 5
