"""Defines the request and the result of a search."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from actions.marketplace.catalogue.records import Listing

Sort = Literal["relevance", "price", "rating", "lead_time", "moq"]
Condition = Literal[
    "quantity",
    "region",
    "certification",
    "certified",
    "price",
    "verified",
    "factory",
    "rating",
    "lead_time",
    "supplier",
]


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """`regions`: ISO codes, provinces, cities or groups ("western provinces", 西部), either language, any of them.
    `certifications`: codes or names, all of them; `certified`: any. `max_price` is per `unit` if given, else per the product's
    own unit. `max_lead_days` is the longest lead time, `min_rating` (1 to 5) the worst rating of a supplier. `quantity` keeps
    products whose MOQ it reaches and chooses the price tier. `supplier` is a slug. `text` may be ""."""

    text: str = ""
    quantity: Decimal | int | None = None
    unit: str | None = None
    regions: tuple[str, ...] = ()
    certifications: tuple[str, ...] = ()
    max_price: Decimal | None = None
    currency: str = "USD"
    verified_only: bool = False
    factories_only: bool = False
    min_rating: float | None = None
    certified: bool = False
    max_lead_days: int | None = None
    supplier: str | None = None
    sort: Sort = "relevance"
    offset: int = 0
    limit: int = 5


@dataclass(frozen=True, slots=True)
class Relaxation:
    """Says that dropping `condition` alone would find `total` products."""

    condition: Condition
    total: int


@dataclass(frozen=True, slots=True)
class SearchPage:
    """`total` is exact, over all pages. `match` says how well the words fit: "exact" when every word of the text does, "close" when only
    the thing itself does ("blue cotton t-shirts" without blue), "none". `relaxations` are filled when `total` is 0; best first.
    `corrections`: what a misspelt text may mean; a single one was searched instead of it."""

    total: int
    listings: tuple[Listing, ...]
    match: Literal["exact", "close", "none"]
    relaxations: tuple[Relaxation, ...] = ()
    unknown_regions: tuple[str, ...] = ()
    corrections: tuple[str, ...] = ()
