"""A graph run in a kept order gives what dask gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from rasa.core.channels.channel import UserMessage
from rasa.engine.exceptions import GraphComponentException
from rasa.engine.runner.dask import DaskGraphRunner

from hipwise.graph_runs import in_order

if TYPE_CHECKING:
    from hipwise.app import Program


def runner_of(program: Program) -> Any:
    assert program.agent.processor is not None
    return program.agent.processor.graph_runner


@pytest.mark.parametrize("text", ["how do I do clamshells?", "zxcv", "/ask_cause", ""])
def test_a_message_is_read_as_dask_reads_it(program: Program, text: str) -> None:
    runner, target = runner_of(program), program.agent.processor.model_metadata.nlu_target

    def inputs() -> dict[str, Any]:
        return {"__message__": [UserMessage(text)], "__tracker__": None}

    ours = in_order(runner)(inputs(), [target])
    theirs = DaskGraphRunner.run(runner, inputs(), [target])
    assert [message.as_dict(only_output_properties=True) for message in ours[target]] == [
        message.as_dict(only_output_properties=True) for message in theirs[target]
    ]


def test_a_step_that_fails_says_so_as_rasa_does(program: Program) -> None:
    target = program.agent.processor.model_metadata.nlu_target
    with pytest.raises(GraphComponentException):
        in_order(runner_of(program))({"__message__": [1], "__tracker__": None}, [target])
