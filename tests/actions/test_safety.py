"""What follows on a danger sign: advice, a pause, a question the next day, and an end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from hipwise.app import Program
from hipwise.reminders.follow_up import FollowUps
from hipwise.replies import Reply
from hipwise.turns import Conversation, Turn

Newcomer = Callable[[], Conversation]


def text_of(turn: Turn) -> str:
    return "\n".join(reply.text for reply in turn.replies)


async def test_a_danger_sign_pauses_exercises_until_somebody_has_looked(
    newcomer: Newcomer,
) -> None:
    talk = newcomer()
    await talk.say("how do I do clamshells?")
    warned = await talk.say("my calf is swollen and hot since the flight")
    assert warned.understood.triage == {"tier": "B", "signs": ["calf_swelling"]}
    assert warned.topic == "report_red_flag" and len(warned.replies) == 1
    assert "today" in text_of(warned) and "clamshell" not in text_of(warned).lower()
    paused = await talk.say("how do I do clamshells?")
    assert paused.topic is None and "paused" in text_of(paused)
    assert (await talk.say("and the hydrants?")).topic is None
    assert (await talk.say("why does my hip matter for my knee?")).topic is None
    assert (await talk.say("what causes this pain?")).topic == "ask_cause"
    await talk.press('/close_flag{"closing":"seen"}')
    assert (await talk.say("how do I do clamshells?")).topic == "ask_exercise_howto"


async def test_more_of_an_exercise_is_held_back_while_paused(newcomer: Newcomer) -> None:
    talk = newcomer()
    assert (await talk.say("how do I do clamshells?")).topic == "ask_exercise_howto"
    await talk.say("my calf is swollen and hot since the flight")
    for leaning in ("tell me more", "can you say that simpler?"):
        held = await talk.say(leaning)
        assert held.topic is None and "paused" in text_of(held)


@pytest.mark.parametrize(
    "asked",
    [
        "could she still play on Saturday?",
        "can i go for a walk?",
        "should i rest it?",
        "can I massage my calf",
        "is muscle soreness after training normal?",
        "what is the best treatment for knee pain",
    ],
)
async def test_sport_and_care_that_load_the_leg_are_held_back(
    newcomer: Newcomer, asked: str
) -> None:
    talk = newcomer()
    await talk.say("my calf is swollen and hot since the flight")
    held = await talk.say(asked)
    assert held.topic is None and "sport are paused" in text_of(held)


@pytest.mark.parametrize(
    "told",
    ["my pain is 2 out of 10 today", "it feels better now", "my knee hurts when i go upstairs"],
)
async def test_what_is_told_while_paused_is_not_called_fine(newcomer: Newcomer, told: str) -> None:
    talk = newcomer()
    await talk.say("my calf is swollen and hot since the flight")
    heard = await talk.say(told)
    assert heard.topic is None and "tell a doctor or nurse" in text_of(heard)
    assert "normal" not in text_of(heard) and "carry on" not in text_of(heard)


@pytest.mark.parametrize(
    ("sign", "told", "answer"),
    [
        ("my chest hurts and my leg is swollen", "it's worse now", "Please call"),
        ("my chest hurts and my leg is swollen", "my pain is 8", "Please call"),
        ("my calf is swollen and hot since the flight", "it got worse", "see it today"),
    ],
)
async def test_who_is_worse_while_paused_hears_once_more_where_to_go(
    newcomer: Newcomer, sign: str, told: str, answer: str
) -> None:
    talk = newcomer()
    await talk.say(sign)
    assert answer in text_of(await talk.say(told))


@pytest.mark.parametrize("said", ["ok will do", "ok", "yes i will", "yes", "no", "not yet"])
async def test_a_promise_to_see_somebody_closes_nothing(newcomer: Newcomer, said: str) -> None:
    talk = newcomer()
    await talk.say("my calf is swollen and hot since the flight")
    assert "can wait until" in text_of(await talk.say(said))
    assert "sport are paused" in text_of(await talk.say("how do I do clamshells?"))


@pytest.mark.parametrize(
    ("said", "opens"), [("yes", True), ("yeah", True), ("ok will do", False), ("not yet", False)]
)
async def test_a_yes_closes_only_where_it_was_asked(
    newcomer: Newcomer, said: str, opens: bool
) -> None:
    talk = newcomer()
    await talk.say("my calf is swollen and hot since the flight")
    await talk.say("how do I do clamshells?")
    await talk.say(said)
    again = await talk.say("how do I do clamshells?")
    assert (again.topic == "ask_exercise_howto") is opens


async def test_a_score_told_while_paused_is_kept(newcomer: Newcomer, program: Program) -> None:
    talk = newcomer()
    await talk.say("my calf is swollen and hot since the flight")
    await talk.say("my pain is 8 out of 10 today")
    kept = program.services.diary.check_ins.pain_reports(talk.sender_id)
    assert [report.score for report in kept] == [8]


async def test_a_paused_set_is_not_gone_on_with(newcomer: Newcomer) -> None:
    talk = newcomer()
    await talk.say("my calf is swollen and hot since the flight")
    held = await talk.press('/start_guided_set{"set_step":"resume"}')
    assert "sport are paused" in text_of(held)


@pytest.mark.parametrize(
    ("words", "topic", "answer"),
    [
        ("the first one", "report_red_flag", "appointment"),
        ("the second one", None, "let's go on"),
        ("the last one", None, "better safe"),
        ("not sure", None, "better safe"),
    ],
)
async def test_a_place_answers_the_safety_question(
    newcomer: Newcomer, words: str, topic: str | None, answer: str
) -> None:
    talk = newcomer()
    asked = await talk.say("my knee is swollen")
    assert asked.understood.asked_about == "persistent_swelling"
    answered = await talk.say(words)
    assert answered.topic == topic and answer in text_of(answered)


async def test_a_misunderstanding_ends_the_pause_in_words(newcomer: Newcomer) -> None:
    talk = newcomer()
    await talk.say("my knee is locked, I can't straighten it")
    closed = await talk.say("no that was a misunderstanding, nothing is locked")
    assert "putting me right" in text_of(closed)
    assert (await talk.say("how do I do clamshells?")).topic == "ask_exercise_howto"


async def test_a_sign_taken_back_was_not_looked_at(newcomer: Newcomer, program: Program) -> None:
    talk = newcomer()
    await talk.say("my calf is a bit swollen today")
    closed = await talk.say("sorry, not swollen, I confuse the word")
    assert "good that it was looked at" not in text_of(closed)
    flags = program.services.flags.of(talk.sender_id)
    assert [flag.closed_by for flag in flags] != ["seen"]


async def test_distress_gets_crisis_lines_and_no_exercise(newcomer: Newcomer) -> None:
    turn = await newcomer().say("I can't go on, I want to end my life")
    assert turn.understood.triage == {"tier": None, "signs": ["distress"]}
    assert "116 123" in text_of(turn) and "988" in text_of(turn)
    assert "exercise" not in text_of(turn).lower()


@pytest.mark.parametrize(
    ("payload", "topic", "words"),
    [
        ('/affirm{"sign":"giving_way"}', "report_red_flag", "appointment"),
        ('/deny{"sign":"giving_way"}', None, "let's go on"),
        ('/choose_option{"sign":"giving_way"}', None, "better safe"),
        ('/affirm{"sign":"cannot_lift_leg"}', None, "let's go on"),
        ('/deny{"sign":"cannot_lift_leg"}', "report_red_flag", "today"),
    ],
)
async def test_the_answer_to_the_safety_question(
    newcomer: Newcomer, payload: str, topic: str | None, words: str
) -> None:
    turn = await newcomer().press(payload)
    assert turn.topic == topic and words in text_of(turn)


async def test_asks_after_the_person_once_the_next_day(
    program: Program, newcomer: Newcomer
) -> None:
    talk, services = newcomer(), program.services
    await talk.say("my calf is swollen and hot since the flight")
    sent: list[tuple[str, Reply]] = []

    async def send(person: str, reply: Reply) -> None:
        sent.append((person, reply))

    async def look(hours: int) -> list[str]:
        later = services.clock() + timedelta(hours=hours)
        await FollowUps(services.flags, services.warnings, lambda: later).send_due(send)
        return [person for person, _ in sent if person == talk.sender_id]

    assert await look(23) == []
    assert await look(25) == [talk.sender_id]
    assert await look(49) == [talk.sender_id]
    assert "How are you today" in next(r.text for p, r in sent if p == talk.sender_id)


async def test_one_failed_send_does_not_stop_the_others(
    program: Program, newcomer: Newcomer
) -> None:
    services, people = program.services, [newcomer(), newcomer()]
    for talk in people:
        await talk.say("my calf is swollen and hot since the flight")
    asked: list[str] = []

    async def send(person: str, reply: Reply) -> None:
        asked.append(person)
        raise ConnectionError

    later = services.clock() + timedelta(hours=25)
    await FollowUps(services.flags, services.warnings, lambda: later).send_due(send)
    assert {talk.sender_id for talk in people} <= set(asked)


@pytest.mark.parametrize(
    ("words", "topic", "answer"),
    [
        ("yeah kinda, since the game", "report_red_flag", "appointment"),
        ("no its fine now", None, "let's go on"),
        ("hard to say tbh", None, "better safe"),
    ],
)
async def test_a_safety_question_is_answered_in_the_persons_words(
    newcomer: Newcomer, words: str, topic: str | None, answer: str
) -> None:
    talk = newcomer()
    await talk.say("my knee is swollen")
    answered = await talk.say(words)
    assert answered.topic == topic and answer in text_of(answered)


@pytest.mark.parametrize(
    "words", ["its fine rlly", "go on", "not loads", "how do I do clamshells?", "show my plan"]
)
async def test_a_safety_question_that_was_not_answered_is_asked_once_more(
    newcomer: Newcomer, words: str
) -> None:
    talk = newcomer()
    asked = await talk.say("my knee is swollen")
    again = await talk.say(words)
    assert again.topic is None and "need a yes or a no" in text_of(again)
    assert again.replies[-1].buttons == asked.replies[-1].buttons
    third = await talk.say("how do I do clamshells?")  # put twice, it is let go
    assert third.topic == "ask_exercise_howto"
    yes = await talk.say("yes")
    assert yes.topic != "report_red_flag"


async def test_a_safety_question_asked_again_can_be_answered(newcomer: Newcomer) -> None:
    talk = newcomer()
    await talk.say("my knee is swollen")
    await talk.say("its fine rlly")
    assert (await talk.say("yes it is")).topic == "report_red_flag"


async def test_agreement_is_no_yes_however_often_it_is_asked(newcomer: Newcomer) -> None:
    talk = newcomer()
    await talk.say("my knee is swollen")
    assert "need a yes or a no" in text_of(await talk.say("ok"))
    assert "better safe" in text_of(await talk.say("ok"))


async def test_a_sign_taken_back_while_it_is_asked_about_is_none(newcomer: Newcomer) -> None:
    talk = newcomer()
    await talk.say("my knee is swollen")
    cleared = await talk.say("wrong word, i meant stiff")
    assert "let's go on" in text_of(cleared)


@pytest.mark.parametrize("said", ["show my plan", "count a set of bridges with me", "mirror test"])
async def test_nothing_begins_while_a_safety_question_is_open(
    newcomer: Newcomer, said: str
) -> None:
    talk = newcomer()
    await talk.say("my knee is swollen")
    assert "need a yes or a no" in text_of(await talk.say(said))


async def test_an_emergency_stays_one_whatever_is_doubtful_besides(newcomer: Newcomer) -> None:
    talk = newcomer()
    await talk.say("my chest hurts and my leg is swollen")
    assert "Please call" in text_of(await talk.say("my knee is swollen"))


async def test_a_question_while_paused_is_not_taken_for_a_mistake(newcomer: Newcomer) -> None:
    talk = newcomer()
    await talk.say("my calf is swollen and hot since the flight")
    told = await talk.say("im confused, what do i do now?")
    assert "Did I get that wrong" not in text_of(told)


async def test_an_open_emergency_does_not_become_milder(
    newcomer: Newcomer, program: Program
) -> None:
    talk = newcomer()
    await talk.say("my chest hurts and my leg is swollen")
    told = await talk.press('/affirm{"sign":"giving_way"}')
    assert "Please call" in text_of(told) and "gives way" not in text_of(told)
    flag = program.services.flags.opened(talk.sender_id)
    assert flag is not None and flag.tier == "A" and flag.signs.endswith("giving_way")


@pytest.mark.parametrize("said", ["ok sorry", "ok", "thanks, sorry about that"])
async def test_an_ok_to_a_closed_flag_is_no_word_about_it(newcomer: Newcomer, said: str) -> None:
    talk = newcomer()
    await talk.say("my calf is swollen and hot since the flight")
    await talk.press('/close_flag{"closing":"misunderstanding"}')
    assert "can wait until" not in text_of(await talk.say(said))


async def test_the_form_that_a_flag_interrupted_is_offered_again(newcomer: Newcomer) -> None:
    talk = newcomer()
    await talk.say("can we do the mirror test")
    await talk.press('/answer{"q":"self_test.reasons","a":"none"}')
    await talk.say("my calf is swollen and hot since the flight")
    closed = await talk.press('/close_flag{"closing":"misunderstanding"}')
    assert "putting me right" in text_of(closed) and "Carry on" in str(closed.replies[-1].buttons)


@pytest.mark.parametrize("said", ["sorry, wrong word, my knee not swollen", "i confuse the word"])
async def test_words_that_take_a_sign_back_are_shown_how(newcomer: Newcomer, said: str) -> None:
    talk = newcomer()
    await talk.say("my calf is swollen and hot since the flight")
    told = await talk.say(said)
    taken_back = "misunderstanding" in text_of(told) or "putting me right" in text_of(told)
    assert taken_back, text_of(told)
