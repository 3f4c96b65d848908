"""Takes in a batch of records: finds out which are new, changed or refused, and writes them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.integrations.importing.columns import Kind
from actions.marketplace.integrations.importing.corrections import forget_corrections
from actions.marketplace.integrations.importing.grouping import Item
from actions.marketplace.integrations.importing.known import Known, add_known, digest_of, find_known, set_digests
from actions.marketplace.integrations.importing.records import NewAccount, NewProduct
from actions.marketplace.integrations.importing.references import BUYERS, refuse_foreign, refuse_lost
from actions.marketplace.integrations.importing.seen import SeenIds
from actions.marketplace.integrations.importing.writing import Writer
from actions.marketplace.integrations.importing.writing_catalogue import (
    CertificateWriter,
    ProductWriter,
    RateWriter,
    SupplierWriter,
)
from actions.marketplace.integrations.importing.writing_trades import (
    AccountWriter,
    OrderWriter,
    PaymentWriter,
    ShipmentWriter,
)
from foundation.clock import Clock

WRITERS: Mapping[str, type[Writer[Any]]] = {
    "rates": RateWriter,
    "suppliers": SupplierWriter,
    "products": ProductWriter,
    "certificates": CertificateWriter,
    "accounts": AccountWriter,
    "orders": OrderWriter,
    "payments": PaymentWriter,
    "shipments": ShipmentWriter,
}


@dataclass(slots=True)
class Counts:
    """Counts records by what became of them."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0

    def add(self, more: Counts) -> None:
        self.new += more.new
        self.changed += more.changed
        self.unchanged += more.unchanged
        self.refused += more.refused


@dataclass(frozen=True, slots=True)
class Change:
    """Holds a record with the digest of its content, and the id of its row if it is known. In a dry run, a row that an
    earlier file of the run would create does not count as new, although it has no id yet."""

    item: Item
    digest: str
    row_id: int | None
    is_new: bool


async def take_in(
    connection: AsyncConnection, kind: Kind, items: Sequence[Item], clock: Clock, seen: SeenIds, dry: bool
) -> Counts:
    """Takes the items in, in the caller's transaction, and returns how many were new, changed, unchanged and refused.
    With `dry` nothing is written. A refused item loses its record and gets the problem."""
    known = await _find_known(connection, kind, items)
    await refuse_lost(connection, kind, items, known, seen, dry)
    counts = Counts()
    changes: list[Change] = []
    would_be = seen.owners(f"{kind.name} digest", [str(one.operator_id) for one in items]) if dry else {}
    for item in items:
        if item.record is None:
            continue
        assert item.operator_id is not None
        digest, before = digest_of(item.record), known.get(kind.name, {}).get(item.operator_id)
        if (before.digest if before is not None else None) == digest or would_be.get(item.operator_id) == digest:
            counts.unchanged += 1
            item.became = "unchanged"
        else:
            is_new = before is None and item.operator_id not in would_be
            changes.append(Change(item, digest, before.row_id if before is not None else None, is_new))
    would = seen.accepted({"rates": _currencies(changes)}) if dry else {}
    await refuse_foreign(connection, [one.item for one in changes], known, seen)
    changes = [one for one in changes if one.item.record is not None]
    writer = WRITERS[kind.name](connection, known, clock, would)
    for place, problem in (await writer.check([one.item.record for one in changes])).items():
        changes[place].item.refuse(problem)
    changes = [one for one in changes if one.item.record is not None]
    new, changed = [one for one in changes if one.is_new], [one for one in changes if not one.is_new]
    if dry:
        _accept(kind, items, seen)
        seen.own(f"{kind.name} digest", {str(one.item.operator_id): one.digest for one in changes})
    else:
        await _write(connection, kind, writer, new, changed)
    for one in changes:
        one.item.became = "new" if one.is_new else "changed"
    counts.new, counts.changed = len(new), len(changed)
    counts.refused = sum(item.record is None for item in items)
    return counts


async def _find_known(connection: AsyncConnection, kind: Kind, items: Sequence[Item]) -> Known:
    wanted: dict[str, set[str]] = defaultdict(set)
    for item in items:
        if item.record is None:
            continue
        wanted[kind.name].add(str(item.operator_id))
        for reference in kind.references:
            wanted[reference.kind] |= set(reference.find(item.record))
    return await find_known(connection, wanted)


def _currencies(changes: Sequence[Change]) -> set[str]:
    return {one.item.record.currency for one in changes if isinstance(one.item.record, NewProduct)}


def _accept(kind: Kind, items: Sequence[Item], seen: SeenIds) -> None:
    accepted = [item for item in items if item.record is not None]
    seen.accept(kind.name, [str(item.operator_id) for item in accepted])
    buyers = [item.record for item in accepted if isinstance(item.record, NewAccount) and item.record.role == "buyer"]
    seen.accept(BUYERS, [one.company_id for one in buyers])
    seen.own("accounts", {one.operator_id: one.company_id for one in buyers})
    goods = [item.record for item in accepted if isinstance(item.record, NewProduct)]
    seen.own("products", {one.operator_id: one.supplier_id for one in goods})


async def _write(
    connection: AsyncConnection, kind: Kind, writer: Writer[Any], new: Sequence[Change], changed: Sequence[Change]
) -> None:
    if new:
        ids = await writer.insert([one.item.record for one in new])
        rows = [(str(one.item.operator_id), number, one.digest) for one, number in zip(new, ids, strict=True)]
        await add_known(connection, kind.name, rows)
    if changed:
        row_ids = [one.row_id for one in changed if one.row_id is not None]
        await writer.update(row_ids, [one.item.record for one in changed])
        digests = {str(one.item.operator_id): one.digest for one in changed}
        await set_digests(connection, kind.name, digests)
        await forget_corrections(connection, kind.name, list(digests))
