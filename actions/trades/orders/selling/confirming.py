"""Lets a supplier confirm an order, or several at once, and agree to a change that a buyer wants. A buyer cannot
confirm orders, and is shown a quotation that it can accept, or the order."""

from __future__ import annotations

import datetime as dt
from typing import Any

from actions.dialogue.agreement import agrees_clearly
from actions.dialogue.discourse import Json
from actions.dialogue.events import Event, SlotSet
from actions.dialogue.referring import find_order_at_hand
from actions.dialogue.registry import HANDLERS, answers, in_passing
from actions.dialogue.said.entities import read_day
from actions.dialogue.turn import Turn
from actions.marketplace.base.errors import NotFound
from actions.marketplace.base.records import WriteKey
from actions.marketplace.trades.orders.lifecycle import TO_CONFIRM, TO_SHIP
from actions.marketplace.trades.orders.records import Order, OrderFilter
from actions.reading.days import read_day_of_month
from actions.reading.order_filter import read_order_filter
from actions.replies import button, date, lines, person_button, term
from actions.trades.orders.cards import full_card, order_card, order_line_of, order_values
from actions.trades.orders.selling.asked_changes import answer_asked, ask_to_answer
from actions.trades.orders.selling.change_terms import propose_terms, read_terms
from actions.trades.orders.told.status import say_order
from actions.trades.orders.which_order import find_named_orders, find_order_in_question
from actions.trades.quotations.accepting import accept_quote

_LOOKED_AT = 50
_SPEAKS = 0.05
"""The least likelihood of `change_order` at which a message may speak of a change."""
_OF_OTHERS = frozenset(
    ("contact_supplier", "decline_order", "submit_quote", "ship_order", "list_orders", "payment_status")
)
"""Intents of messages whose day is not a day on which the goods of a waiting order leave."""
_OF_A_DAY = frozenset(("change_order", "report_production", "ask_lead_time"))
"""Intents that the NLU may find in messages that name another day for an order."""
_TRADES = ("order_number", "rfq_number", "claim_number", "sample_number", "tracking_number")
_MOST = 10
"""The most orders that are confirmed at once."""


@answers("confirm_order", signed_in=True)
async def confirm_order(turn: Turn) -> list[Event]:
    """Shows the order that waits for this supplier, with a button that confirms it, or the change that the buyer wants.

    Only that button has the entity `sure`, which confirms the order.
    """
    if not turn.is_supplier:
        return await _answer_buyer(turn)
    if agreed := _find_agreed(turn):
        return await HANDLERS[agreed["intent"]](turn.with_question(agreed))
    if numbers := await _find_several(turn):
        return await _confirm_several(turn, numbers)
    if number := await _find_promised(turn):
        return await HANDLERS["report_production"](turn.with_entities(order_number=number))
    order = await _find_asked(turn)
    order = order or await find_order_in_question(turn, "confirm_order", likely=TO_CONFIRM, only=TO_CONFIRM)
    if order is None:
        return []
    if (change := turn.entities.integer("change")) is not None and (terms := read_terms(turn)):
        return await propose_terms(turn, order, change, terms)
    if change is not None:
        return await answer_asked(turn, order, change, agrees=True)
    if order.asked:
        return ask_to_answer(turn, order, order.asked)
    if order.proposed:
        turn.say("utter_change_terms_wait", order_values(order), cards=[order_card(turn, order)])
        return [SlotSet("order_number", order.number)]
    focus = SlotSet("order_number", order.number)
    if turn.entities.flag("sure"):
        return [*await _do_confirm(turn, order), focus]
    return [*ask_to_confirm(turn, order), focus]


@in_passing
async def confirm_all_that_wait(turn: Turn) -> list[Event] | None:
    """Asks whether to confirm all orders that wait, for "confirm all orders" and 所有订单都确认. By its words alone,
    such a message asks for the list of orders."""
    if "confirms_all" not in turn.topics or not turn.is_typed_by_supplier or turn.asks or turn.open_proposal:
        return None
    if turn.entities.has(*_TRADES):
        return None
    return await confirm_order(turn.as_wish("confirm_order"))


