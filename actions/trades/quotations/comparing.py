"""Compares the quotations for a request like for like: only prices in the same currency, under the same Incoterm, for
the same quantity in the same unit. No currency is converted, because the buyer's exchange rate is not known."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from actions.marketplace.trades.requests.records import Quotation, Rfq
from actions.replies import Value, one_after_another, quantity, term
from actions.trades.quotations.cards import quotation_values

_LIVE = ("open", "asked", "answered", "agreed")


@dataclass(frozen=True)
class Comparison:
    """Holds the quotations that can be compared with each other, the cheapest first (`alike`), the live ones that
    cannot be compared with these (`others`), and those that are over."""

    alike: tuple[Quotation, ...]
    others: tuple[Quotation, ...]
    over: tuple[Quotation, ...]

    @property
    def shown(self) -> tuple[Quotation, ...]:
        """Returns all quotations in the order in which replies show them."""
        return (*self.alike, *self.others, *self.over)

    @property
    def lowest(self) -> Quotation | None:
        """Returns the cheapest quotation in `alike`. Returns None if there are several live quotations of which no two
        can be compared."""
        return next(iter(self.alike), None)


def compare(rfq: Rfq) -> Comparison:
    """Returns the quotations for the request in groups. If there are several groups of quotations that can be compared
    with each other, `alike` is the largest. Of two groups of the same size, it is the one under the Incoterm that the
    buyer asked for."""
    live = [quotation for quotation in rfq.quotations if quotation.standing in _LIVE]
    groups: dict[tuple[str, ...], list[Quotation]] = defaultdict(list)
    for quotation in live:
        groups[_terms_of(quotation)].append(quotation)
    largest = max(groups.values(), key=lambda group: (len(group), group[0].incoterm == rfq.incoterm), default=[])
    alike = sorted(largest, key=lambda each: each.unit_price.amount) if len(largest) > 1 or len(groups) == 1 else []
    others = tuple(quotation for quotation in live if quotation not in alike)
    over = tuple(quotation for quotation in rfq.quotations if quotation not in live)
    return Comparison(tuple(alike), others, over)


def _terms_of(quotation: Quotation) -> tuple[str, ...]:
    """Returns the terms that two quotations must have in common so that their prices can be compared."""
    amount = quotation.quantity
    return quotation.unit_price.currency, quotation.incoterm, amount.unit, format(amount.value.normalize(), "f")


def describe_differences(quotation: Quotation, compared: Quotation) -> Value:
    """Returns the reasons why a quotation cannot be compared with another one."""
    reasons: list[Value] = []
    if quotation.unit_price.currency != compared.unit_price.currency:
        own, other = quotation.unit_price.currency, compared.unit_price.currency
        reasons.append(term("unlike.currency", own=own, other=other))
    if quotation.incoterm != compared.incoterm:
        reasons.append(term("unlike.incoterm", own=quotation.incoterm, other=compared.incoterm))
    if quotation.quantity != compared.quantity:
        own_amount, other_amount = quantity(quotation.quantity), quantity(compared.quantity)
        reasons.append(term("unlike.quantity", own=own_amount, other=other_amount))
    return one_after_another(reasons)


def describe_apart(comparison: Comparison) -> list[Value]:
    """Returns a line for each quotation that cannot be compared. If others can be compared, the line says why this one
    cannot."""
    lowest = comparison.lowest
    if lowest is None:
        return [term("unlike.line", **quotation_values(each)) for each in comparison.others]
    return [
        term("unlike.line_reason", reason=describe_differences(each, lowest), **quotation_values(each))
        for each in comparison.others
    ]
