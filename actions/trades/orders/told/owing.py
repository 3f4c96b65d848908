"""Says how much money is still to be paid for all orders together, and which payments are due when."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from actions.dialogue.discourse import Json
from actions.dialogue.events import Event, SlotSet
from actions.dialogue.referring import find_order_at_hand
from actions.dialogue.registry import in_passing
from actions.dialogue.said.asked import asks_for
from actions.dialogue.said.cues import Payments, Period
from actions.dialogue.turn import Turn
from actions.marketplace.base.records import Money
from actions.marketplace.trades.orders.lifecycle import TO_CONFIRM
from actions.marketplace.trades.orders.records import Order, Payment
from actions.marketplace.trades.orders.terms import DEPOSIT_WITHIN
from actions.replies import Value, button, days, lines, money, one_after_another, sum_by_currency, term
from actions.sourcing.cards import describe_rate
from actions.trades.lookup.asking import find_asked
from actions.trades.orders.cards import order_values, payment_line
from actions.trades.orders.money.payments import find_refund
from actions.trades.orders.money.sums import find_due
from actions.trades.orders.told.glances import who_has_not_paid
from actions.trades.orders.which_order import find_named_orders

_LOOKED_AT, _MOST = 50, 12
_CENT = Decimal("0.01")
_OTHERS = ("price", "rfq_number", "claim_number")
_LISTED = "payments_listed"
"""The name under which the record keeps which payments were listed last (`_read_wanted`)."""


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
    for the same (下个月的呢), "without the scarves" for the sum without them, 折人民币呢 for the sum in another currency,
    and "which is the earliest?" for one of the list."""
    asked, before = turn.cues.payments, turn.slot(_LISTED)
    is_after = isinstance(before, dict) and turn.has_just_done("payments_of_all")
    is_for_others = turn.dictation.is_to_them or "leave_word" in turn.topics
    if turn.is_pressed or not turn.is_signed_in or turn.task is not None or is_for_others:
        return None
    if asked is not None and (asked.paid or asked.twice or asked.sets_off):
        return await _answer_of_paid(turn, asked)
    leaves_out = is_after and asked is not None and asked.without
    if turn.entities.has(*_OTHERS) or (turn.entities.has("order_number", "company", "product") and not leaves_out):
        return None
    if not is_after and len(await find_named_orders(turn) or ()) == 1:
        return None  # 四件套那单是谁的 总共多少钱 asks about that order
    if is_after and _asks_for_first(turn):
        return await _say_first(turn, before)
    if asked is None or (asked.alone and not is_after) or turn.cues.reports_payment or turn.cues.pay_day:
        return None
    if asked.late and not asked.alone and turn.record.is_about("order") and not turn.cues.asks_which:
        return None
    of_period = asked.coming is not None and bool(asked.coming.start or asked.coming.end)
    of_one = "singular" in turn.topics and not (of_period or asked.alone or is_after)
    if of_one and find_order_at_hand(turn):
        return None  # "what do we still owe on it?" is about the order at hand
    wanted = await _read_wanted(turn, asked, before if is_after else None)
    is_of_all = not is_after and not asked.late and not (asked.coming and (asked.coming.start or asked.coming.end))
    if turn.is_supplier and is_of_all and (told := await who_has_not_paid(turn)) is not None:
        return told  # says how many are overdue, and whom to remind
    return await _list_payments(turn, wanted)


async def _read_wanted(turn: Turn, asked: Payments, before: Json | None) -> Json:
    """Returns which payments are wanted, as the record keeps it: those of the message, and what the list before was
    limited to unless the message says otherwise."""
    coming, kept = asked.coming, before or {}
    days = [day and day.isoformat() for day in (coming.start, coming.end)] if coming else None
    if coming and asked.joins and kept.get("coming"):
        start = kept["coming"][0]
        first = min(dt.date.fromisoformat(start), coming.start) if start and coming.start else None
        days = [first and first.isoformat(), coming.end and coming.end.isoformat()]
    if not asked.alone or coming:
        return {"coming": days, "late": asked.late}
    wanted = {"coming": kept.get("coming"), "late": asked.late or kept.get("late"), "without": kept.get("without")}
    if asked.without:
        named = [order.number for order in await find_named_orders(turn) or []]
        at_hand = [number for number in [turn.entities.order_number or find_order_at_hand(turn)] if number]
        wanted["without"] = [*(kept.get("without") or []), *(named or at_hand)]
    return wanted | {"less_refund": asked.less_refund or kept.get("less_refund")}


