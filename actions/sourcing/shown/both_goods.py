"""Answers whether one supplier offers all the goods that were searched for: "who makes both?", 这两样是同一家吗."""

from __future__ import annotations

from collections import Counter

from actions.dialogue.events import Event
from actions.dialogue.registry import reading
from actions.dialogue.turn import Turn
from actions.marketplace.goods.catalogue.records import Listing
from actions.marketplace.goods.search.records import SearchRequest
from actions.replies import Value, lines, one_after_another, term, text
from actions.sourcing.at_hand.basket import list_picks
from actions.sourcing.at_hand.current_search import find_current_search
from actions.sourcing.at_hand.earlier_searches import find_last_search, list_goods_before
from actions.sourcing.at_hand.search_state import SearchState
from actions.sourcing.cards import listing_card, listing_values, price_for_quantity
from actions.sourcing.searching.results import say_still_nobody

_LOOKED_AT, _MOST, _MOST_CARDS = 50, 3, 4
_SEVERAL = 2
"""The least number of goods of one supplier that are worth naming when nobody offers all."""
_ASKS = 0.3


@reading
async def one_supplier_for_all(turn: Turn) -> list[Event] | None:
    """Names the suppliers that offer all the goods searched for, with the best listing of each supplier for each of the
    goods. If there is no such supplier, names those that offer the most of the goods."""
    if (
        not turn.topics & {"one_for_both", "one_for_all"}
        or turn.is_pressed
        or turn.is_supplier
        or turn.entities.has("company")
    ):
        return None
    if not (turn.asks or turn.acts.share("ask", "wish") >= _ASKS):
        return None
    goods = _list_goods(turn)
    if len(goods) < 2:
        return None
    of_each = [await _find_listings(turn, name) for name in goods]
    common = [slug for slug in of_each[0] if all(slug in listings for listings in of_each[1:])]
    values = {"goods": one_after_another(goods)}
    turn.done.append("compare_suppliers")
    if not common:
        _say_who_offers_most(turn, goods, of_each)
        return []
    found = [[listings[slug] for listings in of_each] for slug in common[:_MOST]]
    said = [_describe_supplier(listings) for listings in found]
    best = [listing for listings in found for listing in listings]
    cards = [listing_card(listing) for listing in best[:_MOST_CARDS]]
    turn.say("utter_offers_all", {**values, "count": len(common), "suppliers": lines(said)}, cards=cards)
    turn.show_list("product_id", [listing.product_id for listing in best])
    return []


def _say_who_offers_most(turn: Turn, goods: list[str], of_each: list[dict[str, Listing]]) -> None:
    """Says that nobody offers all of the goods, and names the suppliers that offer the most of them, with what each of
    these lacks."""
    count = Counter(slug for listings in of_each for slug in listings)
    most = max(count.values(), default=0)
    if most < _SEVERAL:
        turn.say("utter_nobody_offers_all", {"goods": one_after_another(goods)})
        return
    said, best = list[Value](), list[Listing]()
    for slug in [slug for slug, number in count.items() if number == most][:_MOST]:
        own = [listings[slug] for listings in of_each if slug in listings]
        lacking = [name for name, listings in zip(goods, of_each, strict=True) if slug not in listings]
        supplier = _describe_supplier(own)
        said.append(term("both.supplier_lacks", supplier=supplier, goods=one_after_another(lacking)))
        best += own
    cards = [listing_card(listing) for listing in best[:_MOST_CARDS]]
    turn.say("utter_offers_most", {"goods": one_after_another(goods), "suppliers": lines(said)}, cards=cards)
    turn.show_list("product_id", [listing.product_id for listing in best])


def _describe_supplier(listings: list[Listing]) -> Value:
    """Returns the name of the supplier of these listings, with each of them and its price."""
    offers = [
        term("both.offer", offer=listing_values(each)["offer"], price=price_for_quantity(each)) for each in listings
    ]
    return term("both.supplier", supplier=text(listings[0].supplier.name), offers=one_after_another(offers))


@reading
async def goods_that_nobody_has(turn: Turn) -> list[Event] | None:
    """Says what can be done about goods that nobody offers, after a search for several goods together: "the one you
    don't have, does anybody make it?"."""
    if "not_here" not in turn.topics or turn.is_pressed or turn.is_supplier or turn.task is not None:
        return None
    for name, _ in list_goods_before(turn):
        search = SearchState(text=name)
        page = await turn.market.search.find_listings(search.request)
        if page.match == "near" and page.kinds:
            return say_still_nobody(turn, search)
    return None


def _list_goods(turn: Turn) -> list[str]:
    """Returns all goods that the contact wants, if the message asks for one supplier of them all; else those that were
    searched for together, or those of the last two searches."""
    if "one_for_all" in turn.topics and len(picks := list_picks(turn)) > 1:
        return [pick.goods for pick in picks]
    together = [name for name, _ in list_goods_before(turn)]
    searches = (find_current_search(turn), find_last_search(turn))
    single = [each.base or each.text for each in searches if each is not None and each.text]
    return list(dict.fromkeys(together if len(together) > 1 else single))


async def _find_listings(turn: Turn, goods: str) -> dict[str, Listing]:
    """Returns the best listing of the goods by each of their suppliers, the best first."""
    page = await turn.market.search.find_listings(SearchRequest(text=goods, limit=_LOOKED_AT, kinds=0))
    found: dict[str, Listing] = {}
    for listing in page.listings if page.match != "near" else ():
        found.setdefault(listing.supplier.slug, listing)
    return found
