"""Reads the values of a request for quotation in a buyer's words: goods, quantity, destination, terms, and remarks,
which are kept in the buyer's words."""

from __future__ import annotations

from dataclasses import asdict

from actions.dialogue.discourse import Json
from actions.dialogue.said.clauses import divide_clauses
from actions.dialogue.said.entities import (
    Amount,
    Entities,
    find_place_in_address,
    name_district,
    pack_name,
    read_amount,
    read_destination,
    read_money,
    read_name,
)
from actions.dialogue.said.shares import change_quantity
from actions.dialogue.saying_back import BETWEEN
from actions.dialogue.tasks import CONFIRMED
from actions.dialogue.turn import Turn
from actions.dialogue.values import PRICE, QUANTITY, Held, settle
from actions.marketplace.base.errors import NotFound
from actions.marketplace.base.records import Destination
from actions.marketplace.goods.words.likeness import goods_likeness
from actions.reading.plain import plain_words
from actions.trades.notes.drafting import leave_out
from actions.trades.notes.keeping import without_parts
from actions.trades.requests.changing_lines import change_lines, note_of_line
from actions.trades.requests.recipients import LATEST, change_recipients, without_recipients
from actions.trades.requests.request_lines import begin_lines, find_usual_unit, give_terms, pack_lines, read_lines
from actions.trades.requests.request_terms import find_currency, find_price, read_terms, without_bare_price
from actions.trades.requests.usual_place import find_usual_place

_CHINA = "CN"
_PLAIN = ("inform", "request_quote", "out_of_scope", "nlu_fallback", "change_order", "change_request", "report_problem")
LONGEST_NOTE = 600
"""The most characters of the note of a whole request."""
_GIVES = 0.5
"""The least confidence that the message gives or corrects a value (by the NLU's acts) at which its bare number becomes
the value."""


def add_remarks(turn: Turn, known: Json) -> str | None:
    """Returns the note of the request with the remarks of the message added. Leaves out remarks that are already a part
    of the goods' name or of a line."""
    lines = read_lines(known)
    named = " ".join(line.product for line in lines).casefold()
    kept: list[str] = [words for words in str(known.get("note") or "").split(BETWEEN) if words]
    rest = leave_out(turn, kept) if turn.acts.share("correct", "no", "give_up") > _GIVES else None
    if rest is not None:
        return BETWEEN.join(rest) or None  # "drop the engraving" is no remark
    if turn.entities.incoterm == "EXW" and turn.acts.kind == "correct" and turn.removals:
        kept = [words for words in kept if not _share_words(words, turn.text)]  # 工厂自提 目的地不用写, after 黄埔自提
    if turn.differences and turn.denied:  # 不要那20套备用了 removes the remark "20 spare sets"
        gone = [words.strip("那这個个的了吧啦 ") for words in turn.denied]
        return BETWEEN.join(words for words in kept if not any(each and each in words for each in gone)) or None
    of_lines = " ".join(filter(None, (line.note for line in lines)))
    is_correction = turn.cues.corrects or turn.acts.kind == "correct"
    sizes = turn.sizes[-1:] if is_correction else turn.sizes  # "30cl ones. no sorry, 50cl"
    sizes = tuple(size for size in sizes if known.get("product") and not any(size in words for words in turn.remarks))
    if is_correction and sizes:
        kept = [words for words in kept if not (_read_unit(words) and _read_unit(words) == _read_unit(sizes[0]))]
    new = [
        words
        for words in (*turn.remarks, *sizes)
        if words.casefold() not in named
        and words not in kept
        and words not in of_lines
        and sum(name in words for name in set(turn.entities.products)) < 2  # "600 tarpaulins 200gsm and 40 ladders"
    ]
    return BETWEEN.join(without_parts([*kept, *new]))[:LONGEST_NOTE] or None


def _share_words(one: str, other: str) -> bool:
    """Returns whether two Chinese characters or one word in a row are the same in both."""
    parts = [one[at : at + 2] for at in range(len(one) - 1)] if not one.isascii() else one.split()
    return any(part.casefold() in other.casefold() for part in parts if len(part) > 1)


