"""Writes exchange rates, suppliers, products and certificates."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.base.records import Name, Place
from actions.marketplace.goods.catalogue import tables
from actions.marketplace.goods.catalogue.reference import load_reference
from actions.marketplace.goods.catalogue.version import mark_changed
from actions.marketplace.integrations.importing.problems import Problem
from actions.marketplace.integrations.importing.records import NewCertificate, NewProduct, NewRate, NewSupplier
from actions.marketplace.integrations.importing.writing import (
    Row,
    Writer,
    find_rows,
    insert_rows,
    replace_children,
    update_rows,
)
from foundation.database.statements import insert

SLUG = 80


class RateWriter(Writer[NewRate]):
    async def insert(self, records: Sequence[NewRate]) -> list[int]:
        await self._put(records)
        return [0] * len(records)

    async def update(self, row_ids: Sequence[int], records: Sequence[NewRate]) -> None:
        await self._put(records)

    async def _put(self, records: Sequence[NewRate]) -> None:
        today = self.clock().date()
        for one in records:
            rate = {"per_usd": one.per_usd, "as_of": one.as_of or today}
            new = insert(self.connection, tables.exchange_rates).values(currency=one.currency, **rate)
            await self.connection.execute(new.on_conflict_do_update(index_elements=["currency"], set_=rate))
        await mark_changed(self.connection)


class SupplierWriter(Writer[NewSupplier]):
    async def insert(self, records: Sequence[NewSupplier]) -> list[int]:
        slugs = await self._slugs(records)
        rows = [{"slug": slug, **row} for slug, row in zip(slugs, await self.make_rows(records), strict=True)]
        await mark_changed(self.connection)
        return await insert_rows(self.connection, tables.suppliers, rows)

    async def update(self, row_ids: Sequence[int], records: Sequence[NewSupplier]) -> None:
        await update_rows(self.connection, tables.suppliers, row_ids, await self.make_rows(records))
        await mark_changed(self.connection)

    async def make_rows(self, records: Sequence[NewSupplier]) -> list[Row]:
        cities = await self._cities(records)
        return [_supplier_row(one, cities) for one in records]

    async def _cities(self, records: Sequence[NewSupplier]) -> Mapping[Place, int]:
        """Returns the id of each record's city. A city that is not listed yet is added."""
        columns = tables.cities.c
        codes = {one.place.province_code for one in records}
        query = select(tables.cities).where(columns.province_code.in_(codes))
        listed = {
            (row.province_code, name): row.id
            for row in await self.connection.execute(query)
            for name in (row.name_zh, row.name_en)
        }
        found: dict[Place, int] = {}
        for place in {one.place: None for one in records}:
            city = place.city or place.province
            number = listed.get((place.province_code, city.en)) or listed.get((place.province_code, city.zh))
            if number is None:
                row = {"province_code": place.province_code, "name_en": city.en, "name_zh": city.zh}
                number = (await insert_rows(self.connection, tables.cities, [row]))[0]
                listed[place.province_code, city.en] = number
            found[place] = number
        return found

    async def _slugs(self, records: Sequence[NewSupplier]) -> list[str]:
        """Returns a slug for each supplier, made from its id in the operator's system. A hash is added if another
        supplier has the same slug."""
        wanted = [make_slug(one.operator_id) for one in records]
        taken = set(await find_rows(self.connection, tables.suppliers, "slug", wanted))
        slugs = []
        for one, slug in zip(records, wanted, strict=True):
            if slug in taken or not slug:
                slug = f"{slug[: SLUG - 9] or 'supplier'}-{hashlib.sha256(one.operator_id.encode()).hexdigest()[:8]}"
            taken.add(slug)
            slugs.append(slug)
        return slugs


def make_slug(text: str) -> str:
    """Returns the text in small letters and digits with hyphens between, at most 80 characters; "" if it has none."""
    plain = "".join(character if character.isascii() and character.isalnum() else " " for character in text.lower())
    return "-".join(plain.split())[:SLUG]


def _supplier_row(one: NewSupplier, cities: Mapping[Place, int]) -> Row:
    return {
        "name_en": one.name.en,
        "name_zh": one.name.zh,
        "city_id": cities[one.place],
        "kind": one.kind,
        "verified": one.verified,
        "rating": one.rating,
        "review_count": one.review_count,
        "founded_year": one.founded_year,
        "employees": one.employees,
        "export_percent": one.export_percent,
        "response_hours": one.response_hours,
        "on_time_percent": one.on_time_percent,
    }


