"""One turn outside Telegram: contracts, buttons, and an answer to whatever is typed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import datetime

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from hipwise.app import Program
from hipwise.turns import Conversation, Turn, json_line, read_parse_data, understand

Newcomer = Callable[[], Conversation]


def first_payload(turn: Turn) -> str:
    """What the first button of a turn sends."""
    return turn.replies[-1].buttons[0].payload


UNDERSTOOD = ["user", "intent", "entities", "triage", "decision", "offered"]


async def test_a_question_is_answered_with_sources_and_next_questions(newcomer: Newcomer) -> None:
    turn = await newcomer().say("why does my hip matter for my knee?")
    assert (turn.topic, turn.understood.decision) == ("ask_why_hip", "answer")
    (reply,) = turn.replies
    assert "How sure:" in reply.text
    assert reply.buttons[-1].payload == '/ask_source{"entry":"why_hip"}'
    assert all(button.payload.startswith("/") for button in reply.buttons)


async def test_a_turn_in_json_has_the_fields_of_the_contract(newcomer: Newcomer) -> None:
    turn = await newcomer().say("how do I do clamshells?")
    fields = turn.as_json()
    assert list(fields) == [*UNDERSTOOD, "topic", "replies"]
    assert fields["user"] == "how do I do clamshells?"
    assert list(fields["intent"]) == ["name", "confidence"]
    assert fields["entities"] == [{"entity": "exercise", "value": "clamshell"}]
    assert fields["triage"] == {"tier": None, "signs": []}
    assert (fields["decision"], fields["offered"]) == ("answer", [])
    assert fields["topic"] == "ask_exercise_howto"
    (reply,) = fields["replies"]
    assert list(reply) == ["text", "buttons", "image"]
    assert list(reply["buttons"][0]) == ["title", "payload"]
    assert reply["image"].startswith("content/pictures/clamshell")
    assert "*" not in reply["text"], "markup is the channel's affair"
    assert json.loads(json_line(fields)) == fields


async def test_a_follow_up_takes_what_it_lacks_from_the_talk(newcomer: Newcomer) -> None:
    talk = newcomer()
    await talk.say("how do I do clamshells?")
    turn = await talk.say("how many?")
    assert (turn.topic, turn.understood.decision) == ("ask_exercise_dose", "answer")
    assert turn.understood.offered == []


async def test_a_button_says_what_stands_on_it(newcomer: Newcomer) -> None:
    talk = newcomer()
    first = await talk.say("how do I do clamshells?")
    turn = await talk.tap(1)
    assert turn.understood.user == first_payload(first)
    assert turn.topic == "ask_exercise_dose"
    assert turn.understood.entities == [{"entity": "exercise", "value": "clamshell"}]


async def test_buttons_stay_until_there_are_newer_ones(newcomer: Newcomer) -> None:
    talk = newcomer()
    await talk.say("what helps on stairs?")
    before = talk.last_buttons
    assert (await talk.say("thanks")).replies[0].buttons == ()
    assert talk.last_buttons == before


@pytest.mark.parametrize("number", [0, -1, 6, 10**30])
async def test_a_button_that_is_not_there(newcomer: Newcomer, number: int) -> None:
    talk = newcomer()
    with pytest.raises(ValueError, match="there are 0 buttons to tap"):
        await talk.tap(1)
    await talk.say("what helps on stairs?")
    with pytest.raises(ValueError, match=r"there are [2-5] buttons to tap"):
        await talk.tap(number)


@pytest.mark.parametrize(
    "payload",
    [
        "/restart",
        "/back",
        "/session_start",
        "/nlu_fallback",
        "/out_of_scope",
        "/report_red_flag",
        "/EXTERNAL_reminder",
        "/EXTERNAL_prompt",
        '/EXTERNAL_prompt{"prompt_kind":"check_in","prompt_day":"2026-11-25"}',
        '/ask_cause{"topic":"x"}',
        '/ask_exercise_howto{"exercise":"squat"}',
        "ask_cause",
        "",
    ],
)
async def test_a_button_that_nobody_made_is_refused(newcomer: Newcomer, payload: str) -> None:
    with pytest.raises(ValueError, match="no button sends"):
        await newcomer().press(payload)


@pytest.mark.parametrize(
    "typed",
    [
        "/restart",
        "/session_start",
        "/back",
        "/EXTERNAL_reminder",
        "/EXTERNAL_prompt",
        '/ask_cause{"exercise":"bridge"}',
        '/inform{"talk":null}',
        "\u200b/restart",
        "\u202e/restart",
        pytest.param("/ask_cause" + '{"exercise":' * 200, id="deeply nested"),
    ],
)
async def test_typing_an_internal_command_does_not_run_it(newcomer: Newcomer, typed: str) -> None:
    talk = newcomer()
    await talk.say("how do I do clamshells?")
    assert (await talk.say(typed)).replies
    after = await talk.say("how many clamshells?")
    assert after.topic == "ask_exercise_dose"
    tracker = await talk.agent.tracker_store.retrieve_full_tracker(talk.sender_id)
    assert tracker is not None
    told = [event.as_dict()["event"] for event in tracker.events]
    assert told.count("user") == 3 and "restart" not in told and "rewind" not in told
    assert tracker.slots["talk"].value["subjects"] == {"exercise": "clamshell"} or "bridge" in typed


async def test_people_do_not_hear_each_others_talk(newcomer: Newcomer) -> None:
    one, other = newcomer(), newcomer()
    await asyncio.gather(one.say("how do I do clamshells?"), other.say("how do I do side planks?"))
    first, second = await asyncio.gather(one.say("how many?"), other.say("how many?"))
    assert first.topic == second.topic == "ask_exercise_dose"
    assert first.replies[0].text != second.replies[0].text
    assert '"clamshell"' in first_payload(first) and '"side_plank"' in first_payload(second)


async def test_messages_sent_all_at_once_are_all_answered(
    newcomer: Newcomer, program: Program
) -> None:
    talk = newcomer()
    turns = await asyncio.gather(*(talk.say("what helps on stairs?") for _ in range(5)))
    assert all(turn.replies for turn in turns)
    said = program.services.everything.of(talk.sender_id)["conversation"]
    assert sum(one["who"] == "you" for one in said) == 5


# Scripts, symbols and invisible characters, and words that the bot knows in odd company.
PIECES = st.sampled_from(
    [
        "knee",
        "how many?",
        "clamshell",
        "6/10",
        "/",
        "{",
        '"}',
        "<b>",
        "&amp;",
        "*",
        "\\",
        "%s",
        "{0}",
        "膝が痛い",
        "колено",
        "ركبتي",
        "👩\u200d🦽",
        "\u200b",
        "\u202e",
        "\x00",
        "\x1b[31m",
        "\ufffd",
        "${x}",
        "'; DROP TABLE events; --",
        "\U000e0041",
        "e\u0301" * 9,
    ]
)
TYPED = (
    st.text(max_size=60)
    | st.text(st.characters(exclude_categories=()), max_size=30)
    | st.lists(PIECES, max_size=8).map(" ".join)
    | st.builds(lambda piece, times: f"{piece} " * times, PIECES, st.integers(1, 3000))
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(TYPED)
@example("")
@example("\u200b")
@example("?" * 100_000)
@example("膝が痛いです。どうすればいいですか")
async def test_anything_typed_gets_an_answer(newcomer: Newcomer, typed: str) -> None:
    turn = await newcomer().say(typed)
    assert turn.replies and all(reply.text.strip() for reply in turn.replies)
    assert turn.understood.user == typed
    assert turn.understood.decision in ("answer", "offer", "decline")
    line = json_line(turn.as_json())
    assert len(line.splitlines()) == 1 and json.loads(line)["user"] == typed


async def test_reading_a_message_needs_no_conversation(program: Program) -> None:
    understood = await understand(program.agent, "how do I do clamshells?")
    assert list(understood.as_json()) == UNDERSTOOD
    assert understood.intent["name"] == "ask_exercise_howto"
    assert understood.decision == "answer"


async def test_an_unclear_message_keeps_its_likeliest_intent(program: Program) -> None:
    stranger = await understand(program.agent, "what's the capital of france")
    assert (stranger.decision, stranger.offered) == ("decline", [])
    empty = await understand(program.agent, "\u200b")
    assert empty.decision == "decline"


@pytest.mark.parametrize(
    ("now", "until"),
    [("2026-11-25T14:00", "2026-12-02"), ("2027-01-01T08:00", "2027-01-08")],
)
async def test_relative_times_need_the_persons_time(program: Program, now: str, until: str) -> None:
    understood = await understand(
        program.agent, "pause the reminders for a week", datetime.fromisoformat(now)
    )
    assert {"entity": "until", "value": until} in understood.entities


def test_parse_data_in_the_words_of_the_contract() -> None:
    understood = read_parse_data(
        "Clams?",
        {
            "intent": {"name": "nlu_fallback", "confidence": 0.41239},
            "entities": [
                {"entity": "exercise", "value": "clamshell", "start": 0, "end": 5, "extractor": "x"}
            ],
            "triage": {"tier": "B", "signs": ["hot_knee"], "more": 1},
            "understanding": {
                "intent": "ask_exercise_howto",
                "decision": "offer",
                "offered": ["ask_exercise_howto", "ask_exercise_dose"],
            },
        },
    )
    assert understood.as_json() == {
        "user": "Clams?",
        "intent": {"name": "ask_exercise_howto", "confidence": 0.4124},
        "entities": [{"entity": "exercise", "value": "clamshell"}],
        "triage": {"tier": "B", "signs": ["hot_knee"]},
        "decision": "offer",
        "offered": ["ask_exercise_howto", "ask_exercise_dose"],
    }


@given(st.text(st.characters(exclude_categories=()), max_size=20))
def test_a_json_line_is_one_line_to_every_reader(text: str) -> None:
    line = json_line({"user": text})
    assert len(line.splitlines()) == 1
    assert json.loads(line) == {"user": text}
