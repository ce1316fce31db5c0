"""The words for danger signs, and what they hold back."""

from __future__ import annotations

import pytest

from hipwise.knowledge.context import Context, Question
from hipwise.knowledge.library import Library
from hipwise.knowledge.warnings import Warnings, has_to_wait

CARD = Context("ask_exercise_howto", "clamshell", {"exercise": "clamshell"})
COUNTRIES = "GB IE US CA AU NZ IN ZA PT ES FR DE IT NL BE AT CH SE NO DK FI PL BR MX JP SG".split()


@pytest.fixture(scope="module")
def warnings(library: Library) -> Warnings:
    return Warnings(library.triage)


@pytest.mark.parametrize(
    ("country", "number"),
    [("GB", "999"), ("US", "911"), ("AU", "000"), ("NO", "113"), ("de", "112"), ("JP", "119")],
)
def test_the_number_is_the_countrys(warnings: Warnings, country: str, number: str) -> None:
    told = warnings.advice("A", ["deformity"], country).text
    assert f"call {number}" in told and "112, 999 or 911" not in told


@pytest.mark.parametrize("country", [None, "XX", ""])
def test_an_unknown_country_gets_all_numbers(warnings: Warnings, country: str | None) -> None:
    assert "112, 999 or 911" in warnings.advice("A", ["deformity"], country).text
    distress = warnings.distress(country).text
    assert "116 123" in distress and "988" in distress and "findahelpline.com" in distress


@pytest.mark.parametrize(
    ("country", "line"),
    [("GB", "116 123"), ("CA", "988"), ("NZ", "1737"), ("FR", "3114"), ("IT", "findahelpline")],
)
def test_the_crisis_line_is_the_countrys(warnings: Warnings, country: str, line: str) -> None:
    told = warnings.distress(country).text
    assert line in told and "UK and Ireland" not in told


def test_111_is_an_out_of_hours_line_in_britain_alone(warnings: Warnings) -> None:
    assert "111" in warnings.advice("B", ["locked_knee"], "GB").text
    for country in set(COUNTRIES) - {"GB", "NZ"}:
        assert "111" not in warnings.advice("B", ["locked_knee"], country).text
    # In New Zealand it is the emergency number.
    assert "call 111." in warnings.advice("B", ["locked_knee"], "NZ").text


@pytest.mark.parametrize("country", [*COUNTRIES, None])
@pytest.mark.parametrize("tier", ["A", "B", "C"])
def test_every_place_has_whole_sentences(
    warnings: Warnings, tier: str, country: str | None
) -> None:
    texts = warnings.advice(tier, ["lump"], country).text, warnings.distress(country).text
    assert not any(mark in text for text in texts for mark in ("{", "}", "None", ".."))


def test_every_place_has_a_number(library: Library) -> None:
    places = library.triage["places"]
    assert set(COUNTRIES) <= set(places)
    assert all(place["number"] for place in places.values())


@pytest.mark.parametrize(
    ("question", "held"),
    [
        (Question("ask_more", {}, "tell me more"), True),
        (Question("ask_rephrase", {}, "simpler please"), True),
        (Question("ask_exercise_howto", {"exercise": "hydrant"}, "show me hydrants"), True),
        (Question("ask_activity_advice", {}, "can I run?"), True),
        (Question("ask_stretching_massage", {}, "can I rub it?"), True),
        (Question("nlu_fallback", {"activity": "running"}, "running", ("running",)), True),
        (Question("describe_knee_pain", {}, "it hurts on stairs"), True),
        (Question("log_pain", {"pain_score": "2"}, "2"), True),
        (Question("ask_why", {}, "why?"), False),
        (Question("ask_source", {}, "who says so?"), False),
        (Question("ask_cause", {}, "what causes it?"), False),
    ],
)
def test_what_leans_on_an_exercise_asks_for_it(question: Question, held: bool) -> None:
    assert has_to_wait(question, CARD) is held


def test_more_of_another_topic_is_not_held_back() -> None:
    assert not has_to_wait(Question("ask_more", {}, "tell me more"), Context("ask_cause"))
    assert not has_to_wait(Question("ask_more", {}, "tell me more"), Context())
