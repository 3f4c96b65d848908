"""Lets a contact call a company by the beginning of its name: "fangyan", 绿竹源, and with its place "chengdu silk", 成都丝路.
The NLU does not know such words, or reads them as a place or as goods. Leaves the contact's own company out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from actions.dialogue.said.entities import Entities
from actions.dialogue.said.pointing import Pointer
from actions.dialogue.turn import Turn
from actions.marketplace.base.errors import NotFound
from actions.marketplace.goods.catalogue.places import find_region
from actions.marketplace.goods.catalogue.records import SupplierSummary
from actions.marketplace.goods.search.records import SearchRequest
from actions.marketplace.goods.words.words import is_han, normalise

_PLACES = ("region", "excluded_region")
_SIGNS = ".,;:!?'\"()"
_HAN = 2
"""The number of Chinese characters of a place, and of the part of a company's name after it."""
_OF_TRADES = ("order", "request", "claim", "sample", "quotation", "question")
_SEARCHES = frozenset(("find_supplier", "inform"))
_MOST_LISTED = 12
_OF_SUPPLIER = "s_"
"""The beginning of the NLU's names of questions about a supplier."""


def without_own_company(turn: Turn) -> Turn:
    """Returns the turn without the contact's own company among its entities, with which a sender only introduces
    itself: "Petersen, accounting of Nordmarkt"."""
    if turn.is_pressed or not turn.is_signed_in or not turn.entities.has("company"):
        return turn
    own = turn.account.split("-")
    said = [str(value).casefold() for name, value in turn.entities.found if name == "company"]
    if not any(all(part in each for part in own) for each in said):
        return turn
    kept = [
        (name, value)
        for name, value in turn.entities.found
        if name != "company" or not all(part in str(value).casefold() for part in own)
    ]
    return replace(turn, entities=Entities(tuple(kept)))


async def with_named_company(turn: Turn) -> Turn:
    """Returns the turn with the companies as its entities that the message calls by the beginning of their names."""
    turn = await _with_company_for_place(turn)
    if turn.is_pressed or turn.is_supplier or turn.task is not None or not _talks_of_goods(turn):
        return turn
    called = await turn.market.suppliers.find_called(turn.text)
    listed = await _list_talked_about(turn) if called else {}
    talked = list(dict.fromkeys(listed.values()))
    meant: dict[str, SupplierSummary] = {}
    for calling in dict.fromkeys(words for words, _ in called):
        candidates = [one for words, one in called if words == calling]
        one = await _choose(turn, calling, candidates, talked)
        if one is not None:
            meant[calling] = one
    latest = turn.record.latest_list.ids if turn.record.latest_list else []
    on_screen = [listed[each] for each in latest if each in listed]
    if len(meant) == 1 and _is_pointed_at(turn, next(iter(meant)), on_screen):
        return turn
    return _with_companies(turn, meant) if meant else turn


def _talks_of_goods(turn: Turn) -> bool:
    """Returns whether goods on sale are talked about, and none of the account's trades."""
    if not turn.is_signed_in:
        return True
    latest, focus = turn.record.latest_list, turn.record.latest_focus
    if turn.record.is_about(*_OF_TRADES) or (latest is not None and latest.kind in _OF_TRADES):
        return False
    return focus is not None or latest is not None or turn.slot("search") is not None


async def _list_talked_about(turn: Turn) -> dict[int | str, SupplierSummary]:
    """Returns the suppliers of the listings that were shown or talked about by the ids of these, the latest first, and
    the supplier that is talked about by its slug."""
    record = turn.record
    ids = [*record.offers, *(each for shown in record.lists if shown.kind == "listing" for each in shown.ids)]
    found: dict[int | str, SupplierSummary] = {}
    for product_id in list(dict.fromkeys(ids))[:_MOST_LISTED]:
        try:
            found[product_id] = (await turn.market.suppliers.access_listing(int(product_id))).supplier
        except NotFound:
            continue
    slug = turn.word_slot("supplier_id")
    if slug is not None and all(one.slug != slug for one in found.values()):
        found |= {one.slug: one for one in await turn.market.suppliers.find_suppliers(slug, limit=1)}
    return found


async def _choose(
    turn: Turn, calling: str, candidates: Sequence[SupplierSummary], talked: Sequence[SupplierSummary]
) -> SupplierSummary | None:
    """Returns the supplier that these words call: the only one of that name that was talked about, or that sells the
    goods that are searched for. A name that no conversation has brought up must be said with two of its words, or with
    three Chinese characters. Returns None if it is unclear which one is meant, or whether any is."""
    in_talk = [one for one in candidates if any(one.slug == other.slug for other in talked)]
    region = find_region(calling)
    if region is not None:
        is_place = any(other.place.city == region.city for other in talked) or turn.intent in _SEARCHES
        if is_place or len(in_talk) == 1:
            return None if is_place else in_talk[0]
        selling = [one for one in candidates if await _sells_what_is_searched_for(turn, one)]
        return selling[0] if not in_talk and len(selling) == 1 else None
    if in_talk:
        return in_talk[0] if len(in_talk) == 1 else None
    selling = [one for one in candidates if await _sells_what_is_searched_for(turn, one)]
    if selling:
        return selling[0] if len(selling) == 1 else None
    in_full = [one for one in candidates if _is_said_in_full(turn.text, calling, one)]
    return in_full[0] if len(in_full) == 1 else None


