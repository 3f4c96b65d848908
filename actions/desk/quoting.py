"""Holds the form of a quotation, for a new one and for a revision, and reads its terms."""

from __future__ import annotations

from decimal import Decimal

from actions.desk.acts import Asked, Field, Problem
from actions.desk.fields import CURRENCIES, list_currencies, list_incoterms, read_money, read_words, write_number
from actions.marketplace.base.records import Name, Quantity
from actions.marketplace.trades.requests.records import NewQuotation, Quotation, Rfq
from actions.marketplace.trades.requests.terms import QUOTATION_VALIDITY
from actions.replies import Value, date, days, incoterm
from actions.trades.quotations.cards import price_values

_LONGEST_LEAD, _LONGEST_NOTE = 730, 300


def list_terms(rfq: Rfq, now: Quotation | None = None) -> tuple[Field, ...]:
    """Returns the fields of a quotation for the request, with the terms of the present one if there is one."""
    price = now.unit_price if now else None
    currency = price.currency if price else CURRENCIES[0]
    term = now.incoterm if now else rfq.incoterm or ""
    port = now.port if now else rfq.port
    valid_until = now.valid_until.isoformat() if now and now.standing != "expired" else ""
    return (
        Field("price", "number", "field.unit_price", write_number(price.amount) if price else ""),
        Field(
            "currency", "choice", "field.currency", currency, list_currencies(*dict.fromkeys((currency, *CURRENCIES)))
        ),
        Field("lead_days", "number", "desk.lead_days", str(now.lead_time_days) if now else ""),
        Field("incoterm", "choice", "field.incoterm", term, list_incoterms()),
        Field("port", "text", "desk.port", port.en if port else "", is_required=False),
        Field("valid_until", "day", "field.valid_until", valid_until, is_required=False),
        Field("note", "text", "field.note", (now.note or "") if now else "", is_required=False, longest=_LONGEST_NOTE),
    )


def read_terms(asked: Asked, rfq: Rfq, now: Quotation | None = None) -> NewQuotation:
    """Returns the terms that the form holds. Without a last day, the quotation is valid as long as any other.

    Raises:
        Problem: a value does not fit, or the last day for quotations is over.
    """
    if rfq.due_on < asked.today:
        raise Problem("quoting_over")
    price, lead = read_money(asked, "price", asked.text("currency")), asked.number("lead_days") or Decimal(0)
    if lead != int(lead) or lead > _LONGEST_LEAD:
        raise Problem("lead_days")
    valid_until = asked.day("valid_until") or asked.today + QUOTATION_VALIDITY
    if valid_until < asked.today:
        raise Problem("past")
    assert price is not None
    port, note = _read_port(asked, now.port if now else rfq.port), read_words(asked, "note") or None
    return NewQuotation(price, int(lead), asked.text("incoterm"), valid_until, port, note)


def _read_port(asked: Asked, now: Name | None) -> Name | None:
    """Returns the port. One that stays as it is keeps its names in both languages."""
    port = read_words(asked, "port")
    if now is not None and port in now.both:
        return now
    return Name(port, port) if port else None


def describe_terms(terms: NewQuotation | Quotation, amount: Quantity) -> dict[str, Value]:
    """Returns the terms of a quotation for this quantity by the terms that label them."""
    values = price_values(terms.unit_price, amount)
    assert terms.valid_until is not None
    return {
        "field.unit_price": values["price"],
        "field.quantity": values["quantity"],
        "field.total": values["total"],
        "field.lead_time": days(terms.lead_time_days),
        "field.incoterm": incoterm(terms.incoterm, terms.port),
        "field.valid_until": date(terms.valid_until),
        **({"field.note": terms.note} if terms.note else {}),
    }
