"""Answers questions about each of several offers at once: "what is the minimum of each?", "do both have CE?".

Each function here is registered as a reading, and returns None for messages that it does not answer.
"""

from __future__ import annotations

from actions.dialogue.events import Event
from actions.dialogue.registry import reading
from actions.dialogue.turn import Turn
from actions.marketplace.goods.words.likeness import mentions_kind
from actions.sourcing.earlier_searches import list_kept_goods
from actions.sourcing.facts import FACTS, say_facts, say_who_is_certified
from actions.sourcing.which_offer import find_offers_to_compare


@reading
async def facts_of_each(turn: Turn) -> list[Event] | None:
    """Answers "what is the minimum of each?" about all offers that the words point at, or else about all offers that
    are shown."""
    fact = FACTS.get(turn.intent)
    if fact is None or turn.is_pressed or turn.is_supplier or turn.entities.products:
        return None
    if "each" not in turn.topics and not await _asks_of_several_goods(turn):
        return None
    offers = (await find_offers_to_compare(turn))[: turn.cues.few]
    return say_facts(turn, offers, fact) if len(offers) > 1 else None


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
    """Says for each supplier of the offers that were compared, or else of all that are shown, whether it holds the
    certificate that the message asks for: "do both have CE?"."""
    if not turn.entities.certifications or "each" not in turn.topics or turn.is_pressed or turn.task is not None:
        return None
    if not turn.asks or turn.entities.has("product", "company"):
        return None
    offers = await find_offers_to_compare(turn)
    if len(offers) < 2:
        return None
    return await say_who_is_certified(turn, offers, turn.entities.certifications[0])
