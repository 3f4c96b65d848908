"""Defines what is printed on a paper: texts, each in English and Chinese."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

Both = tuple[str, str]
"""A text in English and in Chinese. The two are alike for a number or a code."""


@dataclass(frozen=True)
class Party:
    """Names a side of the trade: its role and, on the following lines, its name and place."""

    label: Both
    lines: tuple[Both, ...]


@dataclass(frozen=True)
class Section:
    """Holds a part below the goods: labelled values, or rows of a small table, and a text below them."""

    title: Both
    fields: tuple[tuple[Both, Both], ...] = ()
    note: Both | None = None


@dataclass(frozen=True)
class Sheet:
    """Holds everything that is printed. `producer` is the name in the PDF's description. `issued` is the day of the
    paper (ISO 8601), which goes into the PDF's own description too. The text in the first two columns of the goods is
    aligned to the left, in the others to the right."""

    title: Both
    number: str
    issued: str
    facts: tuple[tuple[Both, Both], ...]
    parties: tuple[Party, ...]
    columns: tuple[Both, ...]
    rows: tuple[tuple[Both, ...], ...]
    totals: tuple[tuple[Both, Both], ...]
    sections: tuple[Section, ...]
    footer: Both
    page: Both
    producer: str

    def as_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)


def build_sheet(
    paper: Mapping[str, Any], both: Callable[[Any], Both], footer: Both, page: Both, producer: str
) -> Sheet:
    """Returns the sheet of a paper from an action server. The function `both` renders one of its values."""
    return Sheet(
        title=both(paper["title"]),
        number=str(paper["number"]),
        issued=str(paper["issued"]),
        facts=_fields(paper["facts"], both),
        parties=tuple(Party(both(one["label"]), tuple(map(both, one["lines"]))) for one in paper["parties"]),
        columns=tuple(map(both, paper["columns"])),
        rows=tuple(tuple(map(both, row)) for row in paper["rows"]),
        totals=_fields(paper["totals"], both),
        sections=tuple(
            Section(
                both(one["title"]),
                _fields(one.get("fields") or (), both),
                both(one["note"]) if one.get("note") is not None else None,
            )
            for one in paper["sections"]
        ),
        footer=footer,
        page=page,
        producer=producer,
    )


def read_sheet(said: Mapping[str, Any]) -> Sheet:
    """Reads the JSON that `as_json` wrote."""
    return Sheet(
        _both(said["title"]),
        said["number"],
        said["issued"],
        _read_fields(said["facts"]),
        tuple(Party(_both(one["label"]), tuple(map(_both, one["lines"]))) for one in said["parties"]),
        tuple(map(_both, said["columns"])),
        tuple(tuple(map(_both, row)) for row in said["rows"]),
        _read_fields(said["totals"]),
        tuple(
            Section(_both(one["title"]), _read_fields(one["fields"]), _both(one["note"]) if one["note"] else None)
            for one in said["sections"]
        ),
        _both(said["footer"]),
        _both(said["page"]),
        said["producer"],
    )


def _both(given: Iterable[str]) -> Both:
    english, chinese = given
    return english, chinese


def _read_fields(given: Iterable[Iterable[Iterable[str]]]) -> tuple[tuple[Both, Both], ...]:
    return tuple((_both(label), _both(value)) for label, value in given)


def _fields(given: Iterable[Mapping[str, Any]], both: Callable[[Any], Both]) -> tuple[tuple[Both, Both], ...]:
    return tuple((both(one["label"]), both(one["value"])) for one in given)
