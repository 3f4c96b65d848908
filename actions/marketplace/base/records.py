"""Defines the records that all parts of the marketplace use. The records are immutable.

Names, places and goods are bilingual (`Name`). Money is an exact `Decimal` with its currency (ISO 4217).
Every datetime has a time zone, UTC. The names of units are: piece, set, pair, dozen,
carton, kilogram, tonne, metre, square_metre, litre, container, container_20ft, container_40ft,
container_40hq.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

Role = Literal["buyer", "supplier"]


@dataclass(frozen=True, slots=True)
class Name:
    """Holds a name in English and in Chinese."""

    en: str
    zh: str

    @property
    def both(self) -> tuple[str, str]:
        """Returns the English name and the Chinese one."""
        return self.en, self.zh


@dataclass(frozen=True, slots=True)
class Money:
    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Quantity:
    value: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class Place:
    """Names a place in China. `province_code` is ISO 3166-2:CN ("CN-SC"); `city` is None for a
    whole province."""

    province_code: str
    province: Name
    city: Name | None = None


@dataclass(frozen=True, slots=True)
class Destination:
    """Says where goods go: `country` is an ISO 3166-1 alpha-2 code, `city` the name of the port or city."""

    country: str
    city: Name


@dataclass(frozen=True, slots=True)
class Party:
    """Names the buying or the selling company of a trade. `account` is None if the company has no account."""

    name: Name
    role: Role
    account: str | None


@dataclass(frozen=True, slots=True)
class ByStaff:
    """Says in an entry of a timeline that the staff acted, in whose name (None: as the marketplace), and why."""

    side: Role | None
    reason: str


def read_staff(row: Row[Any]) -> ByStaff | None:
    """Returns in whose name the staff acted, and why, from a row with `staff_columns`. Returns None if the staff did
    not act."""
    if row.staff_for is None:
        return None
    return ByStaff(None if row.staff_for == "nobody" else row.staff_for, row.reason or "")


@dataclass(frozen=True, slots=True)
class OnBehalf:
    """Says that a member of the staff makes a write in the name of `side`, or in the name of the marketplace if `side`
    is None. Both sides read the `reason`. `record` is called with the result of the write and notes what was done, in
    the same transaction."""

    side: Role | None
    reason: str
    record: Callable[[AsyncConnection, dict[str, Any]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class WriteKey:
    """Identifies a write, so that a repetition changes nothing and returns the first result. `message_id` is the
    contact's message that led to the write, and `ordinal` tells several writes of one action apart. `staff` is there if
    a member of the staff writes in a customer's name."""

    message_id: str
    action: str
    ordinal: int = 0
    staff: OnBehalf | None = field(default=None, compare=False)

    @property
    def behalf(self) -> dict[str, str | None]:
        """Returns the values of a timeline entry that say that the staff acted, or {} if they did not."""
        return {"staff_for": self.staff.side or "nobody", "reason": self.staff.reason} if self.staff else {}
