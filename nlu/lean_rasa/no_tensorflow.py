"""Rasa without TensorFlow.

Rasa imports TensorFlow wherever it starts, for components that this pipeline does not use: 420 MB and several seconds a
process. `install` puts hollow modules in its place: names that can be imported, subclassed, annotated with and used as
decorators while Rasa's modules are defined, and that say so when one is really called for.
"""

from __future__ import annotations

import abc
import importlib.abc
import importlib.machinery
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import Any, ClassVar

_ROOTS = frozenset(["tensorflow", "tensorflow_addons", "tensorflow_hub", "tensorflow_text", "keras"])


class _HollowType(abc.ABCMeta):
    """Any attribute of a hollow class is a hollow class."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _HollowType(name, (_Hollow,), {})


class _Hollow(metaclass=_HollowType):
    """A class that means nothing; as a decorator it leaves what it decorates as it is."""

    def __new__(cls, *arguments: Any, **options: Any) -> Any:
        if len(arguments) == 1 and callable(arguments[0]) and not options:
            return arguments[0]
        return super().__new__(cls)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        pass

    def __init_subclass__(cls, **options: Any) -> None:
        pass

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        if len(arguments) == 1 and callable(arguments[0]):
            return arguments[0]
        raise RuntimeError("This process runs without TensorFlow (nlu/lean_rasa/no_tensorflow.py)")


class _HollowModule(ModuleType):
    __version__ = "2.12.0"
    __path__: ClassVar[list[str]] = []

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _HollowType(name, (_Hollow,), {})


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname.partition(".")[0] not in _ROOTS:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        return _HollowModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        pass


def install() -> None:
    """Puts the hollow modules in place, unless TensorFlow is there already."""
    if "tensorflow" not in sys.modules:
        sys.meta_path.insert(0, _Finder())
