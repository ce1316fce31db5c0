"""Conversations in the terminal: for a person, and for scripts (`--json`)."""

from __future__ import annotations

import asyncio
import codecs
import os
import re
import select
import textwrap
import uuid
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from time import monotonic
from typing import Any, TextIO

from hipwise.app import Program
from hipwise.guided_sets import Display, Stage
from hipwise.knowledge.library import Library
from hipwise.reminders.follow_up import FollowUps
from hipwise.replies import Reply, plain
from hipwise.turns import Conversation, json_line, reply_as_json
from hipwise.virtual_time import SetClock, VirtualTime

CHANNEL = "terminal"
WIDTH = 78
_LOOK_SECONDS = 0.05
_TAP = re.compile(r"!tap\b\s*(.*?)\s*")
_NOW = re.compile(r"!now\b\s*(.*?)\s*")


def conversation(program: Program, now: datetime) -> Conversation:
    """A conversation as somebody new."""
    return Conversation(program.agent, program.payloads, f"{CHANNEL}:{uuid.uuid4().hex}", now)


class ShownReplies:
    """What guided sets show, kept for whoever asks next."""

    def __init__(self) -> None:
        """Starts with nothing."""
        self._shown: dict[str, list[Reply]] = {}

    def open(self, person: str) -> Display:
        """A display whose replies `take` gives back."""
        return _Kept(self._shown.setdefault(person, []))

    async def send(self, person: str, reply: Reply) -> None:
        """Keeps something nobody asked for."""
        self._shown.setdefault(person, []).append(reply)

    def take(self, person: str) -> list[Reply]:
        """What was shown to somebody since the last time."""
        shown = self._shown.get(person, [])
        taken = list(shown)
        shown.clear()
        return taken


class _Kept:
    def __init__(self, shown: list[Reply]) -> None:
        self._shown = shown
        self._text = ""

    def show(self, reply: Reply, fresh: bool) -> None:
        # Lines stay where they are: taking the buttons away says nothing new.
        if reply.buttons or reply.text != self._text:
            self._shown.append(reply)
        self._text = reply.text


async def chat_in_json(
    program: Program, now: datetime, lines: TextIO, out: TextIO, clock: SetClock
) -> None:
    """Reads a message a line and writes a JSON object a line, as design.md has it.

    Args:
        program: whose clock is `clock`.
        now: the person's local time.
        lines: messages.
        out: for the JSON.
        clock: moved by `!now`.
    """
    time, shown = VirtualTime(), ShownReplies()
    services = program.services
    follow_ups = FollowUps(services.flags, services.warnings, services.clock)
    program.services.guided.open_stage(CHANNEL, Stage(shown.open, time.sleep, time.seconds))
    talk = conversation(program, now)
    for line in lines:
        text = line.rstrip("\r\n")
        if not text.strip():
            continue
        if text.strip() == "!new":
            talk = conversation(program, talk.now or now)
            continue
        said = await _one_line(talk, text, time)
        if talk.now is not None:
            clock.set(talk.now)
            await follow_ups.send_due(shown.send)
        unasked = shown.take(talk.sender_id)
        _remember_buttons(talk, unasked)
        said["replies"] += [reply_as_json(reply) for reply in unasked]
        print(json_line(said), file=out, flush=True)
    await program.services.guided.close()


async def _one_line(talk: Conversation, text: str, time: VirtualTime) -> dict[str, Any]:
    try:
        if match := _TAP.fullmatch(text):
            return (await talk.tap(int(match[1]))).as_json()
        if match := _NOW.fullmatch(text):
            before, talk.now = talk.now, datetime.fromisoformat(match[1])
            if before is not None:
                await time.advance(_seconds_between(before, talk.now))
            return {"user": text, "topic": None, "replies": []}
        return (await talk.say(text)).as_json()
    except ValueError as error:
        return {"user": text, "error": str(error), "topic": None, "replies": []}


