"""Runs a trained model's graph step by step, in an order that is worked out once.

Rasa hands each run to dask, which works the order out anew: three times a message, for a dozen
steps that always follow each other in the same way. That is a tenth of a turn.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from graphlib import TopologicalSorter
from typing import Any, NamedTuple, Optional, TypeVar

from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import GraphNode
from rasa.engine.runner.dask import DaskGraphRunner

Run = Callable[..., dict[str, Any]]
Part = TypeVar("Part")


class Step(NamedTuple):
    """A node of the graph, and the nodes and inputs whose output it takes."""

    name: str
    node: GraphNode
    needs: Sequence[str]


def in_order(runner: DaskGraphRunner) -> Run:
    """`runner.run`, without dask.

    Args:
        runner: holds the model's nodes, loaded.

    Returns:
        A function that takes and gives what `GraphRunner.run` takes and gives.
    """
    orders: dict[tuple[str, ...], list[Step]] = {}

    def run(
        inputs: Optional[dict[str, Any]] = None, targets: Optional[list[str]] = None
    ) -> dict[str, Any]:
        wanted = tuple(targets or runner._graph_schema.target_names)
        if wanted not in orders:
            orders[wanted] = order_of(runner, wanted)
        # A node takes and gives its output with the name beside it.
        outputs = {name: (name, value) for name, value in (inputs or {}).items()}
        try:
            for name, node, needs in orders[wanted]:
                outputs[name] = node(*(outputs.get(need, need) for need in needs))
        except RuntimeError as error:
            raise GraphRunError("Error running runner.") from error
        return {name: outputs[name][1] for name in wanted}

    return run


def order_of(runner: DaskGraphRunner, targets: Sequence[str]) -> list[Step]:
    """The steps that lead to the targets, each after those that it needs."""
    nodes = runner._graph_schema.minimal_graph_schema(list(targets)).nodes
    needs = {name: list(node.needs.values()) for name, node in nodes.items()}
    return [
        Step(name, runner._instantiated_nodes[name], needs[name])
        for name in TopologicalSorter(needs).static_order()
        if name in nodes
    ]


def parts_of(runner: DaskGraphRunner, kind: type[Part]) -> list[Part]:
    """The components of a kind that a model has loaded."""
    loaded = (node._component for node in runner._instantiated_nodes.values())
    return [component for component in loaded if isinstance(component, kind)]
