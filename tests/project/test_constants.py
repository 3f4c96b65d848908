"""What a test wants shorter or elsewhere is a parameter: no test changes a constant of a module of ours by its name."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
OF_THE_MODEL = {("nlu/understanding/test_encoder.py", "_KEPT_PIECES")}
"""Constants in the NLU's code, which is an input of the model: a change there would be a training."""


def find_changed_constants(tree: ast.AST) -> Iterator[str]:
    """Yields the names in capitals that are set on something, as `setattr(module, "NAME", …)`, `setattr("module.NAME", …)`
    or, where the name is computed, its code."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or node.func.attr != "setattr":
            continue
        whole = len(node.args) == 2
        named = node.args[0 if whole else 1]
        if isinstance(named, ast.Constant):
            name = str(named.value).rpartition(".")[2]
            if name.isupper():
                yield name
        elif whole or not isinstance(node.args[0], ast.Name) or not node.args[0].id[0].isupper():  # no class of others
            yield ast.unparse(named)


def test_no_test_changes_a_constant() -> None:
    found = {
        (path.relative_to(TESTS).as_posix(), name)
        for path in TESTS.rglob("*.py")
        for name in find_changed_constants(ast.parse(path.read_text("utf-8")))
    }
    assert found == OF_THE_MODEL


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('monkeypatch.setattr(lanes, "STOP_SECONDS", 0.3)', ["STOP_SECONDS"]),
        ('monkeypatch.setattr("bot.conversation.lanes.STOP_SECONDS", 0.3)', ["STOP_SECONDS"]),
        ("patch.setattr(lanes, name, 0.3)", ["name"]),
        ('monkeypatch.setattr(f"bot.lanes.{name}", 0.3)', ["f'bot.lanes.{name}'"]),
        ('monkeypatch.setattr(lanes, "find_pause", lambda: 0.3)', []),
        ("monkeypatch.setattr(FormData, reader, watched)", []),
    ],
)
def test_a_changed_constant_is_found(code: str, found: list[str]) -> None:
    assert list(find_changed_constants(ast.parse(code))) == found
