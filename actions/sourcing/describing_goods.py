"""Tells which of several marked words name goods of their own, and which only describe the other goods: the "porcelain"
of "white cups, porcelain", the "laptop" of "backpacks for laptop"."""

from __future__ import annotations

from actions.dialogue.turn import Turn
from actions.marketplace.goods.search.records import SearchRequest
from actions.sourcing.said_goods import with_goods
from actions.sourcing.search_state import join

_LONGEST = 2
"""The most words of a description."""


async def with_descriptions(turn: Turn) -> Turn:
    """Returns the turn with words that only describe other goods of the message added to these goods. Such words are
    the main noun of no listing, and listings have them together with the goods."""
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
