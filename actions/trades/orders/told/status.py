"""Says the state of an order, and what the contact can still do with it."""

from __future__ import annotations

from actions.dialogue.events import Event, SlotSet
from actions.dialogue.registry import HANDLERS, answers
from actions.dialogue.turn import Turn
from actions.marketplace.trades.orders.lifecycle import TO_CONFIRM
from actions.marketplace.trades.orders.records import Order
from actions.replies import button, lines, term
from actions.trades.orders.asked import change_values
from actions.trades.orders.cards import find_delivery_day, order_card, order_values, shipment_values
from actions.trades.orders.money.payments import find_refund, say_refund
from actions.trades.orders.which_order import find_order_in_question

_GENERAL = 0.8
"""From this confidence on, a message is a general question, whatever is talked about. For questions about an order ("do
they charge for keeping the boxes a week?"), the NLU stays below it."""
_MAY_BE_OF_PAYING = 0.3
"""From this confidence on, a question may ask how to pay."""
_MOST_ASKED = 3
"""The most questions that are passed on together."""


@answers("order_status", signed_in=True)
async def order_status(turn: Turn) -> list[Event]:
    order = await find_order_in_question(turn, "order_status")
    return say_order(turn, order) if order else []


def say_order(turn: Turn, order: Order) -> list[Event]:
    """Says the state of the order in words, and shows all its details on a card."""
    shipment = order.shipments[-1] if order.shipments else None
    response = f"utter_order_{order.state}"
    if order.state == "shipped" and shipment is None:
        response = "utter_order_ready_to_ship"
    if order.state in ("delivered", "completed") and find_delivery_day(order) is None:
        response = "utter_delivered_undated"
    if order.state in TO_CONFIRM and turn.is_supplier:
        response = "utter_order_awaits_you"
    values = order_values(order) | (shipment_values(shipment) if shipment else {})
    turn.say(response, values, cards=[order_card(turn, order)])
    if order.asked and order.asked.kind == "change" and not turn.is_supplier:
        turn.say("utter_change_waits", change_values(order, order.asked))
    told = None
    if order.state == "cancelled" and find_refund(order) and not turn.is_supplier:
        told = say_refund(turn, order)  # a cancelled order is only about its refund
    return [SlotSet("order_number", order.number), *([told] if told else [])]


async def say_on_record(turn: Turn, number: str) -> list[Event]:
    """Shows everything that the marketplace knows about the order, and offers to pass on the contact's question if the
    order does not answer it."""
    return await say_unanswered(turn, await turn.market.orders.access_order(turn.account, number))


def asks_in_general(turn: Turn) -> bool:
    """Returns whether the message is surely a general question, whatever was talked about before."""
    return not turn.is_pressed and turn.intent.startswith("faq_") and turn.confidence >= _GENERAL


async def say_unanswered(turn: Turn, order: Order) -> list[Event]:
    """Answers a question about the order that its record does not answer. Only the operator's article may say how to
    pay: the bot never offers to pass such a question to the other side, who might name an account of its own."""
    if any(name == "faq_payment_methods" and share >= _MAY_BE_OF_PAYING for name, share in _rank(turn)):
        return await HANDLERS["faq_payment_methods"](turn)
    return say_not_on_record(turn, order)


def _rank(turn: Turn) -> tuple[tuple[str, float], ...]:
    return turn.ranking or ((turn.intent, turn.confidence),)


def say_not_on_record(turn: Turn, order: Order) -> list[Event]:
    """Says that the record does not answer the question, and offers to pass it on to the other side, together with
    unanswered questions of the message before. During a task, a button passes it on."""
    before = turn.open_questions or {}
    asked: list[str] = list(before.get("words") or []) if before.get("number") == order.number else []
    asked = list(dict.fromkeys((*asked, turn.told)))[-_MOST_ASKED:]
    turn.note("unanswered", {"message_id": turn.context.message_id, "number": order.number, "words": asked})
    question = "\n".join(asked)
    values = {**order_values(order), "question": lines(term("note.words", words=words) for words in asked)}
    if turn.task is not None:
        pass_on = button("button.ask_other_side", "contact_team", order_number=order.number, question=question)
        turn.say("utter_not_on_record_amid", values, buttons=[pass_on])
        return []
    turn.say("utter_on_record_order", values)
    return [turn.propose("contact_team", question=question, order_number=order.number)]