async def _find_promised(turn: Turn) -> str | None:
    """Returns the number of the confirmed order that was talked about last if the message gives its goods another day:
    "9 december is ok now" after its delay was reported. Such words name no order, and do not confirm another one."""
    if turn.is_pressed or not any(day > turn.today for day in turn.entities.days):
        return None
    number = find_order_at_hand(turn)
    if number is None or turn.entities.order_number or await find_named_orders(turn):
        return None
    order = await turn.market.orders.access_order(turn.account, number)
    return number if order.state in TO_SHIP and order.ships_on and not order.asked else None


def _find_agreed(turn: Turn) -> Json | None:
    """Returns the bot's last proposal, if the message agrees to it in words that could also confirm an order:
    对，就这样接 for an order with another day, 确认 for a claim. If the proposal is to confirm an order on the agreed day,
    only words that say nothing but yes agree to it."""
    proposal = turn.open_proposal
    if turn.is_pressed or proposal is None or proposal["intent"] == "human_handoff" or not proposal.get("asked", True):
        return None
    if proposal["intent"] == "confirm_order" and not (proposal["entities"].get("day") or agrees_clearly(turn)):
        return None
    agrees = turn.acts.kind == "yes" and not (turn.asks or turn.entities or turn.cues.refuses_to_confirm)
    is_latest = proposal.get("message_id") == turn.record.last.message_id
    return proposal if agrees and is_latest and not turn.numbers else None


@in_passing
async def promise_another_day(turn: Turn) -> list[Event] | None:
    """Asks again whether to confirm an order, with another day, if the supplier answers the question by naming one:
    "make that the 21st", 还是28号吧. By its words alone, such a message reports how far another order is. Also takes
    the day from the second part of "confirm 841 and tell them it leaves on the 20th"."""
    proposal = turn.open_proposal
    if (
        proposal is None
        or proposal["intent"] != "confirm_order"
        or not turn.is_typed_by_supplier
        or turn.task is not None
    ):
        return None
    number, said = proposal["entities"].get("order_number"), turn.entities.order_number
    if number is None or (said and said != number) or turn.entities.has("rfq_number", "price") or turn.asks:
        return None
    day = _find_promise(turn, proposal["entities"].get("day"))
    is_told_so = proposal.get("message_id") == turn.context.message_id and turn.dictation.is_to_them
    if day is None or (not is_told_so and (turn.intent in _OF_OTHERS or turn.dictation.is_to_them)):
        return None
    named = await find_named_orders(turn)
    if named and str(number) not in [each.number for each in named]:
        return None
    order = await turn.market.orders.access_order(turn.account, str(number))
    agreed = order.ships_on
    if agreed and agreed > turn.today and turn.choices.get("day") == str(agreed.day):
        day = agreed  # 29号可以 不改了, after 8 January was proposed instead of 29 December
    return ask_to_confirm(turn, order, day)


@in_passing
async def another_day_of_a_waiting_order(turn: Turn) -> list[Event] | None:
    """Asks whether to confirm the order that was just shown with another day than the agreed one: "we can't ship by the
    19th, the 28th is possible", 年底排不开，能不能改到1月8号. By its words alone, such a message reports how far
    another order is. Words that take the order may name the day alone: "confirm with the 22nd"."""
    takes = turn.cues.takes_order and not turn.asks
    if not turn.is_typed_by_supplier or turn.dictation.is_message:
        return None
    if (turn.intent in _OF_OTHERS or turn.dictation.is_to_them) and not takes:
        return None
    if turn.entities.has(*_TRADES, "price") or not (turn.entities.has("date") or (takes and turn.choices.get("day"))):
        return None
    order = await find_waiting_at_hand(turn)
    names_promised = order is not None and order.ships_on in turn.entities.days
    if not (turn.cues.speaks_of_leaving or turn.intent in _OF_A_DAY or names_promised or takes):
        return None
    if takes and order and order.ships_on and (day := read_day_of_month(turn, order.ships_on)) and not order.asked:
        return [*ask_to_confirm(turn, order, day), SlotSet("order_number", order.number)]
    coming = [day for day in turn.entities.days if day > turn.today and (order is None or day != order.ships_on)]
    if order is None or order.asked or len(coming) != 1:
        return None
    return [*ask_to_confirm(turn, order, coming[0]), SlotSet("order_number", order.number)]


