"""Softmax regression: the arithmetic, and the component's life from training to use."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, FEATURE_TYPE_SEQUENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix

from hipwise.understanding.intent_classifier import (
    ClassifierMissing,
    SoftmaxClassifier,
    fit,
    inverse_document_frequency,
    weigh_words,
)

CONFIG = SoftmaxClassifier.get_default_config()
RESOURCE = Resource("classifier")
CONTEXT = ExecutionContext(GraphSchema({}))
WORDS = ("stairs", "run", "hello", "knee")
EXAMPLES = (
    ("ask_stairs", [1, 0, 0, 1], [1.0, 0.1]),
    ("ask_stairs", [2, 0, 0, 0], [0.9, 0.0]),
    ("ask_running", [0, 1, 0, 1], [0.1, 1.0]),
    ("ask_running", [0, 3, 0, 0], [0.0, 0.8]),
    ("greet", [0, 0, 1, 0], [-1.0, -1.0]),
    ("greet", [0, 0, 1, 1], [-0.9, -0.7]),
)


def message(counts: list[int], vector: list[float], intent: str | None = None) -> Message:
    """A message with the features that come before the classifier."""
    made = Message({TEXT: "words", **({"intent": intent} if intent else {})})
    row = csr_matrix(np.array([counts]))
    for kind in (FEATURE_TYPE_SEQUENCE, FEATURE_TYPE_SENTENCE):
        made.add_features(Features(row, kind, TEXT, "counts"))
    made.add_features(Features(np.array([vector]), FEATURE_TYPE_SENTENCE, TEXT, "vector"))
    return made


@pytest.fixture
def storage(tmp_path: Path) -> LocalModelStorage:
    return LocalModelStorage(tmp_path)


@pytest.fixture
def trained(storage: LocalModelStorage) -> SoftmaxClassifier:
    """A component that was trained and stored, and is now loaded."""
    examples = [message(counts, vector, intent) for intent, counts, vector in EXAMPLES]
    component = SoftmaxClassifier.create(CONFIG, storage, RESOURCE, CONTEXT)
    assert component.train(TrainingData(examples)) == RESOURCE
    return SoftmaxClassifier.load(CONFIG, storage, RESOURCE, CONTEXT)


def test_ranks_all_intents_likeliest_first(trained: SoftmaxClassifier) -> None:
    for intent, counts, vector in EXAMPLES:
        processed = trained.process([message(counts, vector)])[0]
        ranking = processed.get("intent_ranking")
        chances = [item["confidence"] for item in ranking]
        assert processed.get("intent") == ranking[0] and ranking[0]["name"] == intent
        assert {item["name"] for item in ranking} == {"ask_stairs", "ask_running", "greet"}
        assert chances == sorted(chances, reverse=True) and sum(chances) == pytest.approx(1)


def test_words_never_seen_leave_it_to_the_vector(trained: SoftmaxClassifier) -> None:
    processed = trained.process([message([0, 0, 0, 0], [0.0, 1.0])])[0]
    assert processed.get("intent")["name"] == "ask_running"


def test_a_message_without_text_is_left_alone(trained: SoftmaxClassifier) -> None:
    assert trained.process([Message({TEXT: ""})])[0].get("intent") is None


def test_a_higher_temperature_is_less_sure(
    trained: SoftmaxClassifier, storage: LocalModelStorage
) -> None:
    cooler = SoftmaxClassifier.load({**CONFIG, "temperature": 3.0}, storage, RESOURCE, CONTEXT)
    _, counts, vector = EXAMPLES[0]
    sure, less_sure = (
        component.process([message(counts, vector)])[0].get("intent")
        for component in (trained, cooler)
    )
    assert sure["name"] == less_sure["name"] and sure["confidence"] > less_sure["confidence"]


def test_untrained_it_refuses_to_work(storage: LocalModelStorage) -> None:
    component = SoftmaxClassifier.create(CONFIG, storage, RESOURCE, CONTEXT)
    with pytest.raises(ClassifierMissing, match="make train"):
        component.process([message(*EXAMPLES[0][1:])])


def test_loading_without_a_model_says_so(storage: LocalModelStorage) -> None:
    with pytest.raises(ClassifierMissing, match="make train"):
        SoftmaxClassifier.load(CONFIG, storage, RESOURCE, CONTEXT)


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 cut off", b"not an archive"])
def test_loading_a_damaged_model_says_so(
    trained: SoftmaxClassifier, storage: LocalModelStorage, damage: bytes
) -> None:
    with storage.write_to(RESOURCE) as folder:
        (folder / "softmax.npz").write_bytes(damage)
    with pytest.raises(ClassifierMissing, match="make train"):
        SoftmaxClassifier.load(CONFIG, storage, RESOURCE, CONTEXT)


COUNTS = hnp.arrays(np.int64, st.tuples(st.integers(1, 6), st.integers(1, 6)),
                    elements=st.integers(0, 5))  # fmt: skip


@given(COUNTS)
def test_word_rows_have_length_one_or_are_empty(counts: NDArray[np.int64]) -> None:
    matrix = csr_matrix(counts, dtype=np.float32)
    weighed = weigh_words(matrix, inverse_document_frequency(matrix)).toarray()
    lengths = np.linalg.norm(weighed, axis=1)
    assert lengths == pytest.approx((counts.sum(axis=1) > 0).astype(float), abs=1e-5)
    assert ((weighed > 0) == (counts > 0)).all()
    assert (matrix.toarray() == counts).all(), "the counts were changed"


def test_rare_words_tell_more() -> None:
    everywhere, once, never = inverse_document_frequency(csr_matrix([[1, 1, 0], [1, 0, 0]]))
    assert everywhere < once < never


@settings(max_examples=20, deadline=None)
@given(st.permutations(range(len(EXAMPLES))))
def test_the_order_of_examples_does_not_matter(order: list[int]) -> None:
    def fitted(rows: list[int]) -> NDArray[np.float32]:
        vectors = np.array([EXAMPLES[row][2] for row in rows], dtype=np.float32)
        counts = csr_matrix([EXAMPLES[row][1] for row in rows], dtype=np.float32)
        model = fit(vectors, counts, [EXAMPLES[row][0] for row in rows], 0.01, 0.01)
        assert model.intents == ("ask_running", "ask_stairs", "greet")
        scores: NDArray[np.float32] = model.scores(vectors, counts)[np.argsort(rows)]
        return scores

    assert np.abs(fitted(order) - fitted(list(range(len(EXAMPLES))))).max() < 0.05


def test_a_penalty_shrinks_the_weights() -> None:
    vectors = np.array([vector for _, _, vector in EXAMPLES], dtype=np.float32)
    counts = csr_matrix([counts for _, counts, _ in EXAMPLES], dtype=np.float32)
    labels = [intent for intent, _, _ in EXAMPLES]
    free, held = (fit(vectors, counts, labels, l2, l2) for l2 in (1e-4, 1.0))
    assert np.abs(held.dense).sum() < np.abs(free.dense).sum()
    assert np.abs(held.sparse).sum() < np.abs(free.sparse).sum()
