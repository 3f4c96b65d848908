"""Reports an order as shipped, by a form of tracking number, carrier and a final "yes", which
records the shipment."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk.events import FollowupAction, SlotSet

from actions.dialogue.events import Event
from actions.dialogue.history import leave_form
from actions.dialogue.refusals import say_suppliers_only
from actions.dialogue.registry import action
from actions.dialogue.turn import Turn
from actions.marketplace.errors import NotFound
from actions.marketplace.orders.carriers import carrier_names, find_carrier
from actions.marketplace.orders.lifecycle import TO_SHIP
from actions.marketplace.orders.records import Order, OrderState
from actions.marketplace.orders.tracking import read_tracking_number
from actions.marketplace.records import WriteKey
from actions.marketplace.requests.held_words import find_in
from actions.orders.cards import order_card, order_values
from actions.orders.which_order import find_order_in_question
from actions.reading.form_answers import fill_slots, may_answer, plain_words, yes_or_no
from actions.reading.form_questions import ask_once, forget_asked
from actions.replies import Value, button, code, person_button, text

SLOTS = ("tracking_number", "carrier", "confirmed")
_LIKELY: tuple[OrderState, ...] = ("ready_to_ship", "in_production")
_CODE = re.compile(r"(?<![A-Za-z0-9-])(?!ORD|RFQ|QUO)[A-Za-z]{0,6}-?\d[\dA-Za-z-]{4,28}(?![A-Za-z0-9-])", re.I)
_LONG_NUMBER = re.compile(r"\d(?:[\s.-]?\d){7}")
_TRACKING_WORDS = re.compile(r"track\w*|waybill|awb|b/?l\b|number|no\.?|单号|运单|提单|号码|快递|物流", re.I)


@action("action_ship_order", signed_in=True)
async def ship_order(turn: Turn) -> list[Event]:
    """Begins the form with what the message already says."""
    if not turn.is_supplier:
        return [say_suppliers_only(turn)]
    choosing = (turn.open_choice or {}).get("intent") == "ship_order"
    found = _read_shipment(turn, None)
    for name in SLOTS[:2]:  # they are stored while the contact chooses the order
        turn.note(name, found.get(name) or (turn.slot(name) if choosing else None))
    order = await find_order_in_question(turn, "ship_order", likely=_LIKELY, only=TO_SHIP)
    if order is None:
        return []
    focus = SlotSet("order_number", order.number)
    if order.state not in TO_SHIP:
        turn.say("utter_ship_not_now", order_values(order), cards=[order_card(turn, order)])
        return [focus, *_clear_slots(turn)]
    forget_asked(turn)
    return [focus, SlotSet("confirmed", None), FollowupAction("ship_form")]


def _read_shipment(turn: Turn, requested: str | None) -> dict[str, Any]:
    """Returns the tracking number and the carrier that the message names.

    Words that are no known carrier or tracking number are not taken, because the buyer would read
    them as words of Caravan. The contact is told so and offered a person. When the words hold
    contact or bank details, the gateway is asked to have a person look at them.
    """
    read = {
        "tracking_number": (_find_tracking_words(turn, requested), read_tracking_number, "utter_ship_tracking_unknown"),
        "carrier": (_find_carrier_words(turn, requested), find_carrier, "utter_ship_carrier_unknown"),
    }
    found = {name: (words, find(words), sorry) for name, (words, find, sorry) in read.items() if words}
    unread = {name: (words, sorry) for name, (words, known, sorry) in found.items() if known is None}
    if any(_has_contact_details(name, words) for name, (words, _) in unread.items()):
        turn.request_effect("words_refused")
    else:
        for _, sorry in unread.values():
            turn.say(sorry, buttons=[person_button("ship_order")])
    return {name: known for name, (_, known, _) in found.items()}


def _find_tracking_words(turn: Turn, requested: str | None) -> str | None:
    """Returns the words that may be a tracking number: the whole answer, what the NLU found, or
    what looks like a code."""
    if requested == "tracking_number" and (read_tracking_number(turn.text) or _LONG_NUMBER.search(turn.text)):
        return turn.entities.word("tracking_number") or turn.text
    return turn.entities.word("tracking_number") or _find_code(turn, requested)


def _find_carrier_words(turn: Turn, requested: str | None) -> str | None:
    if word := turn.entities.word("carrier"):
        return word
    return turn.text if requested == "carrier" and (plain_words(turn) or find_carrier(turn.text)) else None


def _has_contact_details(name: str, value: str) -> bool:
    """Returns whether the words hold bank details or an invitation to leave the platform.

    In a tracking number, telephone numbers are ignored: every tracking number looks like one.
    """
    kinds = {finding.kind for finding in find_in(value)}
    return bool(kinds - {"phone"} if name == "tracking_number" else kinds)


def _find_code(turn: Turn, requested: str | None) -> str | None:
    """Returns what looks like a tracking number, if the message can be expected to hold one."""
    expected = requested == "tracking_number" or turn.entities.has("carrier") or _TRACKING_WORDS.search(turn.text)
    found = _CODE.search(turn.text) if expected and not turn.entities.has("quantity", "price") else None
    return found[0] if found else None


@action("validate_ship_form")
async def validate_ship_form(turn: Turn) -> list[Event]:
    return fill_slots(turn, _read_shipment(turn, turn.word_slot("requested_slot")) if may_answer(turn) else {})


@action("action_ask_ship_form_tracking_number", signed_in=True)
async def ask_tracking_number(turn: Turn) -> list[Event]:
    order = await _access_order(turn)
    if order is None:
        return _say_gone(turn)
    again = "utter_ship_tracking_again"
    return ask_once(turn, "tracking_number", "utter_ship_tracking", again, order_values(order))


@action("action_ask_ship_form_carrier")
async def ask_carrier(turn: Turn) -> list[Event]:
    return ask_once(turn, "carrier", "utter_ship_carrier", "utter_ship_carrier_again")


@action("action_ask_ship_form_confirmed", signed_in=True)
async def ask_ship_confirmed(turn: Turn) -> list[Event]:
    order = await _access_order(turn)
    if order is None:
        return _say_gone(turn)
    carrier, tracking = _read_slots(turn)
    if carrier is None or tracking is None:
        return [SlotSet("tracking_number", tracking), SlotSet("carrier", carrier), FollowupAction("ship_form")]
    buttons = yes_or_no("button.record", "button.do_not_report")
    again = "utter_ship_confirm_again"
    return ask_once(turn, "confirmed", "utter_ship_confirm", again, _values(turn, order), buttons=buttons)


@action("action_record_shipment", signed_in=True)
async def record_shipment(turn: Turn) -> list[Event]:
    """Records the shipment, once for this message however often the turn is tried."""
    cleared = _clear_slots(turn)
    order = await _access_order(turn)
    if order is None:
        return [*_say_gone(turn), *cleared]
    if turn.slot("confirmed") is not True:
        turn.say("utter_ship_not_recorded")
        return cleared
    carrier, tracking = _read_slots(turn)
    if carrier is None or tracking is None:
        return [
            *cleared,
            SlotSet("tracking_number", tracking),
            SlotSet("carrier", carrier),
            FollowupAction("ship_form"),
        ]
    key = WriteKey(turn.context.message_id, "ship_order")
    changed = await turn.market.fulfilment.ship_order(turn.account, order.number, carrier, tracking, key)
    order = await turn.market.orders.access_order(turn.account, order.number)
    response = "utter_order_shipped_now" if changed else "utter_ship_not_now"
    turn.say(response, _values(turn, order), cards=[order_card(turn, order)])
    return cleared


def _read_slots(turn: Turn) -> tuple[str | None, str | None]:
    """Returns the carrier and the tracking number of the form.

    Either is None when the slot holds something else: an older version of the form accepted any
    words.
    """
    return find_carrier(str(turn.slot("carrier"))), read_tracking_number(str(turn.slot("tracking_number")))


def _values(turn: Turn, order: Order) -> dict[str, Value]:
    carrier = text(carrier_names(str(turn.slot("carrier"))))
    return {**order_values(order), "carrier": carrier, "tracking_number": code(str(turn.slot("tracking_number")))}


async def _access_order(turn: Turn) -> Order | None:
    """Returns the order that the form is about, or None when the contact has meanwhile signed in as
    somebody else."""
    number = turn.word_slot("order_number")
    if number is None or not turn.is_supplier:
        return None
    try:
        return await turn.market.orders.access_order(turn.account, number)
    except NotFound:
        return None


def _say_gone(turn: Turn) -> list[Event]:
    """Says that there is no order to ship, and leaves the form."""
    turn.say("utter_no_order_to_ship", buttons=[button("button.my_orders", "list_orders")])
    return leave_form(turn.tracker)


def _clear_slots(turn: Turn) -> list[Event]:
    forget_asked(turn)
    return [SlotSet(name, None) for name in SLOTS]
