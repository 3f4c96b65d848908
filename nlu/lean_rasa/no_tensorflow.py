"""Rasa without TensorFlow, and without the channels, stores and brokers that nobody here uses.

Rasa imports them all wherever it starts, for parts that are not configured: TensorFlow alone is a gigabyte on disk, 420 MB of memory and several
seconds a process. `install` puts hollow modules in their place: names that can be imported, subclassed, annotated with and used as
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

HOLLOW = frozenset(
    [
        *("tensorflow", "tensorflow_addons", "tensorflow_hub", "tensorflow_text", "keras"),
        # The channels of rasa.core.channels, and what they ask a person at a terminal with.
        *("aiogram", "cachecontrol", "fbmessenger", "google.auth", "google.oauth2", "slack_sdk", "socketio", "twilio"),
        *("mattermostwrapper", "rocketchat_API", "webexteamssdk", "prompt_toolkit", "questionary"),
        # Tracker stores, event brokers, error reports, Rasa's HTTP interface, names of models, tables of its telemetry, pictures of its tests.
        *("aio_pika", "aiormq", "boto3", "botocore", "pymongo", "sanic_cors", "sanic_jwt", "structlog_sentry"),
        *("randomname", "terminaltables", "rasa.utils.plotting"),
    ]
)
"""Modules that are hollow, with all below them, whether or not the environment holds real ones."""


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

    def __bool__(self) -> bool:
        """Answers no: Matplotlib, where it finds a TensorFlow, asks it of each array whether that is a tensor."""
        return False

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        if len(arguments) == 1 and callable(arguments[0]):
            return arguments[0]
        raise RuntimeError(f"{type(self).__name__} is not in this environment (nlu/lean_rasa/no_tensorflow.py)")


class _HollowModule(ModuleType):
    __version__ = "2.12.0"
    __path__: ClassVar[list[str]] = []

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if name.endswith(("Error", "Exception", "Failure")):  # that somebody may wait for in an `except`
            return type(name, (Exception,), {})
        return _HollowType(name, (_Hollow,), {})


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        parts = fullname.split(".")
        if HOLLOW.isdisjoint(".".join(parts[:length]) for length in range(1, len(parts) + 1)):
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        return _HollowModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        pass


def install() -> None:
    """Puts the hollow modules in place. Harmless when called again."""
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())
