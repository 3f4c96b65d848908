"""Says where an order is, and what can still be done with it."""

from __future__ import annotations

from rasa_sdk.events import SlotSet

from actions.dialogue.events import Event
from actions.dialogue.registry import action
from actions.dialogue.turn import Turn
from actions.marketplace.orders.records import Order
from actions.orders.cards import find_delivery_day, order_card, order_values, shipment_values
from actions.orders.which_order import find_order_in_question


@action("action_order_status", signed_in=True)
async def order_status(turn: Turn) -> list[Event]:
    order = await find_order_in_question(turn, "order_status")
    return say_order(turn, order) if order else []


def say_order(turn: Turn, order: Order) -> list[Event]:
    """Says the state of the order in words, and shows all of it on a card."""
    shipment = order.shipments[-1] if order.shipments else None
    response = f"utter_order_{order.state}"
    if order.state == "shipped" and shipment is None:
        response = "utter_order_ready_to_ship"
    if order.state in ("delivered", "completed") and find_delivery_day(order) is None:
        response = "utter_delivered_undated"
    values = order_values(order) | (shipment_values(shipment) if shipment else {})
    turn.say(response, values, cards=[order_card(turn, order)])
    return [SlotSet("order_number", order.number)]
