"""Counts people through a set of an exercise, each in a task of their own.

Counting lives in memory: a restart of the program loses it, and nothing else. Each way of talking
(Telegram, the terminal) lends a `Stage`: where the count is shown, and how time passes there.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from functools import partial
from pathlib import Path
from typing import Optional, Protocol

from hipwise.coaching.tempo import (
    Beat,
    CountWords,
    Course,
    Move,
    Stretch,
    carry_on,
    count,
    without_rest,
)
from hipwise.errors import cause
from hipwise.knowledge.schema import LONGEST_HOLD, MOST_REPS, MOST_SETS, Exercise
from hipwise.replies import Button, Reply
from hipwise.tasks import end
from hipwise.understanding.messages import payload_for
from hipwise.words import Wording, read_words

logger = logging.getLogger(__name__)

INTENT = "start_guided_set"
# The entity that a set's own buttons carry.
STEP = "set_step"
STEPS = ("pause", "resume", "stop", "skip_rest", "note", "leave")
_WHILE_COUNTING = frozenset({"pause", "resume", "stop", "skip_rest"})
_WHEN_DONE = frozenset({"note", "leave"})

# A pause or a question left unanswered for so long is over.
PATIENCE_SECONDS = 30 * 60.0


class MoveWords(Wording):
    """The words for the parts of a repetition."""

    effort: str
    hold: str
    lowering: str
    lowering_first: bool


class SetWords(Wording):
    """All that is said around a guided set (content/guided_set.yml).

    Attributes:
        count: the sentences of the count.
        moves: by exercise, and `default`.
        buttons: titles by step, and `again`.
        said: whole messages by step, and `small_words`, which do not matter.
    """

    count: CountWords
    moves: dict[str, MoveWords]
    buttons: dict[str, str]
    which: str
    paused: str
    stopped: str
    stopped_after: str
    stopped_for_safety: str
    timed_out: str
    lost: str
    nothing_runs: str
    no_stage: str
    noted: str
    noted_each_side: str
    not_noted: str
    nothing_to_note: str
    said: dict[str, list[str]]


def load_set_words(path: Path) -> SetWords:
    """Reads content/guided_set.yml.

    Raises:
        HipwiseError: it cannot be read, or something is missing in it.
    """
    return read_words(path, SetWords)


class Display(Protocol):
    """Where one person sees one set."""

    def show(self, reply: Reply, fresh: bool) -> None:
        """Replaces what was shown last; does not wait and does not raise.

        Args:
            reply: what is to be seen from now on.
            fresh: whether it should stand below whatever was said meanwhile.
        """


@dataclass(frozen=True)
class Stage:
    """What a way of talking lends to the sets guided there.

    Attributes:
        open: a display for a person's next set, by person id.
        sleep: waits a number of seconds.
        seconds: a clock that never goes back.
    """

    open: Callable[[str], Display]
    sleep: Callable[[float], Awaitable[None]]
    seconds: Callable[[], float]


class State(Enum):
    """What a set is doing."""

    COUNTING = "counting"
    # A message came in; whether the set pauses depends on what it says.
    HELD = "held"
    PAUSED = "paused"
    # Done; "shall I note it?" is open.
    ASKING = "asking"


# Whoever is in one of these is not disturbed.
BUSY = frozenset({State.COUNTING, State.HELD, State.PAUSED})


@dataclass
class _Set:
    beats: Sequence[Beat]
    stage: Stage
    display: Display
    sets: int
    index: int = 0
    state: State = State.COUNTING
    shown: Reply = field(default_factory=lambda: Reply(""))
    # Whether the last thing said in the talk was this set's question.
    listening: bool = False
    task: Optional[asyncio.Task[None]] = None

    @property
    def beat(self) -> Beat:
        return self.beats[self.index]

    def show(self, reply: Reply, fresh: bool = False) -> None:
        self.shown = reply
        self.display.show(reply, fresh)


class GuidedSets:
    """Guides each person through at most one set at a time.

    All methods return at once and are called within the event loop. A person is named by Rasa's
    sender id, `<channel>:<who>`; `fresh` is for what is said in answer to typed words.
    """

    def __init__(self, words: SetWords) -> None:
        """Takes the words; `open_stage` lends the places."""
        self.words = words
        self._stages: dict[str, Stage] = {}
        self._sets: dict[str, _Set] = {}
        self._said = {step: {_normal(said) for said in words.said.get(step, ())} for step in STEPS}
        self._small = frozenset(words.said.get("small_words", ()))

    def open_stage(self, channel: str, stage: Stage) -> None:
        """Lets sets be guided for people whose id begins with `<channel>:`."""
        self._stages[channel] = stage

    def state(self, person: str) -> Optional[State]:
        """What the person's set is doing; None without one."""
        guided = self._sets.get(person)
        return guided.state if guided else None

    def people(self) -> set[str]:
        """Everybody who has a set."""
        return set(self._sets)

    def can_guide(self, person: str) -> bool:
        """Whether there is a stage where this person talks."""
        return _channel(person) in self._stages

    def start(self, person: str, exercise: Exercise) -> None:
        """Starts a set from the top, in place of any other of this person's.

        Raises:
            KeyError: there is no stage; see `can_guide`.
        """
        stage = self._stages[_channel(person)]
        before = self._sets.get(person)
        if before is not None:
            self._end(person, before, Reply(before.shown.text))
        beats = count(course_of(exercise, self.words), self.words.count)
        guided = _Set(beats, stage, stage.open(person), exercise.tempo.sets)
        self._sets[person] = guided
        self._count(person, guided)

    def pause(self, person: str, fresh: bool = False) -> bool:
        """Pauses; False where nothing runs."""
        guided = self._under_way(person)
        if guided is None:
            return False
        if guided.state is not State.PAUSED or fresh:
            self._pause(person, guided, fresh)
        return True

    def resume(self, person: str, fresh: bool = False) -> bool:
        """Carries on; a count that runs is not disturbed. False where there is none."""
        guided = self._under_way(person)
        if guided is None:
            return False
        if guided.state is not State.COUNTING:
            guided.beats = carry_on(guided.beats, guided.index, self.words.count)
            self._count(person, guided, fresh)
        return True

    def skip_rest(self, person: str, fresh: bool = False) -> bool:
        """Leaves out what is left of a rest; anything else carries on."""
        guided = self._under_way(person)
        if guided is None:
            return False
        if guided.beat.stretch is not Stretch.REST:
            return self.resume(person, fresh)
        guided.beats = without_rest(guided.beats, guided.index)
        self._count(person, guided, fresh)
        return True

    def stop(self, person: str, fresh: bool = False) -> Optional[int]:
        """Stops; asks whether to note it where there is something to note.

        Returns:
            How many whole sets were done; None where nothing ran.
        """
        guided = self._under_way(person)
        if guided is None:
            return None
        done = guided.beat.sets_done
        if done:
            text = self.words.stopped_after.format(done=done, sets=guided.sets)
            self._ask(person, guided, text, fresh)
        else:
            self._end(person, guided, Reply(self.words.stopped), fresh)
        return done

    def end_for_safety(self, person: str) -> None:
        """Stops because something is wrong; asks nothing."""
        guided = self._sets.get(person)
        if guided is not None:
            self._end(person, guided, Reply(self.words.stopped_for_safety))

    def answered(self, person: str) -> None:
        """Ends the question whether to note a set, and takes its buttons away."""
        guided = self._sets.get(person)
        if guided is not None and guided.state is State.ASKING:
            self._end(person, guided, Reply(guided.shown.text))

    def step_meant(self, person: str, text: str) -> Optional[str]:
        """The step that a typed message asks for, if it is about the person's set alone."""
        guided = self._sets.get(person)
        if guided is None:
            return None
        if guided.state is State.ASKING:
            possible = _WHEN_DONE if guided.listening else frozenset()
        else:
            possible = _WHILE_COUNTING
        said = _normal(text)
        bare = " ".join(word for word in said.split() if word not in self._small)
        return next(
            (step for step in STEPS if step in possible and {said, bare} & self._said[step]), None
        )

    @contextmanager
    def turn(self, person: str) -> Iterator[None]:
        """Holds the count while a message is answered; it pauses unless the answer says other."""
        before = self._sets.get(person)
        if before is not None and before.state is State.COUNTING:
            self._quit_task(before)
            before.state = State.HELD
        asked = before is not None and before.state is State.ASKING
        try:
            yield
        finally:
            after = self._sets.get(person)
            if after is not None and after is before:
                if after.state is State.HELD:
                    self._pause(person, after, False)
                elif asked and after.state is State.ASKING:
                    # Something else was talked about: from now on "yes" means that.
                    after.listening = False

    async def close(self) -> None:
        """Ends all counting; a set that was running is shown as paused."""
        tasks = []
        for person, guided in list(self._sets.items()):
            if guided.state in (State.COUNTING, State.HELD):
                self._pause(person, guided, False)
            if guided.task is not None:
                tasks.append(guided.task)
        self._sets.clear()
        await end(*tasks)

    def _under_way(self, person: str) -> Optional[_Set]:
        guided = self._sets.get(person)
        return None if guided is None or guided.state is State.ASKING else guided

    def _count(self, person: str, guided: _Set, fresh: bool = False) -> None:
        guided.state = State.COUNTING
        guided.index = 0
        # The first beat is shown at once, so that a press is seen to work.
        guided.show(self._seen(guided.beat), fresh)
        self._run(guided, partial(self._go_through, person, guided))

    async def _go_through(self, person: str, guided: _Set) -> None:
        begun = guided.stage.seconds()
        for index in range(1, len(guided.beats)):
            beat = guided.beats[index]
            wait = begun + beat.at - guided.stage.seconds()
            if wait > 0:
                await guided.stage.sleep(wait)
            guided.index = index
            if beat.stretch is not Stretch.END:
                guided.show(self._seen(beat))
        self._ask(person, guided, guided.beat.text, False)

    def _ask(self, person: str, guided: _Set, text: str, fresh: bool) -> None:
        guided.state, guided.listening = State.ASKING, True
        guided.show(Reply(text, self.buttons("note", "leave")), fresh)
        self._run(guided, partial(self._wait_for_answer, person, guided))

    async def _wait_for_answer(self, person: str, guided: _Set) -> None:
        await guided.stage.sleep(PATIENCE_SECONDS)
        # The buttons stay: what they say is still true.
        del self._sets[person]

    def _pause(self, person: str, guided: _Set, fresh: bool) -> None:
        guided.state = State.PAUSED
        guided.show(Reply(self.words.paused, self.buttons("resume", "stop")), fresh)
        self._run(guided, partial(self._wait_for_return, person, guided))

    async def _wait_for_return(self, person: str, guided: _Set) -> None:
        await guided.stage.sleep(PATIENCE_SECONDS)
        guided.show(Reply(self.words.timed_out))
        del self._sets[person]

    def _end(self, person: str, guided: _Set, last: Reply, fresh: bool = False) -> None:
        self._quit_task(guided)
        del self._sets[person]
        guided.show(last, fresh)

    def _run(self, guided: _Set, work: Callable[[], Awaitable[None]]) -> None:
        self._quit_task(guided)
        guided.task = asyncio.ensure_future(_logged(work))

    def _quit_task(self, guided: _Set) -> None:
        # A task that goes over to asking replaces itself, and has nothing left to do.
        if guided.task is not None and guided.task is not asyncio.current_task():
            guided.task.cancel()
        guided.task = None

    def _seen(self, beat: Beat) -> Reply:
        if beat.stretch is Stretch.REST:
            return Reply(beat.text, self.buttons("skip_rest", "pause", "stop"))
        return Reply(beat.text, self.buttons("pause", "stop"))

    def buttons(self, *steps: str) -> tuple[Button, ...]:
        """A set's own buttons."""
        return tuple(
            Button(self.words.buttons[step], payload_for(INTENT, **{STEP: step})) for step in steps
        )


