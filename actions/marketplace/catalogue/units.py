"""Converts quantities from one unit into another, and finds the price that a quantity gets."""

from collections.abc import Sequence
from decimal import Decimal

from actions.marketplace.catalogue.records import PriceTier
from trade.units import units


def dimension(unit: str) -> str:
    """Returns what the unit measures, "count" or "mass"; the unit itself when it converts into nothing else."""
    return units()[unit].measures if unit in units() else unit


def base_units(unit: str) -> Decimal:
    """Returns how many base units of its dimension (pieces, kilograms, …) one `unit` is."""
    return Decimal(units()[unit].holds if unit in units() else 1)


def convert(value: Decimal, unit: str | None, to: str) -> Decimal | None:
    """Returns `value` converted from `unit` to `to`; null when that is impossible. Without a unit it is already in `to`."""
    if unit is None:
        return value
    if dimension(unit) != dimension(to):
        return None
    return value * base_units(unit) / base_units(to)


def tier_for(tiers: Sequence[PriceTier], quantity: Decimal) -> PriceTier | None:
    """Returns the tier with the largest minimum that `quantity` reaches; null below all of them."""
    reached = [tier for tier in tiers if tier.minimum <= quantity]
    return max(reached, key=lambda tier: tier.minimum, default=None)
