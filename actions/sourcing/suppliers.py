"""Shows one supplier in detail or several side by side, and offers to pass a message on to one of
them."""

from __future__ import annotations

from rasa_sdk.events import SlotSet

from actions.cues import speaks_of_sellers
from actions.dialogue.events import Event
from actions.dialogue.registry import action, answer_question
from actions.dialogue.turn import Turn
from actions.marketplace.catalogue.records import Listing, SupplierProfile
from actions.replies import Value, button, certificate, hours, lines, rating, search_button, term, text
from actions.sourcing.cards import (
    detail_card,
    offer_values,
    price_for_quantity,
    supplier_card,
    supplier_kind,
    supplier_values,
)
from actions.sourcing.finding import narrow
from actions.sourcing.which_offer import (
    find_offer_in_question,
    find_shown_product,
    find_supplier_in_question,
    find_suppliers_to_compare,
    is_pointing_at_one,
)


@action("action_supplier_details")
async def supplier_details(turn: Turn) -> list[Event]:
    """Shows the product of a pressed "Details" or of "the second one", or else the supplier that is
    named or talked about."""
    pointed_at = is_pointing_at_one(turn) and not speaks_of_sellers(turn.text) and not turn.entities
    if pointed_at or turn.entities.has("product_id"):
        return await _product_details(turn)
    profile = await find_supplier_in_question(turn)
    if profile is None:
        return await _answer_without_supplier(turn)
    if turn.entities.certifications:
        _say_certificate(turn, profile, turn.entities.certifications[0])
    else:
        response = "utter_supplier" if profile.summary.review_count else "utter_supplier_unrated"
        turn.say(response, supplier_values(profile), cards=[supplier_card(profile)])
    slug = profile.summary.slug
    return [SlotSet("supplier_id", slug), SlotSet("product_id", await find_shown_product(turn, slug))]


async def _product_details(turn: Turn) -> list[Event]:
    offer = await find_offer_in_question(turn)
    if offer is None:
        turn.say("utter_product_gone", buttons=[search_button()])
        return [turn.propose("find_supplier", relax="all")]
    profile = await turn.market.suppliers.access_supplier(offer.supplier.slug)
    say_offer(turn, offer, profile)
    return focus_on(offer)


def say_offer(turn: Turn, offer: Listing, profile: SupplierProfile) -> None:
    values = {**supplier_values(profile), **offer_values(offer), "price": price_for_quantity(offer)}
    turn.say("utter_product", values, cards=[detail_card(offer), supplier_card(profile)])


def focus_on(offer: Listing) -> list[Event]:
    return [SlotSet("product_id", offer.product_id), SlotSet("supplier_id", offer.supplier.slug)]


async def _answer_without_supplier(turn: Turn) -> list[Event]:
    company = turn.entities.word("company")
    if company:
        turn.say("utter_supplier_unknown", {"company": company}, buttons=[search_button()])
        return []
    narrowed = await narrow(turn)
    if narrowed is None:
        turn.say("utter_which_supplier", buttons=[search_button()])
    return narrowed or []


def _say_certificate(turn: Turn, profile: SupplierProfile, code: str) -> None:
    """Says whether the supplier holds the certificate of that code."""
    held = [c for c in profile.certificates if c.code.casefold() == code.casefold()]
    values = {**supplier_values(profile), "certificate": text(held[0].name) if held else certificate(code)}
    turn.say(
        "utter_supplier_certified" if held else "utter_supplier_not_certified", values, cards=[supplier_card(profile)]
    )


@action("action_compare_suppliers")
async def compare_suppliers(turn: Turn) -> list[Event]:
    """Shows several suppliers side by side. "Show me the second one" compares nothing: it shows
    that offer."""
    if is_pointing_at_one(turn) and not turn.entities.has("company", "product"):
        return await supplier_details(turn)
    profiles = await find_suppliers_to_compare(turn)
    if len(profiles) < 2 and turn.word_slot("rfq_number") and not turn.entities and turn.context.role == "buyer":
        return await answer_question(turn, {"intent": "check_quotes"})
    if len(profiles) < 2:
        turn.say("utter_compare_which", buttons=[search_button()])
        return []
    best = max(profiles, key=lambda profile: (profile.summary.rating or 0, profile.on_time_percent))
    turn.say(
        "utter_comparison_unrated" if best.summary.rating is None else "utter_comparison",
        {
            "suppliers": lines(_comparison_line(profile) for profile in profiles),
            "best": text(best.summary.name),
            "rating": rating(best.summary.rating),
        },
        cards=[supplier_card(profile) for profile in profiles],
    )
    return []


def _comparison_line(profile: SupplierProfile) -> Value:
    summary = profile.summary
    return term(
        "comparison.line",
        supplier=text(summary.name),
        kind=supplier_kind(summary),
        rating=rating(summary.rating),
        on_time=term("number.percent", value=profile.on_time_percent),
        founded=str(profile.founded_year),
    )


@action("action_contact_supplier")
async def contact_supplier(turn: Turn) -> list[Event]:
    """Says what the supplier promises, and offers a person who passes the question on, because the
    bot does not."""
    profile = await find_supplier_in_question(turn)
    if profile is None:
        return await _answer_without_supplier(turn)
    values = {**supplier_values(profile), "response_time": hours(profile.response_hours)}
    quote = button("button.request_quote", "request_quote", supplier_id=profile.summary.slug)
    offer = turn.say_with_person("utter_contact_supplier", values, "contact_supplier", buttons=[quote])
    return [offer, SlotSet("supplier_id", profile.summary.slug)]
