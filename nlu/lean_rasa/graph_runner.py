"""Rasa's graph of components, run by a plan that is made once for each target.

Rasa reduces the graph to what a target needs, builds a Dask graph of it and lets Dask schedule that, for every message and
every prediction anew: several milliseconds a turn in which nothing of ours happens. What is needed, and in which order, depends on
the target alone.
"""

from __future__ import annotations

from typing import Any

from rasa.engine.exceptions import GraphRunError
from rasa.engine.runner.dask import DaskGraphRunner

Step = tuple[str, Any, tuple[str, ...]]


class PlannedGraphRunner(DaskGraphRunner):
    """The same nodes with the same inputs in an order in which each comes after those that it needs."""

    def run(self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None) -> dict[str, Any]:
        """The outputs of `targets`, by name.

        Raises:
            GraphRunError: the graph has a circle, or an input that a node needs is missing.
        """
        wanted = tuple(targets or self._graph_schema.target_names)
        done: dict[str, Any] = dict(inputs or {})
        for name, node, needs in self._plan(wanted):
            if name not in done:
                done[name] = node(*[(need, done[need]) for need in needs if need in done])[1]
        return {name: done[name] for name in wanted}

    def _plan(self, targets: tuple[str, ...]) -> list[Step]:
        plans: dict[tuple[str, ...], list[Step]] = self.__dict__.setdefault("_plans", {})
        if targets not in plans:
            plans[targets] = self._made(targets)
        return plans[targets]

    def _made(self, targets: tuple[str, ...]) -> list[Step]:
        nodes = self._graph_schema.nodes
        plan: dict[str, Step] = {}

        def visit(name: str, above: tuple[str, ...]) -> None:
            if name in above:
                raise GraphRunError(f"The graph goes in a circle at '{name}'")
            if name in plan or name not in nodes:  # what is no node is an input
                return
            needs = tuple(nodes[name].needs.values())
            for need in needs:
                visit(need, (*above, name))
            plan[name] = (name, self._instantiated_nodes[name], needs)

        for target in targets:
            visit(target, ())
        return list(plan.values())
