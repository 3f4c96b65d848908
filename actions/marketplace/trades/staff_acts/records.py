"""Defines the records of acts that the staff do in a customer's name."""

from dataclasses import dataclass
from datetime import datetime

from actions.marketplace.base.records import Role


@dataclass(frozen=True, slots=True)
class NewAct:
    """Says what a member of the staff (`by`, a username) does with the row `number`, and why. `side` is the side of the
    customer in whose name it is done, or None if the marketplace itself decides. `key` is the key of the form that was
    sent. `number` is None if the act makes a new row, whose number the command returns first."""

    key: str
    account: str
    number: str | None
    act: str
    side: Role | None
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class StaffAct:
    number: str
    act: str
    side: Role | None
    reason: str
    by: str
    at: datetime
