"""Conversations in the terminal and the JSON contract that scripts rely on."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hipwise.app import Program
from hipwise.chat import WIDTH, chat_in_json, chat_in_terminal, drawn
from hipwise.replies import Button, Reply
from hipwise.virtual_time import SetClock

from .conftest import NOW

FIELDS = ["user", "intent", "entities", "triage", "decision", "offered", "topic", "replies"]


async def in_json(program: Program, *lines: str, now: datetime = NOW) -> list[dict[str, Any]]:
    """What `hipwise chat --json` writes, line by line."""
    out = io.StringIO()
    typed = io.StringIO("".join(f"{line}\n" for line in lines), newline="\n")
    await chat_in_json(program, now, typed, out, SetClock(now))
    return [json.loads(line) for line in out.getvalue().splitlines()]


async def in_terminal(program: Program, *lines: str) -> str:
    """What the terminal shows."""
    out = io.StringIO()
    await chat_in_terminal(program, NOW, io.StringIO("".join(f"{line}\n" for line in lines)), out)
    return out.getvalue()


def topics(written: Sequence[dict[str, Any]]) -> list[str | None]:
    return [line["topic"] for line in written]


async def test_three_questions_three_sourced_answers(program: Program) -> None:
    written = await in_json(
        program,
        "why does my hip matter for my knee?",
        "how do I do clamshells?",
        "what can I do when stairs hurt?",
    )
    assert topics(written) == ["ask_why_hip", "ask_exercise_howto", "ask_activity_advice"]
    for line in written:
        assert list(line) == FIELDS and line["decision"] == "answer"
        (reply,) = line["replies"]
        assert "How sure:" in reply["text"]
        assert reply["buttons"][-1]["payload"].startswith("/ask_source{")


async def test_each_line_is_an_object_with_the_fields_of_the_contract(program: Program) -> None:
    written = await in_json(
        program, "hello", "", "   ", "blah blah qwerty", "when does it get better?\r"
    )
    assert [line["user"] for line in written] == [
        "hello",
        "blah blah qwerty",
        "when does it get better?",
    ]
    for line in written:
        assert list(line) == FIELDS
        assert list(line["intent"]) == ["name", "confidence"]
        assert list(line["triage"]) == ["tier", "signs"]
        for reply in line["replies"]:
            assert list(reply) == ["text", "buttons", "image"]
            assert all(list(button) == ["title", "payload"] for button in reply["buttons"])
            assert all(button["payload"].startswith("/") for button in reply["buttons"])


async def test_taps_press_the_last_buttons(program: Program) -> None:
    first, tapped, thanks, again = await in_json(
        program, "how do I do clamshells?", "!tap 1", "thanks", "!tap 2 "
    )
    buttons = first["replies"][-1]["buttons"]
    assert tapped["user"] == buttons[0]["payload"] and tapped["topic"] == "ask_exercise_dose"
    assert not any(reply["buttons"] for reply in thanks["replies"])
    assert again["user"] == tapped["replies"][-1]["buttons"][1]["payload"]


async def test_a_tap_may_name_a_button_by_how_its_title_begins(program: Program) -> None:
    start = "can we do the mirror test"
    first, tapped = await in_json(program, start, "!tap none of")
    (none,) = [one for one in first["replies"][-1]["buttons"] if one["title"] == "None of these"]
    assert tapped["user"] == none["payload"] and "18 or older" in tapped["replies"][-1]["text"]


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("!tap perhaps", "no button begins with 'perhaps'; the buttons are: 'None of these', "),
        ("!tap", "no button begins with ''"),
        ("!tap n", "several buttons begin with 'n'"),
    ],
)
async def test_a_title_that_is_no_button_or_several(
    program: Program, line: str, error: str
) -> None:
    _, bad = await in_json(program, "can we do the mirror test", line)
    assert bad["error"].startswith(error) and bad["replies"] == []


@pytest.mark.parametrize(
    "line",
    ["!tap 1", "!tap 0", "!tap -1", "!tap 99999999999999999999", "!tap x", "!tap", "!tap 1 2"],
)
async def test_a_bad_tap_is_an_error_and_the_talk_goes_on(program: Program, line: str) -> None:
    bad, after = await in_json(program, line, "hello")
    assert bad["user"] == line and bad["error"]
    assert (bad["topic"], bad["replies"]) == (None, [])
    assert after["replies"] and "error" not in after


async def test_new_is_somebody_new(program: Program) -> None:
    written = await in_json(program, "how do I do clamshells?", "!new", "!tap 1", "how many?")
    assert written[1]["error"] == "there are 0 buttons to tap"
    assert written[2]["topic"] != "ask_exercise_howto"
    assert "clamshell" not in json.dumps(written[2]["replies"])


async def test_the_clock_moves_and_somebody_new_has_the_same(program: Program) -> None:
    written = await in_json(
        program,
        "stop the reminders until tomorrow",
        "!now 2026-12-24T19:30",
        "stop the reminders until tomorrow",
        "!new",
        "stop the reminders until tomorrow",
    )
    assert written[1]["replies"] == []
    found = [
        next(item["value"] for item in line["entities"] if item["entity"] == "until")
        for line in (written[0], written[2], written[3])
    ]
    assert found == ["2026-11-26", "2026-12-25", "2026-12-25"]


@pytest.mark.parametrize("line", ["!now", "!now tomorrow", "!now 2026-13-40T99:00"])
async def test_a_time_that_makes_no_sense_is_an_error(program: Program, line: str) -> None:
    bad, after = await in_json(program, line, "hello")
    assert bad["error"] and bad["replies"] == []
    assert after["replies"]


LINES = st.lists(
    st.sampled_from(["!tap 1", "!tap 3", "!new", "!now 2026-12-01T08:00", "!x", "yes", "why?"])
    | st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]), max_size=30),
    max_size=5,
)


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(LINES)
async def test_whatever_comes_each_line_gets_its_object(program: Program, lines: list[str]) -> None:
    written = await in_json(program, *lines)
    said = [line.rstrip("\r") for line in lines if line.strip() and line.strip() != "!new"]
    assert len(written) == len(said)
    for line, text in zip(written, said, strict=True):
        assert line["user"] == text or text.startswith("!tap")
        assert line["replies"] or "error" in line or text.startswith("!now")


async def test_a_talk_in_the_terminal(program: Program) -> None:
    shown = await in_terminal(program, "how do I do clamshells?", "1", "", "²", "bye")
    assert "I'm Hipwise" in shown
    assert "  1. " in shown and "[Picture: " in shown and "content/pictures/clamshell" in shown
    assert shown.count("you> ") == 6
    assert shown.rstrip().endswith("Take care!")
    assert "/ask" not in shown, "payloads are not for people"
    assert all(len(line) <= WIDTH or "http" in line or "/" in line for line in shown.splitlines())


async def test_a_number_in_the_terminal_picks_a_choice(program: Program) -> None:
    opening = await in_terminal(program)
    picked = await in_terminal(program, "1")
    choice = next(line for line in opening.splitlines() if line.startswith("  1. "))
    assert "Why the hip matters" in choice
    assert "How sure:" in picked.removeprefix(opening.partition("\nyou> ")[0])


def test_a_reply_as_lines(program: Program) -> None:
    picture = program.library.pictures["clamshell"]
    reply = Reply("*Do* it\n\n• once", (Button("Why?", "/ask_why"),), picture.path)
    lines = drawn(reply, program.library).splitlines()
    assert lines[:3] == ["Do it", "", "• once"]
    assert picture.alt.split()[0] in lines[4] and lines[-1] == "  1. Why?"
    assert drawn(Reply("hello"), program.library) == "hello"
