"""A small Bot API server on loopback, for tests of the channel and of the whole program.

    async with BotApi() as api:                  # within a test's event loop
    with BotApi().in_thread() as api:            # beside a program in another process

Point the program at it with TELEGRAM_API_URL=api.url and TELEGRAM_BOT_TOKEN=api.token. People act
through `say`, `press` and `push`; what they were sent is in `messages`, every call is in `calls`.
It refuses what Telegram refuses, as core.telegram.org/bots/api puts it, and where the documents
and the live server differ (a lone `&` in HTML) it is as strict as the documents.
`fail` injects bad days: error codes, dropped connections, slow answers.
"""

from __future__ import annotations

import asyncio
import json
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from html.parser import HTMLParser
from types import TracebackType
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout, web

from hipwise.tasks import end

TOKEN = "123456789:AAHtestTOKENtestTOKENtestTOKENtest1"

_TAGS = {
    "b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "span", "tg-spoiler", "a",
    "code", "pre", "blockquote", "tg-emoji",
}  # fmt: skip
_ACTIONS = {
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
    "upload_document", "choose_sticker", "find_location", "record_video_note",
    "upload_video_note",
}  # fmt: skip
_ENTITY = re.compile(r"&(?!(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);)")
_MAGIC = {
    "photo": (b"\x89PNG", b"\xff\xd8\xff"),
    "animation": (b"GIF8", b"\x00\x00\x00"),
    "document": (b"",),
}
_FILE_LIMIT = {"photo": 10 << 20, "animation": 50 << 20, "document": 50 << 20}


class Refusal(Exception):
    """An answer with `ok: false`."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


def bad_request(description: str) -> Refusal:
    """The commonest refusal."""
    return Refusal(400, f"Bad Request: {description}")


@dataclass
class Call:
    """A request that reached the server with the right token.

    Attributes:
        method: in lower case, since Telegram does not mind case.
        params: the parameters, JSON decoded.
        files: names of uploaded parts.
        status: the HTTP status answered; 0 for a dropped connection.
    """

    method: str
    params: dict[str, Any]
    files: tuple[str, ...] = ()
    status: int = 200


@dataclass
class Sent:
    """A message of the bot's as it stands now."""

    message_id: int
    chat_id: int
    text: str
    kind: str = "text"
    html: str | None = None
    file_id: str | None = None
    keyboard: list[list[dict[str, Any]]] = field(default_factory=list)

    @property
    def buttons(self) -> list[str]:
        """The callback data of its buttons, row by row."""
        return [button["callback_data"] for row in self.keyboard for button in row]


@dataclass
class Failure:
    """A bad day.

    Attributes:
        method: of which method, in lower case; None for any but getUpdates.
        chat_id: in which chat; None for any.
        times: how many calls it lasts; None until removed from `failures`.
        status: the HTTP status answered; 0 drops the connection.
        retry_after: for 429.
        delay: seconds before the answer.
        done_first: whether the call takes effect all the same.
    """

    method: str | None = None
    chat_id: int | None = None
    times: int | None = 1
    status: int = 500
    retry_after: int | None = None
    delay: float = 0.0
    done_first: bool = False


