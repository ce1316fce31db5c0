"""Bounded reading gives turns what reading all gives them, and writes every event once."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rasa.core.policies.memoization import MemoizationPolicy
from rasa.core.policies.rule_policy import RulePolicy
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    AllSlotsReset,
    BotUttered,
    ConversationPaused,
    ConversationResumed,
    Event,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUtteranceReverted,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy import text

from hipwise.bounded_conversations import LOOKED_BACK, NEWEST, BoundedTrackerStore
from hipwise.conversations import open_tracker_store
from hipwise.graph_runs import parts_of

if TYPE_CHECKING:
    from hipwise.app import Program
    from hipwise.turns import Conversation

FEW = 12
PERSON = "test:1"
SLOTS = ("talk", "topic", "requested_slot")
FORMS = ("plan_form", "test_form")

DOMAIN = Domain.from_dict(
    {
        "intents": ["ask", "begin"],
        "actions": ["action_answer"],
        "slots": {
            name: {"type": "text", "mappings": [{"type": "custom"}]} for name in ("talk", "topic")
        },
        "forms": {name: {"required_slots": []} for name in FORMS},
    }
)

Turn = list[Event]


def said(intent: str, number: int) -> UserUttered:
    """A message, told apart from others by its number."""
    return UserUttered(f"message {number}", {"name": intent, "confidence": 1.0})


def asked(number: int) -> Turn:
    return [
        said("ask", number),
        ActionExecuted("action_answer"),
        BotUttered(f"reply {number}"),
        SlotSet("talk", f"about {number}"),
        ActionExecuted("action_listen"),
    ]


def slot_set(number: int) -> Turn:
    return [said("ask", number), SlotSet("topic", str(number)), ActionExecuted("action_listen")]


def form_begun(name: str) -> Callable[[int], Turn]:
    def turn(number: int) -> Turn:
        return [
            said("begin", number),
            ActionExecuted(name),
            ActiveLoop(name),
            SlotSet("requested_slot", str(number)),
            ActionExecuted("action_listen"),
        ]

    return turn


def form_answered(name: str) -> Callable[[int], Turn]:
    def turn(number: int) -> Turn:
        return [
            said("ask", number),
            ActionExecuted(name),
            SlotSet("requested_slot", str(number)),
            ActionExecuted("action_listen"),
        ]

    return turn


def form_refused(name: str) -> Callable[[int], Turn]:
    def turn(number: int) -> Turn:
        return [said("ask", number), ActionExecutionRejected(name), *asked(number)[1:]]

    return turn


def form_left(name: str) -> Callable[[int], Turn]:
    def turn(number: int) -> Turn:
        return [
            said("ask", number),
            ActionExecuted(name),
            SlotSet("requested_slot", None),
            ActiveLoop(None),
            ActionExecuted("action_listen"),
        ]

    return turn


def one_event(event: Callable[[], Event]) -> Callable[[int], Turn]:
    def turn(number: int) -> Turn:
        return [said("ask", number), event(), ActionExecuted("action_listen")]

    return turn


def new_session(number: int) -> Turn:
    return [
        ActionExecuted("action_session_start"),
        SessionStarted(),
        SlotSet("talk", f"carried {number}"),
        ActionExecuted("action_listen"),
    ]


restart = one_event(Restarted)

ORDINARY = [asked, slot_set]
RARE = [
    new_session,
    restart,
    *map(
        one_event, (ConversationPaused, ConversationResumed, AllSlotsReset, UserUtteranceReverted)
    ),
]
Turns = list[Callable[[int], Turn]]


@st.composite
def conversations(draw: st.DrawFn, ordinary: Turns) -> Turns:
    """Ordinary turns and forms, which are answered, refused and left only where one has begun."""
    turns: Turns = []
    active = None
    for form in draw(st.lists(st.sampled_from((None, *FORMS)), max_size=12)):
        if form is None:
            turns.append(draw(st.sampled_from(ordinary)))
            active = None if turns[-1] is restart else active
            continue
        if form != active:
            turns.append(form_begun(form))
        within = st.sampled_from([form_answered(form), form_refused(form)])
        turns += draw(st.lists(within, max_size=8))
        active = form
        if draw(st.booleans()):
            turns.append(form_left(form))
            active = None
    return turns


LONG_AGO = conversations(ORDINARY + RARE)
RECENTLY = conversations(ORDINARY)


def open_store(folder: Path, domain: Domain = DOMAIN) -> BoundedTrackerStore:
    store = open_tracker_store("", folder)
    store.domain = domain
    return store


async def hold(
    store: BoundedTrackerStore, turns: Sequence[Callable[[int], Turn]], person: str = PERSON
) -> list[Event]:
    """Holds a conversation as Rasa does, reading and saving with each turn; all its events."""
    happened: list[Event] = []
    for number, turn in enumerate([new_session, *turns]):
        tracker = await store.get_or_create_tracker(person, append_action_listen=False)
        events = turn(number)
        tracker.update_with_events(events, DOMAIN)
        await store.save(tracker)
        happened += events
    return happened


async def hold_at_once(
    store: BoundedTrackerStore, turns: Sequence[Callable[[int], Turn]], person: str
) -> list[Event]:
    """The same conversation, saved at once."""
    tracker = store.init_tracker(person)
    for number, turn in enumerate([new_session, *turns]):
        tracker.update_with_events(turn(number), DOMAIN)
    await store.save(tracker)
    return list(tracker.events)


async def read_whole(store: BoundedTrackerStore, person: str = PERSON) -> DialogueStateTracker:
    """The newest session as Rasa itself reads it."""
    tracker = await SQLTrackerStore.retrieve(store, person)
    assert tracker is not None
    return tracker


async def read(store: BoundedTrackerStore, person: str = PERSON) -> DialogueStateTracker:
    tracker = await store.retrieve(person)
    assert tracker is not None
    return tracker


def in_effect(tracker: DialogueStateTracker) -> dict[str, Any]:
    """What a tracker tells of the present."""
    state: dict[str, Any] = tracker.current_state()
    return {**state, "loop": tracker.active_loop, "rejected": tracker.is_active_loop_rejected}


def history(tracker: DialogueStateTracker, domain: Domain = DOMAIN) -> list[Any]:
    """The states from which policies predict."""
    return tracker.past_states(domain)[-LOOKED_BACK:]


def stored(store: BoundedTrackerStore, person: str = PERSON) -> list[dict[str, Any]]:
    query = text("SELECT data FROM events WHERE sender_id = :person ORDER BY id")
    with store.engine.begin() as connection:
        rows = connection.execute(query, {"person": person}).scalars()
        return [json.loads(data) for data in rows]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BoundedTrackerStore]:
    """A store that reads few events, so that short conversations are long for it."""
    store = open_store(tmp_path_factory.mktemp("var"))
    store.newest = FEW
    yield store
    store.engine.dispose()


def known_to_rules_alone(turn: Callable[[int], Turn]) -> Callable[[int], Turn]:
    """The same turn as Rasa marks one that is in no story."""

    def marked(number: int) -> Turn:
        events = turn(number)
        for event in events:
            if isinstance(event, ActionExecuted):
                event.hide_rule_turn = True
        return events

    return marked


@given(long_ago=LONG_AGO, recently=RECENTLY)
@settings(max_examples=50, deadline=None)
def test_policies_that_learn_from_stories_always_have_a_state(
    store: BoundedTrackerStore, long_ago: Turns, recently: Turns
) -> None:
    person = str(uuid4())

    async def check() -> None:
        turns = [known_to_rules_alone(turn) for turn in (*long_ago, *recently)]
        await hold_at_once(store, turns, person)
        tracker = await read(store, person)
        # They are asked within a turn as well, when a form has just run.
        form = tracker.active_loop_name
        if form is not None:
            tracker.update_with_events(known_to_rules_alone(form_answered(form))(99)[:2], DOMAIN)
        assert tracker.past_states(DOMAIN, ignore_rule_only_turns=True)

    asyncio.run(check())


@given(long_ago=LONG_AGO, recently=RECENTLY)
@settings(max_examples=50, deadline=None)
def test_a_bounded_tracker_tells_what_the_whole_one_tells(
    store: BoundedTrackerStore, long_ago: Turns, recently: Turns
) -> None:
    # One that Hypothesis chose would be somebody's from an example before.
    person = str(uuid4())

    async def check() -> None:
        await hold_at_once(store, [*long_ago, *recently], person)
        bounded, whole = await read(store, person), await read_whole(store, person)
        assert in_effect(bounded) == in_effect(whole)
        assert history(bounded) == history(whole)

    asyncio.run(check())


async def test_policies_have_a_state_after_a_restart_and_a_form(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    store.newest = FEW
    name = FORMS[0]
    form = [form_begun(name), form_answered(name), form_refused(name), form_refused(name)]
    turns = map(known_to_rules_alone, [restart, *form, asked, form_answered(name)])
    await hold_at_once(store, list(turns), PERSON)
    bounded = await read(store)
    assert len(bounded.events) < len((await read_whole(store)).events)
    assert bounded.past_states(DOMAIN, ignore_rule_only_turns=True)
    store.engine.dispose()


async def test_what_was_taken_back_lately_leaves_as_many_states(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    store.newest = FEW
    await hold_at_once(store, [*[asked] * 8, *[one_event(UserUtteranceReverted)] * 4], PERSON)
    assert history(await read(store)) == history(await read_whole(store))
    store.engine.dispose()


async def test_every_event_is_written_once_and_reads_stay_short(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    store.newest = FEW
    turns = [asked, form_begun(FORMS[0]), form_answered(FORMS[0]), slot_set, asked] * 4
    happened = await hold(store, [*turns, new_session, *turns])
    assert stored(store) == [event.as_dict() for event in happened]
    # The session's beginning, and a form's end, beginning, last run and last refusal count too.
    still_count = len(SLOTS) + len(FORMS) + 5
    assert len((await read(store)).events) <= 2 * FEW + still_count
    store.engine.dispose()


async def test_a_tracker_saved_twice_is_written_once(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    await hold_at_once(store, [asked] * 30, PERSON)
    tracker = await read(store)
    tracker.update_with_events(asked(31), DOMAIN)
    await store.save(tracker)
    before = stored(store)
    await store.save(tracker)
    assert stored(store) == before
    store.engine.dispose()


async def test_reading_waits_for_nobody_who_writes(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    await hold_at_once(store, [asked], PERSON)
    with store.engine.begin() as writing:
        writing.execute(text("DELETE FROM events"))
        read_meanwhile = await asyncio.wait_for(read(store), timeout=20)
    assert read_meanwhile.latest_message == said("ask", 1)
    store.engine.dispose()


async def test_a_session_without_a_message_is_read_whole(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    await hold_at_once(
        store, [lambda number: [SlotSet("talk", str(number))]] * (2 * NEWEST), PERSON
    )
    assert list((await read(store)).events) == list((await read_whole(store)).events)
    store.engine.dispose()


async def test_postgresql_reads_and_writes_the_same(postgres: str, tmp_path: Path) -> None:
    store = open_tracker_store(postgres, tmp_path)
    store.domain = DOMAIN
    store.newest = FEW
    turns = [asked, form_begun(FORMS[0]), *[form_refused(FORMS[0])] * 8, slot_set, asked]
    happened = await hold(store, turns, "test:postgresql")
    bounded = await read(store, "test:postgresql")
    whole = await read_whole(store, "test:postgresql")
    assert in_effect(bounded) == in_effect(whole)
    assert history(bounded) == history(whole)
    assert stored(store, "test:postgresql") == [event.as_dict() for event in happened]
    store.engine.dispose()


def test_no_policy_looks_back_further_than_is_read(program: Program) -> None:
    runner = program.agent.processor.graph_runner
    # RulePolicy is a MemoizationPolicy to Python.
    memorising = {type(policy): policy for policy in parts_of(runner, MemoizationPolicy)}
    assert memorising[MemoizationPolicy].featurizer.max_history == LOOKED_BACK
    ruling = memorising[RulePolicy]
    rules = [key for found in ruling.lookup.values() if isinstance(found, dict) for key in found]
    assert max(len(ruling._rule_key_to_state(rule)) for rule in rules) == LOOKED_BACK


async def test_a_talk_of_thousands_of_events_goes_on_as_a_new_one_does(
    program: Program, newcomer: Callable[[], Conversation]
) -> None:
    """What was said long ago does not change an answer; what was begun long ago still counts."""
    fresh, old = newcomer(), newcomer()
    for talk in (fresh, old):
        await talk.say("hello")
        await talk.say("my left knee has been aching for three weeks")
    store = program.agent.tracker_store
    assert isinstance(store, BoundedTrackerStore)
    tracker = await store.retrieve(old.sender_id)
    assert tracker is not None
    kept = tracker.current_slot_values()
    for number in range(600):
        tracker.update_with_events(
            [
                said("ask_cause", number),
                ActionExecuted("action_answer_question"),
                BotUttered(f"reply {number}"),
                SlotSet("topic", "ask_cause"),
                ActionExecuted("action_listen"),
            ],
            program.agent.domain,
        )
    tracker.update(SlotSet("topic", kept["topic"]))
    await store.save(tracker)
    assert len(stored(store, old.sender_id)) > 3_000
    for words in ("how do I do clamshells?", "how many?", "and the hydrants?", "says who?"):
        answered, expected = await old.say(words), await fresh.say(words)
        assert answered.topic == expected.topic
        assert answered.replies == expected.replies
    bounded, whole = await read(store, old.sender_id), await read_whole(store, old.sender_id)
    assert in_effect(bounded) == in_effect(whole)
    assert history(bounded, program.agent.domain) == history(whole, program.agent.domain)
    assert len(bounded.events) < 2 * NEWEST
    everything = program.services.everything
    said_in_all = everything.of(old.sender_id)["conversation"]
    assert len(said_in_all) > 1_200
    everything.erase(old.sender_id)
    assert stored(store, old.sender_id) == []
