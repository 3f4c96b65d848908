"""States the single facts of an order's course: who is on the other side, when it was placed, confirmed, made, shipped, and by whom,
where it goes, and when it arrives."""

from __future__ import annotations

import datetime as dt

from actions.dialogue.turn import Turn
from actions.marketplace.trades.orders.lifecycle import TO_CONFIRM
from actions.marketplace.trades.orders.records import Order, OrderEvent
from actions.replies import Value, date, days, term, text
from actions.trades.orders.cards import find_delivery_day, order_values, shipment_values



def _values(order: Order, **more: Value) -> dict[str, Value]:
    placed = {"placed": date(order.placed_at.date()), "incoterm": order.incoterm}
    shipped = shipment_values(order.shipments[-1]) if order.shipments else {}
    return {**order_values(order), **placed, **shipped, "quantity": order_values(order)["quantity"], **more}


def _find_event(order: Order, *kinds: str) -> OrderEvent | None:
    return next((event for event in reversed(order.events) if event.kind in kinds), None)


def _count_days(turn: Turn, day: dt.date) -> Value:
    return days(abs((day - turn.today).days))


def say_parties(turn: Turn, order: Order) -> bool:
    """Says which company is on the other side of the order."""
    turn.say("utter_own_customer" if turn.is_supplier else "utter_own_maker", _values(order))
    return True


def say_placed(turn: Turn, order: Order) -> bool:
    turn.say("utter_own_placed", _values(order, lasting=_count_days(turn, order.placed_at.date())))
    return True


def say_confirmed(turn: Turn, order: Order) -> bool:
    confirmed = _find_event(order, "accepted")
    if confirmed is not None:
        turn.say("utter_own_confirmed", _values(order, supplier=text(order.supplier.name), day=date(confirmed.at.date())))
        return True
    if order.state not in TO_CONFIRM:
        return False
    response = "utter_own_to_confirm" if turn.is_supplier else "utter_own_unconfirmed"
    turn.say(response, _values(order, lasting=_count_days(turn, order.placed_at.date())))
    return True


def say_promised(turn: Turn, order: Order) -> bool:
    """Says on which day the order is to leave, or when it left."""
    if order.shipments or order.state == "cancelled":
        return say_shipped(turn, order)
    if order.ships_on is None:
        waits = turn.is_supplier and order.state in TO_CONFIRM
        turn.say("utter_fact_no_day_yet" if waits else "utter_own_no_day", _values(order))
        return True
    late = order.ships_on < turn.today
    turn.say("utter_own_leaves_late" if late else "utter_own_leaves", _values(order, left=_count_days(turn, order.ships_on)))
    return True


def say_shipped(turn: Turn, order: Order) -> bool:
    """Says whether and when the order left."""
    if order.state == "cancelled":
        return _say_cancelled_day(turn, order)
    if not order.shipments:
        if order.ships_on is None or order.ships_on < turn.today:
            return say_promised(turn, order)
        turn.say("utter_own_not_shipped", _values(order, left=_count_days(turn, order.ships_on)))
    elif order.state == "partly_shipped":
        turn.say("utter_own_part_shipped", _values(order))
    elif find_delivery_day(order) is not None:
        turn.say("utter_own_shipped_and_arrived", _values(order))
    else:
        turn.say("utter_own_shipped", _values(order))
    return True


def say_arrival(turn: Turn, order: Order) -> bool:
    """Says when the order arrived, or is expected."""
    if order.state == "cancelled":
        return _say_cancelled_day(turn, order)
    if find_delivery_day(order) is not None:
        turn.say("utter_own_arrived", _values(order))
        return True
    day = order.shipments[-1].eta if order.shipments else order.expected_on
    if day is None:
        turn.say("utter_own_arrival_open", _values(order))
        return True
    response = "utter_own_eta" if order.shipments else "utter_own_arrival_planned"
    response = "utter_own_arrival_late" if day < turn.today else response
    turn.say(response, _values(order, day=date(day), left=_count_days(turn, day)))
    return True


