"""Says how a listing changes, with the present and the new values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from actions.marketplace.base.records import Money, Quantity
from actions.marketplace.goods.catalogue.records import Listing, PriceTier
from actions.marketplace.goods.catalogue.units import tier_for
from actions.marketplace.integrations.correcting.own_listings import ListingChange
from actions.replies import Value, days, money, number, quantity, term, text, unit_price
from actions.sourcing.cards import sample_price

_UNITS = {"kg": "kilogram", "tonne": "tonne"}
"""The units of weight for which a price may be named."""
_LOW, _HIGH = Decimal("0.5"), Decimal(2)
"""The ratios of the new price to the old one between which the final question does not point out the size of the
change."""


def describe_wanted(wanted: Sequence[Mapping[str, Any]]) -> list[Value]:
    """Returns in words the changes that the contact wants, before it is known in which listing."""
    return [_describe(each) for each in wanted]


def _describe(each: Mapping[str, Any]) -> Value:
    if each["of"] == "step":
        return term(f"listing_wanted.{each['value']}")
    name = "percent" if "percent" in each else "by" if "by" in each else "value"
    figure = Decimal(str(each[name]))
    said: Value = number(figure)
    if name == "value" and each.get("currency"):
        price = Money(figure, each["currency"])
        said = unit_price(price, _UNITS[str(each["per"])]) if each.get("per") else money(price)
    elif name == "value" and each.get("unit"):
        said = quantity(Quantity(figure, str(each["unit"])))
    return term(f"listing_wanted.{name}", what=term(f"listing_value.{each['of']}"), figure=said)


def list_changes(listing: Listing, change: ListingChange, *, named: bool) -> list[Value]:
    """Returns a line for each value that changes: "stock: 300 → 640". With `named`, each line names the listing,
    too."""
    found = [*_list_prices(listing, change)]
    if change.moq is not None:
        found.append(_line("moq", quantity(listing.moq), quantity(Quantity(change.moq, listing.moq.unit))))
    if change.stock is not None:
        before = quantity(listing.stock) if listing.stock else term("listing_value.unsaid")
        found.append(_line("stock", before, quantity(Quantity(change.stock, listing.moq.unit))))
    if change.lead_time_days is not None:
        found.append(_line("lead_time", days(listing.lead_time_days), days(change.lead_time_days)))
    if change.sample_price is None and change.currency and listing.sample_price and listing.sample_price.amount:
        amount = listing.sample_price.amount
        found.append(_line("sample", money(listing.sample_price), money(Money(amount, change.currency))))
    if change.sample_price is not None:
        currency = change.currency or listing.unit_price.currency
        price = money(Money(change.sample_price, currency)) if change.sample_price else term("sample.free")
        found.append(_line("sample", sample_price(listing) or term("sample.on_request"), price))
    if change.paused is not None:
        found.append(term("listing_step.pause" if change.paused else "listing_step.resume"))
    return [term("listing_line.of", offer=text(listing.product), line=each) for each in found] if named else found


def find_jump(listing: Listing, change: ListingChange) -> int:
    """Returns by how many percent the first price rises, or a negative number if it falls. Returns 0 if the price stays
    between half and double the old one, or if the currency changes. Such a jump often shows a mistake, such as a price
    in another currency or a typing error."""
    if change.tiers is None:
        return 0
    ratio = change.tiers[0].unit_price / _find_price(listing.tiers, change.tiers[0].minimum)
    return round((ratio - 1) * 100) if change.currency is None and not _LOW < ratio < _HIGH else 0


def _line(name: str, before: Value, after: Value) -> Value:
    return term("listing_line.value", what=term(f"listing_value.{name}"), before=before, after=after)


def _list_prices(listing: Listing, change: ListingChange) -> list[Value]:
    if change.tiers is None and change.currency is None:
        return []
    now, unit = listing.unit_price.currency, listing.moq.unit
    return [
        term(
            "listing_line.price",
            quantity=quantity(Quantity(tier.minimum, unit)),
            before=unit_price(Money(_find_price(listing.tiers, tier.minimum), now), unit),
            after=unit_price(Money(tier.unit_price, change.currency or now), unit),
        )
        for tier in change.tiers or listing.tiers
        if _is_new(listing, tier) or change.currency
    ]


def _is_new(listing: Listing, tier: PriceTier) -> bool:
    """Returns whether the price of a piece differs from the present one for this quantity. If only the
    minimum order changes, no price is new."""
    return tier.unit_price != _find_price(listing.tiers, tier.minimum)


def _find_price(tiers: Sequence[PriceTier], minimum: Decimal) -> Decimal:
    """Returns the present price of a piece from this quantity on."""
    return (tier_for(tiers, minimum) or tiers[0]).unit_price
