"""Searches for goods that are wanted beside those talked about, in a number that the words reckon from theirs: 折叠椅也要
帐篷的两倍."""

from __future__ import annotations

from dataclasses import replace

from actions.dialogue.events import Event
from actions.dialogue.registry import HANDLERS, in_passing
from actions.dialogue.said.entities import Amount, Entities
from actions.dialogue.turn import Turn
from actions.sourcing.at_hand.basket import Pick, list_picks
from actions.sourcing.at_hand.current_search import find_current_search
from actions.trades.notes.tasks import SAMPLE_NOTE


@in_passing
async def goods_wanted_too(turn: Turn) -> list[Event] | None:
    """Searches for further goods that the message wants as well, in a multiple of the number of others. While a note about
    a sample waits for its words, such a message is none of them."""
    state = turn.task
    is_free = state is None or (state.name == SAMPLE_NOTE.name and not state.values.get("words"))
    if not is_free or turn.is_pressed or turn.is_supplier or turn.asks:
        return None
    products, shares = turn.entities.products, [share for share in turn.shares if share.kind == "to"]
    also = [name for name in products if name in turn.described.also]
    if len(also) != 1 or len(shares) != 1:
        return None
    amount = _find_amount(turn, [name for name in products if name not in also])
    if amount is None:
        return None
    number = amount.value * shares[0].number
    turn.record.task = None
    wanted = Entities((("product", also[0]), ("quantity", {"value": int(number), "unit": amount.unit or "piece"})))
    searches = replace(turn.as_wish("find_supplier"), entities=wanted, shares=())
    turn.say("utter_goods_also_wanted", {"goods": also[0], "number": int(number)})
    return await HANDLERS["find_supplier"](searches)


def _find_amount(turn: Turn, named: list[str]) -> Amount | None:
    """Returns how many are wanted of the goods that the message names beside the others, or of those searched for."""
    picks: list[Pick] = [
        pick for pick in list_picks(turn) if not named or any(pick.is_named_in(name) for name in named)
    ]
    counted = [pick.amount for pick in picks if pick.amount is not None]
    search = find_current_search(turn)
    return counted[-1] if counted else search.amount if search is not None else None
