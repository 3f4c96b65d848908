"""Holds the search that a conversation is in: what was asked so far, and how the next message
changes it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from decimal import Decimal
from typing import Any

from actions.cues import (
    attribute,
    bare_amount,
    names_factories,
    names_supplier_condition,
    names_verified_sellers,
    wanted_days,
    wanted_rating,
    wanted_sort,
    wants_certified,
    wants_more,
    wants_verified,
)
from actions.dialogue.entities import Amount, Entities
from actions.marketplace.records import Money
from actions.marketplace.search.records import Condition, SearchRequest, Sort
from actions.marketplace.words.words import is_han

PAGE = 5
_SORTS: tuple[Sort, ...] = ("relevance", "price", "rating", "lead_time", "moq")


CONDITIONS: dict[Condition, tuple[str, ...]] = {
    "quantity": ("quantity", "unit"),
    "region": ("regions",),
    "certification": ("certifications",),
    "certified": ("certified",),
    "price": ("max_price",),
    "verified": ("verified",),
    "factory": ("factories",),
    "rating": ("min_rating",),
    "lead_time": ("max_days",),
}
"""Maps each condition that a conversation may set to the fields of `SearchState` that hold it. `finding.py` words them."""


@dataclass(frozen=True)
class SearchState:
    """Holds a search as the slot `search` stores it, in JSON.

    `text` is "" while the product is unknown; `shown` are the products on the page. `incoterm`,
    `port` and `destination` have the shape of the request form's slots. They narrow nothing: a
    request that is made from the search takes them over.
    """

    text: str = ""
    quantity: str | None = None
    unit: str | None = None
    regions: tuple[str, ...] = ()
    certifications: tuple[str, ...] = ()
    max_price: str | None = None
    currency: str = "USD"
    verified: bool = False
    factories: bool = False
    min_rating: float | None = None
    certified: bool = False
    max_days: int | None = None
    incoterm: str | None = None
    port: dict[str, str] | None = None
    destination: dict[str, Any] | None = None
    sort: Sort = "relevance"
    offset: int = 0
    shown: tuple[int, ...] = ()

    @classmethod
    def load(cls, slot: Any) -> SearchState | None:
        if not isinstance(slot, dict):
            return None
        lists = {name: tuple(slot.get(name) or ()) for name in ("regions", "certifications", "shown")}
        return cls(**{**slot, **lists})

    def dump(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def is_on(self) -> bool:
        """Returns whether the search says what to look for: goods, or a place whose goods are wanted."""
        return bool(self.text or self.regions)

    @property
    def amount(self) -> Amount | None:
        return Amount(Decimal(self.quantity), self.unit) if self.quantity else None

    @property
    def limit(self) -> Money | None:
        return Money(Decimal(self.max_price), self.currency) if self.max_price else None

    @property
    def request(self) -> SearchRequest:
        return SearchRequest(
            text=self.text,
            quantity=Decimal(self.quantity) if self.quantity else None,
            unit=self.unit,
            regions=self.regions,
            certifications=self.certifications,
            max_price=Decimal(self.max_price) if self.max_price else None,
            currency=self.currency,
            verified_only=self.verified,
            factories_only=self.factories,
            min_rating=self.min_rating,
            certified=self.certified,
            max_lead_days=self.max_days,
            sort=self.sort,
            offset=self.offset,
            limit=PAGE,
        )

    def without(self, condition: Condition) -> SearchState:
        """Returns the search without that condition."""
        held_in = CONDITIONS.get(condition, ())
        empty: dict[str, Any] = {field.name: field.default for field in fields(self) if field.name in held_in}
        return replace(self, offset=0, **empty)

    def with_entities(self, entities: Entities) -> SearchState:
        """Returns the search with what the entities say.

        A new condition replaces the one of its kind; certificates add up.
        """
        amount, price = entities.quantity, entities.highest_price
        added = tuple(c for c in entities.certifications if c not in self.certifications)
        return replace(
            self,
            text=entities.products[0] if entities.products else self.text,
            quantity=str(amount.value) if amount else self.quantity,
            unit=amount.unit or self.unit if amount else self.unit,
            regions=entities.regions or self.regions,
            certifications=self.certifications + added,
            max_price=str(price.amount) if price else self.max_price,
            currency=price.currency if price else self.currency,
            verified=self.verified or entities.flag("verified"),
            offset=0,
            **_trade_terms(entities),
        )

    def with_button(self, entities: Entities) -> SearchState:
        """Returns the search as a button of the results changes it."""
        relaxed = entities.word("relax")
        if relaxed == "all":
            return SearchState()
        known = next((condition for condition in CONDITIONS if condition == relaxed), None)
        search = self.without(known) if known else self
        search = search.with_sort(entities.word("sort"))
        page = entities.integer("page")
        return replace(search, offset=(page - 1) * PAGE) if page else search

    def with_sort(self, name: str | None) -> SearchState:
        """Returns the search in that order, from its first page; unchanged if there is no such
        order."""
        sort = next((known for known in _SORTS if known == name), None)
        return replace(self, sort=sort, offset=0) if sort else self

    def with_follow_up(self, text: str) -> SearchState | None:
        """Returns the search as a short follow-up changes it, or None if the text is none.

        Examples are "cheaper", "more", "verified only", "under 25 days" and "88".
        """
        days, amount, sort = wanted_days(text), bare_amount(text), wanted_sort(text)
        if names_supplier_condition(text):
            return replace(self.with_supplier_conditions(text), offset=0)
        if days:
            return replace(self, max_days=days, offset=0)
        if amount:
            return replace(self, quantity=str(amount), offset=0)
        if wants_verified(text):
            return replace(self, verified=True, offset=0)
        if wants_certified(text):
            return replace(self, certified=True, offset=0)
        if sort:
            return replace(self, sort=sort, offset=0)
        if wants_more(text):
            return replace(self, offset=self.offset + PAGE)
        return None

    def with_supplier_conditions(self, text: str) -> SearchState:
        """Returns the search with what the words ask of suppliers and no entity holds: verified,
        factories, a rating."""
        return replace(
            self,
            verified=self.verified or names_verified_sellers(text),
            factories=self.factories or names_factories(text),
            min_rating=wanted_rating(text) or self.min_rating,
        )

    def with_attribute(self, text: str) -> SearchState | None:
        """Returns the search with a property that was named alone ("women's", "220 gsm only", 红色的)
        added to its words.

        Returns None for a longer text.
        """
        named = attribute(text)
        if not named:
            return None
        if named.casefold() in self.text.casefold():
            return replace(self, offset=0)
        return replace(self, text=_join(self.text, named), offset=0)


def _join(goods: str, attribute: str) -> str:
    return f"{goods} {attribute}" if is_han(attribute) else f"{attribute} {goods}".strip()


def _trade_terms(entities: Entities) -> dict[str, Any]:
    """Returns what is said about delivery, by the names of a search's fields."""
    goal = entities.destination
    return entities.trade_terms | ({"destination": asdict(goal)} if goal else {})


