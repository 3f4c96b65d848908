"""Lists the kinds of tables that can be imported, and reads their rows. docs/your-marketplace.md and the templates are written
from these declarations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from actions.marketplace.integrations.importing.catalogue_kinds import CERTIFICATES, PRODUCTS, RATES, SUPPLIERS
from actions.marketplace.integrations.importing.columns import BadRow, Kind, Values, heading_key
from actions.marketplace.integrations.importing.problems import BadValue, Problem
from actions.marketplace.integrations.importing.records import Record
from actions.marketplace.integrations.importing.trade_kinds import ACCOUNTS, ORDERS, PAYMENTS, SHIPMENTS

KINDS: Mapping[str, Kind] = {
    kind.name: kind for kind in (RATES, SUPPLIERS, PRODUCTS, CERTIFICATES, ACCOUNTS, ORDERS, PAYMENTS, SHIPMENTS)
}
"""All kinds of tables, in the order in which they are imported: each after the kinds to which it refers."""


def find_kind(named: str, headings: Sequence[str] = ()) -> Kind | None:
    """Returns the kind that the name of a file or a sheet names ("products-2026", 产品表). Otherwise returns the only kind
    whose required columns are all among the headings, or None."""
    key = heading_key(named)
    names = {heading_key(name): kind for kind in KINDS.values() for name in (kind.name, kind.zh, *kind.also)}
    said = [(len(name), kind.name) for name, kind in names.items() if name in key]
    if said:
        return KINDS[max(said)[1]]
    keys = {heading_key(heading) for heading in headings}
    fitting = [
        kind
        for kind in KINDS.values()
        if all(any(heading_key(heading) in keys for heading in column.headings) for column in kind.required)
    ]
    return fitting[0] if len(fitting) == 1 else None


@dataclass(frozen=True, slots=True)
class Read:
    """Holds the values of one row by the names of their columns, or the problems of the row."""

    values: Values
    problems: tuple[Problem, ...]


def read_row(kind: Kind, cells: Mapping[str, Any]) -> Read:
    """Reads the cells of a row, by the names of their columns. Never raises, whatever the cells contain."""
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for one in kind.columns:
        cell = cells.get(one.name)
        said = "" if cell is None else cell.strip() if isinstance(cell, str) else cell
        if not isinstance(said, str):
            problems.append(Problem("not_plain", one.name, str(said)[:80]))
        elif not said:
            values[one.name] = one.otherwise
            if one.required:
                problems.append(Problem("missing", one.name))
        else:
            try:
                values[one.name] = one.read(said)
            except BadValue as bad:
                problems.append(Problem(bad.code, one.name, said[:80], bad.values))
    return Read(values, tuple(problems))


def build_record(kind: Kind, rows: Sequence[Values], cells: Mapping[str, Any]) -> Record | Problem:
    """Returns the record that the rows describe, or a problem if their values do not fit together. `cells` are those of
    the first row, from which the problem quotes a value."""
    try:
        return kind.build(rows)
    except BadRow as bad:
        said = str(cells.get(bad.problem.column or "") or "").strip()
        return replace(bad.problem, value=said[:80])
