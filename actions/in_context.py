"""What the conversation makes of a message before its intent does: an answer to a choice, or an unsure reading of a follow-up."""

from __future__ import annotations

from typing import Any

from actions.cues import (
    asks_arrival,
    asks_of_own_profile,
    asks_price,
    chosen,
    confirms,
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
from actions.reading.order_words import asks_for_some, asks_of_an_order, names_an_order, names_orders, said_filter
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
"""Confidence of an intent from which it beats the follow-up that the entities look like."""


@reading
async def several_wishes(turn: Turn) -> list[Event] | None:
    """One of several wishes is answered: the one that the whole message reads as, else the first. General questions are
    answered too, the others offered as buttons."""
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
    """A bare "cancel" is about what the bot is doing, unless an order that could be cancelled was on the screen."""
    if turn.intent not in ("cancel_order", "deny") or turn.is_pressed or not stops(turn.text):
        return None
    doing = turn.tracker.active_loop_name is not None
    shown = turn.has_just_run("action_order_status") or turn.has_just_run("action_cancel_order")
    return None if (turn.intent == "deny" and not doing) or (shown and not doing) else await cancel(turn)


@reading
async def answer_to_choice(turn: Turn) -> list[Event] | None:
    """ "The second one" or "the tea sets" after "Which order do you mean?"."""
    choice = turn.open_choice
    if choice is None or not turn.is_signed_in or turn.is_pressed:
        return None
    value = await (_choice(turn, choice) if turn.intent in _VAGUE else _named_alone(turn, choice))
    if value is None:
        return None
    return await answer_question(turn, {"intent": choice["intent"], "entities": {choice["entity"]: value}})


async def _choice(turn: Turn, choice: dict[str, Any]) -> str | None:
    values: list[str] = choice["values"]
    if pointed_at := chosen(turn.text, len(values)):
        return values[pointed_at[0]]
    if is_question(turn.text):
        return None
    found = await (_requests_named(turn) if choice["entity"] == "rfq_number" else _orders_named(turn))
    among = [value for value in values if value in found]
    return among[0] if len(among) == 1 else None


async def _named_alone(turn: Turn, choice: dict[str, Any]) -> str | None:
    """The order whose goods are named and nothing else ("the monitors"), which answers whatever it reads as by itself."""
    page = await turn.market.orders.list_orders(turn.account, limit=50)
    named = [
        order.number
        for order in page.orders
        if order.number in choice["values"] and goods_likeness(turn.text, (order.goods.en, order.goods.zh)) == 1
    ]
    return named[0] if len(named) == 1 else None


async def _orders_named(turn: Turn) -> list[str]:
    """The numbers of the orders of the goods or the other company that the words name."""
    said = await said_filter(turn)
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
    """ "Has the supplier confirmed the monitors?", "what about the tomato paste order": goods of an own order, in words about
    orders whose wish the NLU only guesses at."""
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
    said = await said_filter(turn)
    if not said.goods:
        return False
    page = await turn.market.orders.list_orders(turn.account, limit=1, wanted=OrderFilter(goods=said.goods))
    return page.total > 0


@reading
async def arrival(turn: Turn) -> list[Event] | None:
    """ "When does it get to Shanghai?" while an order is talked about asks for that order, not for goods from there."""
    vague = turn.intent in _VAGUE or turn.intent == "faq_shipping_time"
    if not vague or turn.is_pressed or turn.tracker.active_loop_name or turn.entities.has(*OWN_SUBJECT):
        return None
    about_one = turn.is_signed_in and turn.word_slot("order_number") is not None
    return await order_status(turn) if about_one and asks_arrival(turn.text) else None


@reading
async def greeting_before_a_question(turn: Turn) -> list[Event] | None:
    """ "Good morning, any new orders?" asks for orders."""
    asked = is_question(turn.text) and names_orders(turn.text)
    if turn.intent != "greet" or turn.is_pressed or not turn.is_signed_in or not asked:
        return None
    return await say_orders(turn, await said_filter(turn))


@reading
async def own_profile(turn: Turn) -> list[Event] | None:
    """ "What's my rating?": a supplier sees itself as buyers do."""
    alone = not turn.is_pressed and not turn.tracker.active_loop_name and not turn.entities.has(*OWN_SUBJECT)
    return await say_own_profile(turn) if alone and asks_of_own_profile(turn.text) else None


@reading
async def other_orders(turn: Turn) -> list[Event] | None:
    """ "And the delivered ones?", "only last month": a condition, after a list of orders."""
    if not turn.is_signed_in or turn.is_pressed or not turn.has_just_run("action_list_orders"):
        return None
    about_some = turn.intent in ("order_status", "list_orders") and asks_for_some(turn.text)
    sure = turn.confidence >= SURE and turn.intent not in _VAGUE and not about_some
    if sure or len(turn.text) > _FEW_WORDS or turn.entities.has("order_number", "rfq_number"):
        return None
    wanted = await said_filter(turn)
    return await say_orders(turn, wanted) if wanted != ALL else None


@reading
async def answer_to_did_you_mean(turn: Turn) -> list[Event] | None:
    """One of the readings that were offered, pressed or pointed at ("the first one"), or none of them."""
    tell_corrected(turn)
    offered: list[str] = (turn.open_unclear or {}).get("offered") or []
    if not offered:
        return None
    if turn.intent == "deny":
        return offer_person(turn, list_abilities(turn)[:2])
    if turn.is_pressed and turn.intent in offered:
        tell_meant(turn, turn.intent)
    elif pointed_at := chosen(turn.text, len(offered)):
        intent = offered[pointed_at[0]]
        tell_meant(turn, intent)
        return await answer_question(turn, {"intent": intent, "entities": find_previous_entities(turn.tracker)})
    elif turn.intent == "affirm" and turn.open_proposal:
        tell_meant(turn, str(turn.open_proposal["intent"]))
    return None


@reading
async def unsure_follow_up(turn: Turn) -> list[Event] | None:
    """ "Do you have any from Hainan?", "make it 10,000" over search results, when the NLU only guesses what is wanted."""
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
    """ "Only verified suppliers", "factories only" over search results is a condition, however it reads by itself."""
    said = len(turn.text) <= _FEW_WORDS and names_supplier_condition(turn.text)
    if turn.is_pressed or not said or turn.entities.has(*OWN_SUBJECT) or not turn.slot("search"):
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
async def goods_of_a_place(turn: Turn) -> list[Event] | None:
    """ "What do you have from Sichuan?" asks for goods, however it reads by itself."""
    likely = turn.intent in ("faq_about_platform", "find_supplier") and not turn.is_pressed
    named = turn.entities.regions and not turn.entities.has(*OWN_SUBJECT)
    if not likely or not named or len(turn.text) > _FEW_WORDS or turn.tracker.active_loop_name:
        return None
    return await find_supplier(turn)


@reading
async def a_supplier_is_sought(turn: Turn) -> list[Event] | None:
    """ "Need supplier" looks for one, and does not ask how to become one."""
    if turn.intent != "faq_become_supplier" or turn.is_pressed or turn.is_supplier or not seeks_supplier(turn.text):
        return None
    return await find_supplier(turn)


@reading
async def price_of_a_sample(turn: Turn) -> list[Event] | None:
    """ "How much is a sample" lies between two readings, which ask the same where a product is talked about."""
    asked = names_sample(turn.text) and asks_price(turn.text)
    return await sample_policy(turn) if asked and is_close(turn) else None


@reading
async def a_first_purchase(turn: Turn) -> list[Event] | None:
    """ "I want to purchase some tea cups" reads as a search and as an order: goods that nobody has shown yet are looked for."""
    close = is_close(turn) and turn.entities.products and set(candidates(turn)) <= {"find_supplier", "place_order"}
    return await find_supplier(turn) if close and turn.slot("product_id") is None else None


@reading
async def close_readings(turn: Turn) -> list[Event] | None:
    """Two or three readings are about as likely: what was shown last decides, else the contact does."""
    if not is_close(turn):
        return None
    understood = await follow_up(turn)
    return ask_which(turn) if understood is None else understood


def _has_just_seen_results(turn: Turn) -> bool:
    return any(
        event.get("event") == "slot" and event.get("name") == "search" for event in find_previous_events(turn.tracker)
    )
