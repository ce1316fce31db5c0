"""The first meeting, the check of week 0, and one's own data, through the real agent."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from hipwise.turns import Conversation, Turn
from tests.conftest import ROOT
from tests.documents.pdf_text import pieces

if TYPE_CHECKING:
    from hipwise.app import Program


def said(turn: Turn) -> str:
    return "\n".join(reply.text for reply in turn.replies)


def titles(turn: Turn) -> list[str]:
    return [button.title for reply in turn.replies for button in reply.buttons]


async def press(talk: Conversation, title: str) -> Turn:
    return await talk.tap([button.title for button in talk.last_buttons].index(title) + 1)


async def test_a_meeting_with_questions_in_the_middle(
    program: Program, newcomer: Callable[[], Conversation]
) -> None:
    talk = newcomer()
    first = await talk.say("set me up")
    assert first.topic == "start_meeting" and "delete everything" in said(first)
    assert "How long" in said(await press(talk, "Left"))
    assert "What sets it off" in said(await press(talk, "3 to 12 months"))
    asked = await talk.say("why does the hip matter?")
    assert asked.topic == "ask_why_hip" and "What sets it off" in said(asked)
    assert "how bad" in said(await talk.say("stairs and running"))
    changed = await talk.say("sorry it's the right knee")
    assert "changed that" in said(changed) and "how bad" in said(changed)
    assert "How old" in said(await talk.say("about a 6"))
    assert "Which town" in said(await talk.say("im 34"))
    assert "On which days" in said(await talk.say("lisbon"))
    done = await talk.say("mon wed fri at 7pm")
    assert "19:00 your time" in said(done) and "Mirror test" not in said(done)
    profile = program.services.profiles.get(talk.sender_id)
    assert profile is not None
    kept = (profile.side, profile.triggers, profile.worst_pain, profile.age_group, profile.zone)
    assert kept == ("right", "stairs,running", 6, "18_39", "Europe/Lisbon")
    schedule = program.services.reminding.schedules.get(talk.sender_id)
    assert schedule is not None and (schedule.at, schedule.weekdays) == ("19:00", "mon,wed,fri")
    plan = await press(talk, "See my plan")
    assert plan.topic == "ask_plan_today" and "right leg" in said(plan)


async def _to_the_days(talk: Conversation, town: str) -> Turn:
    for words in ("set me up", "left", "3 months", "stairs", "a 4", "im 34"):
        await talk.say(words)
    return await talk.say(town)


async def test_the_introduction_is_said_once(newcomer: Callable[[], Conversation]) -> None:
    talk = newcomer()
    assert "delete everything" in said(await talk.say("set me up"))
    named = await talk.say("my name is Ada")
    assert "Nice to meet you" in said(named) and "Which knee" in said(named)
    assert "delete everything" not in said(named)
    assert "delete everything" not in said(await talk.say("purple"))


async def test_without_a_town_prompts_go_by_a_named_clock(
    program: Program, newcomer: Callable[[], Conversation]
) -> None:
    talk = newcomer()
    assert "On which days" in said(await _to_the_days(talk, "no"))
    done = said(await talk.say("tue thu at 7pm"))
    assert "every Tuesday and Thursday at 19:00" in done and "your time" not in done
    changed = await talk.say("nah 8pm")
    assert "Tuesday and Thursday at 20:00" in said(changed)


async def test_the_check_of_week_0(program: Program, newcomer: Callable[[], Conversation]) -> None:
    talk = newcomer()
    assert "last seven days" in said(await talk.press("/start_review"))
    assert "matters to you" in said(await talk.say("a 6"))
    assert "dancing with my wife" in said(await talk.say("dancing with my wife"))
    assert "another one" in said(await press(talk, "3"))
    assert "where we start from" in said(await talk.say("no that's all"))
    (check,) = program.services.outcomes.of(talk.sender_id)
    assert (check.week, check.worst_pain) == (0, 6)
    assert dict(check.activities) == {"dancing with my wife": 3}


async def test_a_chart_a_page_and_all_the_data(newcomer: Callable[[], Conversation]) -> None:
    talk = newcomer()
    nothing = await talk.say("how am i doing")
    assert "nothing to show yet" in said(nothing)
    await talk.say("did 3x12 clamshells today, pain 2")
    chart = await talk.say("how am i doing")
    assert chart.topic == "show_progress" and _file(chart).suffix == ".png"
    page = await talk.press("/export_summary")
    assert _file(page).read_bytes().startswith(b"%PDF")
    await press(talk, "Add my own words")
    kept = await talk.say("It clicks when I get up. Please look at my left hip too!")
    assert "on the page now" in said(kept) and _file(kept).suffix == ".pdf"
    export = await talk.press("/export_data")
    with zipfile.ZipFile(_file(export)) as packed:
        held = json.loads(packed.read("all.json"))
        assert {"README.txt", "check_ins.csv", "conversation.csv"} <= set(packed.namelist())
    assert held["check_ins"][0]["pain"] == 2
    assert held["profiles"][0]["own_words"].startswith("It clicks")
    assert {"time", "who", "text"} == set(held["conversation"][0])


async def test_the_page_holds_what_was_told_in_passing(
    newcomer: Callable[[], Conversation],
) -> None:
    talk = newcomer()
    await talk.say("my left knee has ached under the kneecap for three weeks, worse on stairs")
    page = await talk.press("/export_summary")
    text = " ".join(piece.text for piece in pieces(_file(page).read_bytes()))
    assert "left" in text and "for three weeks" in text and "stairs" in text


async def test_everything_is_deleted_after_one_tap_and_not_before(
    program: Program, newcomer: Callable[[], Conversation]
) -> None:
    talk = newcomer()
    everything = program.services.everything
    await talk.say("did 3x12 clamshells today, pain 2")
    question = await talk.say("delete everything")
    assert titles(question) == ["Delete everything", "Send me a copy first", "Keep it"]
    kept = await talk.say("no")
    assert any(everything.of(talk.sender_id).values()) and "removed" not in said(kept)
    await talk.say("delete everything")
    gone = await press(talk, "Delete everything")
    assert "1 check-in" in said(gone) and gone.topic == "delete_data"
    assert not any(everything.of(talk.sender_id).values())
    again = await talk.say("hello")
    assert "I'm Hipwise" in said(again)


def _file(turn: Turn) -> Path:
    image = next(reply.image for reply in turn.replies if reply.image)
    return ROOT / image
