"""Defines replies as data (docs/architecture.md, "A reply"): their types, functions with which the
gateway builds its own replies, and a function that reads those of the action servers.

A reply is turned into text later, for each reader in their language, so it contains the names of
texts and typed values instead of sentences. The types of values are checked when a reply is turned
into text (bot/rendering/renderer.py): a value of an unknown type becomes a dash and is logged.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Literal, NotRequired, TypedDict, cast

from bot.messages.files import FileRef, MadeFile, StoredPicture
from foundation.errors import Unreadable


class Text(TypedDict):
    """Holds a name in both languages. A reader gets the other one if the name in their language is
    missing."""

    type: Literal["text"]
    en: str | None
    zh: str | None


class Term(TypedDict):
    """Names a text in the translation catalogue, with the values of its placeholders."""

    type: Literal["term"]
    name: str
    values: NotRequired[Mapping[str, Value]]


class Money(TypedDict):
    """Holds an amount of money, with a decimal point, and its ISO 4217 currency code."""

    type: Literal["money"]
    amount: str
    currency: str


class Quantity(TypedDict):
    """Holds an amount of goods. If the unit is None or unknown, only the number is shown."""

    type: Literal["quantity"]
    value: float
    unit: str | None


class Duration(TypedDict):
    type: Literal["duration"]
    value: float
    unit: Literal["minute", "hour", "day", "week", "month", "year"]


class Weekdays(TypedDict):
    """Holds days of the week, 0 for Monday."""

    type: Literal["weekdays"]
    days: Sequence[int]


class Zone(TypedDict):
    """Names a time zone, such as Asia/Shanghai."""

    type: Literal["zone"]
    name: str


class Number(TypedDict):
    type: Literal["number", "rating"]
    value: float


class Written(TypedDict):
    """Holds a code such as a tracking number, or a day or a moment in ISO 8601."""

    type: Literal["code", "date", "datetime"]
    value: str


class Country(TypedDict):
    """Names a country, by its ISO 3166 code."""

    type: Literal["country"]
    code: str


class Several(TypedDict):
    """Holds several values, to be shown in one line (`list`), with "and" before the last unless
    `style` is "commas", or one value on each line (`lines`)."""

    type: Literal["list", "lines"]
    style: NotRequired[Literal["commas"]]
    items: Sequence[Value]


Typed = Text | Term | Money | Quantity | Duration | Number | Written | Country | Several | Weekdays | Zone
Value = str | float | Typed | None


class Form(TypedDict):
    """Names a form, with the values that its fields have to begin with."""

    name: str
    values: Mapping[str, Value]


class Button(TypedDict):
    """Describes a button that tells the bot `intent` with `entities`, or that opens `url`, or the
    form `form` where the channel has forms."""

    label: Value
    intent: NotRequired[str]
    entities: NotRequired[Mapping[str, Any]]
    single_use: NotRequired[bool]
    url: NotRequired[str]
    form: NotRequired[Form]


class Field(TypedDict):
    label: Value
    value: Value


class Card(TypedDict):
    """Describes a thing, such as an order, by its facts. `compared` says that it is one of several that are to be read
    side by side, as a table. `picture` is the name of a picture of the catalogue, which the card shows if there is one
    of this name."""

    kind: str
    title: Value
    fields: NotRequired[Sequence[Field]]
    buttons: NotRequired[Sequence[Button]]
    compared: NotRequired[bool]
    picture: NotRequired[str]


class Reply(TypedDict):
    """Holds a reply to a contact. `response` names its text: a response of domain.yml or a term of
    locales/terms. `files` are files of the same conversation, or tables and papers to make into files."""

    response: str
    values: NotRequired[Mapping[str, Value]]
    buttons: NotRequired[Sequence[Button]]
    cards: NotRequired[Sequence[Card]]
    files: NotRequired[Sequence[FileRef | MadeFile]]


class StoredButton(TypedDict):
    """Describes a button as it is stored, with a random token in place of its intent and entities."""

    label: Value
    token: NotRequired[str]
    url: NotRequired[str]
    form: NotRequired[Form]


class StoredCard(TypedDict):
    kind: str
    title: Value
    fields: Sequence[Field]
    buttons: Sequence[StoredButton]
    compared: NotRequired[bool]
    picture: NotRequired[StoredPicture]


class StoredReply(TypedDict):
    """Holds a reply as the column `messages.reply` stores it. If the reply is a notification, `notice` is its id, which
    keeps it from being sent twice. If it gathers several notifications, `notices` holds the ids of all of them. `words`
    are the operator's own wordings of the reply by language, with placeholders, as they were when the reply was
    sent."""

    response: str
    values: NotRequired[Mapping[str, Value]]
    buttons: NotRequired[Sequence[StoredButton]]
    cards: NotRequired[Sequence[StoredCard]]
    notice: NotRequired[int | str]
    notices: NotRequired[Sequence[int]]
    words: NotRequired[Mapping[str, str]]


def term(name: str, **values: Value) -> Term:
    """Returns a value that stands for the text with this name in the translation catalogue."""
    return {"type": "term", "name": name, "values": values}


def moment(time: dt.datetime) -> Written:
    """Returns the moment as a value of a reply, to the minute."""
    return {"type": "datetime", "value": time.isoformat(timespec="minutes")}


def button(name: str, intent: str, *, single_use: bool = False, **entities: Any) -> Button:
    """Returns a button for one of the gateway's own replies. `name` is the name of the label's text."""
    return {"label": term(name), "intent": intent, "entities": entities, "single_use": single_use}


def read_reply(given: object) -> Reply:
    """Checks a reply that came as JSON from another program, and returns it.

    Raises:
        Unreadable: the JSON is not a valid reply, and no part of it may be shown.
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
"""The most cells that a table from an action server may have, including its header."""

