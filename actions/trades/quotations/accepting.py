"""Accepts a quotation, which then becomes an order, or a counter-offer, whose terms then become those of the
quotation."""

from __future__ import annotations

from typing import Any

from actions.dialogue.events import Event, SlotSet
from actions.dialogue.referring import find_at_hand
from actions.dialogue.registry import HANDLERS, answers, reading
from actions.dialogue.turn import Turn
from actions.marketplace.base.records import WriteKey
from actions.marketplace.trades.orders.lifecycle import TO_CONFIRM
from actions.marketplace.trades.orders.records import OrderFilter
from actions.marketplace.trades.requests.records import CounterOffer, Quotation, Rfq
from actions.replies import Button, Value, button, quantity, term, text, unit_price
from actions.sourcing.at_hand.current_search import find_current_search
from actions.trades.quotations.bids import bids, find_prices
from actions.trades.quotations.cards import price_values, quotation_card, quotation_values, rfq_values
from actions.trades.quotations.which_quotation import (
    Pair,
    access_pair,
    find_own,
    find_quotations_called,
    find_received,
    is_asked,
    is_live,
)
from actions.trades.quotations.which_request import access_named

_LOOKED_AT = 50
SHOWN = 16
"""How many characters of the hash of the terms are in a button."""
_TAKES = frozenset(
    (
        *("affirm", "goodbye", "inform", "nlu_fallback", "out_of_scope", "contact_supplier", "compare_suppliers"),
        *("find_supplier", "check_quotes", "supplier_details", "request_quote", "ask_lead_time", "cancel_request"),
        "change_request",
    )
)
"""The intents of messages that take a quotation if their words say so."""
_AGREES = frozenset(("affirm", "inform", "nlu_fallback", "out_of_scope"))


@reading
async def confirms_a_counter(turn: Turn) -> list[Event] | None:
    """Reads a supplier's "confirm" as accepting the counter-offer that waits for it, if no order can be meant."""
    said = turn.intent == "confirm_order" and not turn.is_pressed and turn.task is None
    if not said or not turn.is_supplier or not await is_about_counter(turn):
        return None
    return await accept_quote(turn)


@reading
async def takes_a_quotation(turn: Turn) -> list[Event] | None:
    """Reads a wish to order, or to take what is offered, as accepting a quotation, while the buyer's request with
    quotations is talked about: "take them anyway", 就定快的那家. Asks before anything is ordered."""
    asked = turn.open_proposal  # an offer to ask the supplier something waits for no decision
    waits = asked is not None and asked["intent"] != "contact_supplier"
    if turn.is_pressed or turn.is_supplier or not turn.is_signed_in or turn.task is not None or waits:
        return None
    orders = turn.intent == "place_order" or ("takes" in turn.topics and turn.intent in _TAKES)
    others = turn.entities.has("product", "order_number", "quantity", "price", "date") or turn.asks or turn.provisos
    holds = turn.topics & {"takes_none", "supposes"} or turn.cues.stops or turn.denied
    if not orders or others or holds or find_current_search(turn) is not None:
        return None
    at_hand = find_at_hand(turn, "request")
    rfq = await access_named(turn, at_hand.number) if at_hand and at_hand.number else None
    if rfq is None:
        called = await _find_called(turn)  # "fine, we take yuyao"
        rfq = called[0] if len(called) == 1 else None
    if rfq is None or not any(map(is_live, rfq.quotations)):
        return None
    return await accept_quote(turn.as_wish("accept_quote").with_entities(rfq_number=rfq.number))


async def _find_called(turn: Turn) -> list[Rfq]:
    """Returns the open requests with a live quotation of a supplier that the message names."""
    rfqs = await turn.market.rfqs.list_rfqs(turn.account, states=("open",), limit=_LOOKED_AT)
    return [rfq for rfq in rfqs if any(map(is_live, find_quotations_called(turn, rfq)))]


@reading
async def a_price_instead_of_a_yes(turn: Turn) -> list[Event] | None:
    """Reads an answer with a price to the question whether to accept a quotation as a counter-offer at that price,
    unless it is the quoted price: "yes, at 24"."""
    asked = turn.open_proposal
    if (
        turn.is_pressed
        or turn.is_supplier
        or turn.task is not None
        or not (asked and asked["intent"] == "accept_quote")
    ):
        return None
    meant = asked["entities"].get("quotation")
    tells_them = turn.dictation.is_to_them or "counters" in turn.topics  # "tell them 6.10 and we can talk"
    if not (turn.intent in _AGREES or tells_them) or not meant or not find_prices(turn):
        return None
    return await accept_quote(turn.as_wish("accept_quote").with_entities(quotation=meant))


