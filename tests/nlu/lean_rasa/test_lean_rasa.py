"""Rasa fits the application's environment: what it does not use is hollow, what its libraries dropped is given back."""

from __future__ import annotations

import importlib
import importlib.util
from graphlib import CycleError
from importlib.metadata import version
from pathlib import Path

import pytest

from nlu.lean_rasa.no_tensorflow import HOLLOW
from nlu.lean_rasa.old_interfaces import run_graph


@pytest.mark.parametrize("name", sorted(HOLLOW))
def test_what_is_hollow_can_be_built_upon_and_is_nothing(name: str) -> None:
    module = importlib.import_module(f"{name}.below")

    class Built(module.Layer):
        @module.decorated
        def kept(self) -> str:
            return "kept"

    assert Built().kept() == "kept"
    with pytest.raises(ZeroDivisionError):
        fail(module.ConnectionFailure, module.SomeError)
    assert not module.is_tensor([1])
    with pytest.raises(RuntimeError, match="is not in this environment"):
        module.Client("address")("text")


def fail(*expected: type[Exception]) -> None:
    try:  # noqa: SIM105 - as Rasa writes it
        1 / 0  # noqa: B018
    except expected:
        pass


def test_what_lies_beside_a_hollow_module_is_not_hollow() -> None:
    for name in ("google.protobuf", "rasa.utils.io", "socket"):
        spec = importlib.util.find_spec(name)
        assert spec is not None
        assert spec.origin is not None
        assert Path(spec.origin).is_file()


def test_a_graph_runs_as_dask_runs_it() -> None:
    ran: list[str] = []

    def joined(*words: str) -> str:
        ran.append("+".join(words))
        return "+".join(words)

    graph = {
        "whole": (lambda *given: given, "said", "shown", "no task"),
        "shown": (str, "said"),
        "said": ("message", "hello"),
        "idle": (joined, "nobody asks"),
    }
    said = ("message", "hello")
    assert run_graph(graph, ["whole", "said"]) == ((said, str(said), "no task"), said)
    once = {"d": (joined, "e", "f"), "e": (joined, "f"), "f": (lambda: "x",)}
    assert run_graph(once, ["d"]) == ("x+x",)
    assert ran == ["nobody asks", "x", "x+x"]
    with pytest.raises(CycleError):
        run_graph({"a": (joined, "b"), "b": (joined, "a")}, ["a"])


def test_rasa_finds_its_own_files_and_versions() -> None:
    import pkg_resources

    schema = pkg_resources.resource_filename("rasa", "shared/utils/schemas/domain.yml")
    assert Path(schema).is_file()
    assert pkg_resources.get_distribution("rasa").version == version("rasa")
