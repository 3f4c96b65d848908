"""Answers greetings, help, "yes", "no", bare values and "never mind", which depend on the contact
and on what was said before."""

from __future__ import annotations

from rasa_sdk.events import ActiveLoop, SlotSet

from actions.cues import acknowledges, confirms
from actions.dialogue.abilities import list_abilities
from actions.dialogue.events import Event
from actions.dialogue.registry import action, answer_question
from actions.dialogue.signing_in import answer_waiting
from actions.dialogue.turn import Turn
from actions.orders.confirming import confirm_order
from actions.orders.shipping import SLOTS as SHIPPING_SLOTS
from actions.orders.shipping import ship_order
from actions.orders.status import order_status
from actions.quotations.offer_form import SLOTS as QUOTATION_SLOTS
from actions.quotations.offer_form import submit_quote
from actions.quotations.received import check_quotes
from actions.quotations.request_form import SLOTS
from actions.reading.clarify import not_understood
from actions.sourcing.finding import find_supplier, narrow
from actions.sourcing.products import ask_price
from actions.sourcing.suppliers import supplier_details
from actions.support.lost import follow_up


@action("action_greet")
async def greet(turn: Turn) -> list[Event]:
    if turn.is_signed_in:
        answered = await answer_waiting(turn)
        if answered is not None:
            return answered
    name = turn.context.name or turn.context.account or ""
    turn.say(f"utter_greet_{turn.context.role}", {"name": name} if name else {}, buttons=list_abilities(turn))
    return []


@action("action_help")
async def give_help(turn: Turn) -> list[Event]:
    turn.say(f"utter_help_{turn.context.role}", buttons=list_abilities(turn))
    return []


@action("action_affirm")
async def affirm(turn: Turn) -> list[Event]:
    """Does what the bot proposed last.

    Without a proposal, a supplier's "confirm" is about an order and a buyer's about a quotation.
    Any other "yes" is answered with what the contact can do here.
    """
    proposal = turn.open_proposal
    if proposal and (proposal.get("asked", True) or not acknowledges(turn.text)):
        return [SlotSet("offer", None), *await answer_question(turn, proposal)]
    answered = await answer_waiting(turn)
    if answered is None and confirms(turn.text) and (turn.is_supplier or turn.word_slot("rfq_number")):
        return await confirm_order(turn)
    if answered is None:
        turn.say("utter_affirm", buttons=list_abilities(turn))
    return answered or []


@action("action_deny")
async def deny(turn: Turn) -> list[Event]:
    """Drops the proposal that the bot made; without one, reads the message as a follow-up to the
    search."""
    if turn.open_proposal:
        turn.say("utter_offer_declined", buttons=list_abilities(turn)[:2])
        return [SlotSet("offer", None)]
    narrowed = await narrow(turn)
    if narrowed is None:
        turn.say("utter_deny", buttons=list_abilities(turn))
    return narrowed or []


@action("action_cancel")
async def cancel(turn: Turn) -> list[Event]:
    """Leaves the form, forgets the search, and withdraws a request for a person that is still
    waiting."""
    turn.say("utter_cancelled", buttons=list_abilities(turn))
    turn.request_effect("withdraw_handoff")
    return [
        ActiveLoop(None),
        *(
            SlotSet(name, None)
            for name in (
                "requested_slot",
                "asked",
                "search",
                "offer",
                "choice",
                "waiting",
                *SLOTS,
                *SHIPPING_SLOTS,
                *QUOTATION_SLOTS,
            )
        ),
    ]


@action("action_inform")
async def inform(turn: Turn) -> list[Event]:
    """Answers a message of bare values, such as "5000 pcs" or "Hamburg". What it asks for depends on
    the kind of value and on what the conversation is about."""
    entities = turn.entities
    if turn.is_supplier and entities.has("tracking_number"):
        return await ship_order(turn)
    if entities.order_number:
        return await order_status(turn.with_entities(order_number=entities.order_number))
    if entities.rfq_number:
        return await (submit_quote(turn) if turn.is_supplier else check_quotes(turn))
    if entities.products:
        return await find_supplier(turn)
    if entities.has("company"):
        return await supplier_details(turn)
    return await _answer_bare_values(turn)


async def _answer_bare_values(turn: Turn) -> list[Event]:
    """Takes a quantity, a price or a place as a change of the search, or as a question about the
    product talked about."""
    if turn.entities.has("quantity") and turn.slot("product_id") is not None:
        return await ask_price(turn)
    understood = await follow_up(turn)
    if understood is not None:
        return understood
    if turn.entities.regions and not turn.is_supplier:
        return await find_supplier(turn)
    if turn.entities:
        turn.say("utter_inform", buttons=list_abilities(turn))
        return []
    return not_understood(turn, list_abilities(turn))
