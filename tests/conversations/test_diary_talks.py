"""Whole talks about plan and training, over days, through the real agent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

from hipwise.virtual_time import SetClock

if TYPE_CHECKING:
    from hipwise.app import Program

WEDNESDAY = 2


class Days:
    """Somebody's talk over several days.

    Attributes:
        person: Rasa's sender id.
        said: all that the bot said in the last turn.
        topic: of the last turn.
    """

    def __init__(self, program: Program, clock: SetClock, person: str, now: datetime) -> None:
        self.program = program
        self.person = person
        from hipwise.turns import Conversation

        self._clock = clock
        self._year = now.year
        self._talk = Conversation(program.agent, program.payloads, person, now)
        self.said = ""
        self.buttons: list[str] = []
        self.topic: str | None = None

    def at(self, day: int, time: str = "19:30") -> None:
        """Moves the clock to a day from Wednesday the 25th on."""
        hour, minute = map(int, time.split(":"))
        month, of_month = (11, 25 + day) if day <= 5 else (12, day - 5)
        self._talk.now = datetime(self._year, month, of_month, hour, minute)
        self._clock.set(self._talk.now)

    async def say(self, text: str) -> str:
        turn = await self._talk.say(text)
        return self._heard(turn)

    async def tap(self, title: str) -> str:
        titles = [button.title for button in self._talk.last_buttons]
        turn = await self._talk.tap(titles.index(title) + 1)
        return self._heard(turn)

    def _heard(self, turn: Any) -> str:
        self.said = "\n".join(reply.text for reply in turn.replies)
        self.buttons = [button.title for reply in turn.replies for button in reply.buttons]
        self.topic = turn.topic
        return self.said

    def amounts(self) -> list[tuple[str, int, int | None]]:
        plan = self.program.services.diary.plan(self.person)
        assert plan is not None
        return [(item.exercise, item.sets, item.reps) for item in plan.items]


@pytest.fixture(scope="module")
def somebody(program: Program, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Days]:
    """Makes somebody new on Wednesday, the 25th of November; each has a year of their own.

    The program's clock only goes forward. `program` is asked for so that the working folder is
    the project's.
    """
    from hipwise.app import build_program
    from hipwise.settings import Settings

    first = datetime(2026, 11, 25, 14, 0)
    clock = SetClock(first)
    moving = build_program(Settings(), tmp_path_factory.mktemp("diary"), clock)
    numbers = count(1)
    years = (year for year in count(2026) if date(year, 11, 25).weekday() == WEDNESDAY)

    def new() -> Days:
        year = next(years)
        days = Days(moving, clock, f"test:diary{next(numbers)}", datetime(year, 11, 25, 14, 0))
        days.at(0, "14:00")
        return days

    return new


async def test_a_plan_is_asked_for_explained_and_changed(somebody: Callable[[], Days]) -> None:
    talk = somebody()
    await talk.say("my left knee hurts on stairs and when kneeling, for two years")
    shown = await talk.say("what's on today?")
    assert "how sore it gets" in shown and "which knee is sore" not in shown
    assert "left leg" in shown and talk.topic == "ask_plan_today"
    assert "stage 1 of 6" in await talk.say("why this?")
    assert "straight leg raise instead of bridge" in await talk.say("swap the bridge")
    assert "bridge instead of straight leg raise" in await talk.tap("Put it back")
    assert "Added: step-up" in await talk.say("can I add step ups")
    assert "come later" in await talk.say("can I add single leg squats")
    await talk.tap("See the plan")
    assert "Which one shall I swap?" in await talk.tap("Swap one")
    assert "instead of clamshell" in await talk.tap("Clamshell")
    await talk.tap("See the plan")
    await talk.say("skip the bridge today")
    assert "no bridge today" in talk.said
    assert "bridge is back" in await talk.say("actually put it back")
    await talk.tap("See the plan")
    assert "one day changes nothing" in await talk.tap("Not today")
    assert "Your week" in await talk.say("show me the whole week")
    assert "rests on" in await talk.say("says who?")


async def test_a_wish_is_heard_after_talk_of_something_else(
    somebody: Callable[[], Days],
) -> None:
    talk = somebody()
    await talk.say("what's on today?")
    await talk.say("it's too hard for me")
    assert "instead of clamshell" in await talk.say("swap clamshell")
    await talk.say("my knee hurts when I get up from a chair")
    await talk.say("how long will it take?")
    assert "4 months" in await talk.say("its been like 4 months, i am 68")


async def test_a_week_of_check_ins(somebody: Callable[[], Days]) -> None:
    talk = somebody()
    await talk.say("what's on today?")
    talk.at(0)
    assert "Did you train today?" in await talk.say("check in")
    assert "at its worst" in await talk.tap("All of it")
    assert "One more session like this" in await talk.tap("2")
    talk.at(1)
    assert "the morning after yesterday's training" in await talk.say("check in")
    assert "easy movement" in await talk.tap("Settled")
    assert "at its worst today" in await talk.tap("Yes")
    assert "A rest day kept" in await talk.tap("0")
    talk.at(2)
    said = await talk.say("yep all done no pain")
    assert "one small step up: a few more repetitions" in said
    assert "Monday: clamshell 2 × 12, bridge 2 × 12" in said
    assert "which other hip exercises are part of your programme?" in said
    said = await talk.say("calf raises and step ups")
    assert "step-up" in said and "no card for calf raises" in said
    talk.at(3, "08:00")
    said = await talk.say("it's worse this morning")
    assert "made your plan lighter" in said
    assert talk.amounts() == [("clamshell", 1, 10), ("bridge", 1, 10)]
    talk.at(5)
    said = await talk.say("3x12 calf raises and a bit of the clams, pain 1")
    assert "calf raises 3 × 12" in said and "Part of it counts" in said
    assert "programme?" not in said


async def test_a_red_day_and_its_correction(somebody: Callable[[], Days]) -> None:
    talk = somebody()
    await talk.say("what's on today?")
    before = talk.amounts()
    said = await talk.say("did it all, pain 8")
    assert "too much for now" in said and "a third to a half less" in said
    assert "Friday: clamshell 1 × 10" in said
    assert "one set of 10" in await talk.say("what about friday?")
    said = await talk.say("I meant 3 not 8")
    assert "3, not 8" in said and "stays as it is" in said
    assert talk.amounts() == before
    talk.at(2)
    assert "the morning after" in await talk.say("did everything, it was a 7")
    assert "too much" in await talk.say("fine")
    talk.at(3, "09:00")
    said = await talk.say("yesterday I meant 2 not 7")
    assert "2, not 7" in said
    assert talk.amounts() == before


async def test_a_question_in_the_middle_is_answered_and_the_check_in_goes_on(
    somebody: Callable[[], Days],
) -> None:
    talk = somebody()
    await talk.say("what's on today?")
    await talk.say("check in")
    said = await talk.say("how do I do a clamshell?")
    assert "Lie on your side" in said and "Did you train today?" in said
    said = await talk.say("what's on today?")
    assert "*Today, Wednesday: training.*" in said
    assert "Did you train today?" in said
    await talk.say("most of it")
    assert "Which one did you do?" in talk.said
    await talk.say("just the clams")
    assert "go back" not in await talk.say("go back")
    assert "Which one did you do?" in talk.said
    await talk.say("the clams and bridges")
    assert "in the green" in await talk.say("a two")


async def test_a_danger_sign_in_the_middle_stops_it(somebody: Callable[[], Days]) -> None:
    talk = somebody()
    await talk.say("what's on today?")
    await talk.say("check in")
    await talk.tap("All of it")
    said = await talk.say("my calf is swollen, hot and painful since the flight")
    assert talk.topic == "report_red_flag" and "at its worst" not in said
    assert "paused" in await talk.say("what's on today?")
    assert "paused" in await talk.say("check in")
    await talk.say("the doctor has looked at it, all clear")
    assert "Did you train" in await talk.say("check in") or "Carry on" in talk.said


async def test_sickness_gets_a_kind_word_and_counts_neither_way(
    somebody: Callable[[], Days],
) -> None:
    talk = somebody()
    await talk.say("what's on today?")
    await talk.say("check in")
    assert "Get well first" in await talk.say("in bed with the flu")
    talk.at(2)
    await talk.say("check in")
    assert "changes nothing" in await talk.tap("Not today")
    day = talk.program.services.diary.check_ins.of(talk.person)
    assert [kept.trained for kept in day] == ["rest", "none"]


async def test_without_a_plan_training_is_noted_all_the_same(
    somebody: Callable[[], Days],
) -> None:
    talk = somebody()
    said = await talk.say("did 3x12 clamshells this morning, pain 2")
    assert "Shall I make you a plan" in said
    assert "Here is a plan" in await talk.tap("Make me a plan")


async def test_a_score_alone_is_answered_by_the_rule_and_kept(
    somebody: Callable[[], Days],
) -> None:
    talk = somebody()
    assert "tolerable" in await talk.say("knee is a 4 today")
    reports = talk.program.services.diary.check_ins.pain_reports(talk.person)
    assert [report.score for report in reports] == [4]
    assert "too much" in await talk.say("it's a 6 when I squat")


async def test_a_check_in_put_off_is_taken_up_again(somebody: Callable[[], Days]) -> None:
    talk = somebody()
    await talk.say("what's on today?")
    await talk.say("check in")
    await talk.tap("Part of it")
    assert "later" in await talk.say("later")
    assert "Carry on where we were?" in await talk.say("check in")
    assert "Which one did you do?" in await talk.tap("Carry on")
    await talk.say("stop")
    assert "in the green" in await talk.say("did my clams 3x12, pain 1")


async def test_a_question_after_a_sore_set_is_answered_and_cancels_nothing(
    somebody: Callable[[], Days],
) -> None:
    talk = somebody()
    await talk.say("what's on today?")
    await talk.say("check in")
    await talk.tap("All of it")
    said = await talk.say("should i stop")
    assert "leave" not in said and "at its worst" in said
    said = await talk.say("7ish")
    assert "too much" in said and "programme?" not in said
    assert "3, not 7" in await talk.say("actually 3")


async def test_a_question_about_a_rest_day_is_not_put_for_ever(
    somebody: Callable[[], Days],
) -> None:
    talk = somebody()
    await talk.say("what's on today?")
    talk.at(1)
    assert "easy movement" in await talk.say("check in")
    assert "Did you get some" in await talk.say("how long will it take?")
    for question in ("why the hip?", "is it arthritis?"):
        assert "Did you get some" not in await talk.say(question)
    assert "Did you get some" in await talk.say("check in")


async def test_the_morning_after_is_asked_while_it_can_be_told(
    somebody: Callable[[], Days],
) -> None:
    talk = somebody()
    await talk.say("what's on today?")
    await talk.say("did it all, pain 2")
    talk.at(2)
    assert "the morning after Wednesday's training" in await talk.say("check in")
    talk.at(3)
    assert "the morning after" not in await talk.say("check in")


async def test_an_extra_session_promises_no_rest_that_the_plan_does_not_keep(
    somebody: Callable[[], Days],
) -> None:
    talk = somebody()
    await talk.say("what's on today?")
    talk.at(1)
    said = await talk.say("did it all, pain 1")
    assert "Tomorrow: clamshell" in said and "A rest day tomorrow" not in said
    talk.at(2)
    await talk.say("did it all, pain 7")
    assert "Good that it settled" not in await talk.say("settled")


async def test_words_that_turn_a_note_down_are_not_printed(somebody: Callable[[], Days]) -> None:
    talk = somebody()
    await talk.say("add a note for my physio")
    assert "stays as it is" in await talk.say("that's it")
    assert "on the page now" in await talk.say("add a note for physio: worse downhill")
    profile = talk.program.services.profiles.get(talk.person)
    assert profile is not None and profile.own_words == "worse downhill"


async def test_days_move_where_they_are_asked_to(somebody: Callable[[], Days]) -> None:
    talk = somebody()
    await talk.say("what's on today?")
    said = await talk.say("can't do wednesdays, night shifts. thursday instead")
    assert "no training on Wednesday" in said and "Monday, Thursday and Saturday" in said
    assert "I moved Friday too, to keep a rest day between" in said


async def test_fewer_exercises_make_the_plan_shorter(somebody: Callable[[], Days]) -> None:
    talk = somebody()
    await talk.say("what's on today?")
    before = talk.amounts()
    assert "leave out" in await talk.say("too much for me, I want fewer exercises")
    assert "What stays: bridge" in await talk.say("clamshell")
    assert talk.amounts() == [("bridge", 2, 10)]
    assert "short already" in await talk.say("I only want one exercise")
    await talk.say("put it back")
    assert sorted(talk.amounts()) == sorted(before)
    said = await talk.say("add step ups 3x12")
    assert "2 sets of 8" in said and "no more than that" in said


async def test_an_exercise_put_back_takes_no_fifth_place(
    somebody: Callable[[], Days],
) -> None:
    talk = somebody()
    await talk.say("what's on today?")
    for words in ("add step ups", "add wall sits", "I want fewer exercises", "step up"):
        await talk.say(words)
    assert len(talk.amounts()) == 3
    await talk.say("add band walks")
    full = talk.amounts()
    assert "Which one shall step-up replace?" in await talk.say("put the step ups back")
    assert talk.amounts() == full


async def test_an_exercise_put_back_finds_its_amount(somebody: Callable[[], Days]) -> None:
    talk = somebody()
    await talk.say("what's on today?")
    await talk.say("did it all, pain 8")
    await talk.say("what's on today?")
    eased = talk.amounts()
    assert eased[0] == ("clamshell", 1, 10)
    await talk.say("I want fewer exercises")
    await talk.tap("Clamshell")
    await talk.tap("Put it back")
    assert sorted(talk.amounts()) == sorted(eased)


async def test_the_title_of_the_plans_button_works_when_typed(
    somebody: Callable[[], Days],
) -> None:
    talk = somebody()
    await talk.say("what's on today?")
    await talk.say("why the hip?")
    assert "Which one shall I swap?" in await talk.say("swap one")
    assert "straight leg raise instead of bridge" in await talk.say("bridge")
    await talk.say("did it all, pain 2")
    assert "Which one shall I swap?" in await talk.say("swap one")


async def test_a_meeting_left_open_takes_no_answers_of_later_days(
    somebody: Callable[[], Days],
) -> None:
    talk = somebody()
    for words in ("set me up", "left", "3 months", "stairs", "a 4", "im 34", "Lisbon"):
        await talk.say(words)
    assert "On which days" in talk.said
    talk.at(1)
    report = await talk.say("7")
    assert talk.topic == "log_pain" and "questions left" in report
    assert "On which days" not in report
    assert "questions left" not in await talk.say("thanks")
    assert "Carry on" in await talk.say("set me up")
    assert "On which days" in await talk.say("carry on")
    talk.at(2)
    # No button of a forgotten question is pressed by it.
    assert "questions left" in await talk.say("ok")
    assert talk.program.services.reminding.schedules.get(talk.person) is None
    await talk.say("set me up")
    await talk.say("carry on")
    talk.at(3)
    assert "Monday and Friday at 19:00 your time" in await talk.say("mon fri 7pm")


async def test_a_check_in_told_at_carry_on_is_over(somebody: Callable[[], Days]) -> None:
    talk = somebody()
    await talk.say("what's on today?")
    await talk.say("check in")
    await talk.say("stop")
    assert "Carry on where we were" in await talk.say("check in")
    assert "4 out of 10" in await talk.say("did most of it, knee about a four")
    assert "train today" not in await talk.say("is ice any good?")


async def test_an_exercise_to_add_that_has_no_card_is_not_logged(
    somebody: Callable[[], Days],
) -> None:
    talk = somebody()
    await talk.say("what's on today?")
    assert "Which" in await talk.say("add copenhagen planks 3x8")
    assert "at its worst" not in talk.said and "programme" not in talk.said
    assert not talk.program.services.diary.check_ins.diary(talk.person)
