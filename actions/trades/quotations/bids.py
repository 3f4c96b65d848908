"""Finds the prices that a buyer names for a quotation. A buyer who names another price than the quoted one makes an
offer, and never accepts the quotation: an accepted quotation becomes an order at the full price."""

from __future__ import annotations

from decimal import Decimal

from actions.dialogue.said.entities import read_money
from actions.dialogue.turn import Turn
from actions.marketplace.base.records import Money
from actions.marketplace.trades.requests.records import Quotation, Rfq
from actions.trades.lookup.naming import LEAST_ENDING


def bids(turn: Turn, rfq: Rfq, quotation: Quotation, at: Money) -> bool:
    """Returns whether the message names another price than `at`, the price at which the buyer can accept the quotation:
    "offer the first one 0.80", "and offer yibei 24". If the message also names `at`, the prices of other quotations do
    not count, because the buyer only compares them."""
    if turn.is_pressed:
        return False
    if turn.percents or turn.differences:
        return True
    said = find_prices(turn) - set(turn.cues.ruled_out)
    others = said - {at.amount, at.amount * quotation.quantity.value, quotation.quantity.value}
    others = {number for number in others if not _ends_a_number(number, rfq, quotation)}
    compared = {each.unit_price.amount for each in rfq.quotations} if at.amount in said else set()
    return bool(others - compared)


def _ends_a_number(number: Decimal, rfq: Rfq, quotation: Quotation) -> bool:
    """Returns whether the number is the end of the request's or the quotation's own number: "accept 20007"."""
    return number >= LEAST_ENDING and (rfq.number.endswith(f"{number}") or quotation.number.endswith(f"{number}"))


def find_prices(turn: Turn) -> set[Decimal]:
    """Returns the numbers of the message that are prices: the numbers with a currency, else those with decimals, else
    bare numbers that count nothing, name nothing and belong to no day."""
    if prices := {price.amount for price in map(read_money, turn.entities.values("price")) if price}:
        return prices
    if with_decimals := {number for number in turn.numbers if number % 1}:
        return with_decimals
    if turn.cues.duration is not None or turn.entities.has("date"):
        return set()
    no_price = {Decimal(place) for place in turn.cues.ordinals} | set(turn.cues.remarked)
    amount = turn.entities.quantity
    if amount and amount.unit is not None:
        no_price.add(amount.value)
    return set(turn.cues.written) - no_price
