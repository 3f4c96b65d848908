"""Shows a buyer the terms on which a supplier would agree to a change of an order, and takes the buyer's answer."""

from __future__ import annotations

from typing import Any

from actions.dialogue.events import Event, SlotSet
from actions.dialogue.turn import Turn
from actions.marketplace.base.records import WriteKey
from actions.marketplace.trades.orders.records import Order, OrderChange, Proposal
from actions.replies import Value
from actions.trades.orders.asked import change_values, describe_proposal
from actions.trades.orders.cards import order_card, order_values, proposal_buttons


def ask_to_take(turn: Turn, order: Order, proposed: OrderChange) -> list[Event]:
    """Shows the supplier's terms, and asks whether the buyer takes them."""
    values = {**change_values(order, proposed), "terms": _describe(order, proposed)}
    turn.say("utter_change_terms", values, buttons=proposal_buttons(order, proposed.id))
    about: dict[str, Any] = {"order_number": order.number, "change": proposed.id}
    refusal = {"intent": "change_order", "entities": {**about, "wanted": "leave"}}
    return [
        turn.propose("change_order", refusal=refusal, wanted="take", **about),
        SlotSet("order_number", order.number),
    ]


async def answer_terms(turn: Turn, order: Order, change_id: int, *, takes: bool) -> list[Event]:
    """Records the buyer's answer to the supplier's terms, only once even if the turn is repeated."""
    key = WriteKey(turn.context.message_id, "answer_proposal")
    done = await turn.market.purchases.answer_proposal(turn.account, order.number, change_id, takes, key)
    order = await turn.market.orders.access_order(turn.account, order.number)
    change = next((one for one in order.changes if one.id == change_id), None)
    if change is None or not done:
        turn.say("utter_change_terms_over", order_values(order), cards=[order_card(turn, order)])
        return [SlotSet("order_number", order.number)]
    response = "utter_change_terms_taken" if takes else "utter_change_terms_left"
    values = {**change_values(order, change), "terms": _describe(order, change)}
    turn.say(response, values, cards=[order_card(turn, order)])
    return [SlotSet("order_number", order.number)]


def _describe(order: Order, change: OrderChange) -> Value:
    return describe_proposal(order, change, change.proposal or Proposal())
