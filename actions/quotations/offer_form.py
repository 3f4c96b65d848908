"""Quotes for a buying request, by a form of unit price, lead time, Incoterm and a final "yes",
which sends the quotation."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk.events import FollowupAction, SlotSet

from actions.cues import corrects, ordinals
from actions.dialogue.entities import pack_name, read_day, read_money, read_name
from actions.dialogue.events import Event
from actions.dialogue.history import leave_form
from actions.dialogue.refusals import say_suppliers_only
from actions.dialogue.registry import action
from actions.dialogue.turn import Turn
from actions.marketplace.errors import NotFound
from actions.marketplace.records import Money, WriteKey
from actions.marketplace.requests.held_words import find_in
from actions.marketplace.requests.records import NewQuotation, Rfq
from actions.marketplace.requests.terms import QUOTATION_VALIDITY
from actions.quotations.bargaining import negotiate_price
from actions.quotations.cards import rfq_values
from actions.quotations.leads import find_leads_for, view_leads
from actions.reading.form_answers import bare_number, fill_slots, may_answer, yes_or_no
from actions.reading.form_questions import ask_once, forget_asked
from actions.reading.periods import read_deadline, read_duration
from actions.replies import Value, button, date, days, incoterm, money, text, unit_price
from trade.incoterms import incoterms

SLOTS = ("unit_price", "lead_days", "incoterm", "port", "valid_until", "confirmed")
_INCOTERM = re.compile(rf"(?<![a-z])({'|'.join(incoterms())})(?![a-z])", re.I)
_DECIMAL = re.compile(r"(?<![\d.,])\d{1,6}\.\d{1,4}(?![\d.])")
_PARTS = re.compile(r"[,，;；。]\s*")
_VALID = re.compile(r"\bvalid\w*|\bexpir\w*|\bgood (?:until|till)|有效", re.I)


@action("action_submit_quote", signed_in=True)
async def submit_quote(turn: Turn) -> list[Event]:
    """Begins the form with what is already known. A buyer who names a price is bargaining."""
    if not turn.is_supplier and turn.is_signed_in and turn.entities.has("price"):
        return await negotiate_price(turn)
    if not turn.is_supplier:
        return [say_suppliers_only(turn)]
    lead = await _find_lead_in_question(turn)
    if lead is None:
        return []
    focus = SlotSet("rfq_number", lead.number)
    if lead.state != "open" or lead.due_on < turn.today:
        turn.say("utter_lead_closed", rfq_values(lead), buttons=[button("button.leads", "view_leads")])
        return [focus]
    before = {name: turn.slot(name) for name in SLOTS[:-1]} if turn.has_just_run("action_submit_quote") else {}
    known = (
        {"incoterm": lead.incoterm, "port": pack_name(lead.port)}
        | {name: value for name, value in before.items() if value}
        | _read_quotation(turn, None, lead)
    )
    forget_asked(turn)
    return [focus, *(SlotSet(name, known.get(name)) for name in SLOTS), FollowupAction("quotation_form")]


async def _find_lead_in_question(turn: Turn) -> Rfq | None:
    """Returns the request that is named by number or goods, the only one, or the one talked about.

    Returns None after showing the open requests, when none of these decides.
    """
    product = next(iter(turn.entities.products), None)
    found = await find_leads_for(turn, product) if product and not turn.entities.rfq_number else ()
    leads = found or await turn.market.rfqs.list_open_leads(turn.account, limit=2)
    number = turn.entities.rfq_number or _find_pointed_at(turn) or (None if found else turn.word_slot("rfq_number"))
    if number is None and len(leads) == 1:
        return leads[0]
    if number is None:
        for name, value in _read_quotation(turn, None, None).items():
            turn.note(name, value)
        await view_leads(turn)
        return None
    try:
        return await turn.market.rfqs.access_rfq(turn.account, number)
    except NotFound:
        turn.say("utter_rfq_not_found", {"number": number}, buttons=[button("button.leads", "view_leads")])
        return None


def _find_pointed_at(turn: Turn) -> str | None:
    """Returns the request in the list just shown that "the first one" means."""
    choice = turn.open_choice
    if choice is None or choice["entity"] != "rfq_number":
        return None
    pointed_at = ordinals(turn.text, len(choice["values"]))
    return str(choice["values"][pointed_at[0]]) if pointed_at else None


def _read_quotation(turn: Turn, requested: str | None, lead: Rfq | None) -> dict[str, Any]:
    """Returns the terms that the message names. A bare number answers the question that was
    asked."""
    found = dict[str, Any]()
    number = bare_number(turn.text)
    currency = lead.target_price.currency if lead and lead.target_price else "USD"
    if price := turn.entities.price or (requested == "unit_price" and number and read_money(number)):
        has_currency = turn.entities.has("price")
        found["unit_price"] = {"amount": str(price.amount), "currency": price.currency if has_currency else currency}
    elif corrected := _read_corrected_price(turn):
        found["unit_price"] = corrected
    if requested == "lead_days" and number and number.isdecimal():
        found["lead_days"] = int(number)
    elif lead_days := read_duration(_select_parts(turn.text, False)):
        found["lead_days"] = lead_days
    code = turn.entities.incoterm or _find_incoterm(turn.text)
    if code in incoterms():
        buyers_port = lead.port if lead and lead.incoterm == code else None
        named = turn.entities.port
        if named is None or find_in(named.en, named.zh):
            named = buyers_port
        found |= {"incoterm": code, "port": pack_name(named)}
    if _VALID.search(turn.text) and (day := _read_validity(turn)):
        found["valid_until"] = day
    return found


def _read_corrected_price(turn: Turn) -> dict[str, str] | None:
    """Returns the price that a correction such as "No, 3.30" holds: a number with decimals, in the
    currency said before."""
    number, before = _DECIMAL.search(turn.text), turn.slot("unit_price")
    if not isinstance(before, dict) or number is None or not corrects(turn.text):
        return None
    return {**before, "amount": number[0]}


def _find_incoterm(words: str) -> str | None:
    found = _INCOTERM.search(words)
    return found[1].upper() if found else None


def _select_parts(sentence: str, of_validity: bool) -> str:
    """Returns the parts of the sentence that speak of the quotation's validity, or the other
    parts."""
    return ", ".join(part for part in _PARTS.split(sentence) if bool(_VALID.search(part)) is of_validity)


def _read_validity(turn: Turn) -> str | None:
    """Returns the ISO date until which the quotation shall be valid: the first day to come, or the
    end of a stretch of time."""
    coming = [day for day in turn.entities.days if day > turn.today]
    day = min(coming) if coming else read_deadline(_select_parts(turn.text, True), turn.today)
    return day.isoformat() if day else None


@action("validate_quotation_form")
async def validate_quotation_form(turn: Turn) -> list[Event]:
    requested = turn.word_slot("requested_slot")
    needs_currency = requested == "unit_price" and bare_number(turn.text) is not None
    lead = await _access_lead(turn) if needs_currency else None
    return fill_slots(turn, _read_quotation(turn, requested, lead) if may_answer(turn) else {})


@action("action_ask_quotation_form_unit_price", signed_in=True)
async def ask_unit_price(turn: Turn) -> list[Event]:
    lead = await _access_lead(turn)
    if lead is None:
        return _say_gone(turn)
    values = {**rfq_values(lead), "buyer": text(lead.buyer.name)}
    response = "utter_quotation_price_changed" if lead.quotations else "utter_quotation_price"
    return ask_once(turn, "unit_price", response, "utter_quotation_price_again", values)


@action("action_ask_quotation_form_lead_days")
async def ask_lead_days(turn: Turn) -> list[Event]:
    return ask_once(turn, "lead_days", "utter_quotation_days", "utter_quotation_days_again")


@action("action_ask_quotation_form_incoterm")
async def ask_incoterm(turn: Turn) -> list[Event]:
    return ask_once(turn, "incoterm", "utter_quotation_incoterm", "utter_quotation_incoterm_again")


@action("action_ask_quotation_form_confirmed", signed_in=True)
async def ask_quotation_confirmed(turn: Turn) -> list[Event]:
    """Shows the quotation as it will be sent, and asks the final question."""
    lead = await _access_lead(turn)
    if lead is None:
        return _say_gone(turn)
    return ask_once(
        turn,
        "confirmed",
        "utter_quotation_confirm",
        "utter_quotation_confirm_again",
        _values(turn, lead),
        buttons=yes_or_no("button.send_quotation", "button.do_not_send"),
    )


@action("action_send_quotation", signed_in=True)
async def send_quotation(turn: Turn) -> list[Event]:
    """Sends the quotation, once for this message however often the turn is tried."""
    cleared = [SlotSet(name, None) for name in SLOTS]
    forget_asked(turn)
    lead = await _access_lead(turn)
    if lead is None:
        return [*_say_gone(turn), *cleared]
    if turn.slot("confirmed") is not True:
        turn.say("utter_quotation_not_sent")
        return cleared
    key = WriteKey(turn.context.message_id, "submit_quote")
    number = await turn.market.quoting.submit_quotation(turn.account, lead.number, _build_quotation(turn), key)
    if number is None:
        turn.say("utter_lead_closed", rfq_values(lead), buttons=[button("button.leads", "view_leads")])
        return cleared
    more = [button("button.leads", "view_leads")]
    turn.say("utter_quotation_sent", {**_values(turn, lead), "quotation": number}, buttons=more)
    return cleared


def _build_quotation(turn: Turn) -> NewQuotation:
    """Returns the quotation that the slots hold. The form has filled them by now."""
    price = read_money(turn.slot("unit_price"))
    if price is None:
        raise ValueError("the form left the price open")
    return NewQuotation(
        price,
        int(turn.slot("lead_days")),
        str(turn.slot("incoterm")),
        read_day(turn.slot("valid_until")),
        read_name(turn.slot("port")),
    )


def _values(turn: Turn, lead: Rfq) -> dict[str, Value]:
    new = _build_quotation(turn)
    total = Money((new.unit_price.amount * lead.quantity.value).normalize(), new.unit_price.currency)
    return {
        **rfq_values(lead),
        "buyer": text(lead.buyer.name),
        "price": unit_price(new.unit_price, lead.quantity.unit),
        "lead_time": days(new.lead_time_days),
        "incoterm": incoterm(new.incoterm, new.port),
        "valid_until": date(new.valid_until or turn.today + QUOTATION_VALIDITY),
        "total": money(Money(total.amount.quantize(new.unit_price.amount), total.currency)),
    }


async def _access_lead(turn: Turn) -> Rfq | None:
    """Returns the request that the form is about, or None when the contact has meanwhile signed in
    as somebody else."""
    number = turn.word_slot("rfq_number")
    if number is None or not turn.is_supplier:
        return None
    try:
        return await turn.market.rfqs.access_rfq(turn.account, number)
    except NotFound:
        return None


def _say_gone(turn: Turn) -> list[Event]:
    """Says that there is nothing to quote for, and leaves the form."""
    turn.say("utter_no_leads", buttons=[button("button.leads", "view_leads")])
    return leave_form(turn.tracker)
