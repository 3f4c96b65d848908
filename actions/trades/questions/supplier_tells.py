"""Begins the messages of suppliers that are written from values (`actions.trades.questions.telling`), and adds to them."""

from __future__ import annotations

from actions.dialogue.brief import is_brief
from actions.dialogue.discourse import Json
from actions.dialogue.events import Event, SlotSet
from actions.dialogue.referring import find_order_at_hand
from actions.dialogue.registry import in_passing
from actions.dialogue.tasks import store
from actions.dialogue.turn import Turn
from actions.marketplace.trades.orders.lifecycle import TO_CONFIRM, TO_SHIP
from actions.marketplace.trades.orders.records import Order
from actions.trades.notes.drafting import only_reminds
from actions.trades.orders.which_order import find_named_orders
from actions.trades.questions.asking import write_from
from actions.trades.questions.telling import (
    SPLIT,
    TOLD,
    find_amends,
    find_arrival,
    find_progress,
    find_refund_day,
    find_split,
    retell,
)
from actions.trades.questions.up_to_them import draft_reminder

_TRADES = ("rfq_number", "claim_number", "sample_number", "question_number", "tracking_number", "carrier")
_SOME_WORDS, _SOME_HAN = 25, 40
"""How long a message may be that can go to the buyer as it stands."""


@in_passing
async def parts_of_an_order(turn: Turn) -> list[Event] | None:
    """Begins a proposal to the buyer of an order that waits to be confirmed, if the message says in which parts it can be delivered: "we
    have only 45 in stock, the other 15 in three weeks". By its words alone, it changes a listing."""
    if not _may_tell(turn) or not turn.cues.parts or turn.intent == "decline_order":
        return None
    order = await _find_order(turn)
    told = find_split(turn, order) if order and order.state in TO_CONFIRM and not order.asked else None
    return await _begin(turn, order, told)


@in_passing
async def making_good(turn: Turn) -> list[Event] | None:
    """Begins an offer to the buyer of an order that has arrived, if nothing is claimed about it yet: "9 broken, I give him 50 usd
    back", 碎了15个 我补20个. By its words alone, it names the price of a listing."""
    if not _may_tell(turn) or not turn.cues.amends:
        return None
    if not turn.cues.amends.get("broken") and turn.intent not in ("answer_claim", "request_refund", "report_problem"):
        return None
    order = await _find_order(turn)
    if order is None or order.state != "delivered":
        return None
    if await turn.market.claims.list_claims(turn.account, order=order.number, limit=1):
        return None
    return await _begin(turn, order, find_amends(turn, order))


@in_passing
async def later_arrival(turn: Turn) -> list[Event] | None:
    """Begins a message to the buyer about goods that are on their way and arrive so many days later: 船公司通知晚到6天."""
    if not _may_tell(turn) or not turn.shifts or turn.shifts[-1] <= 0 or turn.intent == "contact_supplier":
        return None
    order = await _find_order(turn)
    is_sent = order is not None and bool(order.on_the_way) and order.state not in (*TO_CONFIRM, *TO_SHIP)
    return await _begin(turn, order, find_arrival(turn, order) if order and is_sent else None)


@in_passing
async def progress_in_a_story(turn: Turn) -> list[Event] | None:
    """Begins a message with how far the work is, if it is told amid much that is not for the buyer."""
    if not turn.is_typed_by_supplier or not turn.cues.tells_progress or is_brief(turn.text, _SOME_WORDS, _SOME_HAN):
        return None
    order = await _find_order(turn)
    return await _begin(turn, order, find_progress(turn, order) if order and order.state in TO_SHIP else None)


@in_passing
async def asked_before_it_is_confirmed(turn: Turn) -> list[Event] | None:
    """Shows the proposal again for "don't confirm it yet, ask them first", which it does."""
    told = _find_told(turn)
    if told is None or told["kind"] != SPLIT or not turn.cues.refuses_to_confirm:
        return None
    turn.say("utter_not_confirmed")
    store(turn, {})
    return []


@in_passing
async def in_another_language(turn: Turn) -> list[Event] | None:
    """Writes the message anew in the language that is wanted, as far as it was written for the supplier: 告诉买家 用英文写."""
    told = _find_told(turn)
    if told is None or turn.task is None or not turn.cues.asks_to_translate or turn.cues.language not in ("zh", "en"):
        return None
    if told.get("language") == turn.cues.language:
        return None
    changed = retell(turn, turn.task.values)
    if len(changed["words"] or ()) > int(changed[TOLD]["lines"]):
        turn.say("utter_own_words_stay")
    store(turn, changed)
    return []


@in_passing
async def refund_that_comes(turn: Turn) -> list[Event] | None:
    """Begins a message to the buyer about the day on which its refund is paid: 汉堡那个退款，财务说周五打."""
    if not _may_tell(turn) or "money_back" not in turn.topics or not turn.entities.has("date") or turn.asks:
        return None
    order = await _find_order(turn)
    return await _begin(turn, order, find_refund_day(turn, order) if order else None)


@in_passing
async def reminder_beside_a_message(turn: Turn) -> list[Event] | None:
    """Adds a reminder of the next payment to the message that is being written to the buyer of the same order: 你提醒他一下."""
    told = _find_told(turn)
    if told is None or turn.task is None or not only_reminds(turn):
        return None
    order = await turn.market.orders.access_order(turn.account, str(told["number"]))
    words: list[str] = list(turn.task.values.get("words") or [])
    store(turn, {"words": [*words, draft_reminder(turn, order)]})
    return []


def _find_told(turn: Turn) -> Json | None:
    """Returns what the message under way is written from, if the contact types and a message is under way that is written so."""
    state = turn.task
    told = state.values.get(TOLD) if state is not None and state.name == "question" and not turn.is_pressed else None
    return told if isinstance(told, dict) else None


def _may_tell(turn: Turn) -> bool:
    is_statement = not turn.cues.is_question and not turn.dictation.is_message
    return turn.is_typed_by_supplier and is_statement and not turn.entities.has(*_TRADES)


async def _find_order(turn: Turn) -> Order | None:
    """Returns the order that the message names, else the one at hand."""
    number = turn.entities.order_number
    if number is None:
        named = [each.number for each in await find_named_orders(turn) or ()]
        at_hand = find_order_at_hand(turn)
        number = named[0] if len(named) == 1 else at_hand if not named or at_hand in named else None
    return await turn.market.orders.access_order(turn.account, number) if number else None


async def _begin(turn: Turn, order: Order | None, told: Json | None) -> list[Event] | None:
    if order is None or told is None:
        return None
    await write_from(turn, order, told)
    return [SlotSet("order_number", order.number)]
