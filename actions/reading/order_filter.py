"""Reads how a message describes orders without naming a number: by their state, the day they were placed, the company,
or the goods."""

from __future__ import annotations

import datetime as dt
from typing import cast

from actions.dialogue.turn import Turn
from actions.marketplace.goods.words.likeness import is_company
from actions.marketplace.trades.orders.records import OrderFilter, OrderState

OPEN: tuple[OrderState, ...] = (
    "awaiting_confirmation",
    "accepted",
    "in_production",
    "ready_to_ship",
    "partly_shipped",
    "shipped",
    "disputed",
)


def leaves_some_out(turn: Turn) -> bool:
    """Returns whether the message wants all orders except those that it names: "skip the ones not confirmed yet"."""
    return turn.cues.leaves_some_out or turn.acts.name == "exclude"


async def read_order_filter(turn: Turn) -> OrderFilter:
    """Returns the conditions on orders that the message holds. Also finds goods and companies that the NLU has not
    marked, if they occur in an order of this account."""
    entities, cues = turn.entities, turn.cues
    goods, companies = tuple(entities.products), tuple(entities.words("company"))
    mentioned = await turn.market.orders.find_mentioned(turn.account, turn.text)
    if mentioned.companies:
        goods = tuple(said for said in goods if not is_company(said, mentioned.companies))
    goods, companies = goods or mentioned.goods, mentioned.companies or companies
    states = cast(tuple[OrderState, ...], cues.order_states)
    if turn.is_supplier and not states and cues.new_orders:
        states = ("awaiting_confirmation",)
    if states and leaves_some_out(turn):
        states = tuple(state for state in OPEN if state not in states)
    start, end = (None, None) if cues.unpaid else _placed(turn)  # "what do I owe in December": no day of ordering
    if not companies and not goods and "with_them" in turn.topics:
        companies = await _find_other_side(turn)
    return OrderFilter(
        states=() if cues.unpaid else states,
        goods=goods,
        companies=companies,
        placed_from=start,
        placed_before=end,
        unpaid=cues.unpaid,
    )


async def _find_other_side(turn: Turn) -> tuple[str, ...]:
    """Returns the other company in the order that was talked about last, for "what else do we have with them?"."""
    number = turn.word_slot("order_number")
    if number is None or not turn.is_signed_in or not turn.record.is_about("order"):
        return ()
    order = await turn.market.orders.access_order(turn.account, number)
    other = order.buyer if turn.is_supplier else order.supplier
    return (other.name.en,)


def _placed(turn: Turn) -> tuple[dt.date | None, dt.date | None]:
    if period := turn.cues.period:
        return period.start, period.end
    days = [day for day in turn.entities.days if day <= turn.today]
    return (min(days), max(days) + dt.timedelta(1)) if days else (None, None)
