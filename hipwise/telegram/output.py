"""Rasa's way out: each response becomes one `Reply`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from rasa.core.channels.channel import OutputChannel

from hipwise.replies import Reply, reply_from_rasa
from hipwise.telegram.identity import CHANNEL

Deliver = Callable[[str, Reply], Awaitable[object]]


class TelegramOutput(OutputChannel):
    """Hands replies on; text, picture and buttons of one response stay together."""

    def __init__(self, deliver: Deliver) -> None:
        """Keeps `deliver(person_id, reply)`, which must not raise for Telegram's reasons:
        an error here would cost Rasa the whole turn."""
        self._deliver = deliver

    @classmethod
    def name(cls) -> str:
        """The channel's name in Rasa."""
        return CHANNEL

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Sends one response of the bot."""
        await self._deliver(recipient_id, reply_from_rasa(message))

    async def send_text_message(self, recipient_id: str, text: str, **kwargs: Any) -> None:
        """Sends text alone."""
        await self.send_response(recipient_id, {"text": text})

    async def send_image_url(self, recipient_id: str, image: str, **kwargs: Any) -> None:
        """Sends a picture alone."""
        await self.send_response(recipient_id, {"image": image})

    async def send_text_with_buttons(
        self, recipient_id: str, text: str, buttons: Sequence[Mapping[str, Any]], **kwargs: Any
    ) -> None:
        """Sends text with buttons."""
        await self.send_response(recipient_id, {"text": text, "buttons": buttons})
