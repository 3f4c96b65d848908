"""Selects the requests that an account may see, and turns requests and quotations into rows and back."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace import tables as marketplace_tables
from actions.marketplace.catalogue import tables as catalogue_tables
from actions.marketplace.catalogue.listings import SUPPLIER_COLUMNS, join_place, supplier_summary
from actions.marketplace.records import Destination, Money, Name, Party, Quantity
from actions.marketplace.requests import tables
from actions.marketplace.requests.records import NewRfq, Quotation, Rfq
from actions.marketplace.requests.terms import RFQ_OPEN_FOR

_rfqs, _quotations, _recipients, _held = tables.rfqs, tables.quotations, tables.rfq_recipients, tables.held_texts


def select_visible(account: str) -> Select[Any]:
    """Selects the requests of this account's company: those that it made, and those that it is invited to."""
    accounts, buyers = marketplace_tables.accounts, marketplace_tables.buyers
    buying = accounts.alias("buying")
    invited = (
        select(_recipients.c.rfq_id)
        .where(_recipients.c.rfq_id == _rfqs.c.id, _recipients.c.supplier_id == accounts.c.supplier_id)
        .exists()
    )
    return (
        select(
            _rfqs,
            buyers.c.name_en.label("buyer_en"),
            buyers.c.name_zh.label("buyer_zh"),
            buying.c.slug.label("buyer_account"),
            accounts.c.role.label("reader"),
            func.coalesce(_held.c.state, "released").label("words"),
        )
        .join_from(_rfqs, buyers, _rfqs.c.buyer_id == buyers.c.id)
        .outerjoin(buying, buying.c.buyer_id == buyers.c.id)
        .join(accounts, accounts.c.slug == account)
        .outerjoin(_held, _held.c.rfq_id == _rfqs.c.id)
        .where(or_(accounts.c.buyer_id == _rfqs.c.buyer_id, invited))
    )


async def load_quotations(
    connection: AsyncConnection, account: str, rfq_ids: Sequence[int]
) -> dict[int, list[Quotation]]:
    """Returns the quotations for each request, cheapest first: all of them to the buyer, only its own to a supplier."""
    accounts, suppliers = marketplace_tables.accounts.c, catalogue_tables.suppliers
    query = (
        select(_quotations, _rfqs.c.number.label("rfq_number"), _rfqs.c.unit, *SUPPLIER_COLUMNS)
        .join_from(_quotations, _rfqs, _quotations.c.rfq_id == _rfqs.c.id)
        .join(suppliers, _quotations.c.supplier_id == suppliers.c.id)
        .join(marketplace_tables.accounts, accounts.slug == account)
        .where(
            _quotations.c.rfq_id.in_(rfq_ids),
            or_(accounts.buyer_id == _rfqs.c.buyer_id, accounts.supplier_id == _quotations.c.supplier_id),
        )
        .order_by(_quotations.c.unit_price, _quotations.c.id)
    )
    found: dict[int, list[Quotation]] = defaultdict(list)
    for row in await connection.execute(join_place(query)):
        found[row.rfq_id].append(_make_quotation(row))
    return found


def _make_quotation(row: Row[Any]) -> Quotation:
    return Quotation(
        number=row.number,
        rfq_number=row.rfq_number,
        state=row.state,
        supplier=supplier_summary(row),
        unit_price=Money(row.unit_price, row.currency),
        quantity=Quantity(row.quantity, row.unit),
        lead_time_days=row.lead_time_days,
        incoterm=row.incoterm,
        port=_port(row),
        valid_until=row.valid_until,
        created_at=row.created_at,
    )


def _may_read(row: Row[Any]) -> bool:
    """Returns True when this reader may read the words. Only their author reads words that are held or were refused."""
    return bool(row.reader == "buyer" or row.words == "released")


def make_rfq(row: Row[Any], quotations: tuple[Quotation, ...]) -> Rfq:
    may_read, unsaid = _may_read(row), Name("", "")
    city = Name(row.destination_en or "", row.destination_zh or "") if may_read else unsaid
    return Rfq(
        number=row.number,
        state=row.state,
        buyer=Party(Name(row.buyer_en, row.buyer_zh), "buyer", row.buyer_account),
        product=Name(row.product_en, row.product_zh) if may_read else unsaid,
        words=row.words,
        quantity=Quantity(row.quantity, row.unit),
        destination=Destination(row.destination_country, city) if row.destination_country else None,
        incoterm=row.incoterm,
        port=_port(row) if may_read else None,
        target_price=None if row.target_price is None else Money(row.target_price, row.currency),
        certifications=tuple(row.certifications) if may_read else (),
        due_on=row.due_on,
        needed_by=row.needed_by,
        created_at=row.created_at,
        quotations=quotations,
    )


def _port(row: Row[Any]) -> Name | None:
    return Name(row.port_en, row.port_zh) if row.port_en else None


def make_row(wish: NewRfq, product: Name, city: Name | None, port: Name | None, today: date) -> dict[str, Any]:
    where, target = wish.destination, wish.target_price
    return {
        "state": "open",
        "product_en": product.en,
        "product_zh": product.zh,
        "quantity": wish.quantity.value,
        "unit": wish.quantity.unit,
        "destination_country": where and where.country,
        "destination_en": city and city.en,
        "destination_zh": city and city.zh,
        "incoterm": wish.incoterm,
        "port_en": port and port.en,
        "port_zh": port and port.zh,
        "target_price": target and target.amount,
        "currency": target.currency if target else "USD",
        "certifications": list(wish.certifications),
        "due_on": wish.due_on or today + RFQ_OPEN_FOR,
        "needed_by": wish.needed_by,
    }
