"""Takes a batch of records in: finds out what is new, what has changed and what is refused, and writes it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.ports.importing.columns import Kind
from actions.marketplace.ports.importing.grouping import Item
from actions.marketplace.ports.importing.kinds import KINDS
from actions.marketplace.ports.importing.known import Known, add_known, digest_of, find_known, set_digests
from actions.marketplace.ports.importing.problems import Problem
from actions.marketplace.ports.importing.records import NewAccount, NewProduct
from actions.marketplace.ports.importing.seen import SeenIds
from actions.marketplace.ports.importing.writing import Writer
from actions.marketplace.ports.importing.writing_catalogue import (
    CertificateWriter,
    ProductWriter,
    RateWriter,
    SupplierWriter,
)
from actions.marketplace.ports.importing.writing_trades import (
    BUYERS,
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
_NAMED = {kind.name: (kind.name, kind.zh) for kind in KINDS.values()} | {BUYERS: ("accounts", "账号")}
_ONES = {
    "suppliers": ("a supplier", "供应商"),
    "products": ("a product", "产品"),
    "orders": ("an order", "订单"),
    BUYERS: ("a buyer", "买家"),
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
    """Holds a record with the digest of its content, and the id of its row if it is known."""

    item: Item
    digest: str
    row_id: int | None


async def take_in(
    connection: AsyncConnection, kind: Kind, items: Sequence[Item], clock: Clock, seen: SeenIds, dry: bool
) -> Counts:
    """Takes the items in, in the caller's transaction, and returns how many were new, changed, unchanged and refused.
    With `dry` nothing is written. A refused item loses its record and gets the problem."""
    known = await _find_known(connection, kind, items)
    _refuse_lost(kind, items, known, seen, dry)
    counts = Counts()
    changes: list[Change] = []
    for item in items:
        if item.record is None:
            continue
        assert item.operator_id is not None
        digest, before = digest_of(item.record), known.get(kind.name, {}).get(item.operator_id)
        if before is not None and before.digest == digest:
            counts.unchanged += 1
            item.became = "unchanged"
        else:
            changes.append(Change(item, digest, before.row_id if before is not None else None))
    would = seen.accepted({"rates": _currencies(changes)}) if dry else {}
    writer = WRITERS[kind.name](connection, known, clock, would)
    for place, problem in (await writer.check([one.item.record for one in changes])).items():
        changes[place].item.refuse(problem)
    changes = [one for one in changes if one.item.record is not None]
    new, changed = [one for one in changes if one.row_id is None], [one for one in changes if one.row_id is not None]
    if dry:
        _accept(kind, items, seen)
    else:
        await _write(connection, kind, writer, new, changed)
    for one in changes:
        one.item.became = "new" if one.row_id is None else "changed"
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


def _refuse_lost(kind: Kind, items: Sequence[Item], known: Known, seen: SeenIds, dry: bool) -> None:
    """Refuses the items that refer to rows which do not exist."""
    lost: dict[str, set[str]] = defaultdict(set)
    for item in items:
        for reference in kind.references if item.record is not None else ():
            lost[reference.kind] |= set(reference.find(item.record)) - known.get(reference.kind, {}).keys()
    would = seen.accepted(lost) if dry else {}
    for item in items:
        for reference in kind.references:
            if item.record is None:
                break
            named = set(reference.find(item.record)) & lost[reference.kind]
            if missing := sorted(named - would.get(reference.kind, set())):
                values = {"what": _ONES[reference.kind], "kind": _NAMED[reference.kind]}
                item.refuse(Problem("no_such_row", reference.column, missing[0], values))


def _accept(kind: Kind, items: Sequence[Item], seen: SeenIds) -> None:
    accepted = [item for item in items if item.record is not None]
    seen.accept(kind.name, [str(item.operator_id) for item in accepted])
    buyers = [item.record for item in accepted if isinstance(item.record, NewAccount) and item.record.role == "buyer"]
    seen.accept(BUYERS, [one.company_id for one in buyers])


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
        await set_digests(connection, kind.name, {str(one.item.operator_id): one.digest for one in changed})
