"""Quotations that a buyer has received: to see, to bargain over, to accept."""

from __future__ import annotations

from rasa_sdk.events import SlotSet

from actions.cues import ordinals, wanted_sort
from actions.focus import offer_in_question
from actions.marketplace.errors import NotFound
from actions.marketplace.likeness import mentions_kind
from actions.marketplace.records import Money, Quotation, Rfq, WriteKey
from actions.offers import offer_values, priced
from actions.replies import (
    Button,
    Card,
    Value,
    button,
    card,
    date,
    days,
    destination,
    incoterm,
    lines,
    money,
    number,
    person_button,
    place,
    quantity,
    rating,
    term,
    text,
    unit_price,
)
from actions.search import Search
from actions.sourcing import current_search, show
from actions.suppliers import focus_on
from actions.turn import HANDLERS, Event, Turn, action

_MOST = 5
_LOOKED_AT = 50


@action("action_check_quotes", signed_in=True)
async def check_quotes(turn: Turn) -> list[Event]:
    """The quotations of one request, or a choice of requests."""
    rfq = await rfq_in_question(turn, "check_quotes")
    if rfq is None:
        return []
    focus = SlotSet("rfq_number", rfq.number)
    if not rfq.quotations:
        turn.say("utter_no_quotes_yet", rfq_values(rfq))
        return [focus]
    best = _cheapest(rfq)
    response = "utter_quotes_one" if len(rfq.quotations) == 1 else "utter_quotes"
    values = rfq_values(rfq) | quotation_values(best) | {"count": len(rfq.quotations)}
    turn.say(response, values, cards=[quotation_card(q) for q in sorted(rfq.quotations, key=_price)])
    return [focus]


async def rfq_in_question(turn: Turn, intent: str) -> Rfq | None:
    """The buyer's request that is named, talked about or the only one; else None after offering a choice."""
    if turn.is_supplier:
        turn.say("utter_quotes_buyers_only", buttons=[button("button.leads", "view_leads")])
        return None
    if number := turn.entities.rfq_number:
        return await _named(turn, number)
    newest = await turn.market.rfqs.list_rfqs(turn.account, limit=_LOOKED_AT)
    of_goods = [rfq for rfq in newest if turn.text and mentions_kind(turn.text, (rfq.product.en, rfq.product.zh))]
    if number := of_goods[0].number if len(of_goods) == 1 else turn.word_slot("rfq_number"):
        return await _named(turn, number)
    rfqs = sorted(of_goods or newest, key=lambda rfq: not rfq.quotations)[:_MOST]  # those with quotations first
    if len(rfqs) == 1:
        return rfqs[0]
    if not rfqs:
        turn.say("utter_no_rfqs", buttons=[button("button.request_quote", "request_quote")])
    else:
        turn.say(
            "utter_which_rfq",
            {"rfqs": lines(_rfq_line(r) for r in rfqs)},
            buttons=[_rfq_button(r, intent) for r in rfqs],
        )
        turn.give_choice(intent, "rfq_number", [rfq.number for rfq in rfqs])
    return None


async def _named(turn: Turn, number: str) -> Rfq | None:
    try:
        return await turn.market.rfqs.access_rfq(turn.account, number)
    except NotFound:
        turn.say("utter_rfq_not_found", {"number": number})
        return None


def _rfq_line(rfq: Rfq) -> Value:
    return term("rfq.line", quotes=len(rfq.quotations), **rfq_values(rfq))


def _rfq_button(rfq: Rfq, intent: str) -> Button:
    label = term("button.rfq", number=rfq.number, product=goods(rfq))
    return button(label, intent, rfq_number=rfq.number)


def goods(rfq: Rfq) -> Value:
    """The buyer's words; for the other side, that they are held, or were refused."""
    if rfq.product.en:
        return text(rfq.product)
    return term("held.goods_held") if rfq.words == "held" else term("held.goods_refused")


def rfq_values(rfq: Rfq) -> dict[str, Value]:
    """The facts of a request, by the names that responses use."""
    return {
        "number": rfq.number,
        "product": goods(rfq),
        "quantity": quantity(rfq.quantity),
        "destination": destination(rfq.destination) if rfq.destination else term("destination.open"),
        "due": date(rfq.due_on),
        "state": term(f"rfq_state.{rfq.state}"),
    }


def quotation_values(quotation: Quotation) -> dict[str, Value]:
    """The facts of a quotation, by the names that responses use."""
    return {
        "quotation": quotation.number,
        "supplier": text(quotation.supplier.name),
        "price": unit_price(quotation.unit_price, quotation.quantity.unit),
        "lead_time": days(quotation.lead_time_days),
        "valid_until": date(quotation.valid_until),
    }


def quotation_card(quotation: Quotation) -> Card:
    values = quotation_values(quotation)
    total = quotation.unit_price.amount * quotation.quantity.value
    return card(
        "quotation",
        values["supplier"],
        [
            ("field.number", quotation.number),
            ("field.unit_price", values["price"]),
            ("field.quantity", quantity(quotation.quantity)),
            ("field.total", money(Money(total, quotation.unit_price.currency))),
            ("field.lead_time", values["lead_time"]),
            ("field.incoterm", incoterm(quotation.incoterm, quotation.port)),
            ("field.valid_until", values["valid_until"]),
            ("field.state", term(f"quotation_state.{quotation.state}")),
            ("field.place", place(quotation.supplier.place)),
            ("field.rating", rating(quotation.supplier.rating)),
        ],
        [
            button("button.supplier", "supplier_details", supplier_id=quotation.supplier.slug),
            button(
                "button.accept_quote",
                "accept_quote",
                rfq_number=quotation.rfq_number,
                supplier_id=quotation.supplier.slug,
            ),
        ],
    )


