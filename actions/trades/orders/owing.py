"""Says how much money is still to be paid for all orders together."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from actions.dialogue.asked import asks_for
from actions.dialogue.events import Event
from actions.dialogue.registry import in_passing
from actions.dialogue.turn import Turn
from actions.marketplace.base.records import Money
from actions.marketplace.trades.orders.records import Order
from actions.replies import Value, button, lines, money, one_after_another, term
from actions.trades.lookup.asking import find_asked
from actions.trades.orders.cards import order_values, payment_line
from actions.trades.orders.sums import find_due

_LOOKED_AT, _MOST = 50, 8


@in_passing
async def owed_in_all(turn: Turn) -> list[Event] | None:
    """Says how much is still to be paid for all orders together, with the next payment of each: "Total outstanding of
    all my orders?". Also answers whether anything is owed at all, unless an order is talked about or a task is under way."""
    is_about_one = turn.task is not None or turn.record.is_about("order")
    asks_of_all = asks_for(find_asked(turn), "owed_all") or (_asks_whether(turn) and not is_about_one)
    if not asks_of_all or turn.is_pressed or not turn.is_signed_in:
        return None
    if turn.entities.has("order_number", "company", "product"):
        return None
    page = await turn.market.orders.list_orders(turn.account, limit=_LOOKED_AT)
    some = [await turn.market.orders.access_order(turn.account, each.number) for each in page.orders]
    open_ones = [order for order in some if order.outstanding.amount and order.state != "cancelled"]
    if not open_ones:
        turn.say("utter_nothing_owed_at_all", buttons=[button("button.my_orders", "list_orders")])
        return []
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    for order in open_ones:
        sums[order.outstanding.currency] += order.outstanding.amount
    total = one_after_another(money(Money(amount, currency)) for currency, amount in sorted(sums.items()))
    shown = lines(map(_say_open, open_ones[:_MOST]))
    turn.say("utter_owed_in_all", {"total": total, "count": len(open_ones), "orders": shown})
    turn.show_list("order_number", [order.number for order in open_ones])
    return []


def _asks_whether(turn: Turn) -> bool:
    """Returns whether the message asks if something is owed, and not which orders are unpaid: "do I still owe
    money?", 我是不是欠着钱."""
    asks_which = turn.cues.ranking is not None and turn.cues.ranking.several
    return not asks_which and any(clause.kinds == ("whether",) and "owe" in clause.things for clause in turn.asked)


def _say_open(order: Order) -> Value:
    due = find_due(order)
    values = order_values(order)
    shown = {name: values[name] for name in ("number", "goods", "counterpart", "outstanding", "state")}
    return term("order.open_line", **shown, due=payment_line(due[0]) if due else values["state"])
