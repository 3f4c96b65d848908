"""Narrows the goods on the screen to those that are at least, or at most, as large, heavy or strong as a message
demands: 200克以上, "at least 300 gsm". A size is known only from the name of the goods."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from actions.dialogue.events import Event
from actions.dialogue.registry import reading
from actions.dialogue.turn import Bound, Turn
from actions.marketplace.goods.words.words import find_sizes
from actions.sourcing.at_hand.current_search import find_current_search, names_other_goods
from actions.sourcing.at_hand.search_state import SearchState
from actions.sourcing.searching.results import say_nobody_has, show

_LOOKED_AT = 50
_NARROWS = 0.3
_UNITS = {"gsm": "g", "gram": "g", "watts": "w", "watt": "w", "inches": "inch"}
_VAGUE = frozenset(("find_supplier", "inform", "out_of_scope", "nlu_fallback", "ask_price", "ask_moq"))


@reading
async def goods_within_a_bound(turn: Turn) -> list[Event] | None:
    """Shows those of the goods searched for whose size is within the bound that the message sets, or says that none of
    the listed goods is."""
    search = find_current_search(turn)
    if search is None or not search.text or not turn.bounds or turn.is_pressed or turn.task is not None:
        return None
    narrows = turn.acts.are_situated and turn.acts.share("condition", "correct") >= _NARROWS
    if not (narrows or turn.intent in _VAGUE) or turn.points_into_list or names_other_goods(turn, search):
        return None
    if turn.entities.has("product", "company", "order_number", "rfq_number"):
        return None
    bound = turn.bounds[0]
    fits, misses = await _divide_sizes(turn, search, bound)
    if not fits:
        return await say_nobody_has(turn, search, bound.words)
    if len(fits) == 1:
        return await show(turn, search.with_sizes(fits))
    unwanted = tuple(dict.fromkeys((*search.unwanted, *misses)))
    return await show(turn, replace(search, unwanted=unwanted, offset=0))


async def _divide_sizes(turn: Turn, search: SearchState, bound: Bound) -> tuple[list[str], list[str]]:
    """Returns two lists of sizes that the goods have in the unit of the bound: those within the bound, and the
    others."""
    request = replace(search.request, limit=_LOOKED_AT, offset=0, kinds=0, quantity=None)
    page = await turn.market.search.find_listings(request)
    unit = _UNITS.get(bound.unit, bound.unit)
    limit = next(iter(find_sizes(f"{bound.number}{unit}")), (bound.number, unit))
    found = {size for listing in page.listings for name in listing.product.both for size in find_sizes(name)}
    alike = sorted((Decimal(number), number) for number, each in found if each == limit[1])
    fits = [number for value, number in alike if (value >= bound.number if bound.is_least else value <= bound.number)]
    return [f"{each}{limit[1]}" for each in fits], [f"{each}{limit[1]}" for _, each in alike if each not in fits]
