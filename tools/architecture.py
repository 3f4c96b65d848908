"""Computes the figures about the code in docs/architecture.md (`python -m tools.architecture`),
from the files that git tracks.

The printed figures are:

- *modules*: the number of Python files of the packages below, without `__init__.py` and without the
  migrations;
- *crowded*: the share of modules in folders with more than twelve modules;
- *arrows*: the number of pairs of children (files or folders) of the same folder in which the first
  child imports the second;
- *rings*: the groups of children of one folder that import each other in a circle;
- *expressions*: the number of regular expressions, counted by calls of functions of `re`; *outside*
  are those neither in `nlu` nor in a folder `safety`;
- *loose*: the number of times that `dict[str, Any]` is written.

`python -m tools.architecture --json` prints the figures as JSON. `tools/one_message.py` follows a
message through the running gateway.
"""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

PACKAGES = ("bot", "actions", "nlu", "telemetry", "foundation", "trade")
ROOMS = ("bot", "bot.console", "actions", "actions.marketplace", "nlu")
"""The folders for which the number of imports between children (arrows) is printed."""
CROWD = 12
"""The most modules that a folder should have."""
_EXPRESSION = re.compile(r"\bre\.(?:compile|search|match|fullmatch|sub|subn|split|findall|finditer)\(")


@dataclass
class Figures:
    """Holds the computed figures. `crowded` is a fraction from 0 to 1; the others are counts and
    names."""

    modules: int = 0
    crowded: float = 0.0
    crowded_folders: dict[str, int] = field(default_factory=dict)
    arrows: dict[str, int] = field(default_factory=dict)
    rings: dict[str, list[list[str]]] = field(default_factory=dict)
    expressions: dict[str, int] = field(default_factory=dict)
    loose: dict[str, int] = field(default_factory=dict)


def find_modules() -> dict[str, Path]:
    """Returns the path of each module of the packages by its dotted name. The `__init__.py` of a
    folder has the folder's name."""
    command = ["git", "ls-files", "-z", *PACKAGES]
    listing = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
    paths = [Path(name) for name in listing.stdout.split("\0") if name.endswith(".py")]
    return {_build_dotted_name(path): path for path in paths if path.exists()}


def _build_dotted_name(path: Path) -> str:
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _is_counted(path: Path) -> bool:
    return path.name != "__init__.py" and "versions" not in path.parts


def find_imports(modules: dict[str, Path]) -> set[tuple[str, str]]:
    """Returns pairs of modules in which the first imports from the second, at its top or inside a
    function."""
    pairs = set()
    for importer, path in modules.items():
        for imported in _find_imported_names(ast.parse(path.read_text(encoding="utf-8")), importer, path):
            target = imported if imported in modules else imported.rpartition(".")[0]
            if target in modules and target != importer:
                pairs.add((importer, target))
    return pairs


def _find_imported_names(tree: ast.Module, importer: str, path: Path) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            package = importer.split(".")[: None if path.name == "__init__.py" else -1]
            above = package[: len(package) - node.level + 1] if node.level else []
            source = ".".join([*above, *filter(None, [node.module])])
            yield from (f"{source}.{alias.name}" for alias in node.names)


def count_arrows(pairs: set[tuple[str, str]], folder: str) -> set[tuple[str, str]]:
    """Returns pairs of children of the folder in which the first imports from the second."""
    inside = [
        (a.removeprefix(f"{folder}.").split(".")[0], b.removeprefix(f"{folder}.").split(".")[0])
        for a, b in pairs
        if a.startswith(f"{folder}.") and b.startswith(f"{folder}.")
    ]
    return {(a, b) for a, b in inside if a != b}


def find_rings(arrows: set[tuple[str, str]]) -> list[list[str]]:
    """Returns the groups of children that import each other in a circle: the strongly connected
    components with more than one member."""
    reach: dict[str, set[str]] = defaultdict(set)
    for a, b in arrows:
        reach[a].add(b)
    names = sorted({name for arrow in arrows for name in arrow})
    for middle in names:  # Warshall's algorithm, which is fast enough because a folder has few children
        for start in names:
            if middle in reach[start]:
                reach[start] |= reach[middle]
    rings: list[list[str]] = []
    for name in names:
        ring = [other for other in names if other in reach[name] and name in reach[other]]
        if len(ring) > 1 and ring not in rings:
            rings.append(ring)
    return rings


def count() -> Figures:
    """Computes the figures from the files that git tracks."""
    modules = find_modules()
    pairs = find_imports(modules)
    counted = [path for path in modules.values() if _is_counted(path)]
    by_folder = Counter(str(path.parent) for path in counted)
    figures = Figures(modules=len(counted))
    figures.crowded_folders = {name: size for name, size in sorted(by_folder.items()) if size > CROWD}
    figures.crowded = sum(figures.crowded_folders.values()) / len(counted)
    folders = sorted({name for name, path in modules.items() if path.name == "__init__.py"})
    for folder in folders:
        arrows = count_arrows(pairs, folder)
        if folder in ROOMS:
            figures.arrows[folder] = len(arrows)
        if rings := find_rings(arrows):
            figures.rings[folder] = rings
    for path in modules.values():
        text, place = path.read_text(encoding="utf-8"), path.parts[0]
        patterns = len(_EXPRESSION.findall(text))
        figures.expressions[place] = figures.expressions.get(place, 0) + patterns
        if place != "nlu" and "safety" not in path.parts:
            figures.expressions["outside"] = figures.expressions.get("outside", 0) + patterns
        figures.loose[place] = figures.loose.get(place, 0) + text.count("dict[str, Any]")
    return figures


def _build_table(figures: Figures) -> list[str]:
    def joined(numbers: dict[str, int]) -> str:
        return ", ".join(f"{name} {number}" for name, number in numbers.items())

    return [
        f"modules {figures.modules}, in folders of more than {CROWD}: {figures.crowded:.1%}",
        *(f"  {name}: {size}" for name, size in figures.crowded_folders.items()),
        f"arrows between children: {joined(figures.arrows)}",
        f"rings: {sum(len(rings) for rings in figures.rings.values())}",
        *(f"  {folder}: {', '.join(ring)}" for folder, rings in figures.rings.items() for ring in rings),
        f"regular expressions: {joined(figures.expressions)}",
        f"dict[str, Any]: {joined(figures.loose)}",
    ]


def main() -> int:
    """Prints the figures about the code (see the module's docstring), and returns the exit
    status."""
    figures = count()
    lines = [json.dumps(vars(figures), indent=1)] if "--json" in sys.argv[1:] else _build_table(figures)
    sys.stdout.write("\n".join([*lines, ""]))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
