"""Says what an import would change in existing rows: old and new cells, and which corrections it takes back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.base.errors import NotFound
from actions.marketplace.base.records import Name
from actions.marketplace.integrations.correcting.correcting import load_row
from actions.marketplace.integrations.correcting.subjects import SUBJECTS, Cells, Subject, write_cell
from actions.marketplace.integrations.importing.columns import Kind
from actions.marketplace.integrations.importing.corrections import Corrected, find_corrections
from actions.marketplace.integrations.importing.grouping import Item
from actions.marketplace.integrations.importing.known import KnownRow, find_known
from actions.marketplace.integrations.importing.records import NewAccount, NewProduct, NewSupplier, Record

_SUBJECTS = {subject.kind.name: subject for subject in SUBJECTS.values()}


@dataclass(frozen=True, slots=True)
class Difference:
    """Holds the columns that a row of a file would change, with the old and the new cell. `taken_back` says, for each
    column that was corrected here, who corrected it."""

    changes: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    taken_back: Mapping[str, Corrected] = field(default_factory=dict)


async def find_differences(
    connection: AsyncConnection, kind: Kind, items: Sequence[Item], most: int
) -> Mapping[str, Difference]:
    """Returns the changes of rows by the operator's ids: of all rows in which a correction is taken back, and of up to
    `most` other rows. Only goods, suppliers and accounts are compared."""
    subject = _SUBJECTS.get(kind.name)
    changed = {str(one.operator_id): one.record for one in items if one.became == "changed" and one.record is not None}
    if subject is None or not changed:
        return {}
    corrected = await find_corrections(connection, kind.name, list(changed))
    known = (await find_known(connection, {kind.name: changed})).get(kind.name, {})
    wanted = [one for place, one in enumerate(changed) if place < most or one in corrected]
    found = {one: await _compare(connection, subject, known[one], one, changed[one]) for one in wanted if one in known}
    return {
        one: Difference(
            changes,
            {
                name: correction
                for name, correction in corrected.get(one, {}).items()
                if name in changes and changes[name][0] == correction.value
            },
        )
        for one, changes in found.items()
    }


async def _compare(
    connection: AsyncConnection, subject: Subject, known: KnownRow, operator_id: str, record: Record
) -> dict[str, tuple[str, str]]:
    row = operator_id if isinstance(record, NewAccount) else known.row_id
    try:
        old = (await load_row(connection, subject, row, lock=False)).cells
    except NotFound:
        return {}
    return {name: (old[name], cell) for name, cell in _cells_of(record, old).items() if old[name] != cell}


def _cells_of(record: Record, old: Cells) -> Cells:
    """Returns the cells of a record, written like the cells of its row."""
    match record:
        case NewProduct():
            return _cells_of_goods(record, old)
        case NewSupplier():
            cells = {name: write_cell(getattr(record, name)) for name in _SUPPLIER if name in old}
            city = record.place.city or record.place.province
            return cells | _names(record.name) | {"city": old["city"] if old["city"] in (city.en, city.zh) else city.zh}
        case NewAccount():
            company = {} if record.company is None else _names(record.company.name)
            return company | {"language": record.language}
        case _:
            return {}


_SUPPLIER = (
    "kind", "verified", "rating", "review_count", "founded_year", "employees", "export_percent", "response_hours",
    "on_time_percent",
)  # fmt: skip
_GOODS = ("unit", "moq", "lead_time_days", "currency", "sample_price", "stock", "paused", "picture")


def _cells_of_goods(record: NewProduct, old: Cells) -> Cells:
    cells = {name: write_cell(getattr(record, name)) for name in _GOODS}
    same = {old["category"], old["category_zh"]} & {record.category.en, record.category.zh}
    return (
        cells
        | _names(record.name)
        | {
            "category": old["category"] if same else record.category.en,
            "other_names_en": _others((one.en for one in record.other_names), record.name.en),
            "other_names_zh": _others((one.zh for one in record.other_names), record.name.zh),
            "prices": "; ".join(f"{write_cell(one.minimum)}={write_cell(one.unit_price)}" for one in record.tiers),
        }
    )


def _others(names: Iterable[str], without: str) -> str:
    return "; ".join(dict.fromkeys(one for one in names if one != without))


def _names(name: Name) -> Cells:
    """Returns the cells of a name. If the name has only one language, there is only a cell of that language."""
    if name.en != name.zh:
        return {"name_en": name.en, "name_zh": name.zh}
    return {"name_en": name.en, "name_zh": ""} if name.en.isascii() else {"name_en": "", "name_zh": name.zh}
