"""Mending of misspelt words."""

from __future__ import annotations

import pytest

from hipwise.understanding.entities.spelling import Speller


@pytest.fixture(scope="module")
def speller() -> Speller:
    words = ["stair", "stairs", "sit", "running", "squat", "monday", "clamshell", "had"]
    return Speller(words, never=["sqat"], as_they_are=["had"])


@pytest.mark.parametrize(
    ("word", "mended"),
    [
        ("stiars", "stairs"),
        ("runing", "running"),
        ("squatts", "squats"),
        ("mondya", "monday"),
        ("clamshels", "clamshells"),
        ("clemshel", "clamshell"),
    ],
)
def test_mends(speller: Speller, word: str, mended: str) -> None:
    assert speller.mend(word) == mended


@pytest.mark.parametrize(
    "word", ["site", "stars", "sqat", "sut", "xyzzy", "3x12", "", "mo", "squad"]
)
def test_leaves_other_words_alone(speller: Speller, word: str) -> None:
    assert speller.mend(word) == word


@pytest.mark.parametrize(
    ("word", "stem"),
    [
        ("squatting", "squat"),
        ("ran", "run"),
        ("had", "had"),
        ("bandz", "bandz"),
        ("glutes", "glute"),
    ],
)
def test_stems(speller: Speller, word: str, stem: str) -> None:
    assert speller.stem(word) == stem
