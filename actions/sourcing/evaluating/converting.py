"""Says the quantity of the search in another unit: "how many is that in pieces?"."""

from __future__ import annotations

from decimal import Decimal

from actions.dialogue.events import Event
from actions.dialogue.registry import reading
from actions.dialogue.turn import Turn
from actions.marketplace.base.records import Quantity
from actions.replies import quantity
from actions.sourcing.at_hand.current_search import find_current_search
from trade.units import units

_WANTED = {"in_pieces": "piece", "in_kilograms": "kilogram", "in_tonnes": "tonne", "in_dozens": "dozen"}
"""The unit that each topic of a message asks for."""


@reading
async def amount_in_another_unit(turn: Turn) -> list[Event] | None:
    """Says the quantity of the search in the unit that the message asks for, if the contact has given it in another
    unit of the same kind."""
    search = find_current_search(turn)
    amount = search.amount if search else None
    wanted = next((unit for topic, unit in _WANTED.items() if topic in turn.topics), None)
    if amount is None or amount.unit is None or wanted is None or not turn.asks or turn.is_pressed or turn.pointing:
        return None
    said, asked = units()[amount.unit], units()[wanted]
    if said.name == asked.name or said.measures != asked.measures or turn.entities or turn.task is not None:
        return None
    if said.holds == asked.holds:
        return None
    converted = amount.value * Decimal(said.holds) / Decimal(asked.holds)
    values = {
        "amount": quantity(Quantity(amount.value, said.name)),
        "converted": quantity(Quantity(converted, asked.name)),
    }
    turn.say("utter_amount_in_unit", values)
    return []
