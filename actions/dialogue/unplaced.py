"""Finds what a message gives that has become no value of the task under way, so that it is never dropped unsaid."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from itertools import accumulate
from typing import Any

from actions.dialogue.clauses import divide_clauses
from actions.dialogue.discourse import Json
from actions.dialogue.entities import read_amount, read_destination, read_money
from actions.dialogue.turn import Turn

_CODES = frozenset(("incoterm", "certification", "carrier", "tracking_number"))


def find_unplaced(turn: Turn, before: Json, after: Json) -> list[str]:
    """Returns the clauses of the message with a value that is neither among the values `after`, nor among those `before`, which the
    message may name to change them: "not 300 but 240"."""
    held = [*_list_leaves(before), *_list_leaves(after)]
    starts = [start for name, value, start in turn.entities.places if not _is_held(name, value, held)]
    if not starts:
        return []
    clauses = divide_clauses(turn.text)
    ends = list(accumulate(len(words) + len(sign) for words, sign in clauses))
    begins = [0, *ends[:-1]]
    spans = zip(clauses, begins, ends, strict=True)
    found = [words for (words, _), begin, end in spans if any(begin <= start < end for start in starts)]
    texts = [leaf.casefold() for leaf in held]
    return [words for each in found if (words := each.strip()) and not any(words.casefold() in text for text in texts)]


def _is_held(name: str, value: Any, held: list[str]) -> bool:
    """Returns whether the entity is one of the values, or a kind of entity of which this cannot be told."""
    if name in ("quantity", "price"):
        amount, price = read_amount(value), read_money(value)
        number = amount.value if name == "quantity" and amount else price.amount if price else None
        return number is None or any(_read_number(other) == number or f"{number:f}" in other.split() for other in held)
    if name == "date":
        return value in held
    if name == "country" and (goal := read_destination(value)):
        return (goal.city.en or goal.country) in held
    if name in _CODES:
        return any(str(value).casefold() in other.casefold() for other in held)
    return True


def _list_leaves(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for each in value.values():
            yield from _list_leaves(each)
    elif isinstance(value, list):
        for each in value:
            yield from _list_leaves(each)
    elif value is not None:
        yield str(value)


def _read_number(words: str) -> Decimal | None:
    try:
        return Decimal(words)
    except InvalidOperation:
        return None
