"""Puts a search into words: its goods and each of its conditions."""

from __future__ import annotations

from decimal import Decimal

from actions.dialogue.said.entities import read_day, read_destination, read_name
from actions.marketplace.base.records import Name, Quantity
from actions.marketplace.goods.catalogue.places import find_place
from actions.replies import (
    Value,
    certificate,
    date,
    days,
    destination,
    incoterm,
    money,
    number,
    one_after_another,
    place,
    quantity,
    rating,
    several,
    term,
    text,
)
from actions.sourcing.at_hand.search_state import SearchState


def describe(search: SearchState) -> Value:
    """Returns the goods and the conditions of the search in words."""
    conditions = list(describe_conditions(search).values())
    goods = search.text or term("search.any_goods")
    return (
        term("search.with_conditions", product=goods, conditions=one_after_another(conditions)) if conditions else goods
    )


def describe_for_request(search: SearchState) -> Value:
    """Returns the search in words, with that which does not limit its results but goes into a request: where the goods
    go, on which Incoterm, and by when they are needed."""
    said = [*describe_conditions(search).values(), *describe_delivery(search)]
    goods = search.text or term("search.any_goods")
    return term("search.with_conditions", product=goods, conditions=one_after_another(said)) if said else goods


def describe_delivery(search: SearchState) -> list[Value]:
    """Returns in words where the goods go, on which Incoterm, and by when they are needed, as far as that is known."""
    goal, day = read_destination(search.destination), read_day(search.needed_by)
    said: list[Value] = [term("request.to", destination=destination(goal))] if goal else []
    said += [incoterm(search.incoterm, read_name(search.port))] if search.incoterm else []
    return said + ([term("condition.needed_by", day=date(day))] if day else [])


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
    if search.left_out:
        names = [text(Name(each["en"], each["zh"])) for each in search.left_out]
        words["left_out"] = term("condition.left_out", suppliers=several(names))
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
