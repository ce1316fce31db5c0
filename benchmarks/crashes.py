"""Kills the program at random moments under load, and counts what was lost or said twice.

    python -m benchmarks.crashes [--kills 200] [--messages 2000] [--seed 1]

Prints one line of figures as JSON. Loading takes a quarter of a minute, 200 loadings an hour.
So one process loads the program and then forks: each child builds the real channel on the real
records, polls a Bot API server on loopback, answers, and is ended by SIGKILL; nothing of it but
its databases is left to the next one. The process that loads has no connection and no thread.

What came of it is held against a calm day: people with the same scripts, without kills. A message
that Telegram had taken and the records did not yet know of at the kill was "in the send"; it must
be sent again, once. The records are read after each kill, so those are counted, not guessed.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from hipwise.settings import PROJECT
from tests.telegram.bot_api import TOKEN, BotApi

OPEN_UPDATES = 30
PEOPLE_AT_ONCE = 12
# A life lasts for so many messages of the bot's at most, and a moment more: a slow machine then
# does as much between two kills as a fast one. One life in `SHORT_LIVES` ends as it begins.
LONGEST_LIFE = 16
LONGEST_MOMENT_SECONDS = 0.05
SHORT_LIVES = 10
SHORT_LIFE_SECONDS = 0.3
PATIENCE_SECONDS = 120.0
FIRST_CALM_CHAT, FIRST_CHAT = 1_001, 10_001
EXERCISES = ("clamshells", "bridges", "side planks", "wall sits", "step downs")
DOSES = ("clamshell", "bridge", "side_plank", "wall_sit", "step_down")


@dataclass(frozen=True)
class Press:
    """A button pressed, where the other entries of a script are words typed."""

    data: str


Script = tuple["str | Press", ...]


def script(number: int) -> Script:
    """What one kind of person says: questions, scores, a plan, check-ins; all of it different."""
    chance = random.Random(number)
    scores = chance.sample(range(1, 10), 3)
    said: list[str | Press] = [f"how do I do {name}?" for name in chance.sample(EXERCISES, 2)]
    said += [f"it's a {score} out of 10 right now" for score in scores[:2]]
    said += ["is ice any good?"]
    said += [Press(f'/ask_exercise_dose{{"exercise":"{chance.choice(DOSES)}"}}')]
    chance.shuffle(said)
    return (*said, "what's on today?", f"did all of it, knee was a {scores[2]} at worst")


@dataclass
class Someone:
    """A person with a script.

    Attributes:
        chat: their chat.
        script: its number.
        updates: the ids of what they sent.
        left: what they have not said yet.
        in_send: how many of the bot's messages were in the send at a kill.
    """

    chat: int
    script: int
    updates: list[int] = field(default_factory=list)
    left: list[str | Press] = field(default_factory=list)
    in_send: int = 0

    def __post_init__(self) -> None:
        self.left = list(script(self.script))

    def act(self, api: BotApi) -> None:
        """Says or presses what comes next."""
        # Any message will do for a button that is a question; each is pressed once.
        step = self.left.pop(0)
        self.updates.append(
            api.press(self.chat, 900_000_000 + self.chat, step.data)
            if isinstance(step, Press)
            else api.say(self.chat, step)
        )


class Nursery:
    """The process that has the program loaded and forks it."""

    def __init__(self, folder: Path, api: BotApi, log: Path) -> None:
        with log.open("w") as errors:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "benchmarks.crashes", "--nursery", str(folder), api.url],
                cwd=PROJECT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        self._child: int | None = None
        self._line()

    def begin(self) -> None:
        """Starts a child."""
        assert self._process.stdin is not None
        self._process.stdin.write("go\n")
        self._process.stdin.flush()
        self._child = int(self._line())

    def kill(self) -> None:
        """Ends it at once, and returns when it is gone."""
        assert self._child is not None
        os.kill(self._child, signal.SIGKILL)
        self._child = None
        self._line()

    def close(self) -> None:
        """Ends the process, with a child if there is one."""
        if self._child is not None:
            self.kill()
        with self._process:  # waits for it, and closes the pipes
            self._process.kill()

    def _line(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the program could not be loaded or went away by itself")
        return line


def nursery(folder: Path, api_url: str) -> None:
    """What that process does."""
    from hipwise.quiet import quieten, travel_light

    quieten()
    travel_light()  # as the command does
    from rasa.core.tracker_store import SQLTrackerStore

    from hipwise.app import build_channel, build_program
    from hipwise.settings import Settings

    settings = Settings(telegram_bot_token=TOKEN, telegram_api_url=api_url)
    program = build_program(settings, folder)
    store = program.agent.tracker_store
    assert isinstance(store, SQLTrackerStore)
    # SQLite's connections must not pass through a fork.
    program.engine.dispose()
    store.engine.dispose()

    async def live() -> None:
        channel = build_channel(program, settings)
        await channel.start(program.agent.handle_message)
        await asyncio.Event().wait()

    print("loaded", flush=True)
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            try:
                asyncio.run(live())
            finally:
                os._exit(1)
        print(child, flush=True)
        os.waitpid(child, 0)
        print("gone", flush=True)


@contextmanager
def reading(database: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(database)) as connection:
        yield connection


Message = tuple[str, str, tuple[str, ...]]


class Trial:
    """Calm people first, then people under kills."""

    def __init__(
        self, folder: Path, api: BotApi, nursery: Nursery, scripts: int, seed: int
    ) -> None:
        self._records = folder / "hipwise.db"
        self._conversations = folder / "conversations.db"
        self._api = api
        self._nursery = nursery
        self._chance = random.Random(seed)
        self._numbers = itertools.count(FIRST_CHAT)
        self._calm = [Someone(FIRST_CALM_CHAT + number, number) for number in range(scripts)]
        # For each script and each message of it, what the bot answered.
        self._answers: list[list[list[Message]]] = [[] for _ in self._calm]
        self.people: list[Someone] = []
        self.kills = 0
        self.in_send = 0

    @property
    def said(self) -> int:
        """How many messages people have sent under kills."""
        return sum(len(someone.updates) for someone in self.people)

    def run(self, kills: int, messages: int) -> None:
        """Lets the scripts be played, without kills and with them."""
        self._nursery.begin()
        while self._calm[0].left:
            for someone in self._calm:
                someone.act(self._api)
            self._until_all_is_answered()
            for someone, answers in zip(self._calm, self._answers, strict=True):
                answers.append(self._heard(someone)[sum(map(len, answers)) :])
        self._nursery.kill()
        while self.kills < kills or self.said < messages:
            self._nursery.begin()
            self._feed_for_a_life()
            self._nursery.kill()
            self.kills += 1
            self._look_at_the_kill()
        self._nursery.begin()
        for someone in self.people:
            while someone.left:
                someone.act(self._api)
        self._until_all_is_answered()
        self._nursery.kill()

    def figures(self) -> dict[str, object]:
        """What came of it."""
        lost = twice = other = 0
        for someone in self.people:
            heard = self._heard(someone)
            expected = list(itertools.chain(*self._answers[someone.script]))
            once = without_repeats(heard, expected)
            lost += len(expected) - len(once)
            other += once != expected and len(once) == len(expected)
            twice += len(heard) - len(once)
        calm = [self._kept(someone) for someone in self._calm]
        unlike = [one for one in self.people if self._kept(one) != calm[one.script]]
        return {
            "people": len(self.people),
            "messages": self.said,
            "kills": self.kills,
            "answers_lost": lost,
            "answers_unlike_a_calm_day": other,
            "answers_twice": twice,
            "in_send_at_a_kill": self.in_send,
            "records_unlike_a_calm_day": len(unlike),
            "databases_whole": all(map(is_whole, (self._records, self._conversations))),
            "updates_handled": not self._unhandled(),
        }

    def _feed_for_a_life(self) -> None:
        begun, said = time.monotonic(), len(self._api.messages)
        life = self._chance.randint(1, LONGEST_LIFE)
        patience = PATIENCE_SECONDS
        if self._chance.randrange(SHORT_LIVES) == 0:
            patience = self._chance.uniform(0, SHORT_LIFE_SECONDS)
        while len(self._api.messages) < said + life and time.monotonic() < begun + patience:
            # Those written down are confirmed to Telegram, and wait all the same.
            if len(self._unhandled()) < OPEN_UPDATES:
                self._somebody().act(self._api)
            else:
                time.sleep(0.005)
        time.sleep(self._chance.uniform(0, LONGEST_MOMENT_SECONDS))

    def _somebody(self) -> Someone:
        active = [someone for someone in self.people[-4 * PEOPLE_AT_ONCE :] if someone.left]
        if len(active) < PEOPLE_AT_ONCE:
            chat = next(self._numbers)
            active.append(Someone(chat, chat % len(self._calm)))
            self.people.append(active[-1])
        return self._chance.choice(active)

    def _until_all_is_answered(self) -> None:
        end, before = time.monotonic() + PATIENCE_SECONDS, -1
        # What waits long is written down and confirmed to Telegram before it is answered.
        while self._api.updates or self._unhandled():
            if len(self._api.messages) != before:
                end, before = time.monotonic() + PATIENCE_SECONDS, len(self._api.messages)
            if time.monotonic() > end:
                raise RuntimeError(f"{len(self._unhandled())} updates stay unanswered")
            time.sleep(0.05)

    def _unhandled(self) -> set[int]:
        said = {number for one in (*self._calm, *self.people) for number in one.updates}
        return said - self._handled()

    def _look_at_the_kill(self) -> None:
        """Finds the messages that Telegram has and the records do not know of."""
        handled = self._handled()
        with reading(self._records) as records:
            query = "SELECT update_id FROM update_steps WHERE step LIKE 'sent %'"
            sent = Counter(number for (number,) in records.execute(query))
        for someone in self.people:
            if someone.updates and someone.updates[-1] in handled:
                continue
            known = sum(
                len(self._answers[someone.script][place]) if number in handled else sent[number]
                for place, number in enumerate(someone.updates)
            )
            unknown = len(self._api.sent(someone.chat)) - someone.in_send - known
            someone.in_send += unknown
            self.in_send += unknown

    def _handled(self) -> set[int]:
        with reading(self._records) as records:
            return {row[0] for row in records.execute("SELECT update_id FROM handled_updates")}

    def _heard(self, someone: Someone) -> list[Message]:
        # A keyboard that was used is taken away, sooner or later: buttons are not compared.
        return [(one.kind, one.text, ()) for one in self._api.sent(someone.chat)]

    def _kept(self, someone: Someone) -> dict[str, list[str]]:
        """All that is kept about somebody, but for times and numbers that differ by nature."""
        person = f"telegram:{someone.chat}"
        kept: dict[str, list[str]] = {}
        with reading(self._records) as records:
            records.row_factory = sqlite3.Row
            for table, whose in TABLES.items():
                rows = records.execute(f"SELECT * FROM {table} WHERE {whose}", {"person": person})
                kept[table] = sorted(plain_row(row) for row in rows)
        with reading(self._conversations) as conversations:
            query = (
                "SELECT type_name, intent_name, action_name, data FROM events "
                "WHERE sender_id = :person ORDER BY id"
            )
            kept["conversation"] = [
                f"{kind} {intent} {action} {json.loads(data).get('text')}"
                for kind, intent, action, data in conversations.execute(query, {"person": person})
            ]
        return kept


OWN = "person_id = :person"
TABLES = {
    "people": "id = :person",
    "check_ins": OWN,
    "done_exercises": f"check_in_id IN (SELECT id FROM check_ins WHERE {OWN})",
    "pain_reports": OWN,
    "plans": OWN,
    "plan_items": OWN,
    "plan_changes": OWN,
    "profiles": OWN,
    "schedules": OWN,
    "prompts": OWN,
    "open_forms": OWN,
}


def plain_row(row: sqlite3.Row) -> str:
    """A row as text, without what two equal people differ in."""
    told = {
        name: value
        for name, value in zip(row.keys(), row, strict=True)
        if name != "id" and not name.endswith(("_id", "_at", "_seen"))
    }
    return json.dumps(told, sort_keys=True)


def without_repeats(heard: list[Message], expected: list[Message]) -> list[Message]:
    """What was heard, but for messages that repeat the one before where none is expected."""
    once: list[Message] = []
    for message in heard:
        place = len(once)
        repeats = bool(once) and message == once[-1]
        if repeats and (place >= len(expected) or expected[place] != message):
            continue
        once.append(message)
    return once


def is_whole(database: Path) -> bool:
    """What SQLite says of the file."""
    with reading(database) as connection:
        found: str = connection.execute("PRAGMA integrity_check").fetchone()[0]
    return found == "ok"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--messages", type=int, default=2000)
    parser.add_argument("--scripts", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--nursery", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.nursery:
        folder, url = options.nursery
        nursery(Path(folder), url)
        return
    print(json.dumps(measure(options.kills, options.messages, options.scripts, options.seed)))


def measure(kills: int, messages: int, scripts: int, seed: int) -> dict[str, object]:
    """Runs a trial in a scratch folder; its figures."""
    with tempfile.TemporaryDirectory() as scratch, BotApi().in_thread() as api:
        folder = Path(scratch)
        loaded = Nursery(folder, api, folder / "log")
        try:
            trial = Trial(folder, api, loaded, scripts, seed)
            trial.run(kills, messages)
        finally:
            loaded.close()
        log = (folder / "log").read_text()
        return {**trial.figures(), "errors_logged": log.count(" ERROR ") + log.count("Traceback")}


if __name__ == "__main__":
    main()
