"""Answers general questions.

Most have a fixed answer in domain.yml. They are registered as actions nevertheless, because other
functions (`actions.dialogue.registry.READINGS`) must see every message first.
"""

from __future__ import annotations

from actions.dialogue.events import Event
from actions.dialogue.other_wishes import SUBJECTS
from actions.dialogue.registry import HANDLERS, answers, in_passing
from actions.dialogue.turn import Turn
from actions.dialogue.whose import asks_of_the_marketplace
from actions.faq.own_facts import say_own_fact
from actions.replies import Value, lines, search_button, term
from actions.sourcing.at_hand.current_search import find_current_search
from actions.sourcing.at_hand.which_listing import find_listing_in_question
from actions.sourcing.cards import listing_values
from actions.sourcing.searching.results import show
from actions.trades.samples.requesting import request_sample

TOPICS = (
    "payment_methods",
    "shipping_cost",
    "shipping_time",
    "customs_duty",
    "incoterms",
    "inspection",
    "buyer_protection",
    "return_policy",
    "become_supplier",
    "business_hours",
    "data_privacy",
    "fees",
    "about_platform",
)


WANTS_TO_SELL = "wants_to_sell"
"""The name of the note in the record that a visitor has asked how to sell here. The note counts until goods are
searched for."""
_OF_SELLERS = {"fees": "utter_market_seller_fees", "payment_methods": "utter_market_seller_money"}
"""The answers to general questions that are different for somebody who wants to sell here."""


def _register_answer(topic: str) -> None:
    """Registers the action that says the answer about `topic`, and what the answer means for the order that is talked
    about."""

    @answers(f"faq_{topic}")
    async def answer(turn: Turn) -> list[Event]:
        if topic == "incoterms" and (named := turn.entities.words("incoterm")):
            turn.say("utter_incoterms_named", {"meanings": lines(map(_explain, dict.fromkeys(named)))})
            return []
        goal = turn.entities.destination
        if topic == "become_supplier" and not turn.is_signed_in:
            turn.note(WANTS_TO_SELL, True)
        sells = turn.slot(WANTS_TO_SELL) is True and not turn.is_signed_in and find_current_search(turn) is None
        if topic in _OF_SELLERS and sells:
            turn.say(_OF_SELLERS[topic])  # "and is there a fee?" of somebody who asked how to sell here
            return []
        if topic == "shipping_time" and goal is not None and goal.country == _HOME:
            return await _say_time_at_home(turn)
        is_of_suppliers = topic == "fees" and turn.is_supplier  # how much a supplier pays, only the team can say
        turn.say("utter_faq_fees_more" if is_of_suppliers else f"utter_faq_{topic}")
        await say_own_fact(turn, topic)
        if topic == "shipping_time" and turn.record.is_about("listing", "supplier"):
            await _say_time_to_make(turn)
        return []


@in_passing
async def of_the_marketplace(turn: Turn) -> list[Event] | None:
    """Answers what is surely asked about the marketplace while a task is under way, which no trade at hand can answer."""
    is_amid_task = turn.task is not None and not turn.is_pressed
    return await HANDLERS[turn.intent](turn) if is_amid_task and asks_of_the_marketplace(turn) else None


@in_passing
async def terms_supposed(turn: Turn) -> list[Event] | None:
    """Says what each side pays under an Incoterm that a supplier only supposes: "if I quote DAP Hamburg, what cost is on
    us?". No trade at hand answers this. After the explanation of one, also explains another: "and DDP also the tax?"."""
    names_one = turn.entities.incoterm is not None and not turn.entities.has(*SUBJECTS)
    is_asked = turn.cues.is_question or turn.acts.share("ask") >= _ASKS
    is_next = "utter_incoterms_named" in turn.record.last.said and not turn.numbers
    asks = is_asked and (is_next or ("supposes" in turn.topics and turn.cues.asks_which))
    if not turn.is_supplier or turn.is_pressed or not names_one or not asks or turn.dictation.is_to_them:
        return None
    return await HANDLERS["faq_incoterms"](turn)


async def _say_time_at_home(turn: Turn) -> list[Event]:
    """Says how long goods travel within China, and how long the goods that are talked about take to make."""
    turn.say("utter_shipping_at_home")
    await _say_time_to_make(turn)
    return []


async def _say_time_to_make(turn: Turn) -> None:
    """Says how long the goods that are talked about take to make, if any are."""
    listing = await find_listing_in_question(turn)
    if listing is not None:
        turn.say("utter_lead_time", listing_values(listing))


def _explain(code: str) -> Value:
    return term("incoterm.explained", code=code, meaning=term(f"incoterm_meaning.{code}"))


_HOME = "CN"
_ASKS = 0.6


for _topic in TOPICS:
    _register_answer(_topic)


@answers("faq_supplier_verification")
async def supplier_verification(turn: Turn) -> list[Event]:
    """Limits the search to verified suppliers, for "verified only" after search results; otherwise
    explains how suppliers are verified."""
    search = find_current_search(turn)
    if (
        search
        and not search.verified
        and turn.cues.wants_verified
        and len(turn.text) <= 25
        and not turn.cues.is_question
    ):
        return await show(turn, search.with_follow_up(turn.cues) or search)
    turn.say("utter_faq_supplier_verification", buttons=[search_button()])
    return []


@answers("faq_sample_policy")
async def sample_policy(turn: Turn) -> list[Event]:
    """Says what a sample costs, if the message names a product, or asks for a price while a product
    is talked about; otherwise explains how samples work."""
    own = turn.is_supplier and turn.cues.asks_of_own
    if turn.entities.products or (turn.cues.asks_price and (own or await find_listing_in_question(turn))):
        return await request_sample(turn)
    turn.say("utter_faq_sample_policy")
    return []
