"""Shows beside an order's number the number that the order has in the operator's own system."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from actions.marketplace import Marketplace
from actions.replies import term

S = TypeVar("S")
_PREFIX = "ORD-"
_NOT_SHOWN = frozenset({"entities", "intent", "response", "name", "custom", "id", "url"})
"""The keys of a reply whose values nobody reads."""


async def show_own_numbers(market: Marketplace, account: str | None, said: S) -> S:
    """Returns the reply or replies `said`, with the operator's own number shown beside each value that is the number of
    an order of this account. This applies to words, cards, tables and papers, and not to what a button sends when it is
    pressed."""
    if account is None:
        return said
    numbers = {value for value in _find_values(said) if value.startswith(_PREFIX) and value[len(_PREFIX) :].isdecimal()}
    if not numbers or not (own := await market.own_numbers.find_own(account, numbers)):
        return said
    shown = {number: term("order.both_numbers", own=named, number=number) for number, named in own.items()}
    replaced: S = _replace(said, shown)
    return replaced


def _find_values(said: Any) -> Iterator[str]:
    if isinstance(said, str):
        yield said
    elif isinstance(said, Mapping):
        for name, value in said.items():
            if name not in _NOT_SHOWN:
                yield from _find_values(value)
    elif isinstance(said, Sequence):
        for one in said:
            yield from _find_values(one)


def _replace(said: Any, shown: Mapping[str, Any]) -> Any:
    if isinstance(said, str):
        return shown.get(said, said)
    if isinstance(said, Mapping):
        if said.get("type") == "code":
            return shown.get(str(said["value"]), said)
        return {name: value if name in _NOT_SHOWN else _replace(value, shown) for name, value in said.items()}
    return [_replace(one, shown) for one in said] if isinstance(said, Sequence) else said