@answers("accept_quote", signed_in=True)
async def accept_quote(turn: Turn) -> list[Event]:
    """Shows the quotation or the counter-offer that the message means, with a button that accepts it.

    Only that button has the entity `sure`. With it, accepts the counter-offer, or accepts the quotation and makes an
    order. A supplier who accepts something means an order, unless a counter-offer waits.
    """
    if turn.is_supplier and not await is_about_counter(turn):
        return await HANDLERS["confirm_order"](turn)
    number = turn.entities.word("quotation")
    if turn.entities.flag("sure") and number:
        return await (_accept_counter if turn.entities.has("round") else _order)(turn, number)
    pair = await (
        find_own(turn, "accept_quote", is_asked, "utter_no_counter_waits")
        if turn.is_supplier
        else find_received(turn, "accept_quote")
    )
    if pair is None:
        return []
    rfq, quotation = pair
    turn.note("quotation", quotation.number)
    focus = SlotSet("rfq_number", rfq.number)
    offer = _find_offer(turn, quotation)
    if not turn.is_supplier and bids(turn, rfq, quotation, offer.unit_price if offer else quotation.unit_price):
        return await HANDLERS["negotiate_price"](turn.with_entities(quotation=quotation.number))
    is_asked_for = turn.is_pressed or number is not None or turn.cues.takes_up or turn.cues.agrees or turn.cues.assents
    if not (turn.is_supplier or is_asked_for):
        return await _show(turn, rfq, quotation)
    if offer is not None:
        return [_ask_about_counter(turn, rfq, quotation, offer), focus]
    if turn.is_supplier or turn.entities.has("round"):
        return [say_counter_over(turn, rfq, quotation), focus]
    return [_ask_to_order(turn, rfq, quotation), focus]


async def _show(turn: Turn, rfq: Rfq, quotation: Quotation) -> list[Event]:
    """Shows the quotation, or its supplier if the message asks about it, for a message that names a quotation and says
    nothing of taking it. Nothing is proposed, so that no "yes" accepts it."""
    if turn.asks or "profile" in turn.topics:
        await HANDLERS["supplier_details"](turn.with_entities(supplier_id=quotation.supplier.slug))
    turn.say("utter_own_quotation_price", {**rfq_values(rfq), **quotation_values(quotation)})
    return [SlotSet("rfq_number", rfq.number)]


async def is_about_counter(turn: Turn) -> bool:
    """Returns whether a supplier who accepts or declines something means a counter-offer. It does if a button names the
    counter-offer, or if one waits while the conversation is not about an order and no order waits for a
    confirmation."""
    if turn.entities.has("quotation", "round"):
        return True
    if turn.entities.order_number or turn.record.is_about("order"):
        return False
    pairs = await turn.market.rfqs.list_quotations(turn.account)
    if not any(is_asked(quotation) for _, quotation in pairs):
        return False
    about_request = turn.entities.rfq_number or turn.record.is_about("request")
    orders = await turn.market.orders.list_orders(turn.account, limit=1, wanted=OrderFilter(states=TO_CONFIRM))
    return bool(about_request or not orders.total)


def _find_offer(turn: Turn, quotation: Quotation) -> CounterOffer | None:
    """Returns the counter-offer that waits for this side. Returns None if there is none, or if the pressed button
    belongs to another one."""
    offer, shown = quotation.waiting, turn.entities.integer("round")
    if offer is None or (offer.side == "supplier") is turn.is_supplier or shown not in (None, offer.round):
        return None
    return offer


def counter_values(turn: Turn, rfq: Rfq, quotation: Quotation, offer: CounterOffer | None) -> dict[str, Value]:
    """Returns the facts of a counter-offer by the names that responses use. If there is no counter-offer, returns the
    facts of the quotation."""
    shown: dict[str, Value] = {
        **rfq_values(rfq),
        **quotation_values(quotation),
        "quoted": unit_price(quotation.unit_price, quotation.quantity.unit),
        "counterpart": text(rfq.buyer.name if turn.is_supplier else quotation.supplier.name),
        "state": term(f"standing.{quotation.standing}"),
    }
    return shown | price_values(offer.unit_price, offer.quantity) if offer else shown


def _no() -> Button:
    return button("button.not_yet", "deny", single_use=True)


def _ask_about_counter(turn: Turn, rfq: Rfq, quotation: Quotation, offer: CounterOffer) -> Event:
    """Asks once whether the reader accepts the terms of the counter-offer."""
    about: dict[str, Any] = {"quotation": quotation.number, "round": offer.round, "sure": True}
    yes = button("button.accept_counter_now", "accept_quote", single_use=True, **about)
    turn.say("utter_accept_counter", counter_values(turn, rfq, quotation, offer), buttons=[yes, _no()])
    return turn.propose("accept_quote", **about)


