"""Answers questions of newcomers about the marketplace itself: whom they pay, whether they may visit a factory, what is
sold here.

Each answer is a response of its own, `utter_market_<name>`. nlu/understanding/asked/goods.yml lists the words that ask
for each.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from actions.dialogue.events import Event
from actions.dialogue.registry import HANDLERS, reading
from actions.dialogue.said.asked import Asked
from actions.dialogue.turn import Turn
from actions.faq.answers import WANTS_TO_SELL
from actions.reading.facts import Fact, fact, find_facts
from actions.replies import button, destination, money, search_button, several, term, text
from actions.sourcing.at_hand.best import focus_on
from actions.sourcing.at_hand.conditions import describe
from actions.sourcing.at_hand.current_search import find_current_search
from actions.sourcing.at_hand.which_listing import find_listing_in_question, find_supplier_in_question
from actions.sourcing.cards import listing_values

Say = Callable[[Turn], Awaitable[list[Event]]]
_OTHER_SUBJECT = ("order_number", "rfq_number", "quotation", "claim_number", "sample_number", "tracking_number")
_OF_TRADES = frozenset(("order", "request", "claim", "sample", "question"))
_ASKS_FOR_HELP = frozenset(("help", "place_order", "contact_supplier", "accept_quote", "faq_about_platform"))
_OF_CLAIMS = frozenset(("faq_return_policy", "faq_buyer_protection"))
"""The marks of general answers that speak of claims."""
_SURE = 0.5
_MOST, _MOST_CATEGORIES = 2, 10


def _says(name: str, topic: str = "") -> Say:
    """Returns the function that says the answer `name`. `topic` is the general question that it belongs to, so that
    more can be asked about it."""

    async def say(turn: Turn) -> list[Event]:
        asks_for_all = name == "deposit" and "all_upfront" in turn.topics  # "do they want all of it up front?"
        turn.say("utter_market_deposit_not_all" if asks_for_all else f"utter_market_{name}")
        if topic:
            turn.done.append(f"faq_{topic}")
        return []

    return say


async def _say_how(turn: Turn) -> list[Event]:
    turn.say("utter_meaning_beginning", buttons=[search_button()])
    return []


def _says_of(topic: str) -> Say:
    """Returns the function that says the answer to a general question that has an intent of its own."""

    async def say(turn: Turn) -> list[Event]:
        turn.say(f"utter_faq_{topic}")
        return []

    return say


def _answers(intent: str) -> Say:
    """Returns the function that has the action of `intent` answer, for words that only look like a question about the
    marketplace: 谁来验厂 and 去厂里验货 do not ask to visit a factory."""

    async def say(turn: Turn) -> list[Event]:
        return await HANDLERS[intent](turn)

    return say


async def _say_invoice(turn: Turn) -> list[Event]:
    return [turn.say_with_person("utter_invoice_general", {}, "asked")]


async def _say_visit(turn: Turn) -> list[Event]:
    """Says whether a factory may be visited, and offers to ask the supplier that is talked about."""
    profile = await find_supplier_in_question(turn)
    if profile is None:
        turn.say("utter_market_visit")
        return []
    slug = profile.summary.slug
    turn.say(
        "utter_market_visit_them",
        {"supplier": text(profile.summary.name)},
        buttons=[button("button.contact_supplier", "contact_supplier", supplier_id=slug)],
    )
    return [turn.propose("contact_supplier", supplier_id=slug, question=turn.told)]


async def _say_sells(turn: Turn) -> list[Event]:
    sold = await turn.market.suppliers.count_what_is_sold()
    values = {
        "categories": several(text(name) for name in sold.categories[:_MOST_CATEGORIES]),
        "suppliers": sold.suppliers,
        "listings": sold.listings,
    }
    turn.say("utter_market_sells" if sold.listings else "utter_marketplace_empty", values, buttons=[search_button()])
    return []


async def _say_who_ships(turn: Turn) -> list[Event]:
    """Says who arranges the shipping, and that goods go to the country that the message names."""
    goal = turn.entities.destination
    if goal is None:
        turn.say("utter_market_who_ships")
    else:
        turn.say("utter_market_ships_to", {"destination": destination(goal)})
    return []


async def _say_who_pays_freight(turn: Turn) -> list[Event]:
    """Says who pays the freight and the duty. If the message names a place, notes it as the destination of the goods
    that are searched for."""
    turn.say("utter_market_who_pays_freight")
    goal, search = turn.entities.destination, find_current_search(turn)
    if goal is not None and search is not None:
        noted = term("request.to", destination=destination(goal))
        turn.say("utter_search_noted", {"noted": noted, "search": describe(search)})
        turn.note("search", search.with_entities(turn.entities).dump())
    return []


async def _say_who_pays_sample(turn: Turn) -> list[Event]:
    """Says who pays for a sample. If a listing is talked about, says what a sample of its goods costs."""
    listing = await find_listing_in_question(turn)
    if listing is None or listing.sample_price is None:
        turn.say("utter_faq_sample_policy")
        return []
    turn.say("utter_sample", {**listing_values(listing), "sample_price": money(listing.sample_price)})
    return focus_on(listing)


_OF_SELLING: tuple[Fact, ...] = (
    fact(_says("seller_claims"), "wrong refund"),
    fact(_says("seller_money"), "payout"),
    fact(_says("seller_papers"), "papers invoice"),
    fact(_says("seller_found"), "found contact"),
    fact(_says("seller_fees"), "cost earns"),
)
"""Lists the answers to somebody who wants to sell here and asks more about it."""
_FACTS: tuple[Fact, ...] = (
    fact(_says("outside", "payment_methods"), "outside"),
    fact(_says("decides", "buyer_protection"), "decides", "who"),
    fact(_says("who_verifies", "supplier_verification"), "visit our_visits verifies", "who"),
    fact(_say_who_pays_freight, "freight", "who", beside="pay"),
    fact(_say_who_pays_sample, "sample", "who", beside="pay"),
    fact(_says("register_how"), "register", "how"),
    fact(_say_who_ships, "deliver_to who_ships", "whether"),
    fact(_says("pay_whom"), "whom_to_pay"),
    fact(_says("pay_whom"), "to_whom", beside="pay"),
    fact(_says("all_upfront"), "all_upfront"),
    fact(_says("deposit", "payment_methods"), "deposit", "whether"),
    fact(_says("safe_payment"), "escrow"),
    fact(_says("wrong", "return_policy"), "wrong refund", beside="supposing"),
    fact(_answers("faq_inspection"), "visit our_visits", beside="inspecting"),
    fact(_answers("faq_supplier_verification"), "our_visits"),
    fact(_answers("faq_supplier_verification"), "visit", beside="our_people"),
    fact(_say_visit, "visit"),
    fact(_says("register"), "register"),
    fact(_says("quote_time"), "responds"),
    fact(_says("quotes"), "quotes", "how which"),
    fact(_say_sells, "sells how_many_suppliers"),
    fact(_says("countries"), "countries"),
    fact(_says("no_seller"), "you_sell"),
    fact(_say_who_ships, "who_ships"),
    fact(_says("contact"), "contact"),
    fact(_says("commitment"), "commitment"),
    fact(_says("retail"), "retail least"),
    fact(_says("kinds"), "kinds"),
    fact(_says_of("fees"), "earns"),
    fact(_says_of("supplier_verification"), "verified_means"),
    fact(_says("dropship"), "dropship"),
    fact(_say_invoice, "invoice"),
    fact(_says("negotiate"), "negotiate", "whether"),
    fact(_say_how, "how"),
)


@reading
async def question_with_a_short_answer(turn: Turn) -> list[Event] | None:
    """Answers a question that has a fixed answer, with the answer first: "do I need an account to order?", "will
    the suppliers see my company name?", "do the rates stay the same till next week?", and "how long have I got?" after
    an answer about claims. Questions about orders and requests are left to other functions."""
    focus = turn.record.latest_focus
    if turn.is_pressed or turn.is_supplier or turn.task is not None:
        return None
    if turn.entities.has(*_OTHER_SUBJECT) or (focus is not None and focus[0] in _OF_TRADES):
        return None
    topics = set(turn.topics)
    if "needs_account" in topics and not turn.is_signed_in:
        turn.say("utter_market_account")
    elif not turn.asks:
        return None
    elif {"seen_by_them", "by_them"} <= topics:
        turn.say("utter_market_seen")
    elif "price_holds" in topics and not turn.entities.has("quantity", "price"):
        turn.say("utter_market_price_holds")
    elif "how_long_given" in topics and not _OF_CLAIMS.isdisjoint(turn.record.last.done):
        days = (await turn.market.operator.find_terms()).claim_period.days
        turn.say("utter_market_claim_days", {"days": days})
    else:
        return None
    turn.done.append("newcomer")
    return []


def _asks(turn: Turn, clause: Asked) -> bool:
    is_alone = turn.asks and len(turn.asked_of_market) == 1
    return bool(clause.is_question or clause.kinds or is_alone or "supposing" in clause.things)


@reading
async def wants_to_sell(turn: Turn) -> list[Event] | None:
    """Tells somebody who makes goods and wants to sell them here how to become a supplier. The goods that the message
    names are not searched for."""
    if "sells_own" not in turn.topics or turn.is_pressed or turn.is_signed_in or turn.task is not None:
        return None
    turn.note(WANTS_TO_SELL, True)
    turn.done.append("faq_become_supplier")
    country = turn.entities.destination
    if country is not None and country.country != "CN":
        return [
            turn.say_with_person("utter_market_seller_abroad", {"country": destination(country)}, "become_supplier")
        ]
    return await HANDLERS["faq_become_supplier"](turn)


@reading
async def question_of_a_newcomer(turn: Turn) -> list[Event] | None:
    """Answers a question about the marketplace, unless an order, a request or goods are talked about. After a list of
    goods, "what is sold here" is still a question about the marketplace."""
    if turn.is_pressed or turn.is_supplier or turn.entities.has(*_OTHER_SUBJECT, "product", "region", "company"):
        return None
    if turn.topics >= {"of_samples", "by_whom"} and not turn.is_signed_in and turn.topics & {"to_pay", "paid"}:
        turn.done.append("newcomer")
        return await _say_who_pays_sample(turn)
    supposes = any("supposing" in clause.things for clause in turn.asked_of_market)
    if not (turn.asks or supposes or turn.intent in _ASKS_FOR_HELP):
        return None
    asks_how = any("how" in clause.kinds and "register" in clause.things for clause in turn.asked_of_market)
    if turn.intent == "link_account" and turn.confidence >= _SURE and not asks_how:
        return None
    if turn.intent == "payment_status" and turn.confidence >= _SURE and turn.is_signed_in:
        return None  # the question is about the account's own payments: "have you received my deposit?"
    focus = turn.record.latest_focus
    if focus is not None and focus[0] in _OF_TRADES:
        return None
    asked = [clause for clause in turn.asked_of_market if _asks(turn, clause)]
    sells = turn.slot(WANTS_TO_SELL) is True and find_current_search(turn) is None
    found = (find_facts(_OF_SELLING, asked) if sells else []) or find_facts(_FACTS, asked)
    found = found[:_MOST]
    if not found:
        return None
    turn.done.append("newcomer")
    events: list[Event] = []
    for each in found:
        events += await each.say(turn)
    return events
