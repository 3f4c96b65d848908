"""Answers messages about the contact's own orders and company that name them by words and not by a number."""

from __future__ import annotations

from actions.dialogue.events import Event
from actions.dialogue.registry import HANDLERS, reading
from actions.dialogue.turn import Turn
from actions.in_context.likelihood import (
    FEW_WORDS,
    LIKELY,
    SURE,
    VAGUE,
)
from actions.marketplace.trades.orders.records import OrderFilter
from actions.reading.order_filter import leaves_some_out, read_order_filter
from actions.sourcing.at_hand.current_search import OWN_SUBJECT
from actions.sourcing.own_products import say_own_profile
from actions.trades.orders.lists import ALL, say_orders
from actions.trades.orders.selling.confirming import confirm_order
from actions.trades.orders.told.status import order_status

_LOST = frozenset(("nlu_fallback", "out_of_scope"))
_OF_ORDERS = frozenset(("order_status", "payment_status", "request_refund", "request_invoice"))


@reading
async def own_order(turn: Turn) -> list[Event] | None:
    """Answers a message about one of the contact's own orders that names it by its goods, when the NLU is not sure of
    the intent.

    Examples are "has the supplier confirmed the monitors?" and "what about the tomato paste order".
    """
    guessed = turn.confidence < SURE or turn.intent in _LOST
    named = turn.intent in ("find_supplier", "inform") and turn.cues.names_an_order
    if not turn.is_signed_in or turn.is_pressed or turn.task is not None or not (guessed or named):
        return None
    if not turn.cues.names_orders:
        return await _wish_about_goods(turn) if guessed else None
    if turn.is_supplier and turn.cues.confirms and not turn.cues.is_question:
        return await confirm_order(turn)
    if turn.entities.order_number:
        return await order_status(turn)
    asked_for = guessed and bool(turn.entities.products) and turn.cues.asks_of_an_order
    mentioned = asked_for or await _orders_mentioned(turn)
    if not mentioned:
        return None
    if turn.intent == "cancel_order" and not (turn.asks or turn.cues.is_question):
        return await HANDLERS["cancel_order"](turn)  # it asks before it cancels anything
    return await order_status(turn)


async def _wish_about_goods(turn: Turn) -> list[Event] | None:
    """Carries out the likeliest wish about an order, when the message names goods of an order: "where is the money for
    the tomatoes?"."""
    likely = next((name for name, share in turn.ranking if name in _OF_ORDERS and share >= LIKELY), None)
    likely = likely or ("payment_status" if "money_back" in turn.topics else None)
    return await HANDLERS[likely](turn) if likely and await _orders_mentioned(turn) else None


async def _orders_mentioned(turn: Turn) -> bool:
    said = await read_order_filter(turn)
    if not said.goods:
        return False
    page = await turn.market.orders.list_orders(turn.account, limit=1, wanted=OrderFilter(goods=said.goods))
    return page.total > 0


@reading
async def arrival(turn: Turn) -> list[Event] | None:
    """Answers "when does it get to Shanghai?" with the state of the order that is talked about. Otherwise Shanghai
    might be taken as a condition of a search."""
    vague = turn.intent in VAGUE or turn.intent == "faq_shipping_time"
    if not vague or turn.is_pressed or turn.task is not None or turn.entities.has(*OWN_SUBJECT):
        return None
    about_one = turn.is_signed_in and turn.word_slot("order_number") is not None
    return await order_status(turn) if about_one and turn.cues.asks_arrival else None


@reading
async def greeting_before_a_question(turn: Turn) -> list[Event] | None:
    """Lists orders when a greeting also asks for them: "Good morning, any new orders?"."""
    asked = turn.cues.is_question and turn.cues.names_orders
    if turn.intent != "greet" or turn.is_pressed or not turn.is_signed_in or not asked:
        return None
    return await say_orders(turn, await read_order_filter(turn))


@reading
async def own_profile(turn: Turn) -> list[Event] | None:
    """Answers a supplier's "what's my rating?" with its company as buyers see it."""
    alone = not turn.is_pressed and turn.task is None and not turn.entities.has(*OWN_SUBJECT)
    return await say_own_profile(turn) if alone and turn.cues.asks_of_own_profile else None


@reading
async def other_orders(turn: Turn) -> list[Event] | None:
    """Lists orders by other conditions, when the previous answer was a list of orders: "and the delivered ones?", "only
    last month"."""
    if not turn.is_signed_in or turn.is_pressed or not turn.has_just_done("list_orders"):
        return None
    about_some = turn.intent in ("order_status", "list_orders") and turn.cues.asks_for_some
    excludes = leaves_some_out(turn)
    sure = turn.confidence >= SURE and turn.intent not in VAGUE and not about_some and not excludes
    if sure or len(turn.text) > FEW_WORDS or turn.entities.has("order_number", "rfq_number"):
        return None
    wanted = await read_order_filter(turn)
    return await say_orders(turn, wanted) if wanted != ALL else None
