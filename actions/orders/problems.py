"""Takes a report of a problem with an order."""

from __future__ import annotations

from rasa_sdk.events import SlotSet

from actions.dialogue.events import Event
from actions.dialogue.registry import action
from actions.dialogue.turn import Turn
from actions.marketplace.orders.records import OrderState
from actions.orders.cards import order_button, order_values, shipment_values
from actions.orders.which_order import find_order_in_question

PAGE = 5
_UNFINISHED: tuple[OrderState, ...] = ("awaiting_confirmation", "accepted", "in_production")


@action("action_report_problem")
async def report_problem(turn: Turn) -> list[Event]:
    """Says until when a claim about the order may be opened, and offers a person. When the order is
    unknown, it asks for it."""
    if not turn.is_signed_in:
        return [turn.say_with_person("utter_problem_visitor", {}, "problem")]
    if not turn.entities.has("order_number", "product") and turn.word_slot("order_number") is None:
        return await _problem_without_order(turn)
    order = await find_order_in_question(turn, "report_problem", likely=("delivered", "shipped"))
    if order is None:
        return []
    response = {"delivered": "utter_problem_delivered", "shipped": "utter_problem_shipped"}.get(
        order.state, "utter_problem_order"
    )
    values = order_values(order) | (shipment_values(order.shipments[-1]) if order.shipments else {})
    return [turn.say_with_person(response, values, "problem"), SlotSet("order_number", order.number)]


async def _problem_without_order(turn: Turn) -> list[Event]:
    states: tuple[OrderState, ...] = ("delivered", "shipped", "disputed", *_UNFINISHED)
    page = await turn.market.orders.list_orders(turn.account, states=states, limit=PAGE)
    choices = [order_button(order, "report_problem") for order in page.orders]
    return [turn.say_with_person("utter_problem_which", {}, "problem", buttons=choices)]
