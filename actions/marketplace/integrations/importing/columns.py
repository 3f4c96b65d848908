"""Defines kinds of tables: their columns, in English and Chinese, and how their rows become a record."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from actions.marketplace.base.records import Name
from actions.marketplace.goods.catalogue.places import find_place
from actions.marketplace.integrations.importing import values as read
from actions.marketplace.integrations.importing.problems import Problem
from actions.marketplace.integrations.importing.records import (
    Record,
)
from trade.places import countries

Values = Mapping[str, Any]
MOST_LINES = 200
"""The most lines of one order."""


class BadRow(Exception):
    """Says why the values of a row do not fit together."""

    def __init__(self, code: str, column: str, **values: object) -> None:
        super().__init__(code)
        self.problem = Problem(code, column, "", values)


@dataclass(frozen=True, slots=True)
class Column:
    """Describes a column: its heading in English and in Chinese, how its cells are read, the value for an empty cell,
    and two example cells for the template. `also` are other headings by which it is recognised."""

    name: str
    zh: str
    read: read.Reader
    required: bool = False
    otherwise: Any = None
    examples: tuple[str, str] = ("", "")
    also: tuple[str, ...] = ()
    says: str = ""

    @property
    def headings(self) -> tuple[str, ...]:
        return (self.name, self.zh, *self.also)


@dataclass(frozen=True, slots=True)
class Reference:
    """Says that a record refers to other records: `kind` is their kind, and `find` returns the operator's ids of
    them."""

    column: str
    kind: str
    find: Callable[[Any], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Kind:
    """Describes a kind of table. `build` makes a record from the values of one row. If `line` names columns, `build`
    makes one record from all rows with the same id, which may differ only in these columns."""

    name: str
    zh: str
    id_column: str
    columns: tuple[Column, ...]
    build: Callable[[Sequence[Values]], Record]
    references: tuple[Reference, ...] = ()
    line: frozenset[str] = frozenset()
    also: tuple[str, ...] = ()
    by_heading: Mapping[str, Column] = field(init=False)

    def __post_init__(self) -> None:
        headings = {heading_key(heading): column for column in self.columns for heading in column.headings}
        object.__setattr__(self, "by_heading", headings)

    @property
    def required(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.required)

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


def heading_key(heading: str) -> str:
    """Returns a heading in a form in which spellings compare as equal: "Supplier ID*", "supplier_id" and
    "supplier-id"."""
    return "".join(character for character in heading.casefold() if character.isalnum())


def name_in(values: Values, en: str = "name_en", zh: str = "name_zh") -> Name:
    """Returns the name in both languages. If the name exists in one language only, it stands for both."""
    if (named := values[en] or values[zh]) is None:
        raise BadRow("missing", en)
    return Name(values[en] or named, values[zh] or named)


def optional_name(values: Values, en: str, zh: str) -> Name | None:
    return name_in(values, en, zh) if values[en] or values[zh] else None


def city_in(country: str, values: Values, en: str = "city_en", zh: str = "city_zh") -> Name:
    """Returns a city outside or inside China in both languages, with the name in the other language if it is known."""
    city = name_in(values, en, zh)
    if city.en != city.zh:
        return city
    found = find_place(city.en) if country in ("CN", "HK", "MO") else None
    if found is not None:
        return found.city or found.province
    listed = next((one for one in countries() if one.code == country), None)
    for english, others in listed.cities.items() if listed else ():
        if city.en.casefold() in {name.casefold() for name in (english, *others)}:
            chinese = next((name for name in others if not name.isascii()), english)
            return Name(english, chinese)
    return city


def supplier_id(examples: tuple[str, str], says: str = "") -> Column:
    return Column(
        "supplier_id",
        "供应商编号",
        read.read_id,
        True,
        None,
        examples,
        ("供应商ID", "供应商编码", "厂家编号", "supplier", "supplier no", "vendor id", "vendor"),
        says,
    )


def product_id(examples: tuple[str, str], says: str = "", required: bool = True) -> Column:
    also = ("sku", "货号", "商品编号", "商品编码", "产品编码", "产品ID", "item", "item no", "product")
    return Column("product_id", "产品编号", read.read_id, required, None, examples, also, says)


def order_id(examples: tuple[str, str], says: str = "") -> Column:
    return Column(
        "order_id",
        "订单编号",
        read.read_id,
        True,
        None,
        examples,
        ("订单ID", "order", "order no", "po", "po number"),
        says,
    )


NAME, SHORT = read.text(200), read.text(80)
MONEY = read.number(0)
PRICE = read.number(0, above=True)
QUANTITY = read.number(0, above=True, counts=True)
