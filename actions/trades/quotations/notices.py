"""Turns notices about a buying request and its quotations into the replies that the two sides read. Each reply shows a
card with buttons for the reader's next steps."""

from __future__ import annotations

from actions.marketplace import Marketplace, NotFound
from actions.marketplace.base.outbox import Notice
from actions.marketplace.base.records import Money
from actions.marketplace.trades.requests.notices import (
    COUNTER_ACCEPTED,
    COUNTER_DECLINED,
    COUNTER_OFFER,
    COUNTER_REMINDER,
    COUNTER_UNANSWERED,
    LEAD,
    QUOTATION,
    QUOTATION_DECLINED,
    QUOTATION_EXPIRED,
    QUOTATION_REFUSED,
    QUOTATION_REVISED,
    QUOTATION_STANDS,
    QUOTATION_WITHDRAWN,
    QUOTATIONS_IN,
    REQUEST_CHANGED,
    REQUEST_CLOSED,
    REQUEST_DECLINED,
    REQUEST_EXPIRED,
    REQUEST_REMINDER,
    REQUEST_WITHDRAWN,
    SUPPLIERS_SILENT,
)
from actions.marketplace.trades.requests.records import CounterOffer, Quotation, Rfq
from actions.replies import (
    Button,
    Card,
    Reply,
    Value,
    button,
    card,
    date,
    number,
    one_after_another,
    reply,
    search_button,
    term,
    text,
    unit_price,
)
from actions.trades.quotations.cards import (
    answer_buttons,
    lead_buttons,
    lead_card,
    own_quotation_card,
    price_values,
    quotation_card,
    quotation_values,
    rfq_values,
)


async def say_lead(market: Marketplace, notice: Notice) -> Reply:
    rfq = await _access_rfq(market, notice)
    return _reply("utter_notice_lead", _values(rfq), lead_card(rfq), *lead_buttons(rfq))


async def say_request_changed(market: Marketplace, notice: Notice) -> Reply:
    rfq = await _access_rfq(market, notice)
    return _reply("utter_notice_request_changed", _values(rfq), lead_card(rfq), *lead_buttons(rfq))


async def say_request_withdrawn(market: Marketplace, notice: Notice) -> Reply:
    rfq = await _access_rfq(market, notice)
    return _reply("utter_notice_request_withdrawn", _values(rfq), lead_card(rfq), button("button.leads", "view_leads"))


async def say_request_declined(market: Marketplace, notice: Notice) -> Reply:
    """Tells a buyer that a supplier does not quote, unless that supplier has quoted in the meantime."""
    rfq = await _access_rfq(market, notice)
    refusal = next((each for each in rfq.refusals if each.slug == notice.payload["supplier"]), None)
    if refusal is None:
        raise NotFound(rfq.number)
    values: dict[str, Value] = {"supplier": text(refusal.supplier)}
    if refusal.reason:
        values["reason"] = term("note.words", words=refusal.reason)
    response = "utter_notice_request_declined_because" if refusal.reason else "utter_notice_request_declined"
    steps = (_compare(rfq), _search_for(rfq)) if rfq.quotations else (_search_for(rfq),)
    return _say(response, rfq, *steps, values=values)


async def say_quotation(market: Marketplace, notice: Notice) -> Reply:
    return await _say_quotation("utter_notice_quotation", market, notice)


async def say_quotation_revised(market: Marketplace, notice: Notice) -> Reply:
    return await _say_quotation("utter_notice_quotation_revised", market, notice)


async def _say_quotation(response: str, market: Marketplace, notice: Notice) -> Reply:
    rfq, quotation = await _access_both(market, notice)
    check = button("button.check_quotes", "check_quotes", rfq_number=rfq.number)
    values = {**_values(rfq), **quotation_values(quotation)}
    return _reply(response, values, _card(rfq, quotation), *answer_buttons(quotation, "buyer"), check)


async def say_quotation_declined(market: Marketplace, notice: Notice) -> Reply:
    return await _say_lost("utter_notice_quotation_declined", market, notice)


async def say_quotation_refused(market: Marketplace, notice: Notice) -> Reply:
    return await _say_lost("utter_notice_quotation_refused", market, notice)


async def _say_lost(response: str, market: Marketplace, notice: Notice) -> Reply:
    rfq, quotation = await _access_both(market, notice)
    values = {**_values(rfq), **quotation_values(quotation)}
    more = button("button.leads", "view_leads"), button("button.my_quotes", "my_quotes")
    return _reply(response, values, _card(rfq, quotation), *more)


async def say_quotation_withdrawn(market: Marketplace, notice: Notice) -> Reply:
    rfq, quotation = await _access_both(market, notice)
    check = button("button.check_quotes", "check_quotes", rfq_number=rfq.number)
    values = {**_values(rfq), **quotation_values(quotation)}
    return _reply("utter_notice_quotation_withdrawn", values, _card(rfq, quotation), check)


