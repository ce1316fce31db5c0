"""Hears danger signs that are said in other words than the rules know.

Kernel ridge regression tells how much a message speaks of any sign, and how much of each: the two
together make how loudly it tells of a sign, so that a message which is troubled in general, but
like no sign in particular, is let be. It sees the sentence vector together with the concepts that
the message claims, is trained on data/triage/paraphrases_*.yml against ordinary messages, and its
thresholds are chosen by cross-validation for a given share of false alarms.

The kernel is a Gaussian one, at `LANDMARKS` of the examples (the Nystroem method: Williams and
Seeger 2001). On paraphrases held out, at 5 % of alarms among ordinary messages, it hears 85 %,
where a linear model hears 79 %.
"""

from __future__ import annotations

import io
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Collection, Mapping, NamedTuple, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import linalg

from hipwise.understanding.encoder import Vectors
from hipwise.understanding.triage.assessment import DISTRESS, SIGNS
from hipwise.understanding.triage.tables import TermsError, load_yaml

logger = logging.getLogger(__name__)

FOLDS = 3
# How much more is asked for where the message denies or only supposes things, and where it denies
# this very sign. All numbers here were chosen on messages held out.
CAUTION = 0.05
CAUTION_DENIED = 0.3
# The sentence vector has length 1.
CONCEPT_WEIGHT = 0.3
GAMMA = 0.5  # of the kernel exp(-GAMMA * squared distance)
LANDMARKS = 4000
RIDGE = 1.0
JITTER = 0.1  # keeps the equations solvable where landmarks lie close together
SIGN_WEIGHT = 4.0  # of an example with a sign, against an ordinary one

Features = NDArray[np.float32]
Scores = NDArray[np.float64]
Matrix = NDArray[np.float32]


@dataclass(frozen=True)
class Heard:
    """A sign that the paraphrase model hears, and whether that is enough to count as found."""

    sign: str
    sure: bool


class Shares(NamedTuple):
    """Shares of ordinary messages that the model may mistake; the rules mistake some too.

    Attributes:
        asked: taken for a possible sign and asked about.
        found: taken for a sign.
        distress: taken for distress.
    """

    asked: float
    found: float
    distress: float


@dataclass(frozen=True)
class Examples:
    """What the model learns from.

    Attributes:
        signs: features (see `features_of`) of paraphrases, one row each.
        labels: their signs.
        flags: features of messages with some sign, not told which, one row each.
        ordinary: features of messages without any, a row for the whole of each message and
            one for each of its segments.
    """

    signs: Features
    labels: Sequence[str]
    flags: Features
    ordinary: Sequence[Features]


def features_of(vectors: Vectors, concepts: Sequence[Sequence[bool]]) -> Features:
    """Puts sentence vectors and claimed concepts together.

    Args:
        vectors: shape (texts, dimension), each row of length 1.
        concepts: for each text, whether it claims each concept.

    Returns:
        Array of shape (texts, dimension + concepts).
    """
    claimed = np.asarray(concepts, dtype=np.float32) * np.float32(CONCEPT_WEIGHT)
    joined: Features = np.hstack([vectors, claimed])
    return joined


