"""Reads what a buyer says about a request beside goods, quantity and destination: Incoterm,
certificates, target price, and two kinds of day.

"Before the end of March" is when the goods are needed; "quotes by Friday" is until when suppliers
may quote.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from actions.dialogue.turn import Turn
from actions.marketplace.requests.records import NewRfq
from actions.reading.periods import read_deadline
from actions.replies import Value, certificate, date, incoterm, money, one_after_another, term

_OF_QUOTES = re.compile(
    r"\b(quot\w*|offers?|bids?|repl\w+|answers?)\b[^,.;]{0,20}\b(by|before|until|within|no later)\b|(报价|回复).{0,6}(截止|前)|(前|内).{0,3}(报价|回复)",
    re.I,
)
"""Words that make a day the last one for quotations."""


def read_terms(turn: Turn, known: dict[str, Any]) -> dict[str, Any]:
    """Returns `known` with the terms of the message added.

    The keys are `incoterm` and its `port` (`{"en", "zh"}` or None), `certifications`, `price`,
    `needed_by` and `due_on` (ISO dates).
    """
    entities, terms = turn.entities, dict(known)
    terms |= entities.trade_terms
    if entities.certifications:
        terms["certifications"] = list(dict.fromkeys((*terms.get("certifications", ()), *entities.certifications)))
    if price := entities.price:
        terms["price"] = {"amount": str(price.amount), "currency": price.currency}
    if day := _find_deadline(turn):
        terms["due_on" if _OF_QUOTES.search(turn.text) else "needed_by"] = day.isoformat()
    return terms


def _find_deadline(turn: Turn) -> dt.date | None:
    """Returns a day to come: a date that was named, else the end of a stretch of time."""
    days = [day for day in turn.entities.days if day > turn.today]
    return min(days) if days else read_deadline(turn.text, turn.today)


def describe_terms(wish: NewRfq) -> list[Value]:
    """Returns the terms in words."""
    words: list[Value] = [incoterm(wish.incoterm, wish.port)] if wish.incoterm else []
    if wish.certifications:
        names = one_after_another(map(certificate, wish.certifications))
        words.append(term("condition.certification", certification=names))
    if wish.target_price:
        words.append(term("condition.price", price=money(wish.target_price)))
    if wish.needed_by:
        words.append(term("condition.needed_by", day=date(wish.needed_by)))
    if wish.due_on:
        words.append(term("condition.quotes_by", day=date(wish.due_on)))
    return words
