"""The channel behind a real Sanic server, with Telegram posting to it."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import ClientSession
from rasa.core.channels.channel import UserMessage
from sanic import Sanic

from hipwise.errors import SettingsError
from hipwise.telegram.channel import LARGEST_BODY, SECRET_HEADER, WEBHOOK_PATH, Webhook
from hipwise.telegram.inbox import TAKEN_A_MINUTE

from .conftest import Rig

pytestmark = pytest.mark.asyncio

SAM, KIM = 41, 42
SECRET = "right_secret"


@asynccontextmanager
async def serving(rig: Rig, unused_tcp_port: int, **more: Any) -> AsyncIterator[str]:
    """The channel's blueprint in a server of its own; gives the webhook's address."""
    await rig.stop()
    url = f"http://127.0.0.1:{unused_tcp_port}"
    rig.channel = rig.build(webhook=Webhook(url, SECRET), **more)
    # Otherwise Sanic rewrites its own methods at each start, which works once a process.
    Sanic.test_mode = True
    app = Sanic(f"hipwise_{unused_tcp_port}", configure_logging=False)
    app.blueprint(rig.channel.blueprint(rig.rasa), url_prefix="/webhooks/telegram")
    server = await app.create_server(
        host="127.0.0.1", port=unused_tcp_port, return_asyncio_server=True
    )
    assert server is not None
    await server.startup()
    await server.before_start()
    await server.after_start()
    await rig.api.until(lambda: rig.api.webhook)
    try:
        yield url + WEBHOOK_PATH
    finally:
        await server.before_stop()
        await server.close()
        await server.after_stop()


async def test_telegram_posts_and_people_are_answered(rig: Rig, unused_tcp_port: int) -> None:
    async with serving(rig, unused_tcp_port):
        assert rig.api.webhook["secret_token"] == SECRET
        for text in ("one", "two"):
            rig.api.say(SAM, text)
            rig.api.say(KIM, text)
        await rig.settle()
        assert rig.api.texts(SAM) == rig.api.texts(KIM) == ["echo one", "echo two"]
        assert {status for _, status in rig.api.webhook_answers} == {200}


async def test_strangers_and_broken_bodies_are_turned_away(rig: Rig, unused_tcp_port: int) -> None:
    async with serving(rig, unused_tcp_port) as url, ClientSession() as session:

        async def post(body: bytes, secret: str | None = SECRET) -> int:
            headers = {} if secret is None else {SECRET_HEADER: secret}
            async with session.post(url, data=io.BytesIO(body), headers=headers) as answer:
                return answer.status

        assert await post(b"{}", secret="wrong") == 403
        assert await post(b"{}", secret=None) == 403
        assert await post(b"{") == 400
        assert await post(b"[1]") == 400
        assert await post(b'{"update_id": "1; DROP TABLE people"}') == 400
        assert await post(b'{"update_id": 7, "message": "?"}') == 200
        assert await post(b"x" * (LARGEST_BODY + 1)) == 413
        assert not rig.rasa.heard
        rig.api.say(SAM, "still there?")
        await rig.settle()
        assert rig.rasa.texts() == ["still there?"]


async def test_a_replayed_post_is_answered_once(rig: Rig, unused_tcp_port: int) -> None:
    release = asyncio.Event()

    async def reply(message: UserMessage) -> None:
        await release.wait()
        await rig.rasa.echo(message)

    rig.rasa.reply = reply
    async with serving(rig, unused_tcp_port) as url, ClientSession() as session:
        rig.api.meet(SAM)
        update = {"update_id": 9, "message": rig.api.message_body(SAM, text="once")}

        async def post() -> int:
            async with session.post(url, json=update, headers={SECRET_HEADER: SECRET}) as answer:
                return answer.status

        both = [asyncio.create_task(post()), asyncio.create_task(post())]
        await rig.api.until(lambda: rig.rasa.heard)
        release.set()
        assert await asyncio.gather(*both) == [200, 200]
        assert await post() == 200
        assert rig.api.texts(SAM) == ["echo once"]


async def test_what_takes_long_is_confirmed_when_it_is_answered_and_not_before(
    rig: Rig, unused_tcp_port: int
) -> None:
    release = rig.hold()
    async with serving(rig, unused_tcp_port, answer_seconds=0.1):
        rig.api.say(SAM, "slow")
        await rig.api.until(lambda: len(rig.api.webhook_answers) >= 2)
        assert {status for _, status in rig.api.webhook_answers} == {503}
        assert rig.api.updates
        release.set()
        await rig.settle()
        assert rig.api.webhook_answers[-1][1] == 200
    assert rig.rasa.texts() == ["slow"]
    assert rig.api.texts(SAM) == ["echo slow"]


async def test_a_flood_of_posts_gets_forty_answers_and_one_word(
    rig: Rig, unused_tcp_port: int
) -> None:
    async with serving(rig, unused_tcp_port):
        for number in range(100):
            rig.api.say(SAM, f"m{number}")
        await rig.ask(KIM, "hello")
        await rig.settle()
    assert rig.api.texts(KIM) == ["echo hello"]
    answered = [f"echo m{number}" for number in range(TAKEN_A_MINUTE)]
    assert sorted(rig.api.texts(SAM)) == sorted([*answered, rig.words.busy])


async def test_without_a_webhook_nothing_is_received(rig: Rig) -> None:
    assert rig.api.webhook == {}


@pytest.mark.parametrize(
    ("url", "secret", "named"),
    [
        ("bot.example.org", "ok", "WEBHOOK_URL"),
        ("https://bot.example.org", "", "WEBHOOK_SECRET"),
        ("https://bot.example.org", "sp ace", "WEBHOOK_SECRET"),
    ],
)
async def test_settings_that_cannot_work_are_named(url: str, secret: str, named: str) -> None:
    with pytest.raises(SettingsError, match=named):
        Webhook(url, secret)


async def test_an_address_of_its_own_is_kept() -> None:
    assert Webhook("https://a.example/hook", "s").url == "https://a.example/hook"
    assert Webhook("https://a.example/", "s").url == f"https://a.example{WEBHOOK_PATH}"
