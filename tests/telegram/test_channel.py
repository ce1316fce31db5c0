"""The channel end to end, by long polling."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rasa.core.channels.channel import UserMessage
from sqlalchemy import delete
from sqlalchemy.orm import Session, sessionmaker

from hipwise.errors import HipwiseError, SettingsError
from hipwise.records.handled_updates import HandledUpdates
from hipwise.records.models import HandledUpdate
from hipwise.server import PROMPTS_END_SECONDS
from hipwise.tasks import AGAIN_SECONDS, end
from hipwise.telegram.channel import (
    STOP_SECONDS,
    TURNS_END_SECONDS,
    TelegramChannel,
    check_token,
    make_bot,
)
from hipwise.telegram.live import LAST_SECONDS
from hipwise.telegram.polling import GOODBYE_SECONDS
from hipwise.telegram.words import MEDIA

from .bot_api import TOKEN, BotApi
from .conftest import Rig

pytestmark = pytest.mark.asyncio

SAM, KIM = 41, 42


async def test_a_message_becomes_a_turn_and_its_reply_is_sent(rig: Rig) -> None:
    await rig.ask(SAM, "why does my knee hurt?")
    heard = rig.rasa.heard[0]
    assert (heard.text, heard.sender_id, heard.input_channel) == (
        "why does my knee hurt?",
        "telegram:41",
        "telegram",
    )
    assert heard.parse_data is None
    assert rig.api.texts(SAM) == ["echo why does my knee hurt?"]
    assert rig.people.get("telegram:41") is not None


async def test_text_picture_and_buttons_are_one_send(rig: Rig) -> None:
    async def reply(message: UserMessage) -> None:
        await rig.rasa.respond(
            message,
            text="*Clamshell* < 3 sets & rest",
            image="content/pictures/clamshell.png",
            buttons=[{"title": "Why?", "payload": "/ask_cause"}],
        )

    rig.rasa.reply = reply
    await rig.ask(SAM, "clamshells")
    await rig.ask(SAM, "again")
    first, second = rig.api.sent(SAM)
    assert (first.kind, first.text) == ("photo", "Clamshell < 3 sets & rest")
    assert first.html == "<b>Clamshell</b> &lt; 3 sets &amp; rest"
    assert first.buttons == ["/ask_cause"]
    uploads = [bool(call.files) for call in rig.api.called("sendPhoto")]
    assert uploads == [True, False]
    assert second.file_id == first.file_id


async def test_a_file_id_that_telegram_forgot_is_uploaded_again(rig: Rig) -> None:
    async def reply(message: UserMessage) -> None:
        await rig.rasa.respond(message, text="look", image="content/pictures/bridge.gif")

    rig.rasa.reply = reply
    await rig.ask(SAM, "one")
    rig.api.forget_files()
    await rig.ask(SAM, "two")
    assert [sent.kind for sent in rig.api.sent(SAM)] == ["animation", "animation"]


async def test_one_persons_messages_are_answered_in_order(rig: Rig) -> None:
    async def reply(message: UserMessage) -> None:
        await asyncio.sleep(0.05 if message.text == "m0" else 0)
        await rig.rasa.echo(message)

    rig.rasa.reply = reply
    for number in range(20):
        rig.api.say(SAM, f"m{number}")
    await rig.api.until(lambda: len(rig.api.sent(SAM)) == 20)
    assert rig.api.texts(SAM) == [f"echo m{number}" for number in range(20)]


async def test_people_do_not_wait_for_each_other(rig: Rig) -> None:
    release = rig.hold(lambda message: message.sender_id == "telegram:41")
    rig.api.say(SAM, "slow")
    await rig.ask(KIM, "quick")
    assert not rig.api.sent(SAM)
    release.set()
    await rig.api.until(lambda: rig.api.sent(SAM))


async def test_typing_is_shown_while_a_turn_is_slow(rig: Rig) -> None:
    async def reply(message: UserMessage) -> None:
        await rig.api.until(lambda: rig.api.called("sendChatAction"))
        await rig.rasa.echo(message)

    rig.rasa.reply = reply
    await rig.ask(SAM, "think hard")
    assert rig.api.called("sendChatAction")[0].params["action"] == "typing"


async def test_an_update_is_confirmed_only_when_handled(rig: Rig) -> None:
    release = rig.hold(lambda message: message.text == "first")
    first = rig.api.say(SAM, "first")
    await rig.ask(KIM, "second")
    polls = len(rig.api.called("getUpdates"))
    await rig.api.until(lambda: len(rig.api.called("getUpdates")) > polls + 1)
    assert rig.api.confirmed < first
    release.set()
    await rig.settle()
    assert len(rig.api.messages) == 2


async def test_what_is_in_hand_is_finished_on_stopping(rig: Rig) -> None:
    begun = asyncio.Event()

    async def reply(message: UserMessage) -> None:
        begun.set()
        await asyncio.sleep(0.2)
        await rig.rasa.echo(message)

    rig.rasa.reply = reply
    rig.api.say(SAM, "last words")
    await rig.api.until(begun.is_set)
    await rig.stop()
    assert rig.api.texts(SAM) == ["echo last words"]
    assert not rig.api.updates


async def test_redelivered_after_a_crash_is_answered_once(rig: Rig) -> None:
    await rig.ask(SAM, "once")
    await rig.settle()
    body = rig.api.message_body(SAM, text="once")
    rig.api.push({"message": body}, update_id=1)
    rig.api.say(SAM, "twice")
    await rig.settle()
    await rig.stop()
    await rig.start()
    rig.api.push({"message": body}, update_id=1)
    await rig.settle()
    await rig.ask(SAM, "thrice")
    assert rig.api.texts(SAM) == ["echo once", "echo twice", "echo thrice"]


async def test_a_turn_cut_off_by_a_crash_is_answered_after_the_restart(rig: Rig) -> None:
    begun = asyncio.Event()

    async def hang(message: UserMessage) -> None:
        begun.set()
        await asyncio.sleep(3600)

    rig.rasa.reply = hang
    rig.api.say(SAM, "are you there?")
    await rig.api.until(begun.is_set)
    crashed = rig.channel
    assert crashed._running is not None and crashed._inbox is not None
    await end(crashed._running)
    await crashed._inbox.close(0)
    rig.rasa.reply = rig.rasa.echo
    await rig.start()
    await rig.api.until(lambda: rig.api.sent(SAM))
    await rig.settle()
    assert rig.api.texts(SAM) == ["echo are you there?"]
    await crashed.stop()


async def test_stopping_leaves_time_for_each_of_its_steps() -> None:
    # Each is followed by `end`, which may have to tell somebody again.
    steps = (PROMPTS_END_SECONDS, TURNS_END_SECONDS, LAST_SECONDS, GOODBYE_SECONDS)
    assert sum(steps) + AGAIN_SECONDS < STOP_SECONDS


async def test_a_failed_turn_says_sorry_and_logs_no_text(
    rig: Rig, caplog: pytest.LogCaptureFixture
) -> None:
    async def reply(message: UserMessage) -> None:
        raise ValueError(f"cannot understand {message.text} with {TOKEN}")

    rig.rasa.reply = reply
    with caplog.at_level(logging.DEBUG):
        await rig.ask(SAM, "secretword")
    assert rig.api.texts(SAM) == [rig.words.failed]
    assert "turn failed" in caplog.text and "ValueError at test_channel.py" in caplog.text
    assert "secretword" not in caplog.text
    rig.rasa.reply = rig.rasa.echo
    await rig.ask(SAM, "well again")


async def test_a_block_costs_nobody_anything(rig: Rig) -> None:
    rig.api.block(SAM, tell=False)
    rig.api.say(SAM, "hello")
    await rig.settle()
    person = rig.people.get("telegram:41")
    assert person is not None and person.blocked_at is not None
    assert len(rig.rasa.heard) == 1
    rig.api.unblock(SAM)
    await rig.settle()
    person = rig.people.get("telegram:41")
    assert person is not None and person.blocked_at is None
    rig.api.block(SAM)
    await rig.settle()
    person = rig.people.get("telegram:41")
    assert person is not None and person.blocked_at is not None


@pytest.mark.parametrize(
    "failure",
    [
        {"status": 429, "retry_after": 1},
        {"status": 500},
        {"status": 502},
        {"status": 0},
        {"status": 200, "delay": 0.3},
    ],
)
async def test_a_bad_moment_of_telegrams_is_waited_out(rig: Rig, failure: dict[str, float]) -> None:
    rig.api.fail(method="sendMessage", **failure)
    await rig.ask(SAM, "one")
    await rig.ask(SAM, "two")
    assert rig.api.texts(SAM) == ["echo one", "echo two"]
    assert rig.rasa.texts() == ["one", "two"]


async def test_polling_survives_trouble_and_catches_up(rig: Rig) -> None:
    for status in (502, 0):
        rig.api.fail(method="getUpdates", status=status)
    rig.api.say(SAM, "anybody?")
    await rig.api.until(lambda: rig.api.sent(SAM))
    assert rig.api.texts(SAM) == ["echo anybody?"]


async def test_long_text_arrives_in_parts_with_the_buttons_last(rig: Rig) -> None:
    paragraph = "Knees 🦵 & hips. " * 60

    async def reply(message: UserMessage) -> None:
        await rig.rasa.respond(
            message,
            text="\n\n".join([paragraph.strip()] * 8),
            image="content/pictures/clamshell.png",
            buttons=[{"title": "More", "payload": "/ask_help"}],
        )

    rig.rasa.reply = reply
    await rig.ask(SAM, "tell me everything", answers=3)
    sent = rig.api.sent(SAM)
    assert [message.kind for message in sent] == ["photo", "text", "text"]
    assert sent[0].text == ""
    assert [message.buttons for message in sent] == [[], [], ["/ask_help"]]
    assert "\n\n".join(message.text for message in sent[1:]).count("Knees") == 480


async def test_commands_and_only_commands_are_payloads(rig: Rig) -> None:
    for text in ("/start", "/help@hipwise_bot", '/give{"slot": "v"}', "//help", "/help me"):
        await rig.ask(SAM, text)
    assert rig.rasa.texts() == ["/greet", "/ask_help", 'give{"slot": "v"}', "help", "/ask_help"]
    assert [message.parse_data is None for message in rig.rasa.heard] == [
        False, False, True, True, False,
    ]  # fmt: skip
    for text in ("/EXTERNAL_remind", "/restart", "/foo@hipwise_bot"):
        await rig.ask(SAM, text)
        assert rig.api.texts(SAM)[-1] == rig.words.no_command
    assert len(rig.rasa.heard) == 5
    assert [command["command"] for command in rig.api.commands] == ["start", "help"]


async def test_what_telegram_shows_before_the_start(rig: Rig) -> None:
    await rig.ask(SAM, "hello")
    assert rig.api.descriptions == {
        "description": rig.words.description.strip(),
        "short_description": rig.words.short_description.strip(),
    }


def answer_with_buttons(rig: Rig, payloads: Mapping[str, str]) -> None:
    """Makes every answer a question with buttons: their titles, and what each stands for."""
    buttons = [{"title": title, "payload": payload} for title, payload in payloads.items()]

    async def reply(message: UserMessage) -> None:
        await rig.rasa.respond(message, text="Well?", buttons=buttons)

    rig.rasa.reply = reply


async def test_a_press_is_a_turn_and_takes_its_keyboard_away(rig: Rig) -> None:
    answer_with_buttons(rig, {"Yes": "/affirm"})
    await rig.ask(SAM, "remind me")
    asked = rig.api.sent(SAM)[0]
    rig.api.press(SAM, asked.message_id, "/affirm")
    rig.api.press(SAM, asked.message_id, "/affirm")
    await rig.settle()
    assert rig.rasa.texts() == ["remind me", "/affirm"]
    assert rig.rasa.heard[1].parse_data == {
        "text": "/affirm",
        "intent": {"name": "affirm", "confidence": 1.0},
        "entities": [],
    }
    assert asked.keyboard == []
    # The buttons are gone; a short notice says which one it was.
    assert [one.get("text") for one in rig.api.answered_presses.values()] == ["Yes", None]


async def test_old_keyboards_answer_questions_and_nothing_else(rig: Rig) -> None:
    answer_with_buttons(rig, {"Yes": "/affirm", "Why?": "/ask_cause"})
    for text in ("one", "two", "three"):
        await rig.ask(SAM, text)
    first, second, _ = rig.api.sent(SAM)
    rig.api.press(SAM, first.message_id, "/affirm")
    rig.api.press(SAM, second.message_id, "/ask_cause")
    await rig.settle()
    assert rig.rasa.texts() == ["one", "two", "three", "/ask_cause"]
    notices = [answer.get("text") for answer in rig.api.answered_presses.values()]
    assert notices == [rig.words.old_button, "Why?"]


async def test_a_press_that_does_nothing_does_not_bring_back_who_was_deleted(rig: Rig) -> None:
    answer_with_buttons(rig, {"Yes": "/affirm"})
    await rig.ask(SAM, "delete everything")
    asked = rig.api.sent(SAM)[0].message_id
    rig.people.delete("telegram:41")
    rig.api.press(SAM, asked, "/affirm")
    await rig.settle()
    assert rig.rasa.texts() == ["delete everything"]
    assert rig.people.get("telegram:41") is None


async def test_studies_bring_no_large_card_of_a_web_page(rig: Rig) -> None:
    await rig.ask(SAM, "says who? https://doi.org/10.1/x")
    (sent,) = rig.api.called("sendMessage")
    assert json.loads(sent.params["link_preview_options"]) == {"is_disabled": True}


async def test_forged_presses_are_dropped_quietly(rig: Rig) -> None:
    await rig.ask(SAM, "hello")
    for data in ("/EXTERNAL_remind", "rm -rf", "", '/affirm{"slot": "v"}', "\ud800"):
        rig.api.press(SAM, rig.api.sent(SAM)[0].message_id, data)
    await rig.settle()
    assert rig.rasa.texts() == ["hello"]
    assert len(rig.api.answered_presses) == 5
    assert all("text" not in answer for answer in rig.api.answered_presses.values())


MEDIA_BODIES = {
    "voice": {"file_id": "f", "file_unique_id": "u", "duration": 1},
    "video_note": {"file_id": "f", "file_unique_id": "u", "duration": 1, "length": 1},
    "audio": {"file_id": "f", "file_unique_id": "u", "duration": 1},
    "photo": [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}],
    "video": {"file_id": "f", "file_unique_id": "u", "duration": 1, "width": 1, "height": 1},
    "animation": {"file_id": "f", "file_unique_id": "u", "duration": 1, "width": 1, "height": 1},
    "sticker": {
        "file_id": "f", "file_unique_id": "u", "width": 1, "height": 1,
        "is_animated": False, "is_video": False, "type": "regular",
    },
    "document": {"file_id": "f", "file_unique_id": "u"},
    "venue": {"location": {"longitude": 1, "latitude": 1}, "title": "t", "address": "a"},
    "location": {"longitude": 1, "latitude": 1},
    "contact": {"phone_number": "1", "first_name": "a"},
    "poll": {
        "id": "1", "question": "?", "options": [], "total_voter_count": 0, "is_closed": False,
        "is_anonymous": True, "type": "regular", "allows_multiple_answers": False,
        "allows_revoting": False, "members_only": False,
    },
    "dice": {"emoji": "🎲", "value": 3},
}  # fmt: skip


@pytest.mark.parametrize("kind", MEDIA)
async def test_what_is_not_text_gets_a_fitting_word(rig: Rig, kind: str) -> None:
    rig.api.push({"message": rig.api.message_body(SAM, **{kind: MEDIA_BODIES[kind]})})
    await rig.settle()
    assert rig.api.texts(SAM) == [rig.words.media[kind]]
    assert not rig.rasa.heard


async def test_words_under_a_picture_are_answered_too(rig: Rig) -> None:
    body = rig.api.message_body(SAM, photo=MEDIA_BODIES["photo"], caption="is this swollen?")
    rig.api.push({"message": body})
    await rig.settle()
    assert rig.api.texts(SAM) == [rig.words.media["photo"], "echo is this swollen?"]


async def test_groups_edits_and_service_messages_get_silence(rig: Rig) -> None:
    group = rig.api.message_body(-100, chat_type="group", text="hi all")
    rig.api.push({"message": group})
    rig.api.push({"edited_message": rig.api.message_body(SAM, text="I meant hip")})
    rig.api.push({"message": rig.api.message_body(SAM, delete_chat_photo=True)})
    rig.api.push({"channel_post": rig.api.message_body(-100, chat_type="channel", text="news")})
    await rig.ask(KIM, "hello")
    assert rig.rasa.texts() == ["hello"]
    assert [message.chat_id for message in rig.api.messages] == [KIM]


async def test_a_message_of_nothing_gets_a_word(rig: Rig) -> None:
    await rig.ask(SAM, "\u200b///")
    assert rig.api.texts(SAM) == [rig.words.unreadable]


async def test_one_persons_flood_is_bounded_and_slows_nobody(rig: Rig) -> None:
    release = rig.hold(lambda message: message.sender_id == "telegram:41")
    for number in range(1000):
        rig.api.say(SAM, f"m{number}")
    await rig.ask(KIM, "hello")
    assert rig.api.texts(SAM) == [rig.words.busy]
    release.set()
    await rig.settle()
    await rig.api.until(lambda: rig.channel._inbox is not None and not rig.channel._inbox.in_hand)
    assert rig.api.texts(SAM) == [rig.words.busy, *(f"echo m{number}" for number in range(40))]


async def test_what_was_written_down_and_confirmed_is_answered_after_a_crash(rig: Rig) -> None:
    async def hang(message: UserMessage) -> None:
        await asyncio.sleep(3600)

    rig.rasa.reply = hang
    people = range(1000, 1100)
    for chat in people:
        rig.api.say(chat, "help")
    await rig.api.until(lambda: not rig.api.updates)
    crashed = rig.channel
    assert crashed._running is not None and crashed._inbox is not None
    await end(crashed._running)
    await crashed._inbox.close(0)
    rig.rasa.reply = rig.rasa.echo
    await rig.start()
    await rig.api.until(lambda: len(rig.api.messages) >= len(people))
    assert [rig.api.texts(chat) for chat in people] == [["echo help"]] * len(people)
    await crashed.stop()


async def test_a_turn_that_drags_on_is_written_down_so_that_polling_may_rest(rig: Rig) -> None:
    release = rig.hold()
    rig.api.say(SAM, "slow")
    await rig.api.until(lambda: not rig.api.updates, seconds=30)
    assert HandledUpdates(rig.sessions).kept()
    release.set()
    await rig.api.until(lambda: rig.api.sent(SAM))
    await rig.ask(KIM, "next")
    assert HandledUpdates(rig.sessions).kept() == []


async def test_a_wrong_token_ends_the_start_with_one_line(rig: Rig, api: BotApi) -> None:
    wrong = "123456789:" + "B" * 35
    with pytest.raises(SettingsError, match="TELEGRAM_BOT_TOKEN") as caught:
        await rig.build(token=wrong).start(rig.rasa)
    assert "\n" not in str(caught.value) and wrong not in str(caught.value)
    with pytest.raises(SettingsError):
        await check_token("nonsense", api.url)
    with pytest.raises(SettingsError):
        make_bot("", api.url)
    assert await check_token(api.token, api.url) == "hipwise_bot"


async def test_telegram_out_of_reach_at_the_start(rig: Rig, api: BotApi) -> None:
    await rig.stop()
    with pytest.raises(HipwiseError, match="cannot be reached"):
        await check_token(api.token, "http://127.0.0.1:9")
    api.fail(method="getMe", status=502)
    api.fail(method="setMyCommands", status=0)
    await rig.start()
    await rig.ask(SAM, "hello")


async def test_credentials_alone_do_not_make_a_channel() -> None:
    with pytest.raises(HipwiseError):
        TelegramChannel.from_credentials({})


async def test_an_unasked_message_goes_out_at_once(rig: Rig) -> None:
    rig.api.meet(SAM)
    output = rig.channel.get_output_channel()
    await output.send_response("telegram:41", {"text": "Time for your exercises"})
    assert rig.api.texts(SAM) == ["Time for your exercises"]


FIELDS = (
    *("text", "chat", "id", "type", "from", "message", "date", "data", "photo", "caption"),
    *("message_id", "new_chat_member", "status", "first_name", "is_bot", "user", "entities"),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=6)
    ),
    max_leaves=15,
)
UPDATES = st.dictionaries(
    st.sampled_from(["message", "callback_query", "my_chat_member", "poll", "edited_message", "?"]),
    JSON,
    max_size=2,
)


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(odd=st.lists(UPDATES, min_size=20, max_size=40), text=st.text(max_size=60))
async def test_odd_updates_stop_nothing(
    root: Path, sessions: sessionmaker[Session], odd: list[dict[str, object]], text: str
) -> None:
    with sessions.begin() as session:
        # A server that counts from 1 again, beside a ledger that remembers the last example.
        session.execute(delete(HandledUpdate))
    async with BotApi() as api:
        for body in odd:
            api.push(dict(body))
        partly = api.message_body(SAM, text="ok")
        del partly["date"]
        api.push({"message": partly})
        api.say(SAM, text)
        rig = Rig(api, sessions, root)
        await rig.start()
        await rig.ask(KIM, "still there?")
        await rig.settle()
        await rig.stop()
        assert "echo still there?" in api.texts(KIM)


@pytest.mark.parametrize("extra", [{}, {"venue": {"title": "t", "address": "a"}}])
async def test_a_shared_location_becomes_a_turn_and_is_not_kept(
    rig: Rig, extra: dict[str, dict[str, object]]
) -> None:
    await rig.stop()
    asked = []

    def locate(latitude: float, longitude: float) -> dict[str, object]:
        asked.append((latitude, longitude))
        return {"text": "/greet", "intent": {"name": "greet"}, "entities": []}

    rig.locate = locate
    await rig.start()
    point = {"latitude": 38.7223, "longitude": -9.1393}
    shared = {
        "location": point,
        **{kind: {**body, "location": point} for kind, body in extra.items()},
    }
    rig.api.push({"message": rig.api.message_body(SAM, **shared)})
    await rig.api.until(lambda: rig.api.sent(SAM))
    assert asked == [(38.7223, -9.1393)]
    assert rig.api.texts(SAM) == ["echo /greet"]
    (heard,) = rig.rasa.heard
    assert heard.parse_data is not None and "38" not in repr((heard.parse_data, heard.metadata))
