"""Asks suppliers for quotations, by a form of product, quantity, destination and a final "yes",
which creates the RFQ."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from rasa_sdk.events import FollowupAction, SlotSet

from actions.cues import corrects, is_question
from actions.dialogue.entities import (
    Amount,
    Entities,
    find_place_in_china,
    read_amount,
    read_day,
    read_destination,
    read_money,
    read_name,
)
from actions.dialogue.events import Event
from actions.dialogue.registry import action
from actions.dialogue.turn import Turn
from actions.marketplace.catalogue.records import Listing
from actions.marketplace.records import Quantity, WriteKey
from actions.marketplace.requests.records import NewRfq, Rfq
from actions.marketplace.search.records import SearchRequest
from actions.quotations.request_terms import describe_terms, read_terms
from actions.reading.form_answers import fill_slots
from actions.reading.form_questions import ask_once, forget_asked, was_asked
from actions.replies import Value, button, date, destination, one_after_another, quantity, text
from actions.sourcing.finding import read_plain_answer
from actions.sourcing.search_state import SearchState
from actions.sourcing.which_offer import find_offer_in_question

SLOTS = ("product", "quantity", "country", "confirmed", "quote_supplier", "terms", "request_files")
_LEAVING = frozenset(
    (
        "cancel",
        "human_handoff",
        "change_language",
        "order_status",
        "list_orders",
        "check_quotes",
        "payment_status",
        "report_problem",
        "send_file",
    )
)
"""The intents that are never an answer to the form: the contact wants something else."""
_LONGEST_ANSWER = 40


@action("action_request_quote", signed_in=True)
async def request_quote(turn: Turn) -> list[Event]:
    """Begins the form with what is already known."""
    if turn.is_supplier:
        turn.say("utter_quote_buyers_only", buttons=[button("button.leads", "view_leads")])
        return []
    known = await _collect_known(turn)
    forget_asked(turn)
    return [*(SlotSet(name, known.get(name)) for name in SLOTS), FollowupAction("quote_form")]


async def _collect_known(turn: Turn) -> dict[str, Any]:
    """Returns the slots that the message, its button, and the search before it already fill."""
    entities, search = turn.entities, SearchState.load(turn.slot("search"))
    supplier = entities.word("supplier_id")
    chosen = entities.has("product_id") or (turn.slot("product_id") is not None and not entities.products)
    offer = await find_offer_in_question(turn) if chosen else None
    amount = entities.quantity
    if amount is None and search and not entities.products:
        amount = search.amount
    product = next(iter(entities.products), None)
    if offer:
        product, supplier = _name_of(offer, turn), offer.supplier.slug
    elif product is None and search and search.text and supplier is None:
        product = search.text
    unit = (
        offer.moq.unit if offer else await _find_usual_unit(turn, product) if amount and amount.unit is None else None
    )
    carried = search if search and not entities.products else SearchState()
    carried_terms = {"incoterm": carried.incoterm, "port": carried.port} if carried.incoterm else {}
    return {
        "product": product,
        "quantity": _pack_quantity(amount, unit) if amount and (amount.unit or unit) else None,
        "country": _pack_destination(entities) or carried.destination,
        "quote_supplier": supplier,
        "terms": read_terms(turn, carried_terms),
    }


def _name_of(offer: Listing, turn: Turn) -> str:
    return offer.product.zh if turn.context.language == "zh" else offer.product.en


@action("validate_quote_form")
async def validate_quote_form(turn: Turn) -> list[Event]:
    """Sets the slots that the message fills: it answers the question, or corrects an earlier answer.

    When it answers nothing, no slot is set, and Rasa looks for a rule.
    """
    requested = turn.word_slot("requested_slot")  # this is None while the form begins, because Rasa clears it then
    answers = await _read_answers(turn, requested) if requested is None or _is_answer(turn, requested) else {}
    return fill_slots(turn, answers)


def _is_answer(turn: Turn, requested: str) -> bool:
    """Returns whether the message may be read as an answer, and is neither a wish of its own nor a
    question in passing."""
    if corrects(turn.text) and _has_correction(turn.entities):
        return True
    if turn.intent in _LEAVING:
        return False
    if turn.intent == "find_supplier" and requested != "product":
        return not turn.entities.products and _has_answer(turn.entities, requested)
    if turn.intent in ("inform", "request_quote", "affirm", "deny", "place_order", "find_supplier"):
        return True
    if turn.intent == "change_order":  # "no, 600 not 500"
        return not turn.entities.products
    if len(turn.text) > _LONGEST_ANSWER or is_question(turn.text):
        return False
    if read_terms(turn, {}) and not turn.entities.products:
        return True  # "by the end of March", "FOB please"
    if requested == "confirmed":
        return False  # a wish of its own must not rewrite a request that waits for its "yes"
    return requested == "product" or (not turn.entities.products and _has_answer(turn.entities, requested))


def _has_correction(entities: Entities) -> bool:
    """Returns whether a correction names something that the request holds, as in "no, I meant
    5,000"."""
    return entities.has("product", "quantity", "country", "incoterm", "price", "date") and not entities.has(
        "order_number", "rfq_number"
    )


