"""Shows a supplier the change or cancellation of an order for which a buyer has asked, and takes the supplier's answer.

A supplier answers by the buttons of the question, by "yes" or "no", or in words that confirm or decline the order.
"""

from __future__ import annotations

from actions.dialogue.events import Event, SlotSet
from actions.dialogue.turn import Turn
from actions.marketplace.base.records import WriteKey
from actions.marketplace.trades.orders.records import Order, OrderChange
from actions.replies import term
from actions.trades.orders.asked import change_values
from actions.trades.orders.cards import answer_buttons, order_card, order_values

_ANSWERED = {
    ("change", True): "utter_change_agreed",
    ("change", False): "utter_change_refused",
    ("cancel", True): "utter_cancel_agreed",
    ("cancel", False): "utter_cancel_refused",
}

_WITH_REASON = {"change": "utter_change_refused_reason", "cancel": "utter_cancel_refused_reason"}


def ask_to_answer(turn: Turn, order: Order, asked: OrderChange) -> list[Event]:
    """Shows the supplier the change or cancellation that the buyer wants, and asks whether the supplier agrees."""
    response = "utter_asked_to_cancel" if asked.kind == "cancel" else "utter_asked_to_change"
    turn.say(
        response, change_values(order, asked), cards=[order_card(turn, order)], buttons=answer_buttons(order, asked.id)
    )
    number = order.number
    refusal = {"intent": "decline_order", "entities": {"order_number": number, "change": asked.id}}
    yes = turn.propose("confirm_order", refusal=refusal, order_number=number, change=asked.id, sure=True)
    return [yes, SlotSet("order_number", number)]


async def answer_asked(
    turn: Turn, order: Order, change_id: int, agrees: bool, reason: str | None = None
) -> list[Event]:
    """Records the supplier's answer to the wanted change or cancellation, only once even if the turn is repeated."""
    key = WriteKey(turn.context.message_id, "answer_change")
    changed = await turn.market.fulfilment.answer_change(turn.account, order.number, change_id, agrees, key, reason)
    order = await turn.market.orders.access_order(turn.account, order.number)
    change = next((one for one in order.changes if one.id == change_id), None)
    if change is None or not changed:
        turn.say("utter_change_answered_already", order_values(order), cards=[order_card(turn, order)])
        return [SlotSet("order_number", order.number)]
    response, values = _ANSWERED[change.kind, agrees], change_values(order, change)
    if reason and not agrees:
        response, values = _WITH_REASON[change.kind], {**values, "reason": term("note.words", words=reason)}
    turn.say(response, values, cards=[order_card(turn, order)])
    return [SlotSet("order_number", order.number)]
