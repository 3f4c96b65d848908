"""A reply as data (docs/architecture.md, "A reply"): its shapes, how the gateway makes one of its own, and how it reads one that
an action has made.

Replies are rendered for each reader later, so everything in them is a value of a known kind and nothing is prose. A value's kind
is looked up when it is rendered (bot/rendering/renderer.py): one that nobody knows reads as a dash and is logged.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Literal, NotRequired, TypedDict, cast

from bot.errors import Unreadable


class Text(TypedDict):
    """A name in both languages; the reader gets the other where their own is missing."""

    type: Literal["text"]
    en: str | None
    zh: str | None


class Term(TypedDict):
    """A sentence of the catalogue, with the values of its placeholders."""

    type: Literal["term"]
    name: str
    values: NotRequired[Mapping[str, Value]]


class Money(TypedDict):
    """An amount with a decimal point, and an ISO 4217 code."""

    type: Literal["money"]
    amount: str
    currency: str


class Quantity(TypedDict):
    """A number of goods; without a known unit it reads as the number alone."""

    type: Literal["quantity"]
    value: float
    unit: str | None


class Duration(TypedDict):
    type: Literal["duration"]
    value: float
    unit: Literal["minute", "hour", "day", "week", "month", "year"]


class Number(TypedDict):
    type: Literal["number", "rating"]
    value: float


class Written(TypedDict):
    """A code as it stands, or a day or moment in ISO 8601."""

    type: Literal["code", "date", "datetime"]
    value: str


class Country(TypedDict):
    """An ISO 3166 code."""

    type: Literal["country"]
    code: str


class Several(TypedDict):
    """Values in one line, with "and" before the last unless `style` is "commas", or one value a line."""

    type: Literal["list", "lines"]
    style: NotRequired[Literal["commas"]]
    items: Sequence[Value]


Typed = Text | Term | Money | Quantity | Duration | Number | Written | Country | Several
Value = str | float | Typed | None


class Button(TypedDict):
    """A button that says `intent` with `entities`, or one that opens `url`."""

    label: Value
    intent: NotRequired[str]
    entities: NotRequired[Mapping[str, Any]]
    single_use: NotRequired[bool]
    url: NotRequired[str]


class Field(TypedDict):
    label: Value
    value: Value


class Card(TypedDict):
    kind: str
    title: Value
    fields: NotRequired[Sequence[Field]]
    buttons: NotRequired[Sequence[Button]]


class Reply(TypedDict):
    """`response` names a response of domain.yml or a term of locales/terms."""

    response: str
    values: NotRequired[Mapping[str, Value]]
    buttons: NotRequired[Sequence[Button]]
    cards: NotRequired[Sequence[Card]]


class StoredButton(TypedDict):
    """A button as it is stored: a token stands for what it says."""

    label: Value
    token: NotRequired[str]
    url: NotRequired[str]


class StoredCard(TypedDict):
    kind: str
    title: Value
    fields: Sequence[Field]
    buttons: Sequence[StoredButton]


class StoredReply(TypedDict):
    """A reply as `messages.reply` keeps it. `notice` names the news that it tells, so that nobody is told twice."""

    response: str
    values: NotRequired[Mapping[str, Value]]
    buttons: NotRequired[Sequence[StoredButton]]
    cards: NotRequired[Sequence[StoredCard]]
    notice: NotRequired[int | str]


def term(name: str, **values: Value) -> Term:
    """Returns the sentence of that name as a value."""
    return {"type": "term", "name": name, "values": values}


def moment(time: dt.datetime) -> Written:
    """Returns the moment as a value, to the minute."""
    return {"type": "datetime", "value": time.isoformat(timespec="minutes")}


def button(name: str, intent: str, *, single_use: bool = False, **entities: Any) -> Button:
    """Returns a button of the gateway's own, labelled with the term of that name."""
    return {"label": term(name), "intent": intent, "entities": entities, "single_use": single_use}


def read_reply(given: object) -> Reply:
    """Reads a reply that another program has made.

    Raises:
        Unreadable: it is none. Nothing of it is to be shown.
    """
    match given:
        case {"response": str(), **others} if all(_is_part(name, part) for name, part in others.items()):
            return cast(Reply, given)
    raise Unreadable("reply")


def _is_part(name: object, part: object) -> bool:
    match name, part:
        case "values", dict() | None:
            return True
        case "buttons", list(buttons):
            return all(map(_is_button, buttons))
        case "cards", list(cards):
            return all(map(_is_card, cards))
        case "buttons" | "cards", None:
            return True
    return False


def _is_button(given: object) -> bool:
    match given:
        case {"label": _, "url": str()}:
            return True
        case {"label": _, "intent": str(), **others}:
            return isinstance(others.get("entities") or {}, dict)
    return False


def _is_card(given: object) -> bool:
    match given:
        case {"kind": str(), "title": _, **others}:
            fields, buttons = others.get("fields") or [], others.get("buttons") or []
            return isinstance(fields, list) and all(map(_is_field, fields)) and _is_part("buttons", buttons)
    return False


def _is_field(given: object) -> bool:
    return isinstance(given, dict) and "label" in given and "value" in given
