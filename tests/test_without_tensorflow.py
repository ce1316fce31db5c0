"""A running bot does without TensorFlow."""

from __future__ import annotations

import sys

import pytest

from hipwise.app import Program


def test_the_program_runs_without_it(program: Program) -> None:
    assert program.agent.is_ready()
    assert not [name for name in sys.modules if name.startswith("tensorflow.")]


def test_what_stands_for_its_classes_refuses_to_work(program: Program) -> None:
    from rasa.utils.tensorflow.callback import RasaTrainingLogger

    with pytest.raises(RuntimeError, match="rasa train"):
        RasaTrainingLogger(1, silent=True)
