"""Answers questions that set listings on the screen against each other: "why is the green cheaper?", 带灯的跟防水的哪个快,
"do the two come from the same seller?"."""

from __future__ import annotations

from collections.abc import Sequence

from actions.dialogue.events import Event
from actions.dialogue.registry import reading
from actions.dialogue.turn import Turn
from actions.marketplace.goods.catalogue.records import Listing
from actions.replies import Value, button, lines, one_after_another, term, text
from actions.sourcing.at_hand.best import find_best, say_best
from actions.sourcing.at_hand.listings import access_listing, access_listings, find_set_apart, find_shown, list_words
from actions.sourcing.at_hand.referents import find_each_referent
from actions.sourcing.at_hand.which_listing import find_listing_in_question, find_listings_of_named
from actions.sourcing.cards import (
    certificates,
    listing_values,
    name_profile_response,
    price_for_quantity,
    supplier_values,
)
from actions.sourcing.evaluating.asking import is_about_goods

_PAIR = 2
_OTHER_SUBJECT = ("order_number", "rfq_number", "quotation")
_MOST = 5
"""The most listings on the screen of which it is said from whom they are."""


@reading
async def why_the_price_differs(turn: Turn) -> list[Event] | None:
    """Says, when the message wonders at the prices of two listings, what is on record of both and in what they differ,
    and that no listing gives a reason for its price."""
    if "other_price" not in turn.topics or not _wonders(turn) or not is_about_goods(turn):
        return None
    pair = await _find_pair(turn)
    if len(pair) != _PAIR:
        return None
    unlike = [name for name, values in _list_facts(pair).items() if values[0] != values[1]]
    alike = [name for name in _list_facts(pair) if name not in unlike]
    said = [term("side.differ", figures=one_after_another(term(f"side.{name}") for name in unlike))] if unlike else []
    said += [term("side.alike", figures=one_after_another(term(f"side.{name}") for name in alike))] if alike else []
    ask = button("button.contact_supplier", "contact_supplier", supplier_id=pair[0].supplier.slug)
    values = {"offers": lines(map(_line, pair)), "differences": lines(said), "supplier": text(pair[0].supplier.name)}
    turn.say("utter_why_price_differs", values, buttons=[ask])
    turn.show_list("product_id", [listing.product_id for listing in pair])
    turn.done.append("compare_suppliers")
    return []


@reading
async def why_there_is_no_rating(turn: Turn) -> list[Event] | None:
    """Says that a supplier without a rating has no reviews yet, and what else is on record of it."""
    asks_of_rating = any("rating" in clause.things for clause in turn.asked_of_goods)
    if not asks_of_rating or not _wonders(turn) or turn.is_supplier or turn.entities.has(*_OTHER_SUBJECT):
        return None
    named = [each for each in await _list_shown(turn) if find_set_apart(turn, [each])]
    listing = next((each for each in named if each.supplier.rating is None), None)
    if listing is None and is_about_goods(turn):
        listing = await find_listing_in_question(turn)
    if listing is None or listing.supplier.rating is not None:
        return None
    profile = await turn.market.suppliers.access_supplier(listing.supplier.slug)
    turn.say("utter_why_no_rating", {"supplier": text(listing.supplier.name)})
    turn.say(name_profile_response(profile), supplier_values(profile))
    turn.done.append("supplier_details")
    return []


@reading
async def best_of_two_kinds(turn: Turn) -> list[Event] | None:
    """Names the better of two listings that the words describe one by one, by the figure that is asked for. Of several
    that fit the same words, the best by that figure is taken."""
    criterion = turn.choices.get("criterion")
    if not criterion or turn.task is not None or not is_about_goods(turn):
        return None
    sides = [found.ids for found in await find_each_referent(turn, ("called", "place")) if found.ids]
    if len(sides) != _PAIR or set(sides[0]) & set(sides[1]) or all(len(side) == 1 for side in sides):
        return None
    best = [listing for side in sides for listing in (await find_best(turn, side, criterion))[:1]]
    ids = [listing.product_id for listing in best]
    said = await say_best(turn, ids, criterion) if len(ids) == _PAIR else None
    if said is not None:
        turn.show_list("product_id", ids)
        turn.done.append("compare_suppliers")
    return said


