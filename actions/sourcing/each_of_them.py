"""Answers what is asked of each of several offers at once: "what is the minimum of each?", "do both have CE?".

Each function here is registered as a reading, and returns None for messages that it does not answer.
"""

from __future__ import annotations

from typing import Literal

from actions.cues.choosing import first_few, ordinals
from actions.dialogue.events import Event
from actions.dialogue.registry import reading
from actions.dialogue.turn import Turn
from actions.marketplace.goods.words.likeness import mentions_kind
from actions.replies import certificate, lines, term, text
from actions.sourcing.cards import offer_card, offer_values, price_for_quantity, sample_price
from actions.sourcing.earlier_searches import list_kept_goods
from actions.sourcing.which_offer import find_offer_by_quality, find_offers_to_compare

Fact = Literal["price", "moq", "lead_time", "sample"]
"""What may be asked of several offers at once."""
_EACH: dict[str, Fact] = {
    "ask_price": "price",
    "ask_moq": "moq",
    "ask_lead_time": "lead_time",
    "request_sample": "sample",
    "faq_sample_policy": "sample",
}
"""The fact of an offer that each of these intents asks for."""
_VALUE_OF: dict[Fact, str] = {"price": "price", "moq": "moq", "lead_time": "lead_time", "sample": "sample_price"}


@reading
async def facts_of_each(turn: Turn) -> list[Event] | None:
    """Answers "what is the minimum of each?" about all offers that the words point at, else all that are shown."""
    fact = _EACH.get(turn.intent)
    if fact is None or turn.is_pressed or turn.is_supplier or turn.entities.products:
        return None
    if "each" not in turn.topics and not await _asks_of_several_goods(turn):
        return None
    offers = (await find_offers_to_compare(turn))[: first_few(turn.text)]
    if len(offers) < 2:
        return None
    said = []
    for offer in offers:
        values = offer_values(offer) | {
            "price": price_for_quantity(offer),
            "sample_price": sample_price(offer) or term("sample.on_request"),
        }
        said.append(term(f"each.{fact}", **{name: values[name] for name in ("offer", "supplier", _VALUE_OF[fact])}))
    turn.done.append(turn.intent)
    turn.say("utter_each", {"facts": lines(said)}, cards=[offer_card(offer) for offer in offers])
    turn.show_list("product_id", [offer.product_id for offer in offers])
    return []


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
    return not (ordinals(turn.text, len(latest.ids)) or await find_offer_by_quality(turn))


@reading
async def certificate_of_each(turn: Turn) -> list[Event] | None:
    """Says for each supplier of what was compared, else of all that is shown, whether it holds the certificate that is
    asked for: "do both have CE?"."""
    if not turn.entities.certifications or "each" not in turn.topics or turn.is_pressed or turn.task is not None:
        return None
    if not turn.asks or turn.entities.has("product", "company"):
        return None
    offers = await find_offers_to_compare(turn)
    if len(offers) < 2:
        return None
    slugs = dict.fromkeys(offer.supplier.slug for offer in offers)
    profiles = await turn.market.suppliers.compare_suppliers(tuple(slugs))
    code = turn.entities.certifications[0]
    said = []
    for profile in profiles:
        is_held = any(one.code.casefold() == code.casefold() for one in profile.certificates)
        name = "each.certified" if is_held else "each.not_certified"
        said.append(term(name, supplier=text(profile.summary.name), certificate=certificate(code)))
    turn.say("utter_each", {"facts": lines(said)})
    turn.done.append("supplier_details")
    return []
