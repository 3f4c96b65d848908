"""Finds out where every number, date, name and certificate of a reply comes from: the rows that were read for it, or what was
said.

What a reply counts or reckons from these is allowed in the ways that `Ground` lists, and in no other.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from itertools import combinations
from typing import Any

import pytest
from sqlalchemy import Executable
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.trades.orders import terms

DAY = dt.date(2026, 1, 1)
CENT = Decimal("0.01")
TERMS = tuple(terms.expect_arrival(DAY, country).toordinal() - DAY.toordinal() for country in ("CN", "DE"))
"""The marketplace's own days of transport, within China and abroad."""
LONGEST = 120
"""No period of the trade has more days, so that a larger number is none."""
MOST = 400
"""From so many numbers on, pairs of them would reach almost every number, so that sums prove nothing."""
_MONEY = re.compile(r"[A-Z]{3} (\d[\d,]*(?:\.\d+)?)")
"""Matches an amount as papers write it: "USD 24,800.00"."""
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass
class Ground:
    """Holds what a turn could know. `numbers`, `days` and `words` were read or said as they are."""

    now: dt.datetime
    numbers: set[Decimal] = field(default_factory=set)
    days: set[dt.date] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    rows: int = 0

    def take(self, value: Any) -> None:
        """Adds a cell of a row, or something that was said, with all that is inside of it."""
        match value:
            case None | bool():
                return
            case Mapping():
                for name, inside in value.items():
                    self.take(name)
                    self.take(inside)
            case list() | tuple() | set() | frozenset():
                for inside in value:
                    self.take(inside)
            case dt.datetime():
                self._take_moment(value)
            case dt.timedelta():
                self.numbers.add(Decimal(value.days))
            case dt.date():
                self.days.add(value)
            case int() | float() | Decimal():
                self.numbers.add(Decimal(str(value)))
            case _:
                self._take_words(str(value))

    def _take_words(self, value: str) -> None:
        if value[:1] in ("{", "[") and value[-1:] in ("}", "]"):
            try:
                self.take(json.loads(value))
                return
            except ValueError:
                pass
        self.words.add(_fold(value))
        self.numbers |= {number for written in _NUMBER.findall(value) if (number := _read(written)) is not None}
        for written in _DAY.findall(value):
            try:
                self.days.add(dt.date.fromisoformat(written))
            except ValueError:
                continue

    def _take_moment(self, value: dt.datetime) -> None:
        aware = value if value.tzinfo else value.replace(tzinfo=dt.UTC)
        self.days |= {aware.date(), aware.astimezone(dt.timezone(dt.timedelta(hours=8))).date()}

    # What may be made of it

    def has_amount(self, value: Decimal) -> bool:
        """Returns whether an amount stands somewhere, or is a product, a sum, a difference or a whole percentage."""
        if self.has_number(value):
            return True
        known = sorted(self.numbers)
        if len(known) > MOST:
            return False
        shares = {one * percent / 100 for one in known for percent in (10, 30, 50, 70)}
        pairs = ((a, b) for a, b in combinations([*known, *shares], 2))
        reached = (made for a, b in pairs for made in (a * b, a + b, abs(a - b)))
        return any(abs(made - value) <= CENT / 2 for made in reached)

    def has_number(self, value: Decimal) -> bool:
        """Returns whether a number stands somewhere, also rounded, as a share in percent, or as a count of rows."""
        if value == value.to_integral_value() and 0 <= value <= self.rows:
            return True
        return any(_is_rounded(value, known) or _is_rounded(value, known * 100) for known in self.numbers)

    def has_quantity(self, value: Decimal) -> bool:
        return self.has_number(value) or any(
            value in (a + b, abs(a - b)) for a, b in combinations(sorted(self.numbers)[:MOST], 2)
        )

    def has_day(self, value: dt.date) -> bool:
        """Returns whether a day stands somewhere, or comes so long after one that does as a number and the terms of the
        marketplace say."""
        periods = [number for number in self.numbers if number <= LONGEST]
        spans = {number + term for number in (*periods, 0) for term in (0, *TERMS)}
        return any(value == day or (value - day).days in spans for day in (*self.days, self.now.date()))

    def has_time(self, value: Decimal, hours: int) -> bool:
        """Returns whether a time of so many units of `hours` stands somewhere, or lies between two days."""
        if self.has_number(value):
            return True
        days = self.days | {self.now.date()}
        spans = {abs((a - b).days) * 24 for a in days for b in days}
        return any(abs(value * hours - span) <= 24 for span in spans)

    def has_words(self, value: str) -> bool:
        wanted = _fold(value)
        if wanted.isdecimal() and self.has_number(Decimal(wanted)):
            return True  # a year, which a card shows as it is
        return not wanted or any(wanted in known or known in wanted for known in self.words if len(known) > 1)


def _fold(value: str) -> str:
    return re.sub(r"\W+", "", value).casefold()


def _read(written: str) -> Decimal | None:
    try:
        return Decimal(written.replace(",", ""))
    except InvalidOperation:
        return None


def _is_rounded(value: Decimal, known: Decimal) -> bool:
    places = Decimal(1).scaleb(min(0, int(value.as_tuple().exponent)))
    return value == known or value == known.quantize(places)


