"""The test server refuses what Telegram refuses, seen through python-telegram-bot."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import pytest_asyncio
from telegram import Bot, BotCommand, InlineKeyboardButton, InlineKeyboardMarkup, Message
from telegram.error import BadRequest, Conflict, InvalidToken

from hipwise.telegram.channel import make_bot

from .bot_api import BotApi
from .conftest import PNG

pytestmark = pytest.mark.asyncio
SAM = 41


@pytest_asyncio.fixture
async def bot(api: BotApi) -> AsyncIterator[Bot]:
    """A bot on the server; Sam has written to it."""
    api.meet(SAM)
    async with make_bot(api.token, api.url) as made:
        yield made


def keyboard(data: str, title: str = "x") -> InlineKeyboardMarkup:
    """One button."""
    return InlineKeyboardMarkup([[InlineKeyboardButton(title, callback_data=data)]])


@pytest.mark.parametrize(
    "call",
    [
        lambda bot: bot.send_message(SAM, "  "),
        lambda bot: bot.send_message(SAM, "🦵" * 2049),
        lambda bot: bot.send_message(SAM, "<b>x", parse_mode="HTML"),
        lambda bot: bot.send_message(SAM, "</b>x", parse_mode="HTML"),
        lambda bot: bot.send_message(SAM, "<p>x</p>", parse_mode="HTML"),
        lambda bot: bot.send_message(SAM, "5 < 6", parse_mode="HTML"),
        lambda bot: bot.send_message(SAM, "you & me", parse_mode="HTML"),
        lambda bot: bot.send_message(SAM, "x", parse_mode="Markup"),
        lambda bot: bot.send_message(SAM, "x", reply_markup=keyboard("é" * 33)),
        lambda bot: bot.send_message(SAM, "x", reply_markup=keyboard("/a", "")),
        lambda bot: bot.send_message(99, "x"),
        lambda bot: bot.send_photo(SAM, PNG, caption="c" * 1025),
        lambda bot: bot.send_photo(SAM, b"text"),
        lambda bot: bot.send_photo(SAM, "unknown-id"),
        lambda bot: bot.send_chat_action(SAM, "dancing"),
        lambda bot: bot.answer_callback_query("unknown"),
        lambda bot: bot.edit_message_text("x", SAM, 12345),
        lambda bot: bot.set_my_commands([BotCommand("Not-Lower", "d")]),
        lambda bot: bot.set_webhook("ftp://x"),
    ],
)
async def test_refused(bot: Bot, call: Callable[[Bot], Awaitable[object]]) -> None:
    with pytest.raises(BadRequest):
        await call(bot)


async def test_accepted(api: BotApi, bot: Bot) -> None:
    text = "<b>" + "🦵" * 2048 + "</b>"
    sent = await bot.send_message(SAM, text, parse_mode="HTML", reply_markup=keyboard("é" * 32))
    edited = await bot.edit_message_text("new &amp; short", SAM, sent.message_id, parse_mode="HTML")
    assert isinstance(edited, Message) and edited.text == "new & short"
    with pytest.raises(BadRequest, match="not modified"):
        await bot.edit_message_text("new & short", SAM, sent.message_id)
    photo = await bot.send_photo(SAM, PNG, caption="c" * 1024)
    again = await bot.send_photo(SAM, photo.photo[-1].file_id)
    assert again.photo[-1].file_id == photo.photo[-1].file_id


async def test_updates_are_kept_until_confirmed(api: BotApi, bot: Bot) -> None:
    first = api.say(SAM, "one")
    assert [update.update_id for update in await bot.get_updates()] == [first]
    second = api.say(SAM, "two")
    assert [update.update_id for update in await bot.get_updates()] == [first, second]
    assert [update.update_id for update in await bot.get_updates(first + 1)] == [second]
    waiting = asyncio.create_task(bot.get_updates(second + 1, timeout=5))
    await api.until(lambda: api.confirmed == second)
    third = api.say(SAM, "three")
    assert [update.update_id for update in await waiting] == [third]


async def test_one_poller_and_no_webhook_beside_it(api: BotApi, bot: Bot) -> None:
    slow = asyncio.create_task(bot.get_updates(10, timeout=5))
    await api.until(lambda: api.called("getUpdates"))
    async with make_bot(api.token, api.url) as other:
        await other.get_updates(10, timeout=0)
    with pytest.raises(Conflict):
        await slow
    await bot.set_webhook("http://127.0.0.1:9/none")
    with pytest.raises(Conflict):
        await bot.get_updates()


async def test_wrong_tokens(api: BotApi) -> None:
    for token in ("1:short", "123456789:" + "B" * 35):
        with pytest.raises(InvalidToken):
            async with make_bot(token, api.url):
                pass
    assert api.unknown_tokens == 2


async def test_beside_another_program() -> None:
    with BotApi().in_thread() as api:
        api.say(SAM, "from outside")
        async with make_bot(api.token, api.url) as bot:
            (update,) = await bot.get_updates(timeout=5)
        assert update.message is not None and update.message.text == "from outside"
