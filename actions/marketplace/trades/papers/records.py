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
class AgreedTerms:
    """Names the quotation from which an order came, and the SHA-256 of its terms, in hexadecimal digits, which both
    sides confirmed."""

    quotation: str
    sha256: str


@dataclass(frozen=True, slots=True)
class PaperRecord:
    """Holds the content of an order's papers: the order as it is now, the places of both sides, and the supplier's
    registered account. `beneficiary` is None if no account is registered, and `agreed` if the order came of no
    quotation."""

    order: Order
    seller_place: Place
    buyer_place: Destination
    beneficiary: Beneficiary | None
    agreed: AgreedTerms | None = None


@dataclass(frozen=True, slots=True)
class IssuedPaper:
    number: str
    day: date