def _has_answer(entities: Entities, requested: str) -> bool:
    """Returns whether the message holds what was asked for. "Ship to Ningbo" is then an answer,
    whatever it means by itself."""
    if requested == "country":
        return bool(entities.destination or entities.regions)
    return requested == "quantity" and entities.quantity is not None


async def _read_answers(turn: Turn, requested: str | None) -> dict[str, Any]:
    """Returns the slots that the message fills."""
    entities, found = turn.entities, dict[str, Any]()
    product = next(iter(entities.products), None) or (read_plain_answer(turn) if requested == "product" else None)
    if product:
        found["product"] = product
    if amount := entities.quantity:
        found["quantity"] = _pack_quantity(amount, await _find_usual_unit(turn, product or turn.word_slot("product")))
    if country := _pack_destination(entities) or (_pack_place_in_china(entities) if requested == "country" else None):
        found["country"] = country
    known = turn.slot("terms") or {}
    terms = read_terms(turn, known)
    if terms != known:
        found["terms"] = terms
    return found


def _pack_quantity(amount: Amount, unit: str | None) -> dict[str, Any]:
    """Returns the value of the slot `quantity`. It always has a unit: the product's own when none
    was said."""
    return {"value": str(amount.value), "unit": amount.unit or unit or "piece"}


async def _find_usual_unit(turn: Turn, product: str | None) -> str | None:
    """Returns the unit in which such a product is sold."""
    if not product:
        return None
    page = await turn.market.search.find_listings(SearchRequest(text=product, limit=1, kinds=0))
    return page.listings[0].moq.unit if page.listings else None


def _pack_destination(entities: Entities) -> dict[str, Any] | None:
    """Returns the value of the slot `country`; `read_destination` reads it again."""
    found = entities.destination
    return asdict(found) if found else None


def _pack_place_in_china(entities: Entities) -> dict[str, Any] | None:
    """Returns a Chinese city or province as the slot `country` holds it.

    Such a place is a destination only in an answer to "Where should it be delivered?"; elsewhere it
    is where goods come from.
    """
    found = find_place_in_china(entities.regions[0]) if entities.regions else None
    return asdict(found) if found else None


@action("action_ask_quote_form_product")
async def ask_quote_form_product(turn: Turn) -> list[Event]:
    return ask_once(turn, "product", "utter_quote_form_product", "utter_quote_form_product_again")


@action("action_ask_quote_form_quantity")
async def ask_quote_form_quantity(turn: Turn) -> list[Event]:
    return ask_once(turn, "quantity", "utter_quote_form_quantity", "utter_quote_form_quantity_again")


@action("action_ask_quote_form_country")
async def ask_quote_form_country(turn: Turn) -> list[Event]:
    return ask_once(turn, "country", "utter_quote_form_country", "utter_quote_form_country_again")


