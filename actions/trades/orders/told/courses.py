"""States single facts about the course of an order: the company on the other side, when it was placed, confirmed, made
and shipped, its carrier, its destination, and when it arrives."""

from __future__ import annotations

import datetime as dt

from actions.dialogue.turn import Turn
from actions.marketplace.trades.orders.lifecycle import TO_CONFIRM
from actions.marketplace.trades.orders.records import Order, OrderEvent
from actions.replies import Value, date, days, term, text
from actions.trades.orders.cards import find_delivery_day, shipment_values, tell_of
from actions.trades.orders.money.payments import find_refund
from actions.trades.orders.money.sums import is_overdue, say_owed, say_refunded, speaks_of_money
from actions.trades.orders.progress import say_reported


def _tell(turn: Turn, order: Order, response: str, **more: Value) -> None:
    """Says the response about the order, with a button that shows the whole order."""
    placed = {"placed": date(order.placed_at.date()), "incoterm": order.incoterm}
    shipped = shipment_values(order.shipments[-1]) if order.shipments else {}
    tell_of(turn, order, response, **placed, **shipped, **more)


def _find_event(order: Order, *kinds: str) -> OrderEvent | None:
    return next((event for event in reversed(order.events) if event.kind in kinds), None)


def _count_days(turn: Turn, day: dt.date) -> Value:
    return days(abs((day - turn.today).days))


def say_parties(turn: Turn, order: Order) -> bool:
    """Says which company the other side of the order is."""
    _tell(turn, order, "utter_own_customer" if turn.is_supplier else "utter_own_maker")
    return True


def say_placed(turn: Turn, order: Order) -> bool:
    _tell(turn, order, "utter_own_placed", lasting=_count_days(turn, order.placed_at.date()))
    return True


def say_confirmed(turn: Turn, order: Order) -> bool:
    if turn.task is not None and order.state not in TO_CONFIRM:
        return False  # during a task, "did they accept?" is about something else
    confirmed = _find_event(order, "accepted")
    if confirmed is not None:
        _tell(turn, order, "utter_own_confirmed", supplier=text(order.supplier.name), day=date(confirmed.at.date()))
        return True
    if order.state not in TO_CONFIRM:
        return False
    response = "utter_own_to_confirm" if turn.is_supplier else "utter_own_unconfirmed"
    _tell(turn, order, response, lasting=_count_days(turn, order.placed_at.date()))
    return True


def say_waiting(turn: Turn, order: Order) -> bool:
    """Says for how long the order has waited for its confirmation. There is no deadline for the confirmation."""
    _tell(turn, order, "utter_own_waiting", lasting=_count_days(turn, order.placed_at.date()))
    return True


def say_promised(turn: Turn, order: Order) -> bool:
    """Says on which day the order will leave, or when it left."""
    if order.shipments or order.state == "cancelled":
        return say_shipped(turn, order)
    if order.ships_on is None:
        waits = turn.is_supplier and order.state in TO_CONFIRM
        _tell(turn, order, "utter_fact_no_day_yet" if waits else "utter_own_no_day")
        return True
    late = order.ships_on < turn.today
    _tell(turn, order, "utter_own_leaves_late" if late else "utter_own_leaves", left=_count_days(turn, order.ships_on))
    return True


def say_shipped(turn: Turn, order: Order) -> bool:
    """Says whether and when the order left."""
    if order.state == "cancelled":
        return _say_cancelled_day(turn, order)
    if not order.shipments:
        if order.ships_on is None or order.ships_on < turn.today:
            return say_promised(turn, order)
        _tell(turn, order, "utter_own_not_shipped", left=_count_days(turn, order.ships_on))
    elif order.state == "partly_shipped":
        _tell(turn, order, "utter_own_part_shipped")
    elif find_delivery_day(order) is not None:
        _tell(turn, order, "utter_own_shipped_and_arrived")
    else:
        _tell(turn, order, "utter_own_shipped")
    return True


def say_arrival(turn: Turn, order: Order) -> bool:
    """Says when the order arrived or when its arrival is expected. For a cancelled order, says when the money comes
    back."""
    if order.state == "cancelled" and find_refund(order):
        return say_refunded(turn, order)
    if order.state == "cancelled":
        return _say_cancelled_day(turn, order)
    if find_delivery_day(order) is not None:
        _tell(turn, order, "utter_own_arrived")
        return True
    day = order.shipments[-1].eta if order.shipments else order.expected_on
    if day is None:
        _tell(turn, order, "utter_own_arrival_open")
        return True
    response = "utter_own_eta" if order.shipments else "utter_own_arrival_planned"
    response = "utter_own_arrival_late" if day < turn.today else response
    _tell(turn, order, response, day=date(day), left=_count_days(turn, day))
    if order.asked and order.asked.kind == "change" and not (turn.is_supplier or order.asked.wanted.expected_on):
        _tell(turn, order, "utter_arrival_may_move")
    return True


