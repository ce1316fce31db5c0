"""What a question about the mirror test itself asks."""

from __future__ import annotations

import pytest

from tests.forms.test_answers import READER


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("how deep?", "deep"),
        ("how far down should i go", "deep"),
        ("so how many squats was it again", "many"),
        ("how many do i do", "many"),
        ("how many of these?", "many"),
        ("and how many on each leg", "many"),
        ("how fast", "slow"),
        ("how long does the test take", "long"),
        ("should i wear shoes", "clothes"),
        ("where do i put my hands", "arms"),
        ("can i hold the chair", "arms"),
        ("which leg do i stand on", "first_leg"),
        ("which is the bad leg again", "sore_one"),
        ("can i change that?", "change"),
        ("what is a hip drop", "hip_drop"),
        ("how would i know if my pelvis drops", "hip_drop"),
        ("i dont get the lean thing", "trunk_lean"),
        ("does leaning forward count", "trunk_lean"),
    ],
)
def test_a_question_about_the_test(text: str, topic: str) -> None:
    assert READER.asked.topic(text) == topic


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yes",
        "the other leg did",
        "the other leg",
        "left leg is better?",
        "which leg hurts more",
        "why does my hip matter for my knee",
        "what is wrong with my knee",
        "what does it mean if my knee goes in",
        "how many",
        "and how many?",
        "how many do i take",
        "how many weeks until i can run",
        "how long until it stops hurting",
        "which shoes are best for running",
        "what are the steps",
        "how do i do clamshells",
        "how do i know if its arthritis",
        "what is hip or knee",
    ],
)
def test_anything_else(text: str) -> None:
    assert READER.asked.topic(text) is None
    assert READER.asked.topic(text, "knee_in") is None


@pytest.mark.parametrize("text", ["how do i know", "what am i looking for?", "whats that"])
def test_a_question_without_a_name_is_about_the_look_that_is_asked(text: str) -> None:
    assert READER.asked.topic(text) is None
    assert READER.asked.topic(text, "wobble") == "wobble"
