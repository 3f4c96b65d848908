"""Writes accounts with their companies, orders, payments and shipments."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.base import tables as marketplace_tables
from actions.marketplace.base.database.counters import next_number, skip_to
from actions.marketplace.base.records import Name
from actions.marketplace.goods.catalogue import tables as catalogue_tables
from actions.marketplace.integrations.importing.known import add_known, find_known
from actions.marketplace.integrations.importing.problems import Problem
from actions.marketplace.integrations.importing.records import (
    BuyingCompany,
    NewAccount,
    NewLine,
    NewOrder,
    NewPayment,
    NewShipment,
)
from actions.marketplace.integrations.importing.references import BUYERS
from actions.marketplace.integrations.importing.writing import (
    Row,
    Writer,
    find_rows,
    insert_rows,
    replace_children,
    update_rows,
)
from actions.marketplace.integrations.importing.writing_catalogue import SLUG, make_slug
from actions.marketplace.operator.terms import find_terms
from actions.marketplace.trades.orders import tables
from actions.marketplace.trades.orders.carriers import carrier_names

_accounts, _buyers, _orders = marketplace_tables.accounts, marketplace_tables.buyers, tables.orders
AHEAD = timedelta(days=1)
"""An order may be placed this far ahead of the clock: a day without a zone begins at midnight in UTC."""


class AccountWriter(Writer[NewAccount]):
    async def check(self, records: Sequence[NewAccount]) -> Mapping[int, Problem]:
        there = await find_rows(self.connection, _accounts, "slug", [one.operator_id for one in records])
        problems: dict[int, Problem] = {}
        for place, one in enumerate(records):
            row = there.get(one.operator_id)
            if row is not None and one.operator_id not in self.known.get("accounts", {}):
                problems[place] = Problem("taken", "account_id", one.operator_id)
            elif row is not None and row.role != one.role:
                problems[place] = Problem("other_role", "role", one.role)
        return problems

    async def insert(self, records: Sequence[NewAccount]) -> list[int]:
        companies = await self._companies(records)
        rows = [
            {"slug": one.operator_id, "created_at": self.clock(), **_account_row(one, company)}
            for one, company in zip(records, companies, strict=True)
        ]
        if rows:
            await self.connection.execute(_accounts.insert(), rows)
        return companies

    async def update(self, row_ids: Sequence[int], records: Sequence[NewAccount]) -> None:
        companies = await self._companies(records)
        for one, company in zip(records, companies, strict=True):
            values = _account_row(one, company)
            await self.connection.execute(update(_accounts).where(_accounts.c.slug == one.operator_id).values(values))

    async def _companies(self, records: Sequence[NewAccount]) -> list[int]:
        """Returns the id of each account's company. Buying companies are inserted or updated first."""
        buyers = {one.company_id: one.company for one in records if one.company is not None}
        known = (await find_known(self.connection, {BUYERS: list(buyers)})).get(BUYERS, {})
        ids = {company: row.row_id for company, row in known.items()}
        rows = {company: company_row(one) for company, one in buyers.items()}
        old = [company for company in rows if company in ids]
        new = [company for company in rows if company not in ids]
        await update_rows(self.connection, _buyers, [ids[one] for one in old], [rows[one] for one in old])
        slugs = await self._slugs(new)
        inserted = await insert_rows(
            self.connection, _buyers, [{"slug": slug, **rows[one]} for one, slug in zip(new, slugs, strict=True)]
        )
        await add_known(self.connection, BUYERS, [(one, number, "") for one, number in zip(new, inserted, strict=True)])
        ids |= dict(zip(new, inserted, strict=True))
        return [
            ids[one.company_id] if one.company is not None else self.row_of("suppliers", one.company_id)
            for one in records
        ]

    async def _slugs(self, companies: Sequence[str]) -> list[str]:
        wanted = [make_slug(one) for one in companies]
        taken = set(await find_rows(self.connection, _buyers, "slug", wanted))
        slugs = []
        for one, slug in zip(companies, wanted, strict=True):
            if slug in taken or not slug:
                slug = f"{slug[: SLUG - 9] or 'buyer'}-{hashlib.sha256(one.encode()).hexdigest()[:8]}"
            taken.add(slug)
            slugs.append(slug)
        return slugs


