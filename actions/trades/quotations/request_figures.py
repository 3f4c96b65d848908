"""Declares the properties by which requests for quotation are sorted and chosen: the last day for quotations, the
number of quotations, and the quantity."""

from __future__ import annotations

from actions.trades.lookup.figures import Figures, of_age, of_count, of_quantity, on_day

REQUEST_FIGURES: Figures = {
    "deadline": lambda turn, rfq: on_day(turn, rfq.due_on, "deadline"),
    "quotes": lambda turn, rfq: of_count(len(rfq.quotations), "quotes"),
    "arrive": lambda turn, rfq: on_day(turn, rfq.needed_by, "needed") if rfq.needed_by else None,
    "quantity": lambda turn, rfq: of_quantity(rfq.quantity),
    "age": lambda turn, rfq: of_age(rfq.created_at),
}
"""The properties by which a buyer's own requests and a supplier's leads are sorted and chosen."""
