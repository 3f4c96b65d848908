"""Defines the records that the catalogue returns: suppliers, their profiles and their listings."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from actions.marketplace.base.records import Money, Name, Place, Quantity

SupplierKind = Literal["factory", "trading_company"]


@dataclass(frozen=True, slots=True)
class Certificate:
    """Holds a certificate. `code` names what is certified in one fixed spelling ("ISO 9001", "organic"); `number` and
    `issuer` are as printed on the certificate."""

    code: str
    name: Name
    number: str
    issuer: str
    valid_until: date


@dataclass(frozen=True, slots=True)
class PriceTier:
    """Holds one step of a product's prices: whoever buys at least `minimum` (in the product's unit) pays `unit_price`
    for each unit."""

    minimum: Decimal
    unit_price: Decimal


@dataclass(frozen=True, slots=True)
class SupplierSummary:
    """Describes a supplier in short. `rating` is out of 5, or None if there are no reviews."""

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
    """Describes a supplier in full. A figure that is not known is None."""

    summary: SupplierSummary
    founded_year: int | None
    employees: int | None
    export_percent: int | None
    response_hours: int | None
    on_time_percent: int | None
    main_products: tuple[Name, ...]
    certificates: tuple[Certificate, ...]
    product_count: int


@dataclass(frozen=True, slots=True)
class WhatIsSold:
    """Holds how many suppliers have goods on sale, how many listings they have, and the categories of these listings,
    the largest first."""

    suppliers: int
    listings: int
    categories: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """Describes a product as its supplier offers it. `unit_price` is the price of one `moq.unit` if the buyer takes
    `priced_quantity`. `priced_quantity` is the quantity that the buyer wants. It is the MOQ if the buyer named no
    quantity, less than the MOQ, or a quantity in a unit that cannot be converted into the product's (such as
    containers). `stock` is what the supplier can send at once, or None if it does not say. A listing that `is_paused`
    is shown only to its own supplier. `picture` is the name under which the gateway may keep a picture of it."""

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
    stock: Quantity | None = None
    is_paused: bool = False
    picture: str | None = None
