"""Begins a claim for messages that tell of a problem with delivered goods, or ask for a claim, in words by which the NLU
finds another intent: "40 of the tea cups in ORD-100859 are chipped, I want replacement", 给ORD-100666开一个索赔."""

from __future__ import annotations

from actions.dialogue.events import Event
from actions.dialogue.referring import find_order_at_hand
from actions.dialogue.registry import HANDLERS, in_passing
from actions.dialogue.turn import Turn
from actions.marketplace.base.errors import NotFound
from actions.trades.orders.which_order import find_named_orders

_MAY_TELL = frozenset(
    (
        *("change_order", "cancel_order", "cancel", "claim_status", "order_status", "place_order", "find_supplier"),
        *("faq_return_policy", "faq_buyer_protection", "inform", "out_of_scope", "nlu_fallback", "contact_supplier"),
        *("request_refund", "report_arrival", "answer_claim"),
    )
)
"""Intents that the NLU may find in messages that tell of a problem."""
_ASK_OF_TIME = frozenset(("report_problem", "claim_status", "faq_return_policy", "ask_lead_time"))
"""Intents that the NLU may find in messages that tell of a problem and ask whether it is too late for a claim."""
_FAULTS = frozenset(("damaged", "wrong", "missing", "quality"))
_OF_OTHERS = ("rfq_number", "claim_number", "sample_number", "question_number", "quotation")
_DELIVERED = frozenset(("delivered", "disputed"))


@in_passing
async def problem_in_other_words(turn: Turn) -> list[Event] | None:
    """Begins a claim if a buyer asks for one, or says what is wrong with a delivered order together with how many pieces
    have it or what shall make it good. Everything that the message says of it is taken up."""
    is_buyers = turn.is_signed_in and not turn.is_supplier and not turn.is_pressed and turn.task is None
    is_fault = turn.choices.get("claim_kind") in _FAULTS
    asks_time = turn.intent in _ASK_OF_TIME and "too_late" in turn.topics and bool(turn.complaint.account)
    may_tell = turn.intent in _MAY_TELL or asks_time  # "many cups broken. is it too late to complain"
    if not is_buyers or not may_tell or turn.entities.has(*_OF_OTHERS):
        return None
    opens = "opens_claim" in turn.topics and (is_fault or not turn.asks)
    tells = is_fault and not turn.asks and bool(turn.complaint.counts or "claim_wish" in turn.choices)
    tells |= is_fault and asks_time
    if not opens and not tells:
        return None
    number = await _find_order(turn)
    if number is None:
        return await HANDLERS["report_problem"](turn.as_wish("report_problem")) if opens else None
    try:
        order = await turn.market.orders.access_order(turn.account, number)
    except NotFound:
        return None
    if not opens and order.state not in _DELIVERED:
        return None
    return await HANDLERS["report_problem"](turn.as_wish("report_problem").with_entities(order_number=order.number))


async def _find_order(turn: Turn) -> str | None:
    """Returns the order that the message names by its number or its goods, else the one at hand."""
    if turn.entities.order_number:
        return turn.entities.order_number
    named = await find_named_orders(turn) or []
    if len(named) > 1:
        named = [each for each in named if each.state in _DELIVERED]
    return named[0].number if len(named) == 1 else None if named else find_order_at_hand(turn)
