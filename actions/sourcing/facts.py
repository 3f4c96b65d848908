"""Says a single fact of several listings at once: their prices, minimum orders, lead times or samples, or which of
their suppliers hold a certificate. Also says whether one supplier holds it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from actions.dialogue.events import Event, SlotSet
from actions.dialogue.turn import Turn
from actions.marketplace.goods.catalogue.certifications import certification_key
from actions.marketplace.goods.catalogue.records import Listing, SupplierProfile
from actions.replies import Button, Value, button, certificate, lines, several, term, text
from actions.sourcing.at_hand.best import focus_on
from actions.sourcing.cards import (
    certificates,
    listing_card,
    listing_values,
    price_for_quantity,
    sample_price,
    supplier_card,
    supplier_values,
)

Fact = Literal["price", "moq", "lead_time", "sample"]
"""The facts that a contact may ask for of several listings at once."""
FACTS: dict[str, Fact] = {
    "ask_price": "price",
    "ask_moq": "moq",
    "ask_lead_time": "lead_time",
    "request_sample": "sample",
    "faq_sample_policy": "sample",
}
"""The fact of a listing that each of these intents asks for."""
_VALUE_OF: dict[Fact, str] = {"price": "price", "moq": "moq", "lead_time": "lead_time", "sample": "sample_price"}


def say_facts(turn: Turn, listings: list[Listing], fact: Fact) -> list[Event]:
    """Says the fact of each of the listings, one line each. The listings become the latest list."""
    said = []
    for listing in listings:
        values = listing_values(listing) | {
            "price": price_for_quantity(listing),
            "sample_price": sample_price(listing) or term("sample.on_request"),
        }
        said.append(term(f"each.{fact}", **{name: values[name] for name in ("offer", "supplier", _VALUE_OF[fact])}))
    turn.done.append(turn.intent)
    turn.say("utter_each", {"facts": lines(said)}, cards=[listing_card(listing) for listing in listings])
    turn.show_list("product_id", [listing.product_id for listing in listings])
    return []


_CERTIFIED = ("utter_certified_some", "utter_certified_all", "utter_certified_none")
_VERIFIED = ("utter_verified_some", "utter_verified_all", "utter_verified_none")
"""The responses for something that is true of some of the suppliers, of all, and of none."""


async def say_who_is_certified_each(turn: Turn, listings: list[Listing], codes: Sequence[str]) -> list[Event]:
    """Says of each of the certificates which suppliers of these listings hold it."""
    return [event for code in dict.fromkeys(codes) for event in await say_who_is_certified(turn, listings, code)]


def say_certificate(turn: Turn, profile: SupplierProfile, code: str, listing: Listing | None = None) -> None:
    """Says whether the supplier holds the certificate of that code; if it does, but not for the listing that is talked
    about, says so."""
    key = certification_key(code)
    held = [c for c in profile.certificates if certification_key(c.code) == key]
    values = {**supplier_values(profile), "certificate": text(held[0].name) if held else certificate(code)}
    if held and listing is not None and key not in map(certification_key, listing.certificates):
        own = certificates(listing.certificates) or term("certificates.none")
        turn.say("utter_supplier_certified_elsewhere", {**values, "offer": text(listing.product), "own": own})
        return
    turn.say(
        "utter_supplier_certified" if held else "utter_supplier_not_certified", values, cards=[supplier_card(profile)]
    )


async def say_who_is_certified(turn: Turn, listings: list[Listing], code: str) -> list[Event]:
    """Names the suppliers of those of these listings that have the certificate, and of those that have not. Where one
    supplier has listings of both kinds, names the listings. Says which suppliers hold it only for other goods."""
    key = certification_key(code)
    listings = list({each.product_id: each for each in listings}.values())
    having = {each.product_id for each in listings if key in map(certification_key, each.certificates)}
    held = {each.supplier.slug for each in listings if each.product_id in having}
    lacking = {each.supplier.slug for each in listings if each.product_id not in having}
    profiles = await turn.market.suppliers.compare_suppliers(tuple(dict.fromkeys(sorted(lacking - held))))
    elsewhere = [each.summary for each in profiles if key in (certification_key(c.code) for c in each.certificates)]
    only = button(term("button.only_certified", certificate=certificate(code)), "find_supplier", certification=code)
    if held & lacking:
        named = {each.product_id: term("certified.offer", **_name(each)) for each in listings}
        said = {
            "suppliers": several(name for product_id, name in named.items() if product_id in having),
            "others": several(name for product_id, name in named.items() if product_id not in having),
        }
        turn.say(_CERTIFIED[0], {**said, "certificate": certificate(code)}, buttons=[only])
        turn.done.append("supplier_details")
        told: list[Event] = []
    else:
        told = _say_who(turn, listings, held, _CERTIFIED, only, certificate=certificate(code))
    if elsewhere:
        names = several(text(each.name) for each in elsewhere)
        turn.say("utter_certified_elsewhere", {"suppliers": names, "certificate": certificate(code)})
    return told


def _name(listing: Listing) -> dict[str, Value]:
    return {"offer": text(listing.product), "supplier": text(listing.supplier.name)}


async def say_who_is_verified(turn: Turn, listings: list[Listing]) -> list[Event]:
    """Names the suppliers of these listings that are verified, and those that are not."""
    held = {each.supplier.slug for each in listings if each.supplier.verified}
    only = button("button.verified_only", "find_supplier", verified=True)
    return _say_who(turn, listings, held, _VERIFIED, only)


def _say_who(
    turn: Turn, listings: list[Listing], held: set[str], says: tuple[str, str, str], only: Button, **values: Value
) -> list[Event]:
    """Says of which suppliers something is true. If it is true of a single one, that one becomes the supplier that is
    talked about."""
    names = {each.supplier.slug: text(each.supplier.name) for each in listings}
    said = {
        "suppliers": several(name for slug, name in names.items() if slug in held),
        "others": several(name for slug, name in names.items() if slug not in held),
    }
    some, everyone, none = says
    turn.say((some if len(held) < len(names) else everyone) if held else none, {**said, **values}, buttons=[only])
    turn.done.append("supplier_details")
    if len(held) != 1:
        return []
    one = next(listing for listing in listings if listing.supplier.slug in held)
    return [*focus_on(one), SlotSet("supplier_id", one.supplier.slug)]
