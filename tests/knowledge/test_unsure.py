"""Unsure messages: the talk decides where it can, and only where it can."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipwise.knowledge.context import Context, Question
from hipwise.knowledge.unsure import settled

AFTER_CLAMSHELL = Context("ask_exercise_howto", "clamshell", {"exercise": "clamshell"})
AFTER_ICE = Context("ask_ice_heat", offered=("/ask_painkillers", "/ask_exercise_with_pain"))
AFTER_TREATMENT = Context("ask_treatment", offered=("/ask_exercise_list", "/ask_recovery_time"))

SETTLED = [
    # text, entities, readings, talk so far, intent settled on
    ("hw many", {}, [("ask_exercise_dose", 0.38)], AFTER_CLAMSHELL, "ask_exercise_dose"),
    (
        "show me clamshells",
        {"exercise": "clamshell"},
        [("ask_exercise_howto", 0.32), ("show_progress", 0.13)],
        Context(),
        "ask_exercise_howto",
    ),
    (
        "what can i do when stairs hurt",
        {"activity": "stairs"},
        [("ask_treatment", 0.33), ("ask_activity_advice", 0.22), ("describe_knee_pain", 0.12)],
        Context(),
        "ask_activity_advice",
    ),
    (
        "it's a 6 when i squat",
        {"pain_score": "6", "activity": "squats"},
        [("ask_cause", 0.32), ("log_pain", 0.3)],
        Context(),
        "log_pain",
    ),
    ("is it safe", {}, [("ask_exercise_caution", 0.25)], AFTER_ICE, "ask_exercise_caution"),
    ("right, where do i start", {}, [("ask_exercise_list", 0.25)], AFTER_TREATMENT, None),
    ("so start with what", {}, [("ask_exercise_list", 0.4)], AFTER_TREATMENT, "ask_exercise_list"),
    ("but why not more", {}, [("ask_more", 0.37)], AFTER_TREATMENT, "ask_why"),
    ("why do i have it", {}, [("ask_cause", 0.3)], AFTER_TREATMENT, "ask_cause"),
    ("hm", {}, [("ask_exercise_dose", 0.1), ("help", 0.1)], AFTER_TREATMENT, None),
]


@pytest.mark.parametrize(("text", "entities", "ranking", "context", "intent"), SETTLED)
def test_the_reading_that_fits_the_talk_is_taken(
    text: str,
    entities: dict[str, str],
    ranking: list[tuple[str, float]],
    context: Context,
    intent: str | None,
) -> None:
    found = settled(Question("nlu_fallback", entities, text), ranking, context)
    assert (found.intent if found else None) == intent


def test_a_likely_stranger_is_not_taken_for_naming_an_activity() -> None:
    question = Question("out_of_scope", {"activity": "running"}, "can I run with a fever")
    ranking = [("out_of_scope", 0.45), ("ask_activity_advice", 0.3)]
    assert settled(question, ranking, Context()) is None


def test_the_value_on_the_button_comes_along() -> None:
    offered = ('/ask_exercise_howto{"exercise":"step_up"}',)
    context = Context("ask_activity_advice", "stairs", {"activity": "stairs"}, offered)
    ranking = [("ask_exercise_howto", 0.4)]
    found = settled(Question("nlu_fallback", {}, "how would that go"), ranking, context)
    assert found is not None
    assert found.entities == {"exercise": "step_up"}


def test_guesses_are_no_evidence_for_themselves() -> None:
    question = Question("nlu_fallback", {}, "at home")
    ranking = [("ask_exercise_list", 0.35)]
    assert settled(question, ranking, AFTER_TREATMENT) is not None
    assert settled(question, ranking, replace(AFTER_TREATMENT, guessed=True)) is None


def test_a_button_or_an_empty_ranking_settles_nothing() -> None:
    assert settled(Question("ask_cause"), [("ask_cause", 0.9)], AFTER_TREATMENT) is None
    assert settled(Question("nlu_fallback", {}, "hm"), [], AFTER_TREATMENT) is None


INTENTS = ("ask_cause", "ask_more", "ask_exercise_dose", "out_of_scope", "log_pain")


@given(
    st.text(max_size=60),
    st.permutations(INTENTS),
    st.sampled_from([Context(), AFTER_CLAMSHELL, AFTER_ICE, AFTER_TREATMENT]),
)
def test_only_a_reading_of_the_model_or_a_why_is_taken(
    text: str, intents: list[str], context: Context
) -> None:
    ranking = list(zip(intents, (0.3, 0.2, 0.1, 0.1, 0.1), strict=True))
    found = settled(Question("nlu_fallback", {}, text), ranking, context)
    assert found is None or found.intent in {*INTENTS, "ask_why"} - {"out_of_scope"}