@contextmanager
def reading(now: dt.datetime) -> Iterator[Ground]:
    """Yields the ground of what happens inside: every row that is read, and every value that is written."""
    ground, execute = Ground(now), AsyncConnection.execute

    async def listen(connection: AsyncConnection, statement: Executable, *given: Any, **named: Any) -> Any:
        result = await execute(connection, statement, *given, **named)
        if statement.is_dml:
            ground.take([given, dict(statement.compile().params)])  # type: ignore[attr-defined]
        if not statement.is_select:
            return result
        kept = result.freeze()
        rows = kept().all()
        ground.rows = max(ground.rows, len(rows))
        ground.take([tuple(row) for row in rows])
        return kept()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(AsyncConnection, "execute", listen)
        yield ground


def find_ungrounded(replies: Iterable[Mapping[str, Any]], ground: Ground) -> list[str]:
    """Returns the values in these replies that come from nowhere, each as it stands there."""
    return [str(value) for reply in replies for value in _find_values(reply) if not _is_grounded(value, ground)]


def _find_values(reply: Mapping[str, Any]) -> Iterator[Mapping[str, Any] | float]:
    yield from _list_leaves(reply["values"])
    for card in reply.get("cards", ()):
        yield from _list_leaves(card["title"])
        yield from _list_leaves([field["value"] for field in card["fields"]])
    for file in reply.get("files", ()):
        yield from _list_values_of_file(file)


def _list_values_of_file(file: Mapping[str, Any]) -> Iterator[Any]:
    """Yields what a table or a paper that is made for the reply says: cells, facts, parties, totals, and its number and
    day. Titles, labels and notes are terms of the catalogue, whose values count."""
    if "table" in file:
        yield from _list_leaves(file["table"]["rows"])
    if paper := file.get("paper"):
        yield from (paper["number"], {"type": "date", "value": paper["issued"]})
        yield from _list_leaves([paper["title"], paper["columns"], paper["rows"], paper["parties"]])
        fields = [*paper["facts"], *paper["totals"], *(each for one in paper["sections"] for each in one["fields"])]
        yield from _list_leaves([[field["label"], field["value"]] for field in fields])
        yield from _list_leaves([[one["title"], one["note"]] for one in paper["sections"]])


def _list_leaves(value: Any) -> Iterator[Any]:
    match value:
        case {"type": "list" | "lines", "items": items}:
            yield from _list_leaves(items)
        case {"type": "term", "values": values}:
            yield from _list_leaves(values)
        case {"type": _}:
            yield value
        case Mapping():
            yield from _list_leaves(list(value.values()))
        case list():
            for inside in value:
                yield from _list_leaves(inside)
        case _:
            yield value


def _is_grounded(value: Any, ground: Ground) -> bool:
    match value:
        case None | bool():
            return True
        case {"type": "money", "amount": amount}:
            return ground.has_amount(Decimal(amount))
        case {"type": "quantity", "value": number}:
            return ground.has_quantity(Decimal(str(number)))
        case {"type": "duration", "value": number, "unit": unit}:
            return ground.has_time(Decimal(str(number)), 24 if unit == "day" else 1)
        case {"type": "rating", "value": number}:
            return ground.has_number(Decimal(str(number)))
        case {"type": "date", "value": day}:
            return ground.has_day(dt.date.fromisoformat(day))
        case {"type": "datetime", "value": moment}:
            return ground.has_day(dt.datetime.fromisoformat(moment).date())
        case {"type": "country", "code": country}:
            return ground.has_words(country)
        case {"type": "code", "value": written} | {"type": "text", "en": written}:
            return ground.has_words(written)
        case int() | float():
            return ground.has_quantity(Decimal(str(value)))
        case str() if amount := _MONEY.fullmatch(value):
            return ground.has_amount(Decimal(amount[1].replace(",", "")))
        case str():
            return ground.has_words(value)
    raise AssertionError(f"a value of an unknown type: {value}")


def write_false(replies: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yields a reply for each value in these that is a number, a day, a code or a name, in which it is another one."""
    for value in (value for reply in replies for value in _find_values(reply)):
        if (false := _falsify(value)) is not None:
            yield {"values": {"false": false}}


def find_unnoticed(replies: Iterable[Mapping[str, Any]], ground: Ground) -> tuple[int, list[dict[str, Any]]]:
    """Returns how many values of the replies were made false, and those of them that would pass."""
    false = list(write_false(replies))
    return len(false), [each for each in false if not find_ungrounded([each], ground)]


def _falsify(value: Any) -> Any:
    match value:
        case {"type": "money", "amount": amount}:
            return {**value, "amount": str(Decimal(amount) * Decimal("1.37") + Decimal("13.11"))}
        case {"type": "quantity" | "duration" | "rating", "value": number}:
            return {**value, "value": number * 1.37 + 7001.4}
        case {"type": "date", "value": day}:
            return {**value, "value": (dt.date.fromisoformat(day) + dt.timedelta(days=1999)).isoformat()}
        case {"type": "code", "value": written}:
            return {**value, "value": f"X{written[::-1]}7"}
        case {"type": "text", "en": written}:
            return {**value, "en": f"Nobody's {written[::-1]}"}
        case str() if amount := _MONEY.fullmatch(value):
            false = Decimal(amount[1].replace(",", "")) * Decimal("1.37") + Decimal("13.11")
            return f"{value[:3]} {false:,.2f}"
    return None
