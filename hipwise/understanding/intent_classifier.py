"""Rasa component: softmax regression over word counts and the sentence vector together.

Stock `LogisticRegressionClassifier` does not do: it puts the dense and sparse features into
one sparse matrix (a training of minutes), has no regularisation setting, and loads untrained
in silence. The words add 8 points to the vector alone on tests/test_nlu.yml, 4 on real messages.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any, Dict, List, Tuple, Type
from zipfile import BadZipFile

import numpy as np
import scipy.optimize
import scipy.special
from numpy.typing import NDArray
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix, vstack

from hipwise.errors import HipwiseError

logger = logging.getLogger(__name__)

Floats = NDArray[np.float32]

MAX_ITERATIONS = 100
# Steps that L-BFGS looks back on: ten, as is usual, take twice the time and find nothing better.
STEPS_REMEMBERED = 4


class ClassifierMissing(HipwiseError):
    """The trained classifier is absent or damaged."""


@dataclass(frozen=True)
class SoftmaxModel:
    """A trained model.

    Attributes:
        intents: names, in the order of the columns.
        idf: weight of each word column, shape (words,).
        dense: weights of the sentence vector, shape (dimension, intents).
        sparse: weights of the words, shape (words, intents).
        bias: shape (intents,).
    """

    intents: Tuple[str, ...]
    idf: Floats
    dense: Floats
    sparse: Floats
    bias: Floats

    def scores(self, vector: Floats, counts: csr_matrix) -> Floats:
        """Logits of one message, shape (intents,)."""
        words = weigh_words(counts, self.idf)
        # Only the rows of the words that occur: a whole product reads 6 MB a message.
        by_words = words.data @ self.sparse[words.indices]
        logits: Floats = vector @ self.dense + by_words + self.bias
        return logits


def inverse_document_frequency(counts: csr_matrix) -> Floats:
    """How telling each word is: log((1 + n) / (1 + messages with it)) + 1."""
    with_word = np.bincount(counts.indices, minlength=counts.shape[1])
    weights: Floats = (np.log((1 + counts.shape[0]) / (1 + with_word)) + 1).astype(np.float32)
    return weights


def weigh_words(counts: csr_matrix, idf: Floats) -> csr_matrix:
    """Counts -> (1 + log count) * idf, each row scaled to length 1."""
    words = csr_matrix(counts, dtype=np.float32, copy=True)
    words.data = (1 + np.log(np.maximum(words.data, 1))) * idf[words.indices]
    rows = np.repeat(np.arange(words.shape[0]), np.diff(words.indptr))
    lengths = np.sqrt(np.bincount(rows, words.data**2, minlength=words.shape[0]))
    words.data = (words.data / np.maximum(lengths, 1e-9)[rows]).astype(np.float32)
    return words


def fit(
    vectors: Floats, counts: csr_matrix, labels: List[str], l2_dense: float, l2_sparse: float
) -> SoftmaxModel:
    """Fits the model by L-BFGS.

    Args:
        vectors: sentence vectors, shape (messages, dimension).
        counts: word counts, shape (messages, words).
        labels: one intent a message.
        l2_dense: penalty on the vector's weights, per message.
        l2_sparse: penalty on the words' weights, per message.
    """
    intents = tuple(sorted(set(labels)))
    places = {intent: place for place, intent in enumerate(intents)}
    targets = np.zeros((len(labels), len(intents)), dtype=np.float32)
    targets[np.arange(len(labels)), [places[label] for label in labels]] = 1
    idf = inverse_document_frequency(counts)
    words = weigh_words(counts, idf)
    words_turned = words.T.tocsr()
    size, width = vectors.shape[1], words.shape[1]

    def split(flat: NDArray[np.float64]) -> Tuple[Floats, Floats, Floats]:
        table = flat.astype(np.float32).reshape(size + width + 1, len(intents))
        return table[:size], table[size:-1], table[-1]

    def loss_and_slope(flat: NDArray[np.float64]) -> Tuple[float, NDArray[np.float64]]:
        dense, sparse, bias = split(flat)
        logits = vectors @ dense + words @ sparse + bias
        totals = scipy.special.logsumexp(logits, axis=1, keepdims=True)
        loss = float((totals[:, 0] - (logits * targets).sum(axis=1)).mean())
        loss += 0.5 * float(l2_dense * (dense**2).sum() + l2_sparse * (sparse**2).sum())
        errors = (np.exp(logits - totals) - targets) / len(labels)
        slope = np.vstack(
            [
                vectors.T @ errors + l2_dense * dense,
                words_turned @ errors + l2_sparse * sparse,
                errors.sum(axis=0, keepdims=True),
            ]
        )
        return loss, slope.ravel().astype(np.float64)

    start = np.zeros((size + width + 1) * len(intents))
    found = scipy.optimize.minimize(
        loss_and_slope,
        start,
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": MAX_ITERATIONS, "maxcor": STEPS_REMEMBERED},
    )
    dense, sparse, bias = split(found.x)
    return SoftmaxModel(intents, idf, dense, sparse, bias)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class SoftmaxClassifier(GraphComponent, IntentClassifier):
    """Ranks the intents by softmax regression; confidences are divided by a temperature.

    The temperature makes a confidence of 0.7 right in about seven of ten messages that the
    training never saw; like the penalties it was chosen on validation messages.

    Config:
        l2_dense, l2_sparse: penalties; see `fit`.
        temperature: see above.
        unlearnt: intents that only buttons and the program itself give. Rasa wants an example of
            each; what people type is never taken for one of them.
    """

    @classmethod
    def required_components(cls) -> List[Type[Any]]:
        """Featurizers must come before it."""
        return [Featurizer]

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Defaults; see the class."""
        return {"l2_dense": 1e-5, "l2_sparse": 1e-5, "temperature": 1.0, "unlearnt": []}

    def __init__(
        self,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: SoftmaxModel | None = None,
    ) -> None:
        """Takes the configuration, where to store, and the model once there is one."""
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._model = model

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SoftmaxClassifier:
        """Creates an untrained component."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Fits the model on the training examples and stores it."""
        examples = [
            example
            for example in training_data.intent_examples
            if example.get(TEXT) and example.get(INTENT) not in {None, *self._config["unlearnt"]}
        ]
        vectors, counts = features_of(examples)
        labels = [example.get(INTENT) for example in examples]
        self._model = fit(
            vectors, counts, labels, self._config["l2_dense"], self._config["l2_sparse"]
        )
        with self._model_storage.write_to(self._resource) as folder:
            np.savez(
                folder / "softmax.npz",
                intents=np.array(self._model.intents),
                idf=self._model.idf,
                dense=self._model.dense,
                sparse=self._model.sparse.astype(np.float16),
                bias=self._model.bias,
            )
        return self._resource

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> SoftmaxClassifier:
        """Loads a trained component.

        Raises:
            ClassifierMissing: there is no model in the storage, or it cannot be read.
        """
        try:
            with (
                model_storage.read_from(resource) as folder,
                (folder / "softmax.npz").open("rb") as stream,
                np.load(stream) as stored,
            ):
                model = SoftmaxModel(
                    tuple(str(name) for name in stored["intents"]),
                    stored["idf"],
                    stored["dense"],
                    stored["sparse"].astype(np.float32),
                    stored["bias"],
                )
        except (ValueError, OSError, KeyError, EOFError, BadZipFile) as error:
            raise ClassifierMissing(
                f"the model holds no trained classifier ({type(error).__name__}): run 'make train'"
            ) from error
        return cls(config, model_storage, resource, model)

    def process(self, messages: List[Message]) -> List[Message]:
        """Sets `intent` and `intent_ranking` (all intents, likeliest first)."""
        if self._model is None:
            raise ClassifierMissing("the classifier is not trained: run 'make train'")
        for message in messages:
            if not message.get(TEXT):
                continue
            vectors, counts = features_of([message])
            scores = self._model.scores(vectors[0], counts)
            chances = scipy.special.softmax(scores / self._config["temperature"])
            ranking = [
                {"name": self._model.intents[place], "confidence": float(chances[place])}
                for place in np.argsort(-chances)
            ]
            message.set("intent", ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leaves the training data as it is: nothing after this one learns from it."""
        return training_data


def features_of(messages: List[Message]) -> Tuple[Floats, csr_matrix]:
    """The dense and sparse sentence features of messages, a row each."""
    dense = [message.get_dense_features(TEXT)[1].features[0] for message in messages]
    sparse = [message.get_sparse_features(TEXT)[1].features for message in messages]
    return np.vstack(dense).astype(np.float32), vstack(sparse).tocsr().astype(np.float32)
