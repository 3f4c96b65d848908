"""Answers general questions.

Most have a fixed answer in domain.yml. An action says it all the same, because the registered
readings must see the message first.
"""

from __future__ import annotations

from actions.cues import asks_of_own, asks_price, is_question, wants_verified
from actions.dialogue.events import Event
from actions.dialogue.registry import action
from actions.dialogue.turn import Turn
from actions.replies import search_button
from actions.sourcing.finding import find_current_search, show
from actions.sourcing.products import request_sample
from actions.sourcing.which_offer import find_offer_in_question

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


def _register_answer(topic: str) -> None:
    """Registers the action that says the fixed answer about `topic`."""

    @action(f"action_faq_{topic}")
    async def answer(turn: Turn) -> list[Event]:
        turn.say(f"utter_faq_{topic}")
        return []


for _topic in TOPICS:
    _register_answer(_topic)


@action("action_faq_supplier_verification")
async def supplier_verification(turn: Turn) -> list[Event]:
    """Narrows the search for "verified only" over its results; otherwise explains how suppliers are
    verified."""
    search = find_current_search(turn)
    if (
        search
        and not search.verified
        and wants_verified(turn.text)
        and len(turn.text) <= 25
        and not is_question(turn.text)
    ):
        return await show(turn, search.with_follow_up(turn.text) or search)
    turn.say("utter_faq_supplier_verification", buttons=[search_button()])
    return []


@action("action_faq_sample_policy")
async def sample_policy(turn: Turn) -> list[Event]:
    """Says what the sample of the product talked about costs, if the words ask for a price;
    otherwise explains how samples work."""
    own = turn.is_supplier and asks_of_own(turn.text)
    if turn.entities.products or (asks_price(turn.text) and (own or await find_offer_in_question(turn))):
        return await request_sample(turn)
    turn.say("utter_faq_sample_policy")
    return []
