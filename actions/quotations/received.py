"""Shows a buyer the quotations for a request."""

from __future__ import annotations

from rasa_sdk.events import SlotSet

from actions.dialogue.events import Event
from actions.dialogue.registry import action
from actions.dialogue.turn import Turn
from actions.quotations.cards import find_cheapest, price_sort_key, quotation_card, quotation_values, rfq_values
from actions.quotations.which_request import find_rfq_in_question


@action("action_check_quotes", signed_in=True)
async def check_quotes(turn: Turn) -> list[Event]:
    """Shows the quotations of one request, or offers a choice of requests."""
    rfq = await find_rfq_in_question(turn, "check_quotes")
    if rfq is None:
        return []
    focus = SlotSet("rfq_number", rfq.number)
    if not rfq.quotations:
        turn.say("utter_no_quotes_yet", rfq_values(rfq))
        return [focus]
    best = find_cheapest(rfq)
    response = "utter_quotes_one" if len(rfq.quotations) == 1 else "utter_quotes"
    values = rfq_values(rfq) | quotation_values(best) | {"count": len(rfq.quotations)}
    turn.say(response, values, cards=[quotation_card(q) for q in sorted(rfq.quotations, key=price_sort_key)])
    return [focus]
