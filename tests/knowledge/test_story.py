"""A story is heard, given back, and never called a diagnosis."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hipwise.knowledge.answering import Answer, Answerer
from hipwise.knowledge.context import Context, Question
from hipwise.knowledge.library import Library
from hipwise.knowledge.story import (
    Story,
    as_told,
    hear,
    reflect,
    reflect_report,
    takes_up_question,
    tells_a_story,
)
from hipwise.understanding.messages import read_payload

ACTIVITIES = [
    *("stairs", "squats", "sitting", "standing_up", "running", "cycling", "kneeling"),
    *("jumping", "hiking", "walking", "lifting", "driving", "swimming", "sport"),
]


def told(text: str, *activities: str, **entities: str) -> Question:
    pairs = tuple(("activity", activity) for activity in activities)
    first = {"activity": activities[0]} if activities else {}
    return Question("describe_knee_pain", {**first, **entities}, text, found=pairs)


def answer_to(question: Question, answerer: Answerer, before: Story | None = None) -> Answer:
    heard = hear(question, answerer.library)
    return reflect(heard, (before or Story()).with_more(heard), answerer, Context())


def text_of(answer: Answer) -> str:
    (reply,) = answer.replies
    return reply.text


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("a dull ache behind my kneecap", ("behind",)),
        ("it hurts behind my knee", ("back",)),
        ("Under the kneecap and on the outside of my knee", ("under", "outer")),
        ("my kneecap is sore", ("around",)),
        ("around both kneecaps", ("around",)),
        ("the front of my knee", ("front",)),
        ("inside of the knee, at the back of my knee", ("inner", "back")),
        ("my knee hurts", ()),
    ],
)
def test_places(library: Library, text: str, places: tuple[str, ...]) -> None:
    assert set(hear(told(text), library).places) == set(places)


@pytest.mark.parametrize(
    ("text", "since"),
    [
        ("been sore for about 3 weeks now", "for 3 weeks"),
        ("for the past two months", "for two months"),
        ("over a few days", "for a few days"),
        ("it began 2 months ago", "2 months ago"),
        ("since last summer", "since last summer"),
        ("its been like 4 months, i am 68", "for 4 months"),
        ("Since Christmas it aches", "since Christmas"),
        ("both. since the spring", "since the spring"),
        ("right knee, front, 3 months, running", "for 3 months"),
        ("stairs and running, nearly 4 months", "for 4 months"),
        ("squats, 3 weeks off, running", None),
        ("since easter", "since Easter"),
        ("since early last august or so", "since early last August"),
        ("since the week we moved it is worse", None),
        ("since last week I have pain on stairs", "since last week"),
        ("since monday I've had it", "since Monday"),
        ("my knee cap kills when i run, 2 weeks", "for 2 weeks"),
        ("sore on stairs. three months", "for three months"),
        ("I had 14 days off", None),
        ("3 sets, 2 weeks off", None),
        ("I am 34 years old", None),
        ("it just hurts", None),
    ],
)
def test_since_when(library: Library, text: str, since: str | None) -> None:
    assert hear(told(text), library).since == since


@pytest.mark.parametrize(
    ("score", "pain"), [("0", 0), ("10", 10), ("11", None), ("4.5", None), ("", None), ("²", None)]
)
def test_only_a_score_of_the_scale_is_one(library: Library, score: str, pain: int | None) -> None:
    assert hear(told("it is sore", pain_score=score), library).pain == pain


def test_what_was_said_is_given_back(answerer: Answerer) -> None:
    question = told(
        "my left knee has hurt behind the kneecap for 3 weeks, on stairs and when running",
        *("stairs", "running"),
        side="left",
        pain_score="4",
    )
    text = text_of(answer_to(question, answerer))
    for part in (
        "left knee",
        "behind the kneecap",
        "for 3 weeks",
        "stairs and running",
        "4 out of 10",
    ):
        assert part in text
    assert "no diagnosis" in text
    assert "?" not in text  # nothing is left to ask


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        (told("my knee hurts"), "ask_activities"),
        (told("my knee hurts on stairs", "stairs"), "ask_since"),
        (told("my knee has hurt on stairs for 3 weeks", "stairs"), "ask_side"),
    ],
)
def test_one_useful_question_is_asked(answerer: Answerer, question: Question, asked: str) -> None:
    text = text_of(answer_to(question, answerer))
    assert text.endswith(answerer.library.story[asked])
    assert text.count("?") == 1


def test_what_was_said_before_is_not_asked_again(answerer: Answerer) -> None:
    before = Story(side="left", activities=("stairs",))
    text = text_of(answer_to(told("it has been like that for 3 weeks"), answerer, before))
    assert "for 3 weeks" in text
    assert "?" not in text


def test_a_place_away_from_the_kneecap_is_said_to_be_less_typical(answerer: Answerer) -> None:
    answer = answer_to(told("pain on the inside of my knee on stairs", "stairs"), answerer)
    text = text_of(answer)
    assert "inner side" in text
    assert "less typical" in text
    assert "/ask_see_professional" in answer.context.offered


def test_buttons_fit_what_was_said(answerer: Answerer) -> None:
    answer = answer_to(told("running and stairs hurt", "running", "stairs"), answerer)
    opened = [read_payload(payload) for payload in answer.context.offered]
    assert ("ask_activity_advice", {"activity": "stairs"}) in opened
    assert ("ask_activity_advice", {"activity": "running"}) in opened
    assert answer.topic == answer.context.topic == "describe_knee_pain"
    assert answer.context.subjects == {"activity": "stairs"}


STORIES = st.builds(
    Story,
    st.sampled_from([None, "left", "right", "both"]),
    st.lists(
        st.sampled_from(["behind", "under", "around", "front", "outer", "inner", "back"]),
        unique=True,
        max_size=4,  # nobody names them all
    ).map(tuple),
    st.lists(st.sampled_from(ACTIVITIES), unique=True).map(tuple),
    st.none() | st.just("for 3 weeks"),
    st.none() | st.integers(0, 10),
)


@settings(deadline=None)
@given(story=STORIES, before=STORIES)
def test_any_story_has_an_answer(answerer: Answerer, story: Story, before: Story) -> None:
    answer = reflect(story, before.with_more(story), answerer, Context())
    text = text_of(answer)
    assert len(text.split()) <= 120
    assert "{" not in text
    assert text.count("?") <= 1
    assert 1 <= len(answer.context.offered) <= 4
    assert len(set(answer.context.offered)) == len(answer.context.offered)


@settings(deadline=None)
@given(first=STORIES, second=STORIES)
def test_later_words_add_to_a_story_and_lose_nothing(first: Story, second: Story) -> None:
    both = first.with_more(second)
    assert set(first.activities) | set(second.activities) == set(both.activities)
    assert set(first.places) | set(second.places) == set(both.places)
    assert both.pain == (first.pain if second.pain is None else second.pain)
    assert both.with_more(second) == both
    assert Story.from_slot(json.loads(json.dumps(both.as_slot()))) == both


def test_no_slot_is_an_empty_story() -> None:
    assert Story.from_slot(None) == Story()


@settings(deadline=None)
@given(
    text=st.text() | st.lists(st.sampled_from("for 3 a weeks since may ago".split())).map(" ".join)
)
def test_any_text_can_be_heard(library: Library, text: str) -> None:
    heard = hear(told(text), library)
    assert heard.activities == ()


@pytest.mark.parametrize(
    ("score", "key"),
    [(0, "score_green"), (2, "score_green"), (3, "score_yellow"), (5, "score_yellow")],
)
def test_a_pain_score_is_answered_by_the_rule(answerer: Answerer, score: int, key: str) -> None:
    question = Question("log_pain", {"pain_score": str(score)}, f"it's a {score}")
    expected = answerer.library.story[key].format(score=score)
    assert text_of(reflect_report(question, answerer, Context())) == expected


@pytest.mark.parametrize(
    ("text", "intent", "means"),
    [
        ("its a 5 when i do them", "ask_exercise_dose", "log_pain"),
        ("knee's at 5 on these", "ask_exercise_howto", "log_pain"),
        ("is a 5 ok when i do them", "ask_exercise_dose", "ask_exercise_dose"),
        ("it's a 5, how many then?", "ask_exercise_dose", "ask_exercise_dose"),
        ("5 today, which shoes", "ask_footwear", "ask_footwear"),
    ],
)
def test_a_score_is_heard_where_words_sound_like_a_question(
    text: str, intent: str, means: str
) -> None:
    assert as_told(Question(intent, {"pain_score": "5"}, text)).intent == means


def test_without_a_score_a_question_stays_one() -> None:
    assert (
        as_told(Question("ask_exercise_dose", {}, "reps for those")).intent == "ask_exercise_dose"
    )


RUNNER = "hi im 16 my knee cap kills when i run track, 2 weeks"


@pytest.mark.parametrize(
    ("text", "readings", "tells"),
    [
        (RUNNER, ("ask_special_group", "describe_knee_pain"), True),
        (f"{RUNNER}, what now?", ("ask_special_group", "describe_knee_pain"), False),
        (RUNNER, ("ask_special_group", "ask_cause"), False),
        (RUNNER, ("out_of_scope", "describe_knee_pain"), False),
        ("hi im 16 and i run", ("ask_special_group", "describe_knee_pain"), False),
    ],
)
def test_a_story_with_more_in_it_is_heard(
    library: Library, text: str, readings: tuple[str, ...], tells: bool
) -> None:
    question = replace(told(text, "running"), intent="nlu_fallback")
    ranking = [(intent, 0.3) for intent in readings]
    assert tells_a_story(question, ranking, library) is tells


@pytest.mark.parametrize(
    ("text", "tells"),
    [
        ("my knee is sore", True),
        ("hi, my left knee hurts really badly", True),
        ("both knee caps ache", True),
        ("yo my knee is sore", True),
        ("my knee is sore after clamshells", False),
        ("is a stiff knee bad?", False),
        ("my knee pain is 8/10", False),
        ("my bum is sore", False),
        ("my knee", False),
    ],
)
def test_a_sore_knee_is_a_story_whatever_it_is_read_as(
    library: Library, text: str, tells: bool
) -> None:
    question = replace(told(text), intent="nlu_fallback")
    assert tells_a_story(question, [("ask_soreness", 0.2)], library) is tells


def test_a_high_score_stops_the_exercise_and_names_a_clinician(answerer: Answerer) -> None:
    question = Question("log_pain", {"pain_score": "8"}, "8 today")
    answer = reflect_report(question, answerer, Context())
    assert "8 out of 10 is too much for now" in text_of(answer)
    assert "physio or doctor" in text_of(answer)
    assert "/ask_see_professional" in answer.context.offered


def test_a_report_without_a_number_tells_the_rule(answerer: Answerer) -> None:
    answer = reflect_report(Question("log_pain", {}, "my knee score"), answerer, Context())
    assert text_of(answer) == answerer.library.phrase("pain_rule")


def test_worse_is_met_kindly_and_says_when_to_be_seen(answerer: Answerer) -> None:
    answer = reflect_report(Question("report_worse", {}, "it got worse"), answerer, Context())
    text = text_of(answer)
    assert text.startswith("I'm sorry")
    assert answerer.library.story["report_worse_check"] in text
    assert "/ask_see_professional" in answer.context.offered


def test_better_leads_to_the_next_step(answerer: Answerer) -> None:
    question = Question("report_better", {"pain_score": "1"}, "better, only a 1 now")
    answer = reflect_report(question, answerer, Context())
    assert text_of(answer) == answerer.library.story["report_better"]
    assert "/ask_exercise_harder" in answer.context.offered


def test_better_but_still_high_is_no_reason_to_add_load(answerer: Answerer) -> None:
    question = Question("report_better", {"pain_score": "7"}, "better, only a 7 now")
    assert "too much for now" in text_of(reflect_report(question, answerer, Context()))


def test_a_report_keeps_the_exercise_that_the_talk_was_about(answerer: Answerer) -> None:
    before = Context("ask_exercise_howto", "clamshell", {"exercise": "clamshell"})
    answer = reflect_report(Question("report_worse", {}, "worse"), answerer, before)
    easier = answerer.answer(Question("ask_exercise_easier", {}, "easier?"), answer.context)
    assert answerer.library.exercises["clamshell"].easier in text_of(easier)


def test_an_answer_to_the_own_question_is_taken_up(answerer: Answerer) -> None:
    asking = answer_to(told("my knee hurts on stairs", "stairs"), answerer).context
    assert asking.asked == "since"
    library = answerer.library
    assert takes_up_question(told("about six weeks now"), library, asking)
    assert hear(told("six weeks"), library, "since").since == "for six weeks"
    assert takes_up_question(told("Both."), library, asking)
    assert hear(told("both"), library, "since").side == "both"
    assert hear(told("both. since the spring"), library, "since").side == "both"
    assert hear(told("right one"), library, "activities").side == "right"
    assert hear(told("no wait, the right one"), library, "activities").side == "right"
    assert hear(told("its the right one, not left"), library, "activities").side == "right"
    assert hear(told("two knee"), library, "side").side == "both"
    assert hear(told("both of them but right is worse"), library, "since").side == "both"
    assert hear(told("right, show me the exercises"), library, "activities").side is None
    assert hear(told("stairs and squats, both of them"), library, "activities").side is None
    assert hear(told("I left my job"), library, "since").side is None
    assert hear(told("right, since easter"), library, "since").since == "since Easter"
    season = "since the start of the season"
    assert hear(told(f"{season}, I think"), library, "since").since == season
    assert hear(told(season), library).since is None
    assert not takes_up_question(told("is six weeks long?"), library, asking)
    assert not takes_up_question(told("stairs again", "stairs"), library, asking)
    assert not takes_up_question(told("six weeks"), library, Context())
    over = Context("describe_knee_pain")
    assert takes_up_question(told("no wait, the left one"), library, over)
    assert not takes_up_question(told("right, show me the exercises"), library, over)


@pytest.mark.parametrize(
    ("said", "given_back"),
    [
        ("since I had my baby", "since you had your baby"),
        ("since i was 12", "since you were 12"),
        ("ever since I'm training for a race", "since you're training for a race"),
        ("since myra's party", "since myra's party"),
    ],
)
def test_a_time_is_given_back_to_whoever_told_it(
    answerer: Answerer, said: str, given_back: str
) -> None:
    heard = hear(told(said), answerer.library, "since")
    answer = reflect(heard, heard, answerer, Context())
    assert f"I hear: {given_back}." in text_of(answer)
