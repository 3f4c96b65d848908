"""Finds out, by the prices of the listed goods, whether a price limit is for one piece or a budget for all pieces
together."""

from __future__ import annotations

from dataclasses import replace

from actions.dialogue.turn import Turn
from actions.sourcing.at_hand.search_state import SearchState, as_budget

_TIMES = 8
"""If a limit is at least this many times the price of the dearest piece, it is meant for all pieces together."""
_COMPARED = 10


async def with_total_budget(turn: Turn, search: SearchState) -> SearchState:
    """Returns the search with the price limit of the message as a budget for all pieces together, if it is far above the
    price of any piece: 我就1500欧, for shawls at 31."""
    if search.limit is None or turn.is_pressed or not turn.entities.has("price"):
        return search
    request = replace(SearchState(text=search.text).request, limit=_COMPARED, kinds=0)
    page = await turn.market.search.find_listings(request)
    dearest = max((listing.unit_price.amount for listing in page.listings), default=None)
    if dearest is None or search.limit.amount < dearest * _TIMES:
        return search
    return as_budget(search)