def _seconds_between(before: datetime, after: datetime) -> float:
    """Both are somebody's local time, whether or not they name a zone."""
    passed = after.replace(tzinfo=None) - before.replace(tzinfo=None)
    return max(0.0, passed.total_seconds())


def _remember_buttons(talk: Conversation, replies: Sequence[Reply]) -> None:
    for reply in replies:
        if reply.buttons:
            talk.last_buttons = reply.buttons


class TerminalCount:
    """A guided set in the terminal: a line for each repetition, which grows as it is counted."""

    def __init__(self, talk: Conversation, out: TextIO) -> None:
        """Takes whose buttons to set, and where to write."""
        self._talk = talk
        self._out = out
        self._text = ""
        self._above = ""
        self._line = ""
        self._choices: Sequence[str] = ()

    def show(self, reply: Reply, fresh: bool) -> None:
        """Writes what is new."""
        if reply.text == self._text and not reply.buttons:
            return
        self._text = reply.text
        above, _, line = plain(reply.text).rpartition("\n")
        if above == self._above and self._line and line.startswith(self._line):
            print(line[len(self._line) :], end="", file=self._out)
        else:
            heading = f"\n{above}" if above != self._above else ""
            print(f"{heading}\n{line}", end="", file=self._out)
        self._above, self._line = above, line
        choices = [f"{n}. {button.title}" for n, button in enumerate(reply.buttons, 1)]
        if choices and choices != self._choices:
            print(f"   [{'  '.join(choices)}]", end="", file=self._out)
            self._line = ""
        self._choices = choices
        _remember_buttons(self._talk, [reply])
        self._out.flush()


async def chat_in_terminal(program: Program, now: datetime, lines: TextIO, out: TextIO) -> None:
    """Talks with a person: words, or the number of a choice."""
    talk = conversation(program, now)
    program.services.guided.open_stage(
        CHANNEL, Stage(lambda _: TerminalCount(talk, out), asyncio.sleep, monotonic)
    )

    def show(replies: Any) -> None:
        for reply in replies:
            print(f"\n{drawn(reply, program.library)}", file=out)
        print("\nyou> ", end="", file=out, flush=True)

    print("(Type your message. A number picks a choice. Ctrl+D ends.)", file=out)
    show((await talk.press("/greet")).replies)
    async for line in typed_lines(lines):
        text = line.strip()
        if text.isdecimal() and 1 <= int(text) <= len(talk.last_buttons):
            show((await talk.tap(int(text))).replies)
        elif text:
            show((await talk.say(text)).replies)
        else:
            show(())
    await program.services.guided.close()
    print("\nTake care!", file=out)


async def typed_lines(lines: TextIO) -> AsyncIterator[str]:
    """Lines as they are typed, while the rest of the program goes on.

    Waiting in a thread would keep Ctrl+C from ending the program, so the terminal is looked at
    now and then instead. What is no file of the system's is read as it is.
    """
    try:
        source = lines.fileno()
    except (OSError, ValueError):
        for line in lines:
            yield line
        return
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    begun = ""
    while True:
        while not select.select([source], [], [], 0)[0]:
            await asyncio.sleep(_LOOK_SECONDS)
        typed = os.read(source, 1 << 16)
        *whole, begun = (begun + decoder.decode(typed, final=not typed)).split("\n")
        for line in whole:
            yield line
        if not typed:
            if begun:
                yield begun
            return


def drawn(reply: Reply, library: Library) -> str:
    """A reply as lines for a terminal: words, the picture in words, numbered choices."""
    paragraphs = [
        textwrap.fill(line, WIDTH) if line else "" for line in plain(reply.text).split("\n")
    ]
    if reply.image:
        pictures = [*library.pictures.values(), *library.animations.values()]
        alt = next((f"{item.alt} " for item in pictures if item.path == reply.image), "")
        paragraphs += ["", textwrap.fill(f"[Picture: {alt}({reply.image})]", WIDTH)]
    if reply.buttons:
        paragraphs.append("")
        paragraphs += [f"  {n}. {button.title}" for n, button in enumerate(reply.buttons, 1)]
    return "\n".join(paragraphs)
