"""Replies and their one piece of markup."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hipwise.replies import Button, Reply, plain, reply_from_rasa, spans


def test_reads_what_rasa_sends() -> None:
    message = {
        "text": "hello",
        "buttons": [{"title": "Why?", "payload": "/ask_cause", "type": "postback"}],
        "image": "a.png",
        "attachment": "a.png",
        "custom": {},
        "elements": [],
        "quick_replies": None,
        "timestamp": 1.0,
    }
    assert reply_from_rasa(message) == Reply("hello", (Button("Why?", "/ask_cause"),), "a.png")
    assert reply_from_rasa({"text": None}) == Reply("")
    assert reply_from_rasa({"text": "x", "attachment": {"a": 1}}) == Reply("x")


def test_markup() -> None:
    assert plain("*Do* 3*10*2 of *these*, * or * not **") == "Do 3*10*2 of these, * or * not **"
    assert plain("*over\nlines*") == "*over\nlines*"


@given(st.text(alphabet="ab* \n.", max_size=40))
def test_spans_are_the_plain_text(text: str) -> None:
    assert "".join(span.text for span in spans(text)) == plain(text)
