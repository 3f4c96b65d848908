"""Brings trades about whose time comes at a moment that a test chooses, and moves the clock to it."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Table, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace import Marketplace
from actions.marketplace.base import tables
from actions.marketplace.goods.catalogue import tables as catalogue_tables
from actions.marketplace.trades.due import tables as due_tables
from actions.marketplace.trades.letters.tables import letters
from actions.marketplace.trades.orders import tables as orders_tables
from actions.marketplace.trades.requests import tables as requests_tables

BUYER, SUPPLIER, OTHER = "nordmarkt", "chengdu-silk", "jingdezhen-ceramics"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
"""A Wednesday."""
_numbers = itertools.count(900_000)


class Hands:
    """Is a clock that shows what a test sets."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def go(self, **by: float) -> None:
        self.now += timedelta(**by)


async def find_company(connection: AsyncConnection, slug: str) -> int:
    accounts = tables.accounts.c
    query = select(accounts.buyer_id, accounts.supplier_id).where(accounts.slug == slug)
    row = (await connection.execute(query)).one()
    return int(row.buyer_id or row.supplier_id)


async def set_started(connection: AsyncConnection, at: datetime) -> None:
    """Lets the clocks of all kinds have started at this moment."""
    await connection.execute(update(due_tables.due_starts).values(started_at=at))


async def add_request(
    connection: AsyncConnection,
    due_on: date,
    invited: Sequence[str] = (SUPPLIER,),
    created_at: datetime = LONG_AGO,
    state: str = "open",
) -> tuple[int, str]:
    number = f"RFQ-{next(_numbers)}"
    values = {
        "number": number,
        "buyer_id": await find_company(connection, BUYER),
        "state": state,
        "product_en": "silk scarves",
        "product_zh": "真丝丝巾",
        "quantity": Decimal(500),
        "unit": "piece",
        "currency": "USD",
        "certifications": [],
        "due_on": due_on,
        "created_at": created_at,
    }
    inserted = await connection.execute(requests_tables.rfqs.insert().values(values))
    assert inserted.inserted_primary_key is not None
    rfq_id = int(inserted.inserted_primary_key[0])
    for slug in invited:
        supplier = await _find_supplier(connection, slug)
        row = {"rfq_id": rfq_id, "supplier_id": supplier}
        await connection.execute(requests_tables.rfq_recipients.insert().values(row))
    return rfq_id, number


async def add_quotation(
    connection: AsyncConnection, rfq_id: int, valid_until: date, supplier: str = SUPPLIER, state: str = "open"
) -> str:
    number = f"QUO-{next(_numbers)}"
    values = {
        "number": number,
        "rfq_id": rfq_id,
        "supplier_id": await _find_supplier(connection, supplier),
        "state": state,
        "unit_price": Decimal("3.20"),
        "currency": "USD",
        "quantity": Decimal(500),
        "lead_time_days": 20,
        "incoterm": "FOB",
        "valid_until": valid_until,
        "created_at": LONG_AGO,
    }
    await connection.execute(requests_tables.quotations.insert().values(values))
    return number


async def add_order(connection: AsyncConnection, state: str, placed_at: datetime, **columns: Any) -> tuple[int, str]:
    number = f"ORD-{next(_numbers)}"
    values = {
        "number": number,
        "buyer_id": await find_company(connection, BUYER),
        "supplier_id": await find_company(connection, SUPPLIER),
        "state": state,
        "incoterm": "FOB",
        "destination_country": "DE",
        "destination_en": "Hamburg",
        "destination_zh": "汉堡",
        "currency": "USD",
        "placed_at": placed_at,
        **columns,
    }
    inserted = await connection.execute(orders_tables.orders.insert().values(values))
    assert inserted.inserted_primary_key is not None
    order_id = int(inserted.inserted_primary_key[0])
    line = {"order_id": order_id, "position": 1, "name_en": "silk scarves", "name_zh": "真丝丝巾"}
    line |= {"quantity": Decimal(500), "unit": "piece", "unit_price": Decimal("3.20")}
    await connection.execute(orders_tables.order_lines.insert().values(line))
    return order_id, number