class BotApi:
    """The server; see the module's text."""

    def __init__(self, token: str = TOKEN, first_update: int = 1) -> None:
        """Begins with nobody; updates count from `first_update`.

        A program that has met one server takes the same ids of a second for repetitions.
        """
        self.token = token
        self.calls: list[Call] = []
        self.messages: list[Sent] = []
        self.updates: dict[int, dict[str, Any]] = {}
        self.failures: list[Failure] = []
        self.unknown_tokens = 0
        self.confirmed = 0
        self.commands: list[dict[str, str]] = []
        self.descriptions: dict[str, str] = {}
        self.webhook: dict[str, Any] = {}
        self.webhook_answers: list[tuple[int, int]] = []
        self.answered_presses: dict[str, dict[str, Any]] = {}
        self.port = 0
        self._blocked: set[int] = set()
        self._chats: set[int] = set()
        self._files: set[str] = set()
        self._presses: set[str] = set()
        self._next_update = first_update
        self._next_message = 1
        self._changed = asyncio.Event()
        self._poll: asyncio.Task[Any] | None = None
        self._deliveries: asyncio.Task[None] | None = None
        self._runner: web.AppRunner | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    # Starting and stopping

    @property
    def url(self) -> str:
        """What TELEGRAM_API_URL must be."""
        return f"http://127.0.0.1:{self.port}"

    async def __aenter__(self) -> BotApi:
        self._loop = asyncio.get_running_loop()
        app = web.Application(client_max_size=64 << 20)
        app.router.add_route("*", "/bot{token}/{method}", self._answer)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None = None,
        error: BaseException | None = None,
        trace: TracebackType | None = None,
    ) -> None:
        if self._deliveries is not None:
            await end(self._deliveries)
        if self._runner is not None:
            await self._runner.cleanup()

    @contextmanager
    def in_thread(self) -> Iterator[BotApi]:
        """Runs the server in a thread of its own; all methods may be called from outside."""
        loop = asyncio.new_event_loop()
        thread = threading.Thread(target=loop.run_forever, daemon=True)
        thread.start()
        asyncio.run_coroutine_threadsafe(self.__aenter__(), loop).result(10)
        try:
            yield self
        finally:
            asyncio.run_coroutine_threadsafe(self.__aexit__(), loop).result(10)
            asyncio.run_coroutine_threadsafe(_end_other_tasks(), loop).result(10)
            loop.call_soon_threadsafe(loop.stop)
            thread.join(10)
            loop.close()

    # What people do

    def say(self, chat_id: int, text: str, **more: Any) -> int:
        """Somebody writes; returns the update's id."""
        return self.push({"message": self.message_body(chat_id, text=text, **more)})

    def say_all(self, chat_id: int, texts: Sequence[str]) -> None:
        """Somebody has written all of it by the time the bot looks."""
        first = self._next_update
        self._next_update += len(texts)
        self.meet(chat_id)
        self.updates.update(
            {
                number: {"update_id": number, "message": self.message_body(chat_id, text=text)}
                for number, text in enumerate(texts, first)
            }
        )
        self._note()

    def press(self, chat_id: int, message_id: int, data: str) -> int:
        """Somebody presses a button, or forges a press; returns the update's id."""
        press_id = f"press-{self._next_update}"
        self._presses.add(press_id)
        message = self.message_body(chat_id, text="…")
        message["message_id"] = message_id
        pressed = next((one for one in self.messages if one.message_id == message_id), None)
        if pressed is not None and pressed.keyboard:
            message["reply_markup"] = {"inline_keyboard": pressed.keyboard}
        return self.push(
            {
                "callback_query": {
                    "id": press_id,
                    "from": _user(chat_id),
                    "message": message,
                    "chat_instance": "1",
                    "data": data,
                }
            }
        )

    def block(self, chat_id: int, tell: bool = True) -> None:
        """Somebody blocks the bot; Telegram usually tells of it."""
        self._blocked.add(chat_id)
        if tell:
            self.push({"my_chat_member": _membership(chat_id, "member", "kicked")})

    def unblock(self, chat_id: int, tell: bool = True) -> None:
        """Somebody lets the bot back in."""
        self._blocked.discard(chat_id)
        if tell:
            self.push({"my_chat_member": _membership(chat_id, "kicked", "member")})

    def push(self, update: dict[str, Any], update_id: int | None = None) -> int:
        """Queues any update, however odd; `chat.id`s in it become known chats."""
        number = self._next_update if update_id is None else update_id
        self._next_update = max(self._next_update, number) + 1
        self._learn_chats(update)
        self.updates[number] = {"update_id": number, **update}
        self._note()
        return number

    def message_body(
        self, chat_id: int, chat_type: str = "private", **content: Any
    ) -> dict[str, Any]:
        """A message object as Telegram would send it."""
        self._next_message += 1
        return {
            "message_id": self._next_message,
            "date": 1_700_000_000,
            "chat": {"id": chat_id, "type": chat_type, "first_name": "Sam"},
            "from": _user(chat_id),
            **content,
        }

    def meet(self, *chat_ids: int) -> None:
        """Makes chats known, as if they had written before."""
        self._chats.update(chat_ids)

    # Bad days

    def fail(self, **about: Any) -> Failure:
        """Adds a `Failure`; earlier ones go first."""
        failure = Failure(**about)
        self.failures.append(failure)
        return failure

    def forget_files(self) -> None:
        """Makes all file ids unknown, as after a change of token."""
        self._files.clear()

    # What tests ask

    def sent(self, chat_id: int) -> list[Sent]:
        """The bot's messages in a chat."""
        return [message for message in self.messages if message.chat_id == chat_id]

    def texts(self, chat_id: int) -> list[str]:
        """Their texts."""
        return [message.text for message in self.sent(chat_id)]

    def called(self, method: str) -> list[Call]:
        """The calls of a method."""
        return [call for call in self.calls if call.method == method.lower()]

    async def until(self, condition: Callable[[], object], seconds: float = 10.0) -> None:
        """Waits until a condition on this server holds (within the server's own loop)."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while not condition():
            if loop.time() > deadline:
                raise asyncio.TimeoutError
            self._changed.clear()
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._changed.wait(), 0.05)

    # The server

    def _note(self) -> None:
        # Tests beside a server in a thread call from outside its loop.
        if self._loop is not None and self._loop.is_running():
            self._loop.call_soon_threadsafe(self._changed.set)

    def _learn_chats(self, body: object) -> None:
        if isinstance(body, dict):
            chat = body.get("chat")
            if isinstance(chat, dict) and isinstance(chat.get("id"), int):
                self._chats.add(chat["id"])
            for value in body.values():
                self._learn_chats(value)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        token = request.match_info["token"]
        if token != self.token:
            self.unknown_tokens += 1
            well_formed = re.fullmatch(r"\d+:[A-Za-z0-9_-]{35}", token)
            return _refused(
                Refusal(401, "Unauthorized") if well_formed else Refusal(404, "Not Found")
            )
        try:
            params, files = await _read(request)
        except ConnectionResetError:
            return web.Response()
        call = Call(request.match_info["method"].lower(), params, tuple(files))
        self.calls.append(call)
        failure = self._failure(call)
        try:
            if failure is not None:
                await asyncio.sleep(failure.delay)
                if failure.done_first or failure.status == 200:
                    result = await self._do(call, files)
                if failure.status != 200:
                    return self._bad_day(request, call, failure)
            else:
                result = await self._do(call, files)
            return web.json_response({"ok": True, "result": result})
        except Refusal as refusal:
            call.status = refusal.code
            return _refused(refusal)
        finally:
            self._changed.set()

    def _failure(self, call: Call) -> Failure | None:
        for failure in self.failures:
            method_fits = (
                call.method != "getupdates"
                if failure.method is None
                else call.method == failure.method.lower()
            )
            chat_fits = failure.chat_id is None or str(failure.chat_id) == str(
                call.params.get("chat_id")
            )
            if method_fits and chat_fits:
                if failure.times is not None:
                    failure.times -= 1
                    if failure.times <= 0:
                        self.failures.remove(failure)
                return failure
        return None

    def _bad_day(self, request: web.Request, call: Call, failure: Failure) -> web.StreamResponse:
        call.status = failure.status
        if failure.status == 0:
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        if failure.status == 429:
            wait = failure.retry_after or 1
            return _refused(
                Refusal(429, f"Too Many Requests: retry after {wait}", retry_after=wait)
            )
        if failure.status >= 500:
            # As from a proxy in front: no JSON.
            return web.Response(status=failure.status, text="<html>trouble</html>")
        return _refused(Refusal(failure.status, "injected"))

    async def _do(self, call: Call, files: dict[str, bytes]) -> Any:
        params = call.params
        match call.method:
            case "getme":
                return _bot(self.token)
            case "getupdates":
                return await self._get_updates(params)
            case "sendmessage":
                return self._send_message(params)
            case "sendphoto" | "sendanimation" | "senddocument":
                return self._send_file(call.method.removeprefix("send"), params, files)
            case "sendchataction":
                self._reachable(params)
                if params.get("action") not in _ACTIONS:
                    raise bad_request("wrong parameter action in request")
                return True
            case "answercallbackquery":
                return self._answer_press(params)
            case "editmessagetext" | "editmessagecaption" | "editmessagereplymarkup":
                return self._edit(call.method, params)
            case "setmycommands":
                return self._set_commands(params)
            case "setmydescription":
                return self._describe("description", params, 512)
            case "setmyshortdescription":
                return self._describe("short_description", params, 120)
            case "setwebhook":
                return self._set_webhook(params)
            case "deletewebhook":
                self.webhook = {}
                return True
            case "getwebhookinfo":
                return {"url": self.webhook.get("url", ""), "has_custom_certificate": False,
                        "pending_update_count": len(self.updates)}  # fmt: skip
            case _:
                raise Refusal(404, "Not Found: method not found")

    async def _get_updates(self, params: dict[str, Any]) -> list[dict[str, Any]]:
        if self.webhook:
            raise Refusal(409, "Conflict: can't use getUpdates method while webhook is active")
        if self._poll is not None and not self._poll.done():
            self._poll.cancel()
        self._poll = asyncio.current_task()
        try:
            return await self._wait_for_updates(params)
        except asyncio.CancelledError:
            raise Refusal(409, "Conflict: terminated by other getUpdates request") from None

    async def _wait_for_updates(self, params: dict[str, Any]) -> list[dict[str, Any]]:
        offset = int(params.get("offset", 0))
        limit = int(params.get("limit", 100))
        if offset > 0:
            self._confirm(offset)
        loop = asyncio.get_running_loop()
        deadline = loop.time() + int(params.get("timeout", 0))
        while True:
            wanted = [
                body
                for number, body in sorted(self.updates.items())
                if _allowed(body, params.get("allowed_updates"))
            ]
            if offset < 0:
                wanted = wanted[offset:]
            left = deadline - loop.time()
            if wanted or left <= 0:
                return wanted[: max(1, min(limit, 100))]
            self._changed.clear()
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._changed.wait(), left)

    def _confirm(self, offset: int) -> None:
        self.confirmed = max(self.confirmed, offset - 1)
        # A copy: people act from another thread, beside a program in another process.
        for number in [number for number in list(self.updates) if number < offset]:
            del self.updates[number]

    def _reachable(self, params: dict[str, Any]) -> int:
        try:
            chat_id = int(params.get("chat_id", ""))
        except ValueError:
            raise bad_request("chat not found") from None
        if chat_id not in self._chats:
            raise bad_request("chat not found")
        if chat_id in self._blocked:
            raise Refusal(403, "Forbidden: bot was blocked by the user")
        return chat_id

    def _send_message(self, params: dict[str, Any]) -> dict[str, Any]:
        chat_id = self._reachable(params)
        text = _visible(params.get("text"), params.get("parse_mode"))
        if not text.strip():
            raise bad_request("message text is empty")
        if _utf16(text) > 4096:
            raise bad_request("message is too long")
        keyboard = _keyboard(params.get("reply_markup"))
        return self._keep(Sent(0, chat_id, text, html=params.get("text"), keyboard=keyboard))

    def _send_file(
        self, kind: str, params: dict[str, Any], files: dict[str, bytes]
    ) -> dict[str, Any]:
        chat_id = self._reachable(params)
        given = params.get(kind)
        upload = next(iter(files.values()), None)
        if upload is not None:
            if not upload.startswith(_MAGIC[kind]) or not upload:
                raise bad_request("IMAGE_PROCESS_FAILED")
            if len(upload) > _FILE_LIMIT[kind]:
                raise Refusal(413, "Request Entity Too Large")
            file_id = f"{kind}-{len(self._files) + 1}-{self._next_message}"
            self._files.add(file_id)
        elif isinstance(given, str) and given in self._files:
            file_id = given
        else:
            raise bad_request("wrong file identifier/HTTP URL specified")
        caption = _visible(params.get("caption") or "", params.get("parse_mode"))
        if _utf16(caption) > 1024:
            raise bad_request("message caption is too long")
        keyboard = _keyboard(params.get("reply_markup"))
        return self._keep(Sent(0, chat_id, caption, kind, params.get("caption"), file_id, keyboard))

    def _keep(self, sent: Sent) -> dict[str, Any]:
        self._next_message += 1
        sent.message_id = self._next_message
        self.messages.append(sent)
        return self._as_message(sent)

    def _as_message(self, sent: Sent) -> dict[str, Any]:
        body: dict[str, Any] = {
            "message_id": sent.message_id,
            "date": 1_700_000_000,
            "chat": {"id": sent.chat_id, "type": "private", "first_name": "Sam"},
            "from": _bot(self.token),
        }
        file = {"file_id": sent.file_id, "file_unique_id": f"u{sent.file_id}"}
        size = {"width": 10, "height": 10}
        match sent.kind:
            case "text":
                body["text"] = sent.text
            case "photo":
                body |= {"photo": [{**file, **size}], "caption": sent.text}
            case "animation":
                body |= {"animation": {**file, **size, "duration": 1}, "document": file}
            case _:
                body |= {"document": file, "caption": sent.text}
        if sent.keyboard:
            body["reply_markup"] = {"inline_keyboard": sent.keyboard}
        return body

    def _answer_press(self, params: dict[str, Any]) -> bool:
        press_id = str(params.get("callback_query_id"))
        if press_id not in self._presses:
            raise bad_request(
                "query is too old and response timeout expired or query ID is invalid"
            )
        if len(params.get("text") or "") > 200:
            raise bad_request("MESSAGE_TOO_LONG")
        self.answered_presses[press_id] = params
        return True

    def _edit(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        chat_id = self._reachable(params)
        message_id = int(params.get("message_id", 0))
        sent = next((found for found in self.sent(chat_id) if found.message_id == message_id), None)
        if sent is None:
            raise bad_request("message to edit not found")
        keyboard = _keyboard(params.get("reply_markup"))
        text = sent.text
        if method != "editmessagereplymarkup":
            field_name = "text" if method == "editmessagetext" else "caption"
            text = _visible(params.get(field_name), params.get("parse_mode"))
            if not text and field_name == "text":
                raise bad_request("message text is empty")
            if _utf16(text) > (4096 if field_name == "text" else 1024):
                raise bad_request("MESSAGE_TOO_LONG")
        if text == sent.text and keyboard == sent.keyboard:
            raise bad_request("message is not modified: specified new message content and reply "
                              "markup are exactly the same")  # fmt: skip
        sent.text, sent.keyboard = text, keyboard
        return self._as_message(sent)

    def _set_commands(self, params: dict[str, Any]) -> bool:
        commands = params.get("commands") or []
        if len(commands) > 100:
            raise bad_request("BOT_COMMANDS_TOO_MUCH")
        for command in commands:
            if not re.fullmatch(r"[a-z0-9_]{1,32}", command.get("command", "")):
                raise bad_request("BOT_COMMAND_INVALID")
            if not 1 <= len(command.get("description", "")) <= 256:
                raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
        self.commands = commands
        return True

    def _describe(self, name: str, params: dict[str, Any], longest: int) -> bool:
        text = params.get(name) or ""
        if _utf16(text) > longest:
            raise bad_request("description is too long")
        self.descriptions[name] = text
        return True

    def _set_webhook(self, params: dict[str, Any]) -> bool:
        # Telegram itself wants https; on loopback there is none.
        if not re.match(r"https?://", params.get("url", "")):
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", params.get("secret_token") or ""):
            raise bad_request("secret token contains unallowed characters")
        self.webhook = params
        if self._deliveries is None:
            self._deliveries = asyncio.create_task(self._deliver())
        return True

    async def _deliver(self) -> None:
        """Posts updates to the webhook: chats beside each other, one at a time within a chat."""
        busy: dict[object, asyncio.Task[None]] = {}
        async with ClientSession(timeout=ClientTimeout(60)) as session:
            try:
                while True:
                    self._changed.clear()
                    busy = {chat: task for chat, task in busy.items() if not task.done()}
                    for number, body in sorted(self.updates.items()):
                        chat = _chat_of(body)
                        if self.webhook and chat not in busy:
                            busy[chat] = asyncio.create_task(self._post(session, number, body))
                    with suppress(asyncio.TimeoutError):
                        await asyncio.wait_for(self._changed.wait(), 0.1)
            finally:
                await end(*busy.values())

    async def _post(self, session: ClientSession, number: int, body: dict[str, Any]) -> None:
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.webhook.get("secret_token") or ""}
        try:
            async with session.post(self.webhook["url"], json=body, headers=headers) as answer:
                status = answer.status
        except (ClientError, asyncio.TimeoutError, OSError):
            status = 0
        self.webhook_answers.append((number, status))
        if 200 <= status < 300:
            self.updates.pop(number, None)
            self.confirmed = max(self.confirmed, number)
        else:
            await asyncio.sleep(0.2)
        self._changed.set()


class _HtmlText(HTMLParser):
    """Reads Telegram's HTML; refuses unknown tags, wrong nesting and loose angle brackets."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _TAGS:
            raise bad_request(f'can\'t parse entities: Unsupported start tag "{tag}"')
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            raise bad_request(f'can\'t parse entities: Unexpected end tag "{tag}"')

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def handle_decl(self, decl: str) -> None:
        raise bad_request("can't parse entities: Unsupported start tag")

    handle_comment = handle_pi = unknown_decl = handle_decl

    def finish(self) -> str:
        self.close()
        if self._open:
            raise bad_request(f"can't parse entities: Can't find end tag \"{self._open[-1]}\"")
        return "".join(self.text)


