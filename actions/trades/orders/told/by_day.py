"""Answers whether an order arrives by a day: "will the walnuts be here on the 1st?", 1号能到吗."""

from __future__ import annotations

import datetime as dt

from actions.dialogue.events import Event, SlotSet
from actions.dialogue.registry import in_passing
from actions.dialogue.said.entities import read_day
from actions.dialogue.turn import Turn
from actions.marketplace.trades.orders.records import Order
from actions.replies import date, days
from actions.trades.lookup.asking import is_taken
from actions.trades.lookup.dictating import is_dictating
from actions.trades.lookup.referring import find_meant
from actions.trades.orders.cards import find_delivery_day, tell_of

_ARRIVES = "arrive"
_ASKS_WHEN = frozenset(("when", "how_long", "how_many", "how_much", "which", "why"))
"""Kinds of questions that cannot be answered with yes or no."""
_WANTS_CHANGE = "change_order"


@in_passing
async def arrives_by_the_day(turn: Turn) -> list[Event] | None:
    """Says yes or no, and the expected day, when a buyer asks whether the order at hand arrives on or by a day. Leaves
    the wish for an earlier day to the function that asks the supplier."""
    day = _find_day(turn)
    if day is None or turn.task is not None or is_dictating(turn) or is_taken(turn):
        return None
    meant = await find_meant(turn, ("order",))
    if len(meant.things) != 1:
        return None
    order = await turn.market.orders.access_order(turn.account, meant.things[0].number)
    expected = _find_expected(turn, order)
    if expected is None or (expected > day and turn.intent == _WANTS_CHANGE):
        return None
    late = (expected - day).days
    response = "utter_own_arrives_after" if late > 0 else "utter_own_arrives_by"
    tell_of(turn, order, response, day=date(expected), asked=date(day), late=days(max(late, 0)))
    turn.done.append("own_fact")
    return [SlotSet("order_number", order.number)]


def _find_day(turn: Turn) -> dt.date | None:
    """Returns the day of a buyer's question whether something arrives by then, or None."""
    if turn.is_pressed or not turn.is_signed_in or turn.is_supplier:
        return None
    if turn.shifts or "earlier" in turn.topics:
        return None  # "can it come earlier, on the 28th?" wants another day
    clauses = [clause for clause in turn.asked if _ARRIVES in clause.things]
    is_open = any(_ASKS_WHEN & set(clause.kinds) for clause in clauses)
    named = turn.entities.words("date")
    if not clauses or is_open or len(named) != 1 or not (turn.asks or turn.cues.asks_first):
        return None
    return read_day(named[0])


def _find_expected(turn: Turn, order: Order) -> dt.date | None:
    """Returns the day on which the order is expected; None if it has arrived, is cancelled, should have been there
    already, or has no such day."""
    leaves_late = not order.shipments and order.ships_on is not None and order.ships_on < turn.today
    if order.state == "cancelled" or leaves_late or find_delivery_day(order) is not None:
        return None
    day = order.shipments[-1].eta if order.shipments else order.expected_on
    return day if day is not None and day >= turn.today else None
