"""Knows the numbers that orders have in the operator's own system, and finds the order that somebody names by such a
number. Also finds goods by their numbers there, and the requests that somebody names by the digits of their number
alone."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, literal, select

from actions.marketplace.base.accounts import is_party
from actions.marketplace.base.database.engine import Database
from actions.marketplace.base.records import Name
from actions.marketplace.base.tables import accounts
from actions.marketplace.goods.catalogue.tables import products
from actions.marketplace.integrations.importing.tables import operator_ids
from actions.marketplace.trades.orders.tables import orders, shipments
from actions.marketplace.trades.requests.rows import select_visible as select_requests
from actions.marketplace.trades.requests.tables import rfqs

SHORTEST = 3
"""The fewest characters of an operator's number that is looked for in a text. It must also contain a digit. Shorter
numbers could be quantities."""

_DIGITS = re.compile(
    r"(?<![A-Za-z0-9.,#/-])\d{5}(?![A-Za-z0-9]|[-.,/]\d|\s?(?:pcs|pieces?|sets?|units?|pairs?|kgs?|tons?|tonnes?|mt|usd|cartons?|[件个個只条條套箱双雙台吨噸米元块塊]))",
    re.I,
)
"""Matches five digits that may be the number of a request without its prefix. Digits that count or measure something
are left out."""
_MOST_DIGITS = 3
_WORDS = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._/#-]*[A-Za-z0-9])?")
"""Matches what may be a number: Latin letters and digits, with the signs between them that occur in numbers."""


@dataclass(frozen=True)
class NamedProduct:
    """Holds goods that somebody names by their number in the operator's own system."""

    product_id: int
    name: Name
    is_paused: bool


class OwnNumbers:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def find_own(self, account: str, numbers: Collection[str]) -> dict[str, str]:
        """Returns the operator's own number for each of these orders, by Caravan's number. Orders of other accounts are
        left out, and so are orders with the same number in both systems."""
        own = operator_ids.c
        query = (
            select(orders.c.number, own.operator_id)
            .join(operator_ids, (own.row_id == orders.c.id) & (own.kind == "orders"))
            .join(accounts, is_party(accounts, orders))
            .where(accounts.c.slug == account, orders.c.number.in_(numbers), own.operator_id != orders.c.number)
        )
        async with self._database.read() as connection:
            return {row.number: row.operator_id for row in await connection.execute(query)}

    async def find_named(self, account: str, text: str) -> dict[str, str]:
        """Returns the account's orders that the text names by their numbers in the operator's own system. The result
        maps each number, as the text writes it, to Caravan's number. A number without a letter or a sign is left out,
        because it may be a quantity."""
        said = {word for word in _WORDS.findall(text) if _may_be_a_number(word)}
        if not said:
            return {}
        own = operator_ids.c
        written = {each for word in said for each in (word, word.upper(), word.lower())}
        query = (
            select(own.operator_id, orders.c.number)
            .join(orders, orders.c.id == own.row_id)
            .join(accounts, is_party(accounts, orders))
            .where(own.kind == "orders", accounts.c.slug == account, own.operator_id.in_(written))
            .where(own.operator_id != orders.c.number)
        )
        async with self._database.read() as connection:
            found = {row.operator_id.casefold(): row.number for row in await connection.execute(query)}
        return {word: found[word.casefold()] for word in said if word.casefold() in found}

    async def find_products(self, text: str) -> dict[str, NamedProduct]:
        """Returns the goods that the text names by their numbers in the operator's own system, by the number as the
        text writes it. A number without a letter or a sign is left out, because it may be a quantity."""
        said = {word for word in _WORDS.findall(text) if _may_be_a_number(word)}
        if not said:
            return {}
        own, goods = operator_ids.c, products.c
        written = {each for word in said for each in (word, word.upper(), word.lower())}
        query = (
            select(own.operator_id, goods.id, goods.name_en, goods.name_zh, goods.paused)
            .join(products, goods.id == own.row_id)
            .where(own.kind == "products", own.operator_id.in_(written))
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).all()
        found = {
            row.operator_id.casefold(): NamedProduct(row.id, Name(row.name_en, row.name_zh), row.paused) for row in rows
        }
        return {word: found[word.casefold()] for word in sorted(said, key=text.find) if word.casefold() in found}

    async def find_shipped(self, account: str, tracking: Collection[str]) -> str | None:
        """Returns the number of the account's order of which a shipment has one of these tracking numbers, or None."""
        query = (
            select(orders.c.number)
            .join(shipments, shipments.c.order_id == orders.c.id)
            .join(accounts, is_party(accounts, orders))
            .where(accounts.c.slug == account, shipments.c.tracking_number.in_([each.upper() for each in tracking]))
            .order_by(orders.c.id.desc())
            .limit(1)
        )
        async with self._database.read() as connection:
            number: str | None = (await connection.execute(query)).scalar_one_or_none()
        return number

    async def find_requests(self, account: str, text: str) -> dict[str, str]:
        """Returns the requests that the text names by the digits of their number, if the account sent or was sent them.
        The result maps the digits to the number."""
        said = list(dict.fromkeys(_DIGITS.findall(text)))[:_MOST_DIGITS]
        if not said:
            return {}
        query = select_requests(account).where(rfqs.c.number.in_([f"RFQ-{digits}" for digits in said]))
        async with self._database.read() as connection:
            found = {row.number for row in await connection.execute(query)}
        return {digits: f"RFQ-{digits}" for digits in said if f"RFQ-{digits}" in found}

    async def find_order(self, account: str, text: str) -> str | None:
        """Returns Caravan's number of the account's order that the text names by its number in the operator's own
        system. That number must be a whole word; of several, the longest counts. Returns None if the text names
        none."""
        own = operator_ids.c
        said = func.lower(literal(text))
        position = func.instr if self._database.is_sqlite else func.strpos
        query = (
            select(own.operator_id, orders.c.number)
            .join(orders, orders.c.id == own.row_id)
            .join(accounts, is_party(accounts, orders))
            .where(own.kind == "orders", accounts.c.slug == account, position(said, func.lower(own.operator_id)) > 0)
            .order_by(func.length(own.operator_id).desc())
        )
        async with self._database.read() as connection:
            found = (await connection.execute(query)).all()
        return next((row.number for row in found if _stands_in(row.operator_id, text)), None)


def _may_be_a_number(word: str) -> bool:
    return len(word) >= SHORTEST and any(map(str.isdigit, word)) and not word.isdigit()


def _stands_in(number: str, text: str) -> bool:
    """Returns whether the text contains the number as a whole word: no letter or digit stands right beside it."""
    if len(number) < SHORTEST or not any(character.isdigit() for character in number):
        return False
    said, wanted = text.casefold(), number.casefold()
    start = said.find(wanted)
    while start >= 0:
        around = said[start - 1 : start] + said[start + len(wanted) : start + len(wanted) + 1]
        if not any(character.isascii() and character.isalnum() for character in around):
            return True
        start = said.find(wanted, start + 1)
    return False
