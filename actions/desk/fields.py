"""Holds the fields that several forms of the staff have, and reads their values."""

from __future__ import annotations

from decimal import Decimal

from actions.desk.acts import Asked, Field, Option, Problem
from actions.marketplace.base.records import Destination, Money, Name
from actions.marketplace.trades.orders.carriers import carrier_names
from actions.marketplace.trades.orders.tracking import read_tracking_number
from actions.marketplace.trades.requests.held_words import find_in
from actions.replies import country, text
from trade.carriers import carriers
from trade.incoterms import incoterms
from trade.places import countries

CURRENCIES = ("USD", "CNY", "EUR")


def list_currencies(*allowed: str) -> list[Option]:
    return [{"value": one, "label": one} for one in allowed or CURRENCIES]


def list_countries() -> list[Option]:
    return [{"value": one.code, "label": country(one.code)} for one in countries()]


def list_incoterms() -> list[Option]:
    return [{"value": one, "label": one} for one in incoterms()]


def list_destination_fields(now: Destination | None, *, is_required: bool = False) -> tuple[Field, ...]:
    """Returns the fields of a place. Only a required one is filled in with the present city."""
    city = now.city.en if now and is_required else ""
    where = now.country if now else ""
    return (
        Field("city", "text", "desk.city", city, is_required=is_required),
        Field("country", "choice", "desk.country", where, list_countries(), is_required=is_required),
    )


def read_destination(asked: Asked, now: Destination | None) -> Destination | None:
    """Returns the new destination, or None if it stays as it is. A new country needs a city in it."""
    city, where = asked.text("city"), asked.text("country")
    is_elsewhere = bool(where) and now is not None and where != now.country
    if not city:
        if is_elsewhere:
            raise Problem("city")
        return None
    if not where:
        raise Problem("city")
    return Destination(where, Name(city, city))


def list_carriers() -> list[Option]:
    names = sorted({one.name for one in carriers()}, key=str.casefold)
    return [{"value": name, "label": text(carrier_names(name))} for name in names]


def list_shipping_fields() -> tuple[Field, ...]:
    return (
        Field("carrier", "choice", "field.carrier", "", list_carriers()),
        Field("tracking", "text", "field.tracking_number", longest=40),
    )


def read_tracking(asked: Asked) -> str:
    """Returns the tracking number that was given, as it is stored."""
    found = read_tracking_number(asked.text("tracking"))
    if found is None:
        raise Problem("tracking")
    return found


def read_money(asked: Asked, name: str, currency: str) -> Money | None:
    """Returns the amount in this field, or None if the field is empty."""
    amount = asked.number(name)
    if amount is None:
        return None
    if round(amount, 2) != amount:
        raise Problem("cents")
    return Money(amount, currency)


def read_words(asked: Asked, name: str) -> str:
    """Returns the words in this field, which the other side will read."""
    words = asked.text(name)
    if find_in(words):
        raise Problem("suspicious")
    return words


def write_number(number: Decimal) -> str:
    """Returns a number as a field shows it."""
    return f"{number.normalize():f}"
