"""Builds the values and cards by which a reply shows requests, leads and quotations."""

from __future__ import annotations

from actions.marketplace.records import Money
from actions.marketplace.requests.records import Quotation, Rfq
from actions.replies import (
    Card,
    Value,
    button,
    card,
    certificate,
    date,
    days,
    destination,
    incoterm,
    money,
    number,
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

    A supplier, who does not get to see words that are held back or were refused, is told that
    instead.
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


def quotation_values(quotation: Quotation) -> dict[str, Value]:
    """Returns the facts of a quotation by the names that responses use."""
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


def find_cheapest(rfq: Rfq) -> Quotation:
    return min(rfq.quotations, key=price_sort_key)


def price_sort_key(quotation: Quotation) -> tuple[str, float]:
    """Returns the key that sorts quotations by price within each currency."""
    return (quotation.unit_price.currency, float(number(quotation.unit_price.amount)))


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
