"""Holds the lifecycle of orders as one table: in which states an event is possible, who may cause it, which state
follows, which entry the timeline gets, and who is told by which notice.

Nothing changes the state of an order except by a step of this table (`orders.steps` carries them out).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from actions.marketplace.base.outbox import NoticeKind
from actions.marketplace.base.records import Role
from actions.marketplace.trades.orders.notices import (
    ARRIVAL_LATE,
    CHANGE_ANSWERED,
    CHANGE_ASKED,
    CHANGE_PROPOSED,
    ORDER_ARRIVED,
    ORDER_CANCELLED,
    ORDER_CHANGED,
    ORDER_COMPLETED,
    ORDER_CONFIRMED,
    ORDER_DECLINED,
    ORDER_LATE,
    ORDER_PART_ARRIVED,
    ORDER_PART_SHIPPED,
    ORDER_SHIPPED,
    PRODUCTION_FINISHED,
    PRODUCTION_PROGRESS,
    PRODUCTION_STARTED,
    PROPOSAL_ANSWERED,
    QUANTITY_CORRECTED,
    SHIP_DAY_SET,
    TRACKING_CORRECTED,
)
from actions.marketplace.trades.orders.records import EventKind, OrderState

Who = Literal["buyer", "supplier", "staff", "clock"]
Event = Literal[
    "confirm", "decline",
    "cancel", "ask_cancel", "agree_cancel", "refuse_cancel",
    "change", "ask_change", "agree_change", "refuse_change", "propose_change", "take_proposal", "leave_proposal",
    "start", "progress", "finish", "set_ship_day", "postpone",
    "ship_part", "ship", "correct_tracking", "correct_part", "correct_whole", "arrive_late",
    "receive_part", "receive", "close_claims",
]  # fmt: skip

_NEW: tuple[OrderState, ...] = ("awaiting_confirmation",)
_ACCEPTED: tuple[OrderState, ...] = ("accepted",)
_MADE: tuple[OrderState, ...] = ("in_production", "ready_to_ship")
_NOT_LEFT: tuple[OrderState, ...] = (*_ACCEPTED, *_MADE)
_TO_SHIP: tuple[OrderState, ...] = ("accepted", "in_production", "ready_to_ship", "partly_shipped")
_ON_THE_WAY: tuple[OrderState, ...] = ("partly_shipped", "shipped")
_BUYER: frozenset[Who] = frozenset({"buyer", "staff"})
_SUPPLIER: frozenset[Who] = frozenset({"supplier", "staff"})
_CLOCK: frozenset[Who] = frozenset({"clock"})


@dataclass(frozen=True, slots=True)
class Step:
    """Describes what an event does to an order in one of the states `before`. `by` names the side that may cause the
    event; the staff may cause it in that side's name. The next state is `then`, or the same state if `then` is None.
    The entry `writes` goes into the timeline, and each side in `told` gets the notice `tells`."""

    before: tuple[OrderState, ...]
    by: frozenset[Who]
    then: OrderState | None
    writes: EventKind
    tells: NoticeKind
    told: tuple[Role, ...]


def _of_supplier(before: tuple[OrderState, ...], then: OrderState | None, writes: EventKind, tells: NoticeKind) -> Step:
    return Step(before, _SUPPLIER, then, writes, tells, ("buyer",))


def _of_buyer(before: tuple[OrderState, ...], then: OrderState | None, writes: EventKind, tells: NoticeKind) -> Step:
    return Step(before, _BUYER, then, writes, tells, ("supplier",))


LIFECYCLE: Mapping[Event, Step] = {
    "confirm": _of_supplier(_NEW, "accepted", "accepted", ORDER_CONFIRMED),
    "decline": _of_supplier(_NEW, "cancelled", "declined", ORDER_DECLINED),
    "cancel": _of_buyer((*_NEW, *_ACCEPTED), "cancelled", "cancelled", ORDER_CANCELLED),
    "ask_cancel": _of_buyer(_MADE, None, "cancel_asked", CHANGE_ASKED),
    "agree_cancel": _of_supplier(_MADE, "cancelled", "cancelled", CHANGE_ANSWERED),
    "refuse_cancel": _of_supplier(_MADE, None, "cancel_refused", CHANGE_ANSWERED),
    "change": _of_buyer(_NEW, None, "changed", ORDER_CHANGED),
    "ask_change": _of_buyer(_NOT_LEFT, None, "change_asked", CHANGE_ASKED),
    "agree_change": _of_supplier(_NOT_LEFT, None, "changed", CHANGE_ANSWERED),
    "refuse_change": _of_supplier(_NOT_LEFT, None, "change_refused", CHANGE_ANSWERED),
    "propose_change": _of_supplier(_NOT_LEFT, None, "change_proposed", CHANGE_PROPOSED),
    "take_proposal": _of_buyer(_NOT_LEFT, None, "changed", PROPOSAL_ANSWERED),
    "leave_proposal": _of_buyer(_NOT_LEFT, None, "change_left", PROPOSAL_ANSWERED),
    "start": _of_supplier(_ACCEPTED, "in_production", "production_started", PRODUCTION_STARTED),
    "progress": _of_supplier(
        ("accepted", "in_production"), "in_production", "production_progress", PRODUCTION_PROGRESS
    ),
    "finish": _of_supplier(("accepted", "in_production"), "ready_to_ship", "production_finished", PRODUCTION_FINISHED),
    "set_ship_day": _of_supplier(_TO_SHIP, None, "ship_day_set", SHIP_DAY_SET),
    "postpone": _of_supplier(_TO_SHIP, None, "late", ORDER_LATE),
    "ship_part": _of_supplier(_TO_SHIP, "partly_shipped", "part_shipped", ORDER_PART_SHIPPED),
    "ship": _of_supplier(_TO_SHIP, "shipped", "shipped", ORDER_SHIPPED),
    "correct_tracking": _of_supplier(_ON_THE_WAY, None, "tracking_corrected", TRACKING_CORRECTED),
    "correct_part": _of_supplier(_ON_THE_WAY, "partly_shipped", "quantity_corrected", QUANTITY_CORRECTED),
    "correct_whole": _of_supplier(_ON_THE_WAY, "shipped", "quantity_corrected", QUANTITY_CORRECTED),
    "arrive_late": _of_supplier(_ON_THE_WAY, None, "arrival_late", ARRIVAL_LATE),
    "receive_part": _of_buyer(_ON_THE_WAY, None, "part_arrived", ORDER_PART_ARRIVED),
    "receive": _of_buyer(("shipped",), "delivered", "delivered", ORDER_ARRIVED),
    "close_claims": Step(("delivered",), _CLOCK, "completed", "completed", ORDER_COMPLETED, ("buyer", "supplier")),
}

ANSWERS: frozenset[Event] = frozenset(
    {"agree_cancel", "refuse_cancel", "agree_change", "refuse_change", "propose_change"}
)
"""The events by which a supplier answers a change or a cancellation that the buyer has asked for."""
TO_CHANGE = LIFECYCLE["change"].before + LIFECYCLE["ask_change"].before
"""The states in which a buyer can still change an order, alone or with the supplier's agreement."""
TO_CONFIRM = LIFECYCLE["confirm"].before
TO_SHIP = LIFECYCLE["ship"].before
TO_RECEIVE = LIFECYCLE["receive_part"].before
TO_MAKE: tuple[OrderState, ...] = ("accepted", "in_production")


def find_step(event: Event, state: str) -> Step | None:
    """Returns what the event does to an order in this state, or None if it is not possible there."""
    step = LIFECYCLE[event]
    return step if state in step.before else None
