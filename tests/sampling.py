"""Leaves out on PostgreSQL what tests of pages, channels and doors ask of the database, when other tests ask it there, too.

These tests differ in what is said, drawn and refused, and lead to the same SQL. On SQLite all of them run. On PostgreSQL
those run that `left_out_on_postgresql.txt` does not name; together they run every statement that all of them run. A new test
runs on both until the list is made anew:

    python -m tests.sampling
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from tests.selection import ROOT, TESTS

SAMPLED = ("tests/bot/channels/", "tests/bot/console/", "tests/bot/words/", "tests/security/")
ALL_OF_IT = {"test_matrix", "test_staff_odd_values", "test_http", "test_injection", "test_redaction_everywhere"}
"""The files whose tests feed the database itself what it may take amiss: they choose by themselves what differs."""
AT_THE_SAME_TIME = re.compile(r"kill|died|twice|doubled|redelivered|at_once|two_|several|race|again_and_again")
"""Tests with such a name are about what happens at the same time, in which databases differ. They all run on both."""
LEFT_OUT = TESTS / "left_out_on_postgresql.txt"
NOTES = "CARAVAN_STATEMENTS"
"""The environment variable with the folder for notes of which test ran which statements."""

Statements = Mapping[str, set[str]]


@cache
def left_out() -> frozenset[str]:
    return frozenset(LEFT_OUT.read_text("utf-8").split())


def is_left_out(item: pytest.Item) -> bool:
    name, _, case = item.nodeid.partition("[")
    return "postgresql" in case and name in left_out()


def may_be_left_out(name: str) -> bool:
    file, _, function = name.rpartition("::")
    return name.startswith(SAMPLED) and Path(file).stem not in ALL_OF_IT and not AT_THE_SAME_TIME.search(function)


def choose(statements: Statements) -> set[str]:
    """Returns the tests that may be left out on PostgreSQL, given the statements that each test runs on SQLite."""
    sampled = {name for name in statements if may_be_left_out(name)}
    found = set().union(*(ran for name, ran in statements.items() if name not in sampled))
    for name in sorted(sampled, key=lambda name: (-len(statements[name]), name)):
        if not statements[name] <= found:
            found |= statements[name]
            sampled.remove(name)
    return sampled


def pytest_runtest_protocol(item: pytest.Item) -> None:
    """Notes the statements that the test runs. Only the runs of `main` load this module as a plugin."""
    _ran.clear()


def pytest_runtest_teardown(item: pytest.Item) -> None:
    with (Path(os.environ[NOTES]) / str(os.getpid())).open("a") as notes:
        notes.write(json.dumps([item.nodeid.partition("[")[0], sorted(_ran)]) + "\n")


_ran: set[str] = set()


def _note(_connection: Any, _cursor: Any, statement: str, _parameters: Any, context: Any, _many: bool) -> None:
    compiled = getattr(context, "compiled", None)
    _ran.add(str(compiled) if compiled is not None else statement)  # which is the same for all lengths of a list


def read_notes(files: Iterable[Path]) -> Statements:
    statements: dict[str, set[str]] = defaultdict(set)
    for file in files:
        for line in file.read_text().splitlines():
            name, ran = json.loads(line)
            statements[name] |= set(ran)
    return statements


def main() -> int:
    with TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "-p", "tests.sampling", "-k", "sqlite"]
        done = subprocess.run(
            [*command, "tests/bot", "tests/security"], cwd=ROOT, env={**os.environ, NOTES: folder}, check=False
        )
        if done.returncode == 0:
            LEFT_OUT.write_text("".join(f"{name}\n" for name in sorted(choose(read_notes(Path(folder).iterdir())))))
    return done.returncode


if NOTES in os.environ:
    event.listen(Engine, "before_cursor_execute", _note)
if __name__ == "__main__":
    raise SystemExit(main())
