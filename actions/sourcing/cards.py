"""Builds the values, cards and buttons by which a reply shows listings and suppliers."""

from __future__ import annotations

from actions.marketplace.base.records import Money, Quantity
from actions.marketplace.goods.catalogue.rates import Rate
from actions.marketplace.goods.catalogue.records import Listing, PriceTier, SupplierProfile, SupplierSummary
from actions.marketplace.trades.performance import Performance
from actions.replies import (
    Button,
    Card,
    Value,
    button,
    card,
    certificate,
    date,
    days,
    hours,
    lines,
    money,
    place,
    quantity,
    rating,
    several,
    term,
    text,
    unit_price,
    yes_no,
)
from actions.sourcing.performance import say_disputed, say_on_time, say_response


def listing_values(listing: Listing) -> dict[str, Value]:
    """Returns the facts of a listing by the names that responses use."""
    return {
        "offer": text(listing.product),
        "supplier": text(listing.supplier.name),
        "place": place(listing.supplier.place),
        "price": unit_price(listing.unit_price, listing.moq.unit),
        "priced_quantity": quantity(listing.priced_quantity),
        "moq": quantity(listing.moq),
        "lead_time": days(listing.lead_time_days),
    }


def listing_card(listing: Listing) -> Card:
    values = listing_values(listing)
    return card(
        "product",
        values["offer"],
        [
            ("field.unit_price", price_for_quantity(listing)),
            ("field.moq", values["moq"]),
            ("field.lead_time", values["lead_time"]),
            ("field.supplier", values["supplier"]),
            ("field.place", values["place"]),
            ("field.rating", rating(listing.supplier.rating)),
            ("field.verified", yes_no(listing.supplier.verified)),
            ("field.certificates", certificates(listing.certificates)),
        ],
        listing_buttons(listing),
        picture=listing.picture,
    )


def listing_buttons(listing: Listing) -> list[Button]:
    """Returns buttons that show the listing in full, and that ask for a quotation."""
    return [
        button("button.details", "supplier_details", product_id=listing.product_id),
        button("button.request_quote", "request_quote", product_id=listing.product_id),
    ]


def price_for_quantity(listing: Listing) -> Value:
    values = listing_values(listing)
    return term("price.for_quantity", price=values["price"], quantity=values["priced_quantity"])


def certificates(codes: tuple[str, ...]) -> Value | None:
    return several(map(certificate, codes)) if codes else None


def tier_lines(listing: Listing, *more: Value) -> Value:
    """Returns a line for each price with the quantity from which it holds, and below them any further remarks about
    prices."""
    return lines([*(name_tier(listing, tier) for tier in listing.tiers), *more])


def name_tier(listing: Listing, tier: PriceTier) -> Value:
    """Returns a price with the quantity from which it holds."""
    price = unit_price(Money(tier.unit_price, listing.unit_price.currency), listing.moq.unit)
    return term("price.from_quantity", price=price, quantity=quantity(Quantity(tier.minimum, listing.moq.unit)))


def detail_card(listing: Listing) -> Card:
    """Returns a card with all facts of one product, and buttons for likely next questions."""
    values = listing_values(listing)
    return card(
        "product",
        values["offer"],
        [
            ("field.category", text(listing.category)),
            ("field.unit_price", tier_lines(listing)),
            ("field.moq", values["moq"]),
            ("field.lead_time", values["lead_time"]),
            ("field.stock", quantity(listing.stock) if listing.stock is not None else None),
            ("field.sample_price", sample_price(listing)),
            ("field.certificates", certificates(listing.certificates)),
        ],
        [
            button("button.request_quote", "request_quote", product_id=listing.product_id),
            button("button.request_sample", "request_sample", product_id=listing.product_id),
        ],
        picture=listing.picture,
    )


def sample_price(listing: Listing) -> Value | None:
    """Returns the price of a sample, or None when the supplier states it only on request."""
    if listing.sample_price is None:
        return None
    return money(listing.sample_price) if listing.sample_price.amount else term("sample.free")


