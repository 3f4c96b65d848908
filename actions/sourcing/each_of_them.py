"""Answers questions about each of several listings at once: "what is the minimum of each?", "do both have CE?".

Each function here is registered as a reading, and returns None for messages that it does not answer.
"""

from __future__ import annotations

from actions.dialogue.events import Event
from actions.dialogue.registry import reading
from actions.dialogue.turn import Turn
from actions.marketplace.goods.words.likeness import mentions_kind
from actions.sourcing.at_hand.current_search import find_current_search
from actions.sourcing.at_hand.earlier_searches import list_kept_goods
from actions.sourcing.at_hand.which_listing import find_listings_to_compare
from actions.sourcing.facts import FACTS, say_facts, say_who_is_certified

_ASKED_BY = {"price": frozenset(("price", "total")), "moq": frozenset(("moq",)), "lead_time": frozenset(("lead_time",))}
"""For each fact of listings, the names of the things that a question for it names."""


@reading
async def facts_of_each(turn: Turn) -> list[Event] | None:
    """Answers "what is the minimum of each?" about all listings that the words point at, or else about all listings
    that are shown."""
    fact = FACTS.get(turn.intent)
    if fact is None or turn.is_pressed or turn.is_supplier or turn.entities.products:
        return None
    if turn.cues.duration or (fact == "moq" and turn.numbers) or "same_price" in turn.topics:
        return None  # limits the days, or asks whether so few are possible, or whether a price is as before
    of_one = turn.task is not None and turn.task.values.get("product_id") is not None
    of_all = "each" in turn.topics or (_asks_only_for(turn, fact) and shows_several(turn))
    if of_one and not turn.points_into_list:
        return None  # "what is the price each", amid the request for a sample of one of them
    if not of_all and not await _asks_of_several_goods(turn):
        return None
    listings = (await find_listings_to_compare(turn))[: turn.cues.few]
    search = find_current_search(turn)
    amount = turn.entities.quantity or (search.amount if search else None)
    if fact == "price" and amount is not None and all(amount.value < listing.moq.value for listing in listings):
        return None  # another function says that none is sold in so small a quantity
    return say_facts(turn, listings, fact) if len(listings) > 1 else None


def _asks_only_for(turn: Turn, fact: str) -> bool:
    """Returns whether the message asks for this fact and nothing else, and not for the best by it."""
    asked = {thing for each in turn.asked_of_goods for thing in each.things}
    by_figure = turn.cues.sort or turn.choices.get("criterion")
    of_more = turn.topics & {"of_samples", "freight", "insured", "included"}
    return bool(asked) and asked <= _ASKED_BY.get(fact, frozenset()) and not by_figure and not of_more


def shows_several(turn: Turn) -> bool:
    """Returns whether several listings are shown of which the contact has chosen none: the message points at none,
    names none, and none is talked about. A question then is about all of them: "what is the minimum?", 1000个多少钱一个."""
    latest = turn.record.latest_list
    if latest is None or latest.kind != "listing" or len(latest.ids) < 2 or turn.task is not None or turn.is_supplier:
        return False
    names_one = turn.pointing or turn.described.words or "singular" in turn.topics
    return not (names_one or turn.entities.has("company", "supplier_id") or turn.record.is_about("listing", "supplier"))


async def _asks_of_several_goods(turn: Turn) -> bool:
    """Returns whether goods that were searched for together are on the screen, and the question singles out none of them: "what is
    the price difference?"."""
    latest, goods = turn.record.latest_list, list_kept_goods(turn)
    if len(goods) < 2 or latest is None or latest.kind != "listing" or turn.record.is_about("listing", "supplier"):
        return False
    if turn.task is not None or turn.entities.has("company", "order_number", "rfq_number", "price"):
        return False
    if any(mentions_kind(turn.text, (name,)) for name, _ in goods):
        return False
    return not turn.points_into_list


@reading
async def certificate_of_each(turn: Turn) -> list[Event] | None:
    """Says for each supplier of the listings that were compared, or else of all that are shown, whether it holds the
    certificate that the message asks for: "do both have CE?"."""
    of_all = "each" in turn.topics or shows_several(turn)
    if not turn.entities.certifications or not of_all or turn.is_pressed or turn.task is not None:
        return None
    if not turn.asks or turn.entities.has("product", "company"):
        return None
    listings = await find_listings_to_compare(turn)
    if len(listings) < 2:
        return None
    return await say_who_is_certified(turn, listings, turn.entities.certifications[0])
