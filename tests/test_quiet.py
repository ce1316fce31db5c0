"""What is set before libraries are imported."""

from __future__ import annotations

import os

import pytest

from hipwise.quiet import compute_in_one_thread


def test_numpy_computes_in_one_thread_unless_told_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    compute_in_one_thread()
    assert os.environ["OPENBLAS_NUM_THREADS"] == "1"
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "4")
    compute_in_one_thread()
    assert os.environ["OPENBLAS_NUM_THREADS"] == "4"
