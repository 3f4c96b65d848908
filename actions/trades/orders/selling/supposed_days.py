"""Reckons for a supplier whether an order would leave in time on a day, or after a length of time, that the message only
supposes or asks about. Nothing is reported or changed by it."""

from __future__ import annotations

import datetime as dt

from actions.dialogue.events import Event, SlotSet
from actions.dialogue.referring import find_order_at_hand
from actions.dialogue.registry import in_passing
from actions.dialogue.turn import Turn
from actions.marketplace.trades.orders.lifecycle import TO_CONFIRM, TO_SHIP
from actions.marketplace.trades.orders.records import Order
from actions.replies import Value, date, days
from actions.trades.orders.cards import order_values
from actions.trades.orders.which_order import find_named_orders

_OTHERS = ("rfq_number", "claim_number", "sample_number", "question_number", "tracking_number", "price")
_OF_WORK = frozenset(("shipment", "production"))
"""The tasks amid which such a question is answered."""
_MOST_DAYS = 120


@in_passing
async def whether_it_would_be_in_time(turn: Turn) -> list[Event] | None:
    """Says whether the goods would leave in time: 要是周五快递不来 拖到下周一呢, 25天的活 现在接 算下来赶得上不, "two days late,
    need to report?"."""
    if not _may_ask(turn):
        return None
    order = await _find_order(turn)
    if order is None or order.ships_on is None or order.state not in (*TO_CONFIRM, *TO_SHIP):
        return None
    late = "late" in turn.reports
    coming = [day for day in turn.entities.days if day > turn.today and day != order.ships_on]
    length = turn.cues.duration
    if length and not 0 < length <= _MOST_DAYS:
        return None
    if length and turn.cues.asks_if_in_time and not late:
        _reckon(turn, order, order.ships_on, length)
    elif coming or (length and late):
        _compare(turn, order, order.ships_on, coming[-1] if coming else order.ships_on + dt.timedelta(length or 0))
    else:
        return None
    turn.done.append("order_fact")
    return [SlotSet("order_number", order.number)]


def _may_ask(turn: Turn) -> bool:
    is_own = turn.task is None or turn.task.name in _OF_WORK
    if not turn.is_supplier or not turn.is_signed_in or turn.is_pressed or not is_own or turn.cues.corrects:
        return False
    puts = any("whether" in clause.kinds for clause in turn.asked) or turn.cues.is_question
    supposes = "supposes" in turn.topics and (puts or "what_if" in turn.topics)
    is_told = turn.dictation.is_to_them or turn.dictation.is_message
    return (turn.cues.asks_if_in_time or supposes) and not is_told and not turn.entities.has(*_OTHERS)


async def _find_order(turn: Turn) -> Order | None:
    named = [each.number for each in await find_named_orders(turn) or ()] if not turn.entities.order_number else []
    of_task = turn.task.values.get("order_number") if turn.task else None
    at_hand = of_task or find_order_at_hand(turn)
    number = turn.entities.order_number or (named[0] if len(named) == 1 else at_hand)
    return await turn.market.orders.access_order(turn.account, str(number)) if number else None


def _compare(turn: Turn, order: Order, promised: dt.date, day: dt.date) -> None:
    shown = {**order_values(order), "day": date(day), "away": days(abs((day - promised).days))}
    turn.say("utter_supposed_in_time" if day <= promised else "utter_supposed_late", shown)


def _reckon(turn: Turn, order: Order, promised: dt.date, length: int) -> None:
    """Says on which day the work would end if it begins today. If the deposit is due on a later day, also says when the
    work would end if it begins on that day."""
    due = next((each.due_on for each in order.payments if each.kind == "deposit" and each.state == "due"), None)
    day = turn.today + dt.timedelta(length)
    shown: dict[str, Value] = {**order_values(order), "lead": days(length), "day": date(day)}
    shown["away"] = days(abs((day - promised).days))
    turn.say("utter_reckoned_in_time" if day <= promised else "utter_reckoned_late", shown)
    if due and due > turn.today:
        turn.say("utter_reckoned_from_deposit", {"due": date(due), "day": date(due + dt.timedelta(length))})
