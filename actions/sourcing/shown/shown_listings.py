"""Answers messages about exactly those listings on the screen that they point at: "the other one", "that one from Yiwu,
what's its minimum?", "is the first cheaper than the third?", 就要快的那家.

`referents` decides which listings are meant. The intents and acts that the NLU finds likely decide what is asked about
them. Each function here is registered as a reading, and returns None for messages that it does not answer.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from actions.dialogue.events import Event
from actions.dialogue.referring import OWN, find_at_hand, points_at_goods
from actions.dialogue.registry import HANDLERS, reading
from actions.dialogue.said.entities import Entities
from actions.dialogue.turn import Turn
from actions.marketplace.goods.catalogue.places import find_place
from actions.marketplace.goods.catalogue.records import Listing
from actions.replies import Button, button, certificate, place, term, text
from actions.sourcing.at_hand.best import focus_on, say_best, weigh
from actions.sourcing.at_hand.current_search import find_current_search
from actions.sourcing.at_hand.listings import access_listing, access_listings, find_shown
from actions.sourcing.at_hand.referents import Referents, find_referents
from actions.sourcing.cards import listing_values, price_for_quantity
from actions.sourcing.evaluating.amounts import with_quantity
from actions.sourcing.facts import FACTS, say_facts, say_who_is_certified_each, say_who_is_verified
from actions.sourcing.searching.results import say_so_far
from actions.sourcing.suppliers import say_comparison, say_listing, say_listing_on_record

_OTHER_SUBJECT = ("company", "order_number", "rfq_number", "quotation", "claim_number", "sample_number")
_WISHES = frozenset(
    (
        *("request_quote", "place_order", "contact_supplier", "request_sample", "negotiate_price", "human_handoff"),
        *("check_quotes", "accept_quote", "decline_quote", "submit_quote", "change_order", "cancel_order"),
    )
)
"""Intents whose own actions find out which listings are meant."""
_OF_ONE_LISTING = frozenset(("request_quote", "place_order", "contact_supplier", "request_sample", "negotiate_price"))
_MAY_ASK = frozenset(("request_quote", "place_order"))
"""Wishes whose words may also ask for a price."""
_FACTS_OF_ONE = frozenset(("ask_price", "ask_moq", "ask_lead_time", "faq_sample_policy"))
_LIKELY = 0.1
_SURE = 0.5
_MOST_WEIGHED = 3
"""The most listings that are weighed against each other when several are equally good by the figure that is asked
for."""
_OF_A_MENTION = {"price": "ask_price", "lead_time": "ask_lead_time", "quantity": "ask_moq"}
"""The intent that asks for a fact of a listing, by the condition of a search that the words name."""
_STAYS = ("quantity", "price", "certification", "date", "country", "incoterm", "port")
"""Entities that a question about one listing keeps. A place or goods only say which one is meant."""


@reading
async def listings_pointed_at(turn: Turn) -> list[Event] | None:
    """Answers about the listings that the words point at: names the best of them, compares them, says the facts that
    are asked for, or shows the one that is chosen. Asks which one is meant when several fit, and says so when the words
    fit none of those shown."""
    if not turn.pointing or not _is_about_listings(turn):
        return None
    if _only_asks_for_the_best(turn):
        turn = replace(turn, intent="compare_suppliers")
    is_plain_condition = all(each.by == "called" and each.is_many for each in turn.pointing) and not turn.asks
    found = None if is_plain_condition and _find_question(turn) is None else await find_referents(turn)
    if found is None and turn.entities.certifications and turn.asks:
        found = _find_this(turn)
    if found is None and (count := _count_too_few(turn)):
        turn.say("utter_only_so_many", {"count": count})
        return None
    listings = await access_listings(turn, found.ids) if found else []
    turn = with_quantity(turn, listings, asks="what_if" in turn.topics)  # "cheaper one, what if 80"
    if found is None:
        return None
    if turn.intent in _WISHES - _MAY_ASK and turn.confidence >= _SURE:
        return await _ask_which(turn, found) if found.is_unclear and turn.intent in _OF_ONE_LISTING else None
    if found.missing:
        return await _say_none_called(turn, found.missing)
    if found.is_unclear and any(each.by == "best" for each in turn.pointing):
        weighed = await weigh(turn, found.ids[:_MOST_WEIGHED], None)  # several are equally good by that figure
        if weighed is not None:
            return weighed
    if found.is_unclear:
        return await _ask_which(turn, found)
    if len(listings) > 1:
        return await _answer_about_several(turn, listings)
    return await _answer_about_one(turn, listings[0]) if listings else None


@reading
async def what_is_left_out(turn: Turn) -> list[Event] | None:
    """Says that a place is still ruled out, when the message asks whether it is: "are those from Guangdong left
    out?"."""
    search = find_current_search(turn)
    if search is None or turn.is_pressed or turn.task is not None or not turn.asks or turn.entities.has("product"):
        return None
    is_ruled_out = set(search.excluded) & {*turn.entities.regions, *turn.entities.excluded_regions}
    if not is_ruled_out or not (turn.removals or "left_out" in turn.topics):
        return None
    return await say_so_far(turn, search, "utter_still_left_out")