def company_row(one: BuyingCompany) -> Row:
    return {
        "name_en": one.name.en,
        "name_zh": one.name.zh,
        "country": one.country,
        "city_en": one.city.en,
        "city_zh": one.city.zh,
    }


def _account_row(one: NewAccount, company: int) -> Row:
    owner = {"buyer_id": None, "supplier_id": None, f"{one.role}_id": company}
    return {"role": one.role, "language": one.language, **owner}


class OrderWriter(Writer[NewOrder]):
    async def check(self, records: Sequence[NewOrder]) -> Mapping[int, Problem]:
        numbers = [one.number for one in records if one.number is not None]
        there = await find_rows(self.connection, _orders, "number", numbers)
        known = self.known.get("orders", {})
        problems: dict[int, Problem] = {}
        given: set[str] = set()
        latest = self.clock() + AHEAD
        for place, one in enumerate(records):
            if one.placed_at > latest:
                problems[place] = Problem("future", "placed_at", one.placed_at.date().isoformat())
            if one.number is None:
                continue
            row, own = there.get(one.number), known.get(one.operator_id)
            if one.number in given or (row is not None and (own is None or own.row_id != row.id)):
                problems[place] = Problem("taken", "number", one.number)
            given.add(one.number)
        return problems

    async def insert(self, records: Sequence[NewOrder]) -> list[int]:
        rows = await self._rows(records)
        await self._skip_given(records)
        for one, row in zip(records, rows, strict=True):
            row["number"] = one.number or await next_number(self.connection, "ORD", _orders)
        ids = await insert_rows(self.connection, _orders, rows)
        await self._put_children(ids, records)
        return ids

    async def update(self, row_ids: Sequence[int], records: Sequence[NewOrder]) -> None:
        rows = await self._rows(records)
        await self._skip_given(records)
        there = await find_rows(self.connection, _orders, "id", row_ids)
        for number, one, row in zip(row_ids, records, rows, strict=True):
            row["number"] = one.number or there[number].number
        await update_rows(self.connection, _orders, row_ids, rows)
        await self._put_children(row_ids, records)

    async def _skip_given(self, records: Sequence[NewOrder]) -> None:
        given = [int(one.number.removeprefix("ORD-")) for one in records if one.number is not None]
        if given:
            await skip_to(self.connection, "ORD", max(given))

    async def _rows(self, records: Sequence[NewOrder]) -> list[Row]:
        buyer_ids = [self.row_of(BUYERS, one.buyer_id) for one in records]
        buyers = await find_rows(self.connection, _buyers, "id", buyer_ids)
        period = (await find_terms(self.connection)).claim_period
        return [self._row(one, buyers[number], period) for one, number in zip(records, buyer_ids, strict=True)]

    def _row(self, one: NewOrder, buyer: Any, claim_period: timedelta) -> Row:
        delivered = next((at for kind, at in one.events if kind == "delivered"), None)
        country = one.destination.country if one.destination else buyer.country
        city = one.destination.city if one.destination else Name(buyer.city_en, buyer.city_zh)
        return {
            "buyer_id": buyer.id,
            "supplier_id": self.row_of("suppliers", one.supplier_id),
            "state": one.state,
            "incoterm": one.incoterm,
            "destination_country": country,
            "destination_en": city.en,
            "destination_zh": city.zh,
            "currency": one.currency,
            "placed_at": one.placed_at,
            "expected_on": one.expected_on,
            "claim_until": one.claim_until or (delivered and delivered + claim_period),
        }

    async def _put_children(self, ids: Sequence[int], records: Sequence[NewOrder]) -> None:
        products = await self._products(records)
        lines: list[Row] = []
        for number, one in zip(ids, records, strict=True):
            for position, line in enumerate(one.lines, start=1):
                row = products[line.product_id] if line.product_id is not None else None
                lines.append({"order_id": number, "position": position, **_line_row(line, row)})
        await replace_children(self.connection, tables.order_lines, "order_id", list(ids), lines)
        await self._put_events(ids, records)

    async def _products(self, records: Sequence[NewOrder]) -> dict[str, Any]:
        named = {line.product_id for one in records for line in one.lines if line.product_id is not None}
        rows = {one: self.row_of("products", one) for one in named}
        found = await find_rows(self.connection, catalogue_tables.products, "id", list(rows.values()))
        return {one: found[number] for one, number in rows.items()}

    async def _put_events(self, ids: Sequence[int], records: Sequence[NewOrder]) -> None:
        """Replaces the orders' events by those of the same kind in the records. Other events, such as a confirmation in
        the chat, stay."""
        columns = tables.order_events.c
        rows: list[Row] = []
        for number, one in zip(ids, records, strict=True):
            events = [("placed", one.placed_at), *one.events]
            kinds = [kind for kind, _ in events]
            same = delete(tables.order_events).where(columns.order_id == number, columns.kind.in_(kinds))
            await self.connection.execute(same)
            rows += [
                {"order_id": number, "kind": kind, "at": at, "place_en": None, "place_zh": None} for kind, at in events
            ]
        if rows:
            await self.connection.execute(tables.order_events.insert(), rows)


