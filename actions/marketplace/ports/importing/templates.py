"""Writes empty tables with their headings and examples, to be filled in."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from actions.marketplace.ports.importing.columns import Kind
from actions.marketplace.ports.importing.kinds import KINDS, find_kind
from actions.marketplace.ports.importing.problems import BadFile, Language


def write_template(path: Path, language: Language) -> Kind:
    """Writes a template of the kind that the file's name says: a table (.csv) with its headings in the language, or
    JSON Lines (.jsonl).

    Raises:
        BadFile: the name does not say a kind, does not end in .csv or .jsonl, or the file exists already.
    """
    kind = find_kind(path.stem)
    if kind is None:
        raise BadFile("unknown_kind", file=path.name, kinds=", ".join(KINDS))
    if path.suffix.lower() not in (".csv", ".jsonl"):
        raise BadFile("unknown_ending", file=path.name)
    if path.exists():
        raise BadFile("exists", file=str(path))
    written = _as_table(kind, language) if path.suffix.lower() == ".csv" else _as_lines(kind)
    path.write_bytes(written.encode("utf-8-sig" if path.suffix.lower() == ".csv" else "utf-8"))
    return kind


def _examples(kind: Kind) -> list[dict[str, str]]:
    rows = [{column.name: column.examples[place] for column in kind.columns} for place in (0, 1)]
    return [row for row in rows if row[kind.id_column]]


def _as_table(kind: Kind, language: Language) -> str:
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\r\n")
    table.writerow([column.name if language == "en" else column.zh for column in kind.columns])
    table.writerows([list(row.values()) for row in _examples(kind)])
    return text.getvalue()


def _as_lines(kind: Kind) -> str:
    rows = [{name: cell for name, cell in row.items() if cell} for row in _examples(kind)]
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
