"""Tells a supplier its own figures: the number and the total of the orders that it got in a period, or its profile as
buyers see it."""

from __future__ import annotations

from collections import defaultdict

from actions.dialogue.brief import is_brief
from actions.dialogue.events import Event
from actions.dialogue.refusals import say_suppliers_only
from actions.dialogue.registry import answers, in_passing
from actions.dialogue.said.asked import asks_for
from actions.dialogue.tasks import find_task
from actions.dialogue.turn import Turn
from actions.marketplace.trades.orders.records import Order, OrderFilter
from actions.reading.order_filter import OPEN
from actions.replies import Value, button, lines, sum_by_currency, term, text
from actions.sourcing.own_products import say_own_profile
from actions.trades.orders.lists import MOST_ROWS, describe


@answers("own_figures", signed_in=True)
async def own_figures(turn: Turn) -> list[Event]:
    """Says what the supplier has sold if the message names a period or sales. Otherwise shows its company as buyers see
    it."""
    if not turn.is_supplier:
        return [say_suppliers_only(turn)]
    if _asks_of_others(turn):
        return _say_others_private(turn)
    if turn.cues.asks_best_buyer:
        return await _say_money_or_buyers(turn)
    period = turn.cues.period
    asks_sales = turn.cues.asks_own_sales or "sales" in turn.topics or asks_for(turn.asked_of_goods, "own_sales")
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


_ABOUT_ONE = ("order_number", "rfq_number", "claim_number", "sample_number", "product")
_MOST_BUYERS = 5
_FEW_WORDS, _FEW_HAN = 5, 7


@in_passing
async def figures_asked_for(turn: Turn) -> list[Event] | None:
    """Says what the supplier has sold in a period, which money came in, or who its best customers are, in whatever words
    it asks: 老板要数 这个月接了几单, "how much came in so far", "who is our best customer"."""
    cues = turn.cues
    was_told = any(each.startswith("utter_own_sales") for each in turn.record.last.said)
    again = was_told and cues.period is not None and is_brief(turn.text, _FEW_WORDS, _FEW_HAN)  # 上个月呢
    asks = cues.asks_own_sales or cues.asks_own_income or cues.asks_best_buyer or again or _asks_of_others(turn)
    task = find_task(turn)
    is_own = turn.is_supplier and turn.is_signed_in and not turn.is_pressed and not (task and task.takes_questions)
    if not asks or not is_own or turn.dictation.is_to_them or turn.entities.has(*_ABOUT_ONE):
        return None
    turn.done.append("own_figures")
    if _asks_of_others(turn):
        return _say_others_private(turn)
    if (cues.asks_own_sales or again) and not (cues.asks_own_income or cues.asks_best_buyer):
        return await own_figures(turn)
    return await _say_money_or_buyers(turn)


def _asks_of_others(turn: Turn) -> bool:
    """Returns whether the message asks what others, or a firm that it names, sell: "how much does guangming sell per
    month"."""
    names_firm = turn.entities.has("company", "supplier") and not turn.cues.asks_of_own
    return turn.is_typed_by_supplier and (turn.cues.asks_others_sales or (turn.cues.asks_sales_of_firm and names_firm))


def _say_others_private(turn: Turn) -> list[Event]:
    turn.say("utter_others_sales_private", buttons=[button("button.my_orders", "list_orders")])
    return []


async def _say_money_or_buyers(turn: Turn) -> list[Event]:
    """Says who the best buyers are, or which money has come in and is still to come."""
    cues = turn.cues
    wanted = OrderFilter(placed_from=cues.period.start, placed_before=cues.period.end) if cues.period else OrderFilter()
    page = await turn.market.orders.list_orders(turn.account, limit=MOST_ROWS, wanted=wanted)
    numbers = [each.number for each in page.orders if each.state != "cancelled"]
    orders = [await turn.market.orders.access_order(turn.account, number) for number in numbers]
    if not orders:
        turn.say("utter_own_sales_none", {"period": describe(wanted)})
    elif cues.asks_best_buyer:
        turn.say("utter_own_buyers", {"buyers": lines(_list_buyers(orders))})
    else:
        paid, open_ = (sum_by_currency(sums) for sums in zip(*((o.paid, o.outstanding) for o in orders), strict=True))
        turn.say("utter_own_income", {"count": len(orders), "paid": paid, "outstanding": open_})
    return []


def _list_buyers(orders: list[Order]) -> list[Value]:
    """Returns a line for each buyer with the number and the total of its orders, the one who has ordered most first."""
    of_buyer: dict[str, list[Order]] = defaultdict(list)
    for order in orders:
        of_buyer[order.buyer.name.en].append(order)
    ranked = sorted(of_buyer.values(), key=lambda own: sum(each.total.amount for each in own), reverse=True)
    return [
        term(
            "own_buyers.line",
            buyer=text(own[0].buyer.name),
            count=len(own),
            total=sum_by_currency(each.total for each in own),
        )
        for own in ranked[:_MOST_BUYERS]
    ]
