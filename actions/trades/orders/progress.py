"""Says how far the production of an order is, as its supplier has reported it."""

from __future__ import annotations

from decimal import Decimal

from actions.dialogue.discourse import Json
from actions.dialogue.said.entities import read_amount
from actions.marketplace.trades.orders.records import Order, OrderEvent
from actions.replies import Value, one_after_another, quantity, term

_PERCENT = Decimal(100)


def say_progress(order: Order, report: Json) -> Value:
    """Returns in words how much of the order is made, and the step that the report names."""
    made = read_amount(report.get("made"))
    return describe_progress(order, made.value if made else None, report.get("step"))


def say_reported(order: Order, event: OrderEvent) -> Value:
    """Returns in words what an entry of the timeline says about the progress of the production."""
    return describe_progress(order, event.quantity.value if event.quantity else None, event.words)


def describe_progress(order: Order, made: Decimal | None, step: str | None) -> Value:
    """Returns in words how much of the order is made, with the percentage, and which step the work has reached."""
    whole = order.whole
    words: list[Value] = []
    if made is not None:
        percent = int((made / whole.value * _PERCENT).to_integral_value())
        number = int(made) if made == int(made) else float(made)
        words.append(term("progress.made", made=number, whole=quantity(whole), percent=percent))
    if step:
        words.append(term("note.words", words=step))
    return one_after_another(words)