def _line_row(line: NewLine, product: Any) -> Row:
    """Returns the row of an order's line. Values that the line leaves out are taken from the product."""
    name = line.name or Name(product.name_en, product.name_zh)
    return {
        "product_id": product and product.id,
        "name_en": name.en,
        "name_zh": name.zh,
        "quantity": line.quantity.value,
        "unit": line.quantity.unit or product.unit,
        "unit_price": line.unit_price,
    }


class PaymentWriter(Writer[NewPayment]):
    async def insert(self, records: Sequence[NewPayment]) -> list[int]:
        return await insert_rows(self.connection, tables.payments, await self._rows(records))

    async def update(self, row_ids: Sequence[int], records: Sequence[NewPayment]) -> None:
        await update_rows(self.connection, tables.payments, row_ids, await self._rows(records))

    async def _rows(self, records: Sequence[NewPayment]) -> list[Row]:
        ids = [self.row_of("orders", one.order_id) for one in records]
        orders = await find_rows(self.connection, _orders, "id", ids)
        return [
            {
                "order_id": number,
                "kind": one.kind,
                "state": one.state,
                "amount": one.amount,
                "currency": one.currency or orders[number].currency,
                "method": one.method,
                "due_on": one.due_on,
                "paid_at": one.paid_at,
            }
            for one, number in zip(records, ids, strict=True)
        ]


class ShipmentWriter(Writer[NewShipment]):
    async def insert(self, records: Sequence[NewShipment]) -> list[int]:
        return await insert_rows(self.connection, tables.shipments, await self._rows(records))

    async def update(self, row_ids: Sequence[int], records: Sequence[NewShipment]) -> None:
        await update_rows(self.connection, tables.shipments, row_ids, await self._rows(records))

    async def _rows(self, records: Sequence[NewShipment]) -> list[Row]:
        ids = [self.row_of("orders", one.order_id) for one in records]
        places = await find_ends(self.connection, ids)
        rows: list[Row] = []
        for one, number in zip(records, ids, strict=True):
            origin, destination = one.origin or places[number][0], one.destination or places[number][1]
            carrier = carrier_names(one.carrier)
            rows.append(
                {
                    "order_id": number,
                    "mode": one.mode,
                    "carrier": one.carrier,
                    "carrier_en": carrier.en,
                    "carrier_zh": carrier.zh,
                    "tracking_number": one.tracking_number,
                    "vessel": one.vessel,
                    "origin_en": origin.en,
                    "origin_zh": origin.zh,
                    "destination_en": destination.en,
                    "destination_zh": destination.zh,
                    "shipped_at": one.shipped_at,
                    "eta": one.eta,
                    "arrived_at": one.arrived_at,
                }
            )
        return rows


async def find_ends(connection: AsyncConnection, order_ids: Sequence[int]) -> Mapping[int, tuple[Name, Name]]:
    """Returns where the goods of each order come from (the supplier's city) and go to, by the order's id."""
    cities, suppliers = catalogue_tables.cities, catalogue_tables.suppliers
    columns = _orders.c.id, _orders.c.destination_en, _orders.c.destination_zh, cities.c.name_en, cities.c.name_zh
    query = (
        select(*columns)
        .join(suppliers, suppliers.c.id == _orders.c.supplier_id)
        .join(cities, cities.c.id == suppliers.c.city_id)
        .where(_orders.c.id.in_(list(dict.fromkeys(order_ids))))
    )
    return {
        row.id: (Name(row.name_en, row.name_zh), Name(row.destination_en, row.destination_zh))
        for row in await connection.execute(query)
    }
