"""Tells apart the marked words of a message that name goods of their own and those that only describe other goods, such
as "porcelain" in "white cups, porcelain" and "laptop" in "backpacks for laptop"."""

from __future__ import annotations

from actions.dialogue.turn import Turn
from actions.marketplace.goods.search.records import SearchRequest
from actions.sourcing.at_hand.said_goods import with_goods
from actions.sourcing.at_hand.search_state import join

_LONGEST = 2
"""The most words of a description."""


async def with_descriptions(turn: Turn) -> Turn:
    """Returns the turn in which words that only describe other goods are joined to the name of these goods. Words
    describe goods if they are not the main noun of any listing, and some listing has them together with the goods."""
    goods = turn.entities.goods
    if len(goods) < 2 or turn.is_pressed:
        return turn
    names = [name for name, _ in goods]
    counted = {name for name, amount in goods if amount is not None}
    for word in [name for name in names if len(name.split()) <= _LONGEST]:
        if (len(counted) > 1 and word in counted) or turn.market.search.is_main_noun(word):
            continue
        for other in names:
            if other != word and await _is_listed(turn, join(other, word)):
                names = [join(other, word) if name == other else name for name in names if name != word]
                break
    return with_goods(turn, names) if len(names) < len(goods) else turn


async def _is_listed(turn: Turn, goods: str) -> bool:
    page = await turn.market.search.find_listings(SearchRequest(text=goods, limit=1, kinds=0))
    return page.match == "exact"
