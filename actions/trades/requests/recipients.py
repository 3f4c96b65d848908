"""Reads to which suppliers a request shall go: the contact may name them, point at them on the list, add some or leave
some out. Also says which suppliers get the request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from actions.dialogue.discourse import Json
from actions.dialogue.said.entities import read_amount
from actions.dialogue.said.recipients import Recipients
from actions.dialogue.turn import Turn
from actions.marketplace.base.errors import NotFound
from actions.marketplace.base.records import Name, Quantity
from actions.marketplace.goods.catalogue.records import SupplierSummary
from actions.marketplace.goods.search.records import SearchRequest
from actions.marketplace.goods.words.likeness import is_company, mentions_company
from actions.marketplace.trades.requests.records import NewRfq
from actions.replies import Value, lines, several, term, text
from actions.sourcing.at_hand.which_listing import find_called, find_pointed_listings, find_shown_listings

_CORRECTS = 0.5
_SELLERS = 50
"""The most listings of the goods whose suppliers may be called by a short name."""
_WITHOUT, _WHICH = "utter_request_supplier_without", "utter_request_which_suppliers"
_OF_PLACES = frozenset(("country", "region", "port"))
_ALIKE = 5
"""The most suppliers among which a name is looked for that no seller of the goods has."""
LATEST = "latest_suppliers"
"""The value of the task that holds the suppliers which the last message has chosen, added or left out."""


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
    if chosen := await _choose_recipients(turn, known):
        return chosen
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


async def _choose_recipients(turn: Turn, known: Json) -> Json:
    """Returns the suppliers of the request as the clauses of the message about its readers choose them, as values of the
    task. Returns {} if there is no such clause, or none that means a supplier."""
    if turn.is_pressed or not turn.recipients:
        return {}
    chosen, extra = list_suppliers(known), list(map(str, known.get("extra") or []))
    sellers, latest = await _find_sellers(turn, known, [*chosen, *extra]), list[str]()
    for clause in turn.recipients:
        meant = await _find_meant(turn, clause, known, sellers)
        if not meant:
            continue
        latest = meant
        if clause.way == "only":
            chosen, extra = meant, []
        elif clause.way == "adds" and chosen:
            chosen = [*chosen, *meant]
        elif clause.way == "adds":
            extra = [*extra, *meant]
        else:
            extra = [each for each in extra if each not in meant]
            among = chosen if set(chosen) - set(meant) else await _find_suitable(turn, known)
            left = [each for each in among if each not in meant]
            chosen = (
                left if chosen or left != among else []
            )  # without one that would not get it, all suitable ones stay
    return {**_pack(chosen, extra), LATEST: latest} if latest else {}


async def _find_meant(turn: Turn, clause: Recipients, known: Json, sellers: Mapping[str, SupplierSummary]) -> list[str]:
    """Returns the suppliers that the clause means: by their names, or those that were spoken of last."""
    if clause.names:
        found = [slug for name in clause.names for slug in await _find_called(turn, name, sellers)]
        return list(dict.fromkeys(found))
    named = [str(each) for each in known.get(LATEST) or []]
    if clause.way == "out":
        return named
    listed = next((list(map(str, each.ids)) for each in turn.record.lists if each.kind == "supplier"), [])
    meant = next((each for each in (listed, named) if len(each) > 1 and clause.count in (0, len(each))), [])
    if clause.way == "only" and not meant and len(listed) > 1 and _WHICH not in turn.said:
        turn.say(_WHICH, {"suppliers": several(await name_all(turn, listed))})
    return meant if clause.way == "only" else []


async def _find_called(turn: Turn, name: str, sellers: Mapping[str, SupplierSummary]) -> list[str]:
    """Returns the supplier that the name means: one of those that sell the goods, by a part of its name that no other of
    them has, else any supplier that has the name, which is no name of goods."""
    if any(name.casefold() in goods.casefold() for goods in turn.entities.products):
        return []
    called = find_called(name, sellers) or [s for s, each in sellers.items() if is_company(name, each.name.both)]
    if called:
        return called if len(called) == 1 else []
    others = {each.slug: each for each in await turn.market.suppliers.find_suppliers(name, limit=_ALIKE)}
    called = find_called(name, others)
    if len(called) != 1 or (await turn.market.search.find_listings(SearchRequest(text=name, limit=1))).match == "exact":
        return []
    if sellers and _WITHOUT not in turn.said:
        turn.say(_WITHOUT, {"supplier": text(others[called[0]].name)})
    return called


async def find_asked(turn: Turn, known: Json) -> Json:
    """Returns the suppliers that the message which begins a request wants asked, as values of the task: those that it
    chooses as the readers, or the one in "ask taihu for a quote"."""
    if chosen := await _choose_recipients(turn, known):
        return chosen
    whom = turn.dictation.whom
    if not whom or not known.get("product"):
        return {}
    called = await _find_called(turn, whom, await _find_sellers(turn, known, []))
    return {**_pack(called, []), LATEST: called} if called else {}


async def _find_sellers(turn: Turn, known: Json, chosen: Sequence[str]) -> dict[str, SupplierSummary]:
    """Returns the suppliers of the goods of the request, of those on the screen, and the ones that are chosen already, by
    their slugs."""
    found: dict[str, SupplierSummary] = {}
    for product in (known.get("product"), *(line.get("product") for line in known.get("also") or [])):
        if product:
            page = await turn.market.search.find_listings(SearchRequest(text=str(product), limit=_SELLERS, kinds=1))
            found |= {each.supplier.slug: each.supplier for each in page.listings}
    found |= {each.supplier.slug: each.supplier for each in await find_shown_listings(turn)}
    for slug in chosen:
        found[slug] = found.get(slug) or (await turn.market.suppliers.access_supplier(slug)).summary
    return found


async def _find_suitable(turn: Turn, known: Json) -> list[str]:
    """Returns the suppliers that would get the request if none was chosen."""
    amount = read_amount(known.get("quantity"))
    size = Quantity(amount.value, amount.unit or "piece") if amount else Quantity(Decimal(1), "piece")
    return list(await turn.market.rfqs.find_recipients(NewRfq(str(known.get("product") or ""), size)))


def without_recipients(turn: Turn) -> Turn:
    """Returns the turn without the words that only choose the readers of the request, so that they do not become its
    note."""
    clauses = [each.clause for each in turn.recipients]
    content, spans = turn.content, [(at, at + len(each)) for each in clauses if (at := turn.text.find(each)) >= 0]
    inside = [
        (name, value)
        for name, value, start in turn.entities.places
        if any(begin <= start < end for begin, end in spans) and name in _OF_PLACES
    ]
    for clause in clauses:
        content = content.replace(clause, "")
    return replace(
        turn,
        content=content.strip(" ,，.。;；、!！?？"),
        entities=replace(turn.entities, found=tuple(each for each in turn.entities.found if each not in inside)),
        remarks=tuple(words for words in turn.remarks if not any(words in clause for clause in clauses)),
        removals=tuple(words for words in turn.removals if not any(words in clause for clause in clauses)),
        topics=turn.topics - {"adds"},
        recipients=(),
    )


async def name_recipients(turn: Turn, known: Json) -> Value:
    """Returns the names of the suppliers to which the request goes, or "suitable suppliers"."""
    extra = await name_all(turn, list(map(str, known.get("extra") or [])))
    return name_suppliers(await name_all(turn, list_suppliers(known)), extra)


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


async def name_all(turn: Turn, slugs: list[str]) -> list[Value]:
    return [text(await _access_name(turn, slug)) for slug in slugs]
