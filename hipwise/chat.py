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
from typing import Any, Optional, TextIO
from zoneinfo import ZoneInfo

from hipwise.app import Program, build_reminders
from hipwise.coaching.schedule import local_moment
from hipwise.guided_sets import Display, Stage
from hipwise.knowledge.library import Library
from hipwise.reminders.follow_up import FollowUps
from hipwise.reminders.loop import Reminders
from hipwise.replies import Button, Reply, plain
from hipwise.tasks import end
from hipwise.telegram.sending import Outcome
from hipwise.turns import Conversation, json_line, reply_as_json
from hipwise.virtual_time import SetClock, VirtualTime

CHANNEL = "terminal"
WIDTH = 78
_LOOK_SECONDS = 0.05
_TAP = re.compile(r"!tap\b\s*(.*?)\s*")
_NOW = re.compile(r"!now\b\s*(.*?)\s*")


def conversation(program: Program, now: Optional[datetime] = None) -> Conversation:
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

    async def send(self, person: str, reply: Reply) -> Outcome:
        """Keeps something nobody asked for."""
        self._shown.setdefault(person, []).append(reply)
        return Outcome.SENT

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
    shown = ShownReplies()
    scene = _Scene(program, clock, shown)
    program.services.guided.open_stage(CHANNEL, scene.stage())
    talk = conversation(program, now)
    for line in lines:
        text = line.rstrip("\r\n")
        if not text.strip():
            continue
        if text.strip() == "!new":
            talk = conversation(program, talk.now or now)
            continue
        talk.now = await scene.local_now(talk.sender_id)
        said = await _one_line(talk, text, scene)
        await scene.say_due()
        unasked = shown.take(talk.sender_id)
        _remember_buttons(talk, unasked)
        said["replies"] += [reply_as_json(reply) for reply in unasked]
        print(json_line(said), file=out, flush=True)
    await program.services.guided.close()


async def _one_line(talk: Conversation, text: str, scene: _Scene) -> dict[str, Any]:
    try:
        if match := _TAP.fullmatch(text):
            return (await talk.tap(_button_number(match[1], talk.last_buttons))).as_json()
        if match := _NOW.fullmatch(text):
            await scene.pass_until(talk.sender_id, datetime.fromisoformat(match[1]))
            return {"user": text, "topic": None, "replies": []}
        return (await talk.say(text)).as_json()
    except ValueError as error:
        return {"user": text, "error": str(error), "topic": None, "replies": []}


def _button_number(named: str, buttons: Sequence[Button]) -> int:
    """Which button a script names, by its number or by how its title begins.

    Args:
        named: what stands behind `!tap`.
        buttons: of the last reply that had some.

    Returns:
        The number, from 1; whether there is a button of that number is not looked at.

    Raises:
        ValueError: no title begins so, or several do.
    """
    wanted = named.casefold()
    titles = [button.title.casefold() for button in buttons]
    # A title may be a number too ("3" on the pain scale), but a number always counts buttons.
    if re.fullmatch(r"-?[0-9]+", wanted):
        return int(wanted)
    begun = [number for number, title in enumerate(titles, 1) if title.startswith(wanted)]
    exact = [number for number in begun if titles[number - 1] == wanted]
    found = exact or begun
    if not wanted or len(found) != 1:
        shown = ", ".join(repr(button.title) for button in buttons) or "none"
        how_many = "several buttons begin" if wanted and found else "no button begins"
        raise ValueError(f"{how_many} with {named!r}; the buttons are: {shown}")
    return found[0]


class _Scene:
    """Time in a scripted talk, and what the program says unasked as it passes."""

    def __init__(self, program: Program, clock: SetClock, shown: ShownReplies) -> None:
        services = program.services
        self._clock = clock
        self._shown = shown
        self._reminding = services.reminding
        self._seconds = VirtualTime()
        self._follow_ups = FollowUps(services.flags, services.warnings, services.clock)
        self._reminders = Reminders(
            program.agent,
            services.reminding,
            services.flags,
            services.guided,
            clock,
            sleep=_no_time,
        )

    def stage(self) -> Stage:
        """Where guided sets are shown."""
        return Stage(self._shown.open, self._seconds.sleep, self._seconds.seconds)

    async def local_now(self, person: str) -> datetime:
        """Somebody's local date and time, naive."""
        zone = await asyncio.to_thread(self._reminding.desk.zone_of, person)
        return self._clock().astimezone(ZoneInfo(zone)).replace(tzinfo=None)

    async def pass_until(self, person: str, local: datetime) -> None:
        """Lets time pass until somebody's local time, from one due moment to the next.

        Args:
            person: whose time it is.
            local: their date and time; an offset from UTC is not looked at.
        """
        zone = await asyncio.to_thread(self._reminding.desk.zone_of, person)
        until = local_moment(local.replace(tzinfo=None), zone)
        await self._seconds.advance(max(0.0, (until - self._clock()).total_seconds()))
        prompts = self._reminding.prompts
        while (due := await asyncio.to_thread(prompts.next_due)) and due <= until:
            self._clock.set(due)
            await self.say_due()
        self._clock.set(until)

    async def say_due(self) -> None:
        """Says what is due by now."""
        await self._follow_ups.send_due(self._shown.send)
        await self._reminders.send_due(self._shown.send)


async def _no_time(_seconds: float) -> None:
    """A sleep that takes none."""


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


async def chat_in_terminal(
    program: Program, now: Optional[datetime], lines: TextIO, out: TextIO
) -> None:
    """Talks with a person: words, or the number of a choice.

    Args:
        program: answers.
        now: the person's local time; that of the clock where it is not given.
        lines: what they type.
        out: what they read.
    """
    talk = conversation(program, now)
    program.services.guided.open_stage(
        CHANNEL, Stage(lambda _: TerminalCount(talk, out), asyncio.sleep, monotonic)
    )

    def show(replies: Any) -> None:
        for reply in replies:
            print(f"\n{drawn(reply, program.library)}", file=out)
        print("\nyou> ", end="", file=out, flush=True)

    async def remind(person: str, reply: Reply) -> Outcome:
        if person != talk.sender_id:
            # Somebody of an earlier talk here, who does not come back.
            people, clock = program.services.people, program.services.clock
            await asyncio.to_thread(people.blocked, person, clock())
            return Outcome.BLOCKED
        _remember_buttons(talk, [reply])
        show([reply])
        return Outcome.SENT

    reminders = asyncio.create_task(build_reminders(program).run(remind))
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
    await end(reminders)
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
