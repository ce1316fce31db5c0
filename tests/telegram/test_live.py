"""Messages edited in place, on Telegram's good and bad days."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy.orm import Session, sessionmaker

from hipwise.records.people import People
from hipwise.records.sent_files import SentFiles
from hipwise.replies import Button, Reply
from hipwise.telegram.channel import make_bot
from hipwise.telegram.live import LiveMessages
from hipwise.telegram.sending import Contact, Sender

from .bot_api import BotApi
from .conftest import Rig, Unhurried, utc_now
from .test_sending import Clock

pytestmark = pytest.mark.asyncio
SAM = 41
PAUSE = (Button("Pause", '/start_guided_set{"set_step":"pause"}'),)


@pytest_asyncio.fixture
async def live(
    api: BotApi, sessions: sessionmaker[Session], root: Path
) -> AsyncIterator[LiveMessages]:
    """Live messages; pauses are counted, not waited."""
    People(sessions).seen("telegram:41", utc_now())
    api.meet(SAM)
    clock = Clock()
    async with make_bot(api.token, api.url) as bot:
        sender = Sender(
            bot,
            People(sessions),
            SentFiles(sessions),
            root,
            Contact(utc_now),
            Unhurried(),
            utc_now,
            clock.sleep,
            clock.monotonic,
        )
        made = LiveMessages(sender, clock.sleep, clock.monotonic)
        yield made
        await made.close()


async def test_one_message_is_edited_in_place(api: BotApi, live: LiveMessages) -> None:
    message = live.open("telegram:41")
    for text in ("*Bridge* 1", "*Bridge* 2", "*Bridge* 3"):
        message.show(Reply(text, PAUSE), False)
        await api.until(lambda text=text: api.texts(SAM) == [text.replace("*", "")])
    (sent,) = api.sent(SAM)
    assert sent.buttons == [PAUSE[0].payload]
    message.show(Reply("done"), False)
    await api.until(lambda: api.texts(SAM) == ["done"])
    assert sent.buttons == []


async def test_only_the_newest_state_is_sent(api: BotApi, live: LiveMessages) -> None:
    message = live.open("telegram:41")
    for number in range(100):
        message.show(Reply(f"{number}"), False)
    await api.until(lambda: api.texts(SAM) == ["99"])
    assert len(api.called("sendMessage")) + len(api.called("editMessageText")) == 1


async def test_a_fresh_message_stands_below_and_the_old_one_loses_its_buttons(
    api: BotApi, live: LiveMessages
) -> None:
    message = live.open("telegram:41")
    message.show(Reply("counting", PAUSE), False)
    await api.until(lambda: api.texts(SAM) == ["counting"])
    message.show(Reply("paused", PAUSE), True)
    await api.until(lambda: api.texts(SAM) == ["counting", "paused"])
    assert [sent.buttons for sent in api.sent(SAM)] == [[], [PAUSE[0].payload]]


@pytest.mark.parametrize(
    "day",
    [
        {"status": 429, "retry_after": 7},
        {"status": 0},
        {"status": 502},
        {"status": 500, "done_first": True},
        {"status": 400},
    ],
)
async def test_a_failed_edit_is_made_up_for(
    api: BotApi, live: LiveMessages, day: dict[str, int]
) -> None:
    message = live.open("telegram:41")
    message.show(Reply("1"), False)
    await api.until(lambda: api.texts(SAM) == ["1"])
    api.fail(method="editMessageText", **day)
    message.show(Reply("2"), False)
    await api.until(lambda: api.texts(SAM)[-1] == "2")
    message.show(Reply("3"), False)
    await api.until(lambda: api.texts(SAM)[-1] == "3")


async def test_an_outage_or_a_block_ends_quietly(api: BotApi, live: LiveMessages) -> None:
    message = live.open("telegram:41")
    message.show(Reply("1"), False)
    await api.until(lambda: api.texts(SAM) == ["1"])
    outage = api.fail(method="editMessageText", status=503, times=None)
    message.show(Reply("2"), False)
    await api.until(lambda: not live._work)
    api.failures.remove(outage)
    message.show(Reply("3"), False)
    await api.until(lambda: api.texts(SAM) == ["3"])
    api.block(SAM, tell=False)
    message.show(Reply("4"), False)
    await api.until(lambda: not live._work)
    assert live.sender.counts["blocked"] == 1


async def test_a_message_that_is_gone_is_sent_anew(api: BotApi, live: LiveMessages) -> None:
    message = live.open("telegram:41")
    message.show(Reply("1"), False)
    await api.until(lambda: api.texts(SAM) == ["1"])
    api.messages.clear()
    message.show(Reply("2"), False)
    await api.until(lambda: api.texts(SAM) == ["2"])


async def test_a_live_button_may_be_pressed_again_and_keeps_its_place(rig: Rig) -> None:
    await rig.ask(SAM, "hello")
    message = rig.channel.live.open("telegram:41")
    message.show(Reply("counting", PAUSE), False)
    await rig.api.until(lambda: rig.api.texts(SAM)[-1] == "counting")
    sent = rig.api.sent(SAM)[-1]
    for _ in range(2):
        rig.api.press(SAM, sent.message_id, PAUSE[0].payload)
        await rig.settle()
    assert rig.rasa.texts() == ["hello", PAUSE[0].payload, PAUSE[0].payload]
    assert sent.buttons == [PAUSE[0].payload]
    assert len(rig.api.answered_presses) == 2
