"""Answers a message by what was said before it, where that tells more than its intent: it may choose from a list, or follow up
on what is on the screen. Each reading returns None for a message that is not its own."""

from __future__ import annotations

from typing import Any

from actions.cues import (
    asks_arrival,
    asks_of_own_profile,
    asks_price,
    confirms,
    find_chosen,
    is_question,
    names_sample,
    names_supplier_condition,
    seeks_supplier,
    stops,
)
from actions.dialogue.abilities import list_abilities
from actions.dialogue.events import Event
from actions.dialogue.history import find_previous_entities, find_previous_events
from actions.dialogue.registry import answer, answer_question, reading
from actions.dialogue.turn import Turn
from actions.faq.answers import sample_policy
from actions.marketplace.orders.records import OrderFilter
from actions.marketplace.words.likeness import goods_likeness
from actions.orders.confirming import confirm_order
from actions.orders.lists import ALL, say_orders
from actions.orders.status import order_status
from actions.reading.clarify import ask_which, candidates, is_close, offer_person, tell_corrected, tell_meant
from actions.reading.order_words import asks_for_some, asks_of_an_order, names_an_order, names_orders, read_order_filter
from actions.replies import button
from actions.sourcing.finding import OWN_SUBJECT, find_supplier, narrow
from actions.sourcing.own_products import say_own_profile
from actions.support.lost import follow_up
from actions.support.small_talk import cancel

_LOST = frozenset(("nlu_fallback", "out_of_scope"))
_VAGUE = frozenset(("inform", "find_supplier", "supplier_details", "affirm", "nlu_fallback", "out_of_scope"))
_CONDITIONS = ("region", "certification", "price")
_FEW_WORDS = 40
_MOST_WISHES = 3
SURE = 0.5
SURE_AFTER_RESULTS = 0.8
"""The confidence at which an intent counts more than entities that look like a follow-up, while results are on the screen."""


@reading
async def several_wishes(turn: Turn) -> list[Event] | None:
    """Answers one of the message's several wishes: the one whose intent the whole message has, else the first.

    It answers general questions too, and offers the remaining wishes as buttons.
    """
    if not turn.wishes or turn.tracker.active_loop_name:
        return None
    first = next((wish for wish in turn.wishes if wish.intent == turn.intent), turn.wishes[0])
    others = [wish for wish in turn.wishes if wish is not first][: _MOST_WISHES - 1]
    general = [wish for wish in others if wish.intent.startswith("faq_")]
    left = [wish for wish in others if wish not in general]
    events = [event for wish in (first, *general) for event in await answer(turn.with_wish(wish))]
    if left and not any(event.get("event") == "followup" for event in events):
        buttons = [button(f"intent.{wish.intent}", wish.intent, **wish.entities.mapping) for wish in left]
        turn.say("utter_more_wishes", buttons=buttons)
        if len(left) == 1 and not any(event.get("name") == "offer" for event in events):
            events.append(turn.propose(left[0].intent, **left[0].entities.mapping))
    return events


@reading
async def stop_this(turn: Turn) -> list[Event] | None:
    """Stops what the bot is doing at a bare "cancel", unless an order that could be cancelled is on the screen."""
    if turn.intent not in ("cancel_order", "deny") or turn.is_pressed or not stops(turn.text):
        return None
    doing = turn.tracker.active_loop_name is not None
    shown = turn.has_just_run("action_order_status") or turn.has_just_run("action_cancel_order")
    return None if (turn.intent == "deny" and not doing) or (shown and not doing) else await cancel(turn)


@reading
async def answer_to_choice(turn: Turn) -> list[Event] | None:
    """Answers the question that waited for a choice, when the message chooses: "the second one" or "the tea sets"."""
    choice = turn.open_choice
    if choice is None or not turn.is_signed_in or turn.is_pressed:
        return None
    value = await (_choice(turn, choice) if turn.intent in _VAGUE else _named_alone(turn, choice))
    if value is None:
        return None
    return await answer_question(turn, {"intent": choice["intent"], "entities": {choice["entity"]: value}})


async def _choice(turn: Turn, choice: dict[str, Any]) -> str | None:
    values: list[str] = choice["values"]
    if pointed_at := find_chosen(turn.text, len(values)):
        return values[pointed_at[0]]
    if is_question(turn.text):
        return None
    found = await (_requests_named(turn) if choice["entity"] == "rfq_number" else _orders_named(turn))
    among = [value for value in values if value in found]
    return among[0] if len(among) == 1 else None


