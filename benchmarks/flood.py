"""How much one person's flood slows the others down.

    python -m benchmarks.flood

Prints one line of figures as JSON. People ask one question each, one after another; the time is
from the update at Telegram to the answer there, with the program in a process of its own. Then
the same while somebody else sends messages as fast as the program takes them, and then right
behind `BACKLOG` messages of theirs that are waiting at Telegram already.
"""

from __future__ import annotations

import json
import statistics
import tempfile
import threading
import time
from pathlib import Path

from benchmarks.crashes import Nursery
from hipwise.settings import PROJECT
from hipwise.telegram.words import load_words
from tests.telegram.bot_api import BotApi

QUESTIONS = 60
FLOODER = 1
# The flooder always has so many messages waiting at Telegram.
AHEAD = 60
BACKLOG = 10_000
BACKLOGS = 5
QUESTION = "is ice any good?"
PATIENCE_SECONDS = 120.0


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch, BotApi().in_thread() as api:
        folder = Path(scratch)
        loaded = Nursery(folder, api, folder / "log")
        try:
            loaded.begin()
            ask(api, 10)
            waits(api, 100, 5)
            calm = waits(api, 1_000, QUESTIONS)
            over, sent = threading.Event(), [0]
            flooding = threading.Thread(target=flood, args=(api, over, sent))
            flooding.start()
            try:
                flooded = waits(api, 2_000, QUESTIONS)
            finally:
                over.set()
                flooding.join()
            behind = [behind_backlog(api, number) for number in range(BACKLOGS)]
        finally:
            loaded.close()
        log = (folder / "log").read_text()
    busy = load_words(PROJECT / "content" / "channel.yml").busy
    flooders = range(FLOODER, FLOODER + 1 + BACKLOGS)
    answers = [text for flooder in flooders for text in api.texts(flooder)]
    print(
        json.dumps(
            {
                "calm_ms": statistics.median(calm) * 1000,
                "flooded_ms": statistics.median(flooded) * 1000,
                "rise": statistics.median(flooded) / statistics.median(calm) - 1,
                "calm_worst_ms": max(calm) * 1000,
                "flooded_worst_ms": max(flooded) * 1000,
                "behind_backlog_ms": statistics.median(behind) * 1000,
                "flood_messages": sent[0],
                "flood_answers": len(answers),
                "polite_words": answers.count(busy),
                "errors_logged": log.count(" ERROR ") + log.count("Traceback"),
            }
        )
    )


def waits(api: BotApi, first: int, questions: int) -> list[float]:
    """What people in chats of their own wait for their answers, in seconds."""
    return [ask(api, first + number) for number in range(questions)]


def ask(api: BotApi, chat: int) -> float:
    """Somebody asks; the seconds until they are answered."""
    begin = time.perf_counter()
    api.say(chat, QUESTION)
    while not api.sent(chat):
        if time.perf_counter() - begin > PATIENCE_SECONDS:
            raise RuntimeError("a question stays unanswered")
        time.sleep(0.001)
    return time.perf_counter() - begin


def behind_backlog(api: BotApi, number: int) -> float:
    """What somebody waits who writes behind ten thousand messages of another's, in seconds."""
    flooder = FLOODER + 1 + number
    api.say_all(flooder, [f"hello {message}" for message in range(BACKLOG)])
    taken = ask(api, 3_000 + number)
    end = time.monotonic() + PATIENCE_SECONDS
    while api.updates and time.monotonic() < end:
        time.sleep(0.01)
    return taken


def flood(api: BotApi, over: threading.Event, sent: list[int]) -> None:
    """Somebody writes on and on until it is over."""
    while not over.is_set():
        if len(api.updates) < AHEAD:
            api.say(FLOODER, f"hello {sent[0]}")
            sent[0] += 1
        else:
            time.sleep(0.001)


if __name__ == "__main__":
    main()
