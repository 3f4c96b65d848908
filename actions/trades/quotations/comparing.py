"""Compares the quotations for a request like for like: only under the same Incoterm and for the same quantity in the
same unit. Prices in different currencies are compared by the exchange rates of the marketplace. This changes no terms:
what a buyer pays is always in the currency of the quotation."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from actions.marketplace.base.records import Money
from actions.marketplace.goods.catalogue.rates import DOLLAR, Rates
from actions.marketplace.trades.requests.records import Quotation, Rfq
from actions.replies import Value, money, one_after_another, quantity, term
from actions.sourcing.cards import describe_rate
from actions.trades.quotations.cards import find_total, quotation_values

_LIVE = ("open", "asked", "answered", "agreed")


@dataclass(frozen=True)
class Comparison:
    """Holds the quotations that can be compared with each other, the cheapest first (`alike`), the live ones that
    cannot be compared with these (`others`), and those that are over. `currency` is the currency in which prices are
    compared, by `rates`."""

    alike: tuple[Quotation, ...]
    others: tuple[Quotation, ...]
    over: tuple[Quotation, ...]
    currency: str
    rates: Rates

    @property
    def shown(self) -> tuple[Quotation, ...]:
        """Returns all quotations in the order in which replies show them."""
        return (*self.alike, *self.others, *self.over)

    @property
    def lowest(self) -> Quotation | None:
        """Returns the cheapest quotation in `alike`. Returns None if there are several live quotations of which no two
        can be compared."""
        return next(iter(self.alike), None)

    def can_rank(self, quotations: Iterable[Quotation]) -> bool:
        """Returns whether all these quotations can be compared with each other."""
        return all(quotation in self.alike for quotation in quotations)

    def weigh(self, price: Money) -> Decimal | None:
        """Returns the amount of the price in `currency`, or None without a rate."""
        return self.rates.weigh(price, self.currency)

    def values(self, quotation: Quotation) -> dict[str, Value]:
        """Returns the facts of a quotation by the names that responses use. A price in another currency than the one in
        which prices are compared is followed by about how much it is in this one."""
        values = quotation_values(quotation)
        about = self.rates.convert(quotation.unit_price, self.currency)
        if about is None or about == quotation.unit_price:
            return values
        return {**values, "price": term("price.about", price=values["price"], about=money(about))}

    def list_lines(self, quotations: Sequence[Quotation], most: int | None = None) -> list[Value]:
        """Returns a line for each of the quotations."""
        return [term("unlike.line", **self.values(quotation)) for quotation in quotations[:most]]

    def describe_rates(self, quotations: Iterable[Quotation]) -> list[Value]:
        """Returns a line with the exchange rates by which the prices of these quotations are compared, and the day of
        each. Returns no line if none of the prices is converted."""
        named = {each.unit_price.currency for each in quotations if self.rates.find(each.unit_price.currency)}
        used = self.rates.between(frozenset((*named, self.currency))) if named - {self.currency} else ()
        return [term("rate.note", rates=one_after_another(map(describe_rate, used)))] if used else []


def compare(rfq: Rfq, currency: str | None = None) -> Comparison:
    """Returns the quotations for the request in groups. If there are several groups of quotations that can be compared
    with each other, `alike` is the largest. Of two groups of the same size, it is the one under the Incoterm that the
    buyer asked for. Prices are compared in `currency` if there is a rate for it, else in one that suits the request."""
    live = [quotation for quotation in rfq.quotations if quotation.standing in _LIVE]
    groups: dict[tuple[str, ...], list[Quotation]] = defaultdict(list)
    for quotation in live:
        groups[_terms_of(quotation, rfq.rates)].append(quotation)
    largest = max(groups.values(), key=lambda group: (len(group), group[0].incoterm == rfq.incoterm), default=[])
    common = _find_currency(rfq, largest or rfq.quotations, currency)
    alike = largest if len(largest) > 1 or len(groups) == 1 else []
    ranked = sorted(alike, key=lambda each: rfq.rates.weigh(each.unit_price, common) or each.unit_price.amount)
    others = tuple(quotation for quotation in live if quotation not in alike)
    over = tuple(quotation for quotation in rfq.quotations if quotation not in live)
    return Comparison(tuple(ranked), others, over, common, rfq.rates)


def _terms_of(quotation: Quotation, rates: Rates) -> tuple[str, ...]:
    """Returns the terms that two quotations must have in common so that their prices can be compared. Currencies that
    have a rate count as one."""
    amount, currency = quotation.quantity, quotation.unit_price.currency
    unrated = "" if rates.find(currency) else currency
    return unrated, quotation.incoterm, amount.unit, format(amount.value.normalize(), "f")


def _find_currency(rfq: Rfq, quotations: Sequence[Quotation], wanted: str | None) -> str:
    """Returns the currency in which prices are compared: the wanted one, else the only one of the quotations, else that
    of the buyer's target price, the US dollar, or the most frequent one, if a quotation has it."""
    named = [quotation.unit_price.currency for quotation in quotations]
    target = rfq.target_price.currency if rfq.target_price else DOLLAR
    if wanted and all(rfq.rates.find(each) for each in (wanted, *named)):
        return wanted
    usual = next((each for each in (target, DOLLAR) if each in named), None)
    return usual or Counter(named or [DOLLAR]).most_common(1)[0][0]


def conversion_values(quotation: Quotation, currency: str, rates: Rates) -> dict[str, Value] | None:
    """Returns about what a quotation comes to in another currency, with the rates, by the names that responses use.
    Returns None without a rate."""
    price = rates.convert(quotation.unit_price, currency)
    total = rates.convert(find_total(quotation.unit_price, quotation.quantity), currency)
    if price is None or total is None:
        return None
    used = rates.between(frozenset((quotation.unit_price.currency, currency)))
    return {"about": money(price), "about_total": money(total), "rates": one_after_another(map(describe_rate, used))}


def describe_differences(quotation: Quotation, compared: Quotation, rates: Rates) -> Value:
    """Returns the reasons why a quotation cannot be compared with another one."""
    reasons: list[Value] = []
    own, other = quotation.unit_price.currency, compared.unit_price.currency
    if own != other and not (rates.find(own) and rates.find(other)):
        unrated = own if rates.find(own) is None else other
        reasons.append(term("unlike.currency", own=own, other=other, unrated=unrated))
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
        return comparison.list_lines(comparison.others)
    return [
        term(
            "unlike.line_reason",
            **comparison.values(each),
            reason=describe_differences(each, lowest, comparison.rates),
        )
        for each in comparison.others
    ]
