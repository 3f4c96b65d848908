"""Decides which of the listings shown before a message means. All words such as "the second one", "the other", "both",
"the cheaper of them", "that one from Yiwu" and "the one before the cups" are resolved here.

The NLU reads how the words point (`Turn.pointing`); this module compares that with the record of the conversation: the
list that was shown last, the page of results, and the listings that were talked about one by one. Every function that
acts on listings gets them from here.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from actions.dialogue.said.pointing import By, Pointer
from actions.dialogue.turn import Turn
from actions.marketplace.goods.catalogue.certifications import find_certifications
from actions.marketplace.goods.catalogue.places import Region, find_region
from actions.marketplace.goods.catalogue.records import Listing
from actions.marketplace.goods.words.words import is_han, normalise, words
from actions.sourcing.at_hand.best import find_best
from actions.sourcing.at_hand.earlier_searches import find_search_before
from actions.sourcing.at_hand.listings import access_listings, find_shown

Ids = tuple[int, ...]


@dataclass(frozen=True)
class Referents:
    """Holds the listings that the words mean, by the ids of their products, in the order in which they were shown.

    `is_unclear` says that the words mean one listing but fit several, which `ids` holds. `missing` holds words that fit
    none of the listings shown; `ids` is then empty.
    """

    ids: Ids = ()
    is_unclear: bool = False
    missing: str = ""


async def find_referents(turn: Turn) -> Referents | None:
    """Returns the listings shown that the message means; None when its words point at none, or nothing was shown."""
    latest = _find_lists(turn)
    if not latest or not turn.pointing or turn.is_pressed:
        return None
    meant = [each for each in turn.pointing if not each.is_denied and each.by not in ("best", "this")]
    denied = await _collect(turn, [each for each in turn.pointing if each.is_denied])
    found = await _collect(turn, meant, denied.ids if denied else ())
    best = next((each for each in turn.pointing if each.by == "best" and not each.is_denied), None)
    if best is not None and not (found and found.is_unclear):
        among = found.ids if found and found.ids else latest[0]
        return await _find_best_of(turn, best, [each for each in among if not denied or each not in denied.ids])
    if found is None or denied is None or not found.ids:
        return found
    kept = tuple(each for each in found.ids if each not in denied.ids)
    return replace(found, ids=kept) if kept else found


async def find_each_referent(turn: Turn, ways: Sequence[By] = ("called", "place", "set", "few")) -> list[Referents]:
    """Returns what each of the words that point in one of these ways means by itself: "the first against the third"."""
    if turn.is_pressed or not _find_lists(turn):
        return []
    meant = [each for each in turn.pointing if each.by in ways and not each.is_denied]
    return [found for each in meant if (found := await BY[each.by](turn, each, ())) is not None]


async def _find_best_of(turn: Turn, pointer: Pointer, ids: Sequence[int]) -> Referents | None:
    best = await find_best(turn, ids, pointer.words)
    return Referents(tuple(each.product_id for each in best), is_unclear=len(best) > 1) if best else None


def _find_lists(turn: Turn) -> list[Ids]:
    """Returns the lists of listings to which words can point, the latest first: the list that was shown last, and the
    page of results."""
    shown = next((tuple(each.ids) for each in turn.record.lists if each.kind == "listing"), ())
    lists = [each for each in (shown, find_shown(turn)) if each]
    return list(dict.fromkeys(lists))


async def _collect(turn: Turn, pointers: Sequence[Pointer], denied: Ids = ()) -> Referents | None:
    """Returns all listings that several pointers mean together: "the first and the third"."""
    found = [each for pointer in pointers if (each := await BY[pointer.by](turn, pointer, denied)) is not None]
    if not found:
        return None
    ids = tuple(dict.fromkeys(each for one in found for each in one.ids))
    missing = "" if ids else next((one.missing for one in found if one.missing), "")
    return Referents(ids, any(one.is_unclear for one in found) and len(ids) > 1, missing)


async def _find_by_place(turn: Turn, pointer: Pointer, denied: Ids) -> Referents | None:
    index = pointer.number - 1 if pointer.number > 0 else -1
    earlier = [tuple(each.ids) for each in turn.record.lists if each.kind == "listing"]
    listed = next((each for each in (*_find_lists(turn), *earlier) if len(each) > index), None)
    return Referents((listed[index],)) if listed else None


async def _find_first_few(turn: Turn, pointer: Pointer, denied: Ids) -> Referents | None:
    shown = _find_lists(turn)[0]
    if pointer.words != "supplier":
        return Referents(shown[: pointer.number])
    of_sellers: dict[str, int] = {}
    for listing in await access_listings(turn, shown):
        of_sellers.setdefault(listing.supplier.slug, listing.product_id)
    ids = tuple(of_sellers.values())[: pointer.number]
    return Referents(ids if len(ids) == pointer.number else shown[: pointer.number])


async def _find_set(turn: Turn, pointer: Pointer, denied: Ids) -> Referents | None:
    """Returns the listings that words such as "those two" mean: the last list shown that has exactly so many, or else
    the ones that were talked about last."""
    count, talked = pointer.number, tuple(turn.record.offers)
    listed = next((each for each in _find_lists(turn) if len(each) == count), None)
    if listed:
        return Referents(listed)
    shown = _find_lists(turn)[0]
    if len(talked) >= count:
        return Referents(tuple(sorted(talked[:count], key=lambda each: _place_of(each, shown))))
    return Referents(shown, is_unclear=True) if len(shown) > count else Referents(shown)


def _place_of(product_id: int, shown: Ids) -> int:
    return shown.index(product_id) if product_id in shown else len(shown)


async def _find_other(turn: Turn, pointer: Pointer, denied: Ids) -> Referents | None:
    """Returns the listing that "the other one" means: of two that were shown or talked about last, the one that is not
    being talked about now."""
    focus, talked = turn.slot("product_id"), tuple(turn.record.offers)
    at_hand = {focus, *denied}
    lists = _find_lists(turn)
    if focus is None and (beside := _find_beside(turn, lists[0])) is not None:
        return Referents((beside,))
    before = [tuple(each.ids) for each in turn.record.lists if each.kind == "listing" and focus in each.ids]
    pair = next((each for each in (*lists, *before) if len(each) == 2), None) or (talked if len(talked) > 1 else None)
    rest = tuple(each for each in (pair or _find_lists(turn)[0]) if each not in at_hand)
    if pair and rest:
        return Referents(rest[:1])
    return Referents(rest, is_unclear=len(rest) > 1) if rest else None


def _find_beside(turn: Turn, shown: Ids) -> int | None:
    """Returns the only listing of an earlier list that is no longer on the screen, while other listings of that list
    still are: the chairs, after a search for umbrellas and chairs and then for umbrellas alone."""
    for each in turn.record.lists[1:]:
        rest = [one for one in each.ids if one not in shown]
        if each.kind == "listing" and len(rest) == 1 and len(rest) < len(each.ids):
            return int(rest[0])
    return None


async def _find_others(turn: Turn, pointer: Pointer, denied: Ids) -> Referents | None:
    rest = tuple(each for each in _find_lists(turn)[0] if each not in {turn.slot("product_id"), *denied})
    return Referents(rest) if rest else None


async def _find_this(turn: Turn, pointer: Pointer, denied: Ids) -> Referents | None:
    focus = turn.slot("product_id")
    return Referents((focus,)) if isinstance(focus, int) else None


async def _find_neighbour(turn: Turn, pointer: Pointer, denied: Ids) -> Referents | None:
    """Returns the listing that was shown below or above the one that is talked about. If none is talked about, counts
    from the first listing of the page of results, which the reply named, or from the last one that was compared."""
    latest = _find_lists(turn)[0]
    focus = turn.slot("product_id") or (latest[0] if latest == find_shown(turn) else latest[-1])
    shown = next((each for each in reversed(_find_lists(turn)) if focus in each), None)
    if shown is None:
        return None
    index = shown.index(focus) + pointer.number
    return Referents((shown[index],)) if 0 <= index < len(shown) else None


async def _find_before(turn: Turn, pointer: Pointer, denied: Ids) -> Referents | None:
    """Returns a listing of the search before the search for these goods: the one that was talked about, or else the
    first one."""
    shown = find_search_before(turn, pointer.words)
    if not shown:
        return None
    talked = next((each for each in turn.record.offers if each in shown), shown[0])
    return Referents((talked,))


async def _find_called(turn: Turn, pointer: Pointer, denied: Ids) -> Referents | None:
    """Returns the listings shown that are from this place, have this certificate, or have these words in their names or
    in the names of their suppliers. If no listing has the place or the certificate, returns it as `missing`. Returns
    None for other words that fit no listing or all listings."""
    for shown in _find_lists(turn):
        listings = await access_listings(turn, shown)
        fits = _make_test(turn, pointer.words)
        found = tuple(listing.product_id for listing in listings if fits(listing))
        if found and (len(found) < len(listings) or len(listings) == 1):
            return _take_one(turn, found, pointer)
        if found:
            return _take_one(turn, found, pointer) if _is_fact(turn, pointer.words) else None
    return Referents(missing=pointer.words) if _is_fact(turn, pointer.words) else None


async def _find_by_terms(turn: Turn, pointer: Pointer, denied: Ids) -> Referents | None:
    """Returns the listings shown that have this price, minimum order or lead time, or the price of which is in this
    currency. A whole number also means the listing whose price begins with it: "the 22 one" at 22.41. Returns None if
    the words fit no listing or all listings."""
    for shown in _find_lists(turn):
        listings = await access_listings(turn, shown)
        if pointer.by == "currency":
            fitting = [each for each in listings if each.unit_price.currency == pointer.words]
        else:
            said = Decimal(pointer.words)
            fitting = [each for each in listings if said in _list_figures(each, pointer.by)]
            fitting = fitting or [each for each in listings if said == int(each.unit_price.amount)]
        if fitting and (len(fitting) < len(listings) or len(listings) == 1):
            return _take_one(turn, tuple(each.product_id for each in fitting), pointer)
    return None


def _list_figures(listing: Listing, by: By) -> list[Decimal]:
    """Returns the figures by which words can name a listing. A number with decimals is always a price."""
    prices = [listing.unit_price.amount, *(tier.unit_price for tier in listing.tiers)]
    return prices if by == "price" else [*prices, listing.moq.value, Decimal(listing.lead_time_days)]


def _take_one(turn: Turn, found: Ids, pointer: Pointer) -> Referents:
    """Returns all listings found if several may be meant. If only one can be meant, returns the one among them that is
    talked about; if there is none, returns all of them as unclear."""
    focus = turn.slot("product_id")
    if len(found) > 1 and not pointer.is_many and focus in found:
        return Referents((focus,))
    return Referents(found, is_unclear=len(found) > 1 and not pointer.is_many)


def _is_fact(turn: Turn, said: str) -> bool:
    return find_region(said) is not None or bool(_find_certificates(turn, said))


def _find_certificates(turn: Turn, said: str) -> set[str]:
    named = (each for each in turn.entities.certifications if each.casefold() in said.casefold())
    return {*named, *find_certifications(said)}


def _make_test(turn: Turn, said: str) -> Callable[[Listing], bool]:
    """Returns a function that tells whether these words fit a listing."""
    if (region := find_region(said)) is not None:
        return lambda listing: _is_from(listing, region)
    if codes := _find_certificates(turn, said):
        return lambda listing: codes <= set(listing.certificates)
    return lambda listing: _is_named(listing, said)


def _is_from(listing: Listing, region: Region) -> bool:
    place = listing.supplier.place
    return place.province_code in region.provinces and (region.city is None or region.city == place.city)


def _is_named(listing: Listing, said: str) -> bool:
    names = (*listing.product.both, *listing.supplier.name.both)
    plain = normalise(said).strip()
    if is_han(plain[:1]):
        part = plain.removeprefix("带") or plain  # 带灯那个: 炫彩灯
        return any(part in normalise(name) for name in names)
    wanted = set(words(said))
    return bool(wanted) and any(wanted <= set(words(name)) for name in names)


BY: dict[By, Callable[[Turn, Pointer, Ids], Awaitable[Referents | None]]] = {
    "place": _find_by_place,
    "few": _find_first_few,
    "set": _find_set,
    "other": _find_other,
    "others": _find_others,
    "this": _find_this,
    "neighbour": _find_neighbour,
    "before": _find_before,
    "called": _find_called,
    "size": _find_called,
    "price": _find_by_terms,
    "figure": _find_by_terms,
    "currency": _find_by_terms,
}
"""For each way of pointing, the function that finds the listings. `best` is not among them: it chooses from the
listings that these have found."""
