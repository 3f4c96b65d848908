"""Handles a supplier's words about the request that was talked about last, or that its last message was about: that it
does not want to quote for it, or asks whether it still can."""

from __future__ import annotations

from actions.dialogue.brief import is_brief
from actions.dialogue.events import Event, SlotSet
from actions.dialogue.registry import in_passing
from actions.dialogue.turn import Turn
from actions.marketplace.trades.requests.records import Rfq
from actions.trades.questions.own_leads import say_lead
from actions.trades.questions.to_buyers import find_last_trade, find_meant_lead
from actions.trades.quotations.cards import rfq_values
from actions.trades.quotations.refusing import find_refusable, list_next_steps, refuse_lead

_LIKELY = 0.1
_FEW_WORDS, _FEW_HAN = 8, 10
_DOES = 0.5
_DEEDS = ("submit_quote", "decline_quote", "contact_supplier", "confirm_order", "decline_order", "negotiate_price")
"""Wishes that do something with a request, instead of looking at it."""
_ELSEWHERE = ("order_number", "product", "company", "price", "claim_number", "sample_number")
"""Entities of messages that are not about this request."""


@in_passing
async def leaves_what_is_at_hand(turn: Turn) -> list[Event] | None:
    """Begins to decline the request that was talked about last, or that the supplier's last message was about, if the
    words say that the supplier does not quote for it: 那不等了，这个不报了."""
    speaks_of_it = any("quote" in clause.things for clause in turn.asked) or turn.acts.find("decline_quote") >= _LIKELY
    if "declines" not in turn.topics or not turn.is_typed_by_supplier or not speaks_of_it or turn.asks:
        return None
    if turn.entities.has(*_ELSEWHERE, "rfq_number") or turn.cues.asks_to_be_allowed_to_decline:
        return None
    lead = await _find_lead_at_hand(turn)
    if lead is None or lead.refusals:
        return None
    await refuse_lead(turn, lead)
    return []


@in_passing
async def whether_it_can_still_quote(turn: Turn) -> list[Event] | None:
    """Says until when the supplier can quote for the request at hand: 还能报吗, "can we still quote?"."""
    if not turn.cues.asks_to_quote_still or not turn.is_typed_by_supplier:
        return None
    named = await find_meant_lead(turn)
    if named is None and turn.entities.has(*_ELSEWHERE):
        return None
    lead = await _find_lead_at_hand(turn.with_entities(rfq_number=named) if named else turn)
    if lead is None:
        return None
    turn.note("rfq_number", lead.number)
    turn.say("utter_lead_still_open", rfq_values(lead), buttons=list_next_steps(lead))
    return []


@in_passing
async def one_of_the_leads_shown(turn: Turn) -> list[Event] | None:
    """Shows the request that a supplier picks by its place from the list just shown, if the message says little else:
    第一个细说下, "the second one, details". By its words alone, such a message may be about the buyer's orders."""
    choice = turn.open_choice
    if choice is None or choice["entity"] != "rfq_number" or not turn.is_typed_by_supplier:
        return None
    if turn.slot("quotation_read"):
        return None  # the quotation that was read is for the one picked
    places = turn.cues.find_ordinals(len(choice["values"]))
    others = turn.numbers or turn.entities.has(*_ELSEWHERE[:1], *_ELSEWHERE[3:], "date", "incoterm", "quantity")
    if len(places) != 1 or others or turn.dictation.is_to_them or turn.acts.find(*_DEEDS) >= _DOES:
        return None
    asks_one_fact = any(clause.kinds or clause.fact for clause in turn.asked)
    if asks_one_fact or turn.intent in _DEEDS or not is_brief(turn.text, _FEW_WORDS, _FEW_HAN):
        return None
    lead = await turn.market.rfqs.access_rfq(turn.account, str(choice["values"][places[0]]))
    say_lead(turn, lead)
    return [SlotSet("rfq_number", lead.number)]


async def _find_lead_at_hand(turn: Turn) -> Rfq | None:
    """Returns the open request that was talked about last, if the supplier has no quotation for it."""
    number = turn.entities.rfq_number or await find_last_trade(turn)
    return await find_refusable(turn.with_entities(rfq_number=number)) if number else None