def at_amount(
    exercise: Exercise,
    sets: Optional[int] = None,
    reps: Optional[int] = None,
    hold_s: Optional[int] = None,
) -> Exercise:
    """A card with other amounts, as far as a card may go; what is None or 0 stays the card's.

    Args:
        exercise: the card.
        sets: how many sets.
        reps: repetitions a set and side.
        hold_s: seconds that each is held.
    """
    wished = {
        "sets": sets and min(sets, MOST_SETS),
        "reps": reps and min(reps, MOST_REPS),
        "hold_s": hold_s and min(hold_s, LONGEST_HOLD),
    }
    changed = {name: value for name, value in wished.items() if value}
    return exercise.copy(update={"tempo": exercise.tempo.copy(update=changed)})


def course_of(exercise: Exercise, words: SetWords) -> Course:
    """What a card's tempo asks for, in the words for its moves."""
    tempo = exercise.tempo
    said = words.moves.get(exercise.id, words.moves["default"])
    effort = Move(said.effort, tempo.up_s)
    lowering = Move(said.lowering, tempo.down_s)
    hold = Move(said.hold, tempo.hold_s)
    order = (lowering, hold, effort) if said.lowering_first else (effort, hold, lowering)
    moves = tuple(move for move in order if move.seconds)
    return Course(exercise.name, tempo.sets, tempo.reps, moves, tempo.each_side, tempo.rest_s)


async def _logged(work: Callable[[], Awaitable[None]]) -> None:
    try:
        await work()
    except Exception as error:
        logger.error("a guided set broke off: %s", cause(error))


def _channel(person: str) -> str:
    return person.partition(":")[0]


def _normal(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", re.sub(r"['’]", "", text.lower())))
