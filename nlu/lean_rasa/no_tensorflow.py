"""Lets Rasa run without TensorFlow, and without the channels, stores and brokers that this project does not use.

Rasa imports the libraries of all these parts at start, even of parts that are not configured. TensorFlow alone takes a
gigabyte on disk, 420 MB of memory and several seconds a process. `install` puts hollow (empty) modules in the place of
these libraries. Any name can be imported from a hollow module, and it can be subclassed and used in annotations and as
a decorator, as Rasa's modules do when they are loaded. Calling such a name in any other way raises a RuntimeError.
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
        # Libraries of rasa.core.channels, and of the questions that Rasa asks at a terminal.
        *("aiogram", "cachecontrol", "fbmessenger", "google.auth", "google.oauth2", "slack_sdk", "socketio", "twilio"),
        *("mattermostwrapper", "rocketchat_API", "webexteamssdk", "prompt_toolkit", "questionary"),
        # Libraries of tracker stores, event brokers, error reports, Rasa's HTTP interface, random names of
        # models, tables of its telemetry and pictures of its tests.
        *("aio_pika", "aiormq", "boto3", "botocore", "pymongo", "sanic_cors", "sanic_jwt", "structlog_sentry"),
        *("randomname", "terminaltables", "rasa.utils.plotting"),
    ]
)
"""Modules that are replaced, with all their submodules, even where the environment holds the real ones."""


class _HollowType(abc.ABCMeta):
    """Is the type of hollow classes. Every attribute of a hollow class is another hollow class."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _HollowType(name, (_Hollow,), {})


class _Hollow(metaclass=_HollowType):
    """Stands in for any class. Used as a decorator, a hollow class returns the decorated function or class
    unchanged."""

    def __new__(cls, *arguments: Any, **options: Any) -> Any:
        if len(arguments) == 1 and callable(arguments[0]) and not options:
            return arguments[0]
        return super().__new__(cls)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        pass

    def __init_subclass__(cls, **options: Any) -> None:
        pass

    def __bool__(self) -> bool:
        """Returns False. If TensorFlow is imported, Matplotlib asks TensorFlow whether each of its arrays is a
        tensor."""
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
        if name.endswith(("Error", "Exception", "Failure")):  # an `except` clause needs an exception
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
    """Puts the hollow modules in place. A second call changes nothing."""
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())