def _read_unit(words: str) -> str | None:
    """Returns the unit of a size such as "50cl", or None for other words."""
    written = words.strip()
    unit = written.lstrip("0123456789.").strip()
    return unit.casefold() if unit != written and not any(map(str.isdigit, unit)) else None


async def read_request(turn: Turn, known: Json, asked: str | None) -> Json:
    """Returns the values that the message gives, by slot."""
    turn = _settle(turn, known, asked)
    entities, found = turn.entities, Json()
    if turn.dictation.adds and known.get("product") and not turn.is_pressed:
        return _add_dictated(turn, known)
    found |= await change_recipients(turn, known)
    if LATEST in found:
        turn = without_recipients(turn)
    changed = await change_lines(turn, known)
    rest, of_lines = give_terms(turn, {**known, **(changed or {})})
    if changed is not None or of_lines:
        found |= (changed or {}) | of_lines
        return found | await _read_terms(rest, {**known, **found}, asked)
    if len(read_lines(known)) > 1:
        found |= await _read_terms(rest, {**known, **found}, asked)
        if asked == "quantity" and entities.quantity:
            found["quantity"] = pack_quantity(entities.quantity, await find_usual_unit(turn, known.get("product")))
        return found or _read_whole_remark(turn, known, asked)
    lines = await begin_lines(turn, entities.goods)
    named = [each for each in entities.products if not _is_remarked(turn, each, known)]
    if named and asked == CONFIRMED and known.get("product") and _describes_goods(turn):
        return _add_to_note(known, turn.content)
    product = next(iter(named), None) or (plain_words(turn) if asked == "product" else None)
    if product:
        found["product"] = product
        if product != known.get("product"):
            found["product_id"] = None
    held = read_amount(known.get("quantity"))
    if len(lines) > 1:
        found |= {name: value for name, value in pack_lines(lines).items() if value is not None}
        turn, of_lines = give_terms(turn, {**known, **found})
        found |= of_lines
    elif held and (shared := change_quantity(turn.shares, held.value, held.unit or "piece")):
        found["quantity"] = {"value": str(shared), "unit": held.unit}
    elif held and turn.differences and not entities.has("price"):
        found["quantity"] = {"value": str(held.value + turn.differences[-1]), "unit": held.unit}
    elif amount := entities.quantity:
        unit = (
            held.unit if held and amount.unit is None else await find_usual_unit(turn, product or known.get("product"))
        )
        found["quantity"] = pack_quantity(amount, unit)
    found |= await _read_terms(turn, {**known, **found}, asked)
    if set(found) == {"note"} and turn.sizes and not turn.remarks:
        return _read_whole_remark(turn, known, asked) or found  # "60W and with a pole" is more than a size
    return found or _read_whole_remark(turn, known, asked)


def _settle(turn: Turn, known: Json, asked: str | None) -> Turn:
    """Returns the turn in which `settle` has decided what each number means. If the message or the request is about
    several goods, only removes prices without a currency."""
    goods = [str(known["product"])] if known.get("product") else []
    others = goods and any(not goods_likeness(name, goods) for name in turn.entities.products)
    if others or len(read_lines(known)) > 1 or len(set(turn.entities.products)) > 1:
        return without_bare_price(turn)
    amount, terms = read_amount(known.get("quantity")), known.get("terms") or {}
    price = read_money(terms.get("price") or terms.get("limit"))
    held = {
        QUANTITY: Held(amount.value, amount.unit) if amount else Held(),
        PRICE: Held(price.amount if price else None, find_currency(terms)),
    }
    return settle(turn, asked, held, goods)


def _is_remarked(turn: Turn, goods: str, known: Json) -> bool:
    """Returns whether these goods are only a part of a remark about the goods of the request: "with bamboo lid if
    possible"."""
    remarks = (words.casefold() for words in turn.remarks)
    return bool(known.get("product")) and any(goods.casefold() in words for words in remarks)


