"""What comes in: cleaned text and buttons let through by list."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hipwise.understanding.messages import (
    MAX_CHARACTERS,
    MAX_PAYLOAD,
    Payloads,
    clean_text,
    payload_for,
    read_payload,
)

INTENTS = ("greet", "ask_cause", "ask_exercise_dose", "log_pain")
PAYLOADS = Payloads(INTENTS, {"exercise": {"clamshell", "bridge"}, "pain_score": ()})
# Lone surrogates too: a program that sends JSON can send them.
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60)


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("my knee hurts", "my knee hurts"),
        ("  my \t knee\r\n\n hurts ", "my knee hurts"),
        ("/restart", "restart"),
        ("//restart", "restart"),
        (" / /restart", "restart"),
        ("\\/restart", "restart"),
        ("\u200b/restart", "restart"),
        ("/\u200b/restart", "restart"),
        ("\u200d/\u200d/restart", "restart"),
        ("\u202e/restart", "restart"),
        ("\ufeff/EXTERNAL_remind", "EXTERNAL_remind"),
        ("\x00/inform{}", "inform{}"),
        ('/ask_cause{"talk": 1}', 'ask_cause{"talk": 1}'),
        ("7/10 after stairs", "7/10 after stairs"),
        ("kne\u0301e", "kn\u00e9e"),
        ("kn\u00ade\u200be", "knee"),
        ("a\ud800b", "ab"),
        ("👩\u200d⚕️ ok", "👩\u200d⚕️ ok"),
        ("\u200b\u200d\u202e", ""),
        ("////", ""),
        ("", ""),
    ],
)
def test_cleans(typed: str, cleaned: str) -> None:
    assert clean_text(typed) == cleaned


def test_cuts_what_is_too_long() -> None:
    assert clean_text("knee " * 10_000) == ("knee " * 400).strip()
    assert len(clean_text("x" * 100_000)) == MAX_CHARACTERS


@given(ANY_TEXT)
@example("/" * 30)
@example("\u200d / \u200d/x")
def test_what_is_typed_never_becomes_a_command(text: str) -> None:
    cleaned = clean_text(text)
    assert not cleaned.startswith(("/", "\\", " "))
    assert len(cleaned) <= MAX_CHARACTERS
    assert all(
        char == "\u200d" or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
        for char in cleaned
    )
    cleaned.encode("utf-8")


@given(ANY_TEXT)
def test_visible_words_are_kept(text: str) -> None:
    words = [word for word in text.split() if word.isascii() and word.isalpha()]
    assert all(word in clean_text(text) for word in words)


def test_a_button_becomes_what_rasa_reads() -> None:
    parsed = PAYLOADS.parse('/ask_exercise_dose{"exercise":"clamshell"}')
    assert parsed is not None
    assert parsed["intent"] == {"name": "ask_exercise_dose", "confidence": 1.0}
    assert [(item["entity"], item["value"]) for item in parsed["entities"]] == [
        ("exercise", "clamshell")
    ]
    assert parsed["text"] == '/ask_exercise_dose{"exercise":"clamshell"}'


@pytest.mark.parametrize("payload", ["/greet", "/greet{}", '/log_pain{"pain_score": 6}'])
def test_lets_published_buttons_through(payload: str) -> None:
    assert PAYLOADS.parse(payload) is not None


@pytest.mark.parametrize(
    "payload",
    [
        "",
        "greet",
        "/",
        "/ greet",
        "//greet",
        "/Greet",
        "/restart",
        "/session_start",
        "/EXTERNAL_remind",
        "/greet/greet",
        "/greet\u200b",
        "/greet{",
        "/greet[]",
        "/greet{}{}",
        "/greet@0.5",
        '/greet{"slot": "x"}',
        '/greet{"talk": {"topic": "x"}}',
        '/ask_cause{"exercise": "squat"}',
        '/ask_cause{"exercise": ["clamshell"]}',
        '/ask_cause{"exercise": {"clamshell": 1}}',
        '/ask_cause{"exercise": null}',
        '/ask_cause{"exercise": 1.5}',
        '/ask_cause{"exercise": NaN}',
        '/log_pain{"pain_score": "%s"}' % ("9" * 65),
        '/log_pain{"pain_score": "1\\n2"}',
        '/log_pain{"pain_score": "<b>"}',
        '/log_pain{"pain_score": %s}' % ("[" * 100),
        "/greet" + " " * MAX_PAYLOAD,
        '/greet{"a":' * 500,
    ],
)
def test_refuses_everything_else(payload: str) -> None:
    assert PAYLOADS.parse(payload) is None


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=6,
)
MADE_UP = st.builds(
    lambda name, carried: f"/{name}{json.dumps(carried)}",
    st.sampled_from([*INTENTS, "restart", "back", "session_start", "EXTERNAL_x"]),
    st.dictionaries(
        st.sampled_from(["exercise", "pain_score", "talk", "slot"]) | st.text(max_size=6),
        st.sampled_from(["clamshell", "bridge", "6"]) | JSON_VALUES,
        max_size=3,
    ),
)


@given(MADE_UP | st.text("/{}[]:\",abgreet_ '\\", max_size=40) | ANY_TEXT)
def test_no_payload_says_more_than_the_list_allows(payload: str) -> None:
    parsed = PAYLOADS.parse(payload)
    if parsed is None:
        return
    assert parsed["intent"]["name"] in INTENTS
    for item in parsed["entities"]:
        if item["entity"] == "exercise":
            assert item["value"] in {"clamshell", "bridge"}
        else:
            assert item["entity"] == "pain_score"
            assert isinstance(item["value"], (str, int)) and len(str(item["value"])) <= 64


@given(
    st.sampled_from(INTENTS),
    st.dictionaries(
        st.sampled_from(["exercise", "activity", "pain_score"]),
        st.from_regex(r"[a-z0-9_]{1,20}", fullmatch=True),
    ),
)
def test_payloads_read_back_as_written(intent: str, entities: dict[str, str]) -> None:
    assert read_payload(payload_for(intent, **entities)) == (intent, entities)


def test_only_payloads_are_read() -> None:
    with pytest.raises(ValueError, match="not a payload"):
        read_payload("ask_cause")
