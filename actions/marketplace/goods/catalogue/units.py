"""Converts quantities from one unit into another, and finds the price that a quantity gets."""

from collections.abc import Sequence
from decimal import Decimal

from actions.marketplace.goods.catalogue.records import PriceTier
from trade.units import units


def dimension(unit: str) -> str:
    """Returns what the unit measures, such as "count" or "mass", or the unit itself if it cannot be converted."""
    return units()[unit].measures if unit in units() else unit


def base_units(unit: str) -> Decimal:
    """Returns how many pieces, kilograms or other base units of the same dimension one `unit` is."""
    return Decimal(units()[unit].holds if unit in units() else 1)


def convert(value: Decimal, unit: str | None, to: str) -> Decimal | None:
    """Returns `value` converted from `unit` to `to`, or None if the two measure different things. If `unit` is None,
    `value` is taken to be in `to` already."""
    if unit is None:
        return value
    if dimension(unit) != dimension(to):
        return None
    return value * base_units(unit) / base_units(to)


def tier_for(tiers: Sequence[PriceTier], quantity: Decimal) -> PriceTier | None:
    """Returns the price tier with the largest minimum that `quantity` reaches, or None if it reaches no minimum."""
    reached = [tier for tier in tiers if tier.minimum <= quantity]
    return max(reached, key=lambda tier: tier.minimum, default=None)
