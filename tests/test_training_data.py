"""The training data: enough of each intent, and nothing of the messages that measure it."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
# Groups of the intent catalogue that want 60 examples; conversation wants 30.
MANY, SOME = 60, 30
MANY_PREFIXES = ("ask_", "log_", "report_", "start_", "show_", "set_", "describe_", "share_")
FEWER = {"ask_privacy", "ask_bot"}  # data and conversation
UNLEARNT = {"answer", "EXTERNAL_prompt"}  # config.yml


def examples(path: Path) -> list[tuple[str, str]]:
    """(intent, message) pairs of a Rasa NLU file."""
    return [
        (block["intent"], line.strip().removeprefix("- "))
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]
        for line in block["examples"].splitlines()
        if line.strip()
    ]


def wanted(intent: str) -> int:
    """How many examples an intent must have."""
    if intent in UNLEARNT:
        return 1
    return MANY if intent.startswith(MANY_PREFIXES) and intent not in FEWER else SOME


def folded(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", text.lower()))


@pytest.fixture(scope="module")
def training() -> list[tuple[str, str]]:
    return [
        pair for path in sorted((ROOT / "data" / "nlu").glob("*.yml")) for pair in examples(path)
    ]


def test_every_intent_has_enough(training: list[tuple[str, str]]) -> None:
    counts = Counter(intent for intent, _ in training)
    few = {intent: count for intent, count in counts.items() if count < wanted(intent)}
    assert not few
    assert counts["out_of_scope"] >= 500


def test_no_message_stands_twice(training: list[tuple[str, str]]) -> None:
    counts = Counter(folded(text) for _, text in training if len(folded(text)) > 3)
    assert not [text for text, count in counts.items() if count > 1]


def test_the_measure_shares_no_wording_with_the_training_data(
    training: list[tuple[str, str]],
) -> None:
    known = {folded(text) for _, text in training}
    held_out = examples(ROOT / "tests" / "test_nlu.yml")
    assert not [text for _, text in held_out if folded(text) in known and folded(text)]
    assert min(Counter(intent for intent, _ in held_out).values()) >= 8


@pytest.mark.parametrize("name", ["positives.yml", "negatives.yml"])
def test_the_measure_of_triage_shares_none_either(
    training: list[tuple[str, str]], name: str
) -> None:
    known = {folded(text) for _, text in training}
    rows = yaml.safe_load((ROOT / "tests" / "triage" / name).read_text(encoding="utf-8"))
    assert not [row["text"] for row in rows if folded(row["text"]) in known]
