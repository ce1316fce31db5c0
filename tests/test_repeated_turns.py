"""Turns that come again after a crash, with the real program and its records."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest
from rasa.core.channels.channel import UserMessage
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from hipwise.app import Program
from hipwise.records.check_ins import CheckIns
from hipwise.records.database import session_factory
from hipwise.records.once import run_of
from hipwise.replies import Reply
from hipwise.turns import CollectedReplies

SCORE = "it's a 7 out of 10 right now"


class Someone:
    """A person on Telegram whose messages may come twice."""

    _chats, _updates = count(70_001), count(900_000_001)

    def __init__(self, program: Program) -> None:
        self._program = program
        self.person = f"telegram:{next(self._chats)}"
        self.check_ins = CheckIns(session_factory(program.engine))

    def message(self, said: str) -> UserMessage:
        """A message as the channel hands it on; a payload for a press."""
        update_id = next(self._updates)
        return UserMessage(
            said,
            CollectedReplies(),
            self.person,
            parse_data=self._program.payloads.parse(said) if said.startswith("/") else None,
            input_channel="telegram",
            message_id=str(update_id),
            metadata={"update_id": update_id},
        )

    async def deliver(self, message: UserMessage) -> list[Reply]:
        """Runs the turn of a message, as often as this is called."""
        again = UserMessage(
            message.text,
            CollectedReplies(),
            self.person,
            parse_data=message.parse_data,
            input_channel="telegram",
            message_id=message.message_id,
            metadata=dict(message.metadata),
        )
        with run_of(message.metadata["update_id"]):
            await self._program.agent.handle_message(again)
        return list(again.output_channel.replies)

    async def ask(self, said: str) -> list[Reply]:
        """Says something once."""
        return await self.deliver(self.message(said))

    def forget_talk(self) -> None:
        """As if the process had died before Rasa wrote the turn down."""
        with self._program.services.everything._conversations.begin() as connection:
            connection.execute(text("DELETE FROM events WHERE sender_id = :p"), {"p": self.person})

    def said(self) -> list[str]:
        """What the conversation holds of theirs."""
        rows = self._program.services.everything.of(self.person)["conversation"]
        return [str(row["text"]) for row in rows if row["who"] == "you"]

    def scores(self) -> list[int]:
        """The pain scores on record."""
        return [int(report.score) for report in self.check_ins.pain_reports(self.person)]


@pytest.fixture
def sam(program: Program) -> Iterator[Someone]:
    """Somebody nobody has met."""
    yield Someone(program)


async def test_a_turn_that_was_kept_is_answered_with_the_same_words(sam: Someone) -> None:
    await sam.ask("hello")
    message = sam.message("how do I do clamshells?")
    first = await sam.deliver(message)
    assert first and first[0].buttons
    assert await sam.deliver(message) == first
    assert sam.said() == ["hello", "how do I do clamshells?"]
    # Another message with the same words is another message.
    await sam.ask("how do I do clamshells?")
    assert len(sam.said()) == 3


async def test_a_turn_cut_off_before_it_was_kept_records_nothing_twice(sam: Someone) -> None:
    message = sam.message(SCORE)
    first = await sam.deliver(message)
    assert sam.scores() == [7]
    sam.forget_talk()
    assert await sam.deliver(message) == first
    assert sam.scores() == [7]
    await sam.ask(SCORE)
    assert sam.scores() == [7, 7]


async def test_erasing_that_was_cut_off_is_made_up_for(sam: Someone, program: Program) -> None:
    await sam.ask(SCORE)
    message = sam.message('/delete_data{"a":"yes"}')
    assert program.agent.processor is not None
    # The turn is kept, and the process dies before what follows it.
    await program.agent.processor.handle_message(message)
    program.services.erasures.take(sam.person)
    assert sam.said()
    await sam.deliver(message)
    assert not any(program.services.everything.of(sam.person).values())


async def test_a_turn_whose_action_fails_fails_whole(sam: Someone, program: Program) -> None:
    await sam.ask("hello")
    rename = "ALTER TABLE {} RENAME TO {}"
    with program.engine.begin() as connection:
        connection.execute(text(rename.format("pain_reports", "aside")))
    try:
        with pytest.raises(OperationalError) as caught:
            await sam.ask(SCORE)
    finally:
        with program.engine.begin() as connection:
            connection.execute(text(rename.format("aside", "pain_reports")))
    assert sam.person not in str(caught.value), "an error's text must not say who"
    assert sam.said() == ["hello"]
    await sam.ask(SCORE)
    assert sam.scores() == [7]
