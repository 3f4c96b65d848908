"""Answers wishes to change or cancel an order. Both are possible until production starts, and a
person does them."""

from __future__ import annotations

from rasa_sdk.events import SlotSet

from actions.dialogue.events import Event
from actions.dialogue.registry import action
from actions.dialogue.turn import Turn
from actions.orders.cards import order_card, order_values
from actions.orders.which_order import find_order_in_question


@action("action_change_order", signed_in=True)
async def change_order(turn: Turn) -> list[Event]:
    """Says whether the order can still be changed, and offers a person, because the bot does not
    change orders itself."""
    return await _answer_before_production(turn, "change_order", "utter_change_possible", "utter_change_too_late")


@action("action_cancel_order", signed_in=True)
async def cancel_order(turn: Turn) -> list[Event]:
    """Says whether the order can still be cancelled, and offers a person, because the bot does not
    cancel orders itself."""
    return await _answer_before_production(turn, "cancel_order", "utter_cancel_possible", "utter_cancel_too_late")


async def _answer_before_production(turn: Turn, reason: str, possible: str, too_late: str) -> list[Event]:
    """Says `possible` or `too_late`, by the state of the order, and offers a person about
    `reason`."""
    order = await find_order_in_question(turn, reason, likely=("awaiting_confirmation", "accepted"))
    if order is None:
        return []
    focus = SlotSet("order_number", order.number)
    if order.state == "cancelled":
        turn.say("utter_already_cancelled", order_values(order), cards=[order_card(turn, order)])
        return [focus]
    response = possible if order.changeable else too_late
    return [turn.say_with_person(response, order_values(order), reason), focus]
