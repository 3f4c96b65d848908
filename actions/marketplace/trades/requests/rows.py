"""Selects the requests that an account may see, and converts requests and quotations to and from rows of the
database."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.base import tables as marketplace_tables
from actions.marketplace.base.accounts import account_of
from actions.marketplace.base.records import Destination, Money, Name, Party, Quantity
from actions.marketplace.goods.catalogue import tables as catalogue_tables
from actions.marketplace.goods.catalogue.listings import SUPPLIER_COLUMNS, join_place, supplier_summary
from actions.marketplace.goods.catalogue.rates import Rates
from actions.marketplace.trades.requests import tables
from actions.marketplace.trades.requests.lifecycle import find_standing, hash_terms
from actions.marketplace.trades.requests.records import CounterOffer, NewRfq, Quotation, Refusal, Rfq
from actions.marketplace.trades.requests.terms import RFQ_OPEN_FOR

_rfqs, _quotations, _recipients, _held = tables.rfqs, tables.quotations, tables.rfq_recipients, tables.held_texts
_offers = tables.counter_offers


def _build_visible() -> Select[Any]:
    accounts, buyers = marketplace_tables.accounts, marketplace_tables.buyers
    invited = (
        select(_recipients.c.rfq_id)
        .where(_recipients.c.rfq_id == _rfqs.c.id, _recipients.c.supplier_id == accounts.c.supplier_id)
        .exists()
    )
    asked = select(func.count()).where(_recipients.c.rfq_id == _rfqs.c.id).scalar_subquery()
    return (
        select(
            _rfqs,
            asked.label("asked"),
            buyers.c.name_en.label("buyer_en"),
            buyers.c.name_zh.label("buyer_zh"),
            account_of("buyer_id", buyers.c.id).label("buyer_account"),
            accounts.c.role.label("reader"),
            func.coalesce(_held.c.state, "released").label("words"),
        )
        .join_from(_rfqs, buyers, _rfqs.c.buyer_id == buyers.c.id)
        .join(accounts, or_(accounts.c.buyer_id == _rfqs.c.buyer_id, invited))
        .outerjoin(_held, _held.c.rfq_id == _rfqs.c.id)
    )


def select_refused(account: str) -> Select[tuple[int]]:
    """Returns a query for the ids of the requests for which this supplier has said that it does not quote."""
    accounts = marketplace_tables.accounts.c
    query = select(_recipients.c.rfq_id).join(
        marketplace_tables.accounts, accounts.supplier_id == _recipients.c.supplier_id
    )
    return query.where(accounts.slug == account, _recipients.c.declined_at.is_not(None))


_visible = _build_visible()
"""Selects the requests of all accounts, each joined with every account that may see it. The query is built only once,
because building it takes long."""


def select_visible(account: str) -> Select[Any]:
    """Returns a query for the requests that this account's company made or is invited to."""
    return _visible.where(marketplace_tables.accounts.c.slug == account)


def select_invited_accounts(rfq_id: int) -> Select[tuple[str]]:
    """Returns a query for the accounts of the suppliers that were asked."""
    accounts = marketplace_tables.accounts.c
    invited = select(accounts.slug).join(_recipients, _recipients.c.supplier_id == accounts.supplier_id)
    return invited.where(_recipients.c.rfq_id == rfq_id)


async def load_quotations(
    connection: AsyncConnection, account: str, rfq_ids: Sequence[int], today: date
) -> dict[int, list[Quotation]]:
    """Returns the quotations for each request (by its id), the oldest first. The buyer gets all quotations, a supplier
    only its own."""
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
        .order_by(_quotations.c.id)
    )
    rows = (await connection.execute(join_place(query))).all()
    offers = await _load_offers(connection, [row.id for row in rows])
    found: dict[int, list[Quotation]] = defaultdict(list)
    for row in rows:
        found[row.rfq_id].append(_make_quotation(row, offers[row.id], today))
    return found


