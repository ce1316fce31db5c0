"""Rasa's component for entities: it hands messages to `hipwise.understanding.entities`."""

from __future__ import annotations

import logging
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from hipwise.understanding.entities import find_entities, shared_reader

logger = logging.getLogger(__name__)

PROJECT = Path(__file__).resolve().parents[2]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class EntityFinder(GraphComponent, EntityExtractorMixin):
    """Finds entities by rules and tables; there is nothing to train.

    A message's metadata may hold `now`, the person's local time in ISO 8601 (without it the
    clock of UTC is taken), and `expected`, the entity the bot has just asked for, so that a
    bare "8" is read as that.

    Config:
        lookup: the folder of the tables, from the project's root. Their changes count from
            the next start; the model need not be trained again.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The component's default config (see parent class)."""
        return {"lookup": "data/lookup"}

    def __init__(self, config: dict[str, Any]) -> None:
        """Reads the tables.

        Raises:
            TableError: a table is missing or wrong.
        """
        self._reader = shared_reader(PROJECT / config["lookup"])

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> EntityFinder:
        """Creates the component (see parent class)."""
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets each message's entities, in Rasa's form; never raises."""
        for message in messages:
            entities = self.add_extractor_name(self._entities(message))
            message.set(ENTITIES, message.get(ENTITIES, []) + entities, add_to_output=True)
        return messages

    def _entities(self, message: Message) -> list[dict[str, Any]]:
        metadata = message.get("metadata") or {}
        try:
            doc = self._reader.read(message.get(TEXT) or "")
            found = find_entities(doc, _now(metadata.get("now")), metadata.get("expected"))
        except Exception as error:  # a message without entities is better than none answered
            logger.error("entities could not be read: %s", type(error).__name__)
            return []
        return [one._asdict() for one in found]


def _now(said: str | None) -> datetime:
    """The person's local time from the metadata, else the time in UTC."""
    try:
        return datetime.fromisoformat(str(said))
    except ValueError:
        return datetime.now(timezone.utc)
