"""Lets the NLU read the numbers that orders have in the operator's own system, and bare digits that name a request, as
if the text had Caravan's numbers instead. Imports nothing of Rasa.

The NLU knows an order by the form of its number (ORD- and six digits). An operator's own number ("MT-PO-7001") may have any
form, and only the action server can look it up. So the first call of a turn asks it (`said` in the metadata). If the message
names orders of the account, the action server answers with their numbers alone (`{"named_orders": {own: number}}`), and the
turn begins again with them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

NAMED_ORDERS = "named_orders"
_NUMBERS = ("order_number", "rfq_number")
"""The entities whose values stay Caravan's numbers."""

NamedOrders = Mapping[str, str]
"""Maps the operator's own number of an order, as the message writes it, to Caravan's number."""


class OrdersNamed(Exception):
    """Says that the turn has to begin again, because the message names these orders by the operator's own numbers."""

    def __init__(self, orders: NamedOrders) -> None:
        super().__init__()
        self.orders = orders


def read_named_orders(custom: object) -> NamedOrders | None:
    """Returns the named orders in the `custom` part of a message that an action has sent, or None if the message is of
    another kind."""
    orders = custom.get(NAMED_ORDERS) if isinstance(custom, dict) else None
    return orders if isinstance(orders, dict) and orders else None


class Reading:
    """Holds a text with Caravan's numbers in the place of the operator's own, for the NLU to parse (`text`)."""

    def __init__(self, text: str, orders: NamedOrders) -> None:
        self._orders = orders
        self._shifts: list[tuple[int, int, int, int]] = []
        parts, end, length = [], 0, 0
        for found in _find(text, orders):
            number = orders[found[0]]
            length += found.start() - end
            self._shifts.append((length, length + len(number), found.start(), found.end()))
            parts += [text[end : found.start()], number]
            length, end = length + len(number), found.end()
        self.text = "".join(parts) + text[end:]

    def give_back(self, parsed: Mapping[str, Any]) -> dict[str, Any]:
        """Returns the parse with all places counted in the text as it was written, and with the words of that text in
        every value except the numbers of orders."""
        if not self._shifts:
            return dict(parsed)
        entities = [self._give_back_entity(each) for each in parsed["entities"]]
        asides = [[self._place(start), self._place(end, is_end=True)] for start, end in parsed.get("asides") or []]
        return {**parsed, "entities": entities, **({"asides": asides} if "asides" in parsed else {})}

    def _give_back_entity(self, entity: Mapping[str, Any]) -> dict[str, Any]:
        given = dict(entity)
        if "start" in given:
            given |= {"start": self._place(given["start"]), "end": self._place(given["end"], is_end=True)}
        if isinstance(given.get("value"), str) and given["entity"] not in _NUMBERS:
            for own, number in self._orders.items():
                given["value"] = given["value"].replace(number, own)
        return given

    def _place(self, place: int, *, is_end: bool = False) -> int:
        """Returns the place in the text as it was written that corresponds to a place in `text`."""
        moved = place
        for start, end, own_start, own_end in self._shifts:
            if place >= end:
                moved = own_end + place - end
            elif place > start:
                return own_end if is_end else own_start
        return moved


def _find(text: str, orders: NamedOrders) -> list[re.Match[str]]:
    """Returns the places where the text names the orders. If one number begins with another, the longer one is looked
    for first."""
    if not orders:
        return []
    names = "|".join(map(re.escape, sorted(orders, key=len, reverse=True)))
    return list(re.finditer(rf"(?<![A-Za-z0-9])(?:{names})(?![A-Za-z0-9])", text))
