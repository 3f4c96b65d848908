"""Shows the operator's admins the data that came from the operator's own system and the writes that went to it, and
finds goods, suppliers and accounts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, Table, and_, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.base import tables as marketplace_tables
from actions.marketplace.base.database.engine import Database
from actions.marketplace.goods.catalogue import tables as catalogue_tables
from actions.marketplace.integrations.events.tables import events
from actions.marketplace.integrations.importing.tables import imports, operator_ids, refused_rows
from actions.marketplace.integrations.outgoing.queue import Queue
from actions.marketplace.integrations.outgoing.tables import outgoing
from actions.marketplace.integrations.views.tables import view_passes
from actions.marketplace.trades.orders import tables as orders_tables
from foundation.clock import Clock

MOST = 50
Written = dict[str, Any]
_products, _suppliers = catalogue_tables.products, catalogue_tables.suppliers
_orders = orders_tables.orders
_WHOSE = tuple((whose, language) for whose in ("buyer", "supplier") for language in ("en", "zh"))
_accounts, _buyers = marketplace_tables.accounts, marketplace_tables.buyers


class Oversight:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._queue = database, Queue(database, clock)

    async def list_traffic(self) -> dict[str, list[Written]]:
        """Returns the newest passes of views, imports, refused rows, events and outgoing writes. Refused events and
        failed writes come first."""
        trouble = outgoing.c.state.in_(("dead", "refused")).desc()
        async with self._database.read() as connection:
            return {
                "views": await _write(connection, select(view_passes).order_by(view_passes.c.kind)),
                "imports": await _write(connection, _newest(imports, 20, "fingerprint", "report_bytes")),
                "refused": await _write(connection, _newest(refused_rows, MOST)),
                "events": await _write(
                    connection,
                    select(events)
                    .order_by((events.c.outcome == "refused").desc(), events.c.received_at.desc())
                    .limit(MOST),
                ),
                "outgoing": await _write(
                    connection,
                    select(*(one for one in outgoing.c if one.name not in ("data", "key")))
                    .order_by(trouble, (outgoing.c.state == "waiting").desc(), outgoing.c.id.desc())
                    .limit(MOST),
                ),
            }

    async def find_goods(self, said: str) -> list[Written]:
        """Returns the goods whose name and id in the operator's system contain each of the words."""
        own = operator_ids.c
        query = (
            select(_products.c.id, _products.c.name_en, _products.c.name_zh, _products.c.paused,
                   _suppliers.c.name_en.label("supplier_en"), _suppliers.c.name_zh.label("supplier_zh"), own.operator_id)
            .join(_suppliers, _suppliers.c.id == _products.c.supplier_id)
            .outerjoin(operator_ids, (own.kind == "products") & (own.row_id == _products.c.id))
            .where(_contains(said, _products.c.name_en, _products.c.name_zh, own.operator_id))
        )  # fmt: skip
        async with self._database.read() as connection:
            return await _write(connection, query.order_by(_products.c.id).limit(MOST))

    async def find_suppliers(self, said: str) -> list[Written]:
        """Returns the suppliers whose name and id in the operator's system contain each of the words."""
        own, columns = operator_ids.c, _suppliers.c
        query = (
            select(columns.id, columns.name_en, columns.name_zh, columns.paused, own.operator_id)
            .outerjoin(operator_ids, (own.kind == "suppliers") & (own.row_id == columns.id))
            .where(_contains(said, columns.name_en, columns.name_zh, own.operator_id))
        )
        async with self._database.read() as connection:
            return await _write(connection, query.order_by(columns.id).limit(MOST))

    async def find_accounts(self, said: str) -> list[Written]:
        """Returns the accounts whose name and company contain each of the words."""
        names = [_buyers.c.name_en, _buyers.c.name_zh, _suppliers.c.name_en, _suppliers.c.name_zh]
        query = (
            select(_accounts.c.slug, _accounts.c.role, _accounts.c.paused, *(one.label(f"name_{place}") for place, one in enumerate(names)))
            .outerjoin(_buyers, _buyers.c.id == _accounts.c.buyer_id)
            .outerjoin(_suppliers, _suppliers.c.id == _accounts.c.supplier_id)
            .where(_contains(said, _accounts.c.slug, *names))
        )  # fmt: skip
        async with self._database.read() as connection:
            rows = await _write(connection, query.order_by(_accounts.c.slug).limit(MOST))
        return [
            {"id": row["slug"], "role": row["role"], "paused": row["paused"],
             "name_en": row["name_0"] or row["name_2"], "name_zh": row["name_1"] or row["name_3"]}
            for row in rows
        ]  # fmt: skip

    async def find_orders(self, said: str) -> list[Written]:
        """Returns the orders whose number, id in the operator's system and companies contain each of the words, the newest
        first."""
        own = operator_ids.c
        names = (_buyers.c.name_en, _buyers.c.name_zh, _suppliers.c.name_en, _suppliers.c.name_zh)
        query = (
            select(_orders.c.number, _orders.c.state, own.operator_id, _orders.c.placed_at,
                   *(one.label(f"{whose}_{language}") for one, (whose, language) in zip(names, _WHOSE, strict=True)))
            .join(_buyers, _buyers.c.id == _orders.c.buyer_id)
            .join(_suppliers, _suppliers.c.id == _orders.c.supplier_id)
            .outerjoin(operator_ids, (own.kind == "orders") & (own.row_id == _orders.c.id))
            .where(_contains(said, _orders.c.number, own.operator_id, *names))
        )  # fmt: skip
        async with self._database.read() as connection:
            return await _write(connection, query.order_by(_orders.c.placed_at.desc(), _orders.c.id.desc()).limit(MOST))

    async def find_misfits(self, signed: Mapping[str, str]) -> list[Written]:
        """Returns those of the `signed` accounts (mapped to their roles) that do not exist here or have another role
        here, each with the accounts of the company to which the operator's own system gives the signed name as its id."""
        rows = select(_accounts.c.slug, _accounts.c.role).where(_accounts.c.slug.in_(sorted(signed)))
        own = operator_ids.c
        meant = (
            select(own.operator_id, _accounts.c.slug)
            .join(_accounts, or_(
                and_(own.kind == "buyers", own.row_id == _accounts.c.buyer_id),
                and_(own.kind == "suppliers", own.row_id == _accounts.c.supplier_id),
            ))
            .where(own.operator_id.in_(sorted(signed)), own.kind.in_(("buyers", "suppliers")))
            .order_by(_accounts.c.slug)
        )  # fmt: skip
        async with self._database.read() as connection:
            roles = {row.slug: row.role for row in await connection.execute(rows)}
            companies: dict[str, list[str]] = {}
            for row in await connection.execute(meant):
                companies.setdefault(row.operator_id, []).append(row.slug)
        return [
            {"account": one, "role": role, "is": roles.get(one), "meant": companies.get(one, [])[:5]}
            for one, role in signed.items()
            if roles.get(one) != role
        ]

    async def send_again(self, outgoing_id: int) -> bool:
        """Puts an outgoing write that was refused or is dead back into the queue. Returns False if it is neither."""
        return await self._queue.send_again(outgoing_id)


def _newest(table: Table, most: int, *without: str) -> Select[Any]:
    return select(*(one for one in table.c if one.name not in without)).order_by(table.c.id.desc()).limit(most)


def _contains(said: str, *columns: Any) -> Any:
    """Returns the condition that each of the words occurs in one of the columns. Without words, all rows meet it."""
    return and_(true(), *(or_(*(one.icontains(word, autoescape=True) for one in columns)) for word in said.split()))


async def _write(connection: AsyncConnection, query: Select[Any]) -> list[Written]:
    """Returns the rows for JSON."""
    rows: Sequence[Any] = (await connection.execute(query)).all()
    return [{name: _plain(value) for name, value in row._mapping.items()} for row in rows]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | int | float | str | list | dict) else f"{value:f}"
