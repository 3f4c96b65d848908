"""Confirms an order for a supplier, and tells a buyer that the supplier does it."""

from __future__ import annotations

from rasa_sdk.events import SlotSet

from actions.dialogue.events import Event
from actions.dialogue.registry import action
from actions.dialogue.turn import Turn
from actions.marketplace.orders.lifecycle import TO_CONFIRM
from actions.marketplace.orders.records import Order
from actions.marketplace.records import WriteKey
from actions.orders.cards import order_card, order_values
from actions.orders.status import say_order
from actions.orders.which_order import find_order_in_question
from actions.quotations.accepting import accept_quote
from actions.replies import button, person_button


@action("action_confirm_order", signed_in=True)
async def confirm_order(turn: Turn) -> list[Event]:
    """Shows the order that waits for this supplier, with a button that confirms it.

    Only that button carries `sure`; with it the order is confirmed.
    """
    if not turn.is_supplier:
        return await _answer_buyer(turn)
    order = await find_order_in_question(turn, "confirm_order", likely=TO_CONFIRM, only=TO_CONFIRM)
    if order is None:
        return []
    focus = SlotSet("order_number", order.number)
    if turn.entities.flag("sure"):
        return [*await _do_confirm(turn, order), focus]
    if order.state not in TO_CONFIRM:
        return _say_already_confirmed(turn, order)
    sure = button("button.confirm_now", "confirm_order", single_use=True, order_number=order.number, sure=True)
    turn.say(
        "utter_confirm_order",
        order_values(order),
        cards=[order_card(turn, order)],
        buttons=[sure, person_button("confirm_order")],
    )
    return [turn.propose("confirm_order", order_number=order.number, sure=True), focus]


async def _do_confirm(turn: Turn, order: Order) -> list[Event]:
    """Confirms the order, once for this message however often the turn is tried."""
    key = WriteKey(turn.context.message_id, "confirm_order")
    changed = await turn.market.fulfilment.confirm_order(turn.account, order.number, key)
    order = await turn.market.orders.access_order(turn.account, order.number)
    if not changed:
        return _say_already_confirmed(turn, order)
    turn.say("utter_order_confirmed", order_values(order), cards=[order_card(turn, order)])
    return []


async def _answer_buyer(turn: Turn) -> list[Event]:
    """Leads a buyer to the quotation that can be accepted.

    Without one it shows the order, whose state says whether the supplier still has to confirm it.
    """
    if turn.word_slot("rfq_number") and not turn.entities.order_number:
        return await accept_quote(turn)
    order = await find_order_in_question(turn, "order_status", likely=TO_CONFIRM)
    return say_order(turn, order) if order else []


def _say_already_confirmed(turn: Turn, order: Order) -> list[Event]:
    turn.say("utter_confirmed_already", order_values(order), cards=[order_card(turn, order)])
    return [SlotSet("order_number", order.number)]
