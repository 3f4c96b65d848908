"""Restores the names that Rasa 3.6 imports from its libraries and that their present versions no longer have.

`install` restores a class of packaging, a warning of NumPy, two functions of `pkg_resources` (which setuptools
dropped), and `get` of Dask. Versions of Dask since 2024 mistake Rasa's graph for a circular one, and older
versions do not run on a current Python.
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
    """Puts the missing names in place. A second call changes nothing."""
    if not hasattr(packaging.version, "LegacyVersion"):
        packaging.version.LegacyVersion = type("LegacyVersion", (), {})
    if not hasattr(numpy, "VisibleDeprecationWarning"):
        numpy.VisibleDeprecationWarning = numpy.exceptions.VisibleDeprecationWarning
    sys.modules.setdefault("pkg_resources", _build_pkg_resources())
    sys.modules.setdefault("dask", _build_dask())


def _build_pkg_resources() -> ModuleType:
    module = ModuleType("pkg_resources")
    module.get_distribution = distribution
    module.resource_filename = lambda package, path: str(files(package) / path)
    return module


def _build_dask() -> ModuleType:
    module = ModuleType("dask")
    module.get = run_graph
    return module


def run_graph(graph: Mapping[str, Sequence[Any]], targets: Sequence[str]) -> tuple[Any, ...]:
    """Computes and returns the targets of a graph in Dask's form.

    A task is a tuple `(function, *arguments)`. An argument that is the name of another entry stands for that
    entry's result. An entry that is not such a tuple is a value.
    """
    needs = {name: [need for need in task[1:] if need in graph] for name, task in graph.items() if callable(task[0])}
    done: dict[str, Any] = {name: value for name, value in graph.items() if name not in needs}
    for name in TopologicalSorter(needs).static_order():
        if name not in done:
            function, *arguments = graph[name]
            done[name] = function(*[done.get(argument, argument) for argument in arguments])
    return tuple(done[target] for target in targets)
