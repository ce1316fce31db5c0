"""Rasa's component for sentence vectors, over a stand-in encoder."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from hipwise.understanding.encoder import Vectors
from hipwise.understanding.sentence_featurizer import SentenceFeaturizer


class LengthEncoder:
    """Encodes a text as its number of characters and of words."""

    dimension = 2
    version = "test"

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row a text."""
        rows = [[len(text), len(text.split())] for text in texts]
        return np.array(rows, dtype=np.float32).reshape(len(texts), 2)


def vector_of(message: Message) -> list[list[float]] | None:
    sequence, sentence = message.get_dense_features(TEXT)
    assert sequence is None
    return None if sentence is None else sentence.features.tolist()


def test_each_message_gets_its_own_vector() -> None:
    messages = [Message({TEXT: "my knee"}), Message({TEXT: ""}), Message({TEXT: "hurts"})]
    assert SentenceFeaturizer("featurizer", LengthEncoder()).process(messages) is messages
    assert [vector_of(message) for message in messages] == [[[7, 2]], None, [[5, 1]]]


def test_nothing_to_do() -> None:
    assert SentenceFeaturizer("featurizer", LengthEncoder()).process([]) == []


def test_training_examples_get_theirs() -> None:
    data = TrainingData([Message({TEXT: "a b"}), Message({"intent": "greet"})])
    SentenceFeaturizer("featurizer", LengthEncoder()).process_training_data(data)
    assert [vector_of(message) for message in data.training_examples] == [[[3, 2]], None]


def test_an_unknown_encoder_is_refused_by_name() -> None:
    SentenceFeaturizer.validate_config({})
    with pytest.raises(ValueError, match=r"unknown encoder 'bert'; known: \['minilm'\]"):
        SentenceFeaturizer.validate_config({"encoder": "bert"})