MOST_COLUMNS = 6
"""The most columns that fit on a paper."""
MOST_LINES = 500
"""The most lines of goods, and the most parts, that a paper may have."""


def _is_file(given: object) -> bool:
    match given:
        case {"id": str()}:
            return True
        case {"table": {"name": _, "columns": list(columns), "rows": list(rows)}}:
            is_small = len(columns) * (len(rows) + 1) <= MOST_CELLS
            return is_small and all(isinstance(row, list) and len(row) == len(columns) for row in rows)
        case {"paper": dict(paper)}:
            return _is_paper(paper)
    return False


def _is_paper(given: Mapping[str, object]) -> bool:
    match given:
        case {
            "name": str(),
            "title": _,
            "number": str(),
            "issued": str(),
            "facts": list(facts),
            "parties": list(parties),
            "columns": list(columns),
            "rows": list(rows),
            "totals": list(totals),
            "sections": list(sections),
        }:
            return (
                2 <= len(columns) <= MOST_COLUMNS
                and len(rows) <= MOST_LINES
                and all(isinstance(row, list) and len(row) == len(columns) for row in rows)
                and len(sections) <= MOST_LINES
                and all(map(_is_field, (*facts, *totals)))
                and all(map(_is_party, parties))
                and all(map(_is_section, sections))
            )
    return False


def _is_party(given: object) -> bool:
    return isinstance(given, dict) and "label" in given and isinstance(given.get("lines"), list)


def _is_section(given: object) -> bool:
    fields = given.get("fields", []) if isinstance(given, dict) else None
    return (
        isinstance(given, dict)
        and "title" in given
        and isinstance(fields, list)
        and len(fields) <= MOST_LINES
        and all(map(_is_field, fields))
    )


def _is_button(given: object) -> bool:
    match given:
        case {"label": _, "url": str()}:
            return True
        case {"label": _, "intent": str(), **others}:
            return isinstance(others.get("entities") or {}, dict) and _is_form(others.get("form"))
    return False


def _is_form(given: object) -> bool:
    match given:
        case None | {"name": str(), "values": dict()}:
            return True
    return False


def _is_card(given: object) -> bool:
    match given:
        case {"kind": str(), "title": _, **others}:
            fields, buttons = others.get("fields") or [], others.get("buttons") or []
            is_named = isinstance(others.get("picture"), str | None)
            return (
                is_named and isinstance(fields, list) and all(map(_is_field, fields)) and _is_part("buttons", buttons)
            )
    return False


def _is_field(given: object) -> bool:
    return isinstance(given, dict) and "label" in given and "value" in given
