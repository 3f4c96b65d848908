"""Explains how to place an order and offers a person. The bot places no order itself."""

from __future__ import annotations

from typing import Any

from rasa_sdk.events import SlotSet

from actions.dialogue.events import Event
from actions.dialogue.registry import action
from actions.dialogue.turn import Turn
from actions.orders.cards import order_values
from actions.orders.which_order import find_order_in_question
from actions.replies import button, search_button
from actions.sourcing.cards import offer_values, price_for_quantity
from actions.sourcing.suppliers import focus_on
from actions.sourcing.which_offer import find_offer_in_question


@action("action_place_order")
async def place_order(turn: Turn) -> list[Event]:
    """Offers to request a quotation, from which an order is made. To repeat an order, it starts
    from that order."""
    if turn.is_signed_in and turn.entities.has("order_number"):
        return await _reorder(turn)
    offer = await find_offer_in_question(turn)
    if offer is None:
        search = search_button()
        return [turn.say_with_person("utter_place_order_what", {}, "place_order", buttons=[search])]
    amount = turn.entities.quantity
    details: dict[str, Any] = {"quantity": {"value": str(amount.value), "unit": amount.unit}} if amount else {}
    quote = button("button.request_quote", "request_quote", product_id=offer.product_id, **details)
    values = {**offer_values(offer), "price": price_for_quantity(offer)}
    return [
        turn.say_with_person("utter_place_order", values, "place_order", buttons=[quote]),
        *focus_on(offer),
    ]


async def _reorder(turn: Turn) -> list[Event]:
    order = await find_order_in_question(turn, "place_order")
    if order is None:
        return []
    person = turn.say_with_person("utter_reorder", order_values(order), "place_order")
    return [person, SlotSet("order_number", order.number)]