async def _sells_what_is_searched_for(turn: Turn, supplier: SupplierSummary) -> bool:
    search = turn.slot("search")
    goods = str(search.get("text") or "") if isinstance(search, dict) else ""
    if not goods:
        return False
    plain = " ".join(word for word in goods.split() if not any(map(str.isdigit, word)))  # in whatever size
    for each in dict.fromkeys((goods, plain)):
        request = SearchRequest(text=each, supplier=supplier.slug, limit=1, kinds=0)
        page = await turn.market.search.find_listings(request)
        if each and page.listings and page.match in ("exact", "close"):
            return True
    return False


def _is_said_in_full(text: str, calling: str, supplier: SupplierSummary) -> bool:
    """Returns whether the text has a further word of the supplier's name beside the words that call it."""
    if is_han(calling):
        return len(calling) > _HAN
    said, name = normalise(text).split(), normalise(supplier.name.en).split()
    pairs = {(one.strip(_SIGNS), other.strip(_SIGNS)) for one, other in pairwise(said)}
    return any(calling in pair and pair in pairs for pair in pairwise(name))


def _is_pointed_at(turn: Turn, calling: str, on_screen: Sequence[SupplierSummary]) -> bool:
    """Returns whether the words only point at a listing of this supplier on the screen, as "the huaxing one" does."""
    asks_of_them = any(clause.fact.startswith(_OF_SUPPLIER) for clause in turn.asked_of_goods)
    points = not asks_of_them and any(
        each.by == "called" and calling in normalise(each.words) for each in turn.pointing
    )
    named = any(calling in normalise(name) for one in on_screen for name in one.name.both)
    return points and named and not turn.sizes and find_region(calling) is None


def _with_companies(turn: Turn, meant: dict[str, SupplierSummary]) -> Turn:
    """Returns the turn with these companies, each by its whole name, and without what the NLU read in the words that
    call them. Companies that the message rules out become `excluded_company`."""
    plain = turn.text.casefold()
    spans = [(plain.find(words), plain.find(words) + len(words)) for words in meant]
    misread = [
        (name, value, start)
        for name, value, start in turn.entities.places
        if any(first <= start < end for first, end in spans) or _is_called_so(name, value, meant)
    ]
    kept = [each for each in turn.entities.found if each not in [(name, value) for name, value, _ in misread]]
    places = [each for each in turn.entities.places if each not in misread]
    out = (*turn.denied, *turn.removals, *(each.words for each in turn.pointing if each.is_denied))
    meant = dict(sorted(meant.items(), key=lambda each: plain.find(each[0])))
    named = [
        ("excluded_company", {"slug": one.slug, "en": one.name.en, "zh": one.name.zh})
        if any(words in said.casefold() for said in out)
        else ("company", one.name.en)
        for words, one in meant.items()
    ]
    pointing = tuple(
        each for each in turn.pointing if each.by != "called" or not any(words in each.words for words in meant)
    )
    places += [(*each, plain.find(words)) for each, words in zip(named, meant, strict=True)]
    entities = replace(turn.entities, found=(*named, *kept), places=tuple(places))
    return replace(turn, entities=entities, pointing=pointing)


def _is_called_so(name: str, value: object, meant: Iterable[str]) -> bool:
    return name == "company" and any(words in str(value).casefold() for words in meant)


async def _with_company_for_place(turn: Turn) -> Turn:
    """Returns the turn with a company as its entity instead of a place, if only one company's name begins with that
    place and the word that follows it in the message."""
    if turn.is_pressed or turn.entities.has("company") or not turn.entities.has("region"):
        return turn
    for called in _list_callings(turn.text):
        found = await turn.market.suppliers.find_suppliers(called, limit=2)
        named = [each for each in found if any(name.casefold().startswith(called) for name in each.name.both)]
        if len(named) == 1:
            others = tuple(each for each in turn.entities.found if each[0] not in _PLACES)
            return replace(turn, entities=Entities((("company", called), *others)), pointing=_without_place(turn))
    return turn


def _list_callings(text: str) -> list[str]:
    """Returns each place in the text together with the next word or the next two Chinese characters."""
    said = [word.strip(_SIGNS) for word in text.casefold().split()]
    pairs = [f"{one} {other}" for one, other in pairwise(said) if one.isascii() and one and other and find_region(one)]
    places = [at for at in range(len(text) - 2 * _HAN + 1) if all(map(is_han, text[at : at + 2 * _HAN]))]
    return [*pairs, *(text[at : at + 2 * _HAN] for at in places if find_region(text[at : at + _HAN]))]


def _without_place(turn: Turn) -> tuple[Pointer, ...]:
    return tuple(each for each in turn.pointing if each.by != "called")
