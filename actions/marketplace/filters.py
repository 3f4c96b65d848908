"""The conditions of a search beside its words. Each can be dropped alone, to say what to relax."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from tantivy import FieldType, Occur, Query

from actions.marketplace.certifications import certification_key
from actions.marketplace.documents import SCHEMA
from actions.marketplace.places import Region, find_region
from actions.marketplace.records import Condition, SearchRequest
from actions.marketplace.units import base_units, dimension

FIRST_TIER = Query.term_query(SCHEMA, "tier", "first")


@dataclass(frozen=True, slots=True)
class Filters:
    """`conditions` beside `tier`, which chooses one document of each product: that of the price for the quantity asked for."""

    conditions: Mapping[Condition, Query]
    tier: Query
    compares_base_prices: bool
    unknown_regions: tuple[str, ...]

    @classmethod
    def of(cls, request: SearchRequest, certifications: Mapping[str, str], rates: Mapping[str, Decimal]) -> Self:
        """`certifications`: key of a name to key of its code; `rates`: how much of a currency a US dollar buys."""
        regions = [(text, find_region(text)) for text in request.regions]
        conditions: dict[Condition, Query] = {}
        if request.regions:
            conditions["region"] = _any([_region(region) for _, region in regions if region])
        if request.certifications:
            keys = [certification_key(text) for text in request.certifications]
            conditions["certification"] = _every([_is("certificate", certifications.get(key, key)) for key in keys])
        if request.certified:
            conditions["certified"] = _any([_is("certificate", code) for code in sorted(set(certifications.values()))])
        if request.max_lead_days is not None:
            conditions["lead_time"] = _at_most_days(request.max_lead_days)
        if request.max_price is not None:
            conditions["price"] = _price(request.max_price, request.unit, rates.get(request.currency.upper()))
        if request.verified_only:
            conditions["verified"] = _is("verified", "yes")
        if request.factories_only:
            conditions["factory"] = _is("kind", "factory")
        if request.min_rating is not None:
            conditions["rating"] = _at_least("rating", request.min_rating)
        if request.supplier is not None:
            conditions["supplier"] = _is("supplier", request.supplier)
        tier = FIRST_TIER
        if request.quantity is not None:
            tier = conditions["quantity"] = _tier(float(request.quantity), request.unit)
        if request.sort == "moq":  # by the first tier's minimum; a quantity then says which minimum is low enough
            tier = FIRST_TIER
            if request.quantity is not None:
                conditions["quantity"] = _moq_reached(float(request.quantity), request.unit)
        unknown = tuple(text for text, region in regions if region is None)
        return cls(conditions, tier, _has_base(request.unit), unknown)

    def apply(self, text: Query, dropped: Condition | None = None) -> Query:
        tier = FIRST_TIER if dropped == "quantity" else self.tier
        kept = [query for condition, query in self.conditions.items() if condition != dropped and query is not tier]
        filters = [Query.const_score_query(query, 0.0) for query in (tier, *kept)]
        return _every([text, *filters])

    def each_dropped(self, text: Query) -> Iterator[tuple[Condition, Query]]:
        for condition in self.conditions:
            yield condition, self.apply(text, condition)


def _region(region: Region) -> Query:
    provinces = Query.term_set_query(SCHEMA, "province", sorted(region.provinces))
    return _every([provinces, _is("city", region.city.en)]) if region.city else provinces


def _tier(quantity: float, unit: str | None) -> Query:
    """The tier that `quantity` reaches. Goods that are not counted in anything like `unit` count by their MOQ."""
    if unit is None:
        return _between("own", quantity)
    if not _has_base(unit):
        return FIRST_TIER
    comparable = _is("dimension", dimension(unit))
    others = Query.boolean_query([(Occur.Must, FIRST_TIER), (Occur.MustNot, comparable)])
    return _any([_every([comparable, _between("base", quantity * float(base_units(unit)))]), others])


def _moq_reached(quantity: float, unit: str | None) -> Query:
    """Of first tiers: those whose minimum `quantity` reaches, or that do not compare with it."""
    if unit is None:
        return _at_most("own_from", Decimal(quantity))
    if not _has_base(unit):
        return FIRST_TIER
    comparable = _is("dimension", dimension(unit))
    others = Query.boolean_query([(Occur.Must, FIRST_TIER), (Occur.MustNot, comparable)])
    return _any([_every([comparable, _at_most("base_from", Decimal(quantity) * base_units(unit))]), others])


def _at_most_days(days: int) -> Query:
    return Query.range_query(SCHEMA, "lead_time", FieldType.Unsigned, upper_bound=days)


def _between(field: str, quantity: float) -> Query:
    reached = Query.range_query(SCHEMA, f"{field}_from", FieldType.Float, upper_bound=quantity)
    below_next = Query.range_query(SCHEMA, f"{field}_to", FieldType.Float, lower_bound=quantity, include_lower=False)
    return _every([reached, below_next])


def _price(maximum: Decimal, unit: str | None, rate: Decimal | None) -> Query:
    """Compared in US dollars; nothing is comparable in a currency without a rate."""
    if rate is None:
        return Query.empty_query()
    own = _at_most("own_usd", maximum / rate)
    if not _has_base(unit) or unit is None:
        return own
    comparable = _is("dimension", dimension(unit))
    others = Query.boolean_query([(Occur.Must, own), (Occur.MustNot, comparable)])
    return _any([_every([comparable, _at_most("base_usd", maximum / rate / base_units(unit))]), others])


def _at_most(field: str, maximum: Decimal) -> Query:
    return Query.range_query(SCHEMA, field, FieldType.Float, upper_bound=float(maximum) * (1 + 1e-12))


def _at_least(field: str, minimum: float) -> Query:
    return Query.range_query(SCHEMA, field, FieldType.Float, lower_bound=minimum - 1e-9)


def _has_base(unit: str | None) -> bool:
    return unit is not None and dimension(unit) != unit


def _is(field: str, value: str) -> Query:
    return Query.term_query(SCHEMA, field, value, index_option="basic")


def _any(queries: list[Query]) -> Query:
    return Query.boolean_query([(Occur.Should, query) for query in queries]) if queries else Query.empty_query()


def _every(queries: list[Query]) -> Query:
    return Query.boolean_query([(Occur.Must, query) for query in queries])
