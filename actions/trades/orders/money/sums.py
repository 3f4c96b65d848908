"""States single facts about the money of an order: what is paid, what is due next and when, what is late, and how it is
paid."""

from __future__ import annotations

from collections.abc import Mapping

from actions.dialogue.turn import Turn
from actions.marketplace.trades.orders.lifecycle import TO_CONFIRM, TO_SHIP
from actions.marketplace.trades.orders.records import Order, Payment
from actions.replies import Value, date, days, lines, money, term, text
from actions.trades.orders.after_change import say_payments_after_change
from actions.trades.orders.cards import method_of, order_values, payment_line, tell_of
from actions.trades.orders.money.payments import find_refund, refund_since

_OF_MONEY = frozenset(
    (
        *("utter_fact_deposit", "utter_own_balance", "utter_own_owed", "utter_own_owed_late", "utter_own_paid"),
        "utter_own_unpaid",
        *("utter_own_paid_in_full", "utter_payment_due", "utter_payment_outstanding", "utter_payment_complete"),
    )
)


def find_due(order: Order) -> list[Payment]:
    """Returns the payments that the buyer still has to make, the earliest first."""
    due = (payment for payment in order.payments if payment.state == "due" and payment.kind != "refund")
    return sorted(due, key=lambda payment: (payment.due_on is None, payment.due_on))


def is_overdue(turn: Turn, order: Order) -> bool:
    """Returns whether a payment of the order is late."""
    return order.state != "cancelled" and any(each.due_on and each.due_on < turn.today for each in find_due(order))


def speaks_of_money(turn: Turn) -> bool:
    """Returns whether the answer before was about payments."""
    return bool(_OF_MONEY & set(turn.record.last.said))


def _values(turn: Turn, payment: Payment) -> dict[str, Value]:
    due = {"due": date(payment.due_on) if payment.due_on else term("date.unknown")}
    away = days(abs((payment.due_on - turn.today).days)) if payment.due_on else days(0)
    kind = term(f"payment_kind.{payment.kind}")
    return {**due, "late": away, "left": away, "amount": money(payment.amount), "kind": kind}


def say_balance(turn: Turn, order: Order) -> bool:
    """Says how much the balance is and when it is due. If nothing is left to pay at all, says that, with the day of each
    payment."""
    balance = next((payment for payment in order.payments if payment.kind in ("balance", "full")), None)
    if balance is None or order.state == "cancelled" or not order.outstanding.amount:
        return say_paid(turn, order)
    tell_of(turn, order, "utter_own_balance", payment=payment_line(balance))
    say_payments_after_change(turn, order)
    return True


def say_rest_of_money(turn: Turn, order: Order) -> bool:
    """Says how much the balance is, if the answer before was about money. Otherwise says nothing, because "the rest"
    may mean goods."""
    return speaks_of_money(turn) and say_balance(turn, order)


def say_payments(turn: Turn, order: Order) -> bool:
    """Says all payments of the order, each with its day: "what did they promise to pay, and when?"."""
    if not order.payments or order.state == "cancelled":
        return False
    tell_of(turn, order, "utter_own_payments", payments=_list_payments(order))
    say_payments_after_change(turn, order)
    return True


def _list_payments(order: Order) -> Value:
    return lines(payment_line(each) for each in order.payments if each.kind != "refund")


def say_owed(turn: Turn, order: Order) -> bool:
    """Says which payment is due next, and when. Says nothing if the order's payments are not on record."""
    due = find_due(order)
    if not order.payments:
        return False
    if order.state == "cancelled":
        return say_paid(turn, order)
    if not due or due[0].due_on is None:
        if order.outstanding.amount:
            return say_paid(turn, order)
        tell_of(turn, order, "utter_own_nothing_owed")
        return True
    is_late = due[0].due_on < turn.today
    tell_of(turn, order, "utter_own_owed_late" if is_late else "utter_own_owed", **_values(turn, due[0]))
    if is_late and len(due) > 1:
        turn.say("utter_own_owed_then", {"payments": lines(map(payment_line, due[1:]))})
    say_payments_after_change(turn, order)
    return True


def say_paid(turn: Turn, order: Order) -> bool:
    """Says how much has been paid, with the day of each payment. Says nothing if the order's payments are not on
    record."""
    if not order.payments:
        return False
    if order.state == "cancelled" and find_refund(order) is not None:
        return say_refunded(turn, order)
    if order.state == "cancelled" and not order.paid.amount:
        tell_of(turn, order, "utter_own_cancelled_unpaid")
        return True
    if is_overdue(turn, order):
        return say_owed(turn, order)
    if not order.paid.amount and (due := find_due(order)):
        tell_of(turn, order, "utter_own_unpaid", **_values(turn, due[0]))
        return True
    response = "utter_own_paid" if order.outstanding.amount else "utter_own_paid_in_full"
    tell_of(turn, order, response, payments=_list_payments(order))
    return True


def say_whether_to_ship(turn: Turn, order: Order) -> bool:
    """Tells a supplier whether the buyer has paid as agreed, for "they haven't paid, can I ship?": which payments are
    late, which come before the goods leave, which are due later, or that all have arrived. A message that names a day, a quantity or a carrier asks
    something else."""
    if not turn.is_supplier or not order.payments or order.state not in (*TO_CONFIRM, *TO_SHIP):
        return False
    if turn.entities.has("date", "carrier"):
        return False
    due = find_due(order)
    if order.state in TO_CONFIRM:
        turn.say("utter_may_ship_unconfirmed", order_values(order))
        return True
    if is_overdue(turn, order):
        tell_of(turn, order, "utter_may_ship_late", **_values(turn, due[0]))
    elif first := order.find_unpaid(turn.today):
        tell_of(turn, order, "utter_may_ship_before_paid", unpaid=lines(map(payment_line, first)))
    elif due:
        tell_of(turn, order, "utter_may_ship_due", **_values(turn, due[0]))
    else:
        tell_of(turn, order, "utter_may_ship_paid")
    return True


def say_method(turn: Turn, order: Order) -> bool:
    if not order.payments:
        return False
    tell_of(turn, order, "utter_own_method", method=method_of(order.payments[0]))
    return True


def say_refunded(turn: Turn, order: Order) -> bool:
    refund = find_refund(order)
    if order.state != "cancelled" or refund is None:
        return False
    since = refund_since(turn, order)
    values: Mapping[str, Value] = {
        **order_values(order),
        "amount": money(refund.amount),
        "method": method_of(refund),
        **since,
        "day": date(refund.paid_at.date()) if refund.paid_at else since["since"],
    }
    if turn.is_supplier and refund.state != "paid":
        turn.say("utter_refund_to_pay", {**values, "buyer": text(order.buyer.name)})
        return True
    turn.apply(
        [turn.say_with_person("utter_refund_paid" if refund.state == "paid" else "utter_fact_refund", values, "refund")]
    )
    return True
