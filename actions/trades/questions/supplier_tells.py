"""Begins messages of suppliers that `actions.trades.questions.telling` writes from values, and adds to them."""

from __future__ import annotations

from actions.dialogue.brief import is_brief
from actions.dialogue.discourse import Json
from actions.dialogue.events import Event, SlotSet
from actions.dialogue.referring import find_order_at_hand
from actions.dialogue.registry import HANDLERS, in_passing
from actions.dialogue.tasks import store
from actions.dialogue.turn import Turn
from actions.marketplace.trades.orders.lifecycle import TO_CONFIRM, TO_SHIP
from actions.marketplace.trades.orders.records import Order, OrderFilter, OrderState
from actions.trades.notes.drafting import only_reminds
from actions.trades.orders.lists import say_orders
from actions.trades.orders.selling.reading_reports import reports_progress
from actions.trades.orders.told.courses import say_made
from actions.trades.orders.which_order import find_named_orders
from actions.trades.questions.asking import ask_about_order, write_from
from actions.trades.questions.telling import (
    SPLIT,
    TOLD,
    find_amends,
    find_language,
    find_packing,
    find_progress,
    find_refund_day,
    find_split,
    retell,
)
from actions.trades.questions.up_to_them import draft_reminder

_TRADES = ("rfq_number", "claim_number", "sample_number", "question_number", "tracking_number", "carrier")
_BEING_MADE: tuple[OrderState, ...] = ("accepted", "in_production")
_MOST = 4
_LOOKED_AT = 20
_FEW_WORDS, _FEW_HAN = 8, 14
_SORRY = {
    "zh": "非常抱歉，订单{number}给您添麻烦了，感谢您的理解！",
    "en": "We are very sorry for the trouble with order {number}, and thank you for your understanding.",
}
"""The apology that the bot writes for a supplier, by the supplier's language."""
_SOME_WORDS, _SOME_HAN = 25, 40
"""The most words and Chinese characters of a message that can go to the buyer unchanged."""


@in_passing
async def parts_of_an_order(turn: Turn) -> list[Event] | None:
    """Begins a proposal to the buyer of an order that waits to be confirmed, if the message says in which parts it can
    be delivered: "we have only 45 in stock, the other 15 in three weeks". For an order in production, it does so only
    if the supplier says this as a wish. By its words alone, such a message changes a listing or reports a shipment."""
    if not _may_tell(turn) or not turn.cues.parts or turn.intent == "decline_order":
        return None
    order = await _find_order(turn)
    may_split = order is not None and (order.state in TO_CONFIRM or (order.state in TO_SHIP and turn.cues.wishes_to))
    told = find_split(turn, order) if order and may_split and not order.asked else None
    return await _begin(turn, order, told)


@in_passing
async def making_good(turn: Turn) -> list[Event] | None:
    """Begins an offer of compensation to the buyer of an order that has arrived, if there is no claim about it yet: "9
    broken, I give him 50 usd back", 碎了15个 我补20个. By its words alone, such a message gives the price of a
    listing."""
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
async def progress_in_a_story(turn: Turn) -> list[Event] | None:
    """Begins a report that says how far the production is, if the supplier tells this in a long message with much that is
    not for the buyer. A day for the rest goes along in a message to the buyer instead."""
    if not turn.is_typed_by_supplier or not turn.cues.tells_progress or is_brief(turn.text, _SOME_WORDS, _SOME_HAN):
        return None
    order = await _find_order(turn)
    if order and not order.asked and reports_progress(turn, order):
        return await HANDLERS["report_production"](turn.with_entities(order_number=order.number))
    return await _begin(turn, order, find_progress(turn, order) if order and order.state in TO_SHIP else None)


@in_passing
async def asked_before_it_is_confirmed(turn: Turn) -> list[Event] | None:
    """Answers "don't confirm it yet, ask them first": says that the order is not confirmed, and shows the supplier once
    more what would be proposed to the buyer."""
    told = _find_told(turn)
    if told is None or told["kind"] != SPLIT or not turn.cues.refuses_to_confirm:
        return None
    turn.say("utter_not_confirmed")
    store(turn, {})
    return []


@in_passing
async def name_on_the_papers(turn: Turn) -> list[Event] | None:
    """Says which name of the buyer the papers of the order at hand show: 抬头用他们英文全称."""
    number = find_order_at_hand(turn)
    if "bill_to" not in turn.topics or not turn.is_supplier or not turn.is_signed_in or turn.is_pressed or not number:
        return None
    buyer = (await turn.market.orders.access_order(turn.account, number)).buyer.name
    turn.say("utter_papers_bear", {"number": number, "name": buyer.en or buyer.zh, "other": buyer.zh or buyer.en})
    return []


