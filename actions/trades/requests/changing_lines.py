"""Changes the lines of a request for several goods as a message wants it: it adds or takes out goods, replaces some by
others, and gives them quantities and notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from actions.dialogue.discourse import Json
from actions.dialogue.said.entities import MEASURES, Amount, read_amount
from actions.dialogue.said.shares import change_quantity
from actions.dialogue.turn import Turn
from actions.dialogue.values import can_replace
from actions.marketplace.goods.words.likeness import mentions_kind
from actions.replies import one_after_another
from actions.trades.requests.request_lines import (
    MOST,
    Line,
    add_words,
    describe_named,
    divide_terms,
    find_line,
    find_lines,
    pack_lines,
    read_lines,
    read_shared_lines,
    with_unit,
)

_GIVES = 0.5
"""The least confidence that the message gives or corrects a value (by the NLU's acts) at which its bare number becomes
a quantity."""


async def change_lines(turn: Turn, known: Json) -> Json | None:
    """Returns the lines after the message has changed them: it may remove or add goods, change a quantity, or add a
    remark about one of the goods. Returns None if the message is about no particular line.

    A quantity belongs to the goods next to it. A quantity without goods belongs to the line that was changed last, or
    to each line ("600 of both"). If the line is unclear, the contact is asked, and nothing changes.
    """
    lines = read_shared_lines(known)
    if not lines:
        return None
    if sized := _add_in_another_size(turn, lines, known):
        return sized
    before = known
    goods = _list_goods(turn)
    out = _list_taken_out(turn, lines, goods)
    goods = [each for each in goods if not _is_among(each[0], out)]
    left_out = {index for words in out for index in find_lines(lines, words)}
    kept = [line for index, line in enumerate(lines) if index not in left_out] or lines
    added = [] if _replaces(turn) and len(lines) == 1 else _find_added(turn, lines, kept, goods)
    if len(lines) == 1 and not added:
        return None
    if len(lines) == 1:
        known = divide_terms(known)
        kept = lines = read_lines(known)
    changed = await _give_quantities(turn, kept, [*goods, *added], known.get("latest"))
    if changed is None:
        return {}
    named = _find_named(turn, kept, goods)
    if len(named) == 1:
        changed[named[0]] = add_words(changed[named[0]], [*turn.remarks, *turn.sizes])
    more = [Line(name, await with_unit(turn, Line(name), amount)) for name, amount in added]
    new = describe_named(turn, [*changed, *more][:MOST])
    is_described = any(find_line(new, name) is not None for name, _ in turn.bound)
    if new == lines and not is_described:
        return None
    touched = [line for line in new if line not in lines]
    latest = touched[0].product if len(touched) == 1 else known.get("latest")
    gone = {} if new[0].product == lines[0].product else {"product_id": None}
    moved = {name: known.get(name) for name in ("terms", "note") if known.get(name) != before.get(name)}
    return {**moved, **pack_lines(new), **gone, "latest": latest}


def _add_in_another_size(turn: Turn, lines: Sequence[Line], known: Json) -> Json | None:
    """Returns the lines with the goods of the request once more, in another size: "add 80 of the 60w to the same
    request". Returns None if the message adds nothing of the kind."""
    said = turn.entities.quantity.value if turn.entities.quantity else next(iter(turn.differences), None)
    adds = "adds_goods" in turn.topics and len(lines) == 1 and len(turn.sizes) == 1 and not turn.entities.products
    if not adds or said is None or said <= 0 or turn.cues.is_question or lines[0].quantity is None:
        return None
    goods, size = lines[0].product, turn.sizes[0]
    if size.casefold() in f"{goods} {known.get('note') or ''}".casefold():
        return None
    divided = divide_terms(known)
    new = Line(f"{goods} {size}", Amount(said, lines[0].quantity.unit))
    moved = {name: divided.get(name) for name in ("terms", "note") if divided.get(name) != known.get(name)}
    return {**moved, **pack_lines([*read_lines(divided), new]), "latest": new.product}


def _list_taken_out(turn: Turn, lines: Sequence[Line], goods: Sequence[tuple[str, Amount | None]]) -> list[str]:
    """Returns the words for goods that the message takes out, and for those that new goods in it replace: "umbrellas
    instead of the chairs"."""
    out = list(turn.removals)
    if any(not any(line.is_called(name) for line in lines) for name, _ in goods):
        out += [*turn.denied, *(turn.dictation.swap or ())[:1]]
    return out


def _list_goods(turn: Turn) -> list[tuple[str, Amount | None]]:
    """Returns the goods that the message names, each with its quantity: the words that the NLU marks as goods and,
    after "also" and the like, any words with a number, because goods may be anything."""
    goods = list(turn.entities.goods)
    if "adds" in turn.topics:
        known = [*(name for name, _ in goods), *turn.remarks]
        goods += [(words, Amount(number)) for number, words in turn.counted if not _is_among(words, known)]
    return goods


def _is_among(words: str, known: Sequence[str]) -> bool:
    """Returns whether the words are a part of other ones or contain them."""
    said = words.casefold()
    return any(said in each or each in said for each in map(str.casefold, known) if each)


def _replaces(turn: Turn) -> bool:
    """Returns whether other goods in the message replace the known ones: "no, not pens, pencils"."""
    return turn.cues.corrects or turn.acts.share("correct") > _GIVES


def _find_added(
    turn: Turn, lines: Sequence[Line], kept: Sequence[Line], goods: Sequence[tuple[str, Amount | None]]
) -> list[tuple[str, Amount]]:
    """Returns the goods that the message adds, which are in no line yet, with their quantities. Goods that replace one
    line take over its quantity, unless they have one of their own."""
    gone = [line.quantity for line in lines if line not in kept]
    held = gone[0] if len(gone) == 1 else None
    if held is None and "adds_goods" in turn.topics:
        held = lines[0].quantity  # "add lids": as many as of the goods before, which the summary shows
    counted = {words.casefold(): Amount(number) for number, words in turn.counted}
    new = [(name, amount or counted.get(name.casefold()) or held) for name, amount in goods]
    return [(name, amount) for name, amount in new if amount and not any(line.is_called(name) for line in kept)]


def _find_named(turn: Turn, lines: Sequence[Line], goods: Sequence[tuple[str, Amount | None]]) -> list[int]:
    """Returns the indexes of the lines that the message names."""
    words = [name for name, _ in goods] or [turn.text]
    by_name = sorted({index for each in words for index in find_lines(lines, each)})
    return by_name or [index for index, line in enumerate(lines) if mentions_kind(turn.text, (line.product,))]


def note_of_line(turn: Turn, known: Json, words: str) -> Json | None:
    """Returns the values in which the words are noted for the only one of several lines that the message names; None if
    it names none, or several."""
    lines = read_lines(known)
    named = _find_named(turn, lines, turn.entities.goods) if len(lines) > 1 else []
    if len(named) != 1:
        return None
    lines[named[0]] = add_words(lines[named[0]], [words])
    return pack_lines(lines)


async def _give_quantities(
    turn: Turn, lines: Sequence[Line], goods: Sequence[tuple[str, Amount | None]], latest: str | None
) -> list[Line] | None:
    """Returns the lines with the quantities of the message. If it is unclear to which line a quantity belongs, asks the
    contact and returns None."""
    changed = list(lines)
    of_all = turn.entities.without_said_of(*(name for _, _, name in turn.entities.bound))
    if "part" in turn.topics or turn.cues.is_question or of_all.has("price"):
        return changed
    if any(share.kind in ("more", "less", "to") for share in turn.shares):
        return _raise_quantities(turn, lines, goods, latest)
    counted = [(words, Amount(number)) for number, words in turn.counted]
    said = [*(each for each in goods if not _is_counted_elsewhere(each, counted, lines)), *counted]
    pairs = [(index, amount) for name, amount in said if amount for index in find_lines(lines, name)]
    for index, amount in pairs:
        if _is_of_another_kind(turn, lines[index], amount):
            changed[index] = add_words(lines[index], _cut_figure(turn, amount))
            continue
        by = next((each for each in turn.differences if abs(each) == amount.value), None)  # "20 more caps"
        new = _add_difference(lines[index], lines[0], by) if by else await with_unit(turn, lines[index], amount)
        changed[index] = replace(lines[index], quantity=new)
    if pairs or any(amount for _, amount in goods) or turn.entities.has("price"):
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
        if one and _is_of_another_kind(turn, line, one):
            continue
        new = await with_unit(turn, line, one) if one else _add_difference(line, lines[0], turn.differences[-1])
        changed[index] = replace(line, quantity=new)
    return changed


def _is_counted_elsewhere(
    each: tuple[str, Amount | None], counted: Sequence[tuple[str, Amount]], lines: Sequence[Line]
) -> bool:
    """Returns whether the quantity of these goods stands beside the name of other ones: in "lamps 350, pots at most $2"
    it does, if the NLU has only marked the pots as goods."""
    name, amount = each
    beside = [words for words, number in counted if amount and number.value == amount.value]
    others = [line for line in lines if not line.is_called(name)]
    return any(line.is_called(words) for words in beside for line in others)


def _is_of_another_kind(turn: Turn, line: Line, amount: Amount) -> bool:
    """Returns whether the number does not count the goods of the line: 280粒 in 枸杞要280粒的 is the grade of goods that
    have a weight, and 4.5 kg is the weight of one of goods that are counted."""
    units = {
        each.unit for each in map(read_amount, turn.entities.values("quantity")) if each and each.value == amount.value
    }
    said = amount.unit or next((unit for unit in units if unit), None)
    return not can_replace(said, line.quantity.unit if line.quantity else None)


def _cut_figure(turn: Turn, amount: Amount) -> list[str]:
    """Returns the number as it is written in the message, with its unit."""
    return [turn.text[each.start : each.end].strip() for each in turn.figures if each.value == amount.value][:1]


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
    numbers = [number for number in turn.numbers if number > 1 and turn.may_be(number, "bare", "count", "part")]
    gives = turn.acts.share("value", "correct") > _GIVES
    if not numbers or not gives:
        return None
    return Amount(numbers[0] if turn.remarks else numbers[-1])


def reckon_line(turn: Turn, known: Json) -> Json | None:
    """Returns the lines after the message has reckoned the quantity of one of several from its words: "half the hand
    towels though", "the bath ones are for 12 hotels, 200 each". Returns None if it does not."""
    lines = read_shared_lines(known)
    named = _find_called(turn, lines)
    if len(lines) < 2 or len(named) != 1 or turn.cues.is_question or turn.entities.has("price", "date"):
        return None
    held = lines[named[0]].quantity
    reckoned = _multiply(turn, lines)
    if reckoned is None and held and turn.cues.halves_goods:
        reckoned = held.value / 2
    if reckoned is None or reckoned != reckoned.to_integral_value() or held is None:
        return None
    changed = list(lines)
    changed[named[0]] = replace(lines[named[0]], quantity=Amount(reckoned.to_integral_value(), held.unit))
    return {**pack_lines(changed), "latest": lines[named[0]].product}


def _find_called(turn: Turn, lines: Sequence[Line]) -> list[int]:
    """Returns the indexes of the lines that the message names, also by a word that only one of them has: "the bath
    ones", of bath towels and hand towels."""
    if named := _find_named(turn, lines, turn.entities.goods):
        return named if turn.entities.products else []
    called = {each.words.casefold() for each in turn.pointing if each.by == "called" and not each.is_denied}
    return [at for at, line in enumerate(lines) if called & set(line.product.casefold().split())]


def _multiply(turn: Turn, lines: Sequence[Line]) -> Decimal | None:
    """Returns the product of a number of other things and of what each of them gets: 2400 in "12 hotels, 200 each"."""
    said = [figure for figure in turn.figures if figure.stance == "said"]
    if len(said) != 2 or "each" not in turn.topics:
        return None
    holders = [each for each in said if each.kind == "named" and not any(line.is_called(each.name) for line in lines)]
    parts = [each for each in said if each.kind in ("bare", "count")]
    return holders[0].value * parts[0].value if len(holders) == len(parts) == 1 else None
