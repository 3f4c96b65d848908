"""Reads to which suppliers a request shall go: the contact may name them, point at them on the list, add some or leave
some out. Also says which suppliers get the request."""

from __future__ import annotations

from actions.dialogue.discourse import Json
from actions.dialogue.turn import Turn
from actions.marketplace.base.errors import NotFound
from actions.marketplace.base.records import Name
from actions.marketplace.goods.words.likeness import is_company, mentions_company
from actions.marketplace.trades.requests.records import NewRfq, Rfq
from actions.replies import Value, lines, one_after_another, several, term, text
from actions.sourcing.which_listing import find_called, find_pointed_listings, find_shown_listings

_CORRECTS = 0.5


async def find_named_suppliers(turn: Turn) -> list[str]:
    """Returns the suppliers that the message names, without repetitions. The message names a supplier by the full name,
    or one on the list by a part of the name that no other name on the list has ("the longgang and the cangnan one")."""
    found = [await turn.market.suppliers.find_suppliers(name, limit=1) for name in turn.entities.words("company")]
    listed = {} if turn.is_pressed else {each.supplier.slug: each.supplier for each in await find_shown_listings(turn)}
    mentioned = find_called(turn.text, listed)
    return list(dict.fromkeys([*(one.slug for page in found for one in page), *mentioned]))


def list_suppliers(values: Json) -> list[str]:
    """Returns the suppliers to which the request shall go. An empty list means all suitable suppliers."""
    one = values.get("supplier")
    return list(dict.fromkeys([*([str(one)] if one else []), *map(str, values.get("suppliers") or [])]))


async def change_recipients(turn: Turn, known: Json) -> Json:
    """Returns the suppliers of the request after the message has changed them, as values of the task. Returns {} if the
    message does not change them.

    Suppliers are added to those that were chosen before, unless the message corrects the choice. If none was chosen,
    "and Shenzhen Lumen, too" adds one to all suitable suppliers (`extra`).
    """
    before, extra = list_suppliers(known), list(map(str, known.get("extra") or []))
    gone = await _find_taken_out(turn, [*before, *extra])
    named = [slug for slug in await find_named_suppliers(turn) if slug not in gone]
    pointed = await _find_pointed_at(turn)
    new = list(dict.fromkeys([*named, *(slug for slug in pointed if slug not in named)]))
    if gone and not new:
        return _pack([slug for slug in before if slug not in gone], [slug for slug in extra if slug not in gone])
    if not new:
        return {}
    if await _is_thrown_out(turn, before, pointed):
        turn.say("utter_request_same_supplier", {"supplier": text(await _access_name(turn, pointed[0]))})
        return _pack([slug for slug in before if slug != pointed[0]], extra)
    if len(pointed) > 1 and set(pointed) & set(before) and not set(pointed) <= set(before):
        kept = [slug for slug in before if slug not in pointed]  # "the third one instead of the first"
        return _pack([*kept, *(slug for slug in pointed if slug not in before)], extra)
    if not before and named and "adds" in turn.topics:
        return _pack([], [*extra, *new])
    kept = [] if turn.cues.corrects or "only" in turn.topics else [slug for slug in before if slug not in gone]
    return _pack([*kept, *new], extra)


async def _is_thrown_out(turn: Turn, before: list[str], pointed: list[str]) -> bool:
    """Returns whether the message wants one entry of the list replaced by another one, and both belong to the same
    supplier: 第一家质量不行 换成第三家."""
    exchanges = bool(turn.dictation.swap) and turn.acts.share("correct") >= _CORRECTS
    is_one = len(pointed) == 1 and pointed[0] in before and len(before) > 1
    return exchanges and is_one and len(await find_pointed_listings(turn)) > 1


def _pack(suppliers: list[str], extra: list[str]) -> Json:
    chosen, more = list(dict.fromkeys(suppliers)), list(dict.fromkeys(extra))
    return {
        "supplier": None,
        "suppliers": chosen or None,
        "extra": [each for each in more if each not in chosen] or None,
    }


async def _find_taken_out(turn: Turn, chosen: list[str]) -> list[str]:
    names = {slug: await _access_name(turn, slug) for slug in chosen} if turn.removals else {}
    return [slug for slug, name in names.items() if any(_is_called(name, words) for words in turn.removals)]


def _is_called(name: Name, words: str) -> bool:
    return is_company(words, (name.en, name.zh)) or any(mentions_company(words, each) for each in (name.en, name.zh))


async def _access_name(turn: Turn, slug: str) -> Name:
    try:
        return (await turn.market.suppliers.access_supplier(slug)).summary.name
    except NotFound:
        return Name(slug, slug)


async def _find_pointed_at(turn: Turn) -> list[str]:
    """Returns the suppliers of the listings on the list at which the message points. Returns none if the message names
    goods, because "the second one" may then mean goods of the request."""
    if turn.entities.has("product"):
        return []
    return list(dict.fromkeys(listing.supplier.slug for listing in await find_pointed_listings(turn)))


async def say_recipients(turn: Turn, requests: list[NewRfq]) -> None:
    """Says which suppliers will get each of these requests."""
    said = [await _describe_recipients(turn, new, len(requests) > 1) for new in requests]
    turn.say("utter_request_recipients", {"recipients": lines(said)})


async def _describe_recipients(turn: Turn, new: NewRfq, names_goods: bool) -> Value:
    names = [text(await _access_name(turn, slug)) for slug in await turn.market.rfqs.find_recipients(new)]
    who = several(names) if names else term("request.no_recipients")
    return term("request.recipients_of", goods=new.product, suppliers=who) if names_goods else who


def name_suppliers(names: list[Value], extra: list[Value]) -> Value:
    """Returns the names of the chosen suppliers, or "suitable suppliers" if none was chosen, together with the added
    ones."""
    if not names:
        suitable = term("request.suitable_suppliers")
        return several([suitable, *extra]) if extra else suitable
    return several([*names, *extra]) if len(names) + len(extra) > 1 else names[0]


def name_received(rfq: Rfq) -> Value:
    """Returns the names of the suppliers that received the request, and of those that could not."""
    names = one_after_another(map(text, rfq.suppliers))
    if not rfq.unreached:
        return names
    return term("request.but_not", suppliers=names, unreached=one_after_another(map(text, rfq.unreached)))


async def name_all(turn: Turn, slugs: list[str]) -> list[Value]:
    return [text(await _access_name(turn, slug)) for slug in slugs]