def _visible(text: object, parse_mode: object) -> str:
    """What the person reads, once the markup is parsed."""
    if not isinstance(text, str):
        return ""
    if parse_mode is None:
        return text
    if parse_mode != "HTML":
        raise bad_request("unsupported parse_mode")
    if _ENTITY.search(text):
        raise bad_request("can't parse entities: Unexpected &")
    # A bracket that opens no tag would pass html.parser as text.
    if re.search(r"<(?!/?[a-zA-Z])", text) or re.search(r"<[^>]*$", text):
        raise bad_request("can't parse entities: Unsupported start tag")
    parser = _HtmlText()
    parser.feed(text)
    return parser.finish()


def _keyboard(markup: object) -> list[list[dict[str, Any]]]:
    if not isinstance(markup, dict):
        return []
    rows: list[list[dict[str, Any]]] = markup.get("inline_keyboard", [])
    for button in (button for row in rows for button in row):
        if not button.get("text"):
            raise bad_request("text buttons are unallowed in the inline keyboard")
        data = button.get("callback_data")
        if data is not None and not 1 <= len(data.encode()) <= 64:
            raise bad_request("BUTTON_DATA_INVALID")
    return rows


def _utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


async def _end_other_tasks() -> None:
    """Ends what still serves connections whose other end was killed."""
    await end(*asyncio.all_tasks() - {asyncio.current_task()})


