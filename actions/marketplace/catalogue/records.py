"""Defines what the catalogue hands out: suppliers, their profiles and their listings."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from actions.marketplace.records import Money, Name, Place, Quantity

SupplierKind = Literal["factory", "trading_company"]


@dataclass(frozen=True, slots=True)
class Certificate:
    """Holds a certificate. `code` is canonical ("ISO 9001", "organic"); `number` and `issuer` are as printed on it."""

    code: str
    name: Name
    number: str
    issuer: str
    valid_until: date


@dataclass(frozen=True, slots=True)
class PriceTier:
    """Holds a price: from the quantity `minimum` on (in the product's unit) one unit costs `unit_price`."""

    minimum: Decimal
    unit_price: Decimal


@dataclass(frozen=True, slots=True)
class SupplierSummary:
    """Describes a supplier in short. `rating` is out of 5, and null without reviews."""

    id: int
    slug: str
    name: Name
    place: Place
    kind: SupplierKind
    verified: bool
    rating: float | None
    review_count: int


@dataclass(frozen=True, slots=True)
class SupplierProfile:
    summary: SupplierSummary
    founded_year: int
    employees: int
    export_percent: int
    response_hours: int
    on_time_percent: int
    main_products: tuple[Name, ...]
    certificates: tuple[Certificate, ...]
    product_count: int


@dataclass(frozen=True, slots=True)
class Listing:
    """Describes a product as its supplier lists it. `unit_price` is per one `moq.unit` at `priced_quantity`: the quantity asked
    for in the product's unit, or the MOQ when none was given or it cannot be converted (containers, say)."""

    product_id: int
    product: Name
    category: Name
    supplier: SupplierSummary
    unit_price: Money
    priced_quantity: Quantity
    moq: Quantity
    tiers: tuple[PriceTier, ...]
    lead_time_days: int
    certificates: tuple[str, ...]
    sample_price: Money | None
