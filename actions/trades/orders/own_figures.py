"""Tells a supplier its own figures: the number and the total of the orders that it got in a period, or its profile as
buyers see it."""

from __future__ import annotations

from actions.dialogue.events import Event
from actions.dialogue.refusals import say_suppliers_only
from actions.dialogue.registry import answers
from actions.dialogue.said.asked import asks_for
from actions.dialogue.turn import Turn
from actions.marketplace.trades.orders.records import OrderFilter
from actions.reading.order_filter import OPEN
from actions.replies import Value, button, sum_by_currency
from actions.sourcing.own_products import say_own_profile
from actions.trades.orders.lists import MOST_ROWS, describe


@answers("own_figures", signed_in=True)
async def own_figures(turn: Turn) -> list[Event]:
    """Says what the supplier has sold if the message names a period or sales. Otherwise shows its company as buyers see
    it."""
    if not turn.is_supplier:
        return [say_suppliers_only(turn)]
    period = turn.cues.period
    asks_sales = "sales" in turn.topics or asks_for(turn.asked_of_goods, "own_sales")
    if period is None and not asks_sales:
        return await say_own_profile(turn) or []
    start = period.start if period else turn.today.replace(day=1)
    wanted = OrderFilter(placed_from=start, placed_before=period.end if period else None)
    page = await turn.market.orders.list_orders(turn.account, limit=MOST_ROWS, wanted=wanted)
    sold = [order for order in page.orders if order.state != "cancelled"]
    if not sold:
        turn.say(
            "utter_own_sales_none", {"period": describe(wanted)}, buttons=[button("button.my_orders", "list_orders")]
        )
        return []
    values: dict[str, Value] = {
        "period": describe(wanted),
        "count": len(sold),
        "total": sum_by_currency(order.total for order in sold),
        "open": sum(order.state in OPEN for order in sold),
    }
    turn.say("utter_own_sales", values, buttons=[button("button.as_table", "list_orders", document=True)])
    return []
