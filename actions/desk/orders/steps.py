"""Says which steps of the lifecycle of orders the staff may take now, and what a step changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Sequence

from actions.desk.acts import Act, Asked, Change, Field, no_fields
from actions.marketplace.base.records import Role, WriteKey
from actions.marketplace.trades.orders.lifecycle import ANSWERS, LIFECYCLE, Event, find_step
from actions.marketplace.trades.orders.records import Order
from actions.replies import Value, date
from actions.trades.orders.cards import order_state

Do = Callable[[Asked, WriteKey], Awaitable[bool]]
Find = Callable[[Asked], Sequence[Change]]


def is_next(order: Order, *events: Event) -> bool:
    """Returns whether the staff may take one of these steps now, in the name of the side whose step it is. While the
    buyer's wish for a change waits for an answer, the supplier's next steps are not possible."""
    for event in events:
        step = find_step(event, order.state)
        goes_on = step is not None and "supplier" in step.by and step.then is not None and event not in ANSWERS
        if step is not None and "staff" in step.by and not (goes_on and order.asked):
            return True
    return False


def find_state_change(order: Order, event: Event) -> list[Change]:
    then = LIFECYCLE[event].then
    return [("field.state", order_state(order.state), order_state(then))] if then and then != order.state else []


def say_day(day: dt.date | None) -> Value | None:
    return date(day) if day else None


def step_act(
    name: str,
    side: Role,
    events: Sequence[Event],
    do: Do,
    find_changes: Find | None = None,
    list_fields: Callable[[Order], Sequence[Field]] = no_fields,
    *,
    when: Callable[[Order], bool] = lambda _order: True,
) -> Act:
    """Returns the act that takes one of these steps, if the order's state allows one of them, and `when` allows it.
    Without `find_changes`, the act changes the state alone."""
    return Act(
        name,
        side,
        lambda order: is_next(order, *events) and when(order),
        find_changes or (lambda asked: find_state_change(asked.row, events[0])),
        do,
        list_fields,
        tuple(events),
    )