async def add_payment(connection: AsyncConnection, order_id: int, due_on: date, kind: str = "deposit") -> int:
    values = {"order_id": order_id, "kind": kind, "state": "due", "amount": Decimal("480.00"), "currency": "USD"}
    values |= {"method": "bank_transfer", "due_on": due_on}
    inserted = await connection.execute(orders_tables.payments.insert().values(values))
    assert inserted.inserted_primary_key is not None
    return int(inserted.inserted_primary_key[0])


async def add_change(
    connection: AsyncConnection, order_id: int, kind: str, state: str, asked_at: datetime = NOON
) -> int:
    row = {"order_id": order_id, "kind": kind, "state": state, "wanted": {}, "before": {}, "asked_at": asked_at}
    inserted = await connection.execute(orders_tables.order_changes.insert().values(row))
    assert inserted.inserted_primary_key is not None
    return int(inserted.inserted_primary_key[0])


async def add_shipment(connection: AsyncConnection, order_id: int, eta: date) -> int:
    row = {"order_id": order_id, "mode": "sea", "carrier": "COSCO", "carrier_en": "COSCO", "carrier_zh": "中远海运"}
    row |= {"tracking_number": "COSU6389214570", "origin_en": "Shanghai", "origin_zh": "上海", "eta": eta}
    row |= {"destination_en": "Hamburg", "destination_zh": "汉堡", "shipped_at": LONG_AGO}
    inserted = await connection.execute(orders_tables.shipments.insert().values(row))
    assert inserted.inserted_primary_key is not None
    return int(inserted.inserted_primary_key[0])


async def add_counter_offer(
    connection: AsyncConnection, quotation: str, side: str, created_at: datetime = NOON
) -> None:
    quotations = requests_tables.quotations.c
    quotation_id = (await connection.execute(select(quotations.id).where(quotations.number == quotation))).scalar_one()
    row = {"quotation_id": quotation_id, "round": 1, "side": side, "unit_price": Decimal("3.10"), "state": "open"}
    row |= {"quantity": Decimal(500), "created_at": created_at}
    await connection.execute(requests_tables.counter_offers.insert().values(row))


_PREFIXES = {"claims": "CLM", "questions": "QST", "samples": "SMP"}


async def add_row(connection: AsyncConnection, table: Table, events: Table, state: str, **columns: Any) -> str:
    """Adds a claim, a question or a sample between the buyer and the supplier, with the entry of how it began, if the table
    has entries. Returns its number."""
    number = f"{_PREFIXES[table.name]}-{next(_numbers)}"
    sides = {
        name: await find_company(connection, slug) for name, slug in (("buyer_id", BUYER), ("supplier_id", SUPPLIER))
    }
    inserted = await connection.execute(table.insert().values(number=number, state=state, **sides, **columns))
    assert inserted.inserted_primary_key is not None
    if events is not table:
        entry = {f"{table.name[:-1]}_id": inserted.inserted_primary_key[0], "kind": "begun", "role": "buyer"}
        await connection.execute(events.insert().values(**entry, at=NOON))
    return number


async def add_letter(connection: AsyncConnection, subject: str, part: str, state: str = "passed") -> None:
    sides = {
        name: await find_company(connection, slug) for name, slug in (("buyer_id", BUYER), ("supplier_id", SUPPLIER))
    }
    values = {"subject": subject, "part": part, "account": BUYER, "role": "buyer", "language": "en", "text": "words"}
    await connection.execute(letters.insert().values(**values, **sides, state=state, notice="", created_at=NOON))


async def read_outbox(market: Marketplace, about: str | None = None) -> list[tuple[str, str, dict[str, str]]]:
    """Returns all notices, as account, kind and payload; only those about one number, if it is given."""
    async with market.database.read() as connection:
        rows = (await connection.execute(select(tables.outbox).order_by(tables.outbox.c.id))).all()
    return [(row.account, row.kind, row.payload) for row in rows if about is None or about in row.payload.values()]


async def _find_supplier(connection: AsyncConnection, slug: str) -> int:
    suppliers = catalogue_tables.suppliers.c
    return int((await connection.execute(select(suppliers.id).where(suppliers.slug == slug))).scalar_one())