async def _answer_of_paid(turn: Turn, asked: Payments) -> list[Event] | None:
    """Lists what has been paid, in a period or at all; says of payments that seem to be made twice which order each is
    for; or says that a refund is not set off against other payments."""
    orders = await _list_orders(turn)
    if asked.sets_off:
        refunds = [order for order in orders if (refund := find_refund(order)) and refund.state != "paid"]
        if not refunds or turn.is_supplier:
            return None
        refund = find_refund(refunds[0])
        assert refund is not None
        values = {**order_values(refunds[0]), "amount": money(refund.amount)}
        return [turn.say_with_person("utter_refund_no_set_off", values, "refund")]
    named = {each.number for each in await find_named_orders(turn) or []}
    latest = turn.record.latest_list
    if not named and asked.twice and latest is not None and latest.kind == "order":
        named = set(map(str, latest.ids))
    paid = [
        (payment, order)
        for order in orders
        if not named or order.number in named
        for payment in order.payments
        if payment.paid_at
        and payment.kind != "refund"
        and (asked.coming is None or asked.coming.holds(payment.paid_at.date()))
    ]
    if asked.twice:
        paid = [each for each in paid if each[0].amount.amount in turn.numbers] or paid
        if len(paid) < 2 or turn.is_supplier:
            return None
    paid.sort(key=lambda each: each[0].paid_at or turn.now)
    values = {
        "total": sum_by_currency(payment.amount for payment, _ in paid),
        "count": len(paid),
        "payments": lines(_say_payment(*each, counted=True) for each in paid[-_MOST:]),
    }
    turn.done.append("payments_paid")
    if asked.twice:
        said = [turn.say_with_person("utter_payments_not_twice", values, "payment")]
    elif paid:
        turn.say("utter_payments_paid", values)
        said = []
    else:
        turn.say("utter_payments_none_paid")
        return []
    numbers = list(dict.fromkeys(order.number for _, order in paid))
    turn.show_list("order_number", numbers)
    return [*said, SlotSet("order_number", numbers[0] if len(numbers) == 1 else None)]


def _asks_for_first(turn: Turn) -> bool:
    ranking = turn.cues.ranking
    return ranking is not None and ranking.way in ("first", "last") and not (ranking.by or ranking.kinds)


async def _list_orders(turn: Turn) -> list[Order]:
    """Returns the account's latest orders with their payments."""
    page = await turn.market.orders.list_orders(turn.account, limit=_LOOKED_AT)
    return [await turn.market.orders.access_order(turn.account, each.number) for each in page.orders]


async def _list_running(turn: Turn) -> list[Order]:
    """Returns the account's latest orders with their payments, without cancelled ones."""
    return [order for order in await _list_orders(turn) if order.state != "cancelled"]


async def find_open_payments(turn: Turn, wanted: Json) -> list[tuple[Payment, Order]]:
    """Returns the open payments that are wanted, each with its order, the earliest first. Late ones count for any days
    from today on."""
    coming = wanted.get("coming")
    limits = Period(*(day and dt.date.fromisoformat(day) for day in coming)) if coming else Period(None, None)
    without = wanted.get("without") or []
    open_ones = [
        (due, order) for order in await _list_running(turn) if order.number not in without for due in find_due(order)
    ]
    if wanted.get("late"):
        open_ones = [each for each in open_ones if each[0].due_on and each[0].due_on < turn.today]
    if limits.start or limits.end:
        open_ones = [each for each in open_ones if each[0].due_on and _is_within(turn, each[0].due_on, limits)]
    return sorted(open_ones, key=lambda each: (each[0].due_on is None, each[0].due_on))


