"""People guided through sets, in time that passes on demand."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from hipwise.errors import HipwiseError
from hipwise.guided_sets import (
    PATIENCE_SECONDS,
    STEPS,
    Display,
    GuidedSets,
    Stage,
    State,
    course_of,
    load_set_words,
)
from hipwise.knowledge.library import load_library
from hipwise.replies import Reply
from hipwise.virtual_time import VirtualTime

CONTENT = Path(__file__).parents[1] / "content"
WORDS = load_set_words(CONTENT / "guided_set.yml")
EXERCISES = load_library(CONTENT).exercises
BRIDGE = EXERCISES["bridge"]
SAM, KIM = "desk:sam", "desk:kim"


class Shown:
    """A display that keeps what it was shown."""

    def __init__(self) -> None:
        self.replies: list[Reply] = []
        self.fresh: list[bool] = []

    def show(self, reply: Reply, fresh: bool) -> None:
        """Keeps it."""
        self.replies.append(reply)
        self.fresh.append(fresh)

    @property
    def text(self) -> str:
        """What stands there now."""
        return self.replies[-1].text

    @property
    def steps(self) -> list[str]:
        """What the buttons stand for."""
        return [button.payload.split('"')[3] for button in self.replies[-1].buttons]


class Desk:
    """A stage, and the displays opened on it by person."""

    def __init__(self) -> None:
        self.time = VirtualTime()
        self.shown: dict[str, Shown] = {}
        self.sets = GuidedSets(WORDS)
        self.sets.open_stage("desk", Stage(self.open, self.time.sleep, self.time.seconds))

    def open(self, person: str) -> Display:
        """A new display."""
        self.shown[person] = Shown()
        return self.shown[person]


@pytest_asyncio.fixture
async def desk() -> AsyncIterator[Desk]:
    """Sets on a stage."""
    made = Desk()
    yield made
    await made.sets.close()


async def test_a_set_is_counted_to_its_end_and_offers_to_note_it(desk: Desk) -> None:
    desk.sets.start(SAM, BRIDGE)
    shown = desk.shown[SAM]
    assert shown.text == "*Bridge.* Get into position. We start in 10…"
    assert shown.steps == ["pause", "stop"]
    await desk.time.advance(10)
    assert shown.text == "*Bridge*, set 1 of 3\nRep 1 of 10: up…"
    await desk.time.advance(70)
    assert shown.text.startswith("Rest") and shown.steps == ["skip_rest", "pause", "stop"]
    await desk.time.advance(600)
    assert shown.text == WORDS.count.done
    assert shown.steps == ["note", "leave"]
    assert desk.sets.state(SAM) is State.ASKING
    desk.sets.answered(SAM)
    assert shown.steps == [] and desk.sets.state(SAM) is None


async def test_a_pause_begins_the_repetition_again(desk: Desk) -> None:
    desk.sets.start(SAM, BRIDGE)
    shown = desk.shown[SAM]
    await desk.time.advance(10 + 7 + 4)
    assert shown.text.endswith("Rep 2 of 10: up… 2 · hold… 2 · down…")
    assert desk.sets.pause(SAM)
    assert desk.sets.pause(SAM)
    assert (shown.text, shown.steps) == (WORDS.paused, ["resume", "stop"])
    await desk.time.advance(100)
    assert shown.text == WORDS.paused
    assert desk.sets.resume(SAM, fresh=True)
    assert desk.sets.resume(SAM)
    assert shown.fresh[-1]
    await desk.time.advance(3)
    assert shown.text.endswith("Rep 2 of 10: up…")


async def test_a_rest_is_skipped_and_nothing_else_is(desk: Desk) -> None:
    desk.sets.start(SAM, BRIDGE)
    shown = desk.shown[SAM]
    assert desk.sets.skip_rest(SAM)
    await desk.time.advance(12 + 70)
    assert shown.text.startswith("Rest")
    assert desk.sets.skip_rest(SAM)
    assert shown.text == "Get ready for set 2 of 3: 5…"


@pytest.mark.parametrize(("seconds", "done", "steps"), [(30, 0, []), (85, 1, ["note", "leave"])])
async def test_stopping_asks_to_note_whole_sets_only(
    desk: Desk, seconds: int, done: int, steps: list[str]
) -> None:
    desk.sets.start(SAM, BRIDGE)
    await desk.time.advance(seconds)
    assert desk.sets.stop(SAM) == done
    assert desk.shown[SAM].steps == steps
    before = len(desk.shown[SAM].replies)
    await desk.time.advance(100)
    assert len(desk.shown[SAM].replies) == before
    assert desk.sets.stop(SAM) is None


async def test_a_message_holds_the_count_and_pauses_it(desk: Desk) -> None:
    desk.sets.start(SAM, BRIDGE)
    await desk.time.advance(12)
    with desk.sets.turn(SAM):
        assert desk.sets.state(SAM) is State.HELD
        await desk.time.advance(5)
    assert desk.sets.state(SAM) is State.PAUSED
    with pytest.raises(RuntimeError), desk.sets.turn(SAM):
        desk.sets.resume(SAM)
        raise RuntimeError("a turn broke")
    assert desk.sets.state(SAM) is State.COUNTING
    with desk.sets.turn(SAM):
        desk.sets.end_for_safety(SAM)
    assert desk.sets.state(SAM) is None
    assert (desk.shown[SAM].text, desk.shown[SAM].steps) == (WORDS.stopped_for_safety, [])
    with desk.sets.turn(KIM):
        desk.sets.start(KIM, BRIDGE)
    assert desk.sets.state(KIM) is State.COUNTING


async def test_many_are_guided_at_once_and_each_alone(desk: Desk) -> None:
    people = [f"desk:{number}" for number in range(200)]
    for person in people:
        desk.sets.start(person, BRIDGE)
    await desk.time.advance(30)
    desk.sets.pause(people[0])
    await desk.time.advance(1)
    assert len({shown.text for shown in desk.shown.values()}) == 2
    # A second set takes the place of the first.
    first = desk.shown[people[1]]
    desk.sets.start(people[1], EXERCISES["wall_sit"])
    assert first.steps == []
    assert "Wall sit" in desk.shown[people[1]].text


async def test_an_unanswered_pause_or_question_is_let_go(desk: Desk) -> None:
    desk.sets.start(SAM, BRIDGE)
    desk.sets.pause(SAM)
    desk.sets.start(KIM, BRIDGE)
    await desk.time.advance(1000 + PATIENCE_SECONDS)
    assert desk.sets.state(SAM) is None and desk.sets.state(KIM) is None
    assert desk.shown[SAM].steps == []
    assert desk.shown[KIM].steps == ["note", "leave"]


async def test_words_steer_a_running_set_only(desk: Desk) -> None:
    assert desk.sets.step_meant(SAM, "stop") is None
    desk.sets.start(SAM, BRIDGE)
    meant = {
        "Hang on a sec!": "pause",
        "ok pause please": "pause",
        "carry on": "resume",
        "That’s enough": "stop",
        "stop": "stop",
        "skip the rest": "skip_rest",
        "yes": None,
        "stop, my knee locked": None,
        "how many more": None,
        "ok": None,
        "": None,
    }
    assert {text: desk.sets.step_meant(SAM, text) for text in meant} == meant
    await desk.time.advance(1000)
    assert desk.sets.step_meant(SAM, "yes please") == "note"
    assert desk.sets.step_meant(SAM, "nah") == "leave"
    assert desk.sets.step_meant(SAM, "stop") is None
    with desk.sets.turn(SAM):
        pass
    # Something else was talked about since.
    assert desk.sets.step_meant(SAM, "yes please") is None


async def test_closing_shows_a_pause_and_leaves_no_task() -> None:
    desk = Desk()
    desk.sets.start(SAM, BRIDGE)
    await desk.sets.close()
    assert desk.shown[SAM].text == WORDS.paused
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_a_display_that_fails_ends_its_own_set_only(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken:
        def __init__(self) -> None:
            self.times = 0

        def show(self, reply: Reply, fresh: bool) -> None:
            self.times += 1
            if self.times == 2:
                raise OSError(reply.text)

    desk.sets.open_stage("bad", Stage(lambda _: Broken(), desk.time.sleep, desk.time.seconds))
    desk.sets.start("bad:1", BRIDGE)
    desk.sets.start(SAM, BRIDGE)
    await desk.time.advance(12)
    assert "Rep 1 of 10" in desk.shown[SAM].text
    assert "OSError" in caplog.text and "position" not in caplog.text


def test_every_card_can_be_counted_in_words_of_its_own_order() -> None:
    orders = {
        name: [move.word for move in course_of(card, WORDS).moves]
        for name, card in EXERCISES.items()
    }
    assert set(WORDS.moves) <= {"default", *EXERCISES}
    assert orders["bridge"] == ["up", "hold", "down"]
    assert orders["single_leg_squat"] == ["down", "hold", "up"]
    assert orders["band_walk"] == ["step", "bring the foot in"]
    assert set(STEPS) <= set(WORDS.buttons) and set(STEPS) <= set(WORDS.said)


@pytest.mark.parametrize("text", ["", "[]", "count: {}", "}"])
def test_words_that_cannot_be_used(tmp_path: Path, text: str) -> None:
    path = tmp_path / "guided_set.yml"
    path.write_text(text)
    with pytest.raises(HipwiseError, match=r"guided_set\.yml"):
        load_set_words(path)
