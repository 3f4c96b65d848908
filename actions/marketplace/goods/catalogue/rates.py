"""Reads the exchange rates of the marketplace, and converts prices by them so that they can be compared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.base.records import Money
from actions.marketplace.goods.catalogue import tables

DOLLAR = "USD"
_CENT, _FINEST = Decimal("0.01"), Decimal("0.0001")
_SMALL = Decimal("0.1")
"""Below this amount a converted price has four decimal places instead of two."""


@dataclass(frozen=True, slots=True)
class Rate:
    """Says how much of a currency one US dollar buys. `as_of` is the day for which that holds, or None if it is
    not known."""

    currency: str
    per_usd: Decimal
    as_of: date | None


@dataclass(frozen=True, slots=True)
class Rates:
    """Holds the exchange rates of the marketplace, at most one for each currency."""

    listed: tuple[Rate, ...] = ()

    def find(self, currency: str) -> Rate | None:
        """Returns the rate of the currency, or None if there is none. One US dollar always buys one US dollar."""
        if currency == DOLLAR:
            return Rate(DOLLAR, Decimal(1), None)
        return next((rate for rate in self.listed if rate.currency == currency), None)

    def convert(self, price: Money, currency: str) -> Money | None:
        """Returns about how much the price is in `currency`, rounded to cents. Returns the price itself if it is in
        this currency, and None if one of the two currencies has no rate."""
        exact = self.weigh(price, currency)
        if exact is None or price.currency == currency:
            return None if exact is None else price
        return Money(exact.quantize(_FINEST if exact < _SMALL else _CENT), currency)

    def weigh(self, price: Money, currency: str) -> Decimal | None:
        """Returns the price in `currency` without rounding, so that prices can be ranked. Returns None if one of the
        two currencies has no rate."""
        if price.currency == currency:
            return price.amount
        own, other = self.find(price.currency), self.find(currency)
        return price.amount / own.per_usd * other.per_usd if own and other else None

    def between(self, currencies: frozenset[str]) -> tuple[Rate, ...]:
        """Returns the rates by which prices in these currencies are converted into each other."""
        return tuple(rate for rate in self.listed if rate.currency in currencies and rate.currency != DOLLAR)


NO_RATES = Rates()


async def load_rates(connection: AsyncConnection) -> Rates:
    """Returns all exchange rates."""
    columns = tables.exchange_rates.c
    query = select(columns.currency, columns.per_usd, columns.as_of).order_by(columns.currency)
    return Rates(tuple(Rate(row.currency, row.per_usd, row.as_of) for row in await connection.execute(query)))
