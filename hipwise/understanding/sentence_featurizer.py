"""Rasa component: one sentence vector a message, from the sentence encoder."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any, Dict, List, Type

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from hipwise.settings import PROJECT
from hipwise.understanding.encoder import OnnxSentenceEncoder, SentenceEncoder
from hipwise.understanding.encoder_export import prepare_encoder

ENCODERS = {"minilm": OnnxSentenceEncoder}


@functools.lru_cache(maxsize=2)
def _load_encoder(name: str, cache: Path) -> SentenceEncoder:
    """One encoder a process: 90 MB that several components share."""
    return ENCODERS[name](prepare_encoder(cache))


def encoder_from_config(config: Dict[str, Any]) -> SentenceEncoder:
    """The encoder that a component's configuration names.

    Args:
        config: `encoder` (a key of `ENCODERS`) and `cache` (a folder, from the project's
            root).

    Raises:
        EncoderMissing: it cannot be prepared.
    """
    return _load_encoder(config["encoder"], PROJECT / config["cache"])


# Stock LanguageModelFeaturizer does not do: it takes the first token's vector, where this
# encoder was trained for the mean of all, and it runs TensorFlow step by step (20x slower).
@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceFeaturizer(GraphComponent):
    """Adds the sentence vector as a dense sentence feature."""

    @classmethod
    def required_components(cls) -> List[Type[Any]]:
        """Nothing: the encoder has its own tokens."""
        return []

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Defaults; see `encoder_from_config`."""
        return {"encoder": "minilm", "cache": "var/encoder"}

    @staticmethod
    def required_packages() -> List[str]:
        """Packages needed to run."""
        return ["onnxruntime", "tokenizers"]

    def __init__(self, name: str, encoder: SentenceEncoder) -> None:
        """Takes the component's name in the graph and the encoder."""
        self._name = name
        self._encoder = encoder

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceFeaturizer:
        """Creates the component for training and for use alike."""
        return cls(execution_context.node_name, encoder_from_config(config))

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Adds vectors to all training examples, in batches."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """Adds vectors to messages."""
        with_text = [message for message in messages if message.get(TEXT)]
        vectors = self._encoder.encode([message.get(TEXT) for message in with_text])
        for message, vector in zip(with_text, vectors, strict=True):
            message.add_features(Features(vector[None, :], FEATURE_TYPE_SENTENCE, TEXT, self._name))
        return messages

    @classmethod
    def validate_config(cls, config: Dict[str, Any]) -> None:
        """Refuses an encoder that is not known."""
        if config.get("encoder", "minilm") not in ENCODERS:
            raise ValueError(f"unknown encoder '{config['encoder']}'; known: {sorted(ENCODERS)}")
