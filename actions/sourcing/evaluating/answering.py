"""Answers questions about the listings on the screen and their suppliers with exactly the fact that they ask for: "is
it in stock?", "where are they based?", "can they print our logo?".

By their words alone, such questions might be searches, general questions, or questions about orders. A question is
about the listings that its words point at, or else about the listing that was talked about last, or else about the list
on the screen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from actions.dialogue.events import Event, SlotSet
from actions.dialogue.registry import HANDLERS, reading
from actions.dialogue.turn import Turn
from actions.marketplace.base.records import Quantity
from actions.marketplace.goods.catalogue.records import Listing, SupplierProfile
from actions.marketplace.goods.words.words import words
from actions.replies import Button, Value, lines, quantity, rating, several, term, text
from actions.sourcing.at_hand.best import focus_on
from actions.sourcing.at_hand.current_search import find_current_search, quote
from actions.sourcing.at_hand.listings import access_listings
from actions.sourcing.at_hand.referents import find_referents
from actions.sourcing.at_hand.said_goods import with_goods
from actions.sourcing.at_hand.which_listing import find_listing_in_question, find_supplier_in_question
from actions.sourcing.cards import listing_buttons, listing_values, supplier_buttons
from actions.sourcing.each_of_them import shows_several
from actions.sourcing.evaluating.amounts import (
    find_amount,
    find_day,
    say_total,
    say_whether_possible,
    say_whether_ready,
    with_quantity,
)
from actions.sourcing.evaluating.asking import DONE, LAST, NAMED_BY_THEM, Question, read_question
from actions.sourcing.evaluating.facts import FACTS, HINTED, About, collect, name_response
from actions.sourcing.evaluating.made_there import find_named_region, is_in, say_which_are_from
from actions.sourcing.evaluating.passing_on import propose_to_ask
from actions.sourcing.evaluating.variants import asks_for_variants, say_variants
from actions.sourcing.facts import say_facts, say_who_is_verified
from actions.sourcing.searching.results import say_so_far
from actions.sourcing.suppliers import say_listing_on_record

_TO_WISH = frozenset(("logo", "custom"))
_MOST, _MOST_SHOWN = 3, 5
"""The most facts that a reply says about one listing, and the most listings on the screen about which it says one
fact."""

_WITH_FACTS = {"lead_time": "utter_lead_time", "moq": "utter_moq"}
"""The responses for figures that a message asks for beside a fact. A message that asks for such a figure alone is
answered by the action of its intent."""

_OF_PLACE = frozenset(("location", "origin"))
_BY_NAME = frozenset(("called", "before"))
_OF_INTENTS = {"lead_time": "ask_lead_time", "moq": "ask_moq", "price": "ask_price"}
_SAYS_LITTLE = frozenset(
    ("nlu_fallback", "out_of_scope", "inform", "supplier_details", "report_problem", "order_status")
)
"""Intents that the NLU gives to questions that it does not understand."""


@reading
async def fact_of_goods(turn: Turn) -> list[Event] | None:
    """States the facts that the message asks for about a listing or a supplier on the screen, and nothing else."""
    question = read_question(turn)
    if question is None:
        return None
    turn = with_goods(turn, [])  # goods in the question are those on the screen, or things that these have to suit
    search = find_current_search(turn)
    if question.is_about("count") and search is not None:
        return [*await say_so_far(turn, search), *_done(turn, question)]
    if any(pointer.by in _BY_NAME for pointer in turn.pointing) and await find_referents(turn) is None:
        return None  # 刚才三轮那家叫啥, of a list before
    listings = await _find_several(turn, question)
    if not listings and (said := await _say_figure_of_all(turn, question)) is not None:
        return said
    if len(listings) > 1:
        return await _say_of_each(turn, question, listings) if question.facts else None
    return await _answer_about_one(turn, question, listings[0] if listings else None)


async def _say_figure_of_all(turn: Turn, question: Question) -> list[Event] | None:
    """Says the price or the minimum order of all listings shown, and for how many a quantity is possible, if the
    contact has chosen none of them: 1000个多少钱一个, 20台起能做吗. Returns None if the message asks for something else."""
    latest = turn.record.latest_list
    if question.facts or latest is None or not shows_several(turn):
        return None
    of_price, of_least = question.is_about("price", "total"), question.is_about("possible", "moq")
    listings = await access_listings(turn, latest.ids[:_MOST_SHOWN])
    counted = with_quantity(turn, listings, asks=True)
    amount = counted.entities.quantity
    if not (of_price or of_least) or amount is None or len(listings) < 2:
        return None
    listings = await access_listings(counted, latest.ids[:_MOST_SHOWN])
    possible = [each for each in listings if amount.unit in (None, each.moq.unit) and amount.value >= each.moq.value]
    if of_least and not possible:
        return None  # the search says that nobody sells so few, and who sells the fewest
    if of_least:
        shown = quantity(Quantity(amount.value, listings[0].moq.unit))
        turn.say("utter_each_possible", {"count": len(possible), "all": len(listings), "quantity": shown})
    return [*say_facts(counted, listings, "moq" if of_least else "price"), *_done(turn, question)]


async def _find_several(turn: Turn, question: Question) -> list[Listing]:
    """Returns the listings that the words point at. If they point at none, returns all listings shown if the question
    is about all of them ("which of these has a lid?"), else []."""
    found = await find_referents(turn)
    if found and found.ids and not found.is_unclear:
        return await access_listings(turn, found.ids)
    latest = turn.record.latest_list
    asks_which = "who" in question.kinds and not question.is_about("name")
    is_of_few = latest is not None and latest.message_id == turn.record.last.message_id and "by_them" in turn.topics
    if is_of_few and latest is not None and 1 < len(latest.ids) <= _MOST and turn.record.latest_focus is None:
        asks_which = asks_which or latest.kind == "listing"  # "do they do UK plugs?", of two that were compared
    asks_of_all = asks_which or question.is_about("all") or turn.topics & {"each", "of_those"}
    if not asks_of_all or latest is None or latest.kind != "listing" or turn.entities.has("company"):
        return []
    return await access_listings(turn, latest.ids[:_MOST_SHOWN])


async def _say_of_each(turn: Turn, question: Question, listings: Sequence[Listing]) -> list[Event]:
    """Says the fact for each of the listings, one line each. A fact of suppliers is said once for each supplier."""
    name = question.facts[0]
    if name == "verified":
        return [*await say_who_is_verified(turn, list(listings)), *_done(turn, question)]
    if name in _OF_PLACE and (region := find_named_region(turn)) is not None:
        say_which_are_from(turn, listings, region)
        turn.show_list("product_id", [listing.product_id for listing in listings])
        return _done(turn, question)
    said: dict[str, Value] = {}
    is_known = False
    for listing in listings:
        profile = await turn.market.suppliers.access_supplier(listing.supplier.slug)
        about = await collect(turn, profile, [name], None if FACTS[name].of_supplier else listing)
        value = FACTS[name].read(about)
        is_known |= value is not None
        key = listing.supplier.slug if FACTS[name].of_supplier else str(listing.product_id)
        line = "goods_fact.of_supplier" if FACTS[name].of_supplier else "goods_fact.of_offer"
        named = {"offer": text(listing.product), "supplier": text(listing.supplier.name)}
        said.setdefault(key, term(line, **named, value=term("goods_fact.unstated") if value is None else value))
    fact = term(f"goods_fact.{name}")
    if is_known:
        turn.say("utter_goods_each", {"fact": fact, "facts": lines(said.values())})
    else:
        names = [
            term("button.offer_of", offer=text(each.product), supplier=text(each.supplier.name)) for each in listings
        ]
        few = len(listings) <= _MOST
        response = "utter_goods_none_stated_of" if few else "utter_goods_none_stated"
        turn.say(response, {"fact": fact, **({"offers": lines(names)} if few else {})})
    turn.show_list("product_id", [listing.product_id for listing in listings])
    return _done(turn, question)


async def _answer_about_one(turn: Turn, question: Question, pointed: Listing | None) -> list[Event] | None:
    listing = pointed or await find_listing_in_question(turn)
    of_price = set(question.things) <= {"price", "plug"}
    of_a_part = of_price and "included" in turn.topics and listing is not None
    named = {word for name in listing.product.both for word in words(name)} if listing is not None else set()
    if of_a_part and named & set(words(turn.text)):
        return await say_listing_on_record(turn, names_it=True)  # "is that price including the lid?"
    if listing is not None and (_say_amount(turn, question, listing) or await _say_variants(turn, question, listing)):
        return [*focus_on(listing), *_done(turn, question)]
    if (asks := _find_other_answer(turn, question)) is not None:
        return await HANDLERS[asks](turn)
    if not question.facts:
        return None
    profile = await _find_supplier(turn, question, listing)
    if profile is None:
        return None
    if listing is not None and listing.supplier.slug != profile.summary.slug:
        listing = None
    about = await collect(turn, profile, question.facts, listing)
    if turn.task is not None and not any(FACTS[name].read(about) for name in question.facts):
        return None  # "did you put CIF?", amid a request
    if all(FACTS[name].of_supplier for name in question.facts) and pointed is None:
        about = replace(about, listing=None)
    events = focus_on(listing) if listing else [SlotSet("supplier_id", profile.summary.slug)]
    return [*events, *_say_facts(turn, question, about, listing), *_done(turn, question)]


def _find_other_answer(turn: Turn, question: Question) -> str | None:
    """Returns the intent whose own action answers the question, or None. There is one if the question is for a fact
    that has an intent of its own, but the NLU has found an intent that says little: "e reach me when"."""
    others = [_OF_INTENTS[name] for name in question.things if name in _OF_INTENTS]
    return others[0] if others and turn.intent in _SAYS_LITTLE and not question.facts else None


async def _find_supplier(turn: Turn, question: Question, listing: Listing | None) -> SupplierProfile | None:
    if listing is not None and (turn.pointing or not turn.entities.has("company")) and turn.slot("supplier_id") is None:
        return await turn.market.suppliers.access_supplier(listing.supplier.slug)
    return await find_supplier_in_question(turn)


def _say_amount(turn: Turn, question: Question, listing: Listing) -> bool:
    """Says whether a quantity or a day is possible, or what a quantity costs in all, if the message asks for one of
    these. Returns whether it has said anything."""
    counted = with_quantity(turn, [listing], asks=True)
    amount, names_amount = find_amount(counted, listing), counted.entities.has("quantity")
    day = find_day(turn)
    is_chosen = bool(turn.pointing) or turn.record.is_about("listing", "supplier")
    if not is_chosen and amount is not None and names_amount and amount.value < listing.moq.value:
        return False  # others on the list may have a smaller minimum
    if (question.is_about("total") and amount is not None) or (
        question.is_about("price") and amount is not None and names_amount
    ):
        say_total(turn, listing, amount)
    elif question.is_about("lead_time") and day is not None and not names_amount:
        say_whether_ready(turn, listing, day)
    elif question.is_about("possible", "moq") and amount is not None and names_amount:
        say_whether_possible(turn, listing, amount)
    else:
        return False
    return True


async def _say_variants(turn: Turn, question: Question, listing: Listing) -> bool:
    if not asks_for_variants(question):
        return False
    await say_variants(turn, listing)
    return True


def _say_facts(turn: Turn, question: Question, about: About, listing: Listing | None) -> list[Event]:
    """Says the facts that are on record, and offers to ask the supplier for the others."""
    values = {
        "supplier": text(about.profile.summary.name),
        "offer": text(about.listing.product) if about.listing else text(about.profile.summary.name),
    }
    by_figure = any(pointer.by == "best" for pointer in turn.pointing)  # 交期短的那家是工厂吗
    for name, response in _WITH_FACTS.items():
        if listing is not None and question.is_about(name) and not by_figure:
            turn.say(response, listing_values(listing))
    asked = question.facts[:_MOST]
    known = {name: value for name in asked if (value := FACTS[name].read(about)) is not None}
    for name, value in known.items():
        turn.say(
            _name_response(turn, question, name, about),
            {**values, "value": value, "rating": rating(about.profile.summary.rating)},
            buttons=_buttons(about),
        )
    missing = [name for name in asked if name not in known]
    if not missing:
        return []
    return [_say_missing(turn, missing, about, listing, values)]


def _name_response(turn: Turn, question: Question, name: str, about: About) -> str:
    """Returns the name of the response that says the fact. If the message asks whether the supplier is in a place that
    it names, returns the response that says yes or no."""
    asks_where, named = question.is_about("distance") or "where" in question.kinds, find_named_region(turn)
    if name != "location" or named is None or asks_where:
        return name_response(name, about)
    is_there = is_in(about.profile.summary.place, named)
    return "utter_goods_located_there" if is_there else "utter_goods_located_elsewhere"


def _say_missing(
    turn: Turn, missing: Sequence[str], about: About, listing: Listing | None, values: dict[str, Value]
) -> Event:
    known = {
        "lead_time": listing_values(listing)["lead_time"] if listing else "",
        "founded": str(about.profile.founded_year),
    }
    hint = next((term(f"goods_hint.{name}", **known) for name in missing if name in HINTED), None)
    if not NAMED_BY_THEM.isdisjoint(missing):
        turn.say(
            "utter_goods_not_said",
            {**values, "question": quote(turn)},
            buttons=supplier_buttons(about.profile.summary),
        )
        return propose_to_ask(turn, about.profile, listing)
    amount = find_amount(turn, listing) if listing and turn.entities.has("quantity") else None
    if listing and amount and not _TO_WISH.isdisjoint(missing):  # "do they print the logo at 500?"
        fact = several(term(f"goods_fact.{name}") for name in missing)
        counted = {"quantity": quantity(Quantity(amount.value, listing.moq.unit)), "fact": fact}
        reached = "reached" if amount.value >= listing.moq.value else "not_reached"
        turn.say(f"utter_goods_custom_{reached}", {**listing_values(listing), **counted}, buttons=_buttons(about))
        return propose_to_ask(turn, about.profile, listing)
    said = {**values, "facts": several(term(f"goods_fact.{name}") for name in missing)}
    response = "utter_goods_unstated_hint" if hint else "utter_goods_unstated"
    turn.say(response, {**said, "hint": hint} if hint else said, buttons=supplier_buttons(about.profile.summary))
    return propose_to_ask(turn, about.profile, listing)


def _buttons(about: About) -> list[Button]:
    return supplier_buttons(about.profile.summary) if about.listing is None else listing_buttons(about.listing)


def _done(turn: Turn, question: Question) -> list[Event]:
    turn.done.append(DONE)
    turn.note(LAST, list(question.things))
    return []
