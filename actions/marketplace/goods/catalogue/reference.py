"""Holds the data with which every marketplace begins: places in China, currencies with their rates, kinds of
certificates, and categories of goods."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.goods.catalogue import tables
from foundation.database.statements import align_sequences
from foundation.yaml_text import read_yaml
from trade.places import provinces

Row = dict[str, Any]


@cache
def load_reference() -> Any:
    return read_yaml(Path(__file__).with_name("reference.yml"))


def city_ids() -> dict[str, int]:
    """Returns the id of each city by its English name."""
    cities = [city for province in provinces() for city in province.cities]
    return {city.en: number for number, city in enumerate(cities, start=1)}


def category_ids() -> dict[str, int]:
    return {slug: number for number, slug in enumerate(load_reference()["categories"], start=1)}


async def put_reference(connection: AsyncConnection) -> None:
    """Fills the tables of places, currencies and kinds of certificates, if there are no places yet. Categories are left
    out, because a real marketplace imports its own."""
    if (await connection.execute(select(tables.provinces.c.code).limit(1))).first() is not None:
        return
    filled = [(table, rows) for table, rows in reference_rows() if table is not tables.categories]
    for table, rows in filled:
        await connection.execute(table.insert(), rows)
    await align_sequences(connection, [tables.cities])


def reference_rows(rates_as_of: date | None = None) -> Iterator[tuple[Table, list[Row]]]:
    """Yields the tables of places, currencies, kinds of certificates and categories, with their rows. Suppliers and
    products refer to them. `rates_as_of` is the day for which the exchange rates hold, if it is not the one in the
    file."""
    reference = load_reference()
    yield (
        tables.provinces,
        [
            {
                "code": province.code,
                "name_en": province.en,
                "name_zh": province.zh,
                "aliases": "\n".join(province.names),
                "area": province.area,
            }
            for province in provinces()
        ],
    )
    yield (
        tables.cities,
        [
            {"id": city_ids()[city.en], "province_code": province.code, "name_en": city.en, "name_zh": city.zh}
            for province in provinces()
            for city in province.cities
        ],
    )
    yield (
        tables.exchange_rates,
        [
            {"currency": currency, "per_usd": Decimal(str(rate)), "as_of": rates_as_of or reference["rates_as_of"]}
            for currency, rate in reference["rates"].items()
        ],
    )
    yield (
        tables.certificate_types,
        [_build_named_row("code", code, entry) for code, entry in reference["certificates"].items()],
    )
    yield (
        tables.categories,
        [
            {
                "id": number,
                **_build_named_row("slug", slug, entry),
                "keywords": "\n".join(entry.split("|")[2].split(", ")),
            }
            for number, (slug, entry) in enumerate(reference["categories"].items(), start=1)
        ],
    )


def _build_named_row(key: str, value: str, names: str) -> Row:
    en, zh, *_ = names.split("|")
    return {key: value, "name_en": en, "name_zh": zh}
