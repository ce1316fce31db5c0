"""Rasa component: sure, unsure or a stranger? Answer, offer topics, or decline.

A confident wrong answer is the worst of the four things that can happen, so below a chance
of being right that validation messages set, the bot offers the likeliest topics instead.
Stock `FallbackClassifier` knows one outcome besides answering; this needs two, and the
topics to offer.
"""

from __future__ import annotations

from typing import Any, Dict, List, Sequence, Tuple, Type

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.training_data.message import Message

STRANGER = "out_of_scope"
UNSURE = "nlu_fallback"
SAFETY = "report_red_flag"
RANKING_KEPT = 5  # stored with every message; the rest would only fill the database

Ranking = Sequence[Tuple[str, float]]


def decide(
    ranking: Ranking,
    answer_at: float,
    follow_at: float,
    stranger_at: float,
    offers: int,
    never_offered: Sequence[str],
) -> Tuple[str, List[str]]:
    """Chooses among the three outcomes.

    Args:
        ranking: (intent, chance) pairs, likeliest first, over all intents.
        answer_at: lowest chance at which the likeliest intent is answered.
        follow_at: the same for intents that cannot be offered ("thanks", "why?"); to take one
            of them wrongly costs the person little.
        stranger_at: chance of being a stranger from which a message is declined.
        offers: topics to offer at most.
        never_offered: intents that make no sense on a button.

    Returns:
        ("answer" | "offer" | "decline", the intents to offer).
    """
    best, chance = ranking[0]
    strangeness = dict(ranking).get(STRANGER, 0.0)
    if strangeness >= stranger_at:
        return "decline", []
    if best != STRANGER and chance >= (follow_at if best in never_offered else answer_at):
        return "answer", []
    offered = [
        intent for intent, _ in ranking if intent != STRANGER and intent not in never_offered
    ]
    return "offer", offered[:offers]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class Decision(GraphComponent, IntentClassifier):
    """Sets `understanding` and hands unsure messages and strangers to their own rules."""

    @classmethod
    def required_components(cls) -> List[Type[Any]]:
        """A classifier must come before it."""
        return [IntentClassifier]

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """See `decide`; the numbers in use stand in config.yml."""
        return {
            "answer_at": 0.5,
            "follow_at": 0.5,
            "stranger_at": 0.5,
            "offers": 3,
            "never_offered": [],
        }

    def __init__(self, config: Dict[str, Any]) -> None:
        """Takes the configuration."""
        self._config = config

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Decision:
        """Creates the component."""
        return cls(config)

    def process(self, messages: List[Message]) -> List[Message]:
        """Decides on each message; one without words is a stranger."""
        for message in messages:
            offered: List[str] = []
            ranking = message.get("intent_ranking") or [{"name": STRANGER, "confidence": 1.0}]
            chosen = message.get("intent") or ranking[0]
            if chosen["name"] != ranking[0]["name"]:
                # A component between has overruled the ranking (triage does).
                decision = "answer"
            else:
                decision, offered = decide(
                    [(item["name"], item["confidence"]) for item in ranking],
                    self._config["answer_at"],
                    self._config["follow_at"],
                    self._config["stranger_at"],
                    self._config["offers"],
                    self._config["never_offered"],
                )
            asked = (message.get("triage") or {}).get("ask") is not None
            if asked:
                # Triage has a question first; the topics stay what the words may have meant.
                decision, offered = "offer", offered or [chosen["name"]]
            understanding = {
                "intent": chosen["name"],
                "confidence": chosen["confidence"],
                "decision": decision,
                "offered": offered,
            }
            acted_on = {"offer": UNSURE, "decline": STRANGER}.get(decision, chosen["name"])
            acted_on = SAFETY if asked else acted_on
            intent = {"name": acted_on, "confidence": chosen["confidence"]}
            message.set("understanding", understanding, add_to_output=True)
            message.set("intent", intent, add_to_output=True)
            message.set("intent_ranking", ranking[:RANKING_KEPT], add_to_output=True)
        return messages