class ParaphraseModel:
    """Judges features of messages; made by `train` or `loads`."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]], signs: Sequence[str]) -> None:
        """Takes the numbers.

        Args:
            arrays: `landmarks` (landmarks, features), `weights` (landmarks, 1 + signs: any
                sign, then each), `thresholds` (3: to ask, to take as found, to take as
                distress).
            signs: names of the columns of `weights` after the first, distress last.
        """
        self._arrays = {name: np.asarray(value) for name, value in arrays.items()}
        self._landmarks = self._arrays["landmarks"].astype(np.float32)
        self._landmark_squares = _squares(self._landmarks)
        self._signs = tuple(signs)

    @property
    def width(self) -> int:
        """How many features it expects."""
        return int(self._landmarks.shape[1])

    def judge(
        self, features: Features, cautious: bool = False, denied: Collection[str] = ()
    ) -> Heard | None:
        """Judges one message by the row that sounds most like a sign.

        Args:
            features: a row for the whole message and one for each of its segments.
            cautious: the message denies or only supposes things; then more is asked for, and
                no sign is sure.
            denied: signs that the rules read as denied; they still count where the message
                sounds very much like them, and but for distress are never sure.

        Returns:
            The likeliest sign, or None. A tier C sign is never sure: it is asked about.
            Distress is always sure: there is a reply to it, but no question about it.
        """
        scores = self._scores(features)
        told, sadness = _loudness(scores)
        loudest, saddest = int(np.argmax(told)), int(np.argmax(sadness))
        ask, find, comfort = self._arrays["thresholds"]
        if cautious:
            ask, comfort = ask + CAUTION, comfort + CAUTION
        comfort += CAUTION_DENIED if DISTRESS in denied else 0
        # Fear in the face of an injury is no distress: there the injury comes first.
        if sadness[saddest] >= comfort and sadness[saddest] >= scores[saddest, 1:].max():
            return Heard(DISTRESS, sure=True)
        sign = self._signs[int(np.argmax(scores[loudest, 1:-1]))]
        if told[loudest] < ask + (CAUTION_DENIED if sign in denied else 0):
            return None
        urgent = SIGNS[sign] in ("A", "B") and not cautious and sign not in denied
        return Heard(sign, sure=bool(urgent and told[loudest] >= find))

    def doubts(self, features: Features) -> bool:
        """Whether a message sounds so ordinary that the model alone would not even ask."""
        told, _ = _loudness(self._scores(features))
        return bool(told.max() < self._arrays["thresholds"][0])

    def _scores(self, features: Features) -> Scores:
        """About 1 where a row speaks of any sign (first column) or of this one, else about 0."""
        kernel = _kernel(features, self._landmarks, self._landmark_squares)
        scores: Scores = kernel @ self._arrays["weights"]
        return scores

    def dumps(self) -> bytes:
        """The model as the bytes of an `.npz` file."""
        stream = io.BytesIO()
        np.savez_compressed(stream, signs=np.array(self._signs), **self._arrays)
        return stream.getvalue()

    @classmethod
    def loads(cls, content: bytes) -> ParaphraseModel:
        """Reads what `dumps` wrote.

        Raises:
            ValueError: it is another kind of model.
        """
        with np.load(io.BytesIO(content), allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        signs = [str(sign) for sign in arrays.pop("signs")]
        if arrays["weights"].shape[1] != 1 + len(signs):
            raise ValueError("the model has other columns than signs")
        return cls(arrays, signs)


def train(examples: Examples, shares: Shares, seed: int = 13) -> ParaphraseModel:
    """Trains the model and chooses the thresholds.

    Args:
        examples: see `Examples`; at least `FOLDS` of each kind.
        shares: of ordinary messages that may be mistaken.
        seed: of the folds and the landmarks.
    """
    signs = [*sorted(set(examples.labels) - {DISTRESS}), DISTRESS]
    positive = np.concatenate([examples.signs, examples.flags])
    rows = np.concatenate([positive, *examples.ordinary])
    sizes = [1] * len(positive) + [len(one) for one in examples.ordinary]
    owners = np.repeat(np.arange(len(sizes)), sizes)
    targets = np.zeros((len(rows), 1 + len(signs)), dtype=np.float32)
    targets[: len(positive), 0] = 1
    targets[range(len(examples.labels)), [1 + signs.index(one) for one in examples.labels]] = 1
    landmarks = _landmarks(rows, targets[:, 0], seed)
    weights, held_out = _fit(rows, targets, owners, landmarks, seed)
    return ParaphraseModel(
        {
            "landmarks": landmarks.astype(np.float16),
            "weights": weights,
            "thresholds": _thresholds(held_out[len(positive) :], shares),
        },
        signs,
    )


def _loudness(scores: Scores) -> tuple[Scores, Scores]:
    """How loudly each row tells of a sign of the body, and of distress."""
    told: Scores = scores[:, 0] + scores[:, 1:-1].max(axis=1)
    sadness: Scores = scores[:, -1]
    return told, sadness


def _landmarks(rows: Features, flagged: Matrix, seed: int) -> Features:
    """Half of them of the examples with a sign, half of the ordinary ones."""
    random = np.random.default_rng(seed)
    chosen = [
        random.permutation(np.flatnonzero(flagged == side))[: LANDMARKS // 2] for side in (1, 0)
    ]
    # Stored in half precision, so trained in it as well.
    picked: Features = np.unique(rows[np.concatenate(chosen)].astype(np.float16), axis=0)
    return picked.astype(np.float32)


def _squares(rows: Features) -> Matrix:
    squares: Matrix = (rows**2).sum(axis=1)
    return squares


def _kernel(rows: Features, landmarks: Features, landmark_squares: Matrix) -> Matrix:
    squares = _squares(rows)[:, None] + landmark_squares
    distances = np.maximum(squares - 2 * (rows @ landmarks.T), 0)
    kernel: Matrix = np.exp(-GAMMA * distances).astype(np.float32)
    return kernel


def _fit(
    rows: Features, targets: Matrix, owners: NDArray[np.int64], landmarks: Features, seed: int
) -> tuple[Matrix, Scores]:
    """Solves the ridge regression, and again with each part of the messages left out.

    Returns:
        Weights of the landmarks, and for each message the highest `_loudness` that any of its
        rows has from the weights that have not seen it.
    """
    squares_of = _squares(landmarks)
    kernel = _kernel(rows, landmarks, squares_of)
    penalty = RIDGE * (_kernel(landmarks, landmarks, squares_of) + JITTER * np.eye(len(landmarks)))
    parts = np.random.default_rng(seed).integers(FOLDS, size=int(owners.max()) + 1)[owners]
    squares, sums = [], []
    for part in range(FOLDS):
        inside = parts == part
        weight = np.where(targets[inside, :1] == 1, np.float32(SIGN_WEIGHT), np.float32(1))
        squares.append((kernel[inside] * weight).T @ kernel[inside])
        sums.append((kernel[inside] * weight).T @ targets[inside])
    square, total = sum(squares), sum(sums)
    held_out = np.full((int(owners.max()) + 1, 2), -np.inf)
    for part in range(FOLDS):
        inside = parts == part
        unseen = _solve(square - squares[part] + penalty, total - sums[part])
        loudness = np.stack(_loudness(kernel[inside] @ unseen), axis=1)
        np.maximum.at(held_out, owners[inside], loudness)
    return _solve(square + penalty, total).astype(np.float32), held_out


def _solve(matrix: NDArray[Any], right: NDArray[Any]) -> NDArray[Any]:
    solution: NDArray[Any] = linalg.solve(
        matrix.astype(np.float64), right.astype(np.float64), assume_a="pos"
    )
    return solution


def _thresholds(ordinary: Scores, shares: Shares) -> Scores:
    """Scores that only the allowed shares of ordinary messages reach."""
    ask, find = np.quantile(ordinary[:, 0], [1 - shares.asked, 1 - shares.found])
    comfort = np.quantile(ordinary[:, 1], 1 - shares.distress)
    return np.array([ask, find, comfort])


def read_paraphrases(folder: Path) -> tuple[list[str], list[str], list[str]]:
    """Reads the examples of data/triage/.

    Returns:
        Paraphrases, their signs, and ordinary messages.

    Raises:
        TermsError: a file is missing or wrong.
    """
    texts: list[str] = []
    labels: list[str] = []
    for path in sorted(folder.glob("paraphrases_*.yml")):
        for sign, block in load_yaml(path).items():
            if sign not in SIGNS:
                raise TermsError(f"{path.name}: no such sign: {sign}")
            lines = _lines(block)
            texts.extend(lines)
            labels.extend([sign] * len(lines))
    missing = SIGNS.keys() - set(labels)
    if missing:
        raise TermsError(f"paraphrases: no examples of {sorted(missing)}")
    return texts, labels, _lines(load_yaml(folder / "ordinary.yml")["ordinary"])


def _lines(block: str) -> list[str]:
    return [line.strip() for line in block.splitlines() if line.strip()]
