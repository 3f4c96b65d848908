"""Runs Rasa's graph of components. The order of the components is computed only once for each target (an output that is
wanted).

For every message and every prediction, Rasa itself reduces the graph to the components that the target needs,
builds a Dask graph of them and has Dask schedule it. Rasa's way takes several milliseconds a turn, although the
needed components and their order depend only on the target.
"""

from __future__ import annotations

from typing import Any

from rasa.engine.exceptions import GraphRunError
from rasa.engine.runner.dask import DaskGraphRunner

Step = tuple[str, Any, tuple[str, ...]]


class PlannedGraphRunner(DaskGraphRunner):
    """Runs the same components (nodes of the graph) with the same inputs as Rasa's own runner. Each component runs
    after the ones whose outputs it needs."""

    def run(self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None) -> dict[str, Any]:
        """Runs the nodes that `targets` need and returns the outputs of `targets` by name.

        Raises:
            GraphRunError: components need each other in a circle, or an input that a component needs is missing.
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
            plans[targets] = self._make_plan(targets)
        return plans[targets]

    def _make_plan(self, targets: tuple[str, ...]) -> list[Step]:
        nodes = self._graph_schema.nodes
        plan: dict[str, Step] = {}

        def visit(name: str, above: tuple[str, ...]) -> None:
            if name in above:
                raise GraphRunError(f"The graph goes in a circle at '{name}'")
            if name in plan or name not in nodes:  # a name without a node is an input of the graph
                return
            needs = tuple(nodes[name].needs.values())
            for need in needs:
                visit(need, (*above, name))
            plan[name] = (name, self._instantiated_nodes[name], needs)

        for target in targets:
            visit(target, ())
        return list(plan.values())
