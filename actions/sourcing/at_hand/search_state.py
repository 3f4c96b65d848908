"""Holds the current search of a conversation, and changes it according to a message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from decimal import Decimal
from typing import Any, cast

from actions.dialogue.said.cues import Cues
from actions.dialogue.said.entities import Amount, Entities, is_size
from actions.dialogue.turn import Turn
from actions.marketplace.base.records import Money
from actions.marketplace.goods.catalogue.certifications import find_certifications
from actions.marketplace.goods.search.records import Condition, SearchRequest, Sort
from actions.marketplace.goods.words.words import is_han, without_alternatives, without_size_like, words

PAGE = 5
FOR_THE_REQUEST = ("incoterm", "port", "destination", "needed_by")
"""The fields of a search that limit no results, and that a request for quotations takes over."""
CONDITIONS_ALL = "conditions"
"""The value of the entity `relax` of the button that drops all conditions and keeps the goods."""
_SORTS: tuple[Sort, ...] = ("relevance", "price", "rating", "lead_time", "moq")


_DIGITS = str.maketrans("一二三四五六七八九", "123456789")
CONDITIONS: dict[Condition, tuple[str, ...]] = {
    "quantity": ("quantity", "unit"),
    "region": ("regions",),
    "excluded": ("excluded",),
    "left_out": ("left_out",),
    "certification": ("certifications", "any_certification"),
    "certified": ("certified",),
    "price": ("max_price", "budget"),
    "verified": ("verified",),
    "factory": ("factories",),
    "rating": ("min_rating",),
    "lead_time": ("max_days",),
    "unwanted": ("unwanted",),
}
"""Maps each condition that a contact may set to the fields of `SearchState` that hold it. `finding.py` puts conditions
into words."""


@dataclass(frozen=True)
class SearchState:
    """Holds a search. The record of the conversation stores it as JSON under the name `search`.

    `text` is "" while the product is unknown; `shown` are the products on the page. `incoterm`, `port`, `destination`
    and `needed_by` (a day, as ISO 8601) have the same form as in a request for quotation. They do not limit the
    results, but a request for quotation that is made from the search takes them over.
    """

    text: str = ""
    quantity: str | None = None
    unit: str | None = None
    regions: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    left_out: tuple[Mapping[str, str], ...] = ()
    """The suppliers whose goods are not wanted, each with its `slug` and its name in both languages."""
    certifications: tuple[str, ...] = ()
    any_certification: bool = False
    max_price: str | None = None
    budget: str | None = None
    """The most that all pieces together may cost, in `currency`. If the quantity is known, it limits the price of one
    piece."""
    currency: str = "USD"
    verified: bool = False
    factories: bool = False
    min_rating: float | None = None
    certified: bool = False
    max_days: int | None = None
    unwanted: tuple[str, ...] = ()
    incoterm: str | None = None
    port: dict[str, str] | None = None
    destination: dict[str, Any] | None = None
    needed_by: str | None = None
    sort: Sort = "relevance"
    offset: int = 0
    shown: tuple[int, ...] = ()
    base: str = ""
    """The name of the goods without the variant that was chosen of them: "yoga mats" for "10 mm yoga mats". It is ""
    while no variant is chosen."""

    @classmethod
    def load(cls, slot: Any) -> SearchState | None:
        if not isinstance(slot, dict):
            return None
        lists = {
            name: tuple(slot.get(name) or ())
            for name in ("regions", "excluded", "left_out", "certifications", "unwanted", "shown")
        }
        return cls(**{**slot, **lists})

    def dump(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def is_on(self) -> bool:
        """Returns whether the search can be run: it names goods, or a region from which the contact wants any goods."""
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
            excluded_regions=self.excluded,
            left_out=tuple(each["slug"] for each in self.left_out),
            certifications=self.certifications,
            any_certification=self.any_certification,
            max_price=Decimal(self.max_price) if self.max_price else None,
            currency=self.currency,
            verified_only=self.verified,
            factories_only=self.factories,
            min_rating=self.min_rating,
            certified=self.certified,
            max_lead_days=self.max_days,
            unwanted=self.unwanted,
            sort=self.sort,
            offset=self.offset,
            limit=PAGE,
        )

    def without(self, condition: Condition) -> SearchState:
        """Returns the search without that condition."""
        held_in = CONDITIONS.get(condition, ())
        empty: dict[str, Any] = {field.name: field.default for field in fields(self) if field.name in held_in}
        return replace(self, offset=0, **empty)

    def without_named(self, name: str) -> SearchState:
        """Returns the search without the condition of this name, or the unchanged search if the name is no
        condition."""
        known = next((condition for condition in CONDITIONS if condition == name), None)
        return self.without(known) if known else self

    def with_entities(self, entities: Entities) -> SearchState:
        """Returns the search changed by the entities of a message.

        A new condition replaces the old one of its kind. Certificates are added to those from before. If the contact
        names a place that was ruled out before, it is allowed again; other places stay ruled out.
        """
        amount, price = entities.quantity, entities.highest_price_in(self.currency)
        if amount and is_size(amount):
            amount = None
        taken_back = [region for region in entities.regions if region in self.excluded]
        regions = tuple(region for region in entities.regions if region not in taken_back)
        added = tuple(c for c in entities.certifications if c not in self.certifications)
        return replace(
            self,
            text=entities.products[0] if entities.products else self.text,
            quantity=str(amount.value) if amount else self.quantity,
            unit=amount.unit or self.unit if amount else self.unit,
            regions=regions or tuple(r for r in self.regions if r not in entities.excluded_regions),
            excluded=tuple(
                dict.fromkeys((*(r for r in self.excluded if r not in entities.regions), *entities.excluded_regions))
            ),
            left_out=_leave_out(self.left_out, entities),
            certifications=self.certifications + added,
            max_price=str(price.amount) if price else self.max_price,
            currency=price.currency if price else self.currency,
            verified=self.verified or entities.flag("verified"),
            offset=0,
            **_trade_terms(entities),
        )

    def with_amount(self, amount: Amount) -> SearchState:
        """Returns the search for that quantity; the unit of the search stays if `amount` has none."""
        return _within_budget(replace(self, quantity=str(amount.value), unit=amount.unit or self.unit, offset=0))

    def with_button(self, entities: Entities) -> SearchState:
        """Returns the search changed by a button below the search results."""
        relaxed = entities.word("relax")
        if relaxed == "all":
            return SearchState()
        if relaxed == CONDITIONS_ALL:
            return SearchState(text=self.text)
        known = next((condition for condition in CONDITIONS if condition == relaxed), None)
        search = self.without(known) if known else self
        search = search.with_sort(entities.word("sort"))
        page = entities.integer("page")
        return replace(search, offset=(page - 1) * PAGE) if page else search

    def with_sort(self, name: str | None) -> SearchState:
        """Returns the search with its results sorted in this order, from the first page. Returns the unchanged search
        if there is no such order."""
        sort = next((known for known in _SORTS if known == name), None)
        return replace(self, sort=sort, offset=0) if sort else self

    def with_follow_up(self, cues: Cues) -> SearchState | None:
        """Returns the search changed by a short follow-up, or None if the message is not one.

        Examples are "cheaper", "more", "verified only", "under 25 days" and "88".
        """
        if cues.names_supplier_condition:
            return replace(self.with_supplier_conditions(cues), offset=0)
        if cues.max_days:
            return replace(self, max_days=cues.max_days, offset=0)
        if cues.amount:
            return _within_budget(replace(self, quantity=str(cues.amount), offset=0))
        if cues.wants_verified:
            return replace(self, verified=True, offset=0)
        if cues.wants_certified:
            return replace(self, certified=True, offset=0)
        if cues.sort:
            return self.with_sort(cues.sort)
        if cues.wants_more:
            return replace(self, offset=self.offset + PAGE)
        return None

    def with_supplier_conditions(self, cues: Cues) -> SearchState:
        """Returns the search with those conditions on suppliers that the NLU does not mark as entities: verified,
        factories only, a rating."""
        return replace(
            self,
            verified=self.verified or cues.names_verified_sellers,
            factories=self.factories or cues.names_factories,
            min_rating=cues.min_rating or self.min_rating,
        )

    def with_attribute(self, named: str) -> SearchState:
        """Returns the search with a property ("women's", "220 gsm", 红色) added to the searched words."""
        said = set(words(named))
        is_in = named.casefold() in self.text.casefold() and (is_han(named) or not said)
        if is_in or (said and said <= set(words(self.text))):
            return replace(self, offset=0)
        if _head(named) == _head(self.text):  # "and the canvas bags?" after a search for leather bags
            return replace(self, text=named, offset=0)
        return replace(self, text=join(without_alternatives(self.text, named), named), offset=0)

    def with_sizes(self, sizes: Sequence[str]) -> SearchState:
        """Returns the search with these sizes added to the searched words, if they name goods."""
        written = [as_listed(size) for size in sizes]
        plain, held = "".join(self.text.casefold().split()), set(words(self.text))
        new = [size for size in written if "".join(size.casefold().split()) not in plain]
        new = [size for size in new if not words(size) or not set(words(size)) <= held]
        if not self.text or not new:
            return self
        text = self.text
        for size in new:
            number = "".join(each for each in size if each.isdecimal() or each == ".")
            bare = " ".join(word for word in text.split() if word != number)  # "inverters 5", before "5kw"
            text = join(without_size_like(bare or text, size), size)
        return replace(self, text=text, offset=0)


def _leave_out(before: Sequence[Mapping[str, str]], entities: Entities) -> tuple[Mapping[str, str], ...]:
    """Returns the suppliers that were left out before, together with those that the message rules out. A supplier that
    it names otherwise is wanted again."""
    again = entities.words("company")
    kept = [each for each in before if each["en"] not in again]
    return (*kept, *(each for each in entities.values("excluded_company") if each not in kept))


def _head(goods: str) -> str:
    """Returns the main noun of the goods: the last word, or the last character of a Chinese name."""
    last = (goods.casefold().split() or [""])[-1]
    return last[-1:] if is_han(last[-1:]) else last.removesuffix("s")


def join(goods: str, attribute: str) -> str:
    """Returns the name of the goods with a property, in the place where their language puts it. A property that is in
    the name is not added again."""
    if attribute.casefold() in goods.casefold().split():
        return goods
    return f"{goods} {attribute}" if is_han(attribute) else f"{attribute} {goods}".strip()


def _trade_terms(entities: Entities) -> dict[str, Any]:
    """Returns the Incoterm, its port, the destination and the day by which the goods are needed, as far as the message
    names them, by the names of the fields of `SearchState`."""
    goal, days = entities.destination, entities.days
    return (
        entities.trade_terms
        | ({"destination": asdict(goal)} if goal else {})
        | ({"needed_by": days[-1].isoformat()} if days else {})
    )


NARROWING = (
    "quantity",
    "price",
    "region",
    "excluded_region",
    "excluded_company",
    "certification",
    "verified",
    "relax",
    "sort",
    "page",
)
"""Entities that change a search without naming a product."""


def change_search(current: SearchState | None, turn: Turn) -> SearchState:
    """Returns the search that results when a message changes the current one.

    If the message names another product, a new search begins; it also begins if the message names neither a product nor
    a condition (such as "I need a supplier"). Anything else changes the current search.
    """
    entities, cues = turn.entities, turn.cues
    products = entities.products
    if current is None or (products and current.text and not _is_same(products[0], current.text)):
        begun = _with_message(SearchState(), turn)
        return begun.with_sort(entities.word("sort") or cues.sort)
    if entities.has("page", "sort", "relax"):
        return current.with_button(entities)
    if products or entities.has(*NARROWING):
        changed = _with_message(current, turn)
        if cues.wants_verified and not products:
            changed = replace(changed, verified=True)
        return replace(changed, sort=cast(Sort, cues.sort)) if cues.sort and not products else changed
    return current.with_follow_up(cues) or SearchState()


def _with_message(search: SearchState, turn: Turn) -> SearchState:
    """Returns the search changed by the entities of the message, and by those conditions that the NLU does not mark as
    entities."""
    entities, cues = turn.entities, turn.cues
    changed = search.with_entities(entities).with_supplier_conditions(cues)
    if entities.has("price"):
        is_budget = cues.speaks_of_budget
        changed = (
            replace(changed, budget=changed.max_price, max_price=None) if is_budget else replace(changed, budget=None)
        )
    if entities.has("price", "quantity"):
        changed = _within_budget(changed)
    codes = (*find_certifications(turn.text), *turn.market.search.find_certificates(turn.text))
    if codes and not entities.has("certification"):
        changed = replace(changed, certifications=tuple(dict.fromkeys((*changed.certifications, *codes))))
    if cues.max_days:
        changed = replace(changed, max_days=cues.max_days)
    if cues.wants_certified and not entities.certifications:
        changed = replace(changed, certified=True)
    if len(entities.certifications) > 1 and cues.names_alternatives:
        changed = replace(changed, certifications=entities.certifications, any_certification=True)
    amount = entities.quantity
    if (
        amount and amount.unit is None and float(amount.value) == cues.min_rating
    ):  # in "4.5 or better" the number is a rating and no quantity
        return replace(changed, quantity=search.quantity, unit=search.unit)
    return changed


def as_listed(size: str) -> str:
    """Returns a size as goods are listed with it: "4人" for 四人."""
    return size.translate(_DIGITS)


def as_budget(search: SearchState) -> SearchState:
    """Returns the search with its price limit as what all pieces together may cost."""
    return _within_budget(replace(search, budget=search.max_price, max_price=None))


def _within_budget(search: SearchState) -> SearchState:
    """Returns the search with the highest price of one piece, if it has a budget for all pieces and their number is
    known."""
    if search.budget is None or search.quantity is None:
        return search
    each = Decimal(search.budget) / Decimal(search.quantity)
    return replace(search, max_price=str(each.quantize(Decimal("0.01"))))


def _is_same(goods: str, other: str) -> bool:
    return goods.casefold().strip() == other.casefold().strip()