async def _named_alone(turn: Turn, choice: dict[str, Any]) -> str | None:
    """Returns the number of the order whose goods are all that the message names ("the monitors"), whatever its intent."""
    page = await turn.market.orders.list_orders(turn.account, limit=50)
    named = [
        order.number
        for order in page.orders
        if order.number in choice["values"] and goods_likeness(turn.text, (order.goods.en, order.goods.zh)) == 1
    ]
    return named[0] if len(named) == 1 else None


async def _orders_named(turn: Turn) -> list[str]:
    """Returns the numbers of the orders whose goods or other company the words name."""
    said = await read_order_filter(turn)
    wanted = OrderFilter(goods=said.goods, companies=said.companies)
    if wanted == OrderFilter():
        wanted = OrderFilter(goods=(turn.text,))
    page = await turn.market.orders.list_orders(turn.account, limit=50, wanted=wanted)
    return [order.number for order in page.orders]


async def _requests_named(turn: Turn) -> list[str]:
    rfqs = await turn.market.rfqs.list_rfqs(turn.account, limit=50)
    said = turn.entities.products or [turn.text]
    return [
        rfq.number for rfq in rfqs if any(goods_likeness(words, (rfq.product.en, rfq.product.zh)) for words in said)
    ]


@reading
async def own_order(turn: Turn) -> list[Event] | None:
    """Answers words about one of the contact's own orders, which they name by its goods, when the NLU is not sure what they want.

    Examples are "has the supplier confirmed the monitors?" and "what about the tomato paste order".
    """
    guessed = turn.confidence < SURE or turn.intent in _LOST
    named = turn.intent in ("find_supplier", "inform") and names_an_order(turn.text)
    if not turn.is_signed_in or turn.is_pressed or turn.tracker.active_loop_name or not (guessed or named):
        return None
    if not names_orders(turn.text):
        return None
    if turn.is_supplier and confirms(turn.text) and not is_question(turn.text):
        return await confirm_order(turn)
    if turn.entities.order_number:
        return await order_status(turn)
    asked_for = guessed and bool(turn.entities.products) and asks_of_an_order(turn.text)
    mentioned = asked_for or await _orders_mentioned(turn)
    return await order_status(turn) if mentioned else None


async def _orders_mentioned(turn: Turn) -> bool:
    said = await read_order_filter(turn)
    if not said.goods:
        return False
    page = await turn.market.orders.list_orders(turn.account, limit=1, wanted=OrderFilter(goods=said.goods))
    return page.total > 0


@reading
async def arrival(turn: Turn) -> list[Event] | None:
    """Says where the order is that was talked about, at "when does it get to Shanghai?". Shanghai is no condition of a search then."""
    vague = turn.intent in _VAGUE or turn.intent == "faq_shipping_time"
    if not vague or turn.is_pressed or turn.tracker.active_loop_name or turn.entities.has(*OWN_SUBJECT):
        return None
    about_one = turn.is_signed_in and turn.word_slot("order_number") is not None
    return await order_status(turn) if about_one and asks_arrival(turn.text) else None


@reading
async def greeting_before_a_question(turn: Turn) -> list[Event] | None:
    """Lists orders at a greeting that asks for them: "Good morning, any new orders?"."""
    asked = is_question(turn.text) and names_orders(turn.text)
    if turn.intent != "greet" or turn.is_pressed or not turn.is_signed_in or not asked:
        return None
    return await say_orders(turn, await read_order_filter(turn))


@reading
async def own_profile(turn: Turn) -> list[Event] | None:
    """Shows a supplier its own company as buyers see it, at "what's my rating?"."""
    alone = not turn.is_pressed and not turn.tracker.active_loop_name and not turn.entities.has(*OWN_SUBJECT)
    return await say_own_profile(turn) if alone and asks_of_own_profile(turn.text) else None


@reading
async def other_orders(turn: Turn) -> list[Event] | None:
    """Lists orders by another condition, after a list of orders: "and the delivered ones?", "only last month"."""
    if not turn.is_signed_in or turn.is_pressed or not turn.has_just_run("action_list_orders"):
        return None
    about_some = turn.intent in ("order_status", "list_orders") and asks_for_some(turn.text)
    sure = turn.confidence >= SURE and turn.intent not in _VAGUE and not about_some
    if sure or len(turn.text) > _FEW_WORDS or turn.entities.has("order_number", "rfq_number"):
        return None
    wanted = await read_order_filter(turn)
    return await say_orders(turn, wanted) if wanted != ALL else None


