"""Finds the orders that a buyer calls by a figure, by their age or by their state instead of by their number: "the 1200
ones", "the 20.860 one", "the newer one", "the one not yet in production" (nlu/turn/words/calling.py)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from actions.dialogue.registry import names_orders
from actions.dialogue.turn import Turn
from actions.trades.lookup.naming import list_at_hand
from actions.trades.lookup.records import Own, list_own
from actions.trades.lookup.referring import find_named

Call = Mapping[str, Any]
"""The words that call an order (`words`), and what they call it by: `figures`, `age` or `states`."""
_LEAST_AMOUNT = 50


@names_orders
async def find_called_orders(turn: Turn, called: Sequence[Call]) -> dict[str, str]:
    """Returns a dictionary from the words that call an order, as the message writes them, to the number of that order.
    Words that fit no order, or several, are left out."""
    if not called or not turn.is_signed_in or turn.is_supplier or turn.entities.has("order_number"):
        return {}
    orders = await list_own(turn, ("order",))
    named = await find_named(turn, ("order",))
    found = {str(call["words"]): _choose(turn, call, orders, named) for call in called}
    return {words: own.number for words, own in found.items() if own is not None}


def _choose(turn: Turn, call: Call, orders: Sequence[Own], named: Sequence[Own]) -> Own | None:
    if figures := [Decimal(str(figure)) for figure in call.get("figures") or ()]:
        fit = [own for own in orders if _has(own, figures)] if not _is_told(turn, figures) else []
        return _only(fit) or _only([own for own in fit if own in named])
    among = named if len(named) > 1 else _find_alike(turn, orders)
    if call.get("age"):
        return sorted(among, key=lambda own: own.since)[-1 if call["age"] == "newer" else 0] if len(among) > 1 else None
    return _only([own for own in among if own.state in (call.get("states") or ())])


def _only(orders: Sequence[Own]) -> Own | None:
    return orders[0] if len(orders) == 1 else None


def _has(own: Own, figures: Iterable[Decimal]) -> bool:
    """Returns whether one of the figures is the quantity of the order, or an amount of money that belongs to it."""
    amounts = [amount.amount for amount in own.amounts if amount.amount >= _LEAST_AMOUNT]
    return any(
        figure == own.quantity.value or any(figure in (each, int(each)) for each in amounts) for figure in figures
    )


def _is_told(turn: Turn, figures: Iterable[Decimal]) -> bool:
    """Returns whether one of the figures is a value of the task under way or the quantity of the search. It then names
    no order."""
    told = {
        *map(str, (turn.task.values if turn.task else {}).values()),
        str((turn.record.search or {}).get("quantity")),
    }
    return any(str(figure) in told for figure in figures)


def _find_alike(turn: Turn, orders: Sequence[Own]) -> list[Own]:
    """Returns the orders between which the words may choose: those in the list that was shown last, else those with the
    goods of the order at hand."""
    at_hand = list_at_hand(turn, orders)
    if len(at_hand) != 1:
        return at_hand
    return [own for own in orders if set(own.goods) & set(at_hand[0].goods)]
