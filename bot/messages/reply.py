"""Defines a reply as data (docs/architecture.md, "A reply"): its shapes, how the gateway builds its
own replies, and how it reads those of an action.

Replies are rendered later for each reader, so everything in them is a value of a known kind and
nothing is prose. The kind of a value is checked when it is rendered (bot/rendering/renderer.py): an
unknown one becomes a dash and is logged.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Literal, NotRequired, TypedDict, cast

from bot.messages.files import FileRef, MadeFile
from foundation.errors import Unreadable


class Text(TypedDict):
    """Holds a name in both languages. If the reader's own is missing, they get the other."""

    type: Literal["text"]
    en: str | None
    zh: str | None


class Term(TypedDict):
    """Holds a sentence of the catalogue, with the values of its placeholders."""

    type: Literal["term"]
    name: str
    values: NotRequired[Mapping[str, Value]]


class Money(TypedDict):
    """Holds an amount with a decimal point, and an ISO 4217 code."""

    type: Literal["money"]
    amount: str
    currency: str


class Quantity(TypedDict):
    """Holds an amount of goods. Without a known unit it is rendered as the number alone."""

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
    """Holds a code, or a day or moment in ISO 8601."""

    type: Literal["code", "date", "datetime"]
    value: str


class Country(TypedDict):
    """Holds an ISO 3166 code."""

    type: Literal["country"]
    code: str


class Several(TypedDict):
    """Holds values in one line, with "and" before the last unless `style` is "commas", or one value
    on each line."""

    type: Literal["list", "lines"]
    style: NotRequired[Literal["commas"]]
    items: Sequence[Value]


Typed = Text | Term | Money | Quantity | Duration | Number | Written | Country | Several
Value = str | float | Typed | None


class Button(TypedDict):
    """Describes a button that says `intent` with `entities`, or that opens `url`."""

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
    """Holds a reply. `response` names a response of domain.yml or a term of locales/terms; `files`
    are sent along, and belong to the same conversation."""

    response: str
    values: NotRequired[Mapping[str, Value]]
    buttons: NotRequired[Sequence[Button]]
    cards: NotRequired[Sequence[Card]]
    files: NotRequired[Sequence[FileRef | MadeFile]]


class StoredButton(TypedDict):
    """Describes a button as it is stored, with a token in place of its intent and entities."""

    label: Value
    token: NotRequired[str]
    url: NotRequired[str]


class StoredCard(TypedDict):
    kind: str
    title: Value
    fields: Sequence[Field]
    buttons: Sequence[StoredButton]


class StoredReply(TypedDict):
    """Holds a reply as `messages.reply` stores it. `notice` identifies the news in it, so that
    nobody is told twice."""

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
    """Returns a button of the gateway's own replies, labelled with the term of that name."""
    return {"label": term(name), "intent": intent, "entities": entities, "single_use": single_use}


def read_reply(given: object) -> Reply:
    """Reads a reply that another program has made.

    Raises:
        Unreadable: it is not a valid reply, and no part of it may be shown.
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
        case "files", list(files):
            return all(map(_is_file, files))
        case "buttons" | "cards" | "files", None:
            return True
    return False


MOST_CELLS = 20_000
"""So many cells a table may have that an action sends."""


def _is_file(given: object) -> bool:
    match given:
        case {"id": str()}:
            return True
        case {"table": {"name": _, "columns": list(columns), "rows": list(rows)}}:
            is_small = len(columns) * (len(rows) + 1) <= MOST_CELLS
            return is_small and all(isinstance(row, list) and len(row) == len(columns) for row in rows)
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