@reading
async def answer_to_did_you_mean(turn: Turn) -> list[Event] | None:
    """Takes the contact's choice after "did you mean …?": a pressed button, "the first one", or none of them."""
    tell_corrected(turn)
    offered: list[str] = (turn.open_unclear or {}).get("offered") or []
    if not offered:
        return None
    if turn.intent == "deny":
        return offer_person(turn, list_abilities(turn)[:2])
    if turn.is_pressed and turn.intent in offered:
        tell_meant(turn, turn.intent)
    elif pointed_at := find_chosen(turn.text, len(offered)):
        intent = offered[pointed_at[0]]
        tell_meant(turn, intent)
        return await answer_question(turn, {"intent": intent, "entities": find_previous_entities(turn.tracker)})
    elif turn.intent == "affirm" and turn.open_proposal:
        tell_meant(turn, str(turn.open_proposal["intent"]))
    return None


@reading
async def unsure_follow_up(turn: Turn) -> list[Event] | None:
    """Narrows the search on the screen when the NLU is not sure of the intent: "do you have any from Hainan?", "make it 10,000"."""
    if turn.entities.has(*OWN_SUBJECT):
        return None
    sure = SURE_AFTER_RESULTS if _has_just_seen_results(turn) else SURE
    if turn.confidence < sure and turn.entities.has(*_CONDITIONS):
        return await narrow(turn)
    if turn.intent == "change_order" and turn.entities.has("quantity") and turn.word_slot("order_number") is None:
        return await narrow(turn)
    return None


@reading
async def such_suppliers(turn: Turn) -> list[Event] | None:
    """Narrows the search on the screen by a condition on suppliers, whatever the intent: "only verified suppliers"."""
    said = len(turn.text) <= _FEW_WORDS and names_supplier_condition(turn.text)
    if turn.is_pressed or not said or turn.entities.has(*OWN_SUBJECT) or not turn.slot("search"):
        return None
    return await narrow(turn)


@reading
async def bare_product(turn: Turn) -> list[Event] | None:
    """Searches for goods that were named with nothing else, such as "tomato paste"."""
    lost = turn.intent in ("nlu_fallback", "out_of_scope")
    if not lost or not turn.entities.products or len(turn.text) > _FEW_WORDS or turn.word_slot("requested_slot"):
        return None
    return await find_supplier(turn)


@reading
async def goods_of_a_place(turn: Turn) -> list[Event] | None:
    """Searches for the goods of a place, at "what do you have from Sichuan?", whatever the intent."""
    likely = turn.intent in ("faq_about_platform", "find_supplier") and not turn.is_pressed
    named = turn.entities.regions and not turn.entities.has(*OWN_SUBJECT)
    if not likely or not named or len(turn.text) > _FEW_WORDS or turn.tracker.active_loop_name:
        return None
    return await find_supplier(turn)


@reading
async def a_supplier_is_sought(turn: Turn) -> list[Event] | None:
    """Searches at "need supplier", which the NLU may take for the question how to become one."""
    if turn.intent != "faq_become_supplier" or turn.is_pressed or turn.is_supplier or not seeks_supplier(turn.text):
        return None
    return await find_supplier(turn)


@reading
async def price_of_a_sample(turn: Turn) -> list[Event] | None:
    """Says what a sample costs, where the NLU cannot decide between the price and the sample policy."""
    asked = names_sample(turn.text) and asks_price(turn.text)
    return await sample_policy(turn) if asked and is_close(turn) else None


@reading
async def a_first_purchase(turn: Turn) -> list[Event] | None:
    """Searches where the NLU cannot decide between a search and an order, as in "I want to purchase some tea cups", unless a
    product was talked about already."""
    close = is_close(turn) and turn.entities.products and set(candidates(turn)) <= {"find_supplier", "place_order"}
    return await find_supplier(turn) if close and turn.slot("product_id") is None else None


@reading
async def close_readings(turn: Turn) -> list[Event] | None:
    """Answers a message with two or three equally likely readings: as a follow-up to what is on the screen, or by asking."""
    if not is_close(turn):
        return None
    understood = await follow_up(turn)
    return ask_which(turn) if understood is None else understood


def _has_just_seen_results(turn: Turn) -> bool:
    return any(
        event.get("event") == "slot" and event.get("name") == "search" for event in find_previous_events(turn.tracker)
    )