def _describes_goods(turn: Turn) -> bool:
    """Returns whether the message describes the goods of the request in several clauses, although it names other goods:
    刀叉勺三件，镜面抛光."""
    wants_others = (
        turn.intent in ("request_quote", "find_supplier", "place_order", "change_request") or turn.cues.swaps_goods
    )
    return len(turn.cues.attribute_clauses) > 1 and not (wants_others or turn.cues.corrects or turn.asks)


def _read_whole_remark(turn: Turn, known: Json, asked: str | None) -> Json:
    """Returns the note with the whole message added, or {} if the message is no remark. The note is that of one of
    several goods if the message names only these."""
    if asked != CONFIRMED or not _is_remark(turn):
        return {}
    words = turn.dictation.words or turn.content
    return note_of_line(turn, known, words) or _add_to_note(known, words)


def _add_dictated(turn: Turn, known: Json) -> Json:
    """Returns the note with the words that the message adds: "add: in 70 g tins". A price in these words becomes the
    target price."""
    clauses = [words for words, _ in divide_clauses(turn.dictation.words)]
    price = find_price(turn, known.get("terms") or {}) if "price" in turn.mentions and len(clauses) > 1 else None
    if price is None:
        return _add_to_note(known, turn.dictation.words)
    priced = [words for words in clauses if f"{price.amount:f}".rstrip("0").rstrip(".") in words]
    noted = ", ".join(words.strip() for words in clauses if words not in priced and words.strip())
    return {**(_add_to_note(known, noted) if noted else {}), "terms": read_terms(turn, known.get("terms") or {})}


def _add_to_note(known: Json, words: str) -> Json:
    """Returns the note with these words added, unless it has them already."""
    held = known.get("note") or ""
    parts = [held, words] if words not in held.split(BETWEEN) else [held]
    return {"note": BETWEEN.join(filter(None, parts))[:LONGEST_NOTE]}


async def _read_terms(turn: Turn, known: Json, asked: str | None) -> Json:
    """Returns the values of the message that are about the whole request: the destination, the terms, and remarks that
    are not about one of several goods."""
    found, entities = Json(), turn.entities
    goal = read_destination(known.get("country"))
    is_moved = goal is not None and goal.country == _CHINA and _corrects_place(turn)
    in_china = _pack_place_in_china(entities) if asked == "country" or is_moved else None
    if _is_taken_out(turn, goal):
        found["country"] = None
    if country := _read_goal(turn) or in_china or await find_usual_place(turn):
        found["country"] = country
    if "same_as" in turn.topics and turn.entities.rfq_number:
        found |= await _copy(turn, turn.entities.rfq_number)
    note = add_remarks(turn, known)
    now = read_destination(found.get("country"))
    if (
        goal and now and goal.city.zh and now.city.zh != goal.city.zh and note
    ):  # a note about a district of the former city
        note = BETWEEN.join(words for words in note.split(BETWEEN) if goal.city.zh not in words) or None
    if note != known.get("note"):
        found["note"] = note
    terms = _without_target(turn, read_terms(turn, known.get("terms") or {}))
    terms |= _read_freight(turn, terms, goal) | _move_port(goal, read_destination(found.get("country")), terms)
    says_freight = turn.topics & {"with_freight", "without_freight"} and not turn.asks
    names_held = turn.entities.incoterm or set(turn.entities.certifications) & set(terms.get("certifications") or ())
    if terms != (known.get("terms") or {}) or names_held or says_freight:
        found["terms"] = terms  # a repeated value counts as understood, too
    return found


async def _copy(turn: Turn, number: str) -> Json:
    """Returns the values that the message wants to copy from the account's request of this number:
    数量就跟RFQ-10040那张一样."""
    try:
        rfq = await turn.market.rfqs.access_rfq(turn.account, number)
    except NotFound:
        return {}
    found = Json()
    if "quantity" in turn.mentions:
        found["quantity"] = {"value": f"{rfq.quantity.value:f}", "unit": rfq.quantity.unit}
    if rfq.destination and turn.mentions and set(turn.mentions) & {"destination", "region", "place"}:
        found["country"] = asdict(rfq.destination)
    return found