async def say_counter_offer(market: Marketplace, notice: Notice) -> Reply:
    """Tells the reader of the other side's counter-offer, and compares it with the reader's own limit, which nobody
    else learns."""
    rfq, quotation = await _access_both(market, notice)
    side, offer = _find_last_round(rfq, quotation)
    values = _counter_values(rfq, quotation, offer)
    limit = await market.bargaining.find_limit(notice.account, quotation.number)
    price = offer.unit_price if offer else quotation.unit_price
    within = limit is not None and (price.amount <= limit if side == "buyer" else price.amount >= limit)
    if limit is not None and within:
        values["limit"] = unit_price(Money(limit, price.currency), quotation.quantity.unit)
    response = "utter_notice_counter_offer_within" if within else "utter_notice_counter_offer"
    return _reply(response, values, _card(rfq, quotation), *_go_on(rfq, quotation))


async def say_counter_accepted(market: Marketplace, notice: Notice) -> Reply:
    rfq, quotation = await _access_both(market, notice)
    values = _counter_values(rfq, quotation, None)
    return _reply("utter_notice_counter_accepted", values, _card(rfq, quotation), *_go_on(rfq, quotation))


async def say_counter_declined(market: Marketplace, notice: Notice) -> Reply:
    rfq, quotation = await _access_both(market, notice)
    values = _counter_values(rfq, quotation, None)
    return _reply("utter_notice_counter_declined", values, _card(rfq, quotation), *_go_on(rfq, quotation))


async def say_counter_reminder(market: Marketplace, notice: Notice) -> Reply:
    """Reminds the reader of the other side's counter-offer, unless it was answered in the meantime."""
    rfq, quotation = await _access_both(market, notice)
    _, offer = _find_last_round(rfq, quotation)
    if offer is None or offer.state != "open":
        raise NotFound(quotation.number)
    values = _counter_values(rfq, quotation, offer)
    return _reply("utter_notice_counter_reminder", values, _card(rfq, quotation), *_go_on(rfq, quotation))


async def say_counter_unanswered(market: Marketplace, notice: Notice) -> Reply:
    """Tells the reader that its counter-offer has no answer yet, unless there is one in the meantime."""
    rfq, quotation = await _access_both(market, notice)
    waiting = next((each for each in quotation.rounds if each.state == "open"), None)
    if waiting is None:
        raise NotFound(quotation.number)
    values = _counter_values(rfq, quotation, waiting)
    return _reply("utter_notice_counter_unanswered", values, _card(rfq, quotation), *_go_on(rfq, quotation))


def _find_last_round(rfq: Rfq, quotation: Quotation) -> tuple[str, CounterOffer | None]:
    """Returns the side of the reader, and the other side's latest offer."""
    side = "buyer" if rfq.recipients is not None else "supplier"
    made = [offer for offer in quotation.rounds if offer.side != side and offer.state != "quoted"]
    return side, made[-1] if made else None


def _counter_values(rfq: Rfq, quotation: Quotation, offer: CounterOffer | None) -> dict[str, Value]:
    is_buyer = rfq.recipients is not None
    values = {
        **_values(rfq),
        **quotation_values(quotation),
        "counterpart": text(quotation.supplier.name if is_buyer else rfq.buyer.name),
        "quoted": unit_price(quotation.unit_price, quotation.quantity.unit),
    }
    return values | price_values(offer.unit_price, offer.quantity) if offer else values


def _go_on(rfq: Rfq, quotation: Quotation) -> list[Button]:
    """Returns the buttons for the next steps of the reader of a notice about a quotation."""
    is_buyer = rfq.recipients is not None
    see = (
        button("button.check_quotes", "check_quotes", rfq_number=rfq.number)
        if is_buyer
        else button("button.my_quotes", "my_quotes")
    )
    answers = answer_buttons(quotation, "buyer" if is_buyer else "supplier")
    return [*answers, see]


def _card(rfq: Rfq, quotation: Quotation) -> Card:
    """Returns the card that shows the quotation to its reader, without buttons, because the notice has them."""
    shown = quotation_card(quotation) if rfq.recipients is not None else own_quotation_card(rfq, quotation)
    return {**shown, "buttons": []}


def _reply(response: str, values: dict[str, Value], card: Card, *buttons: Button) -> Reply:
    return {**reply(response, values, *buttons), "cards": [{**card, "buttons": []}]}


async def say_request_expired(market: Marketplace, notice: Notice) -> Reply:
    rfq = await _access_rfq(market, notice)
    again = button(
        "button.request_again",
        "request_quote",
        product=rfq.product.en,
        quantity={"value": number(rfq.quantity.value), "unit": rfq.quantity.unit},
    )
    return _say("utter_notice_request_expired", rfq, again, _search_for(rfq))


async def say_quotations_in(market: Marketplace, notice: Notice) -> Reply:
    rfq = await _access_rfq(market, notice)
    standing = [quotation for quotation in rfq.quotations if quotation.state == "open"]
    values: dict[str, Value] = {"count": len(standing)}
    if not standing:
        return _say("utter_notice_quotations_in_none", rfq, _search_for(rfq))
    values["valid_until"] = date(min(quotation.valid_until for quotation in standing))
    return _say("utter_notice_quotations_in", rfq, _compare(rfq), values=values)