@in_passing
async def weight_on_the_papers(turn: Turn) -> list[Event] | None:
    """Says that the weight and the number of cartons of an order are not on record, and that the supplier can tell them
    to the buyer: 箱单毛重你知道吗."""
    number = find_order_at_hand(turn)
    if not turn.cues.asks_weight or not turn.is_typed_by_supplier or not number or turn.dictation.is_to_them:
        return None
    turn.say("utter_weight_not_on_record", {"number": number})
    return [SlotSet("order_number", number)]


@in_passing
async def packing_of_the_goods(turn: Turn) -> list[Event] | None:
    """Begins a message to the buyer with the weight and the number of cartons of the order: 毛重5600公斤 200箱."""
    if not _may_tell(turn) or not turn.cues.packing_data:
        return None
    order = await _find_order(turn)
    told = find_packing(turn, order) if order and order.state not in TO_CONFIRM else None
    if order is not None and told is not None:
        turn.say("utter_packing_not_on_paper", {"number": order.number})
    return await _begin(turn, order, told)


@in_passing
async def apology(turn: Turn) -> list[Event] | None:
    """Begins a message with an apology to the buyer who has just been told of a delay or a refusal: 说声抱歉."""
    if not turn.cues.apologises or not turn.is_typed_by_supplier or not is_brief(turn.text, _FEW_WORDS, _FEW_HAN):
        return None
    number = find_order_at_hand(turn)
    if number is None:
        return None
    order = await turn.market.orders.access_order(turn.account, number)
    return await ask_about_order(turn, order, _SORRY[find_language(turn)].format(number=number))


@in_passing
async def other_orders_of_the_buyer(turn: Turn) -> list[Event] | None:
    """Lists the supplier's orders from the buyer of the order at hand: 他们除了这单还有啥在我们这."""
    number = find_order_at_hand(turn)
    is_own = turn.is_supplier and turn.is_signed_in and not turn.is_pressed
    if not turn.cues.asks_other_orders or not is_own or not number:
        return None
    buyer = (await turn.market.orders.access_order(turn.account, number)).buyer.name
    return await say_orders(turn, OrderFilter(companies=(buyer.en,)))


@in_passing
async def others_being_made(turn: Turn) -> list[Event] | None:
    """Says for each of the other orders in or before production whether the production has begun: 另外两单开工了吗."""
    makes = any("make" in clause.things for clause in turn.asked)
    if "other" not in turn.topics or not makes or not turn.is_typed_by_supplier or not turn.asks:
        return None
    page = await turn.market.orders.list_orders(turn.account, states=_BEING_MADE, limit=_MOST)
    others = [each.number for each in page.orders if each.number != find_order_at_hand(turn)]
    if not others or len(others) not in turn.numbers:
        return None
    for number in others:
        say_made(turn, await turn.market.orders.access_order(turn.account, number))
    turn.show_list("order_number", others)
    return [SlotSet("order_number", None)]


@in_passing
async def in_another_language(turn: Turn) -> list[Event] | None:
    """Writes the message again in the language that the supplier wants: 告诉买家 用英文写. Only sentences that the bot
    has written change their language."""
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
    """Begins a message to the buyer about the day on which the supplier pays the refund, or has paid it: 汉堡那个退款，
    财务说周五打, or only 财务说昨天打了 after an answer about a refund."""
    is_after = "utter_refund_to_pay" in turn.record.last.said and turn.task is None
    speaks_of_it = "money_back" in turn.topics or is_after
    if not _may_tell(turn) or not speaks_of_it or not turn.entities.has("date") or turn.asks:
        return None
    page = await turn.market.orders.list_orders(turn.account, states=("cancelled",), limit=_LOOKED_AT)
    orders = [await turn.market.orders.access_order(turn.account, each.number) for each in page.orders]
    found = [(order, told) for order in orders if (told := find_refund_day(turn, order))]
    at_hand = find_order_at_hand(turn) if is_after else None
    named = [at_hand] if at_hand else [each.number for each in await find_named_orders(turn) or ()]
    fitting = [pair for pair in found if pair[0].number in named] or found
    return await _begin(turn, *fitting[0]) if len(fitting) == 1 else None


@in_passing
async def reminder_beside_a_message(turn: Turn) -> list[Event] | None:
    """Adds a reminder of the next payment to the message under way to the buyer of the same order: 你提醒他一下."""
    told = _find_told(turn)
    if told is None or turn.task is None or not only_reminds(turn):
        return None
    order = await turn.market.orders.access_order(turn.account, str(told["number"]))
    words: list[str] = list(turn.task.values.get("words") or [])
    store(turn, {"words": [*words, draft_reminder(turn, order)]})
    return []


def _find_told(turn: Turn) -> Json | None:
    """Returns the values from which the message under way is written. Returns None if there is no such message, or if
    the contact has pressed a button."""
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
