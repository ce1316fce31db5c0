"""Loads the trained model into Rasa's agent, with the actions in this process."""

from __future__ import annotations

import gc
import importlib
import logging
import pkgutil
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.core.lock_store import LockStore
from rasa.core.policies.rule_policy import RulePolicy
from rasa.core.tracker_store import TrackerStore
from rasa_sdk import Action

import actions as actions_package
from actions.base import HipwiseAction
from hipwise.errors import HipwiseError, cause, causes
from hipwise.graph_runs import in_order, parts_of
from hipwise.in_process import InProcessActions, compile_result_schema, remember_event_types
from hipwise.rule_index import by_index
from hipwise.services import Services

logger = logging.getLogger(__name__)


def load_agent(
    model: Path, tracker_store: TrackerStore, lock_store: LockStore, services: Services
) -> Agent:
    """Loads the trained model, with the actions in this process.

    Raises:
        HipwiseError: there is no model, or it cannot be read.
    """
    compile_result_schema()
    remember_event_types()
    agent = read_model(
        model,
        tracker_store=tracker_store,
        lock_store=lock_store,
        action_endpoint=InProcessActions(build_actions(services)),
    )
    assert agent.processor is not None
    agent.processor.graph_runner.run = in_order(agent.processor.graph_runner)
    for policy in parts_of(agent.processor.graph_runner, RulePolicy):
        policy._get_possible_keys = by_index(policy)
    # Rasa wraps the store so that a failed read gives an empty conversation and a failed
    # write is kept in memory and lost. A turn that fails is better told and tried again.
    tracker_store.domain = agent.domain
    agent.tracker_store = tracker_store
    agent.processor.tracker_store = tracker_store
    # What is loaded by now lives as long as the process; the collector need not look again.
    gc.collect()
    gc.freeze()
    return agent


def read_model(model: Path, **parts: Any) -> Agent:
    """Rasa's agent with a trained model.

    Args:
        model: the file.
        parts: what else `Agent.load` takes.

    Raises:
        HipwiseError: there is no model, or it cannot be read.
    """
    if not model.is_file():
        raise HipwiseError("There is no trained model yet: run 'make train'")
    try:
        agent = Agent.load(str(model), **parts)
    except Exception as error:
        logger.debug("loading the model failed: %s", cause(error))
        ours = next((one for one in causes(error) if isinstance(one, HipwiseError)), None)
        if ours is not None:
            raise ours from error  # Rasa wraps what its components raise
        raise HipwiseError(
            f"The model cannot be read ({type(error).__name__}): run 'make train'"
        ) from error
    if agent.processor is None or agent.domain is None:
        raise HipwiseError("The model cannot be read: run 'make train'")
    return agent


def build_actions(services: Services) -> list[Action]:
    """One of each action of the package `actions`, with the services."""
    for module in pkgutil.walk_packages(actions_package.__path__, "actions."):
        importlib.import_module(module.name)
    # A form's action has two parents among them.
    return [kind(services) for kind in dict.fromkeys(_kinds_of(HipwiseAction))]


def _kinds_of(kind: type[Any]) -> list[type[Any]]:
    found = []
    for child in kind.__subclasses__():
        found.extend([child, *_kinds_of(child)])
    return [child for child in found if not getattr(child, "__abstractmethods__", None)]
