"""The action of guided sets, run by rasa-sdk's own executor as in the program."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from actions.guided_set import SLOT, ActionGuideSet
from hipwise.guided_sets import Stage, State
from hipwise.in_process import InProcessActions
from hipwise.knowledge.library import load_library
from hipwise.records.database import migrate, open_engine, session_factory
from hipwise.records.flags import Flags
from hipwise.records.noted_sets import NotedSets
from hipwise.records.people import People
from hipwise.replies import Reply
from hipwise.services import build_services
from hipwise.virtual_time import VirtualTime

CONTENT = Path(__file__).parents[2] / "content"
NOW = datetime(2026, 11, 25, 14, 0, tzinfo=timezone.utc)
SAM = "desk:sam"


class Talk:
    """Calls the action as Rasa does, and keeps slots as Rasa would."""

    def __init__(self, folder: Path) -> None:
        engine = open_engine(f"sqlite:///{folder}/records.db")
        migrate(engine)
        sessions = session_factory(engine)
        self.engine, self.folder = engine, folder
        self.people = People(sessions)
        self.noted = NotedSets(sessions)
        self.flags = Flags(sessions)
        self.time = VirtualTime()
        self.shown: list[Reply] = []
        self.slots: dict[str, Any] = {}
        self.sessions = sessions
        self.library = load_library(CONTENT)
        self.restart()

    def restart(self) -> None:
        """Forgets what lives in memory."""
        services = build_services(
            self.library, self.sessions, self.engine, self.folder, lambda: NOW
        )
        self.sets, self.diary = services.guided, services.diary
        self.sets.open_stage("desk", Stage(lambda _: self, self.time.sleep, self.time.seconds))
        self.endpoint = InProcessActions([ActionGuideSet(services)])

    def show(self, reply: Reply, fresh: bool) -> None:
        """Is the display too."""
        self.shown.append(reply)

    async def do(self, text: str = "", sender: str = SAM, **entities: str) -> list[dict[str, Any]]:
        """Takes a turn; returns the responses."""
        found = [
            {"entity": name, "value": value, "start": 0, "end": 0}
            for name, value in entities.items()
        ]
        message = {
            "text": text or "/tap",
            "intent": {"name": "start_guided_set"},
            "entities": found,
        }
        tracker = {
            "sender_id": sender,
            "slots": self.slots,
            "latest_message": message,
            "events": [],
            "paused": False,
            "followup_action": None,
            "active_loop": {},
            "latest_action_name": None,
        }
        call = {
            "next_action": "action_guide_set",
            "sender_id": sender,
            "tracker": tracker,
            "domain": {},
        }
        result = await self.endpoint.request(json=call)
        assert result is not None
        for event in result["events"]:
            self.slots[event["name"]] = event["value"]
        responses: list[dict[str, Any]] = result["responses"]
        return responses


@pytest_asyncio.fixture
async def talk(tmp_path: Path) -> AsyncIterator[Talk]:
    """A talk with records of its own."""
    made = Talk(tmp_path)
    yield made
    await made.sets.close()
    made.engine.dispose()


async def test_the_exercise_is_named_or_talked_about_or_asked_for(talk: Talk) -> None:
    (asked,) = await talk.do("count me through a set")
    assert [button["title"] for button in asked["buttons"]][:2] == ["Clamshell", "Hydrant"]
    assert len(asked["buttons"]) == len(talk.library.exercises)
    assert talk.sets.state(SAM) is None
    assert await talk.do(exercise="bridge") == []
    assert talk.shown[-1].text.startswith("*Bridge.*")
    assert talk.slots["topic"] == "start_guided_set"
    await talk.do("again with you counting")
    assert talk.shown[-1].text.startswith("*Bridge.*")


async def test_yes_stores_what_was_done_once(talk: Talk) -> None:
    await talk.do(exercise="clamshell")
    await talk.time.advance(1000)
    assert talk.sets.state(SAM) is State.ASKING
    (noted,) = await talk.do(set_step="note")
    assert noted["text"] == "Noted: Clamshell, 2 × 10 on each side. Well done!"
    assert talk.shown[-1].buttons == ()
    (again,) = await talk.do(set_step="note")
    assert again["text"] == talk.sets.words.nothing_to_note
    (row,) = talk.noted.of(SAM)
    assert (row.exercise, row.sets, row.reps, row.noted_at) == ("clamshell", 2, 10, NOW)
    talk.people.delete(SAM)
    assert talk.noted.of(SAM) == []


async def test_noting_one_exercise_of_the_plan_leads_on_to_the_next(talk: Talk) -> None:
    talk.people.seen(SAM, NOW)
    plan = talk.diary.make(SAM, NOW, days=("wednesday",))
    exercises = [item.exercise for item in plan.items]
    assert len(exercises) > 1
    for place, exercise in enumerate(exercises):
        await talk.do(exercise=exercise)
        await talk.time.advance(2000)
        (noted,) = await talk.do(set_step="note")
        following = [button["payload"] for button in noted.get("buttons") or []]
        ahead = [
            f'/start_guided_set{{"exercise":"{one}"}}' for one in exercises[place + 1 : place + 2]
        ]
        assert following == ahead, exercise


@pytest.mark.parametrize(
    ("said", "noted"),
    [
        ({"sets": "1", "reps": "4"}, "Noted: Clamshell, 1 × 4 on each side. Well done!"),
        ({"reps": "12"}, "Noted: Clamshell, 2 × 12 on each side. Well done!"),
        ({"sets": "50", "reps": "900"}, "Noted: Clamshell, 6 × 20 on each side. Well done!"),
        ({"sets": "0"}, "Noted: Clamshell, 2 × 10 on each side. Well done!"),
    ],
)
async def test_the_amounts_said_are_counted(talk: Talk, said: dict[str, str], noted: str) -> None:
    await talk.do("count me through", exercise="clamshell", **said)
    await talk.time.advance(6000)
    (told,) = await talk.do(set_step="note")
    assert told["text"] == noted


async def test_the_amounts_of_the_plan_are_counted(talk: Talk) -> None:
    talk.people.seen(SAM, NOW)
    plan = talk.diary.make(SAM, NOW)
    first = replace(plan.items[0], sets=3, reps=12)
    talk.diary.edit(SAM, lambda kept: replace(kept, items=(first, *kept.items[1:])), NOW, [])
    await talk.do(exercise=first.exercise)
    await talk.time.advance(3000)
    (told,) = await talk.do(set_step="note")
    assert "3 × 12" in told["text"]


async def test_no_stores_nothing(talk: Talk) -> None:
    await talk.do(exercise="bridge")
    await talk.time.advance(1000)
    (said,) = await talk.do("no thanks", set_step="leave")
    assert said["text"] == talk.sets.words.not_noted
    assert talk.slots[SLOT] is None and talk.noted.of(SAM) == []


async def test_stopping_after_a_whole_set_notes_that_one(talk: Talk) -> None:
    await talk.do(exercise="bridge")
    await talk.do(set_step="pause")
    await talk.do(set_step="resume")
    (refused,) = await talk.do(set_step="note")
    assert refused["text"] == talk.sets.words.nothing_to_note
    await talk.time.advance(90)
    await talk.do(set_step="skip_rest")
    assert await talk.do("enough", set_step="stop") == []
    assert "1 of 3" in talk.shown[-1].text
    await talk.do(set_step="note")
    assert [row.sets for row in talk.noted.of(SAM)] == [1]


async def test_after_a_restart_nothing_wrong_is_said(talk: Talk) -> None:
    await talk.do(exercise="bridge")
    await talk.sets.close()
    talk.restart()
    (lost,) = await talk.do(set_step="pause")
    assert [button["payload"] for button in lost["buttons"]] == [
        '/start_guided_set{"exercise":"bridge"}'
    ]
    assert await talk.do(set_step="resume") == []
    assert talk.sets.state(SAM) is State.COUNTING
    await talk.time.advance(1000)
    await talk.sets.close()
    talk.restart()
    # The question was open when the program ended; its answer still counts.
    await talk.do(set_step="note")
    assert len(talk.noted.of(SAM)) == 1
    (nothing,) = await talk.do(set_step="stop")
    assert nothing["text"] == talk.sets.words.nothing_runs
    (nothing,) = await talk.do(set_step="skip_rest")
    assert nothing["text"] == talk.sets.words.nothing_runs


async def test_where_nothing_can_be_shown_it_says_so(talk: Talk) -> None:
    (said,) = await talk.do(exercise="bridge", sender="rest:1")
    assert said["text"] == talk.sets.words.no_stage
