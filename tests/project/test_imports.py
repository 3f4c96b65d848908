"""No test stands on another test: what several share lies in `tests/fakes`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]


def imports_of(source: str) -> Iterator[str]:
    """Yields the dotted name of all that a file imports, `module.name` for each `from module import name`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{'.' * node.level}{node.module or ''}.{alias.name}" for alias in node.names)


def is_test(name: str) -> bool:
    """Returns whether a dotted name is a test file, a `conftest`, or something in one. The last part of a name is
    either a file or something in a file, so it counts only if there is such a file in the tests."""
    if not name.startswith(("tests.", ".")):
        return False
    *path, last = name.split(".")
    if any(_is_test_file(part) for part in path):
        return True
    return _is_test_file(last) and any(TESTS.glob(f"{'/'.join([*path[1:], last])}.py" if path[0] else f"**/{last}.py"))


def _is_test_file(part: str) -> bool:
    return part == "conftest" or part.startswith("test_")


def test_no_file_imports_a_test_or_a_conftest() -> None:
    files = sorted(TESTS.rglob("*.py"))
    assert len(files) > 100
    wrong = [
        f"{file.relative_to(TESTS)}: {name}" for file in files for name in imports_of(file.read_text()) if is_test(name)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("from tests.bot.linking.test_linking import link", True),
        ("from tests.conftest import postgres", True),
        ("from .test_linking import link", True),
        ("import tests.bot.test_linking.link", True),
        ("from tests.project import test_imports", True),
        ("from tests import conftest", True),
        ("from tests.fakes.web import test_server", False),
        ("from tests.fakes.web import web_server", False),
        ("from bot.conversation import test_words", False),
    ],
)
def test_the_rule_knows_a_test_when_it_sees_one(line: str, wrong: bool) -> None:
    assert [is_test(name) for name in imports_of(line)] == [wrong]