def _allowed(body: dict[str, Any], kinds: object) -> bool:
    if not isinstance(kinds, list) or not kinds:
        return True
    # An odd update has to arrive, or nothing could be tested with it.
    known = {"message", "edited_message", "channel_post", "callback_query", "my_chat_member"}
    return bool(set(kinds) & set(body)) or not known & set(body)


def _chat_of(body: dict[str, Any]) -> object:
    for part in (body.get("callback_query") or {}, body):
        for value in part.values() if isinstance(part, dict) else ():
            if isinstance(value, dict) and isinstance(value.get("chat"), dict):
                return value["chat"].get("id")
    return None


def _user(chat_id: int) -> dict[str, Any]:
    return {"id": chat_id, "is_bot": False, "first_name": "Sam", "language_code": "en"}


def _bot(token: str) -> dict[str, Any]:
    return {"id": int(token.partition(":")[0]), "is_bot": True, "first_name": "Hipwise",
            "username": "hipwise_bot"}  # fmt: skip


def _membership(chat_id: int, old: str, new: str) -> dict[str, Any]:
    def member(status: str) -> dict[str, Any]:
        body: dict[str, Any] = {"status": status, "user": _bot(TOKEN)}
        return {**body, "until_date": 0} if status == "kicked" else body

    return {
        "chat": {"id": chat_id, "type": "private", "first_name": "Sam"},
        "from": _user(chat_id),
        "date": 1_700_000_000,
        "old_chat_member": member(old),
        "new_chat_member": member(new),
    }


def _refused(refusal: Refusal) -> web.Response:
    body: dict[str, Any] = {
        "ok": False,
        "error_code": refusal.code,
        "description": refusal.description,
    }
    if refusal.parameters:
        body["parameters"] = refusal.parameters
    return web.json_response(body, status=refusal.code)


async def _read(request: web.Request) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Parameters from the query, a form or JSON; values that are JSON are decoded."""
    params: dict[str, Any] = dict(request.query)
    files: dict[str, bytes] = {}
    if request.content_type == "application/json":
        params |= await request.json()
    else:
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                with value.file as upload:
                    files[name] = upload.read()
            else:
                params[name] = value.decode() if isinstance(value, bytes | bytearray) else value
    for name in ("reply_markup", "commands", "allowed_updates"):
        if isinstance(params.get(name), str):
            params[name] = json.loads(params[name])
    return params, files
