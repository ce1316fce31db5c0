"""Runs the actions inside this process, through rasa-sdk's own executor.

Rasa calls an action server over HTTP. Here the same call goes straight to the executor:
a turn costs 3 ms less, and there is one process to start and watch.
"""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable
from typing import Any, Dict, Iterable, Optional

from jsonschema import Draft7Validator, ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.events import Event
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk import Action
from rasa_sdk.executor import ActionExecutor

Handle = Callable[[UserMessage], Awaitable[Any]]


class ActionFailed(BaseException):
    """An action raised; `__cause__` says what.

    Not an `Exception`: Rasa catches those, logs them with whatever they quote, and goes on
    without what the action would have said, so that the person hears nothing and half a turn
    is written down.
    """


def failing_whole(handle: Handle) -> Handle:
    """Wraps a handler of messages so that a turn whose action fails, fails, and is not kept."""

    async def handle_message(message: UserMessage) -> Any:
        try:
            return await handle(message)
        except ActionFailed as failed:
            assert failed.__cause__ is not None
            raise failed.__cause__ from failed.__cause__.__cause__

    return handle_message


class InProcessActions(EndpointConfig):
    """An action endpoint without a network: `request` runs the action."""

    def __init__(self, actions: Iterable[Action]) -> None:
        """Takes the actions, built with what they need."""
        super().__init__(url="in-process")
        self._executor = ActionExecutor()
        for action in actions:
            self._executor.register_action(action)

    async def request(
        self,
        method: str = "post",
        subpath: Optional[str] = None,
        content_type: Optional[str] = "application/json",
        compress: bool = False,
        **kwargs: Any,
    ) -> Optional[Dict[str, Any]]:
        """Runs the action that a call names; see `EndpointConfig.request`.

        Raises:
            ActionFailed: the action raised.
        """
        try:
            result: Optional[Dict[str, Any]] = await self._executor.run(kwargs["json"])
        except Exception as error:
            raise ActionFailed from error
        return result


@functools.lru_cache(maxsize=1)
def _result_validator() -> Draft7Validator:
    return Draft7Validator(RemoteAction.action_response_format_spec())


@functools.lru_cache(maxsize=1)
def _event_validators() -> Dict[str, Draft7Validator]:
    """For the name of each event, the schema of an event with the one alternative of that name."""
    schema = _result_validator().schema["properties"]["events"]["items"]
    return {
        kind["properties"]["event"]["const"]: Draft7Validator({**schema, "oneOf": [kind]})
        for kind in schema["oneOf"]
    }


def _plainly_right(result: Dict[str, Any]) -> bool:
    """Whether each event is right by the schema of its own name; no other can fit it as well."""
    validators = _event_validators()
    responses = result.get("responses", [])
    return (
        isinstance(responses, list)
        and all(isinstance(response, dict) for response in responses)
        and isinstance(result.get("events", []), list)
        and all(
            isinstance(event, dict)
            and isinstance(event.get("event"), str)
            and event["event"] in validators
            and validators[event["event"]].is_valid(event)
            for event in result.get("events", [])
        )
    )


def _validate_action_result(self: RemoteAction, result: Dict[str, Any]) -> bool:
    if isinstance(result, dict) and _plainly_right(result):
        return True
    errors = _result_validator().iter_errors(result)
    first: Optional[ValidationError] = next(errors, None)
    if first is not None:
        raise first
    return True


def compile_result_schema() -> None:
    """Makes Rasa check action results with a schema compiled once.

    `RemoteAction` checks its own constant schema anew with every action, which is most of
    a turn's time (25 ms), and then each event against the two dozen that there are. Here an event
    is held against its own; only what that refuses is checked at length. What is refused stays
    the same.
    """
    RemoteAction._validate_action_result = _validate_action_result


def remember_event_types() -> None:
    """Makes Rasa look up the class of each event's type once.

    Reading a conversation from the database, Rasa walks through all event classes anew for
    every event; there are a dozen types, and they are all known once Rasa is loaded.
    """
    found = functools.lru_cache(maxsize=None)(Event.resolve_by_type)
    if not hasattr(Event.resolve_by_type, "cache_info"):
        Event.resolve_by_type = staticmethod(found)
