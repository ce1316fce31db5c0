"""The sentence encoder as prepared by `make setup`."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from hipwise.settings import PROJECT
from hipwise.understanding.encoder import (
    BATCH_SIZE,
    EncoderMissing,
    OnnxSentenceEncoder,
    Vectors,
    mean_pool,
)
from hipwise.understanding.encoder_export import prepare_encoder


@pytest.fixture(scope="module")
def folder() -> Path:
    return prepare_encoder(PROJECT / "var" / "encoder")


@pytest.fixture(scope="module")
def encoder(folder: Path) -> OnnxSentenceEncoder:
    return OnnxSentenceEncoder(folder)


def test_gives_the_published_vectors(encoder: OnnxSentenceEncoder) -> None:
    # What the sentence-transformers library gives for the example of the model's card.
    vector = encoder.encode(["This is an example sentence"])[0]
    expected = [6.76569268e-02, 6.34959266e-02, 4.87131178e-02, 7.93049857e-02]
    assert vector[:4] == pytest.approx(expected, abs=1e-6)


def test_like_meanings_lie_close(encoder: OnnxSentenceEncoder) -> None:
    stairs, steps, rain = encoder.encode(
        ["my knee hurts on the stairs", "pain in the knee going up steps", "will it rain today?"]
    )
    assert stairs @ steps > 0.7 > 0.3 > stairs @ rain


@settings(max_examples=15, deadline=None)
@given(st.lists(st.text(max_size=80), max_size=6))
def test_any_texts_give_a_unit_vector_each(encoder: OnnxSentenceEncoder, texts: list[str]) -> None:
    vectors = encoder.encode(texts)
    assert vectors.shape == (len(texts), encoder.dimension) and vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)


def test_a_text_has_one_vector_whatever_is_beside_it(encoder: OnnxSentenceEncoder) -> None:
    texts = [f"knee {'pain ' * (number % 7)}{number}" for number in range(BATCH_SIZE + 5)]
    together = encoder.encode(texts)
    alone = np.vstack([encoder.encode([text]) for text in texts])
    assert np.abs(together - alone).max() < 1e-5


def test_a_long_text_is_cut(encoder: OnnxSentenceEncoder) -> None:
    long, longer = encoder.encode(["knee " * 200, "knee " * 200 + "stairs"])
    assert long == pytest.approx(longer)


def test_without_a_prepared_encoder_it_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(EncoderMissing, match="make setup"):
        OnnxSentenceEncoder(tmp_path)


@pytest.mark.parametrize("damaged", ["encoder.onnx", "tokenizer.json"])
def test_a_damaged_encoder_says_what_to_do(tmp_path: Path, folder: Path, damaged: str) -> None:
    broken = tmp_path / "encoder"
    shutil.copytree(folder, broken)
    (broken / damaged).write_bytes(b"\x00 damaged")
    with pytest.raises(EncoderMissing, match="delete that folder and run 'make setup'"):
        OnnxSentenceEncoder(broken)


@given(hnp.arrays(np.float32, (2, 4, 3), elements=st.floats(-8, 8, width=32)), st.integers(1, 4))
def test_padding_does_not_count(tokens: Vectors, length: int) -> None:
    mask = np.zeros((2, 4), dtype=np.int32)
    mask[:, :length] = 1
    padded = mean_pool(tokens, mask)
    assert np.allclose(padded, mean_pool(tokens[:, :length], mask[:, :length]), atol=1e-6)


def test_text_without_tokens_gives_zeros_and_not_nothing() -> None:
    pooled = mean_pool(np.ones((1, 2, 3), dtype=np.float32), np.zeros((1, 2), dtype=np.int32))
    assert np.array_equal(pooled, np.zeros((1, 3)))
