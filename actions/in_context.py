"""What the conversation makes of a message before its intent does: an answer to a choice, or an unsure reading of a follow-up."""

from __future__ import annotations

from typing import Any

from actions.clarify import ask_which, is_close, offer_person, tell_corrected, tell_meant
from actions.cues import chosen, names_verified_sellers
from actions.marketplace.records import Name
from actions.order_choice import names
from actions.sourcing import find_supplier, narrow
from actions.support import abilities, follow_up
from actions.turn import Event, Turn, ask, previous_entities, previous_turn, reading

_VAGUE = frozenset(("inform", "find_supplier", "supplier_details", "affirm", "nlu_fallback", "out_of_scope"))
_OWN_SUBJECT = ("product", "company", "order_number", "rfq_number")
_CONDITIONS = ("region", "certification", "price")
_FEW_WORDS = 40
SURE = 0.5
SURE_AFTER_RESULTS = 0.8
"""Confidence of an intent from which it beats the follow-up that the entities look like."""


@reading
async def answer_to_choice(turn: Turn) -> list[Event] | None:
    """ "The second one" or "the tea sets" after "Which order do you mean?"."""
    choice = turn.open_choice
    if choice is None or not turn.signed_in or turn.intent not in _VAGUE:
        return None
    value = await _choice(turn, choice)
    if value is None:
        return None
    return await ask(turn, {"intent": choice["intent"], "entities": {choice["entity"]: value}})


async def _choice(turn: Turn, choice: dict[str, Any]) -> str | None:
    values: list[str] = choice["values"]
    if pointed_at := chosen(turn.text, len(values)):
        return values[pointed_at[0]]
    said = [*turn.entities.products, *turn.entities.words("company")] or [turn.text]
    goods = await _goods(turn, choice["entity"])
    found = [value for value in values if any(names(words, name) for words in said for name in goods.get(value, ()))]
    return found[0] if len(found) == 1 else None


async def _goods(turn: Turn, entity: str) -> dict[str, tuple[Name, ...]]:
    """What each order or request is called: its goods, and the other company."""
    if entity == "rfq_number":
        return {rfq.number: (rfq.product,) for rfq in await turn.market.rfqs.list_rfqs(turn.account, limit=50)}
    page = await turn.market.orders.list_orders(turn.account, limit=50)
    return {order.number: (order.goods, order.counterpart.name) for order in page.orders}


@reading
async def answer_to_did_you_mean(turn: Turn) -> list[Event] | None:
    """One of the readings that were offered, pressed or pointed at ("the first one"), or none of them."""
    tell_corrected(turn)
    offered: list[str] = (turn.open_unclear or {}).get("offered") or []
    if not offered:
        return None
    if turn.intent == "deny":
        return offer_person(turn, abilities(turn)[:2])
    if turn.is_pressed and turn.intent in offered:
        tell_meant(turn, turn.intent)
    elif pointed_at := chosen(turn.text, len(offered)):
        intent = offered[pointed_at[0]]
        tell_meant(turn, intent)
        return await ask(turn, {"intent": intent, "entities": previous_entities(turn.tracker)})
    elif turn.intent == "affirm" and turn.open_offer:
        tell_meant(turn, str(turn.open_offer["intent"]))
    return None


@reading
async def unsure_follow_up(turn: Turn) -> list[Event] | None:
    """ "Do you have any from Hainan?", "make it 10,000" over search results, when the NLU only guesses what is wanted."""
    if turn.entities.has(*_OWN_SUBJECT):
        return None
    sure = SURE_AFTER_RESULTS if _has_just_seen_results(turn) else SURE
    if turn.confidence < sure and turn.entities.has(*_CONDITIONS):
        return await narrow(turn)
    if turn.intent == "change_order" and turn.entities.has("quantity") and turn.word_slot("order_number") is None:
        return await narrow(turn)
    return None


@reading
async def verified_ones(turn: Turn) -> list[Event] | None:
    """ "Only verified suppliers" over search results is a condition, however it reads by itself."""
    said = len(turn.text) <= _FEW_WORDS and names_verified_sellers(turn.text)
    if turn.is_pressed or not said or turn.entities.has(*_OWN_SUBJECT) or not turn.slot("search"):
        return None
    return await narrow(turn)


@reading
async def bare_product(turn: Turn) -> list[Event] | None:
    """ "Tomato paste", and nothing else: who names goods and asks nothing about them looks for them."""
    lost = turn.intent in ("nlu_fallback", "out_of_scope")
    if not lost or not turn.entities.products or len(turn.text) > _FEW_WORDS or turn.word_slot("requested_slot"):
        return None
    return await find_supplier(turn)


@reading
async def close_readings(turn: Turn) -> list[Event] | None:
    """Two or three readings are about as likely: what was shown last decides, else the contact does."""
    if not is_close(turn):
        return None
    understood = await follow_up(turn)
    return ask_which(turn) if understood is None else understood


def _has_just_seen_results(turn: Turn) -> bool:
    return any(event.get("event") == "slot" and event.get("name") == "search" for event in previous_turn(turn.tracker))
