"""Says how much money is still to be paid for all orders together, and which payments are due when."""

from __future__ import annotations

import datetime as dt

from actions.dialogue.discourse import Json
from actions.dialogue.events import Event, SlotSet
from actions.dialogue.registry import in_passing
from actions.dialogue.said.asked import asks_for
from actions.dialogue.said.cues import Period
from actions.dialogue.turn import Turn
from actions.marketplace.trades.orders.records import Order, Payment
from actions.marketplace.trades.orders.terms import DEPOSIT_WITHIN
from actions.replies import Value, button, days, lines, sum_by_currency, term
from actions.trades.lookup.asking import find_asked
from actions.trades.orders.cards import order_values, payment_line
from actions.trades.orders.sums import find_due

_LOOKED_AT, _MOST = 50, 8
_LISTED = "payments_listed"
"""The name under which the record keeps which payments were listed last: the period, or the late ones."""


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
    open_ones = [order for order in await _list_running(turn) if order.outstanding.amount]
    if not open_ones:
        turn.say("utter_nothing_owed_at_all", buttons=[button("button.my_orders", "list_orders")])
        return []
    total = sum_by_currency(order.outstanding for order in open_ones)
    shown = lines(map(_say_open, open_ones[:_MOST]))
    turn.say("utter_owed_in_all", {"total": total, "count": len(open_ones), "orders": shown})
    turn.show_list("order_number", [order.number for order in open_ones])
    return []


@in_passing
async def deposit_before_the_order(turn: Turn) -> list[Event] | None:
    """Says that a deposit comes with an order, if a request is talked about whose quotations nobody has accepted yet:
    定金啥时候付."""
    asks = asks_for(find_asked(turn), "deposit") or ("deposit" in turn.topics and turn.asks)
    is_buyer = turn.is_signed_in and not turn.is_supplier and not turn.is_pressed and turn.task is None
    if not asks or not is_buyer or not turn.record.is_about("request") or turn.record.is_about("order"):
        return None
    if turn.entities.has("order_number", "product", "company"):
        return None
    share = (await turn.market.operator.find_terms()).deposit_share * 100
    turn.say("utter_deposit_with_order", {"percent": f"{share.normalize():f}", "within": days(DEPOSIT_WITHIN.days)})
    return []


@in_passing
async def payments_of_all(turn: Turn) -> list[Event] | None:
    """Lists the open payments of all orders by their days, with their sum: those of a period ("what do we owe this
    month and next?", 最近有啥要付的), those that are late, or all of them. After such a list, another period alone asks
    for the same (下个月的呢), and "which is the earliest?" for one of the list."""
    asked, before = turn.cues.payments, turn.slot(_LISTED)
    is_after = isinstance(before, dict) and turn.has_just_done("payments_of_all")
    if turn.is_pressed or not turn.is_signed_in or turn.task is not None or turn.dictation.is_to_them:
        return None
    if turn.entities.has("order_number", "company", "product", "price", "rfq_number", "claim_number"):
        return None
    if is_after and _asks_for_first(turn):
        return await _say_first(turn, before)
    if asked is None or (asked.alone and not is_after) or turn.cues.reports_payment or turn.cues.pay_day:
        return None
    if asked.late and turn.record.is_about("order") and not turn.cues.asks_which:
        return None
    coming = asked.coming
    if asked.joins and is_after and coming and before["coming"]:
        start = before["coming"][0]
        coming = Period(min(dt.date.fromisoformat(start), coming.start) if start and coming.start else None, coming.end)
    return await _list_payments(turn, coming, is_late=asked.late)


def _asks_for_first(turn: Turn) -> bool:
    ranking = turn.cues.ranking
    return ranking is not None and ranking.way in ("first", "last") and not (ranking.by or ranking.kinds)


async def _list_running(turn: Turn) -> list[Order]:
    """Returns the account's latest orders with their payments, without cancelled ones."""
    page = await turn.market.orders.list_orders(turn.account, limit=_LOOKED_AT)
    some = [await turn.market.orders.access_order(turn.account, each.number) for each in page.orders]
    return [order for order in some if order.state != "cancelled"]


async def _find_open(turn: Turn, coming: Period | None, *, is_late: bool = False) -> list[tuple[Payment, Order]]:
    """Returns the open payments within the days, each with its order, the earliest first. Late ones count for any days
    from today on."""
    open_ones = [(due, order) for order in await _list_running(turn) for due in find_due(order)]
    if is_late:
        open_ones = [each for each in open_ones if each[0].due_on and each[0].due_on < turn.today]
    if coming is not None and (coming.start or coming.end):
        open_ones = [each for each in open_ones if each[0].due_on and _is_within(turn, each[0].due_on, coming)]
    return sorted(open_ones, key=lambda each: (each[0].due_on is None, each[0].due_on))


def _is_within(turn: Turn, day: dt.date, coming: Period) -> bool:
    is_overdue = day < turn.today and (coming.start is None or coming.start <= turn.today)
    return is_overdue or coming.holds(day)


async def _list_payments(turn: Turn, coming: Period | None, *, is_late: bool) -> list[Event] | None:
    """Lists the open payments within the days. Returns None if there is none and another function can say which one
    is the next."""
    found = await _find_open(turn, coming, is_late=is_late)
    turn.done.append("payments_of_all")
    days = [day and day.isoformat() for day in (coming.start, coming.end)] if coming else None
    turn.note(_LISTED, {"coming": days, "late": is_late})
    if not found and turn.cues.ranking is not None:
        return None  # the list of orders says which payment is the next one
    if not found:
        turn.say("utter_no_payments_then", buttons=[button("button.my_orders", "list_orders")])
        return []
    total = sum_by_currency(payment.amount for payment, _ in found)
    response = "utter_payments_late" if is_late else "utter_payments_of_all"
    shown = lines(_say_payment(*each) for each in found[:_MOST])
    turn.say(response, {"total": total, "count": len(found), "payments": shown})
    numbers = list(dict.fromkeys(order.number for _, order in found))
    turn.show_list("order_number", numbers)
    return [SlotSet("order_number", numbers[0] if len(numbers) == 1 else None)]


async def _say_first(turn: Turn, before: Json) -> list[Event] | None:
    """Says the earliest or the latest payment of the list that was shown before."""
    days = before["coming"]
    coming = Period(*(day and dt.date.fromisoformat(day) for day in days)) if days else None
    found = await _find_open(turn, coming, is_late=bool(before["late"]))
    if not found or turn.cues.ranking is None:
        return None
    payment, order = found[-1 if turn.cues.ranking.way == "last" else 0]
    turn.done.append("payments_of_all")
    response = "utter_payment_last" if turn.cues.ranking.way == "last" else "utter_payment_first"
    turn.say(response, {"payment": _say_payment(payment, order)})
    return [SlotSet("order_number", order.number)]


def _say_payment(payment: Payment, order: Order) -> Value:
    values = order_values(order)
    shown = {name: values[name] for name in ("number", "goods", "counterpart")}
    return term("order.payment_of", **shown, payment=payment_line(payment))


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
