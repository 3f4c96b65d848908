"""The supplier's side: leads, and confirming orders. See actions/shipping.py and actions/quoting.py for what takes a form."""

from __future__ import annotations

from rasa_sdk.events import SlotSet

from actions.marketplace.fulfilment import TO_CONFIRM
from actions.marketplace.likeness import goods_likeness
from actions.marketplace.records import Order, Rfq, WriteKey
from actions.order_choice import order_in_question
from actions.orders import order_card, order_values, say_order
from actions.quotations import accept_quote, rfq_values
from actions.replies import (
    Card,
    Value,
    button,
    card,
    certificate,
    date,
    incoterm,
    lines,
    money,
    person_button,
    several,
    term,
    text,
)
from actions.turn import Event, Turn, action

PAGE = 5
_LOOKED_AT = 50


@action("action_view_leads", signed_in=True)
async def view_leads(turn: Turn) -> list[Event]:
    """Open buying requests that this supplier may quote for, newest first."""
    if not turn.is_supplier:
        return [suppliers_only(turn)]
    start = ((turn.entities.integer("page") or 1) - 1) * PAGE
    wanted = None if turn.is_pressed else next(iter(turn.entities.products), None)
    found = await leads_for(turn, wanted) if wanted else ()
    if wanted and not found:
        turn.say("utter_no_leads_for", {"product": wanted}, buttons=[button("button.all_leads", "view_leads")])
        return []
    found = found or await turn.market.rfqs.open_leads(turn.account, limit=PAGE + 1, offset=start)
    leads = found[:PAGE]
    if not leads:
        turn.say("utter_no_leads")
        return []
    newest = leads[0]
    values = {
        **rfq_values(newest),
        "buyer": text(newest.buyer.name),
        "leads": lines(_lead_line(lead) for lead in leads),
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
    return []


async def leads_for(turn: Turn, product: str) -> tuple[Rfq, ...]:
    """Open requests for these goods."""
    leads = await turn.market.rfqs.open_leads(turn.account, limit=_LOOKED_AT)
    return tuple(lead for lead in leads if goods_likeness(product, (lead.product.en, lead.product.zh)))


def _lead_line(lead: Rfq) -> Value:
    return term("lead.line", buyer=text(lead.buyer.name), **rfq_values(lead))


def lead_card(lead: Rfq) -> Card:
    values = rfq_values(lead)
    return card(
        "rfq",
        lead.number,
        [
            ("field.product", values["product"]),
            ("field.quantity", values["quantity"]),
            ("field.buyer", text(lead.buyer.name)),
            ("field.destination", values["destination"]),
            ("field.incoterm", incoterm(lead.incoterm, lead.port) if lead.incoterm else None),
            ("field.target_price", money(lead.target_price) if lead.target_price else None),
            ("field.certificates", several(map(certificate, lead.certifications)) if lead.certifications else None),
            ("field.needed_by", date(lead.needed_by) if lead.needed_by else None),
            ("field.due", date(lead.due_on)),
        ],
        [button("button.submit_quote", "submit_quote", rfq_number=lead.number)],
    )


@action("action_confirm_order", signed_in=True)
async def confirm_order(turn: Turn) -> list[Event]:
    """The order that waits for this supplier, and the button that confirms it; with `sure`, which only that button carries,
    the confirmation itself."""
    if not turn.is_supplier:
        return await _buyer_confirms(turn)
    order = await order_in_question(turn, "confirm_order", likely=TO_CONFIRM, only=TO_CONFIRM)
    if order is None:
        return []
    focus = SlotSet("order_number", order.number)
    if turn.entities.flag("sure"):
        return [*await _confirmed(turn, order), focus]
    if order.state not in TO_CONFIRM:
        return _already(turn, order)
    sure = button("button.confirm_now", "confirm_order", single_use=True, order_number=order.number, sure=True)
    turn.say(
        "utter_confirm_order",
        order_values(order),
        cards=[order_card(turn, order)],
        buttons=[sure, person_button("confirm_order")],
    )
    return [turn.offer("confirm_order", order_number=order.number, sure=True), focus]


async def _confirmed(turn: Turn, order: Order) -> list[Event]:
    """Once for this message, however often the turn is tried."""
    key = WriteKey(turn.context.message_id, "confirm_order")
    changed = await turn.market.fulfilment.confirm_order(turn.account, order.number, key)
    order = await turn.market.orders.access_order(turn.account, order.number)
    if not changed:
        return _already(turn, order)
    turn.say("utter_order_confirmed", order_values(order), cards=[order_card(turn, order)])
    return []


async def _buyer_confirms(turn: Turn) -> list[Event]:
    """A buyer confirms quotations; of an order, its state says whose turn it is."""
    if turn.word_slot("rfq_number") and not turn.entities.order_number:
        return await accept_quote(turn)
    order = await order_in_question(turn, "order_status", likely=TO_CONFIRM)
    return say_order(turn, order) if order else []


def _already(turn: Turn, order: Order) -> list[Event]:
    turn.say("utter_confirmed_already", order_values(order), cards=[order_card(turn, order)])
    return [SlotSet("order_number", order.number)]


def suppliers_only(turn: Turn) -> Event:
    return turn.say_with_person("utter_suppliers_only", {}, "become_supplier")
