"""Maps the ids that the operator's own system gives to rows to the ids that these rows have here."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.base import tables as marketplace_tables
from actions.marketplace.base.database.engine import Database
from actions.marketplace.goods.catalogue import tables as catalogue_tables
from actions.marketplace.integrations.importing.records import Record
from actions.marketplace.integrations.importing.tables import operator_ids
from actions.marketplace.trades.orders import tables as orders_tables

_ids = operator_ids.c
AT_ONCE = 5_000
"""The most ids in one query. SQLite takes 32,766 values, PostgreSQL 32,767."""


@dataclass(frozen=True, slots=True)
class KnownRow:
    """Holds the id of a row of this database, and the digest of the record that was last imported into it."""

    row_id: int
    digest: str


Known = Mapping[str, Mapping[str, KnownRow]]
"""The known rows by their kind and by the operator's id."""


def digest_of(record: Record) -> str:
    """Returns a text that is the same for equal records. Fields with their default values are left out. So a later
    version may add a field, and rows that were imported before do not count as changed."""
    as_before = {each.name for each in fields(record) if getattr(record, each.name) == each.default}
    cells = {name: value for name, value in asdict(record).items() if name not in as_before}
    written = json.dumps(cells, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()[:32]


async def find_known(connection: AsyncConnection, wanted: Mapping[str, Iterable[str]]) -> Known:
    """Returns the rows with these ids, by kind, that this database knows."""
    known: dict[str, dict[str, KnownRow]] = defaultdict(dict)
    for kind, ids in wanted.items():
        listed = list(dict.fromkeys(ids))
        for start in range(0, len(listed), AT_ONCE):
            some = _ids.operator_id.in_(listed[start : start + AT_ONCE])
            query = select(_ids.operator_id, _ids.row_id, _ids.digest).where(_ids.kind == kind, some)
            for row in await connection.execute(query):
                known[kind][row.operator_id] = KnownRow(row.row_id, row.digest)
    return known


async def find_operator_id(connection: AsyncConnection, kind: str, row_id: int) -> str | None:
    """Returns the operator's id of a row, or None if it has none."""
    query = select(_ids.operator_id).where(_ids.kind == kind, _ids.row_id == row_id).limit(1)
    found: str | None = (await connection.execute(query)).scalar_one_or_none()
    return found


async def add_known(connection: AsyncConnection, kind: str, rows: Sequence[tuple[str, int, str]]) -> None:
    """Records new rows: the operator's id, the id here, and the digest."""
    values = [{"kind": kind, "operator_id": one, "row_id": row, "digest": digest} for one, row, digest in rows]
    if values:
        await connection.execute(operator_ids.insert(), values)


async def set_digests(connection: AsyncConnection, kind: str, digests: Mapping[str, str]) -> None:
    """Records the digests of rows that have changed, by the operator's ids."""
    changed = (
        update(operator_ids)
        .where(_ids.kind == kind, _ids.operator_id == bindparam("changed_id"))
        .values(digest=bindparam("new_digest"))
    )
    values: list[dict[str, Any]] = [{"changed_id": one, "new_digest": digest} for one, digest in digests.items()]
    if values:
        await connection.execute(changed, values)


async def count_rows(database: Database) -> dict[str, int]:
    """Returns how many suppliers, products, accounts and orders there are."""
    counted = (catalogue_tables.suppliers, catalogue_tables.products, marketplace_tables.accounts, orders_tables.orders)
    async with database.read() as connection:
        return {
            table.name: int((await connection.execute(select(func.count()).select_from(table))).scalar_one())
            for table in counted
        }
