"""Checks that the rows to which records refer exist, and that they belong together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.base.tables import accounts
from actions.marketplace.goods.catalogue.tables import products
from actions.marketplace.integrations.importing.columns import Kind, Reference
from actions.marketplace.integrations.importing.grouping import Item
from actions.marketplace.integrations.importing.kinds import KINDS
from actions.marketplace.integrations.importing.known import Known
from actions.marketplace.integrations.importing.problems import Problem
from actions.marketplace.integrations.importing.records import NewCertificate, NewOrder
from actions.marketplace.integrations.importing.seen import SeenIds
from actions.marketplace.integrations.importing.tables import operator_ids

BUYERS = "buyers"
_NAMED = {kind.name: (kind.name, kind.zh) for kind in KINDS.values()} | {BUYERS: ("accounts", "账号")}
_ONES = {
    "suppliers": ("a supplier", "供应商"),
    "products": ("a product", "产品"),
    "orders": ("an order", "订单"),
    BUYERS: ("a buyer", "买家"),
}
_ids = operator_ids.c


async def refuse_lost(
    connection: AsyncConnection, kind: Kind, items: Sequence[Item], known: Known, seen: SeenIds, dry: bool
) -> None:
    """Refuses the items that refer to rows which do not exist."""
    lost: dict[str, set[str]] = defaultdict(set)
    for item in items:
        for reference in kind.references if item.record is not None else ():
            lost[reference.kind] |= set(reference.find(item.record)) - known.get(reference.kind, {}).keys()
    would = seen.accepted(lost) if dry else {}
    companies: Mapping[str, str] = {}
    if missing_buyers := lost[BUYERS] - would.get(BUYERS, set()):
        companies = await _find_companies(connection, missing_buyers) | seen.owners("accounts", missing_buyers)
    for item in items:
        for reference in kind.references:
            if item.record is None:
                break
            named = set(reference.find(item.record)) & lost[reference.kind]
            if missing := sorted(named - would.get(reference.kind, set())):
                item.refuse(_say_lost(reference, missing[0], companies))


def _say_lost(reference: Reference, missing: str, companies: Mapping[str, str]) -> Problem:
    if reference.kind == BUYERS and missing in companies:
        return Problem("an_account", reference.column, missing, {"company": companies[missing]})
    values = {"what": _ONES[reference.kind], "kind": _NAMED[reference.kind]}
    return Problem("no_such_row", reference.column, missing, values)


async def _find_companies(connection: AsyncConnection, named: Collection[str]) -> dict[str, str]:
    """Returns the operator's ids of the buying companies of those accounts that are among the names."""
    query = (
        select(accounts.c.slug, _ids.operator_id)
        .join(operator_ids, (_ids.kind == BUYERS) & (_ids.row_id == accounts.c.buyer_id))
        .where(accounts.c.slug.in_(sorted(named)))
    )
    return {row.slug: row.operator_id for row in await connection.execute(query)}


async def refuse_foreign(connection: AsyncConnection, items: Sequence[Item], known: Known, seen: SeenIds) -> None:
    """Refuses the orders and certificates whose product belongs to another supplier than the one that they name."""
    named = {
        one for item in items if isinstance(item.record, NewOrder | NewCertificate) for one in _products_of(item.record)
    }
    if not named:
        return
    owners = await _find_suppliers(connection, known, named) | seen.owners("products", named)
    for item in items:
        if not isinstance(item.record, NewOrder | NewCertificate):
            continue
        supplier = item.record.supplier_id
        foreign = [one for one in _products_of(item.record) if owners.get(one, supplier) != supplier]
        if foreign:
            item.refuse(Problem("other_supplier", "product_id", foreign[0], {"supplier": owners[foreign[0]]}))


def _products_of(record: NewOrder | NewCertificate) -> list[str]:
    if isinstance(record, NewCertificate):
        return [] if record.product_id is None else [record.product_id]
    return [line.product_id for line in record.lines if line.product_id is not None]


async def _find_suppliers(connection: AsyncConnection, known: Known, named: Collection[str]) -> dict[str, str]:
    """Returns the operator's ids of the suppliers of those products that are known."""
    rows = {row.row_id: one for one, row in known.get("products", {}).items() if one in named}
    listed = list(rows)
    found: dict[str, str] = {}
    for start in range(0, len(listed), 5_000):
        query = (
            select(products.c.id, _ids.operator_id)
            .join(operator_ids, (_ids.kind == "suppliers") & (_ids.row_id == products.c.supplier_id))
            .where(products.c.id.in_(listed[start : start + 5_000]))
        )
        found |= {rows[row.id]: row.operator_id for row in await connection.execute(query)}
    return found