async def find_waiting_at_hand(turn: Turn) -> Order | None:
    """Returns the order that was talked about last, if it waits for its confirmation and the message names no other
    order."""
    number = None if turn.is_pressed or turn.entities.order_number else find_order_at_hand(turn)
    if number is None or any(each.number != number for each in await find_named_orders(turn) or ()):
        return None
    order = await turn.market.orders.access_order(turn.account, number)
    return order if order.state in TO_CONFIRM else None


def _find_promise(turn: Turn, before: object) -> dt.date | None:
    """Returns the future day on which, by the message, the goods leave. The message may also name it as days later or
    earlier than the promised day `before`. Of several days, the first counts: "the 21st, the line is full till the
    19th"."""
    coming = [day for day in turn.entities.days if day > turn.today]
    promised = read_day(before)
    if promised and turn.shifts and (not coming or coming == [turn.today + dt.timedelta(turn.shifts[-1])]):
        moved = promised + dt.timedelta(turn.shifts[-1])
        return moved if moved > turn.today else None
    if promised and (day := read_day_of_month(turn, promised)):
        return day
    return coming[0] if coming else None


def ask_to_confirm(turn: Turn, order: Order, promised: dt.date | None = None) -> list[Event]:
    """Shows the order and asks whether to confirm it with a certain day on which the goods leave: the day `promised`,
    else the last future day in the message."""
    if order.state not in TO_CONFIRM:
        return _say_already_confirmed(turn, order)
    day = promised or max((day for day in turn.entities.days if day > turn.today), default=None)
    promise = {"day": day.isoformat()} if day else {}
    about: dict[str, Any] = {"order_number": order.number, "sure": True, **promise}
    sure = button("button.confirm_now", "confirm_order", single_use=True, **about)
    decline = button("button.decline_order", "decline_order", order_number=order.number)
    turn.say(
        "utter_confirm_order_leaving" if day else "utter_confirm_order",
        {**order_values(order), "day": date(day) if day else term("date.unknown")},
        cards=[full_card(order)],
        buttons=[sure, decline, person_button("confirm_order")],
    )
    return [turn.propose("confirm_order", **about)]


async def _find_asked(turn: Turn) -> Order | None:
    """Returns the order whose wanted change the message agrees to: the order that the message names by goods or buyer,
    else the only order for which a buyer wants a change. If the message names none while other orders wait for
    confirmation, it must speak of a change, or of a cancellation: 同意取消."""
    if turn.is_pressed or turn.entities.order_number:
        return None
    said = await read_order_filter(turn)
    wanted = OrderFilter(goods=said.goods, companies=said.companies)
    kinds = {"change", "cancel"} & set(turn.cues.deeds)
    speaks = any(name == "change_order" and share >= _SPEAKS for name, share in turn.ranking)
    speaks |= bool(kinds) or wanted != OrderFilter()
    if not speaks and (await turn.market.orders.list_orders(turn.account, states=TO_CONFIRM, limit=1)).orders:
        return None
    page = await turn.market.orders.list_orders(turn.account, states=TO_SHIP, limit=_LOOKED_AT, wanted=wanted)
    orders = [await turn.market.orders.access_order(turn.account, one.number) for one in page.orders]
    asked = [order for order in orders if order.asked and (not kinds or order.asked.kind in kinds)]
    return asked[0] if len(asked) == 1 else None


async def _find_several(turn: Turn) -> list[str]:
    """Returns the numbers of the orders if the message means several: those that it names, or all that wait. Returns an
    empty list if it means a single one."""
    if held := turn.entities.values("orders"):
        numbers = [one for value in held for one in (value if isinstance(value, list) else [value])]
        return [str(number) for number in numbers][:_MOST]
    named = list(dict.fromkeys(word.upper() for word in turn.entities.words("order_number")))
    if len(named) > 1:
        return named[:_MOST]
    if named or turn.is_pressed or not ("all" in turn.reports or "confirms_all" in turn.topics):
        return []
    page = await turn.market.orders.list_orders(turn.account, states=TO_CONFIRM, limit=_MOST)
    return [order.number for order in page.orders] if len(page.orders) > 1 else []


