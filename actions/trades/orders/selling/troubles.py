"""Answers what a supplier tells Caravan and not the buyer: something went wrong at its works, it thinks aloud, or it asks
what to answer. Nothing of it becomes a message by itself."""

from __future__ import annotations

from actions.dialogue.events import Event, SlotSet
from actions.dialogue.referring import find_order_at_hand
from actions.dialogue.registry import HANDLERS, in_passing
from actions.dialogue.tasks import CONFIRMED, name_task, start
from actions.dialogue.turn import Turn
from actions.marketplace.trades.orders.lifecycle import TO_CONFIRM, TO_SHIP
from actions.marketplace.trades.orders.records import Order
from actions.replies import Button, button
from actions.trades.notes.reasons import read_reason
from actions.trades.orders.cards import order_values
from actions.trades.orders.selling.producing import PRODUCTION
from actions.trades.orders.selling.reading_reports import LATE, possible_stages
from actions.trades.orders.which_order import find_named_orders, find_number_without_prefix

_TRADES = ("rfq_number", "claim_number", "sample_number", "question_number", "tracking_number", "carrier")


@in_passing
async def trouble_at_the_works(turn: Turn) -> list[Event] | None:
    """Begins to report a delay with what went wrong as its reason, and asks for the new day, if the message names none:
    600套的那个金边 烧坏了一窑, "bad news for 100817"."""
    if not _may_confide(turn) or not (turn.cues.tells_trouble or turn.cues.tells_bad_news):
        return None
    names_day = turn.shifts or turn.entities.days or turn.cues.duration or turn.choices.get("day")
    if names_day or turn.cues.progress or turn.cues.not_in_time or turn.asks:
        return None  # another function reads the day
    order = await _find_order(turn)
    if order is None or order.state not in TO_SHIP or order.asked or LATE not in possible_stages(order):
        return None
    turn.apply([SlotSet("order_number", order.number)])
    turn.say("utter_trouble_heard", order_values(order))
    if not turn.cues.tells_trouble:
        await start(turn, PRODUCTION, {"order_number": order.number})
        return []
    reason = read_reason(turn, ", ".join(turn.reasons) or turn.content)
    values = {"order_number": order.number, "stage": LATE, **({"reason": reason} if reason else {})}
    await start(turn, PRODUCTION, values)
    return []


@in_passing
async def delay_amid_a_message(turn: Turn) -> list[Event] | None:
    """Begins to report a delay that the supplier tells while a message to the buyer waits for its yes, and puts the message
    aside: 行你说客气点。还有个事 蚕丝晚到 发货要推到22号."""
    state = turn.task
    if state is None or state.name != "question" or state.asked != CONFIRMED or not turn.is_supplier or turn.is_pressed:
        return None
    told = turn.dictation.is_to_them or turn.dictation.is_message or turn.dictation.adds or turn.dictation.swap
    names_day = turn.shifts or turn.choices.get("day") or any(day > turn.today for day in turn.entities.days)
    tells = turn.cues.tells_trouble or ("late" in turn.reports and turn.cues.speaks_of_leaving)
    if told or turn.asks or not names_day or not tells:
        return None
    number = str(state.values.get("about_id") or "")
    named = [each.number for each in await find_named_orders(turn) or ()]
    number = turn.entities.order_number or (named[0] if len(named) == 1 else number)
    if not number.startswith("ORD-"):
        return None
    order = await turn.market.orders.access_order(turn.account, number)
    if order.state not in TO_SHIP or order.asked or LATE not in possible_stages(order):
        return None
    turn.say("utter_task_aside", {"task": name_task(state)})
    turn.record.put_aside()
    return await HANDLERS["report_production"](
        turn.as_wish("report_production").with_entities(order_number=order.number)
    )


@in_passing
async def thinks_aloud(turn: Turn) -> list[Event] | None:
    """Says that a thought about the order at hand went to nobody, and what can be done with the order:
    等于发货后一天才付清 嗯…… 算了老客户了."""
    if not _may_confide(turn) or not turn.cues.muses or turn.asks or turn.cues.confirms or turn.cues.tells_progress:
        return None
    if turn.dictation.reminds:
        return None  # 三天了 催
    number = find_order_at_hand(turn)
    order = await turn.market.orders.access_order(turn.account, number) if number else None
    if order is None or turn.shifts or turn.entities.has("price", "quantity", *_TRADES) or turn.reports:
        return None
    turn.say("utter_heard_for_yourself", order_values(order), buttons=_list_steps(order))
    return []


@in_passing
async def what_to_answer(turn: Turn) -> list[Event] | None:
    """Says what is on record of the order at hand, from which the supplier can answer its buyer: 他们问我会不会赶在圣诞前
    我咋回."""
    if not _may_confide(turn) or not turn.cues.asks_what_to_say:
        return None
    order = await _find_order(turn)
    if order is None or (order.expected_on is None and not order.on_the_way):
        return None
    response = "utter_what_to_answer" if order.state in (*TO_CONFIRM, *TO_SHIP) else "utter_what_to_answer_shipped"
    turn.say(response, order_values(order))
    return [SlotSet("order_number", order.number)]


def _may_confide(turn: Turn) -> bool:
    told = turn.dictation.is_message or turn.dictation.is_to_them or bool(turn.dictation.told)
    return turn.is_typed_by_supplier and not told and not turn.entities.has(*_TRADES)


async def _find_order(turn: Turn) -> Order | None:
    """Returns the order that the message names, else the one at hand."""
    named = [each.number for each in await find_named_orders(turn) or ()] if not turn.entities.order_number else []
    number = turn.entities.order_number or find_number_without_prefix(turn)
    number = number or (named[0] if len(named) == 1 else None if named else find_order_at_hand(turn))
    return await turn.market.orders.access_order(turn.account, number) if number else None


def _list_steps(order: Order) -> list[Button]:
    if order.state not in TO_CONFIRM:
        return []
    return [button("button.confirm_order", "confirm_order", order_number=order.number)]
