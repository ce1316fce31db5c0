"""Rendering is pure: every reply becomes sends that Telegram accepts."""

from __future__ import annotations

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from hipwise.replies import Button, Reply, plain
from hipwise.telegram.rendering import CAPTION_LIMIT, TEXT_LIMIT, lay_out, render, utf16_length

TEXTS = st.lists(
    st.text(max_size=40)
    | st.sampled_from(["*bold*", "<b>", "&amp;", "🦵🏽", "\n\n", "\n", ". ", " ", "word" * 300]),
    max_size=60,
).map("".join)


def squeezed(text: str) -> str:
    """Without white space, which splitting may drop."""
    return "".join(text.encode("utf-8", "replace").decode().split())


@given(text=TEXTS, image=st.none() | st.just("a.png"))
def test_any_reply_fits_and_nothing_is_lost(text: str, image: str | None) -> None:
    sends = render(Reply(text, (Button("Why?", "/ask_cause"),), image))
    for number, send in enumerate(sends):
        limit = CAPTION_LIMIT if send.image else TEXT_LIMIT
        assert utf16_length(send.plain) <= limit
        assert html.unescape(re.sub("</?b>", "", send.html)) == html.unescape(send.plain) or (
            html.unescape(send.html.replace("<b>", "").replace("</b>", "")) == send.plain
        )
        assert bool(send.keyboard) == (number == len(sends) - 1)
        assert send.image == (image if number == 0 else None)
    assert squeezed("".join(send.plain for send in sends)) == squeezed(plain(text))


def test_markup_and_escapes() -> None:
    (send,) = render(Reply("*Clamshell:* 3*10*2 <5 & *up*"))
    assert send.html == "<b>Clamshell:</b> 3*10*2 &lt;5 &amp; <b>up</b>"
    assert send.plain == "Clamshell: 3*10*2 <5 & up"


def test_cut_at_paragraph_ends() -> None:
    paragraphs = ["a" * 3000, "b" * 1000, "c" * 3000]
    assert [send.plain for send in render(Reply("\n\n".join(paragraphs)))] == [
        "\n\n".join(paragraphs[:2]),
        paragraphs[2],
    ]


def test_bold_that_is_cut_stays_bold() -> None:
    first, second = render(Reply(f"*{'x' * 5000}*"))
    assert first.html == f"<b>{'x' * 4096}</b>"
    assert second.html == f"<b>{'x' * 904}</b>"


def test_surrogate_pairs_are_not_cut() -> None:
    assert [len(send.plain) for send in render(Reply("a" + "🦵" * 2048))] == [2048, 1]


def test_a_caption_that_is_too_long_follows_its_picture() -> None:
    picture, text = render(Reply("w" * 1025, (Button("A", "/a"),), "a.png"))
    assert (picture.image, picture.plain, picture.keyboard) == ("a.png", "", ())
    assert (text.image, text.plain) == (None, "w" * 1025) and text.keyboard


def test_nothing_to_say_is_nothing_to_send() -> None:
    assert render(Reply(" \n ", (Button("A", "/a"),))) == []


def test_rows_of_buttons() -> None:
    scores = tuple(Button(str(score), f"/pain{score}") for score in range(11))
    assert [len(row) for row in lay_out(scores)] == [6, 5]
    topics = (Button("Why does my hip matter?", "/a"), Button("How long?", "/b"))
    assert [len(row) for row in lay_out(topics)] == [1, 1]


def test_buttons_that_telegram_would_refuse_are_left_out() -> None:
    buttons = (Button("ok", "/" + "é" * 31), Button("long", "/" + "é" * 32), Button(" ", "/a"))
    assert lay_out((*buttons, Button("none", ""))) == ((buttons[0],),)