@reading
async def named_company_beside_another(turn: Turn) -> list[Event] | None:
    """Compares the goods of a company that the message names with those that are talked about, when it asks how the two
    compare: "a friend buys from fangyan, are they dearer?", 绿竹源会不会便宜点."""
    criterion = turn.choices.get("criterion") or ("price" if "other_price" in turn.topics else None)
    names_one = len(turn.entities.words("company")) == 1 and not turn.entities.has("product", *_OTHER_SUBJECT)
    if criterion is None or not names_one or not turn.asks or turn.is_supplier or turn.task is not None:
        return None
    named = await find_listings_of_named(turn)
    other = await access_listing(turn, turn.slot("product_id"))
    if not named or other is None or other.supplier.slug == named[0].supplier.slug:
        return None
    ids = [named[0].product_id, other.product_id]
    said = await say_best(turn, ids, criterion)
    if said is not None:
        turn.show_list("product_id", ids)
        turn.done.append("compare_suppliers")
    return said


@reading
async def whether_from_one_seller(turn: Turn) -> list[Event] | None:
    """Says whether the listings shown are from one supplier, and else which is from whom."""
    if "one_seller" not in turn.topics or not turn.asks or turn.task is not None or not is_about_goods(turn):
        return None
    pointed = [each for found in await find_each_referent(turn) for each in found.ids]
    latest = turn.record.latest_list
    shown = tuple(latest.ids) if latest is not None and latest.kind == "listing" else find_shown(turn)
    listings = (await access_listings(turn, tuple(dict.fromkeys(pointed)) or shown))[:_MOST]
    if len(listings) < _PAIR:
        return None
    if len({listing.supplier.slug for listing in listings}) == 1:
        turn.say("utter_from_one_seller", {"supplier": text(listings[0].supplier.name)})
    else:
        said = (term("side.seller", **_pick(listing, "offer", "supplier")) for listing in listings)
        turn.say("utter_from_several_sellers", {"offers": lines(said)})
    turn.done.append("supplier_details")
    return []


def _wonders(turn: Turn) -> bool:
    asks = any("why" in clause.kinds for clause in turn.asked_of_goods) or bool(turn.topics & {"why", "wonders"})
    return asks and turn.task is None and not turn.is_pressed


async def _list_shown(turn: Turn) -> list[Listing]:
    """Returns the listings of the lists shown last, the latest first."""
    ids = [each for shown in turn.record.lists if shown.kind == "listing" for each in shown.ids]
    return await access_listings(turn, list(dict.fromkeys([*find_shown(turn), *ids])))


async def _find_pair(turn: Turn) -> list[Listing]:
    """Returns a listing that the words single out and the one that it is set against. Of several, these are the two
    that have most in common: the same supplier, and words of their names."""
    pointed = [found.ids for found in await find_each_referent(turn) if found.ids]
    if len(pointed) == _PAIR:
        return await access_listings(turn, [side[0] for side in pointed])
    listings = await access_listings(turn, find_shown(turn))
    ones = [each for each in listings if pointed and each.product_id in pointed[0]] or find_set_apart(turn, listings)
    others = [each for each in listings if each not in ones]
    pairs = [(one, other) for one in ones for other in others]
    return [*max(pairs, key=lambda pair: _likeness(*pair))] if pairs else []


def _likeness(one: Listing, other: Listing) -> tuple[bool, int]:
    return one.supplier.slug == other.supplier.slug, len(list_words(one) & list_words(other))


def _list_facts(pair: Sequence[Listing]) -> dict[str, list[object]]:
    return {
        "goods": [each.product for each in pair],
        "supplier": [each.supplier.slug for each in pair],
        "moq": [each.moq for each in pair],
        "lead_time": [each.lead_time_days for each in pair],
        "certificates": [set(each.certificates) for each in pair],
        "rating": [each.supplier.rating for each in pair],
    }


def _line(listing: Listing) -> Value:
    held = certificates(listing.certificates) or term("certificates.none")
    values = _pick(listing, "offer", "supplier", "moq", "lead_time")
    return term("side.offer", **values, price=price_for_quantity(listing), certificates=held)


def _pick(listing: Listing, *names: str) -> dict[str, Value]:
    values = listing_values(listing)
    return {name: values[name] for name in names}
