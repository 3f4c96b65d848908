"""Lets Rasa run without TensorFlow, and without the channels, stores and brokers that this project does not use.

Rasa imports all of them at start, even for parts that are not configured. TensorFlow alone takes a gigabyte on
disk, 420 MB of memory and several seconds a process. `install` puts hollow modules in their place. While Rasa's
modules are being defined, names of a hollow module can be imported, subclassed, used in annotations and used as
decorators. A RuntimeError is raised when one is really called.
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
    """Makes every attribute of a hollow class another hollow class."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _HollowType(name, (_Hollow,), {})


class _Hollow(metaclass=_HollowType):
    """Stands in for any class. Used as a decorator, it returns the decorated function or class unchanged."""

    def __new__(cls, *arguments: Any, **options: Any) -> Any:
        if len(arguments) == 1 and callable(arguments[0]) and not options:
            return arguments[0]
        return super().__new__(cls)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        pass

    def __init_subclass__(cls, **options: Any) -> None:
        pass

    def __bool__(self) -> bool:
        """Returns False: where TensorFlow is imported, Matplotlib asks it about each array whether it is a tensor."""
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
        if name.endswith(("Error", "Exception", "Failure")):  # an `except` clause may name it
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