def _cheapest(rfq: Rfq) -> Quotation:
    return min(rfq.quotations, key=_price)


def _price(quotation: Quotation) -> tuple[str, float]:
    return (quotation.unit_price.currency, float(number(quotation.unit_price.amount)))


@action("action_accept_quote", signed_in=True)
async def accept_quote(turn: Turn) -> list[Event]:
    """Which quotation it is and the button that accepts it; with `sure`, which only that button carries, the acceptance
    itself, which makes an order. A supplier accepts orders."""
    if turn.is_supplier:
        return await HANDLERS["action_confirm_order"](turn)
    if turn.entities.flag("sure") and (number := turn.entities.word("quotation")):
        return await _accepted(turn, number)
    rfq = await rfq_in_question(turn, "accept_quote")
    if rfq is None:
        return []
    focus = SlotSet("rfq_number", rfq.number)
    chosen = await _chosen(turn, rfq)
    if chosen is None:
        response = "utter_accept_which" if rfq.quotations else "utter_no_quotes_yet"
        turn.say(response, rfq_values(rfq), cards=[quotation_card(q) for q in sorted(rfq.quotations, key=_price)])
        return [focus]
    if not _is_open(turn, rfq, chosen):
        return [_say_closed(turn, rfq, chosen), focus]
    sure = button("button.accept_now", "accept_quote", single_use=True, quotation=chosen.number, sure=True)
    values = rfq_values(rfq) | quotation_values(chosen)
    turn.say("utter_accept_quote", values, buttons=[sure, person_button("accept_quote")])
    return [turn.offer("accept_quote", quotation=chosen.number, sure=True), focus]


def _is_open(turn: Turn, rfq: Rfq, quotation: Quotation) -> bool:
    return quotation.state == "open" and rfq.state == "open" and quotation.valid_until >= turn.today


def _say_closed(turn: Turn, rfq: Rfq, quotation: Quotation) -> Event:
    expired = quotation.state == "open" and quotation.valid_until < turn.today
    state = term("quotation_state.expired") if expired else term(f"quotation_state.{quotation.state}")
    values = rfq_values(rfq) | quotation_values(quotation) | {"state": state}
    return turn.say_with_person("utter_accept_closed", values, "accept_quote")


async def _accepted(turn: Turn, number: str) -> list[Event]:
    """Once for this message, however often the turn is tried."""
    quotation = await turn.market.rfqs.access_quotation(turn.account, number)
    key = WriteKey(turn.context.message_id, "accept_quote")
    order = await turn.market.quoting.accept_quotation(turn.account, number, key)
    rfq = await turn.market.rfqs.access_rfq(turn.account, quotation.rfq_number)
    if order is None:
        return [_say_closed(turn, rfq, quotation)]
    values = rfq_values(rfq) | quotation_values(quotation) | {"order": order}
    turn.say("utter_quote_accepted", values, buttons=[button("button.see_order", "order_status", order_number=order)])
    return [SlotSet("order_number", order), SlotSet("rfq_number", rfq.number)]


async def _chosen(turn: Turn, rfq: Rfq) -> Quotation | None:
    """The quotation of the supplier that was pressed or named, of the ordinal said (as shown, cheapest first), "the cheapest",
    "the fastest", or the only one."""
    quotations = sorted(rfq.quotations, key=_price)
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


@action("action_negotiate_price")
async def negotiate_price(turn: Turn) -> list[Event]:
    """ "Too expensive" over search results looks for cheaper ones; over a product or quotations, a person bargains."""
    if turn.signed_in and not turn.is_supplier and (turn.entities.rfq_number or turn.word_slot("rfq_number")):
        return await _negotiate_quotes(turn)
    search = current_search(turn)
    if search and turn.slot("product_id") is None and not turn.entities.products:
        cheaper = _cheaper(turn, search)
        if (await turn.market.search.find_offers(cheaper.request)).total:
            return await show(turn, cheaper)
    offer = await offer_in_question(turn)
    amount = turn.entities.quantity
    if offer and amount and amount.unit in (None, offer.moq.unit) and amount.value < offer.moq.value:
        return await HANDLERS["action_ask_moq"](turn)
    if offer is None:
        return [turn.say_with_person("utter_negotiate_what", {}, "negotiate_price")]
    find = button("button.find_cheaper", "find_supplier", product=offer.product.en, sort="price")
    values = {**offer_values(offer), "price": priced(offer)}
    person = turn.say_with_person("utter_negotiate_product", values, "negotiate_price", buttons=[find])
    return [person, *focus_on(offer)]


def _cheaper(turn: Turn, search: Search) -> Search:
    """The search with the price or quantity that was said, the cheapest first."""
    return search.told(turn.entities).sorted_by("price")


async def _negotiate_quotes(turn: Turn) -> list[Event]:
    rfq = await rfq_in_question(turn, "negotiate_price")
    if rfq is None:
        return []
    if not rfq.quotations:
        turn.say("utter_no_quotes_yet", rfq_values(rfq))
        return []
    values = rfq_values(rfq) | quotation_values(_cheapest(rfq))
    return [turn.say_with_person("utter_negotiate_quote", values, "negotiate_price"), SlotSet("rfq_number", rfq.number)]
