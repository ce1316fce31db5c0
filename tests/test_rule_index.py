"""The index finds exactly the rules that RulePolicy finds when it tries them all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from rasa.core.policies.rule_policy import RULES, RULES_FOR_LOOP_UNHAPPY_PATH, RulePolicy
from rasa.shared.core.constants import PREVIOUS_ACTION, USER

from hipwise.graph_runs import parts_of
from hipwise.rule_index import by_index, index_of

if TYPE_CHECKING:
    from hipwise.app import Program

State = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def policy(program: Program) -> RulePolicy:
    assert program.agent.processor is not None
    (found,) = parts_of(program.agent.processor.graph_runner, RulePolicy)
    return found


def talks(policy: RulePolicy) -> Iterator[list[State]]:
    """What leads up to each rule, whole, in a longer talk, and with a part missing or another."""
    for key in policy.lookup[RULES]:
        states: list[State] = json.loads(key)
        last = states[-1]
        yield states
        yield [{PREVIOUS_ACTION: {"action_name": "utter_thank"}}, *states]
        yield [*states[:-1], {name: last[name] for name in last if name != USER}]
        yield [*states[:-1], {name: last[name] for name in last if name != PREVIOUS_ACTION}]
        yield [*states[:-1], {**last, USER: {"intent": "an_intent_of_no_rule"}}]
        yield [*states[:-1], {**last, "active_loop": {"name": "check_in_form"}}]
    yield []
    yield [{}]


@pytest.mark.parametrize("kind", [RULES, RULES_FOR_LOOP_UNHAPPY_PATH])
def test_finds_what_trying_all_finds(policy: RulePolicy, kind: str) -> None:
    find, lookup = by_index(policy), policy.lookup[kind]
    found = 0
    for states in talks(policy):
        all_tried = RulePolicy._get_possible_keys(policy, lookup, states)
        assert find(lookup, states) == all_tried, states
        found += len(all_tried)
    assert found > len(lookup) > 0


def test_few_rules_are_tried(policy: RulePolicy) -> None:
    rules = policy.lookup[RULES]
    places = index_of(policy, rules)
    assert sum(map(len, places.values())) == len(rules) > 100
    assert max(map(len, places.values())) < len(rules) / 5


def test_rules_that_are_no_part_of_the_policy_are_all_tried(policy: RulePolicy) -> None:
    lookup = dict(policy.lookup[RULES])
    states = json.loads(next(iter(lookup)))
    assert by_index(policy)(lookup, states) == RulePolicy._get_possible_keys(policy, lookup, states)


def test_the_program_uses_it(program: Program, policy: RulePolicy) -> None:
    assert policy._get_possible_keys.__module__ == "hipwise.rule_index"
