"""What is done and answered when somebody asks something of their reminders."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy.orm import Session, sessionmaker

from hipwise.records.database import migrate, open_engine, session_factory
from hipwise.reminders.requests import Found
from hipwise.replies import Reply
from hipwise.understanding.entities import MessageReader, find_entities
from hipwise.understanding.messages import read_payload

from .conftest import DAY, HOUR, NOW, ROOT, TONIGHT, Rig

SAM, KIM = "terminal:1", "telegram:2"


@pytest.fixture
def sessions(tmp_path: Path) -> Iterator[sessionmaker[Session]]:
    engine = open_engine(f"sqlite:///{tmp_path}/records.db")
    migrate(engine)
    yield session_factory(engine)
    engine.dispose()


@pytest.fixture(scope="session")
def reader() -> MessageReader:
    return MessageReader(ROOT / "data" / "lookup")


class Person:
    """Somebody at the desk."""

    def __init__(self, rig: Rig, reader: MessageReader, name: str) -> None:
        self.rig, self._reader, self.name = rig, reader, name

    def says(self, intent: str, text: str) -> Reply:
        """Says something that was understood as an intent."""
        now = self.rig.reminding.desk.local_now(self.name)
        found = tuple(
            Found(one.entity, str(one.value), one.start, one.end)
            for one in find_entities(self._reader.read(text), now)
        )
        return self._ask(intent, text, found)

    def presses(self, payload: str) -> Reply:
        """Presses a button."""
        intent, entities = read_payload(payload)
        return self._ask(intent, "", tuple(Found(*item) for item in entities.items()))

    def _ask(self, intent: str, text: str, found: tuple[Found, ...]) -> Reply:
        desk = self.rig.reminding.desk
        kept = self.rig.schedules.heard(self.name, self.rig.clock()).question
        if intent == "set_timezone":
            return desk.move(self.name, text, found, kept)
        return desk.change(self.name, intent, text, found, kept)

    @property
    def row(self) -> Any:
        """Their schedule."""
        return self.rig.schedules.get(self.name)


@pytest.fixture
def rig(sessions: sessionmaker[Session]) -> Rig:
    return Rig(sessions)


@pytest.fixture
def sam(rig: Rig, reader: MessageReader) -> Person:
    return Person(rig, reader, SAM)


@pytest.fixture
def kim(rig: Rig, reader: MessageReader) -> Person:
    return Person(rig, reader, KIM)


def payloads(reply: Reply) -> list[str]:
    return [button.payload for button in reply.buttons]


def test_what_was_understood_is_repeated(sam: Person) -> None:
    reply = sam.says("set_reminder", "every weekday at half seven in the evening")
    assert reply.text == "*Every weekday at 19:30, London time.* The next one comes today."
    assert reply.buttons == ()
    reply = sam.says("set_reminder", "only mon, wed and sat")
    assert reply.text.startswith("*Every Monday, Wednesday and Saturday at 19:30, London time.*")


def test_the_other_half_of_the_day_is_a_tap_away(sam: Person) -> None:
    sam.says("set_reminder", "every day at 19:30")
    reply = sam.says("set_reminder", "make it 8 instead")
    assert "at 20:00" in reply.text and "If you meant 08:00" in reply.text
    assert payloads(reply) == ['/set_reminder{"time":"08:00"}']
    assert "at 08:00" in sam.presses(payloads(reply)[0]).text


def test_a_question_keeps_what_was_said(sam: Person) -> None:
    reply = sam.says("set_reminder", "remind me on mondays and fridays")
    assert "What time suits you?" in reply.text and sam.row is None
    reply = sam.presses('/set_reminder{"time":"18:00"}')
    assert "Every Monday and Friday at 18:00" in reply.text


def test_bad_input_is_one_short_question_and_changes_nothing(sam: Person) -> None:
    sam.says("set_reminder", "every weekday at 19:30")
    for text, words in (
        ("remind me at 25:99", "I don't know that time."),
        ("remind me yesterday at noon", "That time is over already."),
        ("remind me at 7pm at 9pm", "I heard two times, and I can keep one."),
    ):
        reply = sam.says("set_reminder", text)
        assert reply.text.startswith(words) and reply.text.count("?") == 1
        assert reply.buttons
    assert (sam.row.at, sam.row.weekdays) == ("19:30", "mon,tue,wed,thu,fri")


def test_days_can_be_tapped(sam: Person) -> None:
    sam.says("set_reminder", "every day at 8am")
    reply = sam.says("set_reminder", "change the days")
    assert "Which days suit you?" in reply.text
    texts = [sam.presses(payload).text.partition(" at ")[0] for payload in payloads(reply)]
    assert texts == [
        "*Every day",
        "*Every weekday",
        "*Every other day",
        "*Every Monday, Wednesday and Friday",
    ]
    assert all(len(payload.encode()) <= 64 for payload in payloads(reply))


def test_every_other_day_begins_with_the_first_to_come(sam: Person) -> None:
    sam.says("set_reminder", "every other day at 8am")
    assert sam.row.alternate_from == NOW.date() + DAY
    sam.says("set_reminder", "every other day at 8pm")
    assert sam.row.alternate_from == NOW.date()


def test_what_is_set_is_shown(sam: Person) -> None:
    assert "What time suits you?" in sam.says("set_reminder", "what reminders have I got?").text
    sam.says("set_reminder", "every day at 7pm")
    reply = sam.says("set_reminder", "what reminders have I got?")
    assert "Every day at 19:00" in reply.text and "today" in reply.text
    assert "/stop_reminder" in payloads(reply)
    sam.says("pause_reminder", "pause for a week")
    assert "rest for now" in sam.says("set_reminder", "what reminders have I got?").text
    sam.says("stop_reminder", "stop")
    reply = sam.says("set_reminder", "what reminders have I got?")
    assert "off" in reply.text and payloads(reply) == ["/resume_reminder"]


def test_pausing(sam: Person) -> None:
    assert "no reminders running" in sam.says("pause_reminder", "not today").text
    sam.says("set_reminder", "every weekday at 19:30")
    assert "The next one comes tomorrow." in sam.says("pause_reminder", "not today").text
    reply = sam.says("pause_reminder", "pause")
    assert "How long" in reply.text
    reply = sam.presses(payloads(reply)[2])
    assert "on Wednesday 2 December" in reply.text
    assert "The next one comes today." in sam.says("resume_reminder", "start again").text
    assert "are on" in sam.says("resume_reminder", "start again").text


def test_a_new_time_during_a_pause_keeps_the_pause(sam: Person) -> None:
    sam.says("set_reminder", "every day at 19:30")
    sam.says("pause_reminder", "till Monday")
    assert "on Monday" in sam.says("set_reminder", "make it 8pm").text
    assert "today" in sam.says("resume_reminder", "start again at 9pm").text


def test_stopping_and_starting_again(sam: Person) -> None:
    assert "no reminders running" in sam.says("stop_reminder", "stop reminding me").text
    sam.says("set_reminder", "every day at 19:30")
    assert "no more reminders" in sam.says("stop_reminder", "stop reminding me").text
    assert "Good to have you back" in sam.says("resume_reminder", "start again").text


async def test_a_snooze_never_moves_the_schedule(sam: Person) -> None:
    sam.says("set_reminder", "every day at 19:30")
    reply = sam.says("snooze_reminder", "in 20 minutes")
    assert reply.text == "All right, I'll ask today at 14:20. Your usual time stays as it is."
    assert sam.row.next_at == TONIGHT
    assert len(await sam.rig.at(NOW + HOUR)) == 1
    assert len(await sam.rig.at(TONIGHT)) == 1


async def test_today_put_off_comes_once(sam: Person) -> None:
    sam.says("set_reminder", "every day at 19:30")
    assert "in place of" in sam.says("snooze_reminder", "8pm instead, just today").text
    assert await sam.rig.at(TONIGHT) == []
    assert len(await sam.rig.at(TONIGHT + HOUR)) == 1
    assert len(await sam.rig.at(TONIGHT + DAY)) == 1


def test_on_telegram_the_servers_zone_is_said_and_the_place_asked_for(kim: Person) -> None:
    reply = kim.says("set_reminder", "every day at 19:30")
    assert "London time.*" in reply.text and "I go by the clock here" in reply.text
    assert reply.text.endswith("Which town or city are you in?")
    assert kim.row.zone == "Europe/London"
    reply = kim.says("set_timezone", "Tokyo")
    assert reply.text == (
        "I have you in Tokyo, Japan. By my clock it is 23:00 there now. "
        "Your reminder stays at 19:30, now Tokyo time."
    )
    assert "Which town" not in kim.says("set_reminder", "make it 8pm").text
    assert kim.row.zone == "Asia/Tokyo"


def test_a_place_that_is_not_clear_is_asked_about(sam: Person) -> None:
    reply = sam.says("set_timezone", "I'm in Valencia now")
    assert payloads(reply) == [
        '/set_timezone{"place":"America/Caracas"}',
        '/set_timezone{"place":"Europe/Madrid"}',
    ]
    assert "Madrid time" in sam.presses(payloads(reply)[1]).text
    assert "which town" in sam.says("set_timezone", "I'm in Canada").text.lower()
    assert "At the moment I go by Madrid time." in sam.says("set_timezone", "wrong time zone").text
    assert "I don't know that place" in sam.says("set_timezone", "Xyzzyville").text
    assert "Perth, Australia" in sam.says("set_timezone", "we moved from Leeds to Perth").text


def test_forged_buttons_are_harmless(sam: Person) -> None:
    for payload in (
        '/set_reminder{"time":"99:99"}',
        '/set_reminder{"weekday":"--"}',
        '/pause_reminder{"until":"9999-99-99"}',
        '/pause_reminder{"until":"1999-01-01"}',
        '/snooze_reminder{"duration_minutes":"-5"}',
        '/snooze_reminder{"duration_minutes":"99999999999999999999"}',
        '/set_timezone{"place":"Etc/GMT+12"}',
    ):
        assert sam.presses(payload).text


def test_every_sentence_is_there_and_used() -> None:
    words = yaml.safe_load((ROOT / "content" / "reminders.yml").read_text("utf-8"))
    code = (ROOT / "hipwise" / "reminders" / "desk.py").read_text("utf-8")
    code += (ROOT / "hipwise" / "reminders" / "words.py").read_text("utf-8")
    asked = {"time", "days", "until", "when"}
    assert set(words["questions"]) == asked
    reasons = {"no_such_time", "past", "two_times"}
    assert set(words["because"]) == reasons
    for name in {*words, *words["buttons"], *words["zone"]} - {
        "which_town",
        "which_one",
        "unknown",
    }:
        assert f'"{name}"' in code or f"'{name}'" in code, name


def test_asking_when_where_nothing_is_set(sam: Person) -> None:
    assert "no reminders" in sam.says("set_reminder", "when will you ask me next").text
    assert "no reminders" in sam.says("stop_reminder", "what reminders do i have").text


def test_far_days_are_named_with_their_date(sam: Person) -> None:
    sam.says("set_reminder", "every day at 19:30")
    reply = sam.says("pause_reminder", "until after christmas")
    assert "The next one comes on Sunday 27 December." in reply.text
