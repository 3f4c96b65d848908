"""Typed words are read in `nlu` alone. `actions` gets the readings, and searches typed words for no pattern. What
`actions.marketplace` matches is data: tables of an import, names in the search index, contact details in words that are held back."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_PATTERNS = ("re", "regex")


def test_actions_search_no_typed_words() -> None:
    modules = [
        path for path in (ROOT / "actions").rglob("*.py") if (ROOT / "actions" / "marketplace") not in path.parents
    ]
    assert len(modules) > 150
    assert [path.relative_to(ROOT).as_posix() for path in modules if _imports_patterns(path)] == []


def _imports_patterns(path: Path) -> bool:
    tree = ast.parse(path.read_text("utf-8"))
    plain = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    return not plain.isdisjoint(_PATTERNS) or any(
        isinstance(node, ast.ImportFrom) and node.module in _PATTERNS for node in ast.walk(tree)
    )
