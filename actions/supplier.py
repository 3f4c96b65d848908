"""The supplier's side: leads, and what a supplier does with orders. Writes are a person's job in this version."""

from __future__ import annotations

from rasa_sdk.events import SlotSet

from actions.marketplace.errors import NotFound
from actions.marketplace.records import Order, OrderState, Rfq
from actions.order_choice import order_in_question
from actions.orders import order_card, order_values, say_order
from actions.quotations import accept_quote, negotiate_price, rfq_values
from actions.replies import Card, Value, button, card, certificate, date, lines, money, several, term, text
from actions.turn import Event, Turn, action

PAGE = 5
_TO_CONFIRM: tuple[OrderState, ...] = ("awaiting_confirmation",)
_TO_SHIP: tuple[OrderState, ...] = ("ready_to_ship", "in_production", "accepted")


@action("action_view_leads", signed_in=True)
async def view_leads(turn: Turn) -> list[Event]:
    """Open buying requests that this supplier may quote for, newest first."""
    if not turn.is_supplier:
        return [_suppliers_only(turn)]
    start = ((turn.entities.integer("page") or 1) - 1) * PAGE
    found = await turn.market.rfqs.open_leads(turn.account, limit=PAGE + 1, offset=start)
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
        cards=[_lead_card(lead) for lead in leads],
        buttons=more,
    )
    return [SlotSet("rfq_number", newest.number)] if len(found) == 1 else []


def _lead_line(lead: Rfq) -> Value:
    return term("lead.line", buyer=text(lead.buyer.name), **rfq_values(lead))


def _lead_card(lead: Rfq) -> Card:
    values = rfq_values(lead)
    return card(
        "rfq",
        lead.number,
        [
            ("field.product", values["product"]),
            ("field.quantity", values["quantity"]),
            ("field.buyer", text(lead.buyer.name)),
            ("field.destination", values["destination"]),
            ("field.incoterm", lead.incoterm),
            ("field.target_price", money(lead.target_price) if lead.target_price else None),
            ("field.certificates", several(map(certificate, lead.certifications)) if lead.certifications else None),
            ("field.needed_by", date(lead.needed_by) if lead.needed_by else None),
            ("field.due", date(lead.due_on)),
        ],
        [button("button.submit_quote", "submit_quote", rfq_number=lead.number)],
    )


@action("action_submit_quote", signed_in=True)
async def submit_quote(turn: Turn) -> list[Event]:
    """Which request it is for, and a person who enters the quotation: this version does not. A buyer's price is an offer."""
    if not turn.is_supplier and turn.signed_in and turn.entities.has("price"):
        return await negotiate_price(turn)
    if not turn.is_supplier:
        return [_suppliers_only(turn)]
    number = turn.entities.rfq_number or turn.word_slot("rfq_number")
    if number is None:
        return await view_leads(turn)
    try:
        lead = await turn.market.rfqs.access_rfq(turn.account, number)
    except NotFound:
        turn.say("utter_rfq_not_found", {"number": number}, buttons=[button("button.leads", "view_leads")])
        return []
    focus = SlotSet("rfq_number", lead.number)
    if lead.state != "open":
        turn.say("utter_lead_closed", rfq_values(lead), buttons=[button("button.leads", "view_leads")])
        return [focus]
    values = rfq_values(lead) | {"buyer": text(lead.buyer.name)}
    response = "utter_quote_again" if lead.quotations else "utter_submit_quote"
    return [turn.say_with_person(response, values, "submit_quote", cards=[_lead_card(lead)]), focus]


@action("action_confirm_order", signed_in=True)
async def confirm_order(turn: Turn) -> list[Event]:
    """The order that waits for this supplier, and a person who confirms it: this version does not."""
    if not turn.is_supplier:
        return await _buyer_confirms(turn)
    order = await order_in_question(turn, "confirm_order", likely=_TO_CONFIRM, only=_TO_CONFIRM)
    if order is None:
        return []
    if order.state != "awaiting_confirmation":
        return _already(turn, order)
    person = turn.say_with_person(
        "utter_confirm_order", order_values(order), "confirm_order", cards=[order_card(turn, order)]
    )
    return [person, SlotSet("order_number", order.number)]


async def _buyer_confirms(turn: Turn) -> list[Event]:
    """A buyer confirms quotations; of an order, its state says whose turn it is."""
    if turn.word_slot("rfq_number") and not turn.entities.order_number:
        return await accept_quote(turn)
    order = await order_in_question(turn, "order_status", likely=_TO_CONFIRM)
    return say_order(turn, order) if order else []


def _already(turn: Turn, order: Order) -> list[Event]:
    turn.say("utter_confirmed_already", order_values(order), cards=[order_card(turn, order)])
    return [SlotSet("order_number", order.number)]


@action("action_ship_order", signed_in=True)
async def ship_order(turn: Turn) -> list[Event]:
    """Which order was shipped with which tracking number, and a person who enters it: this version does not."""
    if not turn.is_supplier:
        return [_suppliers_only(turn)]
    order = await order_in_question(turn, "ship_order", likely=_TO_SHIP[:2], only=_TO_SHIP)
    if order is None:
        return []
    focus = SlotSet("order_number", order.number)
    if order.state not in _TO_SHIP:
        turn.say("utter_ship_not_now", order_values(order), cards=[order_card(turn, order)])
        return [focus]
    tracking, carrier = turn.entities.word("tracking_number"), turn.entities.word("carrier")
    values = order_values(order) | {"tracking_number": tracking or "", "carrier": carrier or term("carrier.unknown")}
    response = "utter_ship_order" if tracking else "utter_ship_order_tracking"
    return [turn.say_with_person(response, values, "ship_order"), focus]


def _suppliers_only(turn: Turn) -> Event:
    return turn.say_with_person("utter_suppliers_only", {}, "become_supplier")