@action("action_ask_quote_form_confirmed")
async def ask_quote_form_confirmed(turn: Turn) -> list[Event]:
    """Repeats the request and asks for the final "yes". After a question in passing, it asks again
    without repeating the request."""
    buttons = [
        button("button.send_request", "affirm", single_use=True),
        button("button.do_not_send", "deny", single_use=True),
    ]
    if was_asked(turn, "confirmed"):
        return ask_once(turn, "confirmed", "utter_confirm_quote", "utter_confirm_quote_again", buttons=buttons)
    new = await _name_cities(turn, _build_request(turn))
    profile = await turn.market.suppliers.access_supplier(new.suppliers[0]) if new.suppliers else None
    values: dict[str, Value] = {"product": new.product, "quantity": quantity(new.quantity)}
    if new.destination:
        values["destination"] = destination(new.destination)
    if profile:
        values["supplier"] = text(profile.summary.name)
    terms = describe_terms(new)
    if terms:
        values["terms"] = one_after_another(terms)
        response = "utter_confirm_quote_terms_to" if profile else "utter_confirm_quote_terms"
    else:
        response = "utter_confirm_quote_to" if profile else "utter_confirm_quote"
    return ask_once(turn, "confirmed", response, "utter_confirm_quote_again", values, buttons=buttons)


async def _name_cities(turn: Turn, new: NewRfq) -> NewRfq:
    """Returns the request with its cities in both languages, as the RFQ will show them."""
    rfqs, where, port = turn.market.rfqs, new.destination, new.port
    return replace(
        new,
        destination=where and replace(where, city=await rfqs.translate_city(where.city)),
        port=port and await rfqs.translate_city(port),
    )


@action("action_submit_rfq", signed_in=True)
async def submit_rfq(turn: Turn) -> list[Event]:
    """Creates the RFQ, once for this message however often the turn is tried."""
    cleared = [SlotSet(name, None) for name in SLOTS]
    forget_asked(turn)
    if turn.is_supplier:  # the contact was a buyer when the form began
        turn.say("utter_quote_buyers_only", buttons=[button("button.leads", "view_leads")])
        return cleared
    if turn.slot("confirmed") is not True:
        turn.say("utter_quote_not_sent")
        return cleared
    key = WriteKey(turn.context.message_id, "create_rfq")
    rfq = await turn.market.rfqs.create_rfq(turn.account, _build_request(turn), key, turn.context.conversation)
    turn.say(
        "utter_quote_sent",
        _sent_values(rfq),
        buttons=[button("button.check_quotes", "check_quotes", rfq_number=rfq.number)],
    )
    if rfq.words == "held":
        turn.request_effect("words_held", number=rfq.number)
    return [*cleared, SlotSet("rfq_number", rfq.number)]


def _sent_values(rfq: Rfq) -> dict[str, Value]:
    return {
        "number": rfq.number,
        "product": text(rfq.product),
        "quantity": quantity(rfq.quantity),
        "due": date(rfq.due_on),
    }


def _build_request(turn: Turn) -> NewRfq:
    """Returns the request that the slots hold. The form has filled them by now."""
    amount = read_amount(turn.slot("quantity"))
    if amount is None or amount.unit is None:
        raise ValueError("the form left the quantity open")
    search = SearchState.load(turn.slot("search"))
    is_same = search is not None and search.text == turn.slot("product")
    supplier = turn.word_slot("quote_supplier")
    terms = turn.slot("terms") or {}
    price = read_money(terms.get("price"))
    return NewRfq(
        product=str(turn.slot("product")),
        quantity=Quantity(amount.value, amount.unit),
        destination=read_destination(turn.slot("country")),
        incoterm=terms.get("incoterm"),
        port=read_name(terms.get("port")),
        certifications=tuple(terms.get("certifications") or (search.certifications if search and is_same else ())),
        regions=search.regions if search and is_same else (),
        target_price=price or (search.limit if search and is_same else None),
        suppliers=(supplier,) if supplier else (),
        due_on=read_day(terms.get("due_on")),
        needed_by=read_day(terms.get("needed_by")),
    )