def say_late(turn: Turn, order: Order) -> bool:
    """Says whether the goods are late. If they are in time and a payment is late, also says that. Says only that the
    payment is late after an answer about money, or for "how late am I" if the goods are in time."""
    measures = any("how" in clause.kinds for clause in turn.asked) and not _is_behind(turn, order)
    if (speaks_of_money(turn) or measures) and is_overdue(turn, order):
        return say_owed(turn, order)
    if order.state == "cancelled" or find_delivery_day(order) is not None:
        return say_arrival(turn, order)
    if order.shipments:
        eta = order.shipments[-1].eta
        if eta is None or eta < turn.today:
            return say_arrival(turn, order)
        _tell(turn, order, "utter_own_on_time_at_sea", left=_count_days(turn, eta))
        return True
    if order.ships_on is None or order.ships_on < turn.today:
        return say_promised(turn, order)
    _tell(turn, order, "utter_own_on_time", left=_count_days(turn, order.ships_on))
    return not is_overdue(turn, order) or say_owed(turn, order)


def _is_behind(turn: Turn, order: Order) -> bool:
    """Returns whether the order should have left or arrived by now, or has no day for it."""
    day = order.shipments[-1].eta if order.shipments else order.ships_on
    return day is None or day < turn.today


def say_made(turn: Turn, order: Order) -> bool:
    """Says when production started and ended."""
    if order.state == "cancelled":
        return False
    started, finished = _find_event(order, "production_started"), _find_event(order, "production_finished")
    if started is None:
        _tell(turn, order, "utter_own_not_made")
    elif finished is None and (reported := _find_event(order, "production_progress")):
        told = {"at": date(reported.at.date()), "progress": say_reported(order, reported)}
        _tell(turn, order, "utter_own_in_production_reported", started=date(started.at.date()), **told)
    elif finished is None:
        _tell(turn, order, "utter_own_in_production", started=date(started.at.date()))
    else:
        made = {"started": date(started.at.date()), "finished": date(finished.at.date())}
        _tell(turn, order, "utter_own_made", **made)
    return True


def say_inspected(turn: Turn, order: Order) -> bool:
    passed = _find_event(order, "inspection_passed")
    day = {"day": date(passed.at.date())} if passed else {}
    _tell(turn, order, "utter_fact_inspected" if passed else "utter_own_not_inspected", **day)
    return True


def say_customs(turn: Turn, order: Order) -> bool:
    cleared = _find_event(order, "customs_cleared")
    day = {"day": date(cleared.at.date())} if cleared else {}
    _tell(turn, order, "utter_own_cleared" if cleared else "utter_own_not_cleared", **day)
    return True


def say_cancelled(turn: Turn, order: Order) -> bool:
    """Says when and why the order was cancelled. Says nothing if it was not cancelled."""
    event = _find_event(order, "cancelled", "declined")
    if order.state != "cancelled" or event is None:
        return False
    said = event.words or next(
        (change.words for change in order.changes if change.kind == "cancel" and change.words), None
    )
    day = date(event.at.date())
    if said:
        _tell(turn, order, "utter_own_cancelled_because", day=day, reason=term("note.words", words=said))
    else:
        _tell(turn, order, "utter_own_cancelled", day=day)
    return True


def _say_cancelled_day(turn: Turn, order: Order) -> bool:
    event = _find_event(order, "cancelled", "declined")
    if event is None:
        return False
    _tell(turn, order, "utter_own_over", day=date(event.at.date()))
    return True


def say_tracking(turn: Turn, order: Order) -> bool:
    return _say_of_shipment(turn, order, "utter_own_tracking")


def say_carrier(turn: Turn, order: Order) -> bool:
    is_there = find_delivery_day(order) is not None
    return _say_of_shipment(turn, order, "utter_own_carried" if is_there else "utter_own_carrier")


def say_vessel(turn: Turn, order: Order) -> bool:
    vessel = order.shipments[-1].vessel if order.shipments else None
    return _say_of_shipment(turn, order, "utter_own_vessel" if vessel else "utter_own_no_vessel", vessel=vessel or "")


def say_origin(turn: Turn, order: Order) -> bool:
    return _say_of_shipment(turn, order, "utter_own_origin")


def _say_of_shipment(turn: Turn, order: Order, response: str, **more: Value) -> bool:
    """Says a fact about the latest shipment, or that there is no shipment yet."""
    if order.shipments:
        _tell(turn, order, response, **more)
    elif order.state == "cancelled":
        return _say_cancelled_day(turn, order)
    elif order.ships_on is None:
        _tell(turn, order, "utter_own_no_shipment_undated")
    else:
        _tell(turn, order, "utter_own_no_shipment")
    return True


def say_destination(turn: Turn, order: Order) -> bool:
    _tell(turn, order, "utter_own_destination")
    return True


def say_quantity(turn: Turn, order: Order) -> bool:
    _tell(turn, order, "utter_own_quantity")
    return True
