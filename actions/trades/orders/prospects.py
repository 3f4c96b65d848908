"""States facts about what can still happen with an order: whether it can be changed or cancelled, what the other side
has answered, which side acts next, and which papers exist."""

from __future__ import annotations

from actions.dialogue.turn import Turn
from actions.marketplace.trades.orders.lifecycle import LIFECYCLE, TO_CHANGE, TO_CONFIRM, TO_SHIP
from actions.marketplace.trades.orders.records import Order
from actions.replies import one_after_another, quantity, term
from actions.trades.orders.asked import change_values
from actions.trades.orders.buying.proposals import ask_to_take
from actions.trades.orders.cards import order_values, paper_button, tell_of
from actions.trades.orders.money.papers import KINDS, is_paper_there
from actions.trades.orders.money.payments import find_refund
from actions.trades.orders.money.sums import find_due, say_owed, say_refunded
from actions.trades.orders.told.courses import say_arrival, say_cancelled, say_confirmed, say_promised
from actions.trades.orders.told.facts import say_claim_time, say_loss, say_rest

_ANSWERED = {
    ("change", "agreed"): "utter_change_was_agreed",
    ("change", "refused"): "utter_change_was_refused",
    ("cancel", "agreed"): "utter_cancel_was_agreed",
    ("cancel", "refused"): "utter_cancel_was_refused",
}
_MADE = LIFECYCLE["ask_cancel"].before


def say_whether_to_change(turn: Turn, order: Order) -> bool:
    """Says whether the quantity, the destination and the day of the order can still be changed."""
    if order.state == "cancelled":
        return say_cancelled(turn, order)
    if order.on_the_way:
        response = "utter_change_on_the_way"
    elif order.changeable:
        response = "utter_change_possible"
    elif order.state in TO_CHANGE:
        response = "utter_change_made"
    else:
        response = "utter_change_too_late"
    tell_of(turn, order, response)
    return True


def say_whether_to_cancel(turn: Turn, order: Order) -> bool:
    """Says whether the buyer can still cancel the order, and what the cancellation would cost."""
    if order.state == "cancelled":
        return say_cancelled(turn, order)
    if order.state in (*LIFECYCLE["cancel"].before, *_MADE):
        if not turn.is_supplier:
            return say_loss(turn, order)
        tell_of(turn, order, "utter_buyer_must_ask" if order.state in _MADE else "utter_buyer_may_cancel")
        return True
    tell_of(turn, order, "utter_cancel_no_more")
    return True


def say_answer_to_change(turn: Turn, order: Order) -> bool:
    """Says how the supplier has answered the last change or cancellation for which the buyer asked. Says nothing if the
    buyer asked for none."""
    if order.asked:
        values = change_values(order, order.asked)
        tell_of(turn, order, "utter_change_awaits_you" if turn.is_supplier else "utter_change_waits", **values)
        return True
    if order.proposed and not turn.is_supplier:
        ask_to_take(turn, order, order.proposed)
        return True
    if order.proposed:
        tell_of(turn, order, "utter_change_terms_wait")
        return True
    last = max(order.changes, key=lambda change: change.asked_at, default=None)
    response = _ANSWERED.get((last.kind, last.state)) if last else None
    if turn.is_supplier or last is None or response is None:
        return False
    tell_of(turn, order, response, **change_values(order, last))
    return True


def say_next(turn: Turn, order: Order) -> bool:
    """Says which step comes next, and when: the confirmation, a payment, the shipment, the arrival, or the end of the
    claim period."""
    if order.state == "cancelled":
        return say_refunded(turn, order) if find_refund(order) else say_cancelled(turn, order)
    if order.state in TO_CONFIRM:
        return say_confirmed(turn, order)
    if order.state in TO_SHIP:
        is_told = say_promised(turn, order)
        return (bool(find_due(order)) and say_owed(turn, order)) or is_told
    return say_arrival(turn, order) if order.on_the_way else say_claim_time(turn, order)


def say_left_to_ship(turn: Turn, order: Order) -> bool:
    """Says how much of the order the supplier still has to ship."""
    if say_rest(turn, order):
        return True
    if order.state == "cancelled" or order.state in TO_CONFIRM:
        return False
    tell_of(turn, order, "utter_all_shipped", all=quantity(order.whole))
    return True


def say_papers(turn: Turn, order: Order) -> bool:
    """Says which papers exist in the order's present state, with a button for each, and which papers come later."""
    there = [kind for kind in KINDS if is_paper_there(order, kind)]
    later = [kind for kind in KINDS if kind not in there]
    buttons = [paper_button(order, kind) for kind in there]
    values = {
        **order_values(order),
        "papers": one_after_another(term(f"paper.{kind}") for kind in there),
        "later": one_after_another(term(f"paper.{kind}") for kind in later),
    }
    response = "utter_papers_all" if not later else "utter_papers_some" if there else "utter_papers_later"
    turn.say(response, values, buttons=buttons)
    return True
