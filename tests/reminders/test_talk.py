"""Reminders in a whole talk: through the trained model, the actions, the clock and the loop."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from hipwise.app import Program, build_program
from hipwise.chat import chat_in_json
from hipwise.health import Health
from hipwise.settings import Settings
from hipwise.telegram.sending import Contact
from hipwise.virtual_time import SetClock
from tests.conftest import NOW

Say = Callable[..., Any]


class Stage:
    """A program whose clock each talk begins anew, a day after all talks before it."""

    def __init__(self, program: Program, clock: SetClock) -> None:
        self.program, self.clock = program, clock
        self.begun = NOW - timedelta(days=70)

    async def play(self, *lines: str) -> list[dict[str, Any]]:
        """Holds a talk on a Wednesday, 14:00; `{+n HH:MM}` is so many days later."""
        self.begun += timedelta(days=70)
        self.clock.set(self.begun)
        typed = [self._at(line) for line in lines]
        out = io.StringIO()
        text = "".join(f"{line}\n" for line in typed)
        await chat_in_json(self.program, self.begun, io.StringIO(text), out, self.clock)
        return [json.loads(line) for line in out.getvalue().splitlines()]

    def _at(self, line: str) -> str:
        if not line.startswith("!now +"):
            return line
        days, clock = line.removeprefix("!now +").split()
        day = self.begun.date() + timedelta(days=int(days))
        return f"!now {day.isoformat()}T{clock}"


@pytest.fixture(scope="module")
def stage(program: Program, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    # `program` is asked for so that its models are in memory, and its folder is the current one.
    clock = SetClock(datetime(2026, 1, 1))
    return Stage(build_program(Settings(), tmp_path_factory.mktemp("talk"), clock), clock)


def texts(line: dict[str, Any]) -> list[str]:
    return [reply["text"] for reply in line["replies"]]


def topics(lines: list[dict[str, Any]]) -> list[str | None]:
    return [line["topic"] for line in lines]


async def test_set_change_and_be_prompted(stage: Stage) -> None:
    lines = await stage.play(
        "remind me every weekday at half seven in the evening",
        "make it 8 instead",
        "!now +0 19:59",
        "!now +0 20:00",
        "!tap 5",
        "!now +0 21:05",
        "not today",
        "!now +1 19:59",
        "!now +5 21:00",
    )
    assert texts(lines[0])[0].startswith("Every weekday at 19:30, ")
    assert texts(lines[1])[0].startswith("Every weekday at 20:00, ")
    assert topics(lines)[:2] == ["set_reminder", "set_reminder"]
    assert [len(line["replies"]) for line in lines] == [1, 1, 0, 1, 1, 1, 1, 0, 3]
    prompt = lines[3]["replies"][0]
    assert "/snooze_reminder" in [button["payload"] for button in prompt["buttons"]]
    assert "21:00" in texts(lines[4])[0] and "the time you picked" in texts(lines[5])[0]


async def test_a_prompt_greets_also_who_had_put_the_check_in_off(stage: Stage) -> None:
    lines = await stage.play(
        "what's on today?", "remind me every day at 8pm", "check in", "stop", "!now +0 20:00"
    )
    (prompt,) = texts(lines[-1])
    assert "the time you picked" in prompt and "Carry on" not in prompt


async def test_a_bare_number_answers_the_question(stage: Stage) -> None:
    lines = await stage.play("remind me on mondays and thursdays", "8pm", "pause", "two weeks", "8")
    assert "What time" in texts(lines[0])[0]
    assert "Every Monday and Thursday at 20:00" in texts(lines[1])[0]
    assert topics(lines)[2:] == ["pause_reminder", "pause_reminder", "log_pain"]


async def test_a_time_is_put_right_with_a_number(stage: Stage) -> None:
    lines = await stage.play("remind me mon wed fri at 8pm", "no, 9", "make it 7")
    assert [texts(line)[0].partition(", U")[0] for line in lines] == [
        f"Every Monday, Wednesday and Friday at {hour}:00" for hour in (20, 21, 19)
    ]


async def test_a_question_gives_way_to_other_talk(stage: Stage) -> None:
    lines = await stage.play(
        "set a reminder", "why does my hip matter for my knee?", "it's a 4 today"
    )
    assert topics(lines) == ["set_reminder", "ask_why_hip", "log_pain"]


async def test_it_goes_quiet_when_nobody_answers(stage: Stage) -> None:
    lines = await stage.play(
        "remind me every day at 7pm", "!now +10 12:00", "start again", "!now +10 19:00"
    )
    assert [len(line["replies"]) for line in lines] == [1, 4, 1, 1]
    assert "go quiet" in texts(lines[1])[3]
    assert "Good to have you back" in texts(lines[2])[0]


async def test_moving_keeps_the_local_time(stage: Stage) -> None:
    lines = await stage.play(
        "every day at 19:30",
        "I'm in Tokyo now",
        "!now +1 19:29",
        "!now +1 19:30",
        "in 20 minutes",
        "!now +1 19:50",
    )
    assert "23:00" in texts(lines[1])[0] and "stays at 19:30" in texts(lines[1])[0]
    (later,) = (await stage.play("every day at 19:30", "I'm in Tokyo now", "make it 7"))[2:]
    assert later["topic"] == "set_reminder"
    assert [len(line["replies"]) for line in lines] == [1, 1, 0, 1, 1, 1]


async def test_an_open_danger_sign_stops_prompts_of_exercises(stage: Stage) -> None:
    lines = await stage.play(
        "every day at 19:30", "my knee is locked and I can't straighten it", "!now +0 19:30"
    )
    assert topics(lines)[1] == "report_red_flag"
    assert lines[2]["replies"] == []


async def test_a_day_told_already_is_not_asked_about(stage: Stage) -> None:
    lines = await stage.play(
        "what's on today?", "every day at 19:30", "did all of it, pain 2", "!now +0 19:30"
    )
    assert topics(lines)[2] == "start_check_in"
    assert lines[3]["replies"] == []


async def test_a_prompt_says_hello_once(stage: Stage) -> None:
    lines = await stage.play(
        "what's on today?",
        "every day at 19:30",
        "!now +0 19:30",
        "why does my hip matter for my knee?",
    )
    hello = "the time you picked"
    assert hello in texts(lines[2])[-1] and "Did you train today?" in texts(lines[2])[-1]
    assert "Did you train today?" in texts(lines[3])[-1] and hello not in texts(lines[3])[-1]
    assert "Later" in [button["title"] for button in lines[3]["replies"][-1]["buttons"]]


async def test_health_tells_of_what_is_due(stage: Stage) -> None:
    await stage.play("every day at 19:30")
    health = Health(stage.program, Contact(stage.clock))
    assert (await health.state())["prompts_due"] == 0
    stage.clock.set(stage.clock() + timedelta(hours=12))
    state = await health.state()
    assert state["prompts_due"] >= 1 and state["prompts_late"] >= 1


async def test_nobody_can_press_or_type_a_prompt(stage: Stage) -> None:
    assert stage.program.payloads.parse("/EXTERNAL_prompt") is None
    (line,) = await stage.play('/EXTERNAL_prompt{"prompt_kind":"quiet"}')
    assert line["intent"]["name"] != "EXTERNAL_prompt"
    assert not any("go quiet" in text for text in texts(line))
