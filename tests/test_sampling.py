"""What is left out on PostgreSQL leaves out no statement, and names tests that there are."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

from tests.sampling import choose, left_out, may_be_left_out, name_tests
from tests.selection import ROOT

PAGES = "tests/bot/console/test_x.py"


def test_every_statement_is_still_run_by_a_test_that_remains() -> None:
    statements = {
        "tests/bot/conversation/test_x.py::test_a_lane": {"a"},
        f"{PAGES}::test_one_page": {"a", "b", "c"},
        f"{PAGES}::test_another_page": {"b", "d"},
        f"{PAGES}::test_words": {"a", "c"},
        f"{PAGES}::test_two_agents_at_once": {"a"},
    }
    chosen = choose(statements)
    assert chosen == {f"{PAGES}::test_one_page"}, "what asks the most for its length is kept"
    remain = statements.keys() - chosen
    assert set().union(*(statements[name] for name in remain)) == set().union(*statements.values())


def test_a_case_that_asks_something_new_runs_and_the_others_of_its_test_do_not() -> None:
    statements = {
        f"{PAGES}::test_a_page[sqlite-1]": {"a"},
        f"{PAGES}::test_a_page[sqlite-2]": {"a", "b"},
        f"{PAGES}::test_a_page[3-sqlite]": {"b"},
        f"{PAGES}::test_words[sqlite-1]": {"a"},
        f"{PAGES}::test_words[sqlite-2]": set[str](),
    }
    chosen = choose(statements)
    assert statements.keys() - chosen == {f"{PAGES}::test_a_page[sqlite-2]"}
    assert name_tests(chosen, statements) == [
        f"{PAGES}::test_a_page[3-sqlite]",
        f"{PAGES}::test_a_page[sqlite-1]",
        f"{PAGES}::test_words",
    ]


def test_only_what_differs_in_what_is_said_and_drawn_may_be_left_out() -> None:
    assert may_be_left_out(f"{PAGES}::test_a_page")
    assert not may_be_left_out("tests/bot/database/test_x.py::test_a_row")
    assert not may_be_left_out("tests/security/test_injection.py::test_on_the_web")
    assert may_be_left_out("tests/actions/trades/orders/test_orders.py::test_a_card[sqlite-two_]")
    assert not may_be_left_out("tests/actions/marketplace/integrations/test_x.py::test_a_lock")
    assert not may_be_left_out("tests/actions/test_strings.py::test_odd_ones[sqlite]")
    assert not may_be_left_out(f"{PAGES}::test_kill_nine_loses_nothing")


def test_the_list_names_tests_that_there_are() -> None:
    """A test that has got another name since the list was made runs on both databases, which takes longer and nothing else. So a
    few such names may stay until the list is made anew."""
    gone = []
    for name in left_out():
        file, _, function = name.partition("[")[0].partition("::")
        assert may_be_left_out(name), name
        gone += [name] if function not in _functions(ROOT / file) else []
    assert len(gone) <= len(left_out()) / 20, f"make the list anew with python -m tests.sampling: {gone}"


@cache
def _functions(file: Path) -> set[str]:
    if not file.exists():
        return set()
    tree = ast.parse(file.read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
