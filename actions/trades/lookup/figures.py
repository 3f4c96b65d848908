"""Declares the properties by which own things can be sorted and chosen: the day on which an order leaves, its total,
the last day on which suppliers can quote for a request."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from actions.dialogue.turn import Turn
from actions.marketplace.base.records import Money, Quantity
from actions.replies import Value, date, days, money, quantity, term


@dataclass(frozen=True)
class Figure:
    """Holds a property of one thing: the day or number by which it is sorted, the words for it, and whether it is late.
    Only figures with the same `unit`, such as a currency, can be compared."""

    key: dt.date | Decimal
    shown: Value
    is_late: bool = False
    unit: str = ""

    @property
    def day(self) -> dt.date | None:
        return self.key if isinstance(self.key, dt.date) else None


Find = Callable[[Turn, Any], Figure | None]
"""A function that returns the property of a record, or None if the record has none."""
Figures = Mapping[str, Find]
"""The properties of a kind of things by their names (`by` in nlu/turn/words/cues/trades/ranking.yml)."""


def on_day(turn: Turn, day: dt.date, name: str, **values: Value) -> Figure:
    """Returns the figure of a day. Its words are the term `own_figure.<name>`, or `own_figure.<name>_late` if the day
    is past."""
    left = (day - turn.today).days
    late = "_late" if left < 0 else ""
    shown = term(f"own_figure.{name}{late}", day=date(day), days=days(abs(left)), **values)
    return Figure(day, shown, left < 0)


def of_money(amount: Money) -> Figure:
    return Figure(amount.amount, money(amount), unit=amount.currency)


def of_quantity(amount: Quantity) -> Figure:
    return Figure(amount.value, quantity(amount), unit=amount.unit)


def of_count(count: int, name: str) -> Figure:
    return Figure(Decimal(count), term(f"own_figure.{name}", count=count))


def of_age(moment: dt.datetime) -> Figure:
    return Figure(moment.date(), term("own_figure.age", day=date(moment.date())))
