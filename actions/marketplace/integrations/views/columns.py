"""Checks the columns of a view: which are missing, and which have a type whose values cannot be read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from actions.marketplace.integrations.importing import values as read
from actions.marketplace.integrations.importing.columns import Column, Kind
from actions.marketplace.integrations.importing.problems import BadValue, Problem, say
from actions.marketplace.integrations.importing.sources import make_cell
from foundation.languages import LANGUAGES

SCHEMA = "caravan"
UPDATED = "updated_at"
_NUMBERS = ("1", "10", "100", "2000", "1234567890")
_SAMPLES: Mapping[str, tuple[str, ...]] = {
    "smallint": _NUMBERS,
    "integer": _NUMBERS,
    "bigint": _NUMBERS,
    "numeric": (*_NUMBERS, "1.5"),
    "real": (*_NUMBERS, "1.5"),
    "double precision": (*_NUMBERS, "1.5"),
    "boolean": ("true",),
    "date": ("2026-12-31",),
    "timestamp without time zone": ("2026-12-31 08:30:00",),
    "timestamp with time zone": ("2026-12-31 08:30:00+00",),
    "uuid": ("550e8400-e29b-41d4-a716-446655440000",),
}
"""Sample values of PostgreSQL's types. A view's column has a wrong type if the column's reader accepts none of the
type's samples. Types of text have no samples: only their values show whether they can be read."""
_TEXTS = ("text", "character", "character varying", "bpchar", "name", "citext")
_MOMENTS = ("timestamp without time zone", "timestamp with time zone")
_JSON = ('[{"minimum": 100, "unit_price": 3.2}]', '["one", "two"]')


@dataclass(frozen=True, slots=True)
class ViewColumn:
    """Describes a column of a view. `type` is PostgreSQL's name of the type without limits; for an enumeration it is
    "enum"."""

    name: str
    type: str

    @property
    def as_text(self) -> str:
        """Returns the SQL expression of the column's value as text. The expression is safe, because only columns with
        known names are read."""
        if self.type.endswith("[]"):
            return f"array_to_string(\"{self.name}\", '; ')"
        return f'"{self.name}"::text'

    def read(self, value: str | None) -> Any:
        """Returns the value, read as text, in the form of a cell of an imported table."""
        if value is None:
            return ""
        if self.type in ("json", "jsonb"):
            return _read_json(value)
        if self.type == "numeric" and "." in value:
            return value.rstrip("0").removesuffix(".")
        return value


@dataclass(frozen=True, slots=True)
class View:
    kind: Kind
    columns: Mapping[str, ViewColumn]

    @property
    def name(self) -> str:
        return f"{SCHEMA}.{self.kind.name}"

    @property
    def known(self) -> tuple[ViewColumn, ...]:
        """Returns the view's columns that the import knows. Only these are read."""
        return tuple(self.columns[one.name] for one in self.kind.columns if one.name in self.columns)

    @property
    def unused(self) -> tuple[str, ...]:
        return tuple(sorted(self.columns.keys() - {one.name for one in self.kind.columns} - {UPDATED}))

    @property
    def is_dated(self) -> bool:
        """Returns whether the view has the column `updated_at`, which says when a row changed."""
        return UPDATED in self.columns

    def find_problems(self) -> Iterator[Problem]:
        """Yields a problem for each column that is missing or mistyped."""
        for one in self.kind.columns:
            found = self.columns.get(one.name)
            if found is None and one.required:
                yield Problem(
                    "view_lacks", one.name, "", {"view": self.name, "column": one.name, "example": _example(one)}
                )
            elif found is not None and not _is_readable(one, found):
                values = {"view": self.name, "column": one.name, "type": found.type, "example": _example(one)}
                yield Problem("view_mistyped", one.name, "", values)
        if self.is_dated and self.columns[UPDATED].type not in _MOMENTS:
            type_ = self.columns[UPDATED].type
            values = {"view": self.name, "column": UPDATED, "type": type_, "example": "2026-11-25 08:30:00+00"}
            yield Problem("view_mistyped", UPDATED, "", values)

    def explain(self, operator_id: str, problem: Problem) -> Problem:
        """Returns a row's problem as a problem of the view, which also names the row and the column."""
        column = next((one for one in self.kind.columns if one.name == problem.column), None)
        values = {
            "view": self.name,
            "column": problem.column or "",
            "value": problem.value,
            "id_column": self.kind.id_column,
            "id": operator_id,
            "reason": tuple(say(problem.code, language, **problem.values) for language in LANGUAGES),
            "example": _example(column) if column is not None else "",
        }
        return Problem("view_value" if column is not None else "view_refused", problem.column, problem.value, values)


def _read_json(value: str) -> Any:
    return make_cell(json.loads(value, parse_float=str, parse_int=str, parse_constant=str))


def _example(column: Column) -> str:
    return next((example for example in column.examples if example), "2026-11-25")


def _is_readable(column: Column, found: ViewColumn) -> bool:
    if found.type in _TEXTS or found.type == "enum":
        return True
    if found.type in ("json", "jsonb"):
        return any(_takes(column, _read_json(sample)) for sample in _JSON)
    if found.type.endswith("[]"):
        return column.read is read.read_words
    return any(_takes(column, sample) for sample in _SAMPLES.get(found.type, ()))


def _takes(column: Column, sample: object) -> bool:
    if not isinstance(sample, str):
        return False
    try:
        column.read(sample)
    except BadValue:
        return False
    return True