class ProductWriter(Writer[NewProduct]):
    async def check(self, records: Sequence[NewProduct]) -> Mapping[int, Problem]:
        return await find_unpriced(self, {place: one.currency for place, one in enumerate(records)})

    async def insert(self, records: Sequence[NewProduct]) -> list[int]:
        rows = await self.make_rows(records)
        ids = await insert_rows(self.connection, tables.products, rows)
        await write_tiers(self.connection, ids, records, new=True)
        return ids

    async def update(self, row_ids: Sequence[int], records: Sequence[NewProduct]) -> None:
        await update_rows(self.connection, tables.products, row_ids, await self.make_rows(records))
        await write_tiers(self.connection, row_ids, records, new=False)

    async def make_rows(self, records: Sequence[NewProduct]) -> list[Row]:
        categories = await find_categories(self, {one.category: None for one in records})
        return [
            {
                "supplier_id": self.row_of("suppliers", one.supplier_id),
                "category_id": categories[one.category],
                "name_en": one.name.en,
                "name_zh": one.name.zh,
                "keywords_en": "\n".join(other.en for other in one.other_names),
                "keywords_zh": "\n".join(other.zh for other in one.other_names),
                "unit": one.unit,
                "moq": one.moq,
                "lead_time_days": one.lead_time_days,
                "currency": one.currency,
                "sample_price": one.sample_price,
                "stock": one.stock,
                "paused": one.paused,
                "picture": one.picture,
            }
            for one in records
        ]


async def write_tiers(
    connection: AsyncConnection, ids: Sequence[int], records: Sequence[NewProduct], new: bool
) -> None:
    """Writes the prices of the products with these ids."""
    tiers = [
        {"product_id": number, "minimum": tier.minimum, "unit_price": tier.unit_price}
        for number, one in zip(ids, records, strict=True)
        for tier in one.tiers
    ]
    await replace_children(connection, tables.price_tiers, "product_id", [] if new else list(ids), tiers)
    await mark_changed(connection)


async def find_unpriced(writer: Writer[NewProduct], currencies: Mapping[int, str]) -> Mapping[int, Problem]:
    """Returns a problem for each record whose currency has no exchange rate, by the record's place in the list. Before
    any rates are stored, the currencies of `load_reference` count."""
    query = select(tables.exchange_rates.c.currency)
    rated = set((await writer.connection.execute(query)).scalars()) or set(load_reference()["rates"])
    rated.update(writer.would.get("rates", ()))
    named = ", ".join(sorted(rated))
    return {
        place: Problem("no_such_currency", "currency", currency, {"choices": named})
        for place, currency in currencies.items()
        if currency not in rated
    }


async def find_categories(writer: Writer[NewProduct], wanted: Iterable[Name]) -> Mapping[Name, int]:
    """Returns the id of each category. A missing category is created, with the names and words of the predefined
    category of that name, if there is one."""
    rows = (await writer.connection.execute(select(tables.categories))).all()
    ids = {name.casefold(): row.id for row in rows for name in (row.slug, row.name_zh, row.name_en)}
    slugs = {row.slug for row in rows}
    found: dict[Name, int] = {}
    for name in wanted:
        number = ids.get(name.en.casefold()) or ids.get(name.zh.casefold())
        if number is None:
            row = _category_row(name, slugs)
            number = (await insert_rows(writer.connection, tables.categories, [row]))[0]
            slugs.add(row["slug"])
            ids |= {spelling.casefold(): number for spelling in (row["name_en"], row["name_zh"], name.en, name.zh)}
        found[name] = number
    return found


def _category_row(name: Name, taken: set[str]) -> Row:
    for slug, entry in load_reference()["categories"].items():
        en, zh, keywords = entry.split("|")
        if slug not in taken and {name.en.casefold(), name.zh.casefold()} & {slug, en.casefold(), zh}:
            return {"slug": slug, "name_en": en, "name_zh": zh, "keywords": "\n".join(keywords.split(", "))}
    slug = make_slug(name.en)[:70]
    if not slug or slug in taken:
        slug = f"{slug or 'category'}-{hashlib.sha256(name.en.encode()).hexdigest()[:8]}"
    return {"slug": slug, "name_en": name.en, "name_zh": name.zh, "keywords": ""}


class CertificateWriter(Writer[NewCertificate]):
    async def insert(self, records: Sequence[NewCertificate]) -> list[int]:
        await self._add_types(records)
        await mark_changed(self.connection)
        return await insert_rows(self.connection, tables.certificates, [self._row(one) for one in records])

    async def update(self, row_ids: Sequence[int], records: Sequence[NewCertificate]) -> None:
        await self._add_types(records)
        await update_rows(self.connection, tables.certificates, row_ids, [self._row(one) for one in records])
        await mark_changed(self.connection)

    async def _add_types(self, records: Sequence[NewCertificate]) -> None:
        for code in dict.fromkeys(one.code for one in records):
            new = insert(self.connection, tables.certificate_types).values(code=code, name_en=code, name_zh=code)
            await self.connection.execute(new.on_conflict_do_nothing())

    def _row(self, one: NewCertificate) -> Row:
        return {
            "supplier_id": self.row_of("suppliers", one.supplier_id),
            "product_id": None if one.product_id is None else self.row_of("products", one.product_id),
            "code": one.code,
            "number": one.number,
            "issuer": one.issuer,
            "valid_until": one.valid_until,
        }
