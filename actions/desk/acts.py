"""Defines the acts that the staff do in a customer's name: the fields of their forms, what they change, and their
commands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, TypedDict

from actions.marketplace import Marketplace
from actions.marketplace.base.records import Role, WriteKey
from actions.replies import Card, Value

FieldKind = Literal["number", "day", "text", "choice"]
Change = tuple[str, Value | None, Value | None]
"""Holds one change that an act makes: the name of the term that labels it, the old value and the new one."""


class Problem(Exception):
    """The act cannot be done as it was asked for. `code` is the last part of a term `desk.problem.…` that says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Option(TypedDict):
    value: str
    label: Value


@dataclass(frozen=True, slots=True)
class Field:
    """Describes a field of an act's form. `label` names a term, `value` is the field's first content, and a field of
    the kind `choice` has `options`."""

    name: str
    kind: FieldKind
    label: str
    value: str = ""
    options: Sequence[Option] = ()
    is_required: bool = True
    longest: int = 80


@dataclass(frozen=True, slots=True)
class Asked:
    """Holds an act that a member of the staff asks for: what the act's `load` has returned about its row, as the
    customer's account sees it, and the values of its fields, each of the type that its field's kind says."""

    market: Marketplace
    account: str
    row: Any
    values: Mapping[str, Any]
    reason: str
    today: dt.date

    def number(self, name: str) -> Decimal | None:
        value: Decimal | None = self.values.get(name)
        return value

    def day(self, name: str) -> dt.date | None:
        value: dt.date | None = self.values.get(name)
        return value

    def text(self, name: str) -> str:
        return self.values.get(name) or ""


def no_fields(_row: Any) -> tuple[Field, ...]:
    return ()


async def load_nothing_else(_market: Marketplace, _account: str, row: Any) -> Any:
    return row


@dataclass(frozen=True, slots=True)
class Act:
    """Describes an act. `side` is the customer in whose name it is done; None stands for a decision of the marketplace
    itself.

    `is_possible` says whether the row's state allows the act now. `find_changes` returns what it would change, with old
    and new values. `do` carries it out under a key and returns whether it did. `find_changes` and `do` raise `Problem`
    for values that do not fit.

    `steps` names the steps of the row's lifecycle that the act takes. `load` returns the row together with what else
    the form and the changes need, such as the goods that could be added. If `makes` is set, the act makes a new row,
    such as an order from a listing, and is on record with the number of that row.
    """

    name: str
    side: Role | None
    is_possible: Callable[[Any], bool]
    find_changes: Callable[[Asked], Sequence[Change]]
    do: Callable[[Asked, WriteKey], Awaitable[bool]]
    list_fields: Callable[[Any], Sequence[Field]] = no_fields
    steps: tuple[str, ...] = ()
    load: Callable[[Marketplace, str, Any], Awaitable[Any]] = load_nothing_else
    makes: bool = False


@dataclass(frozen=True, slots=True)
class Subject:
    """Describes a kind of row: how the account's rows of this kind are found and shown, and the acts about them.
    `prefix` is the beginning of its numbers, such as ORD. `get_shown` returns what people read in place of the number,
    if they do not read the number itself."""

    name: str
    prefix: str
    access: Callable[[Marketplace, str, str], Awaitable[Any]]
    list_open: Callable[[Marketplace, str], Awaitable[Sequence[Any]]]
    get_number: Callable[[Any], str]
    get_state: Callable[[Any], Value]
    get_title: Callable[[Any], Value]
    build_card: Callable[[Any], Card]
    acts: tuple[Act, ...] = field(default=())
    get_shown: Callable[[Any], Value] | None = None

    def show(self, row: Any) -> Value:
        """Returns what people read to tell this row from others: its number, or its name."""
        return self.get_shown(row) if self.get_shown else self.get_number(row)


def read_values(fields: Sequence[Field], given: Mapping[str, str]) -> dict[str, Any]:
    """Returns the given values, each as the type that its field's kind says.

    Raises:
        Problem: a required value is missing, or one is not of its kind.
    """
    return {one.name: _read(one, given.get(one.name, "").strip()) for one in fields}


def _read(one: Field, text: str) -> Any:
    if not text:
        if one.is_required:
            raise Problem("missing")
        return None
    if len(text) > one.longest:
        raise Problem("too_long")
    try:
        if one.kind == "number":
            return _read_number(text)
        if one.kind == "day":
            return dt.date.fromisoformat(text)
    except (ArithmeticError, ValueError):
        raise Problem(one.kind) from None
    if one.kind == "choice" and text not in {option["value"] for option in one.options}:
        raise Problem("choice")
    return text


def _read_number(text: str) -> Decimal:
    number = Decimal(text.replace(",", ""))
    if not number.is_finite() or not 0 < number < 10**10 or number != round(number, 4):
        raise ValueError(text)
    return number
