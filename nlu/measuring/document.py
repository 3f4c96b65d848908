"""Sections of docs/nlu.md that commands write, so that no figure is copied by hand.

A section stands between `<!-- name -->` and `<!-- /name -->`, each on a line of its own.
"""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path

from nlu.model import ROOT, fingerprint

DOCUMENT = ROOT / "docs" / "nlu.md"


def put(name: str, text: str, path: Path = DOCUMENT) -> None:
    """Replaces a section's text. Raises `ValueError` when the document has no such section."""
    document = path.read_text(encoding="utf-8")
    start, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
    before, found, rest = document.partition(start)
    _, closed, after = rest.partition(end)
    if not found or not closed:
        raise ValueError(f"{path.name} has no section {name}")
    path.write_text(f"{before}{start}{text.strip()}\n{end}{after}", encoding="utf-8")


def markdown(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A table; figures between 0 and 1 with three digits, what was not measured as a dash."""
    lines = [_line(header), _line(["---", *["---:"] * (len(header) - 1)])]
    return "\n".join([*lines, *(_line([shown(cell) for cell in row]) for row in rows)])


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def shown(cell: object) -> str:
    """A cell as it is printed."""
    if cell is None:
        return "–"
    if isinstance(cell, float):
        return f"{cell:.3f}" if abs(cell) <= 1 else f"{cell:,.1f}"
    return f"{cell:,}" if isinstance(cell, int) else str(cell)


def circumstances() -> str:
    """When, of which state of the inputs and on how busy a machine something was measured."""
    load = "".join(f", load {value:.1f}" for value in os.getloadavg()[:1])
    return f"{time.strftime('%Y-%m-%d', time.gmtime())}, model inputs `{fingerprint()}`, {os.cpu_count()} cores{load}"
