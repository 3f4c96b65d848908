"""Builds the values and cards by which a reply shows requests, leads and quotations."""

from __future__ import annotations

from typing import Any

from actions.marketplace.base.records import Money, Quantity, Role
from actions.marketplace.trades.requests.records import CounterOffer, Quotation, Rfq
from actions.replies import (
    Button,
    Card,
    Value,
    button,
    card,
    certificate,
    date,
    days,
    destination,
    incoterm,
    lines,
    money,
    place,
    quantity,
    rating,
    several,
    term,
    text,
    unit_price,
)


def goods(rfq: Rfq) -> Value:
    """Returns the goods in the buyer's words.

    A supplier may not read words that the staff hold back or have refused. In this case, returns a text that says so.
    """
    if rfq.product.en:
        return text(rfq.product)
    return term("held.goods_held") if rfq.words == "held" else term("held.goods_refused")


def rfq_values(rfq: Rfq) -> dict[str, Value]:
    """Returns the facts of a request by the names that responses use."""
    return {
        "number": rfq.number,
        "product": goods(rfq),
        "quantity": quantity(rfq.quantity),
        "destination": destination(rfq.destination) if rfq.destination else term("destination.open"),
        "due": date(rfq.due_on),
        "state": term(f"rfq_state.{rfq.state}"),
    }


def lead_line(lead: Rfq) -> Value:
    """Returns the line by which a list shows a request to a supplier."""
    return term("lead.line", buyer=text(lead.buyer.name), **rfq_values(lead))


def quotation_values(quotation: Quotation) -> dict[str, Value]:
    """Returns the facts of a quotation by the names that responses use."""
    return {
        "quotation": quotation.number,
        "supplier": text(quotation.supplier.name),
        "lead_time": days(quotation.lead_time_days),
        "valid_until": date(quotation.valid_until),
        "incoterm": incoterm(quotation.incoterm, quotation.port),
        **price_values(quotation.unit_price, quotation.quantity),
        "price": price_with_minimum(quotation.unit_price, quotation.quantity.unit, quotation.moq),
    }


def price_with_minimum(price: Money, unit: str, moq: Quantity | None) -> Value:
    """Returns the price of one unit, with the smallest quantity for which it is quoted, if there is one."""
    shown = unit_price(price, unit)
    return term("price.from", price=shown, moq=quantity(moq)) if moq else shown


def price_values(price: Money, amount: Quantity) -> dict[str, Value]:
    """Returns the price of one unit, the quantity, and the total of both, by the names that responses use."""
    return {
        "price": unit_price(price, amount.unit),
        "quantity": quantity(amount),
        "total": money(find_total(price, amount)),
    }


def find_total(price: Money, amount: Quantity) -> Money:
    """Returns what this quantity costs, with as many decimal places as the price has."""
    return Money((price.amount * amount.value).quantize(price.amount), price.currency)


def quotation_fields(quotation: Quotation) -> list[tuple[str, Value | None]]:
    """Returns the fields by which a card shows a quotation: its terms, its state, and the rounds of the negotiation
    about it."""
    values = quotation_values(quotation)
    return [
        ("field.number", quotation.number),
        ("field.unit_price", unit_price(quotation.unit_price, quotation.quantity.unit)),
        ("field.moq", quantity(quotation.moq) if quotation.moq else None),
        ("field.quantity", values["quantity"]),
        ("field.total", values["total"]),
        ("field.lead_time", values["lead_time"]),
        ("field.incoterm", values["incoterm"]),
        ("field.valid_until", values["valid_until"]),
        ("field.note", quotation.note),
        ("field.state", term(f"standing.{quotation.standing}")),
        ("field.rounds", lines(map(_round_line, quotation.rounds)) if quotation.rounds else None),
    ]


def _round_line(offer: CounterOffer) -> Value:
    side, state = term(f"round_side.{offer.side}"), term(f"round_state.{offer.state}")
    price, amount = unit_price(offer.unit_price, offer.quantity.unit), quantity(offer.quantity)
    return term("round.line", side=side, price=price, quantity=amount, state=state)


def quotation_card(quotation: Quotation) -> Card:
    """Returns the card that shows a quotation to a buyer, with buttons for what the buyer can do."""
    return card(
        "quotation",
        text(quotation.supplier.name),
        [
            *quotation_fields(quotation),
            ("field.place", place(quotation.supplier.place)),
            ("field.rating", rating(quotation.supplier.rating)),
        ],
        [
            *answer_buttons(quotation, "buyer"),
            button("button.supplier", "supplier_details", supplier_id=quotation.supplier.slug),
            button(
                "button.contact_supplier",
                "contact_supplier",
                supplier_id=quotation.supplier.slug,
                quotation=quotation.number,
            ),
        ],
    )


def own_quotation_card(rfq: Rfq, quotation: Quotation) -> Card:
    """Returns the card that shows a supplier its own quotation."""
    fields = [("field.buyer", text(rfq.buyer.name)), ("field.product", goods(rfq)), *quotation_fields(quotation)]
    return card("quotation", rfq.number, fields, answer_buttons(quotation, "supplier"))


def answer_buttons(quotation: Quotation, side: Role) -> list[Button]:
    """Returns the buttons for the steps that this side may take with the quotation in its present state."""
    about: dict[str, Any] = {"rfq_number": quotation.rfq_number, "quotation": quotation.number}
    counter = button("button.make_offer", "negotiate_price", **about)
    offer = quotation.waiting
    if offer is not None and offer.side != side:
        shown = {**about, "round": offer.round}
        return [
            button("button.accept_counter", "accept_quote", **shown),
            counter,
            button("button.decline_counter", "decline_quote", **shown),
        ]
    if quotation.standing not in ("open", "asked", "answered", "agreed"):
        return []
    if side == "supplier":
        return [] if quotation.standing == "agreed" else [button("button.withdraw_quote", "withdraw_quote", **about)]
    accept, decline = (
        button("button.accept_quote", "accept_quote", **about),
        button("button.decline_quote", "decline_quote", **about),
    )
    return [accept, decline] if quotation.standing == "agreed" else [accept, counter, decline]


def lead_buttons(lead: Rfq) -> list[Button]:
    """Returns the buttons by which a supplier answers a request: one to quote, and one to decline."""
    quote = button("button.submit_quote", "submit_quote", rfq_number=lead.number)
    if lead.refusals or lead.state != "open" or any(quotation.state == "open" for quotation in lead.quotations):
        return [quote]
    return [quote, button("button.refuse_lead", "decline_quote", rfq_number=lead.number)]


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
            ("field.note", lead.note),
            ("field.state", term("lead.refused") if lead.refusals else None),
        ],
        lead_buttons(lead),
    )
