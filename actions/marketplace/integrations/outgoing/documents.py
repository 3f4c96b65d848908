"""Writes an order, a request, a quotation, a claim or a sample for the operator's own system, with the operator's ids and
the fields of the import."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.base import tables as marketplace_tables
from actions.marketplace.goods.catalogue import tables as catalogue_tables
from actions.marketplace.integrations.importing.known import find_operator_id
from actions.marketplace.trades.claims import tables as claims_tables
from actions.marketplace.trades.orders import tables as orders_tables
from actions.marketplace.trades.requests import tables as requests_tables
from actions.marketplace.trades.samples import tables as samples_tables

Document = dict[str, Any]


class Documents:
    """Writes the document of a row, given the number that people see. A document leaves out whatever one side may not
    read of the other, such as a private limit or words that are held for the staff."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._writers: Mapping[str, tuple[str, Table, Callable[[Row[Any]], Awaitable[Document]]]] = {
            "ORD": ("order", orders_tables.orders, self._write_order),
            "RFQ": ("request", requests_tables.rfqs, self._write_request),
            "QUO": ("quotation", requests_tables.quotations, self._write_quotation),
            "CLM": ("claim", claims_tables.claims, self._write_claim),
            "SMP": ("sample", samples_tables.samples, self._write_sample),
        }

    async def write(self, about: str) -> tuple[str, Document] | None:
        """Returns the subject ("order") and the document, or None if no row has this number (any more)."""
        found = self._writers.get(about.partition("-")[0])
        if found is None:
            return None
        subject, table, write = found
        row = (await self._connection.execute(select(table).where(table.c.number == about))).first()
        return (subject, _plain(await write(row))) if row is not None else None

    async def _write_order(self, order: Row[Any]) -> Document:
        lines, payments, shipments = orders_tables.order_lines, orders_tables.payments, orders_tables.shipments
        return {
            "order_id": await self._id("orders", order.id, order.number),
            "number": order.number,
            **await self._sides(order),
            "state": order.state,
            "placed_at": order.placed_at,
            "currency": order.currency,
            "incoterm": order.incoterm,
            "destination_country": order.destination_country,
            "destination_en": order.destination_en,
            "destination_zh": order.destination_zh,
            "expected_on": order.expected_on,
            "claim_until": order.claim_until,
            "lines": [await self._write_line(row) for row in await self._of_order(lines, order.id, lines.c.position)],
            "payments": [
                {"payment_id": await self._id("payments", row.id, f"{order.number}-P{row.id}"), "kind": row.kind,
                 "state": row.state, "amount": row.amount, "currency": row.currency, "due_on": row.due_on}
                for row in await self._of_order(payments, order.id, payments.c.id)
            ],
            "shipments": [
                {"shipment_id": await self._id("shipments", row.id, f"{order.number}-S{row.id}"), "carrier": row.carrier,
                 "tracking_number": row.tracking_number, "shipped_at": row.shipped_at, "eta": row.eta,
                 "arrived_at": row.arrived_at}
                for row in await self._of_order(shipments, order.id, shipments.c.id)
            ],
        }  # fmt: skip

    async def _of_order(self, table: Table, order_id: int, order_by: Any) -> list[Row[Any]]:
        query = select(table).where(table.c.order_id == order_id).order_by(order_by)
        return list((await self._connection.execute(query)).all())

    async def _write_line(self, line: Row[Any]) -> Document:
        product = await self._id("products", line.product_id, None) if line.product_id is not None else None
        return {"product_id": product, "goods_en": line.name_en, "goods_zh": line.name_zh, "quantity": line.quantity,
                "unit": line.unit, "unit_price": line.unit_price}  # fmt: skip

    async def _write_request(self, request: Row[Any]) -> Document:
        held, recipients = requests_tables.held_texts.c, requests_tables.rfq_recipients.c
        state = (await self._connection.execute(select(held.state).where(held.rfq_id == request.id))).scalar()
        asked = (
            await self._connection.execute(select(recipients.supplier_id).where(recipients.rfq_id == request.id))
        ).scalars()
        words = {"goods_en": request.product_en, "goods_zh": request.product_zh, "note": request.note}
        return {
            "rfq": request.number,
            "state": request.state,
            "buyer_id": await self._id("buyers", request.buyer_id, None),
            "supplier_ids": [await self._supplier(one) for one in sorted(asked)],
            "product_id": await self._id("products", request.product_id, None) if request.product_id else None,
            **(words if state in (None, "released") else dict.fromkeys(words)),
            "quantity": request.quantity,
            "unit": request.unit,
            "destination_country": request.destination_country,
            "incoterm": request.incoterm,
            "due_on": request.due_on,
            "needed_by": request.needed_by,
        }  # fmt: skip

    async def _write_quotation(self, quotation: Row[Any]) -> Document:
        numbers = select(requests_tables.rfqs.c.number).where(requests_tables.rfqs.c.id == quotation.rfq_id)
        return {
            "quotation_id": await self._id("quotations", quotation.id, quotation.number),
            "number": quotation.number,
            "rfq": (await self._connection.execute(numbers)).scalar_one(),
            "supplier_id": await self._supplier(quotation.supplier_id),
            "state": quotation.state,
            "unit_price": quotation.unit_price,
            "currency": quotation.currency,
            "quantity": quotation.quantity,
            "lead_time_days": quotation.lead_time_days,
            "incoterm": quotation.incoterm,
            "valid_until": quotation.valid_until,
        }

    async def _write_claim(self, claim: Row[Any]) -> Document:
        numbers = select(orders_tables.orders.c.number).where(orders_tables.orders.c.id == claim.order_id)
        number = (await self._connection.execute(numbers)).scalar_one()
        return {
            "claim": claim.number,
            "order_id": await self._id("orders", claim.order_id, number),
            **await self._sides(claim),
            "state": claim.state,
            "kind": claim.kind,
            "wish": claim.wish,
            "affected": claim.affected,
            "opened_at": claim.opened_at,
        }

    async def _write_sample(self, sample: Row[Any]) -> Document:
        return {
            "sample": sample.number,
            **await self._sides(sample),
            "product_id": await self._id("products", sample.product_id, None) if sample.product_id else None,
            "state": sample.state,
            "quantity": sample.quantity,
            "unit": sample.unit,
            "carrier": sample.carrier,
            "tracking_number": sample.tracking_number,
            "requested_at": sample.requested_at,
        }

    async def _sides(self, row: Row[Any]) -> Document:
        return {
            "buyer_id": await self._id("buyers", row.buyer_id, None),
            "supplier_id": await self._supplier(row.supplier_id),
        }

    async def _supplier(self, row_id: int) -> str | None:
        return await self._id("suppliers", row_id, None)

    async def _id(self, kind: str, row_id: int, otherwise: str | None) -> str | None:
        """Returns the operator's id of the row, else `otherwise`, else the row's slug, because the companies of a demo
        have no operator's id."""
        if (own := await find_operator_id(self._connection, kind, row_id)) is not None or otherwise is not None:
            return own or otherwise
        table = {"buyers": marketplace_tables.buyers, "suppliers": catalogue_tables.suppliers}.get(kind)
        if table is None:
            return None
        slug: str | None = (await self._connection.execute(select(table.c.slug).where(table.c.id == row_id))).scalar()
        return slug


def _plain(value: Any) -> Any:
    """Returns the document in a form that JSON can hold. Decimals are texts, so that no price is rounded on the way."""
    match value:
        case dict():
            return {name: _plain(one) for name, one in value.items()}
        case list():
            return [_plain(one) for one in value]
        case Decimal():
            return f"{value.normalize():f}"
        case datetime() | date():
            return value.isoformat()
    return value
