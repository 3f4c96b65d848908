"""Builds the card that shows a buyer its own request."""

from __future__ import annotations

from actions.marketplace.trades.requests.records import Rfq
from actions.replies import (
    Button,
    Card,
    button,
    card,
    certificate,
    date,
    incoterm,
    money,
    one_after_another,
    several,
    term,
    text,
)
from actions.trades.quotations.cards import rfq_values
from actions.trades.quotations.refusing import list_refusals

_NAMED = 5
"""The most suppliers of a request that its card names."""


def request_card(rfq: Rfq) -> Card:
    values = rfq_values(rfq)
    named = one_after_another(map(text, rfq.suppliers[:_NAMED])) if rfq.suppliers else term("request.nobody")
    return card(
        "rfq",
        rfq.number,
        [
            ("field.product", values["product"]),
            ("field.quantity", values["quantity"]),
            ("field.destination", values["destination"]),
            ("field.incoterm", incoterm(rfq.incoterm, rfq.port) if rfq.incoterm else None),
            ("field.target_price", money(rfq.target_price) if rfq.target_price else None),
            ("field.certificates", several(map(certificate, rfq.certifications)) if rfq.certifications else None),
            ("field.needed_by", date(rfq.needed_by) if rfq.needed_by else None),
            ("field.due", date(rfq.due_on)),
            ("field.note", rfq.note),
            ("field.state", values["state"]),
            ("field.suppliers_asked", term("request.asked", count=len(rfq.suppliers), names=named)),
            ("field.quotations", len(rfq.quotations)),
            ("field.do_not_quote", list_refusals(rfq) if rfq.refusals else None),
        ],
        request_buttons(rfq),
    )


def request_buttons(rfq: Rfq) -> list[Button]:
    """Returns the buttons for the steps that a buyer may take with the request in its present state."""
    repeat = button("button.repeat_request", "request_quote", rfq_number=rfq.number)
    see = [button("button.check_quotes", "check_quotes", rfq_number=rfq.number)] if rfq.quotations else []
    if rfq.state != "open":
        return [*see, repeat]
    change, withdraw = (
        button("button.change_request", "change_request", rfq_number=rfq.number),
        button("button.withdraw_request", "cancel_request", rfq_number=rfq.number),
    )
    return [*see, change, withdraw, repeat]
