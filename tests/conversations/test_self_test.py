"""The mirror test through the real agent: to its end, and through everything that comes between."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from PIL import Image

from hipwise.app import Program, build_program
from hipwise.settings import Settings
from hipwise.turns import Conversation, Turn
from tests.conftest import NOW

Newcomer = Callable[[], Conversation]

GATES = ["none of them", "im 34", "yes easy", "ok im there", "done"]
LEFT = ["done", "yeah it dips in a bit", "not really", "cant tell tbh", "no, steady", "easy", "two"]
RIGHT = ["finished", "no", "it's level", "no", "nope", "no problem", "no pain"]
TEST = "start_self_test"


def texts(turn: Turn) -> str:
    return "\n".join(reply.text for reply in turn.replies)


def asks(turn: Turn, part: str) -> bool:
    """Whether the turn ends with a question that holds these words."""
    return part in turn.replies[-1].text and bool(turn.replies[-1].buttons)


async def through(talk: Conversation, lines: list[str]) -> Turn:
    """Says one after the other; each must be taken as an answer of the test."""
    for line in lines:
        turn = await talk.say(line)
        assert turn.topic == TEST, line
    return turn


async def begun(talk: Conversation) -> Conversation:
    turn = await talk.say("can we do the mirror test")
    assert turn.topic == TEST and asks(turn, "is one of these true for you today?")
    return talk


async def at_second_look(talk: Conversation) -> Conversation:
    turn = await through(await begun(talk), [*GATES, "left", *LEFT[:2]])
    assert asks(turn, "Left leg, 2 of 5")
    return talk


async def test_from_start_to_end_in_words(newcomer: Newcomer, program: Program) -> None:
    talk = await begun(newcomer())
    turn = await through(talk, [*GATES, "left i guess", *LEFT, *RIGHT])
    card, noticed, practice = turn.replies
    assert card.image is not None
    with Image.open(card.image) as picture:
        assert picture.format == "PNG" and picture.width > 1000
    assert "you noticed the knee inside the big toe." in noticed.text
    assert "Hard to tell: your body leaning or twisting." in noticed.text
    assert "12 of 34" in noticed.text and "no diagnosis" in noticed.text
    assert "One thing to practise" in practice.text and "two to four weeks" in practice.text
    assert practice.buttons[0].payload.startswith("/ask_exercise_howto")
    assert (await talk.say("says who?")).replies[0].text.count("Crossley") == 1
    assert (await talk.say("the first one")).topic == "ask_exercise_howto"
    shown = await talk.say("show my last mirror test")
    assert "25 Nov 2026" in shown.replies[0].text and shown.replies[0].image == card.image
    assert program.services.open_forms.of(talk.sender_id) == []


async def test_by_buttons_alone(newcomer: Newcomer) -> None:
    talk = newcomer()
    turn = await talk.press("/start_self_test")
    taps = 0
    while not any(reply.image and "people" in reply.image for reply in turn.replies):
        turn, taps = await talk.tap(1), taps + 1
        assert taps < 25
    assert taps == 20


async def test_a_question_at_every_step_is_answered_and_the_step_asked_again(
    newcomer: Newcomer,
) -> None:
    talk = await begun(newcomer())
    for line in [*GATES, "left", *LEFT, *RIGHT]:
        before = await talk.say("say that again")
        turn = await talk.say("why does my hip matter for my knee?")
        assert turn.topic == "ask_why_hip" and "How sure:" in texts(turn), line
        assert turn.replies[-1] == before.replies[-1], line
        assert (await talk.say(line)).topic == TEST
    assert "sides" not in texts(turn)


@pytest.mark.parametrize(
    ("lines", "text", "said", "again"),
    [
        (GATES[:2], "which leg first", "Either one first", "ten seconds"),
        (GATES, "which leg is first", "hurts less or feels steadier", "feels better"),
        ([*GATES, "left"], "how far down", "as wide as your spread hand", "the squats"),
    ],
)
async def test_a_question_about_the_test_is_answered_by_the_test(
    newcomer: Newcomer, lines: list[str], text: str, said: str, again: str
) -> None:
    talk = await begun(newcomer())
    await through(talk, lines)
    turn = await talk.say(text)
    assert said in turn.replies[0].text and asks(turn, again)


async def test_turned_round_and_counted_again(newcomer: Newcomer) -> None:
    talk = await at_second_look(newcomer())
    for line, said in (
        ("wait no it doesnt", "left leg: no"),
        ("hmm actually it does", "left leg: yes"),
        ("how do i know if my hip drops", "Look at both hips"),
        ("5 done", "a yes, a no"),
    ):
        turn = await talk.say(line)
        assert said in turn.replies[0].text and asks(turn, "Left leg, 2 of 5"), line


@pytest.mark.parametrize("text", ["what is a clamshell?", "and clamshells"])
async def test_an_exercise_in_the_middle(newcomer: Newcomer, text: str) -> None:
    talk = await at_second_look(newcomer())
    turn = await talk.say(text)
    assert "Clamshell" in texts(turn) and asks(turn, "Left leg, 2 of 5")


async def test_words_that_are_no_answer_are_asked_again_kindly(newcomer: Newcomer) -> None:
    talk = await at_second_look(newcomer())
    first, second = await talk.say("blorp"), await talk.say("blorp blorp")
    assert asks(first, "Left leg, 2 of 5") and asks(second, "Left leg, 2 of 5")
    assert first.replies[0] != second.replies[0] and "later" in second.replies[0].text


async def test_back_corrections_and_the_other_leg(newcomer: Newcomer) -> None:
    talk = await at_second_look(newcomer())
    assert asks(await talk.say("go back"), "Left leg, 1 of 5")
    await through(talk, ["no", "no"])
    turn = await talk.say("i meant yes for the hip")
    assert "I've changed that one" in turn.replies[0].text and asks(turn, "Left leg, 3 of 5")
    turn = await talk.say("no, the other leg")
    assert "right leg" in turn.replies[0].text and asks(turn, "Right leg, 3 of 5")


async def test_later_then_on_again(newcomer: Newcomer) -> None:
    talk = await at_second_look(newcomer())
    assert "I'll keep what you told me" in texts(await talk.say("later"))
    assert (await talk.say("how do I do clamshells?")).topic == "ask_exercise_howto"
    assert asks(await talk.say("let's do the mirror test"), "Carry on where we were?")
    assert asks(await talk.say("yes"), "Left leg, 2 of 5")
    assert "we leave the mirror test here" in texts(await talk.say("stop"))


async def test_a_danger_sign_leaves_the_test_and_holds_it_back(
    newcomer: Newcomer, program: Program
) -> None:
    talk = await at_second_look(newcomer())
    turn = await talk.say("my knee has locked and i cant straighten it")
    assert turn.topic == "report_red_flag" and len(turn.replies) == 1
    assert "Please let a doctor see it today" in texts(turn)
    (left,) = program.services.open_forms.of(talk.sender_id)
    assert left.paused and dict(left.answers)["left_knee_in"] == "yes"
    for line in ("start the mirror test", "yes"):
        assert "Left leg" not in texts(await talk.say(line))
    await talk.press('/close_flag{"closing":"seen"}')
    assert asks(await talk.say("start the mirror test"), "Carry on where we were?")
    assert asks(await talk.tap(1), "Left leg, 2 of 5")


async def test_distress_leaves_the_test_too(newcomer: Newcomer) -> None:
    talk = await at_second_look(newcomer())
    turn = await talk.say("i want to kill myself")
    assert turn.topic == "report_distress" and len(turn.replies) == 1


async def test_a_danger_sign_by_button_opens_a_flag(newcomer: Newcomer, program: Program) -> None:
    talk = await begun(newcomer())
    await talk.press('/answer{"q":"self_test.reasons","a":"danger_sign"}')
    turn = await talk.press('/answer{"q":"self_test.sign","a":"locked_knee"}')
    assert turn.topic == "report_red_flag"
    assert program.services.flags.opened(talk.sender_id) is not None


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["i'm 8 months pregnant"], "after the birth"),
        (["none", "16", "nope"], "until an adult can be with you"),
        (["none", "yes", "only on the left"], "leave one-leg squats out"),
        ([*GATES[:-1], "hurts more than 3"], "Pain above 3 is no alarm"),
        (
            [*GATES, "left", "done", *["no"] * 5, "about a four maybe five"],
            "Above 3, so we stop here",
        ),
        ([*GATES, "left", "not this leg", "not this leg"], "nothing to compare"),
    ],
)
async def test_endings(newcomer: Newcomer, lines: list[str], said: str) -> None:
    turn = await through(await begun(newcomer()), lines)
    assert said in texts(turn) and turn.replies[-1].buttons


async def test_giving_way_asks_after_it(newcomer: Newcomer, program: Program) -> None:
    talk = await begun(newcomer())
    await through(talk, [*GATES, "left"])
    turn = await talk.press('/answer{"q":"self_test.left_squats","a":"gave_way"}')
    assert "again and again" in texts(turn)
    assert program.services.flags.opened(talk.sender_id) is None
    assert (await talk.tap(1)).topic == "report_red_flag"


class Days:
    """A program that can be built anew on the same folder, at another time."""

    def __init__(self, var: Path) -> None:
        self.now = NOW
        self._var = var
        self.talk = self.restarted()

    def restarted(self) -> Conversation:
        clock = lambda: self.now.replace(tzinfo=timezone.utc)  # noqa: E731
        program = build_program(Settings(), self._var, clock)
        self.talk = Conversation(program.agent, program.payloads, "test:days", self.now)
        return self.talk

    def later(self, **time: float) -> datetime:
        self.now += timedelta(**time)
        self.talk.now = self.now
        return self.now


async def test_restart_next_day_and_a_repeat(tmp_path: Path) -> None:
    days = Days(tmp_path)
    await at_second_look(days.talk)
    days.restarted()
    assert asks(await days.talk.say("no it stays level"), "Left leg, 3 of 5")
    days.later(hours=18)  # a new session of Rasa's
    turn = await days.talk.say("yes")
    assert "another day" in turn.replies[0].text and asks(turn, "is one of these true")
    turn = await through(days.talk, ["none", "ok im there", "done"])
    assert asks(turn, "Left leg, 3 of 5")
    turn = await through(days.talk, [*LEFT[3:], *RIGHT])
    assert turn.replies[0].image is not None
    days.later(days=20)
    assert "25" not in texts(await begun_again(days.talk))
    turn = await through(days.talk, [*GATES, "left", "done", *["no"] * 5, "1", *RIGHT])
    assert "*Since 26 Nov 2026*" in texts(turn)
    assert "No longer seen: the knee inside the big toe. Pain 2 then, 1 now." in texts(turn)
    assert len(list((tmp_path / "people").rglob("*.png"))) == 1


async def begun_again(talk: Conversation) -> Turn:
    return await talk.say("mirror test please")
