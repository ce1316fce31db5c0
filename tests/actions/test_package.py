"""One package of actions, for the program and for `rasa run actions`."""

from __future__ import annotations

import pytest
import rasa_sdk.utils
from rasa.shared.core.domain import Domain
from rasa.utils.endpoints import read_endpoint_config
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionNotFoundException

from hipwise.agent import build_actions
from hipwise.app import Program
from hipwise.settings import PROJECT


@pytest.fixture(scope="module")
def custom_actions() -> set[str]:
    """The domain's actions that code stands behind."""
    domain = Domain.load(str(PROJECT / "domain.yml"))
    return {name for name in domain.user_actions if name.startswith(("action_", "validate_"))}


def test_the_program_has_every_action_of_the_domain(
    program: Program, custom_actions: set[str]
) -> None:
    names = [action.name() for action in build_actions(program.services)]
    assert sorted(names) == sorted(custom_actions)
    assert all(action.services is program.services for action in build_actions(program.services))


def test_rasas_action_server_finds_every_action_of_the_domain(custom_actions: set[str]) -> None:
    executor = ActionExecutor()
    executor.register_package("actions")
    assert custom_actions <= set(executor.actions)
    ours = {name for name, run in executor.actions.items() if run.__module__.startswith("actions.")}
    assert ours == custom_actions


def test_rasa_shell_knows_where_the_action_server_is() -> None:
    endpoint = read_endpoint_config(str(PROJECT / "endpoints.yml"), "action_endpoint")
    assert endpoint is not None
    assert endpoint.url == f"http://localhost:{rasa_sdk.constants.DEFAULT_SERVER_PORT}/webhook"


async def test_an_action_that_is_not_in_the_package_is_refused() -> None:
    executor = ActionExecutor()
    executor.register_package("actions")
    with pytest.raises(ActionNotFoundException):
        await executor.run({"next_action": "action_nobody_wrote", "tracker": {}, "domain": {}})
