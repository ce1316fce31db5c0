"""Asking for the mirror test done before, rather than for a new one or for what it is."""

from __future__ import annotations

import pytest
import yaml

from hipwise.forms.self_test_past import asks_for_last
from tests.conftest import ROOT


@pytest.mark.parametrize(
    "text",
    [
        "show my last mirror test",
        "show me my mirror test",
        "can i see my mirror test results",
        "what did my last squat test show",
        "my last mirror test",
        "mirror test results please, show me",
        "how was my mirror test last time",
        "what were the results of my squat test",
        "pull up my previous self-test",
        "where are my mirror test results?",
        "Show me the mirror test I did before",
    ],
)
def test_asks_for_the_last(text: str) -> None:
    assert asks_for_last(text)


@pytest.mark.parametrize(
    "text",
    [
        "mirror test please",
        "start the mirror test",
        "what does the mirror test show",
        "do the mirror test again like last time",
        "what would you do with the result if i did the mirror test",
        "show my progress",
        "how do i do a single leg squat",
        "show me the single leg squat",
        "does a good mirror test mean i can skip the hip exercises",
        "what is the mirror test",
    ],
)
def test_asks_for_something_else(text: str) -> None:
    assert not asks_for_last(text)


def test_no_training_message_of_a_new_test_or_of_what_it_is_asks_for_the_last() -> None:
    data = yaml.safe_load((ROOT / "data" / "nlu" / "doing.yml").read_text("utf-8"))["nlu"]
    texts = [
        line.removeprefix("- ")
        for entry in data
        if entry.get("intent") in ("start_self_test", "ask_self_test")
        for line in entry["examples"].splitlines()
    ]
    assert len(texts) > 100
    assert [text for text in texts if asks_for_last(text)] == []
