"""The loop with a plain stand-in for the talk, and a clock that tests set."""

from __future__ import annotations

import datetime as dtm
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage
from sqlalchemy.orm import Session, sessionmaker

from hipwise.guided_sets import GuidedSets, load_set_words
from hipwise.records.flags import Flags
from hipwise.records.people import People
from hipwise.reminders.loop import Reminders
from hipwise.reminders.reminding import Reminding, build_reminding
from hipwise.replies import Reply
from hipwise.telegram.sending import Outcome

ROOT = Path(__file__).parents[2]
NOW = dtm.datetime(2026, 11, 25, 14, 0, tzinfo=dtm.timezone.utc)  # a Wednesday
HOUR, DAY = dtm.timedelta(hours=1), dtm.timedelta(days=1)
TONIGHT = NOW.replace(hour=19, minute=30)
HOME = "Europe/London"
CHECK_IN = Reply("Hello, it's the time you picked. Did you train today?")


class Clock:
    """The moment that a test says it is."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> dtm.datetime:
        return self.now


class Talk:
    """Stands in for Rasa's agent: a prompt is said in the words of its composer."""

    def __init__(self, reminding: Reminding) -> None:
        self._reminding = reminding
        self.heard: list[UserMessage] = []
        self.breaks = False

    async def handle_message(self, message: UserMessage) -> None:
        """Composes and says."""
        self.heard.append(message)
        if self.breaks:
            raise RuntimeError("a turn that breaks")
        carried = {
            entity["entity"]: entity["value"] for entity in (message.parse_data or {})["entities"]
        }
        day = dtm.date.fromisoformat(carried["prompt_day"])
        kind, person = carried["prompt_kind"], str(message.sender_id)
        composed = self._reminding.composers.compose(kind, person, day)
        # A check-in is asked by its form, which is Rasa's to run.
        for reply in (CHECK_IN,) if kind in ("check_in", "snooze") else composed:
            buttons = [{"title": one.title, "payload": one.payload} for one in reply.buttons]
            response = {"text": reply.text, "buttons": buttons, "image": reply.image}
            await message.output_channel.send_response(str(message.sender_id), response)


class Post:
    """Stands in for the channel."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.outcome: Callable[[], Outcome] = lambda: Outcome.SENT

    async def __call__(self, person: str, reply: Reply) -> Outcome:
        self.sent.append((person, reply.text))
        return self.outcome()


class Rig:
    """Everything there is around the loop."""

    def __init__(self, sessions: sessionmaker[Session]) -> None:
        self.clock = Clock()
        self.reminding = build_reminding(sessions, ROOT, self.clock, HOME)
        self.schedules, self.prompts = self.reminding.schedules, self.reminding.prompts
        self.people, self.flags = People(sessions), Flags(sessions)
        self.guided = GuidedSets(load_set_words(ROOT / "content" / "guided_set.yml"))
        self.talk, self.post = Talk(self.reminding), Post()
        self.slept: list[float] = []
        agent: Any = self.talk
        self.loop = Reminders(
            agent,
            self.reminding,
            self.flags,
            self.guided,
            self.clock,
            sleep=self._sleep,
            monotonic=lambda: 1e6 + sum(self.slept),
        )

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    async def at(self, moment: dtm.datetime) -> list[str]:
        """Lets it be a moment, says what is due, and gives what was sent."""
        self.clock.now = moment
        before = len(self.post.sent)
        await self.loop.send_due(self.post)
        return [text for _, text in self.post.sent[before:]]

    def outcomes(self, person: str) -> list[tuple[str, str | None]]:
        """Kind and outcome of somebody's prompts."""
        return [(str(prompt.kind), prompt.outcome) for prompt in self.prompts.of(person)]


@pytest.fixture
def rig(on_both: sessionmaker[Session]) -> Rig:
    return Rig(on_both)
