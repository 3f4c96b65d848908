"""Defines the records from which papers are made."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from actions.marketplace.base.records import Destination, Place
from actions.marketplace.trades.orders.records import Order

PaperKind = Literal["proforma", "commercial", "terms", "packing", "receipt"]


@dataclass(frozen=True, slots=True)
class Beneficiary:
    """Names the account to which money for a supplier may go, as the marketplace has registered it."""

    holder: str
    bank: str
    account: str
    swift: str | None


@dataclass(frozen=True, slots=True)
class PaperRecord:
    """Holds the content of an order's papers: the order as it is now, the places of both sides, and the supplier's
    registered account. `beneficiary` is None if no account is registered."""

    order: Order
    seller_place: Place
    buyer_place: Destination
    beneficiary: Beneficiary | None


@dataclass(frozen=True, slots=True)
class IssuedPaper:
    number: str
    day: date
