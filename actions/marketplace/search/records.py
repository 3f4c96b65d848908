"""Defines the request and the result of a search."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from actions.marketplace.catalogue.records import Listing
from actions.marketplace.records import Name

Sort = Literal["relevance", "price", "rating", "lead_time", "moq"]
Match = Literal["exact", "close", "near", "none"]
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
    """Says what is searched. `regions` are ISO codes, provinces, cities or groups ("western
    provinces", 西部) in either language; products of any of them match. `certifications` are codes
    or names; products must have all of them. With `certified` they must have any certificate.
    `max_price` is the highest price of one `unit`; without `unit`, of one of the product's own
    units. `max_lead_days` is the longest lead time, and `min_rating` (1 to 5) the lowest rating
    of a supplier. `quantity` keeps products whose MOQ it reaches and chooses the price tier.
    `supplier` is a slug. `text` may be "". `kinds` is how many kinds of goods may be shown
    whose names only mean nearly what the text says, when nothing is called by its words; with 0,
    none is."""

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
    kinds: int = 5


@dataclass(frozen=True, slots=True)
class Relaxation:
    """Says that the search without `condition` would find `total` products."""

    condition: Condition
    total: int


@dataclass(frozen=True, slots=True)
class Kind:
    """Holds a kind of goods that is near in meaning to what was searched: what the catalogue calls
    it, and the number of products of this kind that meet the conditions. `text` finds them.
    `likeness` is up to 1, for the same meaning."""

    name: Name
    text: str
    total: int
    likeness: float


@dataclass(frozen=True, slots=True)
class SearchPage:
    """Holds one page of a search. `total` is exact, over all pages. `match` says how well the words
    fit: "exact" when every word of the text does, "close" when only the thing itself does ("blue
    cotton t-shirts" without blue), "near" when nothing is called by them and `kinds` are what is
    nearest in meaning, and "none" when nothing is near either. `kinds` is then what comes nearest
    nevertheless, of which no product is on the page. `relaxations` are filled only when `total` is
    0, the best first. `corrections` are what a misspelt text may mean, or what the catalogue may
    call the goods of that name. When there is only one, it was searched instead of the text."""

    total: int
    listings: tuple[Listing, ...]
    match: Match
    relaxations: tuple[Relaxation, ...] = ()
    unknown_regions: tuple[str, ...] = ()
    corrections: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
