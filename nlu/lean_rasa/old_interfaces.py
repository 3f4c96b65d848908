"""What Rasa 3.6 asks of its libraries and their present versions no longer have.

`install` gives it back: a class of packaging, a warning of NumPy, two functions of `pkg_resources` (which setuptools dropped), and Dask's
`get`, whose versions since 2024 take Rasa's graph for a circle and whose older ones are made for no Python of today.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from graphlib import TopologicalSorter
from importlib.metadata import distribution
from importlib.resources import files
from types import ModuleType
from typing import Any

import numpy
import packaging.version


def install() -> None:
    """Puts in place what is missing. Harmless when called again."""
    if not hasattr(packaging.version, "LegacyVersion"):
        packaging.version.LegacyVersion = type("LegacyVersion", (), {})
    if not hasattr(numpy, "VisibleDeprecationWarning"):
        numpy.VisibleDeprecationWarning = numpy.exceptions.VisibleDeprecationWarning
    sys.modules.setdefault("pkg_resources", _pkg_resources())
    sys.modules.setdefault("dask", _dask())


def _pkg_resources() -> ModuleType:
    module = ModuleType("pkg_resources")
    module.get_distribution = distribution
    module.resource_filename = lambda package, path: str(files(package) / path)
    return module


def _dask() -> ModuleType:
    module = ModuleType("dask")
    module.get = run_graph
    return module


def run_graph(graph: Mapping[str, Sequence[Any]], targets: Sequence[str]) -> tuple[Any, ...]:
    """Computes the targets of a graph in Dask's form: a task is `(function, *names of tasks or values)`; what is no task is a value."""
    needs = {name: [need for need in task[1:] if need in graph] for name, task in graph.items() if callable(task[0])}
    done: dict[str, Any] = {name: value for name, value in graph.items() if name not in needs}
    for name in TopologicalSorter(needs).static_order():
        if name not in done:
            function, *arguments = graph[name]
            done[name] = function(*[done.get(argument, argument) for argument in arguments])
    return tuple(done[target] for target in targets)
