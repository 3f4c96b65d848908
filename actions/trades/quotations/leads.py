"""Shows leads: the open requests for which a supplier may quote."""

from __future__ import annotations

from actions.dialogue.events import Event, SlotSet
from actions.dialogue.refusals import say_suppliers_only
from actions.dialogue.registry import answers
from actions.dialogue.turn import Turn
from actions.marketplace.base.errors import NotFound
from actions.marketplace.goods.words.likeness import goods_likeness
from actions.marketplace.trades.requests.records import Rfq
from actions.replies import button, lines, text
from actions.trades.lookup.naming import goes_where_said
from actions.trades.quotations.cards import lead_card, lead_line, rfq_values

PAGE = 5
_LOOKED_AT = 50
"""How many of the newest open requests are compared with the goods that the supplier names."""


@answers("view_leads", signed_in=True)
async def view_leads(turn: Turn) -> list[Event]:
    """Shows the open requests for which this supplier may quote, the newest first."""
    if not turn.is_supplier:
        return [say_suppliers_only(turn)]
    if turn.entities.rfq_number and not turn.is_pressed and not turn.entities.integer("page"):
        return await _say_lead(turn, turn.entities.rfq_number)
    start = ((turn.entities.integer("page") or 1) - 1) * PAGE
    wanted = None if turn.is_pressed else next(iter(turn.entities.products), None)
    found = await find_leads_for(turn, wanted) if wanted else ()
    if wanted and not found:
        turn.say("utter_no_leads_for", {"product": wanted}, buttons=[button("button.all_leads", "view_leads")])
        return []
    found = found or await turn.market.rfqs.list_open_leads(turn.account, limit=PAGE + 1, offset=start)
    there = [] if turn.is_pressed else [lead for lead in found if goes_where_said(turn, lead.destination)]
    if len(there) == 1:
        return await _say_lead(turn, there[0].number)
    leads = found[:PAGE]
    if not leads:
        turn.say("utter_no_leads")
        return []
    newest = leads[0]
    values = {
        **rfq_values(newest),
        "buyer": text(newest.buyer.name),
        "leads": lines(lead_line(lead) for lead in leads),
    }
    more = [button("button.more_leads", "view_leads", page=start // PAGE + 2)] if len(found) > PAGE else []
    turn.say(
        "utter_lead_only" if len(found) == 1 else "utter_leads",
        values,
        cards=[lead_card(lead) for lead in leads],
        buttons=more,
    )
    if len(found) == 1:
        return [SlotSet("rfq_number", newest.number)]
    turn.give_choice("submit_quote", "rfq_number", [lead.number for lead in leads])
    return [SlotSet("rfq_number", newest.number)]  # the sentence presents it


async def _say_lead(turn: Turn, number: str) -> list[Event]:
    """Shows the request of this number, or says that there is none for this supplier."""
    try:
        lead = await turn.market.rfqs.access_rfq(turn.account, number)
    except NotFound:
        turn.say("utter_rfq_not_found", {"number": number}, buttons=[button("button.leads", "view_leads")])
        return []
    values = {**rfq_values(lead), "buyer": text(lead.buyer.name)}
    turn.say("utter_lead_named", values, cards=[lead_card(lead)])
    return [SlotSet("rfq_number", lead.number)]


async def find_leads_for(turn: Turn, product: str) -> tuple[Rfq, ...]:
    """Returns the open requests for these goods."""
    leads = await turn.market.rfqs.list_open_leads(turn.account, limit=_LOOKED_AT, with_refused=True)
    return tuple(lead for lead in leads if goods_likeness(product, lead.product.both))