async def say_request_closed(market: Marketplace, notice: Notice) -> Reply:
    return _say("utter_notice_request_closed", await _access_rfq(market, notice), _leads())


async def say_quotation_stands(market: Marketplace, notice: Notice) -> Reply:
    rfq, quotation = await _access_both(market, notice)
    return _say("utter_notice_quotation_stands", rfq, _leads(), values=quotation_values(quotation))


async def say_quotation_expired(market: Marketplace, notice: Notice) -> Reply:
    rfq, quotation = await _access_both(market, notice)
    values = quotation_values(quotation)
    if not _is_buyer(rfq):
        still_taken = rfq.state == "open" and rfq.due_on > quotation.valid_until
        quote = [button("button.submit_quote", "submit_quote", rfq_number=rfq.number)] if still_taken else []
        return _say("utter_notice_quotation_expired_own", rfq, *quote, _leads(), values=values)
    ask = button("button.contact_supplier", "contact_supplier", supplier_id=quotation.supplier.slug)
    return _say("utter_notice_quotation_expired", rfq, _compare(rfq), ask, values=values)


async def say_request_reminder(market: Marketplace, notice: Notice) -> Reply:
    rfq = await _access_rfq(market, notice)
    return _say("utter_notice_request_reminder", rfq, *lead_buttons(rfq), _leads())


async def say_suppliers_silent(market: Marketplace, notice: Notice) -> Reply:
    """Tells a buyer which suppliers have not answered the request. Suppliers that have answered in the meantime are
    left out."""
    rfq = await _access_rfq(market, notice)
    answered = {quotation.supplier.slug for quotation in rfq.quotations} | {each.slug for each in rfq.refusals}
    silent = [slug for slug in notice.payload["suppliers"].split(",") if slug not in answered]
    names = [text(supplier.summary.name) for supplier in await market.suppliers.compare_suppliers(silent)]
    if not names:
        raise NotFound(rfq.number)
    steps = (_compare(rfq), _search_for(rfq)) if rfq.quotations else (_search_for(rfq),)
    return _say("utter_notice_suppliers_silent", rfq, *steps, values={"suppliers": one_after_another(names)})


def _say(response: str, rfq: Rfq, *next_steps: Button, values: dict[str, Value] | None = None) -> Reply:
    """Returns a reply about a request with a date that is due, with a card of the request."""
    known = _values(rfq)
    shown: list[tuple[str, Value | None]] = [
        ("field.product", known["product"]),
        ("field.quantity", known["quantity"]),
        ("field.buyer", None if _is_buyer(rfq) else known["buyer"]),
        ("field.due", known["due"]),
        ("field.state", known["state"]),
    ]
    said = reply(response, known | (values or {}), *next_steps)
    return {**said, "cards": [card("rfq", rfq.number, shown)]}


def _is_buyer(rfq: Rfq) -> bool:
    return rfq.recipients is not None


def _compare(rfq: Rfq) -> Button:
    return button("button.check_quotes", "check_quotes", rfq_number=rfq.number)


def _search_for(rfq: Rfq) -> Button:
    if not rfq.product.en:
        return search_button()
    return button(term("button.search_for", product=text(rfq.product)), "find_supplier", product=rfq.product.en)


def _leads() -> Button:
    return button("button.leads", "view_leads")


async def _access_rfq(market: Marketplace, notice: Notice) -> Rfq:
    return await market.rfqs.access_rfq(notice.account, notice.payload["rfq"])


async def _access_both(market: Marketplace, notice: Notice) -> tuple[Rfq, Quotation]:
    quotation = await market.rfqs.access_quotation(notice.account, notice.payload["quotation"])
    return await _access_rfq(market, notice), quotation


def _values(rfq: Rfq) -> dict[str, Value]:
    return {**rfq_values(rfq), "buyer": text(rfq.buyer.name)}


NOTICES = {
    LEAD: say_lead,
    REQUEST_CHANGED: say_request_changed,
    REQUEST_WITHDRAWN: say_request_withdrawn,
    REQUEST_DECLINED: say_request_declined,
    QUOTATION: say_quotation,
    QUOTATION_REVISED: say_quotation_revised,
    QUOTATION_DECLINED: say_quotation_declined,
    QUOTATION_REFUSED: say_quotation_refused,
    QUOTATION_WITHDRAWN: say_quotation_withdrawn,
    COUNTER_OFFER: say_counter_offer,
    COUNTER_REMINDER: say_counter_reminder,
    COUNTER_UNANSWERED: say_counter_unanswered,
    COUNTER_ACCEPTED: say_counter_accepted,
    COUNTER_DECLINED: say_counter_declined,
    QUOTATION_EXPIRED: say_quotation_expired,
    QUOTATION_STANDS: say_quotation_stands,
    QUOTATIONS_IN: say_quotations_in,
    REQUEST_EXPIRED: say_request_expired,
    REQUEST_CLOSED: say_request_closed,
    REQUEST_REMINDER: say_request_reminder,
    SUPPLIERS_SILENT: say_suppliers_silent,
}