def _is_within(turn: Turn, day: dt.date, coming: Period) -> bool:
    is_overdue = day < turn.today and (coming.start is None or coming.start <= turn.today)
    return is_overdue or coming.holds(day)


async def _list_payments(turn: Turn, wanted: Json) -> list[Event] | None:
    """Lists the wanted open payments. Returns None if there is none and another function can say which one is the
    next."""
    found = await find_open_payments(turn, wanted)
    turn.done.append("payments_of_all")
    turn.note(_LISTED, wanted)
    if not found and turn.cues.ranking is not None:
        return None  # the list of orders says which payment is the next one
    if not found:
        turn.say("utter_no_payments_then", buttons=[button("button.my_orders", "list_orders")])
        return []
    sums = [payment.amount for payment, _ in found]
    response = "utter_payments_late" if wanted.get("late") else "utter_payments_of_all"
    if wanted.get("without"):
        response = "utter_payments_without"
    values: dict[str, Value] = {
        "total": sum_by_currency(sums),
        "count": len(found),
        "payments": lines(_say_payment(*each) for each in found[:_MOST]),
        "without": one_after_another(wanted.get("without") or []),
    }
    turn.say(response, values)
    if wanted.get("less_refund"):
        await _say_less_refunds(turn, sums)
    if currency := turn.choices.get("currency"):
        await _say_converted(turn, sums, currency)
    numbers = list(dict.fromkeys(order.number for _, order in found))
    turn.show_list("order_number", numbers)
    return [SlotSet("order_number", numbers[0] if len(numbers) == 1 else None)]


async def _say_less_refunds(turn: Turn, sums: list[Money]) -> None:
    """Says the sum of the listed payments less the refunds that have not come yet, of which none is set off."""
    owed = [(order, refund) for order in await _list_orders(turn) if (refund := find_refund(order))]
    pending = [(order, refund.amount) for order, refund in owed if refund.state != "paid"]
    if not pending:
        turn.say("utter_no_refund_waits")
        return
    less = [Money(-amount.amount, amount.currency) for _, amount in pending]
    values: dict[str, Value] = {
        "refund": sum_by_currency(amount for _, amount in pending),
        "orders": one_after_another(order.number for order, _ in pending),
        "rest": sum_by_currency([*sums, *less]),
    }
    turn.say("utter_payments_less_refund", values)


async def _say_converted(turn: Turn, sums: list[Money], currency: str) -> None:
    """Says about what the listed payments come to in another currency, by the exchange rates of the marketplace."""
    if {each.currency for each in sums} == {currency}:
        return
    rates = await turn.market.rfqs.find_rates()
    weighed = [rates.weigh(each, currency) for each in sums]
    known = [each for each in weighed if each is not None]
    if len(known) < len(sums):
        turn.say("utter_payments_no_rate", {"currency": currency})
        return
    used = rates.between(frozenset((currency, *(each.currency for each in sums))))
    about = Money(sum(known, Decimal(0)).quantize(_CENT), currency)
    turn.say(
        "utter_payments_converted",
        {"about": money(about), "rates": one_after_another(map(describe_rate, used)), "total": sum_by_currency(sums)},
    )


async def _say_first(turn: Turn, before: Json) -> list[Event] | None:
    """Says the earliest or the latest payment of the list that was shown before."""
    found = await find_open_payments(turn, before)
    if not found or turn.cues.ranking is None:
        return None
    payment, order = found[-1 if turn.cues.ranking.way == "last" else 0]
    turn.done.append("payments_of_all")
    response = "utter_payment_last" if turn.cues.ranking.way == "last" else "utter_payment_first"
    turn.say(response, {"payment": _say_payment(payment, order)})
    return [SlotSet("order_number", order.number)]


def _say_payment(payment: Payment, order: Order, *, counted: bool = False) -> Value:
    values = order_values(order)
    shown = {name: values[name] for name in ("number", "goods", "counterpart", "quantity")}
    name = "order.payment_of_counted" if counted else "order.payment_of"
    if order.state in TO_CONFIRM and payment.paid_at is None:
        name = "order.payment_of_unconfirmed"
    return term(name, **shown, payment=payment_line(payment))


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
