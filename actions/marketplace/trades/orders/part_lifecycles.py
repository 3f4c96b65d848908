"""Holds the lifecycles of the payments and of the shipments of an order as two tables: in which states an event is
possible, who may cause it, and which state follows.

The commands of both sides take the states before and after from these tables. What the operator's own system reports
counts as it is: money that its bank has seen is there, whatever the plan was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from sqlalchemy import ColumnElement, or_

from actions.marketplace.trades.orders import tables
from actions.marketplace.trades.orders.records import PaymentState

Who = Literal["buyer", "supplier", "staff", "marketplace"]
"""Names who may cause an event; `marketplace` is the operator's own system."""
PaymentEvent = Literal["plan", "owe_back", "void", "report"]
ShipmentState = Literal["on_the_way", "arrived"]
ShipmentEvent = Literal["send", "correct", "expect_later", "arrive", "report"]
State = TypeVar("State", bound=str)

_SIDES: frozenset[Who] = frozenset({"buyer", "supplier", "staff"})
_BUYER: frozenset[Who] = frozenset({"buyer", "staff"})
_SUPPLIER: frozenset[Who] = frozenset({"supplier", "staff"})
_MARKETPLACE: frozenset[Who] = frozenset({"marketplace"})


@dataclass(frozen=True, slots=True)
class PartStep(Generic[State]):
    """Describes what an event does to a payment or a shipment in one of the states `before`, where None means that
    there is none yet. The next state is one of `then`; if there are several, the event says which."""

    before: tuple[State | None, ...]
    by: frozenset[Who]
    then: tuple[State, ...]

    @property
    def next(self) -> State:
        """Returns the only state that can follow."""
        (state,) = self.then
        return state


PAYMENTS: Mapping[PaymentEvent, PartStep[PaymentState]] = {
    "plan": PartStep((None,), _SIDES, ("due",)),
    "owe_back": PartStep((None,), _SIDES, ("pending",)),
    "void": PartStep(("due",), _SIDES | _MARKETPLACE, ("void",)),
    "report": PartStep((None, "due", "pending", "paid"), _MARKETPLACE, ("due", "pending", "paid")),
}
"""The lifecycle of a payment. `owe_back` is a refund, which is on its way at once; `void` ends a payment that nobody has
to make any more."""
SHIPMENTS: Mapping[ShipmentEvent, PartStep[ShipmentState]] = {
    "send": PartStep((None,), _SUPPLIER, ("on_the_way",)),
    "correct": PartStep(("on_the_way",), _SUPPLIER, ("on_the_way",)),
    "expect_later": PartStep(("on_the_way",), _SUPPLIER, ("on_the_way",)),
    "arrive": PartStep(("on_the_way",), _BUYER, ("arrived",)),
    "report": PartStep((None, "on_the_way", "arrived"), _MARKETPLACE, ("on_the_way", "arrived")),
}
"""The lifecycle of a shipment, which is on its way until somebody says that it has arrived."""

_arrived_at = tables.shipments.c.arrived_at
_IS: Mapping[ShipmentState, ColumnElement[bool]] = {
    "on_the_way": _arrived_at.is_(None),
    "arrived": _arrived_at.is_not(None),
}


def payment_allows(event: PaymentEvent) -> ColumnElement[bool]:
    """Returns the SQL condition that the event is possible for a payment."""
    return tables.payments.c.state.in_([state for state in PAYMENTS[event].before if state])


def shipment_allows(event: ShipmentEvent) -> ColumnElement[bool]:
    """Returns the SQL condition that the event is possible for a shipment."""
    return or_(*(_IS[state] for state in SHIPMENTS[event].before if state))


def list_moves(table: Mapping[str, PartStep[State]]) -> set[tuple[Who, str, str]]:
    """Returns all changes of state that a table allows: who causes it, the state before ("" for none), and after."""
    return {
        (who, old or "", new) for step in table.values() for who in step.by for old in step.before for new in step.then
    }