async def _load_offers(connection: AsyncConnection, quotation_ids: Sequence[int]) -> dict[int, list[Row[Any]]]:
    """Returns the rounds of the negotiation about each quotation, by its id."""
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    if quotation_ids:
        query = select(_offers).where(_offers.c.quotation_id.in_(quotation_ids)).order_by(_offers.c.round)
        for row in await connection.execute(query):
            found[row.quotation_id].append(row)
    return found


async def load_recipients(connection: AsyncConnection, rfq_ids: Sequence[int]) -> dict[int, list[Name]]:
    """Returns the names of the suppliers that were asked, for each request (by its id)."""
    suppliers, found = catalogue_tables.suppliers, defaultdict[int, list[Name]](list)
    if rfq_ids:
        query = select(_recipients.c.rfq_id, suppliers.c.name_en, suppliers.c.name_zh)
        query = query.join(suppliers, suppliers.c.id == _recipients.c.supplier_id)
        for row in await connection.execute(query.where(_recipients.c.rfq_id.in_(rfq_ids)).order_by(suppliers.c.id)):
            found[row.rfq_id].append(Name(row.name_en, row.name_zh))
    return found


async def load_refusals(connection: AsyncConnection, account: str, rfq_ids: Sequence[int]) -> dict[int, list[Refusal]]:
    """Returns the refusals of suppliers for each request (by its id), the earliest first. The buyer gets all refusals,
    a supplier only its own."""
    accounts, suppliers = marketplace_tables.accounts, catalogue_tables.suppliers
    found = defaultdict[int, list[Refusal]](list)
    query = (
        select(_recipients, suppliers.c.slug, suppliers.c.name_en, suppliers.c.name_zh)
        .join_from(_recipients, _rfqs, _rfqs.c.id == _recipients.c.rfq_id)
        .join(suppliers, suppliers.c.id == _recipients.c.supplier_id)
        .join(accounts, accounts.c.slug == account)
        .where(
            _recipients.c.rfq_id.in_(rfq_ids),
            _recipients.c.declined_at.is_not(None),
            or_(accounts.c.buyer_id == _rfqs.c.buyer_id, accounts.c.supplier_id == _recipients.c.supplier_id),
        )
        .order_by(_recipients.c.declined_at, suppliers.c.id)
    )
    for row in await connection.execute(query) if rfq_ids else ():
        refusal = Refusal(Name(row.name_en, row.name_zh), row.slug, row.reason, row.declined_at)
        found[row.rfq_id].append(refusal)
    return found


def _make_quotation(row: Row[Any], offers: Sequence[Row[Any]], today: date) -> Quotation:
    rounds = [
        CounterOffer(
            offer.round,
            offer.side,
            Money(offer.unit_price, row.currency),
            Quantity(offer.quantity, row.unit),
            offer.state,
            offer.created_at,
        )
        for offer in offers
    ]
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
        standing=find_standing(row, offers, today),
        rounds=tuple(rounds),
        terms=hash_terms(row, row.unit),
        note=row.note,
        moq=Quantity(row.moq, row.unit) if row.moq is not None else None,
    )


def _may_read(row: Row[Any]) -> bool:
    """Returns True if the account that asked for this row may read the buyer's words. Words that wait for a decision of
    the staff or were refused are shown to the buyer only."""
    return bool(row.reader == "buyer" or row.words == "released")


def make_rfq(
    row: Row[Any],
    quotations: tuple[Quotation, ...],
    suppliers: Sequence[Name],
    refusals: Sequence[Refusal],
    rates: Rates,
) -> Rfq:
    may_read, unsaid = _may_read(row), Name("", "")
    city = Name(row.destination_en or "", row.destination_zh or "") if may_read else unsaid
    return Rfq(
        number=row.number,
        state=row.state,
        buyer=Party(Name(row.buyer_en, row.buyer_zh), "buyer", row.buyer_account),
        product=Name(row.product_en, row.product_zh) if may_read else unsaid,
        words=row.words,
        recipients=row.asked if row.reader == "buyer" else None,
        suppliers=tuple(suppliers) if row.reader == "buyer" else (),
        product_id=row.product_id,
        note=row.note if may_read else None,
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
        refusals=tuple(refusals),
        rates=rates,
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
        "product_id": wish.product_id,
        "note": wish.note,
    }
