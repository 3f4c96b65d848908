"""Says by how much quotations for a request differ: for one unit, in total and in days."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from actions.dialogue.turn import Turn
from actions.marketplace.base.records import Money
from actions.marketplace.trades.requests.records import Quotation, Rfq
from actions.replies import Value, days, lines, money, one_after_another, quantity, term, text, unit_price
from actions.trades.quotations.cards import quotation_values, rfq_values
from actions.trades.quotations.comparing import Comparison, compare, describe_differences
from actions.trades.quotations.which_quotation import find_named, find_places, is_live

_CENT = Decimal("0.01")
_MOST = 5


def asks_for_difference(turn: Turn) -> bool:
    """Returns whether the message asks by how much two things differ, or whether such a difference is right."""
    return bool(turn.topics & {"differs", "price_or_time"}) or (
        "checks" in turn.topics and any(each.kind != "named" for each in turn.figures)
    )


async def say_difference(turn: Turn, rfq: Rfq) -> bool:
    """Says by how much two quotations differ, or all from the lowest, if the message asks for it: "diff to the
    cheapest in total?", 贵多少. If the message asks whether a difference is right, first says yes or no: "3 cents more
    and 8 days faster than the cheapest, did I read that right?". Returns whether it has answered."""
    found = compare(rfq)
    live = [quotation for quotation in found.shown if is_live(quotation)]
    if not asks_for_difference(turn) or len(live) < 2:
        return False
    placed = find_places(turn, found.shown)
    named = [each for each in placed if each in live]
    if len(named) < 2:
        named = [each for each in await find_named(turn, rfq) or () if each in live]
    if len(named) < 2 and "price_or_time" in turn.topics and found.can_rank(live):
        named = [min(live, key=lambda each: each.lead_time_days), found.alike[0]]
    one, other = _find_pair(turn, named, live)
    if one is None:
        against = [describe_difference(found, each, other) for each in live if each is not other][:_MOST]
        values = {**rfq_values(rfq), **found.values(other), "others": lines([*against, *found.describe_rates(live)])}
        turn.say("utter_quotes_differences", values)
        return True
    pair = (one, other)
    turn.note("quotation", one.number)
    shown = lines([*map(_describe_quotation, pair), *found.describe_rates(pair)])
    said = {"other": text(other.supplier.name), "difference": describe_difference(found, one, other)}
    turn.say(_find_response(turn, found, one, other), {**rfq_values(rfq), **said, "quotations": shown})
    return True


def _find_pair(turn: Turn, named: Sequence[Quotation], live: Sequence[Quotation]) -> tuple[Quotation | None, Quotation]:
    """Returns the quotation that is compared, and the one with which it is compared. The first is None if all others
    are compared with the second."""
    at_hand = next((each for each in live if each.number == turn.word_slot("quotation")), None)
    if len(named) > 1:
        return named[0], named[1]
    is_best = bool(turn.choices.get("criterion") or turn.cues.sort or turn.topics & {"cheapest", "priciest"})
    if named and at_hand and at_hand is not named[0]:
        return (at_hand, named[0]) if is_best else (named[0], at_hand)
    chosen = named[0] if named else at_hand
    if len(live) == 2:
        return (live[1], live[0]) if chosen is not live[0] else (live[0], live[1])
    return (None, live[0]) if chosen is None or chosen is live[0] else (chosen, live[0])


def describe_difference(found: Comparison, one: Quotation, other: Quotation) -> Value:
    """Returns by how much `one` is dearer and slower than `other`, or why the prices cannot be compared."""
    parts: list[Value] = []
    if not found.can_rank((one, other)):
        parts.append(term("difference.unlike", reason=describe_differences(one, other, found.rates)))
    elif more := _find_more(found, one, other):
        name = "difference.dearer" if more > 0 else "difference.cheaper"
        each, total = Money(abs(more), found.currency), Money(abs(more) * one.quantity.value, found.currency)
        parts.append(term(name, price=unit_price(each, one.quantity.unit), total=money(_round(total))))
    else:
        parts.append(term("difference.same_price"))
    slower = one.lead_time_days - other.lead_time_days
    name = "difference.slower" if slower > 0 else "difference.faster" if slower < 0 else "difference.same_time"
    parts.append(term(name, days=days(abs(slower))))
    return term("difference.line", supplier=text(one.supplier.name), difference=one_after_another(parts))


def _find_more(found: Comparison, one: Quotation, other: Quotation) -> Decimal:
    """Returns by how much a unit costs more at `one` than at `other`, as precisely as the prices are written."""
    prices = [found.rates.convert(each.unit_price, found.currency) for each in (one, other)]
    return prices[0].amount - prices[1].amount if prices[0] and prices[1] else Decimal(0)


def _round(total: Money) -> Money:
    return Money(total.amount.quantize(_CENT), total.currency)


def _find_response(turn: Turn, found: Comparison, one: Quotation, other: Quotation) -> str:
    """Returns the response that tells the difference. If the message asks whether the differences that it names are right,
    the response begins with that."""
    if "checks" not in turn.topics or not turn.figures:
        return "utter_quote_difference"
    more = abs(_find_more(found, one, other))
    true = {more, more * one.quantity.value, Decimal(abs(one.lead_time_days - other.lead_time_days))}
    true |= {each.unit_price.amount for each in (one, other)} | {Decimal(each.lead_time_days) for each in (one, other)}
    is_right = all(figure.value in true for figure in turn.figures)
    return "utter_quote_difference_right" if is_right else "utter_quote_difference_wrong"


def _describe_quotation(quotation: Quotation) -> Value:
    return term("difference.quotation", **quotation_values(quotation) | {"quantity": quantity(quotation.quantity)})
