"""Puts a search into words: its goods and each of its conditions."""

from __future__ import annotations

from decimal import Decimal

from actions.marketplace.base.records import Quantity
from actions.marketplace.goods.catalogue.places import find_place
from actions.replies import (
    Value,
    certificate,
    days,
    money,
    number,
    one_after_another,
    place,
    quantity,
    rating,
    several,
    term,
)
from actions.sourcing.search_state import SearchState


def describe(search: SearchState) -> Value:
    """Returns the goods and the conditions of the search in words."""
    conditions = list(describe_conditions(search).values())
    goods = search.text or term("search.any_goods")
    return (
        term("search.with_conditions", product=goods, conditions=one_after_another(conditions)) if conditions else goods
    )


def describe_conditions(search: SearchState) -> dict[str, Value]:
    """Returns each condition of the search in words, by the name of the condition (a key of `CONDITIONS`)."""
    words: dict[str, Value] = {}
    amount, limit = search.amount, search.limit
    if amount:
        words["quantity"] = term("condition.quantity", quantity=describe_amount(amount.value, amount.unit))
    if search.regions:
        words["region"] = term("condition.region", region=several(map(_describe_region, search.regions)))
    if search.excluded:
        words["excluded"] = term("condition.excluded", region=several(map(_describe_region, search.excluded)))
    if search.certifications:
        words["certification"] = term(
            "condition.certification_any" if search.any_certification else "condition.certification",
            certification=several(map(certificate, search.certifications)),
        )
    if limit:
        words["price"] = term("condition.price", price=money(limit))
    if search.verified:
        words["verified"] = term("condition.verified")
    if search.factories:
        words["factory"] = term("condition.factory")
    if search.min_rating:
        words["rating"] = term("condition.rating", rating=rating(search.min_rating))
    if search.certified:
        words["certified"] = term("condition.certified")
    if search.max_days:
        words["lead_time"] = term("condition.lead_time", lead_time=days(search.max_days))
    if search.unwanted:
        words["unwanted"] = term("condition.unwanted", properties=one_after_another(search.unwanted))
    return words


def _describe_region(name: str) -> Value:
    found = find_place(name)
    return place(found) if found else name


def describe_amount(value: Decimal, unit: str | None) -> Value:
    return quantity(Quantity(value, unit)) if unit else number(value)
