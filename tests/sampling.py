"""Leaves out on PostgreSQL what tests of dialogues, pages, channels and doors ask of the database, when other tests ask it there, too.

These tests differ in what is said, drawn and refused, and lead to the same SQL. On SQLite all of them run. On PostgreSQL
those run that `left_out_on_postgresql.txt` does not name; together they run every statement that all of them run. The list
names a test, which stands for all its cases, or one case by its name on SQLite. A new test runs on both until the list is
made anew:

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

SAMPLED = (
    *("tests/actions/", "tests/contract/", "tests/security/"),
    *(f"tests/bot/{each}/" for each in ("channels", "console", "demo", "linking", "marketplace", "privacy")),
    *(f"tests/bot/{each}/" for each in ("serving", "support", "understanding", "words")),
)
WITH_SQL_OF_ITS_OWN = tuple(f"tests/actions/marketplace/{each}/" for each in ("commands", "integrations", "schema"))
"""Folders whose tests lead to other statements on PostgreSQL than on SQLite: locks, and the making of tables."""
ALL_OF_IT = {
    *("test_staff_odd_values", "test_http", "test_injection", "test_redaction_everywhere"),
    *("test_strings", "test_random_trades", "test_refused_writes", "test_exactly_once"),
    *(
        "test_handoff",
        "test_lifecycle",
        "test_queue",
        "test_reply_once",
        "test_routing",
        "test_search",
        "test_together",
    ),
}
"""The files whose tests feed the database itself what it may take amiss, let many act on the same rows, or search texts, which
each kind of database does in its own way: they choose by themselves what differs."""
AT_THE_SAME_TIME = re.compile(r"kill|died|twice|doubled|redelivered|at_once|two_|several|race|again_and_again")
"""Tests with such a name are about what happens at the same time, in which databases differ. They all run on both."""
LEFT_OUT = TESTS / "left_out_on_postgresql.txt"
NOTES = "CARAVAN_STATEMENTS"
"""The environment variable with the folder for notes of which test ran which statements."""

Statements = Mapping[str, set[str]]


@cache
def left_out() -> frozenset[str]:
    return frozenset(LEFT_OUT.read_text("utf-8").splitlines())


@cache
def sampled_in_part() -> frozenset[str]:
    """Returns the tests of which some cases are left out, and the others are chosen."""
    return frozenset(_test(name) for name in left_out() if "[" in name)


def is_left_out(item: pytest.Item) -> bool:
    return "postgresql" in _case(item.nodeid) and not left_out().isdisjoint((_test(item.nodeid), _twin(item.nodeid)))


def is_chosen(item: pytest.Item) -> bool:
    """Returns whether this case runs on PostgreSQL because others of its test, which are left out, ask nothing else."""
    return _test(item.nodeid) in sampled_in_part() and not is_left_out(item)


def _test(name: str) -> str:
    """Returns the test of which this is a case."""
    return name.partition("[")[0]


def _case(name: str) -> str:
    return name.partition("[")[2]


def _twin(name: str) -> str:
    """Returns the name of the same case on SQLite."""
    return _test(name) + name.removeprefix(_test(name)).replace("postgresql", "sqlite", 1)


def may_be_left_out(name: str) -> bool:
    file, _, function = _test(name).rpartition("::")
    return (
        name.startswith(SAMPLED)
        and not name.startswith(WITH_SQL_OF_ITS_OWN)
        and Path(file).stem not in ALL_OF_IT
        and not AT_THE_SAME_TIME.search(function)
    )


def choose(statements: Statements) -> set[str]:
    """Returns the cases that may be left out on PostgreSQL, given the statements that each case runs on SQLite. Of those that ask
    something new, the one that asks the most of it for its length is kept first."""
    sampled = {name for name in statements if may_be_left_out(name)}
    missing = set().union(*statements.values()) - set().union(
        *(statements[name] for name in statements.keys() - sampled)
    )
    kept: set[str] = set()
    files: set[str] = set()

    def gain(name: str) -> tuple[float, str]:
        opens = 0 if name.partition("::")[0] in files else OPENING
        return len(statements[name] & missing) / (len(statements[name]) + opens), name

    while missing:
        best = max((name for name in sampled - kept if statements[name] & missing), key=gain)
        missing -= statements[best]
        kept.add(best)
        files.add(best.partition("::")[0])
    return sampled - kept


OPENING = 20
"""How many statements it takes as long as to open a database for one more file of tests."""


def name_tests(cases: Iterable[str], all_cases: Iterable[str]) -> list[str]:
    """Returns the lines of the list: the test, when all its cases are left out, else each case."""
    cases = set(cases)
    remain = {_test(name) for name in set(all_cases) - cases}
    return sorted({name if _test(name) in remain else _test(name) for name in cases})


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Runs on SQLite the tests that there are on both, and those alone. Only the runs of `main` load this module as a plugin."""
    twins = {
        _twin(item.nodeid)
        for item in items
        if "postgresql" in _case(item.nodeid) and not item.get_closest_marker("same_sql")
    }
    items[:] = [item for item in items if item.nodeid in twins and "postgresql" not in _case(item.nodeid)]


def pytest_runtest_protocol(item: pytest.Item) -> None:
    """Notes the statements that the test runs."""
    _ran.clear()


def pytest_runtest_teardown(item: pytest.Item) -> None:
    with (Path(os.environ[NOTES]) / str(os.getpid())).open("a") as notes:
        notes.write(json.dumps([item.nodeid, sorted(_ran)]) + "\n")


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
        command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "-p", "tests.sampling"]
        done = subprocess.run(
            [*command, *(str(TESTS / each) for each in ("actions", "bot", "contract", "security"))],
            cwd=ROOT,
            env={**os.environ, NOTES: folder},
            check=False,
        )
        if done.returncode == 0:
            statements = read_notes(Path(folder).iterdir())
            lines = name_tests(choose(statements), statements)
            LEFT_OUT.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return done.returncode


if NOTES in os.environ:
    event.listen(Engine, "before_cursor_execute", _note)
if __name__ == "__main__":
    raise SystemExit(main())
