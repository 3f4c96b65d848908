"""Answers what a supplier may do as long as a payment of an order has not come: hold back goods or work, confirm the
order, and which steps there are against a late payer."""

from __future__ import annotations

from actions.dialogue.events import Event, SlotSet
from actions.dialogue.referring import find_order_at_hand
from actions.dialogue.registry import in_passing
from actions.dialogue.tasks import find_task
from actions.dialogue.turn import Turn
from actions.marketplace.trades.orders.lifecycle import TO_CONFIRM, TO_SHIP
from actions.marketplace.trades.orders.records import Order
from actions.replies import Value, button, date, days, money, person_button, term
from actions.trades.orders.cards import order_values
from actions.trades.orders.money.sums import find_due, say_paid
from actions.trades.orders.which_order import find_named_orders

_OTHERS = ("rfq_number", "claim_number", "sample_number", "date", "price")


@in_passing
async def what_may_be_done_unpaid(turn: Turn) -> list[Event] | None:
    """Answers a supplier's question about an order whose payment has not come: whether it may hold the goods back,
    confirm the order or wait with production, and what it can do: 尾款不到我不发货可以吧, "they don't pay, what now?".
    Says the payment in question and does nothing else."""
    asked, task = turn.cues.asks_unpaid, find_task(turn)
    if asked is None or not turn.is_supplier or not turn.is_signed_in or turn.is_pressed or turn.entities.has(*_OTHERS):
        return None
    if turn.dictation.is_to_them or (task is not None and task.takes_questions):
        return None
    named = [each.number for each in await find_named_orders(turn) or ()]
    number = turn.entities.order_number or (named[0] if len(named) == 1 else find_order_at_hand(turn))
    if number is None:
        return None
    order = await turn.market.orders.access_order(turn.account, number)
    if not _say(turn, order, asked):
        return None
    turn.done.append("order_fact")
    return [SlotSet("order_number", order.number)]


def _say(turn: Turn, order: Order, asked: str) -> bool:
    due = find_due(order)
    if order.state not in (*TO_CONFIRM, *TO_SHIP):
        return False
    if not due or due[0].due_on is None:
        return asked in ("hold", "first") and say_paid(turn, order)
    payment, day = due[0], due[0].due_on
    values: dict[str, Value] = {
        **order_values(order),
        "kind": term(f"payment_kind.{payment.kind}"),
        "amount": money(payment.amount),
        "due": date(day),
        "away": days(abs((day - turn.today).days)),
    }
    is_late, waits = day < turn.today, order.state in TO_CONFIRM
    if asked == "confirm" and not waits:
        return False
    details = button("button.details", "order_status", order_number=order.number)
    if asked == "then":
        turn.say(_name_steps(is_late=is_late, waits=waits), values, buttons=[details, person_button("payment")])
    elif asked == "confirm":
        turn.say("utter_unpaid_confirm", values, buttons=[details])
    elif asked == "first" and not is_late:
        turn.say("utter_unpaid_first_waits" if waits else "utter_unpaid_first", values, buttons=[details])
    else:
        turn.say("utter_unpaid_hold_late" if is_late else "utter_unpaid_hold", values, buttons=[details])
    return True


def _name_steps(*, is_late: bool, waits: bool) -> str:
    """Returns the response that lists what the supplier can do about a payment that is late or may not come."""
    if waits:
        return "utter_unpaid_then_waits"
    return "utter_unpaid_then_late" if is_late else "utter_unpaid_then"
