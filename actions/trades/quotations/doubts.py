"""Finds out whether a price is odd before it is sent to the other side: higher than the quoted price, lower than the
offered one, beyond the contact's own limit, or so different that it is likely a typing error. The reply says so before
the final question; a "yes" still sends the price."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from actions.dialogue.turn import Turn
from actions.marketplace.base.records import Money
from actions.marketplace.trades.requests.records import Quotation, Rfq
from actions.replies import Value, lines, money, number, term

_FAR = Decimal(3)
"""A price is likely a typing error if it is at least so many times the other price, or at most the inverse share of
it."""


async def say_doubts(
    turn: Turn, rfq: Rfq, quotation: Quotation | None, price: Money, more: Sequence[Value] = ()
) -> None:
    """Warns the contact about an odd price, before they send it for `quotation` or, if that is None, in a first
    quotation for the request `rfq`. `more` are reasons that the caller has found. Says nothing if the price is not
    odd."""
    own = await _find_of_quotation(turn, quotation, price) if quotation else _find_far(price, rfq.target_price)
    if doubts := [*own, *more]:
        turn.say("utter_price_doubts", {"doubts": lines(doubts)})


async def _find_of_quotation(turn: Turn, quotation: Quotation, price: Money) -> list[Value]:
    quoted, waiting = quotation.unit_price, quotation.waiting
    offered = waiting.unit_price if waiting else None
    if price.currency != quoted.currency:
        return []  # another function asks for a price in the quotation's currency
    doubts = _find_far(price, quoted)
    if not doubts and price.amount > quoted.amount:
        doubts.append(term("price_doubt.above_own" if turn.is_supplier else "price_doubt.above", quoted=money(quoted)))
    if turn.is_supplier and offered and price.amount < offered.amount:
        doubts.append(term("price_doubt.below_offer", offered=money(offered)))
    limit = await turn.market.bargaining.find_limit(turn.account, quotation.number)
    if limit is not None and (price.amount < limit if turn.is_supplier else price.amount > limit):
        name = "price_doubt.below_limit" if turn.is_supplier else "price_doubt.above_limit"
        doubts.append(term(name, limit=money(Money(limit, price.currency))))
    return doubts


def _find_far(price: Money, other: Money | None) -> list[Value]:
    """Returns a sentence if the price is many times the other one, a small part of it, or in another currency."""
    if other is None or not other.amount or not price.amount:
        return []
    if price.currency != other.currency:
        return [term("price_doubt.currency", price=money(price), other=money(other))]
    ratio = price.amount / other.amount
    if 1 / _FAR < ratio < _FAR:
        return []
    times = number(round(ratio if ratio > 1 else 1 / ratio, 1))
    name = "price_doubt.far_above" if ratio > 1 else "price_doubt.far_below"
    return [term(name, times=times, price=money(price), other=money(other))]
