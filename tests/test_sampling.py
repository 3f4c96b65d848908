"""What is left out on PostgreSQL leaves out no statement, and names tests that there are."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.sampling import choose, left_out, may_be_left_out
from tests.selection import ROOT

PAGES = "tests/bot/console/test_x.py"


def test_every_statement_is_still_run_by_a_test_that_remains() -> None:
    statements = {
        "tests/bot/support/test_x.py::test_of_the_desk": {"a"},
        f"{PAGES}::test_one_page": {"a", "b", "c"},
        f"{PAGES}::test_another_page": {"b", "d"},
        f"{PAGES}::test_words": {"a", "c"},
        f"{PAGES}::test_two_agents_at_once": {"a"},
    }
    chosen = choose(statements)
    assert chosen == {f"{PAGES}::test_words"}
    remain = statements.keys() - chosen
    assert set().union(*(statements[name] for name in remain)) == set().union(*statements.values())


def test_only_what_differs_in_what_is_said_and_drawn_may_be_left_out() -> None:
    assert may_be_left_out(f"{PAGES}::test_a_page")
    assert not may_be_left_out("tests/bot/database/test_x.py::test_a_row")
    assert not may_be_left_out("tests/security/test_injection.py::test_on_the_web")
    assert not may_be_left_out(f"{PAGES}::test_kill_nine_loses_nothing")


def test_the_list_names_tests_that_there_are() -> None:
    for name in left_out():
        file, _, function = name.partition("::")
        assert may_be_left_out(name), name
        assert function in _functions(ROOT / file), f"{name}: make the list anew with python -m tests.sampling"


def _functions(file: Path) -> set[str]:
    tree = ast.parse(file.read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
