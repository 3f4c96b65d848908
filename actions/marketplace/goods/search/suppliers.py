"""Finds suppliers by name, and loads their profiles."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import tantivy
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection
from tantivy import Occur, Query

from actions.marketplace.base import tables as marketplace_tables
from actions.marketplace.base.database.engine import Database
from actions.marketplace.base.errors import NotFound
from actions.marketplace.base.records import Name
from actions.marketplace.goods.catalogue import tables as catalogue_tables
from actions.marketplace.goods.catalogue.listings import (
    SUPPLIER_COLUMNS,
    Wanted,
    join_place,
    supplier_summary,
)
from actions.marketplace.goods.catalogue.rates import Rates, load_rates
from actions.marketplace.goods.catalogue.records import (
    Certificate,
    Listing,
    SupplierProfile,
    SupplierSummary,
    WhatIsSold,
)
from actions.marketplace.goods.search.documents import SCHEMA
from actions.marketplace.goods.search.search import Search
from actions.marketplace.goods.words.likeness import company_likeness, find_calling
from actions.marketplace.goods.words.words import grams, words
from foundation.clock import Clock

CANDIDATES = 20
MOST_CALLED = 60
"""The most suppliers that share words with a message and are looked at for whether it calls them by their name."""
CLOSE_ENOUGH = 0.72  # least likeness, up to 1.0; below it, names count as different
MAIN_PRODUCTS = 5


class Suppliers:
    def __init__(self, database: Database, search: Search, clock: Clock) -> None:
        self._database = database
        self._search = search
        self._clock = clock

    async def find_suppliers(self, text: str, limit: int = 5) -> tuple[SupplierSummary, ...]:
        """Returns the suppliers whose slug or name, in either language, is `text` or close to it, best first. Paused
        suppliers are left out."""
        ids = _candidates(self._search.searcher, text)
        async with self._database.read() as connection:
            suppliers = catalogue_tables.suppliers.c
            called = suppliers.id.in_(ids) | (suppliers.slug == text)
            rows = await _suppliers(connection, called & suppliers.paused.is_(False))
        scored = [(_likeness(text, row), supplier_summary(row)) for row in rows]
        scored.sort(key=lambda pair: (-pair[0], not pair[1].verified, pair[1].id))
        return tuple(summary for likeness, summary in scored if likeness >= CLOSE_ENOUGH)[:limit]

    async def find_called(self, text: str) -> tuple[tuple[str, SupplierSummary], ...]:
        """Returns the suppliers that a message calls by the beginning of their name without its place ("fangyan", 绿竹源),
        each with the words that it calls them by. Words that the catalogue uses about goods call no supplier. Paused
        suppliers are left out."""
        parts = [Query.term_query(SCHEMA, "company", token) for token in (*words(text), *grams(text))]
        ids = _find_ids(self._search.searcher, parts, MOST_CALLED)
        async with self._database.read() as connection:
            suppliers = catalogue_tables.suppliers.c
            rows = await _suppliers(connection, suppliers.id.in_(ids) & suppliers.paused.is_(False)) if ids else []
        found = ((find_calling(text, name_without_place(one)), one) for one in map(supplier_summary, rows))
        return tuple((calling, one) for calling, one in found if calling and not self._search.knows(calling))

    async def supplier_of(self, account: str) -> str | None:
        """Returns the slug of the company that this account sells as; None for a buyer and for an unknown account."""
        query = (
            select(catalogue_tables.suppliers.c.slug)
            .join(
                marketplace_tables.accounts,
                marketplace_tables.accounts.c.supplier_id == catalogue_tables.suppliers.c.id,
            )
            .where(marketplace_tables.accounts.c.slug == account)
        )
        async with self._database.read() as connection:
            slug: str | None = (await connection.execute(query)).scalar_one_or_none()
        return slug

    async def have_products(self) -> bool:
        """Returns False while the marketplace has no products, because nobody has imported any yet."""
        async with self._database.read() as connection:
            return (await connection.execute(select(catalogue_tables.products.c.id).limit(1))).first() is not None

    async def count_what_is_sold(self) -> WhatIsSold:
        """Returns how many suppliers and listings there are, and the categories with the most listings."""
        products, listed = catalogue_tables.products, catalogue_tables.products.c.paused.is_(False)
        categories, count = catalogue_tables.categories, func.count(catalogue_tables.products.c.id)
        by_category = (
            select(categories.c.name_en, categories.c.name_zh, count)
            .join(products, products.c.category_id == categories.c.id)
            .where(listed)
            .group_by(categories.c.id, categories.c.name_en, categories.c.name_zh)
            .order_by(count.desc(), categories.c.id)
        )
        suppliers = select(func.count(products.c.supplier_id.distinct())).where(listed)
        async with self._database.read() as connection:
            rows = (await connection.execute(by_category)).all()
            sellers = (await connection.execute(suppliers)).scalar_one()
        return WhatIsSold(sellers, sum(row[2] for row in rows), tuple(Name(row[0], row[1]) for row in rows))

    async def access_supplier(self, slug: str) -> SupplierProfile:
        """Returns the supplier's profile.

        Raises:
            NotFound: there is no such supplier.
        """
        return (await self.compare_suppliers((slug,)))[0]

    async def compare_suppliers(self, slugs: Sequence[str]) -> tuple[SupplierProfile, ...]:
        """Returns the profiles of these suppliers, in the order of `slugs`.

        Raises:
            NotFound: there is no such supplier.
        """
        async with self._database.read() as connection:
            rows = {
                row.supplier_slug: row
                for row in await _suppliers(connection, catalogue_tables.suppliers.c.slug.in_(slugs))
            }
            if missing := [slug for slug in slugs if slug not in rows]:
                raise NotFound(missing[0])
            return tuple([await _profile(connection, rows[slug], self._clock().date()) for slug in slugs])

    async def access_listing(
        self, product_id: int, quantity: Decimal | int | None = None, unit: str | None = None
    ) -> Listing:
        """Returns one product, priced for a quantity.

        Raises:
            NotFound: there is no such product.
        """
        wanted = Wanted(None if quantity is None else Decimal(quantity), unit)
        listings = await self._search.listings.load([product_id], wanted)
        if not listings:
            raise NotFound(str(product_id))
        return listings[0]

    async def list_rates(self) -> Rates:
        """Returns the exchange rates of the marketplace."""
        async with self._database.read() as connection:
            return await load_rates(connection)


def name_without_place(supplier: SupplierSummary) -> Name:
    """Returns the name of the supplier without the place with which it begins, and without the 市 after a city: 绿竹源竹业
    for 安吉绿竹源竹业."""
    name, place = supplier.name, supplier.place
    for each in (place.city, place.province):
        if each is not None:
            name = Name(name.en.removeprefix(each.en).strip(), name.zh.removeprefix(each.zh).removeprefix("市"))
    return name


def _candidates(searcher: tantivy.Searcher, text: str) -> list[int]:
    parts = [Query.term_query(SCHEMA, "company", token) for token in (*words(text), *grams(text))]
    parts += [
        Query.fuzzy_term_query(SCHEMA, "company", word, distance=1 if len(word) < 8 else 2)
        for word in words(text)
        if word.isascii() and word.isalpha() and len(word) > 3
    ]
    return _find_ids(searcher, parts, CANDIDATES)


def _find_ids(searcher: tantivy.Searcher, parts: Sequence[Query], most: int) -> list[int]:
    """Returns the ids of the suppliers that are found by any of these queries, the best first."""
    if not parts:
        return []
    query = Query.boolean_query([(Occur.Should, part) for part in parts])
    hits = searcher.search(query, limit=most, count=False).hits
    ids = searcher.fast_field_values("id", [address for _, address in hits])
    return [int(number) for number in ids if number is not None]


def _likeness(text: str, row: Any) -> float:
    if text == row.supplier_slug:
        return 1.0
    return company_likeness(text, (row.supplier_en, row.supplier_zh, row.supplier_slug))


async def _suppliers(connection: AsyncConnection, condition: Any) -> Sequence[Any]:
    suppliers = catalogue_tables.suppliers.c
    figures = (
        suppliers.founded_year,
        suppliers.employees,
        suppliers.export_percent,
        suppliers.response_hours,
        suppliers.on_time_percent,
    )
    query = select(*SUPPLIER_COLUMNS, *figures).select_from(catalogue_tables.suppliers).where(condition)
    return (await connection.execute(join_place(query))).all()


async def _profile(connection: AsyncConnection, row: Any, today: date) -> SupplierProfile:
    products = catalogue_tables.products.c
    own = products.supplier_id == row.company_id, products.paused.is_(False)
    names = select(products.name_en, products.name_zh).where(*own)
    carried = (await connection.execute(names.order_by(products.id))).all()
    return SupplierProfile(
        summary=supplier_summary(row),
        founded_year=row.founded_year,
        employees=row.employees,
        export_percent=row.export_percent,
        response_hours=row.response_hours,
        on_time_percent=row.on_time_percent,
        main_products=_main_products((product.name_en, product.name_zh) for product in carried),
        certificates=await _certificates(connection, row.company_id, today),
        product_count=len(carried),
    )


def _main_products(names: Iterable[tuple[str, str]]) -> tuple[Name, ...]:
    """Returns the first product of each kind, without sizes and packings."""
    kinds = dict.fromkeys((en.split(",")[0], zh.split(" ")[0]) for en, zh in names)
    return tuple(Name(en, zh) for en, zh in kinds)[:MAIN_PRODUCTS]


async def _certificates(connection: AsyncConnection, supplier_id: int, today: date) -> tuple[Certificate, ...]:
    """Returns the certificates of the supplier and of its products. Of several certificates of one
    kind it returns the one that is valid longest."""
    held, types = catalogue_tables.certificates, catalogue_tables.certificate_types
    query = (
        select(held, types.c.name_en, types.c.name_zh)
        .join(types, held.c.code == types.c.code)
        .where(held.c.supplier_id == supplier_id, held.c.valid_until >= today)
        .order_by(held.c.product_id.is_not(None), held.c.code, held.c.valid_until)
    )
    certificates: dict[str, Certificate] = {}
    for row in await connection.execute(query):
        name = Name(row.name_en, row.name_zh)
        certificates[row.code] = Certificate(row.code, name, row.number, row.issuer, row.valid_until)
    return tuple(certificates.values())
