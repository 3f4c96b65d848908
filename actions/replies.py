"""Defines what an action says, as data and not as prose: the shapes of docs/architecture.md ("A
reply", "Effects"), each with the one function that builds it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal, TypedDict

from actions.marketplace.catalogue.certifications import certification_key
from actions.marketplace.records import Destination, Money, Name, Place, Quantity

_WORDS = {"organic": "certificate.organic", "halal": "certificate.halal", "kosher": "certificate.kosher"}
"""The terms of the certificates that are called by a word and not by a code."""


class TextValue(TypedDict):
    type: Literal["text"]
    en: str
    zh: str


class TermValue(TypedDict):
    type: Literal["term"]
    name: str
    values: Mapping[str, Value]


class MoneyValue(TypedDict):
    type: Literal["money"]
    amount: str
    currency: str


class Measure(TypedDict):
    type: Literal["quantity", "duration"]
    value: float
    unit: str


class Rating(TypedDict):
    type: Literal["rating"]
    value: float


class Written(TypedDict):
    type: Literal["code", "date", "datetime"]
    value: str


class CountryValue(TypedDict):
    type: Literal["country"]
    code: str


class _Several(TypedDict):
    type: Literal["list", "lines"]
    items: list[Value]


class Several(_Several, total=False):
    style: Literal["commas"]


Value = str | float | TextValue | TermValue | MoneyValue | Measure | Rating | Written | CountryValue | Several


class Button(TypedDict):
    """Says `intent` with `entities` when it is pressed."""

    label: Value
    intent: str
    entities: Mapping[str, Any]
    single_use: bool


class Field(TypedDict):
    label: Value
    value: Value


class Card(TypedDict):
    kind: str
    title: Value
    fields: list[Field]
    buttons: list[Button]


class FileRef(TypedDict):
    """Names a file of the conversation that a reply sends along."""

    id: str


class Table(TypedDict):
    """Holds a table that the gateway writes as a file, in the reader's language. Numbers stay numbers
    in it; `name` is the file's, with its ending."""

    name: Value
    columns: list[Value]
    rows: list[list[Value]]


class MadeFile(TypedDict):
    """Holds a document to make and to send along with a reply."""

    table: Table


class Reply(TypedDict):
    """Holds a reply; `response` is a name in domain.yml."""

    response: str
    values: Mapping[str, Value]
    buttons: list[Button]
    cards: list[Card]


def reply(response: str, values: Mapping[str, Value], *buttons: Button) -> Reply:
    return {"response": response, "values": values, "buttons": list(buttons), "cards": []}


def effect(kind: str, details: Mapping[str, str]) -> dict[str, str]:
    """Returns an effect, which asks the gateway to do something."""
    return {"kind": kind, **details}


def file(file_id: str) -> FileRef:
    """Returns a file to send along with a reply: one that the conversation holds, such as one that
    came with this turn (`SignedContext.files`). Another conversation's fails the turn."""
    return {"id": file_id}


def table(name: Value, columns: Iterable[Value], rows: Iterable[Iterable[Value]]) -> MadeFile:
    """Returns a document to send along with a reply: a table that spreadsheet programs open."""
    return {"table": {"name": name, "columns": list(columns), "rows": [list(row) for row in rows]}}


def term(name: str, **values: Value) -> Value:
    """Returns a term of `locales/terms/actions.yml`."""
    return {"type": "term", "name": name, "values": values}


def text(name: Name) -> Value:
    """Returns a name in both languages, of which the reader sees one."""
    return {"type": "text", "en": name.en, "zh": name.zh}


def code(value: str) -> Value:
    """Returns a code, such as a tracking number. If it does not look like one, the reader does not
    see it (bot/rendering/renderer.py)."""
    return {"type": "code", "value": value}


def number(value: Decimal | int | float) -> int | float:
    """Returns a whole number without its fraction, because JSON has no decimals and "5,000.0
    pieces" reads badly."""
    return int(value) if value == int(value) else float(value)


def money(value: Money) -> Value:
    return {"type": "money", "amount": str(value.amount), "currency": value.currency}


def quantity(value: Quantity) -> Value:
    return {"type": "quantity", "value": number(value.value), "unit": value.unit}


def certificate(code: str) -> Value:
    """Returns a certificate. Most are codes and the same in every language; a few are words."""
    word = _WORDS.get(certification_key(code))
    return term(word) if word else code


def unit_price(price: Money, unit: str) -> Value:
    """Returns a price for one unit, such as "$1.20 per piece"."""
    return term(f"unit_price.{unit}", price=money(price))


def days(value: int) -> Value:
    return {"type": "duration", "value": value, "unit": "day"}


def hours(value: int) -> Value:
    return {"type": "duration", "value": value, "unit": "hour"}


def date(value: dt.date) -> Value:
    return {"type": "date", "value": value.isoformat()}


def moment(value: dt.datetime) -> Value:
    return {"type": "datetime", "value": value.isoformat()}


def rating(value: float | None) -> Value:
    return term("rating.none") if value is None else {"type": "rating", "value": value}


def country(code: str) -> Value:
    return {"type": "country", "code": code}


def several(items: Iterable[Value]) -> Value:
    """Returns a list whose last two items are joined by "and"."""
    return {"type": "list", "items": list(items)}


def one_after_another(items: Iterable[Value]) -> Value:
    """Returns a list with commas only, without an "and"."""
    return {"type": "list", "style": "commas", "items": list(items)}


def lines(items: Iterable[Value]) -> Value:
    """Returns a list with each item on a line of its own."""
    return {"type": "lines", "items": list(items)}


def place(value: Place) -> Value:
    if value.city is None or value.city == value.province:
        return text(value.province)
    return term("place.city", city=text(value.city), province=text(value.province))


def destination(value: Destination) -> Value:
    if not value.city.en and not value.city.zh:
        return country(value.country)
    return term("place.abroad", city=text(value.city), country=country(value.country))


def incoterm(code: str, port: Name | None) -> Value:
    """Returns an Incoterm, with its port if there is one: "FOB" or "FOB Shanghai"."""
    return term("incoterm.with_port", incoterm=code, port=text(port)) if port else code


def yes_no(value: bool) -> Value:
    return term("answer.yes") if value else term("answer.no")


def button(label: Value, intent: str, *, single_use: bool = False, **entities: Any) -> Button:
    """Returns a button that says `intent` with `entities`. If `label` is text, it is the name of a
    term."""
    shown = term(label) if isinstance(label, str) else label
    return {"label": shown, "intent": intent, "entities": entities, "single_use": single_use}


def search_button() -> Button:
    """Returns a button that begins a new search, whatever was searched before."""
    return button("button.find_supplier", "find_supplier", relax="all")


def person_button(reason: str) -> Button:
    """Returns a button that asks for a person. `reason` tells the agents what it is about."""
    return button("button.person", "human_handoff", reason=reason)


def card(kind: str, title: Value, fields: Sequence[tuple[str, Value | None]], buttons: Sequence[Button] = ()) -> Card:
    """Returns a card.

    `fields` are pairs of the name of the label's term and the value. Those without a value are left
    out.
    """
    shown: list[Field] = [{"label": term(label), "value": value} for label, value in fields if value is not None]
    return {"kind": kind, "title": title, "fields": shown, "buttons": list(buttons)}