def supplier_values(profile: SupplierProfile) -> dict[str, Value]:
    summary = profile.summary
    return {
        "supplier": text(summary.name),
        "kind": supplier_kind(summary),
        "place": place(summary.place),
        "founded": str(profile.founded_year or ""),
        "employees": profile.employees or "",
        "rating": rating(summary.rating),
        "reviews": summary.review_count,
        "certificates": certificates(tuple(c.code for c in profile.certificates)) or term("certificates.none"),
        "verified": verification(summary),
    }


def name_profile_response(profile: SupplierProfile) -> str:
    """Returns the name of the response that describes the supplier with those of its facts that are known."""
    if profile.founded_year is None or profile.employees is None:
        return "utter_supplier_in_short"
    return "utter_supplier" if profile.summary.review_count else "utter_supplier_unrated"


def percent(value: int | None) -> Value | None:
    return None if value is None else term("number.percent", value=value)


def response_time(profile: SupplierProfile) -> Value | None:
    return None if profile.response_hours is None else hours(profile.response_hours)


def supplier_kind(summary: SupplierSummary) -> Value:
    return term(f"supplier_kind.{summary.kind}")


def verification(summary: SupplierSummary) -> Value:
    return term("verification.verified") if summary.verified else term("verification.unverified")


def supplier_card(profile: SupplierProfile, performance: Performance | None = None) -> Card:
    """Returns the card of a supplier, with the source of each fact that the marketplace does not know by itself."""
    summary = profile.summary
    values = supplier_values(profile)
    return card(
        "supplier",
        values["supplier"],
        [
            ("field.kind", values["kind"]),
            ("field.place", values["place"]),
            ("field.verified", term("source.verified" if summary.verified else "source.unverified")),
            ("field.rating", values["rating"]),
            ("field.reviews", summary.review_count if summary.review_count or summary.rating is None else None),
            ("field.founded", _stated(values["founded"] or None)),
            ("field.employees", _stated(profile.employees)),
            ("field.export_share", _stated(percent(profile.export_percent))),
            ("field.on_time", say_on_time(profile, performance)),
            ("field.response_time", say_response(profile, performance)),
            ("field.disputes", say_disputed(performance)),
            ("field.main_products", several(text(name) for name in profile.main_products)),
            ("field.certificates", certificate_lines(profile)),
        ],
        supplier_buttons(summary),
    )


def _stated(fact: Value | None) -> Value | None:
    return None if fact is None else term("source.stated", fact=fact)


def compared_card(profile: SupplierProfile, listing: Listing | None) -> Card:
    """Returns the card of a supplier in a comparison, with the facts of its listing first, if one is compared."""
    shown = supplier_card(profile)
    if listing is None:
        return shown
    values = listing_values(listing)
    listed = card(
        "supplier",
        shown["title"],
        [
            ("field.goods", values["offer"]),
            ("field.unit_price", price_for_quantity(listing)),
            ("field.moq", values["moq"]),
            ("field.lead_time", values["lead_time"]),
        ],
        [button("button.request_quote", "request_quote", product_id=listing.product_id), *shown["buttons"]],
    )
    return {**listed, "fields": [*listed["fields"], *shown["fields"]]}


def certificate_lines(profile: SupplierProfile) -> Value | None:
    if not profile.certificates:
        return None
    return lines(
        term("certificate.held", certificate=text(c.name), number=c.number, until=date(c.valid_until))
        for c in profile.certificates
    )


def supplier_buttons(summary: SupplierSummary) -> list[Button]:
    return [button("button.contact_supplier", "contact_supplier", supplier_id=summary.slug)]


def describe_rate(rate: Rate) -> Value:
    """Returns an exchange rate with its day, such as "USD 1 = CNY 7.12 (24 Nov 2026)"."""
    amount = format(rate.per_usd.normalize(), "f")
    if rate.as_of is None:
        return term("rate.undated", currency=rate.currency, amount=amount)
    return term("rate.dated", currency=rate.currency, amount=amount, day=date(rate.as_of))