def _only_asks_for_the_best(turn: Turn) -> bool:
    """Returns whether a message that sounds like haggling only asks which listing is the best: "and the cheapest?"."""
    is_best = any(each.by == "best" for each in turn.pointing) and not turn.entities.has("price")
    asks = turn.asks and turn.acts.find("ask_about", "point") > turn.acts.find("negotiate_price")
    return turn.intent == "negotiate_price" and is_best and asks


def _count_too_few(turn: Turn) -> int:
    """If the words point only at places beyond the end of the list ("the fifth" of three), returns how many listings
    are shown; else 0."""
    places = [each.number for each in turn.pointing if each.by == "place"]
    shown = max((len(each.ids) for each in turn.record.lists if each.kind == "listing"), default=0)
    shown = max(shown, len(find_shown(turn)))
    return shown if places and len(places) == len(turn.pointing) and min(places) > shown > 0 else 0


def _find_this(turn: Turn) -> Referents | None:
    """Returns the listing that is talked about, when the words point at it alone: 嗰間有冇CCC."""
    focus = turn.slot("product_id")
    points = isinstance(focus, int) and all(each.by == "this" and not each.is_denied for each in turn.pointing)
    return Referents((focus,)) if points and isinstance(focus, int) else None


def _is_about_listings(turn: Turn) -> bool:
    """Returns whether listings were shown last, and the message names nothing else."""
    latest, at_hand = turn.record.latest_list, find_at_hand(turn)
    if turn.is_pressed or turn.is_supplier or turn.task is not None or turn.entities.has(*_OTHER_SUBJECT):
        return False
    if latest is None or "quotes" in turn.topics or "back_to" in turn.topics:
        return False
    if latest.kind != "listing":
        return points_at_goods(turn)
    return at_hand is None or at_hand.kind not in OWN


def _find_question(turn: Turn) -> str | None:
    """Returns the likely intent of the message that asks for one fact of a listing; None if the message asks for no
    such fact."""
    if turn.intent in _FACTS_OF_ONE:
        return turn.intent
    likely = next((name for name, share in turn.ranking if name in _FACTS_OF_ONE and share >= _LIKELY), None)
    named = next((_OF_A_MENTION[name] for name in turn.mentions if name in _OF_A_MENTION), None)
    counts = "ask_price" if turn.entities.has("quantity") else None  # "what about 5000 pieces of the second"
    return named or (likely if turn.asks else None) or counts


async def _answer_about_several(turn: Turn, listings: list[Listing]) -> list[Event] | None:
    ids = [listing.product_id for listing in listings]
    criterion, fact = turn.choices.get("criterion"), FACTS.get(_find_question(turn) or "")
    if codes := turn.entities.certifications:
        return await say_who_is_certified_each(turn, listings, codes)
    if criterion and (best := await say_best(turn, ids, criterion)) is not None:
        turn.apply(best)
        turn.record.mention_listings(ids)
        turn.done.append("compare_suppliers")
        return []
    if fact:
        return say_facts(turn, listings, fact)
    if turn.intent in _WISHES:
        return None
    turn.done.append("compare_suppliers")
    return await say_comparison(turn, ids)


async def _answer_about_one(turn: Turn, listing: Listing) -> list[Event] | None:
    about, question, focus = _about(turn, listing), _find_question(turn), turn.slot("product_id")
    is_best = any(each.by == "best" for each in turn.pointing)
    beside = focus or next(iter(turn.record.lists[0].ids), None)
    other = await access_listing(turn, beside) if beside != listing.product_id else None
    if other and ("versus" in turn.topics or ("criterion" in turn.choices and not is_best and turn.asks)):
        return await _answer_about_several(turn, [other, listing])  # "is it cheaper than the first?"
    only_points = turn.intent == "place_order" and turn.acts.name == "point"  # 再下面那家呢
    if turn.intent in _WISHES and not only_points and not (question and _asks_for_a_price(turn)):
        return None
    turn.apply(focus_on(listing))
    if codes := turn.entities.certifications:
        return await HANDLERS["supplier_details"](about) if codes and turn.asks else await _show(turn, listing)
    if question:
        named = about.with_entities(product_id=listing.product_id)
        return await HANDLERS[question](replace(named, intent=question))
    if is_best and turn.asks:
        best = await _say_best_of_those(turn)
        if turn.intent == "faq_shipping_cost":  # "the cheapest one delivered to the uk, roughly?"
            turn.say("utter_price_without_freight", {**listing_values(listing), "price": price_for_quantity(listing)})
        return best
    if "why" in turn.topics:
        values = {name: listing_values(listing)[name] for name in ("offer", "moq", "lead_time")}
        turn.say("utter_each", {"facts": term("comparison.offer", **values, price=price_for_quantity(listing))})
        return await say_listing_on_record(about)
    if turn.intent == "supplier_details" and turn.confidence >= _SURE and turn.topics & {"profile"}:
        return await HANDLERS["supplier_details"](about)
    if turn.asks and not turn.choices and turn.acts.share("ask") >= _SURE and not _only_points(turn):
        return await say_listing_on_record(about)
    return await _show(turn, listing)


