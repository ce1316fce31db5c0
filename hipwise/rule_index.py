"""Finds the rules that a turn may follow without trying all of them.

Rasa's RulePolicy holds every rule against the last state of a conversation, three times a
message: some two hundred rules each, of which a handful begin with the right words. That is a
tenth of a turn. Here they lie sorted by what those states have in common, the action before and
the intent; which of them apply is still Rasa's to say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from itertools import product
from typing import Any, Optional

from rasa.core.policies.rule_policy import RulePolicy
from rasa.shared.core.constants import PREVIOUS_ACTION, SHOULD_NOT_BE_SET, USER
from rasa.shared.nlu.constants import ACTION_NAME, INTENT

State = Mapping[str, Mapping[str, Any]]
Lookup = dict[str, str]
FindRules = Callable[[Lookup, Sequence[State]], set[str]]

# Of a state: the action before it and the intent. None in a rule's stands for any.
Place = tuple[Optional[str], Optional[str]]


def by_index(policy: RulePolicy) -> FindRules:
    """`policy._get_possible_keys`, tried on the rules alone that can apply.

    To be put in its place. A policy of our own would be the usual way, but Rasa warns at each
    training unless the policy is RulePolicy and no other.

    Args:
        policy: a trained one; its rules must not change afterwards.

    Returns:
        A function that takes and gives what RulePolicy's own takes and gives.
    """
    try_all = policy._get_possible_keys
    indices = [
        (rules, index_of(policy, rules))
        for rules in policy.lookup.values()
        if isinstance(rules, dict)
    ]

    def find(lookup: Lookup, states: Sequence[State]) -> set[str]:
        index = next((index for rules, index in indices if rules is lookup), None)
        action, intent = place_of(states[-1]) if states else (None, None)
        if index is None or action is None:  # at a beginning RulePolicy compares nothing else
            return set(try_all(lookup, states))
        near = {
            key: lookup[key]
            for place in dict.fromkeys(product((action, None), (intent, None)))
            for key in index.get(place, ())
        }
        return set(try_all(near, states))

    return find


def index_of(policy: RulePolicy, rules: Lookup) -> dict[Place, list[str]]:
    """The rules by the place of their last state."""
    index: dict[Place, list[str]] = defaultdict(list)
    for key in rules:
        index[place_of(policy._rule_key_to_state(key)[-1])].append(key)
    return dict(index)


def place_of(state: State) -> Place:
    """Where a state belongs; what a rule says must not be set is as good as unknown here."""
    action = state.get(PREVIOUS_ACTION, {}).get(ACTION_NAME)
    intent = state.get(USER, {}).get(INTENT)
    return _known(action), _known(intent)


def _known(value: Optional[str]) -> Optional[str]:
    return None if not value or value == SHOULD_NOT_BE_SET else value
