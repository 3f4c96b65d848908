"""Tests run in copies of one process: each once, whatever becomes of a copy, and those of the model when it is trained."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from nlu import train
from tests import scheduling
from tests.scheduling import Queue
from tests.selection import ROOT

TESTS = """
import os, pytest, time

@pytest.fixture(scope="session")
def server(tmp_path_factory):
    yield tmp_path_factory.getbasetemp()
    print("the server is stopped")

def test_passes(server, tmp_path):
    assert tmp_path.parent == server

def test_fails(server):
    print("what it printed")
    assert not server

def test_ends_the_process(server):
    os._exit(3)

def test_comes_after_that(server):
    pass

def test_is_the_last(server):
    assert os.environ["PYTEST_XDIST_WORKER"] != "gw0", "a process of its own"
"""


def test_each_test_runs_once_also_after_one_that_ends_its_process(tmp_path: Path) -> None:
    for name in ("one", "other"):
        (tmp_path / f"test_{name}.py").write_text(TESTS)
    command = [sys.executable, "-m", "pytest", "-p", "tests.copies", "-q", "-rfE", "-o", "addopts=", str(tmp_path)]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert said.returncode == pytest.ExitCode.TESTS_FAILED, said.stdout + said.stderr
    assert said.stdout.count("FAILED ") == 4, said.stdout
    for name in ("one", "other"):
        assert f"test_{name}.py::test_fails" in said.stdout
        assert f"test_{name}.py::test_ends_the_process" in said.stdout
    assert said.stdout.count("the process of the test ended with 3") == 2
    assert said.stdout.count("Captured stdout call") == 2
    assert "4 failed, 6 passed" in said.stdout


def test_what_needs_the_model_waits_while_it_is_trained(monkeypatch: pytest.MonkeyPatch) -> None:
    files = ("tests/e2e/test_jobs.py::a", "tests/trade/test_x.py::b", "tests/trade/test_x.py::c")
    items: Any = [SimpleNamespace(nodeid=nodeid) for nodeid in files]
    queue = Queue(items)
    monkeypatch.setattr(scheduling, "is_training", lambda: True)
    assert queue.next() == [1, 2]
    assert (queue.has_next(), queue.next(), bool(queue)) == (False, [], True)
    monkeypatch.setattr(scheduling, "is_training", lambda: False)
    assert queue.next() == [0]
    assert not queue


def test_two_trainings_are_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    model = tmp_path / "caravan-1.tar.gz"
    monkeypatch.setattr(train, "MODELS", tmp_path)
    monkeypatch.setattr(train, "current", lambda: model)
    trained = []

    def train_it(path: Path, _: object) -> None:
        assert train.is_training()
        trained.append(path)
        path.write_bytes(b"")

    monkeypatch.setattr(train, "train", train_it)
    monkeypatch.setattr(train, "ROOT", tmp_path)
    assert not train.is_training()
    assert (train.main(), train.main()) == (0, 0)
    assert trained == [model]
    assert not train.is_training()
