"""Weighs two or three listings against each other by their figures: "which is the safer choice?", 哪个划算."""

from __future__ import annotations

from dataclasses import replace

from actions.dialogue.events import Event
from actions.dialogue.registry import reading
from actions.dialogue.turn import Turn
from actions.sourcing.at_hand.best import weigh
from actions.sourcing.at_hand.current_search import find_current_search
from actions.sourcing.at_hand.earlier_searches import names_search
from actions.sourcing.at_hand.listings import access_listings
from actions.sourcing.at_hand.referents import find_referents
from actions.sourcing.evaluating.amounts import find_amount
from actions.sourcing.evaluating.asking import is_about_goods

_MOST = 3
"""The most listings that are weighed against each other. If there are more, the first ones are taken."""
_ASKS = 0.4


@reading
async def which_is_the_better_choice(turn: Turn) -> list[Event] | None:
    """Says in which figures each of the listings compared last is the best, when the message asks for the better choice
    and names no figure. Prices are those for the quantity that it names."""
    latest = turn.record.latest_list
    if "weighs" not in turn.topics or turn.task is not None or latest is None or not is_about_goods(turn):
        return None
    search = find_current_search(turn)
    names_others = turn.entities.products and (search is None or not names_search(turn, search))
    if (
        names_others
        or turn.entities.has("company", "region")
        or turn.acts.find("ask_about", "compare_suppliers") < _ASKS
    ):
        return None
    found = await find_referents(replace(turn, pointing=tuple(each for each in turn.pointing if each.by != "best")))
    if found and len(found.ids) == 1:
        return None  # 第一家靠谱不
    pointed = found.ids if found and len(found.ids) > 1 and not found.is_unclear else ()
    ids = pointed or tuple(latest.ids)
    asks_of_trust = any("reliability" in clause.things for clause in turn.asked_of_goods)
    if len(ids) < 2 or (len(ids) > _MOST and asks_of_trust):
        return None
    ids = ids[:_MOST]
    listings = await access_listings(turn, ids)
    amount = find_amount(turn, listings[0]) if listings else None
    return await weigh(turn, ids, amount.value if amount else None)
