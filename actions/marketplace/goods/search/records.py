"""Defines the request and the result of a search."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from actions.marketplace.base.records import Name
from actions.marketplace.goods.catalogue.records import Listing

Sort = Literal["relevance", "price", "rating", "lead_time", "moq"]
Match = Literal["exact", "close", "near", "none"]
Condition = Literal[
    "quantity",
    "region",
    "excluded",
    "left_out",
    "certification",
    "certified",
    "price",
    "verified",
    "factory",
    "rating",
    "lead_time",
    "unwanted",
    "supplier",
]


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """Says what to search for. `regions` are ISO codes, provinces, cities or groups ("western
    provinces", 西部) in either language; products of any of them match, and none of
    `excluded_regions` do, nor those of the suppliers with the slugs `left_out`. `certifications` are codes or names; products must have all of them, or
    with `any_certification` one of them. With `certified` they must have any certificate.
    No product has any of `unwanted` in its name or description.
    `max_price` is the highest price of one `unit`; without `unit`, of one of the product's own
    units. `max_lead_days` is the longest lead time, and `min_rating` (1 to 5) the lowest rating of
    a supplier. With `quantity`, only products whose MOQ is not larger are found, with the price for
    that quantity. `supplier` is a slug. `text` may be "". When no product matches the words of
    `text`, goods of similar meaning are found instead, of at most `kinds` kinds."""

    text: str = ""
    quantity: Decimal | int | None = None
    unit: str | None = None
    regions: tuple[str, ...] = ()
    excluded_regions: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    certifications: tuple[str, ...] = ()
    any_certification: bool = False
    max_price: Decimal | None = None
    currency: str = "USD"
    verified_only: bool = False
    factories_only: bool = False
    min_rating: float | None = None
    certified: bool = False
    max_lead_days: int | None = None
    unwanted: tuple[str, ...] = ()
    supplier: str | None = None
    sort: Sort = "relevance"
    offset: int = 0
    limit: int = 5
    kinds: int = 5


@dataclass(frozen=True, slots=True)
class Relaxation:
    """Says that the search would find `total` products without `condition`."""

    condition: Condition
    total: int


@dataclass(frozen=True, slots=True)
class Kind:
    """Holds a kind of goods that is similar in meaning to the searched words: its name in the catalogue, and how many
    of its products meet the conditions. A search for `text` finds these products. `likeness` is the similarity, up to 1
    for the same meaning."""

    name: Name
    text: str
    total: int
    likeness: float


@dataclass(frozen=True, slots=True)
class SearchPage:
    """Holds one page of a search. `total` is exact, over all pages. `match` says how well the words fit: "exact" when
    every word of the text does, "close" when only the thing itself does ("blue cotton t-shirts" without blue), "near"
    when no product has the words and `kinds` are the goods that are nearest in meaning, and "none" when no goods are
    near either. In the last case, `kinds` are the least distant goods, and the page has no products. `relaxations` are
    filled only when `total` is 0, the best first. `corrections` are possible meanings of a misspelt text, or other
    names of the same goods in the catalogue. If there is only one correction, it was searched for instead of the
    text."""

    total: int
    listings: tuple[Listing, ...]
    match: Match
    relaxations: tuple[Relaxation, ...] = ()
    unknown_regions: tuple[str, ...] = ()
    corrections: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