async def _confirm_several(turn: Turn, numbers: list[str]) -> list[Event]:
    """Shows these orders and asks for one "yes" to all of them."""
    orders = [order for number in numbers if (order := await _access_own(turn, number))]
    if turn.entities.flag("sure"):
        return await _do_confirm_several(turn, orders)
    waiting = [order for order in orders if order.state in TO_CONFIRM]
    done = [order for order in orders if order.state not in TO_CONFIRM]
    if done:
        turn.say("utter_confirmed_before", {"orders": lines(order_line_of(order) for order in done)})
    if not waiting and done:
        return []
    if not waiting:
        turn.say("utter_no_order_to_confirm", buttons=[button("button.my_orders", "list_orders")])
        return []
    shown = {"count": len(waiting), "orders": lines(order_line_of(order) for order in waiting)}
    cards = [order_card(turn, order) for order in waiting]
    held = [order.number for order in waiting]
    sure = button("button.confirm_all_now", "confirm_order", single_use=True, orders=held, sure=True)
    turn.say("utter_confirm_orders", shown, cards=cards, buttons=[sure, person_button("confirm_order")])
    return [turn.propose("confirm_order", orders=held, sure=True)]


async def _do_confirm_several(turn: Turn, orders: list[Order]) -> list[Event]:
    """Confirms these orders, each only once even if the turn is repeated."""
    done = []
    for ordinal, order in enumerate(orders):
        key = WriteKey(turn.context.message_id, "confirm_order", ordinal)
        if await turn.market.fulfilment.confirm_order(turn.account, order.number, key):
            done.append(await turn.market.orders.access_order(turn.account, order.number))
    if not done:
        turn.say("utter_no_order_to_confirm", buttons=[button("button.my_orders", "list_orders")])
        return []
    turn.say(
        "utter_orders_confirmed",
        {"count": len(done), "orders": lines(order_line_of(order) for order in done)},
        cards=[order_card(turn, order) for order in done],
    )
    return []


async def _access_own(turn: Turn, number: str) -> Order | None:
    """Returns the order. If it does not belong to this account, says so and returns None."""
    try:
        return await turn.market.orders.access_order(turn.account, number)
    except NotFound:
        turn.say("utter_order_not_found", {"number": number}, buttons=[button("button.my_orders", "list_orders")])
        return None


async def _do_confirm(turn: Turn, order: Order) -> list[Event]:
    """Confirms the order, with the promised day on which the goods leave if there is one, only once even if the turn is
    repeated."""
    key = WriteKey(turn.context.message_id, "confirm_order")
    changed = await turn.market.fulfilment.confirm_order(turn.account, order.number, key)
    day = read_day(turn.entities.word("day"))
    if changed and day and day >= turn.today:
        promise = WriteKey(turn.context.message_id, "promise_ship_day")
        await turn.market.fulfilment.set_ship_day(turn.account, order.number, day, promise)
    order = await turn.market.orders.access_order(turn.account, order.number)
    if not changed:
        return _say_already_confirmed(turn, order)
    response = "utter_order_confirmed_leaving" if day else "utter_order_confirmed"
    shown = {**order_values(order), "day": date(day) if day else term("date.unknown")}
    turn.say(response, shown, cards=[order_card(turn, order)])
    return []


async def _answer_buyer(turn: Turn) -> list[Event]:
    """Shows a buyer the quotations that it can accept, if a request is talked about.

    Otherwise shows the order, whose state says whether the supplier still has to confirm it.
    """
    if turn.word_slot("rfq_number") and not turn.entities.order_number:
        return await accept_quote(turn)
    order = await find_order_in_question(turn, "order_status", likely=TO_CONFIRM)
    return say_order(turn, order) if order else []


def _say_already_confirmed(turn: Turn, order: Order) -> list[Event]:
    turn.say("utter_confirmed_already", order_values(order), cards=[order_card(turn, order)])
    return [SlotSet("order_number", order.number)]
