"""Lists the sizes, colours or kinds in which a supplier offers the goods that are talked about."""

from __future__ import annotations

from dataclasses import replace

from actions.dialogue.turn import Turn
from actions.marketplace.goods.catalogue.records import Listing
from actions.replies import several, text
from actions.sourcing.at_hand.current_search import find_current_search
from actions.sourcing.at_hand.search_state import SearchState
from actions.sourcing.cards import listing_values
from actions.sourcing.evaluating.asking import Question

_MOST = 12


def asks_for_variants(question: Question) -> bool:
    """Returns whether the message asks in which variants the goods come: "what colours are there?"."""
    asks_for_one = question.is_about("size", "custom") or "whether" in question.kinds
    return question.is_about("variants") or (question.is_about("colour") and not asks_for_one)


async def say_variants(turn: Turn, listing: Listing) -> None:
    """Says which goods of this kind the supplier lists."""
    search = find_current_search(turn)
    goods = (search.base or search.text) if search else ""
    request = replace(SearchState(text=goods).request, supplier=listing.supplier.slug, limit=_MOST, kinds=0)
    page = await turn.market.search.find_listings(request) if goods else None
    names = list(dict.fromkeys(each.product for each in page.listings)) if page else []
    if len(names) < 2:
        turn.say("utter_goods_no_variants", listing_values(listing))
        return
    turn.say(
        "utter_goods_variants",
        {**listing_values(listing), "count": len(names), "names": several(text(name) for name in names)},
    )