def say_late(turn: Turn, order: Order) -> bool:
    """Says whether the order is behind the day that was promised."""
    if order.state == "cancelled" or find_delivery_day(order) is not None:
        return say_arrival(turn, order)
    if order.shipments:
        eta = order.shipments[-1].eta
        if eta is None or eta < turn.today:
            return say_arrival(turn, order)
        turn.say("utter_own_on_time_at_sea", _values(order, left=_count_days(turn, eta)))
        return True
    if order.ships_on is None or order.ships_on < turn.today:
        return say_promised(turn, order)
    turn.say("utter_own_on_time", _values(order, left=_count_days(turn, order.ships_on)))
    return True


def say_made(turn: Turn, order: Order) -> bool:
    """Says when production started and ended."""
    if order.state == "cancelled":
        return False
    started, finished = _find_event(order, "production_started"), _find_event(order, "production_finished")
    if started is None:
        turn.say("utter_own_not_made", _values(order))
    elif finished is None:
        turn.say("utter_own_in_production", _values(order, started=date(started.at.date())))
    else:
        made = {"started": date(started.at.date()), "finished": date(finished.at.date())}
        turn.say("utter_own_made", _values(order, **made))
    return True


def say_inspected(turn: Turn, order: Order) -> bool:
    passed = _find_event(order, "inspection_passed")
    day = {"day": date(passed.at.date())} if passed else {}
    turn.say("utter_fact_inspected" if passed else "utter_own_not_inspected", _values(order, **day))
    return True


def say_customs(turn: Turn, order: Order) -> bool:
    cleared = _find_event(order, "customs_cleared")
    day = {"day": date(cleared.at.date())} if cleared else {}
    turn.say("utter_own_cleared" if cleared else "utter_own_not_cleared", _values(order, **day))
    return True


def say_cancelled(turn: Turn, order: Order) -> bool:
    """Says when and why the order was cancelled; nothing of an order that was not."""
    event = _find_event(order, "cancelled", "declined")
    if order.state != "cancelled" or event is None:
        return False
    said = event.words or next((change.words for change in order.changes if change.kind == "cancel" and change.words), None)
    day = date(event.at.date())
    if said:
        turn.say("utter_own_cancelled_because", _values(order, day=day, reason=term("note.words", words=said)))
    else:
        turn.say("utter_own_cancelled", _values(order, day=day))
    return True


def _say_cancelled_day(turn: Turn, order: Order) -> bool:
    event = _find_event(order, "cancelled", "declined")
    if event is None:
        return False
    turn.say("utter_own_over", _values(order, day=date(event.at.date())))
    return True


def say_tracking(turn: Turn, order: Order) -> bool:
    return _say_of_shipment(turn, order, "utter_own_tracking")


def say_carrier(turn: Turn, order: Order) -> bool:
    return _say_of_shipment(turn, order, "utter_own_carrier")


def say_vessel(turn: Turn, order: Order) -> bool:
    vessel = order.shipments[-1].vessel if order.shipments else None
    return _say_of_shipment(turn, order, "utter_own_vessel" if vessel else "utter_own_no_vessel", vessel=vessel or "")


def say_origin(turn: Turn, order: Order) -> bool:
    return _say_of_shipment(turn, order, "utter_own_origin")


def _say_of_shipment(turn: Turn, order: Order, response: str, **more: Value) -> bool:
    """Says a fact of the latest shipment, or that there is none yet."""
    if order.shipments:
        turn.say(response, _values(order, **more))
    elif order.state == "cancelled":
        return _say_cancelled_day(turn, order)
    elif order.ships_on is None:
        turn.say("utter_own_no_shipment_undated", _values(order))
    else:
        turn.say("utter_own_no_shipment", _values(order))
    return True


def say_destination(turn: Turn, order: Order) -> bool:
    turn.say("utter_own_destination", _values(order))
    return True


def say_quantity(turn: Turn, order: Order) -> bool:
    turn.say("utter_own_quantity", _values(order))
    return True