def _read_freight(turn: Turn, terms: Json, goal: Destination | None) -> Json:
    """Returns the Incoterm for a price with or without freight, if the message says which of the two is wanted and
    names no Incoterm."""
    if turn.asks or turn.entities.incoterm or turn.is_pressed:
        return {}
    if "without_freight" in turn.topics:
        return {"incoterm": "EXW" if goal and goal.country == _CHINA else "FOB", "port": None}
    if "with_freight" in turn.topics:
        port = pack_name(goal.city) if goal and goal.city.en else terms.get("port")
        return {"incoterm": "DAP", "port": port}
    return {}


def _move_port(before: Destination | None, now: Destination | None, terms: Json) -> Json:
    """Returns the new place of the Incoterm if its place was the former destination and the destination has changed:
    DAP Bremen becomes DAP Hannover."""
    port = read_name(terms.get("port"))
    was_there = before is not None and port is not None and port.en == before.city.en
    is_moved = now is not None and now.city.en and was_there and now.city != (before and before.city)
    return {"port": pack_name(now.city)} if now and is_moved else {}


def _corrects_place(turn: Turn) -> bool:
    """Returns whether the message corrects the destination. If it names goods, a place may be the place where they come
    from."""
    is_correction = turn.cues.corrects or turn.acts.kind == "correct"
    return is_correction and not turn.entities.products


def _is_remark(turn: Turn) -> bool:
    """Returns whether the message adds words to the whole request that contain no value: "half blue, half black"."""
    adds = turn.acts.are_situated and turn.acts.share("value", "condition") > _GIVES
    is_about_words = turn.dictation.changes_words or bool(turn.removals)
    return bool(
        adds and turn.intent in _PLAIN and not is_about_words and not turn.cues.is_question and not turn.cues.corrects
    )


def _without_target(turn: Turn, terms: Json) -> Json:
    """Returns the terms. Leaves out the target price, except for its currency, if the message takes it back: "no target
    price, let them quote"."""
    takes_back = turn.acts.share("give_up", "correct", "no") + turn.acts.find("widen") > _GIVES
    named = "price" in turn.mentions and find_price(turn, terms) is None
    is_back = named and (takes_back or bool(turn.removals))
    if not is_back:
        return terms
    return {name: value for name, value in terms.items() if name != "price"} | {"currency": find_currency(terms)}


def pack_quantity(amount: Amount, unit: str | None) -> Json:
    """Returns the value of the slot `quantity`. It always has a unit: the one in the message, else `unit`, else
    pieces."""
    return {"value": str(amount.value), "unit": amount.unit or unit or "piece"}


def _read_goal(turn: Turn) -> Json | None:
    """Returns the destination in the message. Returns None if the message says that the goods shall not go there:
    别发义乌商城了."""
    return None if _is_taken_out(turn, turn.entities.destination) else pack_destination(turn.entities)


def _is_taken_out(turn: Turn, goal: Destination | None) -> bool:
    """Returns whether the message takes this place back: "forget Hamburg"."""
    names = goal.city.both if goal else ()
    return any(name and name.casefold() in words.casefold() for name in names for words in turn.removals)


def pack_destination(entities: Entities) -> Json | None:
    """Returns the value of the slot `country`; `read_destination` reads it again."""
    found = entities.destination
    return asdict(found) if found else None


def _pack_place_in_china(entities: Entities) -> Json | None:
    """Returns a Chinese city or province in the form in which the slot `country` holds it.

    A place in China is a destination only in an answer to "Where should it be delivered?". Otherwise it is the place
    where goods come from.
    """
    found = next((place for value in entities.values("region") if (place := read_destination(value))), None)
    named = entities.word("company") if found is None else None
    if named and (city := find_place_in_address(named)):  # 上海外高桥 may look like a company
        found = name_district(city, named.removeprefix(city.city.zh))
    return asdict(found) if found else None
