"""Declares what can happen to quotations and requests, in one table for each: which side may do what in which standing,
the standing that follows, and the notice for the other side."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from sqlalchemy import Row

from actions.marketplace.base.outbox import NoticeKind
from actions.marketplace.base.records import Role
from actions.marketplace.trades.orders.notices import ORDER_PLACED
from actions.marketplace.trades.requests.notices import (
    COUNTER_ACCEPTED,
    COUNTER_DECLINED,
    COUNTER_OFFER,
    QUOTATION_REFUSED,
    QUOTATION_REVISED,
    QUOTATION_WITHDRAWN,
    REQUEST_CHANGED,
    REQUEST_DECLINED,
    REQUEST_WITHDRAWN,
)

Standing = Literal["open", "asked", "answered", "agreed", "accepted", "declined", "withdrawn", "expired"]
"""Says where the negotiation about a quotation stands. `open`: its terms wait for the buyer. `asked`: a counter-offer
of the buyer waits for the supplier. `answered`: a counter-offer of the supplier waits for the buyer. `agreed`: both
sides confirmed the same terms, which are frozen, and the buyer may order. The other standings end the negotiation, but
an expired quotation may be revised."""

Act = Literal["counter", "accept_counter", "decline_counter", "accept", "decline", "revise", "withdraw"]
RequestAct = Literal["change", "withdraw", "decline"]


@dataclass(frozen=True, slots=True)
class Move:
    """Says which standing follows for the quotation or request, and which notice tells the other side. With
    `takes_terms`, the quotation takes the price and the quantity of the counter-offer that waits, and the terms are
    frozen."""

    to: str
    tells: NoticeKind
    takes_terms: bool = False


MOVES: dict[tuple[Standing, Act, Role], Move] = {
    ("open", "counter", "buyer"): Move("asked", COUNTER_OFFER),
    ("asked", "counter", "buyer"): Move("asked", COUNTER_OFFER),
    ("answered", "counter", "buyer"): Move("asked", COUNTER_OFFER),
    ("asked", "counter", "supplier"): Move("answered", COUNTER_OFFER),
    ("answered", "counter", "supplier"): Move("answered", COUNTER_OFFER),
    ("asked", "accept_counter", "supplier"): Move("agreed", COUNTER_ACCEPTED, takes_terms=True),
    ("answered", "accept_counter", "buyer"): Move("agreed", COUNTER_ACCEPTED, takes_terms=True),
    ("asked", "decline_counter", "supplier"): Move("open", COUNTER_DECLINED),
    ("answered", "decline_counter", "buyer"): Move("open", COUNTER_DECLINED),
    ("open", "accept", "buyer"): Move("accepted", ORDER_PLACED),
    ("asked", "accept", "buyer"): Move("accepted", ORDER_PLACED),
    ("answered", "accept", "buyer"): Move("accepted", ORDER_PLACED),
    ("agreed", "accept", "buyer"): Move("accepted", ORDER_PLACED),
    ("open", "decline", "buyer"): Move("declined", QUOTATION_REFUSED),
    ("asked", "decline", "buyer"): Move("declined", QUOTATION_REFUSED),
    ("answered", "decline", "buyer"): Move("declined", QUOTATION_REFUSED),
    ("agreed", "decline", "buyer"): Move("declined", QUOTATION_REFUSED),
    ("open", "revise", "supplier"): Move("open", QUOTATION_REVISED),
    ("asked", "revise", "supplier"): Move("open", QUOTATION_REVISED),
    ("answered", "revise", "supplier"): Move("open", QUOTATION_REVISED),
    ("expired", "revise", "supplier"): Move("open", QUOTATION_REVISED),
    ("open", "withdraw", "supplier"): Move("withdrawn", QUOTATION_WITHDRAWN),
    ("asked", "withdraw", "supplier"): Move("withdrawn", QUOTATION_WITHDRAWN),
    ("answered", "withdraw", "supplier"): Move("withdrawn", QUOTATION_WITHDRAWN),
}
"""Lists everything that can happen to a quotation while its request is open. Any other move is refused and changes
nothing."""

REQUEST_MOVES: dict[tuple[str, RequestAct, Role], Move] = {
    ("open", "change", "buyer"): Move("open", REQUEST_CHANGED),
    ("open", "withdraw", "buyer"): Move("withdrawn", REQUEST_WITHDRAWN),
    ("open", "decline", "supplier"): Move("open", REQUEST_DECLINED),
}
"""Lists everything that can be done to a request. A request is awarded when the buyer accepts one of its quotations. If
a supplier declines a request, this is noted among its recipients. The request stays open to the others, and also to
that supplier, whose later quotation takes the refusal back."""
BY_STAFF: frozenset[Act] = frozenset(
    {"counter", "accept_counter", "decline_counter", "accept", "decline", "revise", "withdraw"}
)
"""The acts about a quotation that the staff may do in the name of a side. A new quotation counts as a revision."""
REQUESTS_BY_STAFF: frozenset[RequestAct] = frozenset({"change", "withdraw", "decline"})
"""The acts about a request that the staff may do in the name of its buyer or of a supplier that was asked."""


def find_standing(quotation: Row[Any], offers: Sequence[Row[Any]], today: date) -> Standing:
    """Returns the standing of the quotation, given its row and the rows of its counter-offers."""
    if quotation.state != "open":
        ended: Standing = quotation.state
        return ended
    if quotation.valid_until < today:
        return "expired"
    if quotation.agreed_terms is not None:
        return "agreed"
    waiting = next((offer for offer in offers if offer.state == "open"), None)
    if waiting is None:
        return "open"
    return "asked" if waiting.side == "buyer" else "answered"


def hash_terms(quotation: Row[Any], unit: str) -> str:
    """Returns the SHA-256 of the terms of a quotation. Two sides that confirmed the same hash confirmed the same terms."""
    terms = [
        quotation.number,
        _plain(quotation.unit_price),
        quotation.currency,
        _plain(quotation.quantity),
        unit,
        quotation.incoterm,
        quotation.port_en or "",
        quotation.lead_time_days,
        quotation.note or "",
        *([_plain(quotation.moq)] if quotation.moq is not None else []),
    ]
    return hashlib.sha256(json.dumps(terms, ensure_ascii=False).encode()).hexdigest()


def _plain(number: Decimal) -> str:
    return format(number.normalize(), "f")
