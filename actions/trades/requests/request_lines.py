"""Reads the lines of a request for several goods. Each line has its goods, its quantity, and terms of its
own: certificates, a price, a note."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from actions.dialogue.discourse import Json
from actions.dialogue.said.entities import Amount, pack_amount, read_amount
from actions.dialogue.saying_back import BETWEEN
from actions.dialogue.turn import Turn
from actions.marketplace.base.records import Quantity
from actions.marketplace.goods.search.records import SearchRequest
from actions.marketplace.goods.words.likeness import goods_likeness, mentions_kind
from actions.replies import Value, one_after_another, quantity, term
from actions.trades.requests.request_terms import OF_A_LINE, describe_line_terms, read_line_terms

_OF_A_LINE = ("certification", "price")
"""The entities that may be terms of one line."""
MOST = 10
"""The most goods of one request."""
_LONGEST_NOTE = 300
"""The most characters of the note of one line."""


@dataclass(frozen=True)
class Line:
    """Holds one of the goods of a request. A line without a quantity takes that of the first line."""

    product: str
    quantity: Amount | None = None
    note: str | None = None
    terms: Mapping[str, Any] = field(default_factory=dict)
    """The terms for these goods alone, by those names of `read_terms` that are in `OF_A_LINE`."""

    def is_called(self, words: str) -> bool:
        """Returns whether the words name these goods, as "the pens" does for ballpoint pens."""
        names = (self.product,)
        return bool(
            words.casefold() == self.product.casefold()
            or goods_likeness(words, names)
            or goods_likeness(self.product, (words,))
            or mentions_kind(words, names)
        )


def read_lines(values: Json) -> list[Line]:
    """Returns the lines in the values of the task, or none while the goods are unknown."""
    if not values.get("product"):
        return []
    first = {**values, "note": values.get("line_note"), "terms": values.get("line_terms")}
    return [
        Line(str(line["product"]), read_amount(line.get("quantity")), line.get("note"), line.get("terms") or {})
        for line in (first, *(values.get("also") or []))
    ]


def pack_lines(lines: Sequence[Line]) -> Json:
    """Returns the lines as the values of the task."""
    first, *others = lines
    also = list(map(_pack_line, others))
    return {
        "product": first.product,
        "quantity": _pack(first.quantity),
        "line_note": first.note,
        "line_terms": dict(first.terms) or None,
        "also": also[: MOST - 1] or None,
    }


def _pack(amount: Amount | None) -> Json | None:
    return pack_amount(amount) if amount else None


async def begin_lines(turn: Turn, goods: Sequence[tuple[str, Amount | None]]) -> list[Line]:
    """Returns a line for each of several goods that the message names. A quantity without a unit gets the unit in which
    such goods are sold."""
    lines = [Line(name, await with_unit(turn, Line(name), amount) if amount else None) for name, amount in goods[:MOST]]
    return describe_named(turn, lines)


def _pack_line(line: Line) -> Json:
    more = {"note": line.note, "terms": dict(line.terms)}
    return {"product": line.product, "quantity": _pack(line.quantity)} | {
        name: held for name, held in more.items() if held
    }


async def with_unit(turn: Turn, line: Line, amount: Amount) -> Amount:
    """Returns the amount with a unit: its own unit, else that of the line, else the unit in which such goods are
    sold."""
    unit = amount.unit or (line.quantity.unit if line.quantity else None)
    return Amount(amount.value, unit or await find_usual_unit(turn, line.product) or "piece")


async def find_usual_unit(turn: Turn, product: str | None) -> str | None:
    """Returns the unit in which the best match for this product is sold, or None if nothing is found."""
    if not product:
        return None
    page = await turn.market.search.find_listings(SearchRequest(text=product, limit=1, kinds=0))
    return page.listings[0].moq.unit if page.listings else None


async def find_unlisted(turn: Turn, lines: Sequence[Line]) -> list[str]:
    """Returns the goods in these lines that no supplier lists."""
    found = []
    for line in lines:
        page = await turn.market.search.find_listings(SearchRequest(text=line.product, limit=1))
        if page.total == 0 or page.match == "near":
            found.append(line.product)
    return found


def add_words(line: Line, words: Sequence[str]) -> Line:
    """Returns the line with these words in its note. Leaves out words that its name or its note already has."""
    note = line.note or ""
    for each in words:
        if each.casefold() not in f"{line.product} {note}".casefold():
            note = f"{note}{BETWEEN}{each}" if note else each
    return replace(line, note=note[:_LONGEST_NOTE] or None)


def give_terms(turn: Turn, known: Json) -> tuple[Turn, Json]:
    """Returns the turn without the terms that the message gives for single lines, and the values of the task with these
    terms in the lines; {} if the message gives none. A price for the whole request replaces the prices of its lines. If
    one line is left, its terms become those of the request."""
    lines = read_lines(known)
    if len(lines) < 2:
        own = lines and (lines[0].terms or lines[0].note)
        return turn, join_terms(lines[0], known) if own else {}
    names = {name: find_line(lines, name) for role, _, name in turn.entities.bound if role in _OF_A_LINE}
    meant = {name: index for name, index in names.items() if index is not None}
    rest = replace(turn, entities=turn.entities.without_said_of(*meant), stated=() if meant else turn.stated)
    gone = OF_A_LINE[1:] if rest.entities.has("price") and not meant else ()
    new = [
        replace(
            line,
            terms=read_line_terms(turn, _leave_out(line.terms, gone), [n for n, at in meant.items() if at == index]),
        )
        for index, line in enumerate(lines)
    ]
    return rest, pack_lines(new) if new != lines or meant else {}  # a repeated term counts as understood


def join_terms(line: Line, known: Json) -> Json:
    """Returns the values of the task that change when this line is the only one: its terms and its note become those of
    the whole request."""
    whole = known.get("terms") or {}
    terms = {
        **whole,
        **line.terms,
        "certifications": _unite(whole.get("certifications"), line.terms.get("certifications")),
    }
    kept = {name: held for name, held in terms.items() if held or name != "certifications"}
    note = BETWEEN.join(_unite(*(words and words.split(BETWEEN) for words in (known.get("note"), line.note))))
    return {"terms": kept or None, "line_terms": None, "note": note or None, "line_note": None}


def _unite(*parts: Sequence[str] | None) -> list[str]:
    """Returns all different parts in their order."""
    return list(dict.fromkeys(words for each in parts for words in each or ()))


def _leave_out(terms: Mapping[str, Any], names: Sequence[str]) -> Json:
    return {name: value for name, value in terms.items() if name not in names}


def divide_terms(known: Json) -> Json:
    """Returns the values of a request for one kind of goods in the form for several: the terms of its goods become
    terms of the first line, so that they do not apply to lines that are added."""
    terms = known.get("terms") or {}
    own = {name: value for name, value in terms.items() if name in OF_A_LINE}
    note = BETWEEN.join(filter(None, (known.get("note"), known.get("line_note")))) or None
    return {
        **known,
        "terms": _leave_out(terms, OF_A_LINE) or None,
        "line_terms": own or None,
        "note": None,
        "line_note": note,
    }


def find_lines(lines: Sequence[Line], name: str) -> list[int]:
    """Returns the indexes of the lines whose goods the name means: those that it names in full or in part, else those
    of its kind. "The hand towels" are not the bath towels beside them."""
    said = name.casefold()
    exact = [index for index, line in enumerate(lines) if line.product.casefold() == said]
    within = [
        index for index, line in enumerate(lines) if said in line.product.casefold() or line.product.casefold() in said
    ]
    return exact or within or [index for index, line in enumerate(lines) if line.is_called(name)]


def find_line(lines: Sequence[Line], name: str) -> int | None:
    """Returns the index of the one line whose goods the name means. Returns None if it means none or several."""
    called = find_lines(lines, name)
    return called[0] if len(called) == 1 else None


def describe_named(turn: Turn, lines: Sequence[Line]) -> list[Line]:
    """Returns the lines, each with the words of the message that describe its goods alone."""
    described = list(lines)
    for name, words in turn.bound:
        index = find_line(lines, name)
        counted = [find_line(lines, goods) for _, goods in turn.counted if goods in words.casefold()]
        if index is not None and set(counted) <= {None, index}:  # "boards 250, presses 520"
            described[index] = add_words(described[index], [words])
    return described


def read_shared_lines(values: Json) -> list[Line]:
    """Returns the lines of the request, where goods without a quantity take that of the first line."""
    lines = read_lines(values)
    return [replace(line, quantity=line.quantity or lines[0].quantity) for line in lines]


def list_lines(values: Json) -> list[tuple[Line, Quantity]]:
    """Returns the lines of the request, each with its quantity. All values of the request must be given."""
    return [(line, _read_quantity(line)) for line in read_shared_lines(values)]


def _read_quantity(line: Line) -> Quantity:
    if line.quantity is None:
        raise ValueError("the task left the quantity open")
    return Quantity(Decimal(line.quantity.value), line.quantity.unit or "piece")


def describe_lines(values: Json) -> list[Value]:
    """Returns the goods of the request in words, each with its own terms and with its quantity, as far as it is
    given."""
    return list(map(describe_line, read_shared_lines(values)))


def describe_line(line: Line) -> Value:
    """Returns one of the goods in words, with its own terms and its quantity."""
    said = [*filter(None, [line.note]), *describe_line_terms(line.terms)]
    goods = term("request.goods_noted", goods=line.product, note=one_after_another(said)) if said else line.product
    return term("order.goods_line", quantity=quantity(_read_quantity(line)), goods=goods) if line.quantity else goods
