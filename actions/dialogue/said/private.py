"""Reads the price that a message gives as a limit for its writer alone (nlu/turn/words/private.py)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from actions.marketplace.base.records import Money


class PrivateLimit(NamedTuple):
    """Holds the worst price that the writer would accept. `currency` is None if the message names none."""

    amount: Decimal
    currency: str | None

    def in_currency(self, currency: str) -> Money | None:
        """Returns the limit as money of this currency, or None if the message names another one."""
        return Money(self.amount, currency) if self.currency in (None, currency) else None

    def or_in(self, currency: str) -> Money:
        """Returns the limit in its own currency, else in this one."""
        return Money(self.amount, self.currency or currency)


def read_private(found: Any) -> PrivateLimit | None:
    if not isinstance(found, Mapping):
        return None
    try:
        amount = Decimal(str(found.get("amount")))
    except InvalidOperation:
        return None
    return PrivateLimit(amount, str(found["currency"]) if found.get("currency") else None) if amount > 0 else None
