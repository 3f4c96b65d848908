"""Writes the table of folders in docs/architecture.md (`python -m tools.map`). The text about each
folder is the first paragraph of the docstring of its `__init__.py`."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DOCUMENT = ROOT / "docs" / "architecture.md"
PACKAGES = ("bot", "actions", "nlu", "trade", "foundation", "telemetry")
BEGIN, END = "<!-- the map: python -m tools.map -->", "<!-- end of the map -->"


def draw() -> str:
    """Returns the table as Markdown: one row for every folder with an `__init__.py`, package by
    package."""
    rows = [
        f"| `{file.parent.relative_to(ROOT)}/` | {sentence_of(file)} |"
        for package in PACKAGES
        for file in sorted(ROOT.glob(f"{package}/**/__init__.py"))
    ]
    return "\n".join(["| Folder | What it is |", "|---|---|", *rows])


def sentence_of(file: Path) -> str:
    """Returns the text about a folder: the first paragraph of its docstring. If the words "Stands on" (other packages)
    follow in the same paragraph, the text ends before them.

    Raises:
        ValueError: the folder's `__init__.py` has no docstring.
    """
    opening = ast.get_docstring(ast.parse(file.read_text("utf-8"))) or ""
    sentence = " ".join(opening.split("\n\n")[0].split()).split(" Stands on ")[0]
    if not sentence:
        raise ValueError(f"{file.relative_to(ROOT)} does not open with a sentence about its folder")
    return sentence


def with_map(text: str) -> str:
    before, rest = text.split(BEGIN)
    return f"{before}{BEGIN}\n{draw()}\n{END}{rest.split(END)[1]}"


if __name__ == "__main__":
    DOCUMENT.write_text(with_map(DOCUMENT.read_text("utf-8")), "utf-8")