def _asks_for_a_price(turn: Turn) -> bool:
    """Returns whether a message that sounds like a request or an order only asks for a price: "the third, price for 5000"."""
    counts = turn.acts.name == "ask_about" and turn.entities.has("quantity")
    return turn.intent in _MAY_ASK and ("price" in turn.mentions or (counts and turn.intent == "place_order"))


async def _say_best_of_those(turn: Turn) -> list[Event] | None:
    """Names the best of the listings that the words point at, or else of the whole list, with the figures."""
    criterion = next(each.words for each in turn.pointing if each.by == "best")
    those = tuple(each for each in turn.pointing if each.by != "best")
    among = await find_referents(replace(turn, pointing=those))
    turn.done.append("compare_suppliers")
    return await say_best(turn, among.ids if among and among.ids else turn.record.lists[0].ids, criterion)


def _only_points(turn: Turn) -> bool:
    """Returns whether the message asks nothing beyond pointing at a listing: "and the other one?"."""
    return turn.intent in ("find_supplier", "inform", "compare_suppliers", "supplier_details")


async def _show(turn: Turn, listing: Listing) -> list[Event]:
    say_listing(turn, listing, await turn.market.suppliers.access_supplier(listing.supplier.slug))
    turn.done.append("supplier_details")
    return focus_on(listing)


def _about(turn: Turn, listing: Listing) -> Turn:
    """Returns the turn as a question about this listing alone: without pointers, and without the entities that only
    said which listing is meant."""
    kept = tuple(each for each in turn.entities.found if each[0] in _STAYS)
    topics = turn.topics - {"cheapest", "fastest", "other", "others", "each"}
    return replace(turn, entities=Entities(kept), topics=topics, pointing=())


async def _say_none_called(turn: Turn, words: str) -> list[Event] | None:
    """If the message asks about a listing from a place or with a certificate, says that none of those shown is from
    there or has it. Returns None if the message asks nothing: the place or certificate is then a condition of the
    search."""
    if not turn.asks and _find_question(turn) is None:
        return None
    named = find_place(words)
    called = place(named) if named else certificate(words.upper())
    wanted: dict[str, Any] = {"region": words} if named else {"certification": words.upper()}
    turn.say(
        "utter_none_shown_called",
        {"called": called},
        buttons=[button(term("button.search_such", called=called), "find_supplier", **wanted)],
    )
    return [turn.propose("find_supplier", **wanted)]


async def _ask_which(turn: Turn, found: Referents) -> list[Event]:
    """Asks which of the listings is meant, with a button for each that answers the same about it."""
    listings = await access_listings(turn, found.ids)
    intent = _find_question(turn) or (turn.intent if turn.intent in _WISHES else "supplier_details")
    turn.say("utter_which_shown", buttons=[_button_for(listing, intent) for listing in listings])
    return []


def _button_for(listing: Listing, intent: str) -> Button:
    label = term("button.offer_of", offer=text(listing.product), supplier=text(listing.supplier.name))
    return button(label, intent, product_id=listing.product_id)


@reading
async def which_of_them_is_verified(turn: Turn) -> list[Event] | None:
    """Says which suppliers of those on the screen are verified, for "which of these is verified?"."""
    asks = turn.cues.asks_which or (turn.asks and "of_those" in turn.topics)
    if not asks or not turn.cues.wants_verified or turn.entities or turn.pointing or not _is_about_listings(turn):
        return None
    listings = await access_listings(turn, turn.record.lists[0].ids)
    return await say_who_is_verified(turn, listings) if len(listings) > 1 else None


@reading
async def which_of_them_is_certified(turn: Turn) -> list[Event] | None:
    """Says which suppliers on the screen hold a certificate, for "who has BSCI?"."""
    codes = turn.entities.certifications
    asked = turn.cues.asks_which or (turn.asks and "of_those" in turn.topics)
    if set(codes) & {*turn.denied, *turn.removals}:
        return None  # "forget LFGB, who else is under 6 bucks"
    if not codes or not asked or not _is_about_listings(turn) or turn.entities.has("product"):
        return None
    listings = await access_listings(turn, turn.record.lists[0].ids or find_shown(turn))
    return await say_who_is_certified_each(turn, listings, codes) if len(listings) > 1 else None
