"""Loads listings: products as their suppliers offer them, with the price for a certain quantity."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Row, Select, bindparam, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.base.records import Money, Name, Place, Quantity
from actions.marketplace.goods.catalogue import tables
from actions.marketplace.goods.catalogue.records import Listing, PriceTier, SupplierSummary
from actions.marketplace.goods.catalogue.units import convert, tier_for

_suppliers, _cities, _provinces = tables.suppliers, tables.cities, tables.provinces
SUPPLIER_COLUMNS: tuple[ColumnElement[Any], ...] = (
    _suppliers.c.id.label("company_id"),
    _suppliers.c.slug.label("supplier_slug"),
    _suppliers.c.name_en.label("supplier_en"),
    _suppliers.c.name_zh.label("supplier_zh"),
    _suppliers.c.kind.label("supplier_kind"),
    _suppliers.c.verified,
    _suppliers.c.rating,
    _suppliers.c.review_count,
    _cities.c.province_code,
    _cities.c.name_en.label("city_en"),
    _cities.c.name_zh.label("city_zh"),
    _provinces.c.name_en.label("province_en"),
    _provinces.c.name_zh.label("province_zh"),
)


def join_place(query: Select[Any]) -> Select[Any]:
    """Returns `query`, which reads `suppliers`, joined with the other tables that SUPPLIER_COLUMNS needs."""
    return query.join(_cities, _suppliers.c.city_id == _cities.c.id).join(
        _provinces, _cities.c.province_code == _provinces.c.code
    )


_products, _categories, _price_tiers, _held = (
    tables.products,
    tables.categories,
    tables.price_tiers,
    tables.certificates.c,
)
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
# Every search runs the following queries. The queries are built only once, because building them took a third of a
# search's time.
_PRODUCTS = join_place(
    select(
        _products,
        _categories.c.name_en.label("category_en"),
        _categories.c.name_zh.label("category_zh"),
        *SUPPLIER_COLUMNS,
    )
    .join_from(_products, _suppliers, _products.c.supplier_id == _suppliers.c.id)
    .join(_categories, _products.c.category_id == _categories.c.id)
    .where(_products.c.id.in_(_IDS))
)
_ON_SALE = _PRODUCTS.where(_products.c.paused.is_(False), _suppliers.c.paused.is_(False))
_TIERS = select(_price_tiers).where(_price_tiers.c.product_id.in_(_IDS)).order_by(_price_tiers.c.minimum)
_CERTIFICATES = select(_held.supplier_id, _held.product_id, _held.code).where(
    _held.valid_until >= bindparam("today"),
    _held.supplier_id.in_(bindparam("companies", expanding=True)),
    or_(_held.product_id.is_(None), _held.product_id.in_(_IDS)),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Says how much a buyer wants of each listing. A field is None if the buyer did not say it."""

    quantity: Decimal | None = None
    unit: str | None = None


def supplier_summary(row: Row[Any]) -> SupplierSummary:
    """Returns the supplier that a row with the columns of SUPPLIER_COLUMNS describes."""
    return SupplierSummary(
        id=row.company_id,
        slug=row.supplier_slug,
        name=Name(row.supplier_en, row.supplier_zh),
        place=Place(row.province_code, Name(row.province_en, row.province_zh), Name(row.city_en, row.city_zh)),
        kind=row.supplier_kind,
        verified=row.verified,
        rating=row.rating,
        review_count=row.review_count,
    )


async def load_listings(
    connection: AsyncConnection,
    product_ids: Sequence[int],
    wanted: Wanted,
    today: date,
    *,
    with_paused: bool = False,
) -> tuple[Listing, ...]:
    """Returns the listings of these products in the order of the ids. Products that are gone from the database are left
    out, and so are certificates that are no longer valid `today`. Paused products and those of paused suppliers are
    left out unless `with_paused` is True."""
    if not product_ids:
        return ()
    query = _PRODUCTS if with_paused else _ON_SALE
    rows = {row.id: row for row in await connection.execute(query, {"ids": product_ids})}
    tiers = await _tiers(connection, product_ids)
    certificates = await _certificates(connection, rows.values(), today)
    return tuple(
        price_for(_listing(rows[number], tiers[number], certificates[number]), wanted)
        for number in product_ids
        if number in rows
    )


def price_for(listing: Listing, wanted: Wanted) -> Listing:
    """Returns the listing, which is priced for its MOQ, with the price for the wanted quantity, if it has one."""
    unit = listing.moq.unit
    quantity = None if wanted.quantity is None else convert(wanted.quantity, wanted.unit, unit)
    tier = None if quantity is None else tier_for(listing.tiers, quantity)
    if quantity is None or tier is None:
        return listing
    price = Money(tier.unit_price, listing.unit_price.currency)
    return replace(listing, unit_price=price, priced_quantity=Quantity(quantity, unit))


async def _tiers(connection: AsyncConnection, product_ids: Sequence[int]) -> dict[int, list[PriceTier]]:
    tiers: dict[int, list[PriceTier]] = defaultdict(list)
    for row in await connection.execute(_TIERS, {"ids": product_ids}):
        tiers[row.product_id].append(PriceTier(row.minimum, row.unit_price))
    return tiers


async def _certificates(connection: AsyncConnection, rows: Any, today: date) -> dict[int, tuple[str, ...]]:
    asked = {"today": today, "ids": [row.id for row in rows], "companies": list({row.company_id for row in rows})}
    held = defaultdict(set)
    for row in await connection.execute(_CERTIFICATES, asked):
        held[row.supplier_id, row.product_id].add(row.code)
    return {row.id: tuple(sorted(held[row.company_id, None] | held[row.company_id, row.id])) for row in rows}


def _listing(row: Row[Any], tiers: list[PriceTier], certificates: tuple[str, ...]) -> Listing:
    """Returns the listing, priced for its MOQ."""
    return Listing(
        product_id=row.id,
        product=Name(row.name_en, row.name_zh),
        category=Name(row.category_en, row.category_zh),
        supplier=supplier_summary(row),
        unit_price=Money(tiers[0].unit_price, row.currency),
        priced_quantity=Quantity(row.moq, row.unit),
        moq=Quantity(row.moq, row.unit),
        tiers=tuple(tiers),
        lead_time_days=row.lead_time_days,
        certificates=certificates,
        sample_price=None if row.sample_price is None else Money(row.sample_price, row.currency),
        stock=None if row.stock is None else Quantity(row.stock, row.unit),
        is_paused=row.paused,
        picture=row.picture,
    )
