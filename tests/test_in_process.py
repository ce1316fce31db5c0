"""Actions in this process: the executor behind Rasa's endpoint, and what results are refused."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rasa.core.actions.action import RemoteAction
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import ActionNotFoundException

from hipwise.in_process import (
    ActionFailed,
    InProcessActions,
    _event_validators,
    compile_result_schema,
)

SCHEMA = RemoteAction.action_response_format_spec()


class SayNumber(Action):
    """Says the number it was built with, and what it was told."""

    # rasa-sdk builds every action that was ever defined when it registers a package.
    def __init__(self, number: int = 0) -> None:
        self.number = number

    def name(self) -> str:
        """Its name."""
        return "action_say_number"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Says it."""
        dispatcher.utter_message(text=f"{self.number} {tracker.latest_message['text']}")
        return [SlotSet("topic", "ask_cause")]


def call_of(action: str) -> dict[str, Any]:
    """What Rasa posts to an action server."""
    tracker = {
        "sender_id": "somebody",
        "slots": {},
        "latest_message": {"text": "hello"},
        "events": [],
        "paused": False,
        "active_loop": {},
        "latest_action_name": None,
    }
    return {"next_action": action, "sender_id": "somebody", "tracker": tracker, "domain": {}}


async def test_runs_the_action_that_was_given() -> None:
    endpoint = InProcessActions([SayNumber(7)])
    assert isinstance(endpoint, EndpointConfig)
    result = await endpoint.request(json=call_of("action_say_number"), method="post", timeout=1)
    assert result is not None
    assert [response["text"] for response in result["responses"]] == ["7 hello"]
    assert [(event["event"], event["name"]) for event in result["events"]] == [("slot", "topic")]
    jsonschema.validate(result, SCHEMA)


async def test_an_action_that_is_not_there_is_an_error() -> None:
    with pytest.raises(ActionFailed) as caught:
        await InProcessActions([]).request(json=call_of("action_say_number"))
    assert isinstance(caught.value.__cause__, ActionNotFoundException)


GOOD: dict[str, Any] = {
    "events": [{"event": "slot", "name": "topic", "value": None, "timestamp": None}],
    "responses": [{"text": "hello", "buttons": [], "elements": [], "custom": {}, "image": None}],
}


@pytest.mark.parametrize("result", [{}, {"events": [], "responses": []}, GOOD])
def test_good_results_pass(result: dict[str, Any]) -> None:
    compile_result_schema()
    assert RemoteAction("action_x", None)._validate_action_result(result) is True


@pytest.mark.parametrize(
    "result",
    [
        None,
        [],
        "ok",
        {"events": None},
        {"events": {}},
        {"events": [None]},
        {"events": [{"event": 1}]},
        {"events": [{"event": None}]},
        {"responses": {}},
        {"responses": ["hello"]},
        {**GOOD, "events": [*GOOD["events"], "slot"]},
    ],
)
def test_bad_results_are_refused(result: Any) -> None:
    compile_result_schema()
    with pytest.raises(jsonschema.ValidationError):
        RemoteAction("action_x", None)._validate_action_result(result)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["events", "responses", "event", "text", "name"]), inner, max_size=3
        )
    ),
    max_leaves=12,
)

EVENT_NAMES = sorted(_event_validators())
EVENT = st.fixed_dictionaries(
    {"event": st.sampled_from([*EVENT_NAMES, "unheard_of"])},
    optional={name: JSON for name in ("name", "value", "entities", "parse_data", "timestamp")},
)


def test_no_two_events_have_one_name() -> None:
    kinds = SCHEMA["properties"]["events"]["items"]["oneOf"]
    assert len(EVENT_NAMES) == len(kinds)


@given(
    JSON
    | st.fixed_dictionaries({"events": st.lists(EVENT, max_size=3)})
    | st.fixed_dictionaries({}, optional={"events": JSON, "responses": JSON})
)
@settings(deadline=None)  # no test depends on a time
def test_refuses_what_jsonschema_refuses_and_nothing_else(result: Any) -> None:
    compile_result_schema()
    try:
        jsonschema.validate(result, SCHEMA)
        expected = True
    except jsonschema.ValidationError:
        expected = False
    try:
        accepted = RemoteAction("action_x", None)._validate_action_result(result)
    except jsonschema.ValidationError:
        accepted = False
    assert accepted is expected
