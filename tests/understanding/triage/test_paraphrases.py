from pathlib import Path

import numpy as np
import pytest

from hipwise.understanding.triage.assessment import SIGNS
from hipwise.understanding.triage.paraphrases import (
    CONCEPT_WEIGHT,
    Examples,
    Heard,
    ParaphraseModel,
    Shares,
    features_of,
    read_paraphrases,
    train,
)
from hipwise.understanding.triage.tables import TermsError
from tests.understanding.triage.conftest import TABLES


def examples(rng: np.random.Generator) -> Examples:
    def near(axis: int, count: int) -> np.ndarray:
        rows = rng.normal(0, 0.05, (count, 5)).astype(np.float32)
        rows[:, axis] += 1
        return rows

    return Examples(
        signs=np.concatenate([near(0, 30), near(1, 30), near(3, 30), near(4, 30)]),
        labels=["locked_knee"] * 30 + ["lump"] * 30 + ["deformity"] * 30 + ["distress"] * 30,
        flags=near(0, 10),
        ordinary=[near(2, 2) for _ in range(300)],
    )


@pytest.fixture(scope="module")
def model() -> ParaphraseModel:
    return train(examples(np.random.default_rng(7)), Shares(0.035, 0.002, 0.003))


def test_hears_a_sign_in_any_row(model: ParaphraseModel) -> None:
    rows = np.eye(5, dtype=np.float32)[[2, 0]]
    heard = model.judge(rows)
    assert heard is not None
    assert (heard.sign, heard.sure) == ("locked_knee", True)


def test_a_tier_c_sign_is_only_asked_about(model: ParaphraseModel) -> None:
    heard = model.judge(np.eye(5, dtype=np.float32)[[1]])
    assert heard is not None
    assert (heard.sign, heard.sure) == ("lump", False)


def test_is_never_sure_when_cautious(model: ParaphraseModel) -> None:
    heard = model.judge(np.eye(5, dtype=np.float32)[[0]], cautious=True)
    assert heard is not None
    assert not heard.sure


def test_what_is_denied_must_sound_much_like_a_sign(model: ParaphraseModel) -> None:
    locked = np.eye(5, dtype=np.float32)[[0]]
    halfway = (0.25 * locked + 0.75 * np.eye(5, dtype=np.float32)[[2]]).astype(np.float32)
    plain, denied = model.judge(locked), model.judge(locked, denied={"locked_knee"})
    assert plain is not None and denied is not None
    assert plain.sure and not denied.sure
    assert model.judge(halfway) is not None
    assert model.judge(halfway, denied={"locked_knee"}) is None


def test_trouble_like_no_sign_in_particular_is_let_be() -> None:
    signs = ["locked_knee", "lump", "distress"]
    row = np.ones((1, 1), dtype=np.float32)

    def model_of(*scores: float) -> ParaphraseModel:
        arrays = {"landmarks": row, "weights": np.array([scores]), "thresholds": [0.8, 1.4, 0.5]}
        return ParaphraseModel(arrays, signs)

    assert model_of(0.7, 0.05, 0.05, 0.0).judge(row) is None
    assert model_of(0.7, 0.1, 0.3, 0.0).judge(row) == Heard("lump", sure=False)


def test_hears_nothing_in_an_ordinary_message(model: ParaphraseModel) -> None:
    assert model.judge(np.eye(5, dtype=np.float32)[[2]]) is None


def test_distress_is_sure_even_when_cautious(model: ParaphraseModel) -> None:
    heard = model.judge(np.eye(5, dtype=np.float32)[[4]], cautious=True)
    assert heard is not None
    assert (heard.sign, heard.sure) == ("distress", True)


@pytest.mark.parametrize("likelier", ["locked_knee", "distress"])
def test_an_injury_comes_before_the_fear_of_it(likelier: str) -> None:
    signs = ["locked_knee", "distress"]
    row = np.ones((1, 1), dtype=np.float32)
    both = ParaphraseModel(
        {
            "landmarks": row,
            "weights": np.array([[1.0, *(0.9 + 0.1 * (sign == likelier) for sign in signs)]]),
            "thresholds": np.full(3, 0.5),
        },
        signs,
    )
    assert both.judge(row) == Heard(likelier, sure=True)


def test_doubts_what_sounds_ordinary_in_every_row(model: ParaphraseModel) -> None:
    rows = np.eye(5, dtype=np.float32)
    assert model.doubts(rows[[2]])
    assert not model.doubts(rows[[2, 0]])


def test_another_kind_of_model_is_told_when_it_is_read(model: ParaphraseModel) -> None:
    arrays = {"landmarks": np.ones((1, 1)), "weights": np.ones((1, 2)), "thresholds": np.ones(3)}
    older = ParaphraseModel(arrays, ["locked_knee", "lump", "distress"]).dumps()
    with pytest.raises(ValueError, match="columns"):
        ParaphraseModel.loads(older)


def test_survives_storage(model: ParaphraseModel) -> None:
    again = ParaphraseModel.loads(model.dumps())
    rows = np.eye(5, dtype=np.float32)[[0]]
    assert again.judge(rows) == model.judge(rows)
    assert again.width == 5


def test_features_are_vector_and_concepts() -> None:
    features = features_of(np.ones((1, 2), np.float32), [[True, False]])
    assert features[0] == pytest.approx([1.0, 1.0, CONCEPT_WEIGHT, 0.0])


def test_there_are_at_least_25_paraphrases_of_each_sign() -> None:
    texts, labels, ordinary = read_paraphrases(TABLES)
    assert all(labels.count(sign) >= 25 for sign in SIGNS)
    assert len(set(texts)) == len(texts)
    assert not set(texts) & set(ordinary)


def test_an_unknown_sign_is_named(tmp_path: Path) -> None:
    (tmp_path / "paraphrases_x.yml").write_text("hiccups: |\n  hic\n", encoding="utf-8")
    with pytest.raises(TermsError, match="hiccups"):
        read_paraphrases(tmp_path)
