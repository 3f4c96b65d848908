"""Reads and changes the lines of a request for several goods. Each line has its goods, its quantity, and terms of its
own: certificates, a price, a note."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from actions.dialogue.discourse import Json
from actions.dialogue.entities import MEASURES, Amount, pack_amount, read_amount
from actions.dialogue.saying_back import BETWEEN
from actions.dialogue.shares import change_quantity
from actions.dialogue.turn import Turn
from actions.marketplace.base.records import Quantity
from actions.marketplace.goods.search.records import SearchRequest
from actions.marketplace.goods.words.likeness import goods_likeness, mentions_kind
from actions.replies import Value, one_after_another, quantity, term
from actions.trades.requests.request_terms import OF_A_LINE, describe_line_terms, read_line_terms

MOST = 10
"""The most goods of one request."""
_GIVES = 0.5
_WEIGHTS = ("kilogram", "tonne")
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
    lines = [
        Line(name, await _with_unit(turn, Line(name), amount) if amount else None) for name, amount in goods[:MOST]
    ]
    return _describe_named(turn, lines)


def _pack_line(line: Line) -> Json:
    more = {"note": line.note, "terms": dict(line.terms)}
    return {"product": line.product, "quantity": _pack(line.quantity)} | {
        name: held for name, held in more.items() if held
    }


async def change_lines(turn: Turn, known: Json) -> Json | None:
    """Returns the lines after the message has changed them: it may remove or add goods, change a quantity, or add a
    remark about one of the goods. Returns None if the message is about no particular line.

    A quantity belongs to the goods next to it. A quantity without goods belongs to the line that was changed last, or
    to each line ("600 of both"). If the line is unclear, the contact is asked, and nothing changes.
    """
    lines = read_shared_lines(known)
    if not lines:
        return None
    before = known
    kept = [line for line in lines if not any(line.is_called(words) for words in turn.removals)]
    if not kept or len(kept) == len(lines):
        kept = lines
    goods = [each for each in _list_goods(turn) if not _is_taken_out(turn, each[0])]
    added = [] if _replaces(turn) and len(lines) == 1 else _find_added(kept, goods)
    if len(lines) == 1 and not added:
        return None
    if len(lines) == 1:
        known = divide_terms(known)
        kept = lines = read_lines(known)
    changed = await _give_quantities(turn, kept, goods, known.get("latest"))
    if changed is None:
        return {}
    named = _find_named(turn, kept, goods)
    if len(named) == 1:
        changed[named[0]] = _add_words(changed[named[0]], turn.remarks)
    more = [Line(name, await _with_unit(turn, Line(name), amount)) for name, amount in added]
    new = _describe_named(turn, [*changed, *more][:MOST])
    is_described = any(find_line(new, name) is not None for name, _ in turn.bound)
    if new == lines and not is_described:
        return None
    touched = [line for line in new if line not in lines]
    latest = touched[0].product if len(touched) == 1 else known.get("latest")
    gone = {} if new[0].product == lines[0].product else {"product_id": None}
    moved = {name: known.get(name) for name in ("terms", "note") if known.get(name) != before.get(name)}
    return {**moved, **pack_lines(new), **gone, "latest": latest}


def _list_goods(turn: Turn) -> list[tuple[str, Amount | None]]:
    """Returns the goods that the message names, each with its quantity: the words that the NLU marks as goods and,
    after "also" and the like, any words with a number, because goods may be anything."""
    goods = list(turn.entities.goods)
    named = " ".join(name for name, _ in goods).casefold()
    if "adds" in turn.topics:
        noted = " ".join(turn.remarks).casefold()
        counted = [each for each in turn.counted if each[1].casefold() not in named and each[1].casefold() not in noted]
        goods += [(words, Amount(number)) for number, words in counted]
    return goods


def _replaces(turn: Turn) -> bool:
    """Returns whether other goods in the message replace the known ones: "no, not pens, pencils"."""
    return turn.cues.corrects or turn.acts.share("correct") > _GIVES


def _is_taken_out(turn: Turn, name: str) -> bool:
    return any(Line(name).is_called(words) for words in turn.removals)


def _find_added(lines: Sequence[Line], goods: Sequence[tuple[str, Amount | None]]) -> list[tuple[str, Amount]]:
    """Returns the goods that the message adds, which are in no line yet, with their quantities."""
    return [(name, amount) for name, amount in goods if amount and not any(line.is_called(name) for line in lines)]


def _find_named(turn: Turn, lines: Sequence[Line], goods: Sequence[tuple[str, Amount | None]]) -> list[int]:
    """Returns the indexes of the lines that the message names."""
    words = [name for name, _ in goods] or [turn.text]
    by_name = [index for index, line in enumerate(lines) if any(line.is_called(each) for each in words)]
    return by_name or [index for index, line in enumerate(lines) if mentions_kind(turn.text, (line.product,))]


async def _give_quantities(
    turn: Turn, lines: Sequence[Line], goods: Sequence[tuple[str, Amount | None]], latest: str | None
) -> list[Line] | None:
    """Returns the lines with the quantities of the message. If it is unclear to which line a quantity belongs, asks the
    contact and returns None."""
    changed = list(lines)
    if "part" in turn.topics or turn.cues.is_question or turn.entities.has("price"):
        return changed
    if any(share.kind in ("more", "less", "to") for share in turn.shares):
        return _raise_quantities(turn, lines, goods, latest)
    said = [*goods, *((words, Amount(number)) for number, words in turn.counted)]
    pairs = [
        (index, amount) for name, amount in said if amount for index, line in enumerate(lines) if line.is_called(name)
    ]
    pairs = [(index, amount) for index, amount in pairs if not _is_of_another_kind(turn, lines[index], amount)]
    for index, amount in pairs:
        changed[index] = replace(lines[index], quantity=await _with_unit(turn, lines[index], amount))
    if pairs or any(amount for _, amount in goods):
        return changed
    one = _read_one_amount(turn)
    if one is None and not turn.differences:
        return changed
    meant = _find_named(turn, lines, goods)
    if not meant and "each" in turn.topics:
        meant = list(range(len(lines)))
    if not meant:
        meant = [index for index, line in enumerate(lines) if line.product == latest]
    if not meant and lines[0].quantity is None:
        meant = [index for index, line in enumerate(lines) if line.quantity is None]
    if not meant:
        turn.say("utter_request_which_line", {"goods": one_after_another(line.product for line in lines)})
        return None
    for index in meant:
        line = lines[index]
        new = await _with_unit(turn, line, one) if one else _add_difference(line, lines[0], turn.differences[-1])
        changed[index] = replace(line, quantity=new)
    return changed


def _is_of_another_kind(turn: Turn, line: Line, amount: Amount) -> bool:
    """Returns whether the number counts pieces while the goods of the line have a weight: 280粒 in 枸杞要280粒的 is
    their grade."""
    held = line.quantity.unit if line.quantity else None
    units = {
        each.unit for each in map(read_amount, turn.entities.values("quantity")) if each and each.value == amount.value
    }
    said = amount.unit or next((unit for unit in units if unit), None)
    return held in _WEIGHTS and said == "piece"


def _raise_quantities(
    turn: Turn, lines: Sequence[Line], goods: Sequence[tuple[str, Amount | None]], latest: str | None
) -> list[Line]:
    """Returns the lines with their quantities changed by a share, as in "10% more umbrellas". The share applies to the
    lines that the message names, else to the line that was changed last, else to all lines."""
    named = _find_named(turn, lines, goods) or [index for index, line in enumerate(lines) if line.product == latest]
    changed = list(lines)
    for index in named or range(len(lines)):
        held = lines[index].quantity or lines[0].quantity
        if held and (shared := change_quantity(turn.shares, held.value, held.unit or "piece")):
            changed[index] = replace(lines[index], quantity=Amount(shared, held.unit))
    return changed


def _add_difference(line: Line, first: Line, by: Decimal) -> Amount | None:
    held = line.quantity or first.quantity
    return Amount(held.value + by, held.unit) if held and held.value + by > 0 else line.quantity


def _read_one_amount(turn: Turn) -> Amount | None:
    """Returns the only quantity of a message, with or without a unit."""
    if turn.entities.has("date", "order_number", "rfq_number", "certification") or turn.differences:
        return None
    if amount := turn.entities.quantity:
        return amount if amount.unit not in MEASURES else None
    numbers = [number for number in turn.numbers if number > 1]
    gives = turn.acts.share("value", "correct") > _GIVES
    if not numbers or not gives:
        return None
    return Amount(numbers[0] if turn.remarks else numbers[-1])


async def _with_unit(turn: Turn, line: Line, amount: Amount) -> Amount:
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


def _add_words(line: Line, words: Sequence[str]) -> Line:
    """Returns the line with these words in its note."""
    new = [each for each in words if each.casefold() not in f"{line.product} {line.note or ''}".casefold()]
    return replace(line, note=BETWEEN.join([*filter(None, [line.note]), *new])[:_LONGEST_NOTE] or None)


def give_terms(turn: Turn, known: Json) -> tuple[Turn, Json]:
    """Returns the turn without the terms that the message gives for single lines, and the values of the task with these
    terms in the lines; {} if the message gives none. A price for the whole request replaces the prices of its lines. If
    one line is left, its terms become those of the request."""
    lines = read_lines(known)
    if len(lines) < 2:
        own = lines and (lines[0].terms or lines[0].note)
        return turn, join_terms(lines[0], known) if own else {}
    names = {name: find_line(lines, name) for _, _, name in turn.entities.bound}
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


def find_line(lines: Sequence[Line], name: str) -> int | None:
    """Returns the index of the one line whose goods the name means. Returns None if it means none or several."""
    exact = [index for index, line in enumerate(lines) if line.product.casefold() == name.casefold()]
    called = exact or [index for index, line in enumerate(lines) if line.is_called(name)]
    return called[0] if len(called) == 1 else None


def _describe_named(turn: Turn, lines: Sequence[Line]) -> list[Line]:
    """Returns the lines, each with the words of the message that describe its goods alone."""
    described = list(lines)
    for name, words in turn.bound:
        index = find_line(lines, name)
        if index is not None:
            described[index] = _add_words(described[index], [words])
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
