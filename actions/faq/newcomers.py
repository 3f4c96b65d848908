"""Answers what newcomers ask about the marketplace itself, by the very thing that is asked: whom they pay, whether they may visit a
factory, what is sold here.

Each answer is the response `utter_market_` and its name. Which words ask for it stands in nlu/turn/words/goods/questions.yml.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from actions.dialogue.asked import Asked
from actions.dialogue.events import Event
from actions.dialogue.registry import HANDLERS, reading
from actions.dialogue.turn import Turn
from actions.reading.facts import Fact, fact, find_facts
from actions.replies import button, search_button, several, text
from actions.sourcing.which_offer import find_supplier_in_question

Say = Callable[[Turn], Awaitable[list[Event]]]
_OTHER_SUBJECT = ("order_number", "rfq_number", "quotation", "claim_number", "sample_number", "tracking_number")
_OF_TRADES = frozenset(("order", "request", "claim", "sample", "question"))
_ASKS_FOR_HELP = frozenset(("help", "place_order", "contact_supplier", "accept_quote", "faq_about_platform"))
_SURE = 0.5
_MOST, _MOST_CATEGORIES = 2, 10


def _says(name: str) -> Say:
    async def say(turn: Turn) -> list[Event]:
        turn.say(f"utter_market_{name}")
        return []

    return say


async def _say_how(turn: Turn) -> list[Event]:
    turn.say("utter_meaning_beginning", buttons=[search_button()])
    return []


def _says_of(topic: str) -> Say:
    """Returns what says the answer to a general question that has an intent of its own."""

    async def say(turn: Turn) -> list[Event]:
        turn.say(f"utter_faq_{topic}")
        return []

    return say


def _answers(intent: str) -> Say:
    """Returns what has the action of the intent answer, for words that only sound like another question: 谁来验厂 and 去厂里验货
    are no wish to visit a factory."""

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
    return [turn.propose("contact_supplier", supplier_id=slug, question=turn.text.strip())]


async def _say_sells(turn: Turn) -> list[Event]:
    sold = await turn.market.suppliers.count_what_is_sold()
    values = {
        "categories": several(text(name) for name in sold.categories[:_MOST_CATEGORIES]),
        "suppliers": sold.suppliers,
        "listings": sold.listings,
    }
    turn.say("utter_market_sells" if sold.listings else "utter_marketplace_empty", values, buttons=[search_button()])
    return []


_FACTS: tuple[Fact, ...] = (
    fact(_says("pay_whom"), "whom_to_pay"),
    fact(_says("pay_whom"), "to_whom", beside="pay"),
    fact(_says("all_upfront"), "all_upfront"),
    fact(_says("safe_payment"), "escrow"),
    fact(_says("wrong"), "wrong refund", beside="supposing"),
    fact(_answers("faq_inspection"), "visit our_visits", beside="inspecting"),
    fact(_answers("faq_supplier_verification"), "our_visits"),
    fact(_answers("faq_supplier_verification"), "visit", beside="our_people"),
    fact(_answers("faq_supplier_verification"), "visit", "who"),
    fact(_say_visit, "visit"),
    fact(_says("register"), "register"),
    fact(_says("quote_time"), "responds"),
    fact(_says("quotes"), "quotes", "how which"),
    fact(_say_sells, "sells how_many_suppliers"),
    fact(_says("countries"), "countries"),
    fact(_says("no_seller"), "you_sell"),
    fact(_says("who_ships"), "who_ships"),
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


def _asks(turn: Turn, clause: Asked) -> bool:
    is_alone = turn.asks and len(turn.asked_of_market) == 1
    return bool(clause.is_question or clause.kinds or is_alone or "supposing" in clause.things)


@reading
async def question_of_a_newcomer(turn: Turn) -> list[Event] | None:
    """Answers a question about the marketplace that is about nothing at hand. "What is sold here" after a list of goods is none
    about these."""
    if turn.is_pressed or turn.is_supplier or turn.entities.has(*_OTHER_SUBJECT, "product", "region", "company"):
        return None
    supposes = any("supposing" in clause.things for clause in turn.asked_of_market)
    if not (turn.asks or supposes or turn.intent in _ASKS_FOR_HELP):
        return None
    if turn.intent == "link_account" and turn.confidence >= _SURE:
        return None
    focus = turn.record.latest_focus
    if focus is not None and focus[0] in _OF_TRADES:
        return None
    asked = [clause for clause in turn.asked_of_market if _asks(turn, clause)]
    found = find_facts(_FACTS, asked)[:_MOST]
    if not found:
        return None
    turn.done.append("newcomer")
    events: list[Event] = []
    for each in found:
        events += await each.say(turn)
    return events
