"""Accepts a quotation, which makes it an order."""

from __future__ import annotations

from rasa_sdk.events import SlotSet

from actions.cues import ordinals, wanted_sort
from actions.dialogue.events import Event
from actions.dialogue.registry import HANDLERS, action
from actions.dialogue.turn import Turn
from actions.marketplace.records import WriteKey
from actions.marketplace.requests.records import Quotation, Rfq
from actions.quotations.cards import price_sort_key, quotation_card, quotation_values, rfq_values
from actions.quotations.which_request import find_rfq_in_question
from actions.replies import button, person_button, term


@action("action_accept_quote", signed_in=True)
async def accept_quote(turn: Turn) -> list[Event]:
    """Says which quotation is meant, with a button that accepts it.

    Only that button carries `sure`; with it the quotation is accepted and becomes an order. A
    supplier who accepts something means an order.
    """
    if turn.is_supplier:
        return await HANDLERS["action_confirm_order"](turn)
    if turn.entities.flag("sure") and (number := turn.entities.word("quotation")):
        return await _do_accept(turn, number)
    rfq = await find_rfq_in_question(turn, "accept_quote")
    if rfq is None:
        return []
    focus = SlotSet("rfq_number", rfq.number)
    chosen = await _find_chosen(turn, rfq)
    if chosen is None:
        response = "utter_accept_which" if rfq.quotations else "utter_no_quotes_yet"
        turn.say(
            response, rfq_values(rfq), cards=[quotation_card(q) for q in sorted(rfq.quotations, key=price_sort_key)]
        )
        return [focus]
    if not _is_open(turn, rfq, chosen):
        return [_say_closed(turn, rfq, chosen), focus]
    sure = button("button.accept_now", "accept_quote", single_use=True, quotation=chosen.number, sure=True)
    values = rfq_values(rfq) | quotation_values(chosen)
    turn.say("utter_accept_quote", values, buttons=[sure, person_button("accept_quote")])
    return [turn.propose("accept_quote", quotation=chosen.number, sure=True), focus]


def _is_open(turn: Turn, rfq: Rfq, quotation: Quotation) -> bool:
    return quotation.state == "open" and rfq.state == "open" and quotation.valid_until >= turn.today


def _say_closed(turn: Turn, rfq: Rfq, quotation: Quotation) -> Event:
    expired = quotation.state == "open" and quotation.valid_until < turn.today
    state = term("quotation_state.expired") if expired else term(f"quotation_state.{quotation.state}")
    values = rfq_values(rfq) | quotation_values(quotation) | {"state": state}
    return turn.say_with_person("utter_accept_closed", values, "accept_quote")


async def _do_accept(turn: Turn, number: str) -> list[Event]:
    """Accepts the quotation, once for this message however often the turn is tried."""
    quotation = await turn.market.rfqs.access_quotation(turn.account, number)
    key = WriteKey(turn.context.message_id, "accept_quote")
    order = await turn.market.quoting.accept_quotation(turn.account, number, key)
    rfq = await turn.market.rfqs.access_rfq(turn.account, quotation.rfq_number)
    if order is None:
        return [_say_closed(turn, rfq, quotation)]
    values = rfq_values(rfq) | quotation_values(quotation) | {"order": order}
    turn.say("utter_quote_accepted", values, buttons=[button("button.see_order", "order_status", order_number=order)])
    return [SlotSet("order_number", order), SlotSet("rfq_number", rfq.number)]


async def _find_chosen(turn: Turn, rfq: Rfq) -> Quotation | None:
    """Returns the quotation that the message means, or None.

    The message may press or name a supplier, use an ordinal (in the order shown, cheapest first),
    or say "the cheapest" or "the fastest"; otherwise the only quotation is meant.
    """
    quotations = sorted(rfq.quotations, key=price_sort_key)
    slug = turn.entities.word("supplier_id")
    if company := turn.entities.word("company"):
        found = await turn.market.suppliers.find_suppliers(company, limit=1)
        slug = found[0].slug if found else None
    if slug:
        return next((q for q in quotations if q.supplier.slug == slug), None)
    chosen = ordinals(turn.text, len(quotations))
    if chosen:
        return quotations[chosen[0]]
    sort = wanted_sort(turn.text)
    if sort == "lead_time" and quotations:
        return min(quotations, key=lambda quotation: quotation.lead_time_days)
    if sort == "price" and quotations:
        return quotations[0]
    return quotations[0] if len(quotations) == 1 else None
