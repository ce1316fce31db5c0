"""The ONNX graph against BERT written out in NumPy, and the guarded weights."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import scipy.special
from numpy.typing import NDArray

from hipwise.understanding.encoder import EncoderMissing
from hipwise.understanding.encoder_export import (
    build_graph,
    check_weights,
    prepare_encoder,
    sha256_of,
    weights_folder,
)

Floats = NDArray[np.float32]

VOCABULARY, DIMENSION, WIDE, LAYERS, HEADS, LONGEST = 30, 16, 32, 2, 4, 12


@pytest.fixture(scope="module")
def weights() -> dict[str, Floats]:
    """A small network with random weights, under the published names."""
    random = np.random.default_rng(7)

    def some(*shape: int) -> Floats:
        return random.normal(0, 0.5, shape).astype(np.float32)

    made = {
        "embeddings.word_embeddings.weight": some(VOCABULARY, DIMENSION),
        "embeddings.position_embeddings.weight": some(LONGEST, DIMENSION),
        "embeddings.token_type_embeddings.weight": some(2, DIMENSION),
        "embeddings.LayerNorm.weight": 1 + some(DIMENSION),
        "embeddings.LayerNorm.bias": some(DIMENSION),
    }
    for layer in range(LAYERS):
        of = f"encoder.layer.{layer}"
        for name, rows, columns in (
            ("attention.self.query", DIMENSION, DIMENSION),
            ("attention.self.key", DIMENSION, DIMENSION),
            ("attention.self.value", DIMENSION, DIMENSION),
            ("attention.output.dense", DIMENSION, DIMENSION),
            ("intermediate.dense", WIDE, DIMENSION),
            ("output.dense", DIMENSION, WIDE),
        ):
            made[f"{of}.{name}.weight"] = some(rows, columns)
            made[f"{of}.{name}.bias"] = some(rows)
        for name in ("attention.output.LayerNorm", "output.LayerNorm"):
            made[f"{of}.{name}.weight"] = 1 + some(DIMENSION)
            made[f"{of}.{name}.bias"] = some(DIMENSION)
    return made


def bert(weights: dict[str, Floats], ids: list[int]) -> Floats:
    """The last layer's token vectors for one text, as the BERT paper has them."""

    def dense(name: str, x: Floats) -> Floats:
        product: Floats = x @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]
        return product

    def norm(name: str, x: Floats) -> Floats:
        centred = x - x.mean(axis=-1, keepdims=True)
        scaled = centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + 1e-12)
        normed: Floats = scaled * weights[f"{name}.weight"] + weights[f"{name}.bias"]
        return normed

    def heads(x: Floats) -> Floats:
        return x.reshape(len(ids), HEADS, -1).transpose(1, 0, 2)

    x = weights["embeddings.word_embeddings.weight"][ids]
    x = x + weights["embeddings.position_embeddings.weight"][: len(ids)]
    x = norm("embeddings.LayerNorm", x + weights["embeddings.token_type_embeddings.weight"][0])
    for layer in range(LAYERS):
        of = f"encoder.layer.{layer}"
        query, key, value = (
            heads(dense(f"{of}.attention.self.{part}", x)) for part in ("query", "key", "value")
        )
        shares = scipy.special.softmax(
            query @ key.transpose(0, 2, 1) / np.sqrt(DIMENSION / HEADS), axis=-1
        )
        mixed = (shares @ value).transpose(1, 0, 2).reshape(len(ids), DIMENSION)
        x = norm(
            f"{of}.attention.output.LayerNorm", x + dense(f"{of}.attention.output.dense", mixed)
        )
        wide = dense(f"{of}.intermediate.dense", x)
        active = wide * 0.5 * (1 + scipy.special.erf(wide / np.sqrt(2)))
        x = norm(f"{of}.output.LayerNorm", x + dense(f"{of}.output.dense", active))
    return x


def test_the_graph_is_bert(weights: dict[str, Floats]) -> None:
    graph = build_graph(weights, LAYERS, HEADS)
    onnx.checker.check_model(graph)
    session = onnxruntime.InferenceSession(graph.SerializeToString())
    texts = [[1, 5, 9, 2, 7, 3], [1, 8, 2]]
    longest = max(len(text) for text in texts)
    ids = np.array([text + [0] * (longest - len(text)) for text in texts], dtype=np.int32)
    mask = np.array(
        [[1] * len(text) + [0] * (longest - len(text)) for text in texts], dtype=np.int32
    )
    (tokens,) = session.run(None, {"input_ids": ids, "attention_mask": mask})
    for row, text in zip(tokens, texts, strict=True):
        assert np.abs(row[: len(text)] - bert(weights, text)).max() < 1e-4


def test_the_installed_weights_are_the_published_ones() -> None:
    check_weights(weights_folder())


def test_other_weights_are_refused(tmp_path: Path) -> None:
    with pytest.raises(EncoderMissing, match="make setup"):
        check_weights(tmp_path)
    (tmp_path / "model.safetensors").write_bytes(b"somebody else's")
    with pytest.raises(EncoderMissing, match="not the published ones"):
        check_weights(tmp_path)


def test_hash(tmp_path: Path) -> None:
    (tmp_path / "abc").write_bytes(b"abc")
    expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # FIPS 180-2
    assert sha256_of(tmp_path / "abc") == expected


def test_is_prepared_once_and_whole(tmp_path: Path) -> None:
    folder = prepare_encoder(tmp_path)
    assert sorted(path.name for path in folder.iterdir()) == [
        "VERSION",
        "encoder.onnx",
        "tokenizer.json",
    ]
    assert [path.name for path in tmp_path.iterdir()] == [folder.name], "scratch was left behind"
    (folder / "encoder.onnx").write_bytes(b"")
    assert prepare_encoder(tmp_path) == folder
    assert (folder / "encoder.onnx").read_bytes() == b"", "it was there already"
