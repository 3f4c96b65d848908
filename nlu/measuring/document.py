"""Writes the sections of docs/nlu.md that hold figures, so that nobody copies figures by hand.

A section lies between the lines `<!-- name -->` and `<!-- /name -->`.
"""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path

from nlu.model import ROOT, fingerprint

DOCUMENT = ROOT / "docs" / "nlu.md"


def write_section(name: str, text: str, path: Path = DOCUMENT) -> None:
    """Replaces the text of a section.

    Raises:
        ValueError: the document has no such section.
    """
    document = path.read_text(encoding="utf-8")
    start, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
    before, found, rest = document.partition(start)
    _, closed, after = rest.partition(end)
    if not found or not closed:
        raise ValueError(f"{path.name} has no section {name}")
    path.write_text(f"{before}{start}{text.strip()}\n{end}{after}", encoding="utf-8")


def format_table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Returns a Markdown table, whose cells `format_cell` formats."""
    lines = [_line(header), _line(["---", *["---:"] * (len(header) - 1)])]
    return "\n".join([*lines, *(_line([format_cell(cell) for cell in row]) for row in rows)])


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def format_cell(cell: object) -> str:
    """Returns the text of a cell: fractions get three digits, other numbers thousands separators, and None becomes a
    dash."""
    if cell is None:
        return "–"
    if isinstance(cell, float):
        return f"{cell:.3f}" if abs(cell) <= 1 else f"{cell:,.1f}"
    return f"{cell:,}" if isinstance(cell, int) else str(cell)


def describe_circumstances() -> str:
    """Returns a text with the date, the digest of the training files and the NLU's code, and the cores and the load of
    the machine."""
    load = "".join(f", load {value:.1f}" for value in os.getloadavg()[:1])
    return f"{time.strftime('%Y-%m-%d', time.gmtime())}, model inputs `{fingerprint()}`, {os.cpu_count()} cores{load}"
