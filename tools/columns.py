"""Writes the columns of the tables that can be imported into docs/your-marketplace.md: `python -m tools.columns`."""

from __future__ import annotations

from pathlib import Path

from actions.marketplace.integrations.importing.columns import Column, Kind
from actions.marketplace.integrations.importing.kinds import KINDS

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "your-marketplace.md"
BEGIN, END = "<!-- columns: written by python -m tools.columns -->", "<!-- end of the columns -->"


def describe_columns() -> str:
    """Returns a table of the columns for each kind of table, in Markdown."""
    return "\n\n".join(_describe(kind) for kind in KINDS.values())


def write_columns(text: str) -> str:
    """Returns the document's text with the columns as they are declared."""
    before, _, rest = text.partition(BEGIN)
    return f"{before}{BEGIN}\n\n{describe_columns()}\n\n{END}{rest.partition(END)[2]}"


def _describe(kind: Kind) -> str:
    rows = [f"### {kind.name} · {kind.zh}", "", "| Column | 列 | Also | Example | |", "|---|---|---|---|---|"]
    return "\n".join([*rows, *map(_describe_column, kind.columns)])


def _describe_column(column: Column) -> str:
    name = f"**`{column.name}`**" if column.required else f"`{column.name}`"
    example = next(filter(None, column.examples), "")
    choices = getattr(column.read, "choices", ())
    says = "; ".join(filter(None, (column.says, ", ".join(choices))))
    cells = (name, column.zh, ", ".join(column.also), f"`{example}`" if example else "", says)
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


if __name__ == "__main__":
    DOCUMENT.write_text(write_columns(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