NARROWING = ("quantity", "price", "region", "certification", "verified", "relax", "sort", "page")
"""Entities that change a search without naming a product."""


def change_search(current: SearchState | None, entities: Entities, text: str) -> SearchState:
    """Returns the next search.

    Another product begins a new one, and so does a wish that says nothing; anything else changes
    the current one.
    """
    products = entities.products
    if current is None or (products and current.text and not _is_same(products[0], current.text)):
        return _with_message(SearchState(), entities, text).with_sort(entities.word("sort"))
    if entities.has("page", "sort", "relax"):
        return current.with_button(entities)
    if products or entities.has(*NARROWING):
        changed = _with_message(current, entities, text)
        sort = wanted_sort(text) if not products else None
        return replace(changed, sort=sort) if sort else changed
    return current.with_follow_up(text) or SearchState()


def _with_message(search: SearchState, entities: Entities, text: str) -> SearchState:
    """Returns the search with what the entities say and the conditions in the text that are no
    entities."""
    changed = search.with_entities(entities).with_supplier_conditions(text)
    if wants_certified(text) and not entities.certifications:
        changed = replace(changed, certified=True)
    amount = entities.quantity
    if (
        amount and amount.unit is None and float(amount.value) == wanted_rating(text)
    ):  # in "4.5 or better" the number is a rating and no quantity
        return replace(changed, quantity=search.quantity, unit=search.unit)
    return changed


def _is_same(goods: str, other: str) -> bool:
    return goods.casefold().strip() == other.casefold().strip()
