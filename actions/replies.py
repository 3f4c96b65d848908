"""Defines replies as data instead of text (docs/architecture.md, "A reply"), with a function that builds each type."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal, NotRequired, TypedDict

from actions.marketplace.base.records import Destination, Money, Name, Place, Quantity
from actions.marketplace.goods.catalogue.certifications import certification_key
from actions.marketplace.trades.letters.records import Letter

_WORDS = {"organic": "certificate.organic", "halal": "certificate.halal", "kosher": "certificate.kosher"}
"""The terms (named texts) of the certificates that are known by a word and not by a code."""


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
    """Describes a button. Pressing it sends the bot `intent` with `entities`. If it has a `form` (a name and initial
    values) and the channel supports forms, pressing it opens that form instead."""

    label: Value
    intent: str
    entities: Mapping[str, Any]
    single_use: bool
    form: NotRequired[Mapping[str, Any]]


class Field(TypedDict):
    label: Value
    value: Value


class Card(TypedDict):
    """Describes a card. `compared` says that it is one of several that are to be read side by side, as a table.
    `picture` is the name under which the gateway may keep a picture of what the card shows."""

    kind: str
    title: Value
    fields: list[Field]
    buttons: list[Button]
    compared: NotRequired[bool]
    picture: NotRequired[str]


class FileRef(TypedDict):
    """Names a file that is sent with a reply: a file of the reply's own conversation or, in a notice, a file of the
    conversation `of`."""

    id: str
    of: NotRequired[str]


class Table(TypedDict):
    """Holds a table that the gateway writes as a file in the reader's language. Numbers stay numbers in the file;
    `name` is the file's name with its ending."""

    name: Value
    columns: list[Value]
    rows: list[list[Value]]


class PaperParty(TypedDict):
    label: Value
    lines: list[Value]


class PaperSection(TypedDict):
    title: Value
    fields: list[Field]
    note: Value | None


class Paper(TypedDict):
    """Holds a paper that the gateway prints as a PDF in both languages, such as an invoice. `issued` is its day."""

    name: str
    title: Value
    number: str
    issued: str
    facts: list[Field]
    parties: list[PaperParty]
    columns: list[Value]
    rows: list[list[Value]]
    totals: list[Field]
    sections: list[PaperSection]


class MadeFile(TypedDict):
    """Holds a document to make and to send along with a reply: a table, or a paper."""

    table: NotRequired[Table]
    paper: NotRequired[Paper]


class Reply(TypedDict):
    """Holds a reply; `response` is a name in domain.yml."""

    response: str
    values: Mapping[str, Value]
    buttons: list[Button]
    cards: list[Card]
    files: NotRequired[list[FileRef]]


def reply(response: str, values: Mapping[str, Value], *buttons: Button) -> Reply:
    return {"response": response, "values": values, "buttons": list(buttons), "cards": []}


def file(file_id: str) -> FileRef:
    """Names a file to send with a reply, which must be a file of this conversation, such as one in the present message
    (`SignedContext.files`). A file of another conversation makes the turn fail."""
    return {"id": file_id}


def shared_file(file_id: str, conversation: str) -> FileRef:
    """Names a file of another conversation to send with a notice. The gateway gives the reader a copy."""
    return {"id": file_id, "of": conversation}


def table(name: Value, columns: Iterable[Value], rows: Iterable[Iterable[Value]]) -> MadeFile:
    """Returns a document to send with a reply: a table that spreadsheet programs can open."""
    return {"table": {"name": name, "columns": list(columns), "rows": [list(row) for row in rows]}}


def paper(
    *,
    title: Value,
    facts: list[Field],
    parties: list[PaperParty],
    columns: list[Value],
    rows: list[list[Value]],
    totals: list[Field],
    sections: list[PaperSection],
) -> MadeFile:
    """Returns a paper to send with a reply, which still lacks its number, its day and the name of its file."""
    return {
        "paper": {
            "name": "",
            "title": title,
            "number": "",
            "issued": "",
            "facts": facts,
            "parties": parties,
            "columns": columns,
            "rows": rows,
            "totals": totals,
            "sections": sections,
        }
    }


def term(name: str, **values: Value) -> Value:
    """Returns a term: a text of `locales/terms/actions.yml` by its name, with the values of its placeholders."""
    return {"type": "term", "name": name, "values": values}


def text(name: Name) -> Value:
    """Returns a name in both languages; the reader sees it in one of them."""
    return {"type": "text", "en": name.en, "zh": name.zh}


def code(value: str) -> Value:
    """Returns a code, such as a tracking number. If it does not look like one, the reader does not
    see it (bot/rendering/renderer.py)."""
    return {"type": "code", "value": value}


def number(value: Decimal | int | float) -> int | float:
    """Returns the number for JSON, as an integer if it is whole, so that nobody reads "5,000.0 pieces"."""
    return int(value) if value == int(value) else float(value)


def money(value: Money) -> Value:
    return {"type": "money", "amount": str(value.amount), "currency": value.currency}


def quantity(value: Quantity) -> Value:
    return {"type": "quantity", "value": number(value.value), "unit": value.unit}


def certificate(code: str) -> Value:
    """Returns a value that names a certificate. Most certificates are codes that are the same in every language; a few
    are words, which are translated."""
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


def sum_by_currency(amounts: Iterable[Money]) -> Value:
    """Returns the sum of the amounts in each currency, one after another. No currency is converted."""
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    for each in amounts:
        sums[each.currency] += each.amount
    return one_after_another(money(Money(amount, currency)) for currency, amount in sorted(sums.items()))


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


def quote(letter: Letter) -> Value:
    """Returns the words of a letter in quotation marks; the renderer tells readers when these are in another language
    than theirs. If the letter was refused or waits for a check, returns only words that say so."""
    if letter.is_readable:
        return term(f"letter_in.{letter.language}", words=letter.text)
    return term("letter.refused" if letter.state == "refused" else "letter.held")


def yes_no(value: bool) -> Value:
    return term("answer.yes") if value else term("answer.no")


def button(label: Value, intent: str, *, single_use: bool = False, **entities: Any) -> Button:
    """Returns a button that sends the bot `intent` with `entities`. If `label` is a string, it is the name of a
    term."""
    shown = term(label) if isinstance(label, str) else label
    return {"label": shown, "intent": intent, "entities": entities, "single_use": single_use}


def search_button() -> Button:
    """Returns a button that begins a new search and forgets the one before."""
    return button("button.find_supplier", "find_supplier", relax="all")


def person_button(reason: str) -> Button:
    """Returns a button that asks for a person. `reason` tells the agents why."""
    return button("button.person", "human_handoff", reason=reason)


def side_by_side(cards: Sequence[Card]) -> list[Card]:
    """Returns the cards as a comparison, which clients show as one table. A single card compares nothing."""
    return [{**each, "compared": True} for each in cards] if len(cards) > 1 else list(cards)


def card(
    kind: str,
    title: Value,
    fields: Sequence[tuple[str, Value | None]],
    buttons: Sequence[Button] = (),
    *,
    picture: str | None = None,
) -> Card:
    """Returns a card.

    `fields` are pairs: the name of the term that labels the field, and the value. Fields without a value are left out.
    """
    shown: list[Field] = [{"label": term(label), "value": value} for label, value in fields if value is not None]
    made: Card = {"kind": kind, "title": title, "fields": shown, "buttons": list(buttons)}
    return {**made, "picture": picture} if picture else made
