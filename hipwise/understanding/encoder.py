"""The sentence encoder: text in, a unit vector of 384 numbers out.

The network is sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0), run by ONNX Runtime.
`SentenceEncoder` is the whole interface the rest of the program sees; another encoder
needs only `encode`, `dimension` and `version`.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Protocol, Sequence

import numpy as np
from numpy.typing import NDArray

from hipwise.errors import HipwiseError

Vectors = NDArray[np.float32]

MAX_TOKENS = 128
BATCH_SIZE = 32


class EncoderMissing(HipwiseError):
    """The prepared encoder is absent or damaged; the message says what to run."""


class SentenceEncoder(Protocol):
    """Turns texts into vectors that lie close together when their meanings do."""

    dimension: int
    version: str

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Encodes texts.

        Args:
            texts: any number of texts, of any length; each is cut at `MAX_TOKENS` tokens.

        Returns:
            Array of shape (len(texts), dimension); each row has length 1.
        """
        ...


class OnnxSentenceEncoder:
    """MiniLM through ONNX Runtime on the processor.

    One thread a call: a chat message is too short for more threads to help, and several
    people's messages can then run beside each other.
    """

    def __init__(self, folder: Path, threads: int = 1) -> None:
        """Loads a folder written by `encoder_export.prepare_encoder`.

        Raises:
            EncoderMissing: a file of the folder is absent or cannot be read.
        """
        import onnxruntime
        from tokenizers import Tokenizer

        model, vocabulary, version = (
            folder / name for name in ("encoder.onnx", "tokenizer.json", "VERSION")
        )
        if not (model.is_file() and vocabulary.is_file() and version.is_file()):
            raise EncoderMissing(f"no prepared encoder in {folder}: run 'make setup'")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        try:
            self._session = onnxruntime.InferenceSession(
                str(model), options, providers=["CPUExecutionProvider"]
            )
            self._tokenizer = Tokenizer.from_file(str(vocabulary))
        except Exception as error:
            raise EncoderMissing(
                f"the encoder in {folder} is damaged ({type(error).__name__}): "
                f"delete that folder and run 'make setup'"
            ) from error
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.enable_padding()
        self.version = version.read_text(encoding="utf-8").strip()
        self.dimension = int(self._session.get_outputs()[0].shape[-1])

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Encodes texts; see `SentenceEncoder.encode`."""
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        # Texts of like length share a batch, so that little of it is padding.
        by_length = sorted(range(len(texts)), key=lambda index: len(texts[index]))
        batches = [
            by_length[start : start + BATCH_SIZE] for start in range(0, len(texts), BATCH_SIZE)
        ]

        def fill(rows: list[int]) -> None:
            vectors[rows] = self._encode_batch([texts[row] for row in rows])

        if len(batches) == 1:
            fill(batches[0])
        else:
            # Training brings thousands: ONNX Runtime lets go of the interpreter's lock, so
            # the batches run on all processors.
            with ThreadPoolExecutor(os.cpu_count()) as pool:
                list(pool.map(fill, batches))
        return vectors

    def _encode_batch(self, texts: list[str]) -> Vectors:
        encodings = self._tokenizer.encode_batch(texts)
        ids = np.array([encoding.ids for encoding in encodings], dtype=np.int32)
        mask = np.array([encoding.attention_mask for encoding in encodings], dtype=np.int32)
        (tokens,) = self._session.run(None, {"input_ids": ids, "attention_mask": mask})
        return mean_pool(tokens, mask)


def mean_pool(tokens: NDArray[np.float32], mask: NDArray[np.int32]) -> Vectors:
    """Averages token vectors over the real tokens and scales each sum to length 1.

    Args:
        tokens: shape (texts, tokens, dimension).
        mask: shape (texts, tokens), 1 for a real token and 0 for padding.
    """
    weights = mask[:, :, None].astype(np.float32)
    means = (tokens * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), 1e-9)
    lengths = np.linalg.norm(means, axis=1, keepdims=True)
    pooled: Vectors = (means / np.maximum(lengths, 1e-12)).astype(np.float32)
    return pooled
