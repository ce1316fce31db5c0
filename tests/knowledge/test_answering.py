"""Answers: the part that was asked for, how sure it is, where it comes from, what is next."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hipwise.knowledge.answering import (
    NEXT_PARTS,
    WITH_PAIN_RULE,
    Answer,
    Answerer,
    card_text,
    citation,
    short_name,
)
from hipwise.knowledge.context import FOLLOW_UPS, STORY, Context, Goal, Question
from hipwise.knowledge.library import Library, load_library
from hipwise.knowledge.schema import Reference
from hipwise.replies import Reply
from hipwise.understanding.messages import read_payload

CLAMS = {"exercise": "clamshell"}
STAIRS = {"activity": "stairs"}


def only(answer: Answer) -> Reply:
    (reply,) = answer.replies
    return reply


def ask(
    answerer: Answerer,
    intent: str,
    text: str = "",
    context: Context | None = None,
    *mentions: str,
    **entities: str,
) -> Answer:
    return answerer.answer(Question(intent, entities, text, mentions), context or Context())


def opened(answer: Answer) -> list[tuple[str, dict[str, str]]]:
    return [read_payload(button.payload) for button in only(answer).buttons]


def test_a_topic_comes_with_how_sure_it_is_and_what_is_next(answerer: Answerer) -> None:
    answer = ask(answerer, "ask_why_hip", "why does my hip matter?")
    topic = answerer.library.topics["ask_why_hip", None]
    reply = only(answer)
    assert reply.text.startswith(topic.text.strip())
    assert reply.text.endswith("How sure: moderate evidence (Khayambashi 2012, Ferber 2015)")
    assert reply.image == "content/pictures/clamshell.png"
    assert answer.topic == "ask_why_hip"
    assert opened(answer)[-1] == ("ask_source", {"entry": topic.id})
    assert opened(answer)[2] == ("ask_exercise_howto", CLAMS)
    assert answer.context.topic == "ask_why_hip"
    assert answer.context.told == ("text",)


def test_an_entity_chooses_the_entry(answerer: Answerer) -> None:
    answer = ask(answerer, "ask_activity_advice", "stairs hurt", **STAIRS)
    stairs = answerer.library.topics["ask_activity_advice", "stairs"]
    assert only(answer).text.startswith(stairs.text.strip())
    assert (answer.context.topic, answer.context.value) == ("ask_activity_advice", "stairs")


def test_a_value_without_an_entry_gets_the_general_one(answerer: Answerer) -> None:
    answer = ask(answerer, "ask_return_to_sport", "driving again?", activity="driving")
    general = answerer.library.topics["ask_return_to_sport", None]
    assert only(answer).text.startswith(general.text.strip())


@pytest.mark.parametrize(
    ("follow_up", "part"), [("ask_why", "why"), ("ask_more", "more"), ("ask_rephrase", "simpler")]
)
def test_follow_ups_give_their_part_of_the_last_answer(
    answerer: Answerer, follow_up: str, part: str
) -> None:
    first = ask(answerer, "ask_rest", "should I rest?")
    second = ask(answerer, follow_up, "and?", first.context)
    written = getattr(answerer.library.topics["ask_rest", None], part)
    assert only(second).text.startswith(written.strip())
    assert second.topic == follow_up
    assert second.context.topic == "ask_rest"


def test_more_is_told_once_and_then_leads_on(answerer: Answerer) -> None:
    answer = ask(answerer, "ask_rest", "should I rest?")
    told = [only(answer).text]
    while answerer.library.phrase("more_none") not in told:
        answer = ask(answerer, "ask_more", "go on", answer.context)
        assert only(answer).text not in told
        assert only(answer).buttons
        assert answer.context.topic == "ask_rest"
        told.append(only(answer).text)
    assert answerer.library.topics["ask_rest", None].more is not None
    assert len(told) >= 3


@pytest.mark.parametrize(("follow_up", "lead"), [("ask_why", "why"), ("ask_more", "more")])
def test_what_is_not_written_is_not_made_up(small: Path, follow_up: str, lead: str) -> None:
    answerer = Answerer(load_library(small))
    first = ask(answerer, "ask_cause", "why?")
    second = ask(answerer, follow_up, "and?", first.context)
    assert only(second).text == answerer.library.phrase(f"{lead}_none")
    assert opened(second) == [("ask_activity_advice", {})]


def test_says_who_gives_the_references_of_the_last_answer(answerer: Answerer) -> None:
    first = ask(answerer, "ask_hip_vs_knee", "hip or knee?")
    second = ask(answerer, "ask_source", "says who?", first.context)
    text = only(second).text
    for key in answerer.library.topics["ask_hip_vs_knee", None].sources:
        reference = answerer.library.references[key]
        assert f"https://doi.org/{reference.doi}" in text
        assert reference.title in text
        assert reference.found in text
    assert second.topic == "ask_source"
    assert second.context.topic == "ask_hip_vs_knee"  # the talk is still about it


def test_sources_of_a_named_exercise(answerer: Answerer) -> None:
    answer = ask(answerer, "ask_source", "who says so about clams", None, "clams", **CLAMS)
    selkowitz = answerer.library.references["selkowitz2013"]
    assert selkowitz.title in only(answer).text


def test_the_sources_button_of_an_older_answer_is_about_that_answer(answerer: Answerer) -> None:
    ice = ask(answerer, "ask_ice_heat", "ice?")
    stairs = ask(answerer, "ask_activity_advice", "stairs hurt", ice.context, **STAIRS)
    clams = ask(answerer, "ask_exercise_howto", "clams?", stairs.context, **CLAMS)
    assert opened(clams)[-1] == ("ask_source", CLAMS)
    for older in (ice, stairs):
        intent, carried = opened(older)[-1]
        pressed = answerer.answer(Question(intent, carried), clams.context)
        topic = answerer.library.entry(carried["entry"])
        cited = [answerer.library.references[key].title.rstrip(".") for key in topic.sources]
        assert all(title in only(pressed).text for title in cited)


def test_sources_of_nothing(answerer: Answerer) -> None:
    answer = ask(answerer, "ask_source", "says who?")
    assert only(answer).text == answerer.library.phrase("sources_none")
    assert answer.topic is None


def test_is_that_proven_is_about_the_last_answer(answerer: Answerer) -> None:
    first = ask(answerer, "ask_taping_bracing", "does tape help?")
    second = ask(answerer, "ask_evidence", "is that proven?", first.context)
    assert only(second).text.startswith("How sure: limited evidence. The studies behind it:")
    assert second.topic == "ask_evidence"


@pytest.mark.parametrize("before", [Context(), Context(STORY), Context("ask_evidence")])
def test_is_that_proven_with_nothing_before_it(answerer: Answerer, before: Context) -> None:
    answer = ask(answerer, "ask_evidence", "is that proven?", before)
    evidence = answerer.library.topics["ask_evidence", None]
    assert only(answer).text.startswith(evidence.text.strip())


def test_a_question_about_evidence_of_its_own(answerer: Answerer) -> None:
    first = ask(answerer, "ask_taping_bracing", "does tape help?")
    text = "how good are studies on hip training for people with kneecap pain"
    second = ask(answerer, "ask_evidence", text, first.context)
    assert second.context.topic == "ask_evidence"


def test_why_after_a_story_tells_of_causes(answerer: Answerer) -> None:
    answer = ask(answerer, "ask_why", "why?", Context(STORY))
    cause = answerer.library.topics["ask_cause", None]
    assert only(answer).text.startswith(cause.text.strip())


def test_a_follow_up_to_nothing_asks_back_with_buttons(answerer: Answerer) -> None:
    answer = ask(answerer, "ask_more", "tell me more")
    assert only(answer).text == answerer.library.phrase("about_what")
    assert len(only(answer).buttons) == 3
    assert answer.topic is None


@pytest.mark.parametrize("intent", NEXT_PARTS)
def test_each_question_gets_its_part_of_the_card(answerer: Answerer, intent: str) -> None:
    card = answerer.library.exercises["clamshell"]
    answer = ask(answerer, intent, "clamshells", **CLAMS)
    reply = only(answer)
    assert reply.text.startswith(card_text(card, intent, answerer.library))
    rule = answerer.library.phrase("pain_rule")
    assert (rule in reply.text) == (intent in WITH_PAIN_RULE)
    assert "How sure: " in reply.text.splitlines()[-1]
    assert bool(reply.image) == (intent == "ask_exercise_howto")
    assert answer.topic == intent
    assert all(found == CLAMS for name, found in opened(answer) if name != "ask_source")
    assert intent not in [name for name, _ in opened(answer)]


def test_how_to_do_it_holds_set_up_steps_and_cues(answerer: Answerer) -> None:
    card = answerer.library.exercises["bridge"]
    text = card_text(card, "ask_exercise_howto", answerer.library)
    assert card.set_up in text
    for number, step in enumerate(card.steps, 1):
        assert f"{number}. {step}" in text
    assert all(cue in text for cue in card.cues)


def test_an_animated_exercise_moves(answerer: Answerer) -> None:
    moving = ask(answerer, "ask_exercise_howto", "clamshell", **CLAMS)
    assert only(moving).image == "content/pictures/clamshell.gif"
    still = ask(answerer, "ask_exercise_howto", "bridge", exercise="bridge")
    assert only(still).image == "content/pictures/bridge.png"


def test_a_partial_question_takes_the_exercise_from_the_talk(answerer: Answerer) -> None:
    first = ask(answerer, "ask_exercise_howto", "clamshells?", None, "clamshells", **CLAMS)
    second = ask(answerer, "ask_exercise_dose", "how many?", first.context)
    assert answerer.library.exercises["clamshell"].dose in only(second).text
    third = ask(answerer, "ask_exercise_howto", "and the bridge?", second.context, "bridge",
                exercise="bridge")  # fmt: skip
    assert answerer.library.exercises["bridge"].dose in only(third).text
    assert third.topic == "ask_exercise_dose"


def test_why_an_exercise_tells_what_it_works(answerer: Answerer) -> None:
    first = ask(answerer, "ask_exercise_howto", "clamshells?", **CLAMS)
    second = ask(answerer, "ask_why", "why?", first.context)
    assert answerer.library.exercises["clamshell"].purpose in only(second).text
    assert second.topic == "ask_why"


def test_an_exercise_in_simpler_words(answerer: Answerer) -> None:
    first = ask(answerer, "ask_exercise_howto", "clamshells?", **CLAMS)
    second = ask(answerer, "ask_rephrase", "huh?", first.context)
    assert only(second).text.startswith(answerer.library.exercises["clamshell"].simpler)
    assert answerer.library.phrase("pain_rule") in only(second).text


def test_tell_me_more_goes_through_the_card(answerer: Answerer) -> None:
    context = ask(answerer, "ask_exercise_howto", "clamshells?", **CLAMS).context
    seen = ["ask_exercise_howto"]
    for _ in range(len(NEXT_PARTS) - 1):
        answer = ask(answerer, "ask_more", "more", context)
        context = answer.context
        assert context.topic is not None
        seen.append(context.topic)
    assert sorted(seen) == sorted(NEXT_PARTS)


def test_offers_are_buttons_with_their_labels(answerer: Answerer) -> None:
    intents = ["ask_rest", "ask_cause"]
    before = Context("ask_why_hip", None, STAIRS, told=("text",))
    answer = answerer.offer(intents, before, "offer_lead")
    assert [button.title for button in only(answer).buttons] == [
        answerer.library.labels[intent] for intent in intents
    ]
    assert answer.context.offered == ("/ask_rest", "/ask_cause")
    assert (answer.context.topic, answer.context.told) == ("ask_why_hip", ("text",))
    assert answer.context.subjects == STAIRS
    assert answer.topic is None


def test_an_offer_begins_with_the_exercise_or_activity_that_was_named(answerer: Answerer) -> None:
    """ "can i do bridges" is first of all about bridges."""
    intents = ["ask_exercise_easier", "ask_exercise_howto", "ask_cause"]
    answer = answerer.offer(intents, Context(), "offer_lead", named={"exercise": "bridge"})
    assert answer.context.offered == (
        '/ask_exercise_howto{"exercise":"bridge"}',
        "/ask_exercise_easier",
        "/ask_cause",
    )
    assert only(answer).buttons[0].title == answerer.library.exercises["bridge"].name
    answer = answerer.offer(["ask_cause"], Context(), "offer_lead", named={"activity": "squats"})
    assert answer.context.offered == ('/ask_activity_advice{"activity":"squats"}', "/ask_cause")


def test_an_intent_that_content_does_not_know(answerer: Answerer) -> None:
    with pytest.raises(LookupError, match="set_timezone"):
        answerer.tell(Goal("set_timezone"), Question("set_timezone"), Context())


def reference(**changed: object) -> Reference:
    fields: dict[str, object] = {
        "key": "lee2020",
        "authors": ["Lee A", "Kim B", "Park C"],
        "year": 2020,
        "title": "A trial.",
        "journal": "Knee",
        "volume": "1",
        "issue": "2",
        "pages": "3-4",
        "doi": "10.1/abc",
        "found": "It helped.",
    }
    return Reference(**{**fields, **changed})


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ("Lee A", "Lee 2020"),
        ("van Middelkoop M", "van Middelkoop 2020"),
        ("de Oliveira Silva D", "de Oliveira Silva 2020"),
        ("Baldon R de M", "Baldon 2020"),
        ("McKenzie KA", "McKenzie 2020"),
        ("World Health Organization", "World Health Organization 2020"),
    ],
)
def test_short_names(author: str, name: str) -> None:
    assert short_name(reference(authors=[author])) == name


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, "Lee A, Kim B et al. (2020). A trial. Knee 1(2):3-4. https://doi.org/10.1/abc"),
        ({"authors": ["Lee A", "Kim B"]}, "Lee A, Kim B (2020). A trial."),
        ({"issue": "", "pages": ""}, "A trial. Knee 1. https"),
        ({"volume": ""}, "A trial. Knee. https"),
        ({"doi": "", "url": "https://example.org/x"}, "Knee 1(2):3-4. https://example.org/x\n"),
        ({"doi": ""}, "Knee 1(2):3-4.\nIt helped."),
    ],
)
def test_citations(changed: dict[str, object], expected: str) -> None:
    assert expected in citation(reference(**changed))


VALUES = {
    "exercise": ["clamshell", "hydrant", "single_leg_squat", "bridge"],
    "activity": ["stairs", "driving", "sport"],
    "condition": ["meniscus", "chondromalacia"],
    "group": ["pregnancy", "older"],
}
INTENTS = [
    *("ask_why_hip", "ask_cause", "ask_activity_advice", "ask_return_to_sport", "ask_arthritis"),
    *("ask_other_condition", "ask_special_group", "ask_evidence", "share_own_exercises"),
    *FOLLOW_UPS,
    *NEXT_PARTS,
]
QUESTIONS = st.builds(
    Question,
    st.sampled_from(INTENTS),
    st.sampled_from(sorted(VALUES)).flatmap(
        lambda name: st.sampled_from([{}, *({name: value} for value in VALUES[name])])
    ),
    st.sampled_from(["", "why?", "and it?", "what about that in the longer run for somebody"]),
)


@settings(deadline=None)
@given(
    questions=st.lists(QUESTIONS, min_size=1, max_size=8),
    before=st.sampled_from([None, STORY, "log_pain", "report_worse", "report_better"]),
)
def test_any_talk_is_answered(
    answerer: Answerer, questions: list[Question], before: str | None
) -> None:
    """Whatever is asked after whatever, there is an answer that fits its limits."""
    context = Context(before)
    for question in questions:
        answer = answerer.answer(question, context)
        reply = only(answer)
        assert reply.text.strip()
        assert "{" not in reply.text
        assert len(reply.buttons) <= 5
        payloads = tuple(button.payload for button in reply.buttons)
        assert answer.context.offered == (payloads or context.offered)
        assert Context.from_slot(answer.context.as_slot()) == answer.context
        context = answer.context


def test_every_phrase_that_the_program_uses_is_written(library: Library) -> None:
    import re

    root = Path(__file__).parents[2]
    named = {
        name
        for folder in ("hipwise", "actions")
        for path in (root / folder).rglob("*.py")
        for name in re.findall(r"""phrases?[(\[]["'](\w+)["']""", path.read_text("utf-8"))
    }
    assert named - set(library.phrases) == set()
    assert "pain_rule" in named
