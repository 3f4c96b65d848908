"""Turns all conditions of a search, except its words, into queries. Each can be left out, to find
out without which condition the search would find something."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import Self

from tantivy import FieldType, Occur, Query

from actions.marketplace.goods.catalogue.certifications import certification_key
from actions.marketplace.goods.catalogue.places import Region, find_region
from actions.marketplace.goods.catalogue.units import base_units, dimension
from actions.marketplace.goods.search.documents import SCHEMA, TIERS
from actions.marketplace.goods.search.matching import describing
from actions.marketplace.goods.search.records import Condition, SearchRequest
from actions.marketplace.goods.words.words import words

FIRST = Query.term_query(SCHEMA, "part", "first", index_option="basic")


@dataclass(frozen=True, slots=True)
class Filters:
    """Holds the conditions of a search as queries. A product may have several documents, each with
    up to four price tiers; `document` chooses one document of each product. `reached` has a query
    for each of the four places of a tier in a document: it finds the documents whose tier at that
    place applies to the wanted quantity. No document is found by two of these queries. `conditions`
    are the queries of all other conditions."""

    conditions: Mapping[Condition, Query]
    document: Query
    reached: tuple[Query, ...]
    compares_base_prices: bool
    unknown_regions: tuple[str, ...]
    without_quantity: Callable[[], Self] | None
    """A function that returns the filters without the quantity. It is called only when a search
    finds nothing, to see whether the quantity is the reason."""

    @classmethod
    def of(cls, request: SearchRequest, certifications: Mapping[str, str], rates: Mapping[str, Decimal]) -> Self:
        """Returns the filters of a request. `certifications` maps the key of a certificate's name
        to the key of its code; `rates` says how much of each currency a US dollar buys."""
        regions = [(text, find_region(text)) for text in request.regions]
        document: Query = FIRST
        reached: tuple[Query, ...] = (FIRST,)
        if request.quantity is not None and request.sort != "moq":
            document, reached = _reached(float(request.quantity), request.unit)
        conditions: dict[Condition, Query] = {}
        if request.regions:
            conditions["region"] = _any([_region(region) for _, region in regions if region])
        if excluded := [region for region in map(find_region, request.excluded_regions) if region]:
            conditions["excluded"] = _none([_region(region) for region in excluded])
        if request.left_out:
            conditions["left_out"] = _none([_is("supplier", slug) for slug in request.left_out])
        if request.certifications:
            keys = [certification_key(text) for text in request.certifications]
            held = [_is("certificate", certifications.get(key, key)) for key in keys]
            conditions["certification"] = _any(held) if request.any_certification else _every(held)
        if request.certified:
            conditions["certified"] = _any([_is("certificate", code) for code in sorted(set(certifications.values()))])
        if request.max_lead_days is not None:
            conditions["lead_time"] = _at_most_days(request.max_lead_days)
        if request.max_price is not None:
            conditions["price"] = _price(reached, request.max_price, request.unit, rates.get(request.currency.upper()))
        if request.verified_only:
            conditions["verified"] = _is("verified", "yes")
        if request.factories_only:
            conditions["factory"] = _is("kind", "factory")
        if request.min_rating is not None:
            conditions["rating"] = _at_least("rating", request.min_rating)
        if unwanted := [text for text in request.unwanted if words(text)]:
            conditions["unwanted"] = _none([_every([describing(word) for word in words(text)]) for text in unwanted])
        if request.supplier is not None:
            conditions["supplier"] = _is("supplier", request.supplier)
        without_quantity = None
        if request.quantity is not None:
            # Of results that are sorted by MOQ, the prices of the first tier are compared. Their MOQ must be at most
            # the quantity that is wanted.
            moq = request.sort == "moq"
            conditions["quantity"] = _moq_reached(float(request.quantity), request.unit) if moq else document
            without_quantity = partial(cls.of, replace(request, quantity=None), certifications, rates)
        unknown = tuple(text for text, region in regions if region is None)
        return cls(conditions, document, reached, _has_base(request.unit), unknown, without_quantity)

    def apply(self, text: Query, dropped: Condition | None = None) -> Query:
        if dropped == "quantity" and self.without_quantity is not None:
            return self.without_quantity().apply(text)
        kept = [query for condition, query in self.conditions.items() if condition != dropped]
        filters = [self.document, *(query for query in kept if query is not self.document)]
        return _every([text, *map(_unscored, filters)])

    def each_dropped(self, text: Query) -> Iterator[tuple[Condition, Query]]:
        for condition in self.conditions:
            yield condition, self.apply(text, condition)

    def by_price(self, text: Query) -> Iterator[tuple[str, Query]]:
        """Yields the fields that may hold the price for the wanted quantity, each with the query
        for the documents in which it does."""
        price, query = "base_usd" if self.compares_base_prices else "own_usd", self.apply(text)
        for place, reached in enumerate(self.reached):
            yield f"{price}_{place}", _every([query, _unscored(reached)])


def _region(region: Region) -> Query:
    provinces = Query.term_set_query(SCHEMA, "province", sorted(region.provinces))
    return _every([provinces, _is("city", region.city.en)]) if region.city else provinces


def _reached(quantity: float, unit: str | None) -> tuple[Query, tuple[Query, ...]]:
    """Returns two things: the query for documents with the price tier that applies to `quantity`,
    and one such query for each place that the tier may have in a document. For goods whose unit
    cannot be converted into `unit`, the first tier, which begins at the MOQ, applies."""
    if unit is None:
        return _between("own_from_0", quantity, "own_to"), _places("own", quantity)
    if not _has_base(unit):
        return FIRST, (FIRST,)
    comparable, others = _comparable(unit, FIRST)
    quantity *= float(base_units(unit))
    first, *further = (_every([comparable, place]) for place in _places("base", quantity))
    document = _any([_every([comparable, _between("base_from_0", quantity, "base_to")]), others])
    return document, (_any([first, others]), *further)


def _places(kind: str, quantity: float) -> tuple[Query, ...]:
    """Returns a query for each place of a tier in a document: `quantity` reaches the minimum of
    that tier, but not that of the next tier."""
    last = TIERS - 1
    between = [_below_next(f"{kind}_from_{place}", quantity, f"{kind}_from_{place + 1}") for place in range(last)]
    return (*between, _between(f"{kind}_from_{last}", quantity, f"{kind}_to"))


def _below_next(minimum: str, quantity: float, following: str) -> Query:
    """Returns the query for documents where the quantity reaches `minimum` but not `following`,
    which may be missing."""
    return Query.boolean_query([(Occur.Must, _up_to(minimum, quantity)), (Occur.MustNot, _up_to(following, quantity))])


def _between(minimum: str, quantity: float, end: str) -> Query:
    return _every([_up_to(minimum, quantity), _over(end, quantity)])


def _moq_reached(quantity: float, unit: str | None) -> Query:
    """Returns the query for products whose MOQ is at most `quantity`, or whose unit cannot be
    converted into `unit`. Only the first document of each product is found."""
    if unit is None:
        return _up_to("own_from_0", quantity)
    if not _has_base(unit):
        return FIRST
    comparable, others = _comparable(unit, FIRST)
    return _any([_every([comparable, _up_to("base_from_0", quantity * float(base_units(unit)))]), others])


def _price(reached: tuple[Query, ...], maximum: Decimal, unit: str | None, rate: Decimal | None) -> Query:
    """Returns the query for prices up to `maximum`, compared in US dollars. Without a rate for the
    currency it finds nothing."""
    if rate is None:
        return Query.empty_query()
    return _any([_every([here, _price_at(place, maximum / rate, unit)]) for place, here in enumerate(reached)])


def _price_at(place: int, usd: Decimal, unit: str | None) -> Query:
    own = _at_most(f"own_usd_{place}", usd)
    if unit is None or not _has_base(unit):
        return own
    comparable, others = _comparable(unit, own)
    return _any([_every([comparable, _at_most(f"base_usd_{place}", usd / base_units(unit))]), others])


def _comparable(unit: str, otherwise: Query) -> tuple[Query, Query]:
    """Returns two queries: for the goods whose unit can be converted into `unit`, and for the goods that `otherwise`
    finds and whose unit cannot."""
    comparable = _is("dimension", dimension(unit))
    return comparable, Query.boolean_query([(Occur.Must, otherwise), (Occur.MustNot, comparable)])


def _at_most_days(days: int) -> Query:
    return Query.range_query(SCHEMA, "lead_time", FieldType.Unsigned, upper_bound=days)


def _at_most(field: str, maximum: Decimal) -> Query:
    return _up_to(field, float(maximum) * (1 + 1e-12))


def _at_least(field: str, minimum: float) -> Query:
    return Query.range_query(SCHEMA, field, FieldType.Float, lower_bound=minimum - 1e-9)


def _up_to(field: str, value: float) -> Query:
    return Query.range_query(SCHEMA, field, FieldType.Float, upper_bound=value)


def _over(field: str, value: float) -> Query:
    return Query.range_query(SCHEMA, field, FieldType.Float, lower_bound=value, include_lower=False)


def _has_base(unit: str | None) -> bool:
    return unit is not None and dimension(unit) != unit


def _is(field: str, value: str) -> Query:
    return Query.term_query(SCHEMA, field, value, index_option="basic")


def _any(queries: list[Query]) -> Query:
    return Query.boolean_query([(Occur.Should, query) for query in queries]) if queries else Query.empty_query()


def _none(queries: list[Query]) -> Query:
    return Query.boolean_query([(Occur.Must, Query.all_query()), *((Occur.MustNot, query) for query in queries)])


def _every(queries: list[Query]) -> Query:
    return Query.boolean_query([(Occur.Must, query) for query in queries])


def _unscored(query: Query) -> Query:
    return Query.const_score_query(query, 0.0)
