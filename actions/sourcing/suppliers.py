"""Shows one supplier in detail or several side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from actions.dialogue.events import Event, SlotSet
from actions.dialogue.registry import HANDLERS, answer_question, answers
from actions.dialogue.turn import Turn
from actions.marketplace.base.records import Place
from actions.marketplace.goods.catalogue.places import find_place
from actions.marketplace.goods.catalogue.records import Listing, SupplierProfile
from actions.replies import (
    MadeFile,
    Value,
    button,
    certificate,
    lines,
    one_after_another,
    place,
    rating,
    search_button,
    side_by_side,
    table,
    term,
    text,
    yes_no,
)
from actions.sourcing.at_hand.best import focus_on, say_best
from actions.sourcing.at_hand.current_search import quote
from actions.sourcing.at_hand.listings import access_listing, access_listings, find_in_name
from actions.sourcing.at_hand.search_state import SearchState
from actions.sourcing.at_hand.which_listing import (
    find_listing_in_question,
    find_listing_of,
    find_listings_of_named,
    find_listings_to_compare,
    find_pair_at_hand,
    find_pointed_listings,
    find_shown_listings,
    find_shown_product,
    find_supplier_in_question,
    find_suppliers_to_compare,
    is_pointing_at_one,
)
from actions.sourcing.cards import (
    compared_card,
    detail_card,
    listing_card,
    listing_values,
    name_profile_response,
    percent,
    price_for_quantity,
    response_time,
    supplier_buttons,
    supplier_card,
    supplier_kind,
    supplier_values,
)
from actions.sourcing.facts import say_certificate
from actions.sourcing.searching.narrowing import narrow


@answers("supplier_details")
async def supplier_details(turn: Turn) -> list[Event]:
    """Shows the product of the pressed button "Details" or the one that "the second one" means; without either, shows
    the supplier that the message names or that is talked about."""
    pointed_at = await is_pointing_at_one(turn) and not turn.cues.speaks_of_sellers and not turn.entities
    if pointed_at or turn.entities.has("product_id"):
        return await _product_details(turn)
    if _asks_which_have_a_certificate(turn):
        return await HANDLERS["find_supplier"](turn)
    profile = await find_supplier_in_question(turn)
    if profile is None:
        return await say_no_supplier(turn)
    if turn.entities.certifications:
        listing = await find_listing_of(turn, profile.summary.slug)
        say_certificate(turn, profile, turn.entities.certifications[0], listing)
    elif _asks_beyond_profile(turn):
        turn.apply([_say_not_on_profile(turn, profile)])
    else:
        response = name_profile_response(profile)
        performance = await turn.market.performances.access_performance(profile.summary.slug)
        turn.say(response, supplier_values(profile), cards=[supplier_card(profile, performance)])
    slug = profile.summary.slug
    return [SlotSet("supplier_id", slug), SlotSet("product_id", await find_shown_product(turn, slug))]


def _asks_which_have_a_certificate(turn: Turn) -> bool:
    """Returns whether the message asks which suppliers have a certificate, and not whether one of them has it."""
    names_one = turn.entities.has("company", "supplier_id")
    return (
        bool(turn.entities.certifications)
        and not turn.is_pressed
        and not names_one
        and turn.cues.asks_which
        and turn.cues.speaks_of_sellers
    )


def _asks_beyond_profile(turn: Turn) -> bool:
    """Returns whether the message asks something about the supplier that is talked about which profiles do not contain:
    "do they print?"."""
    return turn.asks and "profile" not in turn.topics and not turn.entities.has("company", "supplier_id")


def _say_not_on_profile(turn: Turn, profile: SupplierProfile) -> Event:
    """Says that the supplier's profile does not answer the question, shows the profile, and offers to pass the question
    on."""
    values = {**supplier_values(profile), "question": quote(turn)}
    turn.say("utter_not_on_profile", values, buttons=supplier_buttons(profile.summary))
    return turn.propose("contact_supplier", supplier_id=profile.summary.slug, question=turn.told)


async def _product_details(turn: Turn) -> list[Event]:
    listing = await find_listing_in_question(turn)
    if listing is None:
        turn.say("utter_product_gone", buttons=[search_button()])
        return [turn.propose("find_supplier", relax="all")]
    profile = await turn.market.suppliers.access_supplier(listing.supplier.slug)
    say_listing(turn, listing, profile)
    return focus_on(listing)


def say_listing(turn: Turn, listing: Listing, profile: SupplierProfile) -> None:
    values = {**supplier_values(profile), **listing_values(listing), "price": price_for_quantity(listing)}
    turn.say("utter_product", values, cards=[detail_card(listing), supplier_card(profile)])


async def say_no_supplier(turn: Turn) -> list[Event]:
    """Says that the named supplier is unknown, or asks which one is meant, unless the message narrows the search."""
    company = turn.entities.word("company")
    if company:
        turn.say("utter_supplier_unknown", {"company": company}, buttons=[search_button()])
        return []
    narrowed = await narrow(turn)
    if narrowed is None:
        turn.say("utter_which_supplier", buttons=[search_button()])
    return narrowed or []


_LISTED = ("price", "lead_time", "moq")
"""The criteria that are figures of a listing, and not of its supplier."""
_OF_LISTING = ("offer", "moq", "lead_time")
_IN_WORDS = 3
"""More suppliers than these are also compared in a table."""


@answers("compare_suppliers")
async def compare_suppliers(turn: Turn) -> list[Event]:
    """Shows several suppliers side by side. When the message means a single one, as "show me the second one" does,
    shows only that."""
    if await is_pointing_at_one(turn) and not turn.entities.has("company", "product"):
        pair = await find_pair_at_hand(turn) if "versus" in turn.topics else []
        return await say_comparison(turn, pair) if len(pair) > 1 else await supplier_details(turn)
    named = turn.entities.has("company")
    listings = await _find_of_named(turn) if named else await find_listings_to_compare(turn)
    profiles = await find_suppliers_to_compare(turn, listings)
    if len(profiles) < 2 and turn.word_slot("rfq_number") and not turn.entities and turn.context.role == "buyer":
        return await answer_question(turn, {"intent": "check_quotes"})
    if (
        len(profiles) < 2
        and len(turn.entities.regions) > 1
        and (said := _say_places_without(turn, listings)) is not None
    ):
        return said
    if len(profiles) < 2 and len(listings) > 1:
        return _say_listings_of_one(turn, listings)
    if len(profiles) < 2:
        turn.say("utter_compare_which", buttons=[search_button()])
        return []
    criterion = turn.choices.get("criterion")
    is_of_figure = "versus" not in turn.topics or (named and criterion in _LISTED and len(listings) > 1)
    if criterion and listings and is_of_figure:
        ids = [listing.product_id for listing in listings]
        best = await say_best(turn, ids, criterion)
        if best is not None:
            turn.show_list("product_id", ids)
            return best
    return _say_comparison(turn, profiles, listings)


def _say_places_without(turn: Turn, listings: Sequence[Listing]) -> list[Event] | None:
    """Says from which of the named places nobody offers the goods searched for, and shows the best listing from the
    other place. Returns None when there is no search."""
    search = SearchState.load(turn.slot("search"))
    if search is None or not search.text:
        return None
    places = [found for name in turn.entities.regions if (found := find_place(name)) is not None]
    without = [each for each in places if not any(_is_in(listing, each) for listing in listings)]
    for each in without:
        turn.say("utter_none_from_place", {"place": place(each), "search": search.text})
    if not listings or not without:
        return None if not without else []
    turn.say("utter_each", {"facts": _line_of(listings[0])}, cards=[listing_card(listings[0])])
    return []


def _is_in(listing: Listing, named: Place) -> bool:
    own = listing.supplier.place
    return own.province_code == named.province_code and (named.city is None or own.city == named.city)


def _line_of(listing: Listing) -> Value:
    values = {name: listing_values(listing)[name] for name in _OF_LISTING}
    return term("comparison.offer", **values, price=price_for_quantity(listing))


def _say_listings_of_one(turn: Turn, listings: Sequence[Listing]) -> list[Event]:
    """Shows listings of the same supplier side by side."""
    compared = listings[: turn.cues.few or _IN_WORDS]
    said = [
        term(
            "comparison.offer",
            **{name: listing_values(each)[name] for name in _OF_LISTING},
            price=price_for_quantity(each),
        )
        for each in compared
    ]
    turn.say(
        "utter_comparison_of_one",
        {"supplier": text(compared[0].supplier.name), "offers": lines(said)},
        cards=[listing_card(each) for each in compared],
    )
    turn.show_list("product_id", [each.product_id for each in compared])
    return []


async def _find_of_named(turn: Turn) -> list[Listing]:
    """Returns the listing of each company that the message names for the goods that are talked about, and the ones with
    which a single named company is to be compared: those that the words point at, or else the one that is talked
    about, or else the first ones shown."""
    own = await find_listings_of_named(turn)
    if len(turn.entities.words("company")) > 1:
        return own
    others = await find_pointed_listings(turn)
    if not others:
        focus = await access_listing(turn, turn.slot("product_id"))
        others = [focus] if focus else (await find_shown_listings(turn))[: _IN_WORDS - 1]
    return [*own, *(each for each in others if all(each.supplier.slug != one.supplier.slug for one in own))]


async def say_comparison(turn: Turn, product_ids: Sequence[int]) -> list[Event]:
    """Shows the suppliers of these listings side by side, each with its listing."""
    listings = await access_listings(turn, list(product_ids))
    profiles = await find_suppliers_to_compare(turn, listings)
    return _say_comparison(turn, profiles, listings) if len(profiles) > 1 else _say_listings_of_one(turn, listings)


def _say_comparison(turn: Turn, profiles: Sequence[SupplierProfile], listings: Sequence[Listing]) -> list[Event]:
    """Says the figures of the suppliers side by side, with the figures of one listing of each, and names the best rated
    supplier. The listings or suppliers compared become the latest list."""
    best = max(profiles, key=lambda profile: (profile.summary.rating or 0, profile.on_time_percent or 0))
    tied = [each for each in profiles if each.summary.rating == best.summary.rating]
    compared = {listing.supplier.slug: listing for listing in reversed(listings)}
    response = "utter_comparison"
    if best.summary.rating is None:
        response = "utter_comparison_unrated"
    elif len(tied) > 1:
        response = "utter_comparison_alike" if len(tied) == len(profiles) else "utter_comparison_tied"
    turn.say(
        response,
        {
            "suppliers": lines(_comparison_line(each, compared.get(each.summary.slug)) for each in profiles),
            "best": one_after_another(text(each.summary.name) for each in tied),
            "rating": rating(best.summary.rating),
        },
        cards=side_by_side([compared_card(each, compared.get(each.summary.slug)) for each in profiles]),
    )
    if len(profiles) > _IN_WORDS or turn.cues.asks_for_table:
        turn.say("utter_comparison_table", {"count": len(profiles)}, files=[_build_table(turn, profiles, compared)])
    listed = [compared[each.summary.slug].product_id for each in profiles if each.summary.slug in compared]
    if len(listed) > 1:
        turn.show_list("product_id", listed)
    if not turn.entities.products:
        return []
    return [SlotSet("search", replace(SearchState().with_entities(turn.entities), shown=tuple(listed)).dump())]


def _build_table(turn: Turn, profiles: Sequence[SupplierProfile], compared: Mapping[str, Listing]) -> MadeFile:
    """Returns a table with a row for each supplier: the facts of its card, and the facts of its listing if one was
    compared."""
    rows = []
    for profile in profiles:
        summary, listing = profile.summary, compared.get(profile.summary.slug)
        listed = listing_values(listing) if listing else {}
        rows.append(
            [
                text(summary.name),
                place(summary.place),
                supplier_kind(summary),
                yes_no(summary.verified),
                rating(summary.rating),
                summary.review_count,
                str(profile.founded_year or ""),
                percent(profile.on_time_percent) or "",
                response_time(profile) or "",
                one_after_another(certificate(one.code) for one in profile.certificates)
                if profile.certificates
                else "",
                *(listed.get(name, "") for name in ("offer", "price", "priced_quantity", "moq", "lead_time")),
            ]
        )
    labels = ("supplier", "place", "kind", "verified", "rating", "reviews", "founded", "on_time", "response_time")
    listing_labels = ("certificates", "goods", "unit_price", "quantity", "moq", "lead_time")
    columns = [term(f"field.{label}") for label in (*labels, *listing_labels)]
    return table(term("document.comparison", day=turn.today.isoformat()), columns, rows)


def _comparison_line(profile: SupplierProfile, listing: Listing | None) -> Value:
    summary = profile.summary
    line = term(
        "comparison.line" if profile.founded_year else "comparison.line_in_short",
        supplier=text(summary.name),
        kind=supplier_kind(summary),
        rating=rating(summary.rating),
        on_time=percent(profile.on_time_percent) or term("figure.unknown"),
        founded=str(profile.founded_year or ""),
    )
    if listing is None:
        return line
    values = listing_values(listing)
    return term(
        "comparison.line_with_offer",
        line=line,
        offer=values["offer"],
        price=price_for_quantity(listing),
        moq=values["moq"],
        lead_time=values["lead_time"],
    )


async def say_listing_on_record(turn: Turn, *, names_it: bool = False) -> list[Event] | None:
    """Answers a question whether the listing is as described: if its name says so, says that it is listed so; else says
    that the listing does not tell, and offers to pass the question on. `names_it` says that the name is known to say
    so. Returns None for questions about what the bot itself said or thinks ("what did you tell them?"), which no
    supplier can answer."""
    listing = await find_listing_in_question(turn)
    if listing is None or "of_us" in turn.topics:
        return None
    profile = await turn.market.suppliers.access_supplier(listing.supplier.slug)
    values = {
        **listing_values(listing),
        "thing": listing_values(listing)["offer"],
        "supplier": text(profile.summary.name),
        "question": quote(turn),
    }
    details = button("button.details", "supplier_details", product_id=listing.product_id)
    response = "utter_goods_as_listed" if names_it or find_in_name(turn, listing) else "utter_goods_not_said"
    turn.say(response, values, buttons=[*supplier_buttons(profile.summary), details])
    turn.apply(focus_on(listing))
    return [
        turn.propose(
            "contact_supplier",
            supplier_id=profile.summary.slug,
            product_id=listing.product_id,
            question=turn.text,
        )
    ]
