"""What a message asks for, in the light of what was talked about."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hipwise.knowledge.context import (
    FOLLOW_UPS,
    Context,
    Goal,
    Question,
    goes_on_with_subject,
    is_bare_mention,
    is_short,
    points_back,
    resolve,
)

STAIRS = {"activity": "stairs"}
RUNNING = {"activity": "running"}
CLAMS = {"exercise": "clamshell"}
ABOUT_CLAMS = Context("ask_exercise_howto", "clamshell", CLAMS)
ABOUT_STAIRS = Context("ask_activity_advice", "stairs", STAIRS)
ABOUT_HIPS = Context("ask_why_hip")


def asks(
    intent: str, text: str, entities: dict[str, str] | None = None, *mentions: str
) -> Question:
    return Question(intent, entities or {}, text, mentions)


@pytest.mark.parametrize(
    ("question", "context", "goal"),
    [
        # A question that says it all.
        (asks("ask_cause", "why does my knee hurt"), Context(), Goal("ask_cause")),
        (
            asks("ask_exercise_dose", "how many clamshells", CLAMS, "clamshells"),
            Context(),
            Goal("ask_exercise_dose", "clamshell"),
        ),
        # What is not named is taken from the talk.
        (
            asks("ask_exercise_dose", "how many?"),
            ABOUT_CLAMS,
            Goal("ask_exercise_dose", "clamshell"),
        ),
        (
            asks("ask_exercise_easier", "that was too hard for me, is there an easier one?"),
            Context("ask_cause", None, CLAMS),
            Goal("ask_exercise_easier", "clamshell"),
        ),
        (
            asks("ask_return_to_sport", "when can I do it again?"),
            Context("ask_activity_advice", "running", RUNNING),
            Goal("ask_return_to_sport", "running"),
        ),
        # A long question of its own does not lean on the talk.
        (
            asks("ask_activity_advice", "what should people do about movements with sore knees"),
            ABOUT_STAIRS,
            Goal("ask_activity_advice"),
        ),
        # A change of subject.
        (
            asks("ask_activity_advice", "what can I do?"),
            Context("ask_why_hip", None, STAIRS),
            Goal("ask_activity_advice"),
        ),
        # "and the hydrants?", "same for running?"
        (
            asks("ask_exercise_howto", "and the hydrants?", {"exercise": "hydrant"}, "hydrants"),
            Context("ask_exercise_dose", "clamshell", CLAMS),
            Goal("ask_exercise_dose", "hydrant"),
        ),
        (
            asks("ask_return_to_sport", "same for running?", RUNNING, "running"),
            ABOUT_STAIRS,
            Goal("ask_activity_advice", "running"),
        ),
        (
            asks("ask_cause", "clamshells", CLAMS, "clamshells"),
            ABOUT_HIPS,
            Goal("ask_exercise_howto", "clamshell"),
        ),
        # "why do stairs hurt?" is told by the entry on stairs.
        (
            asks("ask_cause", "why do stairs hurt so", STAIRS, "stairs"),
            Context(),
            Goal("ask_cause", "stairs", "why", "ask_activity_advice"),
        ),
        # Bare follow-ups.
        (asks("ask_why", "why?"), ABOUT_STAIRS, Goal("ask_activity_advice", "stairs", "why")),
        (asks("ask_more", "go on"), ABOUT_HIPS, Goal("ask_why_hip", None, "more")),
        (asks("ask_source", "says who?"), ABOUT_HIPS, Goal("ask_why_hip", None, "sources")),
        (asks("ask_rephrase", "what?"), ABOUT_HIPS, Goal("ask_why_hip", None, "simpler")),
        # Of tablets or ice "how many?" asks no sets.
        (
            asks("ask_exercise_dose", "how many"),
            Context("ask_painkillers"),
            Goal("ask_painkillers", None, "simpler"),
        ),
        (
            asks("ask_exercise_dose", "for how long"),
            Context("ask_ice_heat"),
            Goal("ask_ice_heat", None, "simpler"),
        ),
        (
            asks("ask_exercise_dose", "how many clamshells?", CLAMS),
            Context("ask_painkillers"),
            Goal("ask_exercise_dose", "clamshell"),
        ),
        # Follow-ups that name something.
        (
            asks("ask_why", "why clamshells?", CLAMS, "clamshells"),
            ABOUT_HIPS,
            Goal("ask_exercise_purpose", "clamshell"),
        ),
        (
            asks("ask_why", "why stairs?", STAIRS, "stairs"),
            ABOUT_HIPS,
            Goal("ask_activity_advice", "stairs", "why"),
        ),
        (
            asks("ask_more", "tell me more about running", RUNNING, "running"),
            ABOUT_STAIRS,
            Goal("ask_activity_advice", "running"),
        ),
        (
            asks("ask_source", "who says that about stairs", STAIRS, "stairs"),
            ABOUT_HIPS,
            Goal("ask_activity_advice", "stairs", "sources"),
        ),
        (
            asks("ask_rephrase", "explain clamshells simply", CLAMS, "clamshells"),
            ABOUT_HIPS,
            Goal("ask_exercise_howto", "clamshell", "simpler"),
        ),
        # A story has no entry of its own; what people ask on has.
        (asks("ask_why", "why?"), Context("describe_knee_pain"), Goal("ask_cause")),
        (asks("ask_more", "go on"), Context("describe_knee_pain"), Goal("ask_what_is_pfp")),
        (
            asks("ask_rephrase", "what?"),
            Context("describe_knee_pain"),
            Goal("ask_what_is_pfp", None, "simpler"),
        ),
    ],
)
def test_resolve(question: Question, context: Context, goal: Goal) -> None:
    assert resolve(question, context) == goal


@pytest.mark.parametrize("intent", FOLLOW_UPS)
def test_a_follow_up_to_nothing_has_no_goal(intent: str) -> None:
    assert resolve(Question(intent, {}, "why?"), Context()) is None


@pytest.mark.parametrize(
    ("text", "mention", "bare"),
    [
        ("and the hydrants?", "hydrants", True),
        ("Hydrants", "hydrants", True),
        ("ok and what about the hydrants then", "hydrants", True),
        ("how do I do hydrants", "hydrants", False),
        ("hydrants hurt", "hydrants", False),
        ("are hydrants safe", "hydrants", False),
    ],
)
def test_bare_mentions(text: str, mention: str, bare: bool) -> None:
    question = asks("ask_exercise_howto", text, {"exercise": "hydrant"}, mention)
    assert is_bare_mention(question) is bare


def test_only_a_subject_can_be_a_bare_mention() -> None:
    assert not is_bare_mention(asks("log_pain", "4", {"pain_score": "4"}, "4"))
    assert not is_bare_mention(asks("ask_why", "and then?"))


def test_short_and_pointing() -> None:
    assert is_short("one two three four five six")
    assert not is_short("one two three four five six seven")
    assert points_back("Is THAT proven?")
    assert not points_back("Is exercise proven?")


def test_only_subjects_are_remembered() -> None:
    context = Context().about({**CLAMS, "side": "left"}).about(STAIRS)
    assert context.subjects == {**CLAMS, **STAIRS}


SUBJECT_NAMES = st.sampled_from(["exercise", "activity", "condition", "group"])
CONTEXTS = st.builds(
    Context,
    st.none() | st.text(),
    st.none() | st.text(),
    st.dictionaries(SUBJECT_NAMES, st.text()),
    st.lists(st.text()).map(tuple),
    st.lists(st.text()).map(tuple),
    st.none() | st.text(),
)


@settings(deadline=None)
@given(context=CONTEXTS)
def test_a_context_survives_the_tracker_store(context: Context) -> None:
    stored = json.loads(json.dumps(context.as_slot()))
    assert Context.from_slot(stored) == context


def test_no_slot_is_an_empty_context() -> None:
    assert Context.from_slot(None) == Context()
    assert Context.from_slot({}) == Context()


AFTER_TAPE = Context("ask_taping_bracing", told=("text",))
LEANING = [
    # A question worded as if of exercises, asked of what was talked about.
    (Question("ask_exercise_purpose", {}, "do they help?"), AFTER_TAPE, "ask_taping_bracing"),
    (Question("ask_exercise_caution", {}, "is it bad?"), AFTER_TAPE, "ask_taping_bracing"),
    (
        Question("ask_exercise_caution", {}, "is it harmful?"),
        Context("ask_activity_advice", "stairs", STAIRS),
        "ask_exercise_with_pain",
    ),
    (Question("ask_exercise_purpose", {}, "do they help?"), ABOUT_CLAMS, "ask_exercise_purpose"),
    # One that names an activity and no exercise.
    (
        Question("ask_exercise_harder", RUNNING, "when can I run hard"),
        Context(),
        "ask_return_to_sport",
    ),
    (Question("ask_exercise_form", STAIRS, "stairs technique"), Context(), "ask_activity_advice"),
    # "How long?" beside a card, and anywhere else.
    (Question("ask_recovery_time", {}, "how long for?"), ABOUT_CLAMS, "ask_exercise_dose"),
    (Question("ask_recovery_time", {}, "how long for?"), AFTER_TAPE, "ask_recovery_time"),
    (Question("ask_recovery_time", {}, "how long till it works"), ABOUT_CLAMS, "ask_recovery_time"),
]


@pytest.mark.parametrize(("question", "context", "intent"), LEANING)
def test_what_a_question_leans_on(question: Question, context: Context, intent: str) -> None:
    goal = resolve(question, context)
    assert goal is not None
    assert goal.intent == intent


@pytest.mark.parametrize(
    ("text", "goes_on"),
    [
        ("and just plain walking round town?", True),
        ("walking hurts", False),
        ("and what if I go walking with the dog in the evening?", False),
    ],
)
def test_asking_on_about_another_subject(text: str, goes_on: bool) -> None:
    question = Question("describe_knee_pain", {"activity": "walking"}, text)
    assert goes_on_with_subject(question, Context("ask_activity_advice", "stairs")) is goes_on
    assert not goes_on_with_subject(question, Context("ask_rest"))


def test_a_button_is_no_bare_mention() -> None:
    assert not is_bare_mention(Question("ask_exercise_dose", CLAMS))


def test_what_is_it_asks_for_the_thing_itself() -> None:
    question = Question(
        "ask_exercise_howto", {"exercise": "bridge"}, "what is a bridge?", ("bridge",)
    )
    assert resolve(question, Context("ask_exercise_dose", "clamshell", CLAMS)) == Goal(
        "ask_exercise_howto", "bridge"
    )