async def _accept_counter(turn: Turn, number: str) -> list[Event]:
    """Accepts the counter-offer, only once even if the turn is repeated. A buyer is then asked whether to order."""
    key = WriteKey(turn.context.message_id, "accept_counter")
    round_ = turn.entities.integer("round") or 0
    accepted = await turn.market.bargaining.accept_counter(turn.account, number, round_, key)
    pair = await access_pair(turn, number)
    if pair is None:
        return []
    rfq, quotation = pair
    focus = SlotSet("rfq_number", rfq.number)
    if not accepted:
        return [say_counter_over(turn, rfq, quotation), focus]
    shown = counter_values(turn, rfq, quotation, None)
    turn.done.append("accept_counter")
    if turn.is_supplier:
        turn.say("utter_counter_agreed_supplier", shown, buttons=[button("button.my_quotes", "my_quotes")])
        return [focus]
    order = _order_button(quotation, "button.order_now")
    turn.say("utter_counter_agreed", shown, buttons=[order, _no()])
    return [turn.propose("accept_quote", **order["entities"]), focus]


def say_counter_over(turn: Turn, rfq: Rfq, quotation: Quotation) -> Event:
    """Says that the counter-offer does not wait for an answer any more, and shows the present state of the
    quotation."""
    turn.say("utter_counter_over", counter_values(turn, rfq, quotation, None))
    return SlotSet("offer", None)


def _order_button(quotation: Quotation, label: str) -> Button:
    """Returns the button that makes the quotation an order, as long as its terms are the same as when the button was
    shown."""
    about: dict[str, Any] = {"quotation": quotation.number, "terms": quotation.terms[:SHOWN], "sure": True}
    return button(label, "accept_quote", single_use=True, **about)


def _ask_to_order(turn: Turn, rfq: Rfq, quotation: Quotation) -> Event:
    """Shows the total and all terms, and asks once whether the buyer wants to order at this quotation."""
    if not is_live(quotation) or rfq.state != "open":
        return _say_closed(turn, rfq, quotation)
    if quotation.is_below_minimum:
        return _say_below_minimum(turn, rfq, quotation)
    sure = _order_button(quotation, "button.accept_now")
    values = rfq_values(rfq) | quotation_values(quotation)
    turn.say("utter_accept_quote", values, buttons=[sure, _no()])
    return turn.propose("accept_quote", **sure["entities"])


def _say_below_minimum(turn: Turn, rfq: Rfq, quotation: Quotation) -> Event:
    """Says that the supplier quotes for a larger quantity than the buyer asked for, and proposes to offer the supplier
    that quantity at the quoted price."""
    assert quotation.moq is not None
    least = {"value": f"{quotation.moq.value:f}", "unit": quotation.moq.unit}
    price = {"amount": f"{quotation.unit_price.amount:f}", "currency": quotation.unit_price.currency}
    about: dict[str, Any] = {"quotation": quotation.number, "rfq_number": rfq.number, "price": price, "quantity": least}
    offer = button(term("button.offer_minimum", moq=quantity(quotation.moq)), "negotiate_price", **about)
    ask = button("button.contact_supplier", "contact_supplier", supplier_id=quotation.supplier.slug)
    values = rfq_values(rfq) | quotation_values(quotation) | {"moq": quantity(quotation.moq)}
    turn.say("utter_accept_below_minimum", values, buttons=[offer, ask])
    return turn.propose("negotiate_price", **about)


def _say_closed(turn: Turn, rfq: Rfq, quotation: Quotation) -> Event:
    """Says that the quotation is over, and offers to ask its supplier for another quotation."""
    values = rfq_values(rfq) | quotation_values(quotation) | {"state": term(f"standing.{quotation.standing}")}
    slug = quotation.supplier.slug
    ask = button("button.contact_supplier", "contact_supplier", supplier_id=slug)
    turn.say("utter_accept_closed", values, buttons=[ask])
    return turn.propose("contact_supplier", supplier_id=slug)


async def _order(turn: Turn, number: str) -> list[Event]:
    """Accepts the quotation, only once even if the turn is repeated. If its terms have changed since they were shown,
    asks again with the new terms."""
    key = WriteKey(turn.context.message_id, "accept_quote")
    terms = turn.entities.word("terms")
    order = await turn.market.quoting.accept_quotation(turn.account, number, key, terms)
    pair: Pair | None = await access_pair(turn, number)
    if pair is None:
        return []
    rfq, quotation = pair
    if order is None and is_live(quotation) and terms and not quotation.terms.startswith(terms):
        turn.say("utter_accept_changed", quotation_values(quotation), cards=[quotation_card(quotation)])
        return [_ask_to_order(turn, rfq, quotation), SlotSet("rfq_number", rfq.number)]
    if order is None and is_live(quotation) and rfq.state == "open" and quotation.is_below_minimum:
        return [_say_below_minimum(turn, rfq, quotation), SlotSet("rfq_number", rfq.number)]
    if order is None:
        return [_say_closed(turn, rfq, quotation)]
    values = rfq_values(rfq) | quotation_values(quotation) | {"order": order}
    turn.say("utter_quote_accepted", values, buttons=[button("button.see_order", "order_status", order_number=order)])
    return [SlotSet("order_number", order), SlotSet("rfq_number", rfq.number)]
