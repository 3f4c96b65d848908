"""Says which values of goods, suppliers and accounts can be corrected. Turns a row into the cells of an import's table,
and writes the record that is read from such cells back into the row."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, Select, Table, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.base import tables as marketplace_tables
from actions.marketplace.base.records import Name
from actions.marketplace.goods.catalogue import tables as catalogue_tables
from actions.marketplace.goods.catalogue.version import mark_changed
from actions.marketplace.integrations.importing.columns import Kind
from actions.marketplace.integrations.importing.kinds import KINDS
from actions.marketplace.integrations.importing.known import KnownRow, find_operator_id
from actions.marketplace.integrations.importing.problems import Problem
from actions.marketplace.integrations.importing.records import NewAccount, NewProduct, NewSupplier, Record
from actions.marketplace.integrations.importing.tables import operator_ids
from actions.marketplace.integrations.importing.writing import Writer, update_rows
from actions.marketplace.integrations.importing.writing_catalogue import ProductWriter, SupplierWriter, write_tiers
from actions.marketplace.integrations.importing.writing_trades import company_row
from foundation.clock import Clock

Cells = dict[str, str]
_products, _suppliers, _tiers = catalogue_tables.products, catalogue_tables.suppliers, catalogue_tables.price_tiers
_accounts, _buyers = marketplace_tables.accounts, marketplace_tables.buyers
_UNSEARCHED = frozenset(("stock", "sample_price", "picture"))
"""Columns that the search does not use. If only these change, the search index stays as it is."""
_OF = "of"
"""The id in the cells in place of the operator's id, which rows that were made here do not have."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """Holds a row with its operator's id, its name for people, and its cells. `fields` are the names of the columns
    that can be corrected."""

    row: Row[Any]
    own_id: str | None
    name: Name
    fields: tuple[str, ...]
    cells: Cells


class Subject(ABC):
    """Describes a kind of row that an admin can correct and pause. `table` has the rows, and `kind` describes the
    columns of their import."""

    table: Table
    key: str = "id"

    def __init__(self, kind: str) -> None:
        self.kind: Kind = KINDS[kind]

    @abstractmethod
    def select(self) -> Select[Any]:
        """Returns the query for the rows with the names that their cells need."""

    @abstractmethod
    async def load(self, connection: AsyncConnection, row: Row[Any]) -> Loaded: ...

    @abstractmethod
    async def write(
        self, connection: AsyncConnection, clock: Clock, row: Row[Any], before: Record | None, after: Record
    ) -> Problem | None:
        """Writes the columns in which the records differ. Returns a problem, and writes nothing, if a check against the
        database fails."""

    def is_row(self, row: int | str) -> Any:
        return self.table.c[self.key] == row


class Goods(Subject):
    table = _products
    fields = (
        "name_en", "name_zh", "other_names_en", "other_names_zh", "category", "category_zh", "unit", "moq",
        "lead_time_days", "currency", "prices", "sample_price", "stock", "picture",
    )  # fmt: skip

    def select(self) -> Select[Any]:
        categories = catalogue_tables.categories.c
        names = categories.name_en.label("category"), categories.name_zh.label("category_zh")
        return select(_products, *names).join(catalogue_tables.categories, categories.id == _products.c.category_id)

    async def load(self, connection: AsyncConnection, row: Row[Any]) -> Loaded:
        query = select(_tiers).where(_tiers.c.product_id == row.id).order_by(_tiers.c.minimum)
        tiers = (await connection.execute(query)).all()
        cells = _write_cells(row) | {
            "product_id": _OF,
            "supplier_id": _OF,
            "other_names_en": _join(one for one in row.keywords_en.splitlines() if one != row.name_en),
            "other_names_zh": _join(one for one in row.keywords_zh.splitlines() if one != row.name_zh),
            "prices": _join(f"{write_cell(tier.minimum)}={write_cell(tier.unit_price)}" for tier in tiers),
        }
        own_id = await find_operator_id(connection, "products", row.id)
        return Loaded(row, own_id, Name(row.name_en, row.name_zh), self.fields, cells)

    async def write(
        self, connection: AsyncConnection, clock: Clock, row: Row[Any], before: Record | None, after: Record
    ) -> Problem | None:
        assert isinstance(after, NewProduct)
        known = {"suppliers": {_OF: KnownRow(row.supplier_id, "")}}
        writer = ProductWriter(connection, known, clock, {})
        if problem := (await writer.check([after])).get(0):
            return problem
        await _write_row(self.table, writer, row.id, before, after)
        if not isinstance(before, NewProduct) or before.tiers != after.tiers:
            await write_tiers(connection, [row.id], [after], new=False)
        return None


class SupplierSubject(Subject):
    table = _suppliers
    fields = (
        "name_en", "name_zh", "city", "province", "kind", "verified", "rating", "review_count", "founded_year",
        "employees", "export_percent", "response_hours", "on_time_percent",
    )  # fmt: skip

    def select(self) -> Select[Any]:
        cities, provinces = catalogue_tables.cities, catalogue_tables.provinces
        names = cities.c.name_zh.label("city"), provinces.c.name_zh.label("province")
        placed = select(_suppliers, *names).join(cities, cities.c.id == _suppliers.c.city_id)
        return placed.join(provinces, provinces.c.code == cities.c.province_code)

    async def load(self, connection: AsyncConnection, row: Row[Any]) -> Loaded:
        own_id = await find_operator_id(connection, "suppliers", row.id)
        cells = _write_cells(row) | {"supplier_id": _OF}
        return Loaded(row, own_id, Name(row.name_en, row.name_zh), self.fields, cells)

    async def write(
        self, connection: AsyncConnection, clock: Clock, row: Row[Any], before: Record | None, after: Record
    ) -> Problem | None:
        assert isinstance(after, NewSupplier)
        await _write_row(self.table, SupplierWriter(connection, {}, clock, {}), row.id, before, after)
        return None


class AccountSubject(Subject):
    """Describes an account. Correcting a buyer's company changes it for all its accounts. A supplier's company is
    corrected as a `SupplierSubject`."""

    table = _accounts
    key = "slug"

    def select(self) -> Select[Any]:
        company = [_buyers.c[name] for name in ("name_en", "name_zh", "country", "city_en", "city_zh")]
        sold = _suppliers.c.name_en.label("supplier_en"), _suppliers.c.name_zh.label("supplier_zh")
        joined = select(_accounts, *company, *sold).outerjoin(_buyers, _buyers.c.id == _accounts.c.buyer_id)
        return joined.outerjoin(_suppliers, _suppliers.c.id == _accounts.c.supplier_id)

    async def load(self, connection: AsyncConnection, row: Row[Any]) -> Loaded:
        own = select(operator_ids.c.operator_id).where(
            operator_ids.c.kind == "accounts", operator_ids.c.operator_id == row.slug
        )
        company: tuple[str, ...] = ("name_en", "name_zh", "country", "city_en", "city_zh")
        fields = ("language", *(company if row.role == "buyer" else ()))
        cells = _write_cells(row) | {"account_id": row.slug, "company_id": _OF}
        own_id = (await connection.execute(own)).scalar_one_or_none()
        name = Name(row.name_en or row.supplier_en, row.name_zh or row.supplier_zh)
        return Loaded(row, own_id, name, fields, cells)

    async def write(
        self, connection: AsyncConnection, clock: Clock, row: Row[Any], before: Record | None, after: Record
    ) -> Problem | None:
        assert isinstance(after, NewAccount)
        await connection.execute(update(_accounts).where(self.is_row(row.slug)).values(language=after.language))
        if after.company is not None:
            await update_rows(connection, _buyers, [row.buyer_id], [company_row(after.company)])
        return None


SUBJECTS: Mapping[str, Subject] = {
    "goods": Goods("products"),
    "suppliers": SupplierSubject("suppliers"),
    "accounts": AccountSubject("accounts"),
}


def write_cell(value: Any) -> str:
    """Returns a value as a cell of an import's table."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def _write_cells(row: Row[Any]) -> Cells:
    """Returns the cells of a row. A name that exists in one language only is stored under both, but becomes a cell of
    its own language alone, so that a correction changes both."""
    cells = {name: write_cell(value) for name, value in row._mapping.items()}
    for en, zh in (("name_en", "name_zh"), ("city_en", "city_zh")):
        if cells.get(en) and cells[en] == cells.get(zh):
            cells[zh if cells[en].isascii() else en] = ""
    return cells


def _join(parts: Any) -> str:
    return "; ".join(dict.fromkeys(parts))


async def _write_row(table: Table, writer: Writer[Any], row_id: int, before: Record | None, after: Record) -> None:
    """Writes only the columns in which the records differ, so that every other value stays exactly as it is."""
    known = [one for one in (before, after) if one is not None]
    rows = await writer.make_rows(known)
    old, new = rows[0] if before is not None else {}, rows[-1]
    changed = {name: value for name, value in new.items() if name not in old or old[name] != value}
    if changed:
        await update_rows(writer.connection, table, [row_id], [changed])
        await mark_changed(writer.connection, searched=bool(changed.keys() - _UNSEARCHED))
