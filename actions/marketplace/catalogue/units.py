"""Units of trade and what converts into what, and the price that a quantity gets."""

from collections.abc import Sequence
from decimal import Decimal

from actions.marketplace.catalogue.records import PriceTier

# unit: (what it measures, how many base units it holds); cartons and containers convert into nothing else
_UNITS: dict[str, tuple[str, Decimal]] = {
    "piece": ("count", Decimal(1)),
    "set": ("count", Decimal(1)),
    "pair": ("count", Decimal(1)),
    "dozen": ("count", Decimal(12)),
    "kilogram": ("mass", Decimal(1)),
    "tonne": ("mass", Decimal(1000)),
    "metre": ("length", Decimal(1)),
    "square_metre": ("area", Decimal(1)),
    "litre": ("volume", Decimal(1)),
}


def dimension(unit: str) -> str:
    """ "count", "mass", …; the unit itself when it converts into nothing else."""
    return _UNITS[unit][0] if unit in _UNITS else unit


def base_units(unit: str) -> Decimal:
    """How many base units of its dimension (pieces, kilograms, …) one `unit` is."""
    return _UNITS[unit][1] if unit in _UNITS else Decimal(1)


def convert(value: Decimal, unit: str | None, to: str) -> Decimal | None:
    """`value` of `unit` in the unit `to`; without a unit it is taken to be in `to`; null if they do not compare."""
    if unit is None:
        return value
    if dimension(unit) != dimension(to):
        return None
    return value * base_units(unit) / base_units(to)


def tier_for(tiers: Sequence[PriceTier], quantity: Decimal) -> PriceTier | None:
    """The tier with the largest minimum that `quantity` reaches; null below all of them."""
    reached = [tier for tier in tiers if tier.minimum <= quantity]
    return max(reached, key=lambda tier: tier.minimum, default=None)
