"""Answers a supplier's questions about all of its trades at once: what is new, which payments are still missing, and
which buyers wait for an answer. By their words alone, such questions may be about the order that was talked about
last."""

from __future__ import annotations

import datetime as dt

from actions.dialogue.events import Event, SlotSet
from actions.dialogue.registry import HANDLERS, in_passing
from actions.dialogue.tasks import find_asked, find_task
from actions.dialogue.to_do import find_to_do
from actions.dialogue.turn import Turn
from actions.marketplace.trades.orders.lifecycle import TO_CONFIRM
from actions.marketplace.trades.orders.records import Order, OrderState, Payment
from actions.reading.order_filter import OPEN
from actions.replies import Value, button, lines, term
from actions.trades.orders.cards import order_card, order_values, payment_line, tell_of
from actions.trades.orders.which_order import find_by_ending, find_named_orders, find_number_without_prefix
from actions.trades.quotations.cards import lead_line

_LOOKED_AT = 50
_OF_ALL = frozenset(("daily_tasks", "list_orders", "help", "out_of_scope", "nlu_fallback", "inform", "order_status"))
"""Intents that the NLU may find in words that ask for all that is under way."""
_MOST = 8
"""The most things of a kind that are listed; the others are only counted."""
_ASKS = 0.3
_MONEY = {"paid", "deposit", "to_pay", "money_back", "overdue", "owed"}
"""Topics of questions about money."""
_OF_ORDERS = frozenset(("list_orders", "confirm_order", "place_order"))
_KINDS = frozenset(("deposit", "balance"))
_ABOUT_ONE = ("order_number", "rfq_number", "claim_number", "sample_number", "question_number", "price", "quantity")
_OWED_IN: tuple[OrderState, ...] = (*(state for state in OPEN if state not in TO_CONFIRM), "delivered")
"""The states of the orders for which a supplier waits for payments: a buyer pays once its order is confirmed."""


@in_passing
async def what_is_new(turn: Turn) -> list[Event] | None:
    """Lists the orders that wait for confirmation and the requests that the supplier has not answered: 有什么新单, "any
    new order?"."""
    if "new_trades" not in turn.topics or turn.intent == "view_leads" or not _asks_of_all(turn):
        return None
    waiting = await _access_orders(turn, TO_CONFIRM)
    leads = [
        lead for lead in await turn.market.rfqs.list_open_leads(turn.account, limit=_LOOKED_AT) if not lead.quotations
    ]
    if not waiting and not leads:
        turn.say("utter_nothing_new", buttons=[button("button.my_orders", "list_orders")])
        return []
    paragraphs: list[Value] = []
    if waiting:
        paragraphs.append(term("todo.confirm", count=len(waiting), orders=lines(map(_say_waiting, waiting[:_MOST]))))
    if leads:
        paragraphs.append(term("todo.quote", count=len(leads), found=lines(map(lead_line, leads[:_MOST]))))
    buttons = [button("button.leads", "view_leads")] if leads else []
    cards = [order_card(turn, order) for order in waiting[:_MOST]]
    turn.say("utter_new_trades", {"found": lines(paragraphs)}, cards=cards, buttons=buttons)
    is_of_orders = len(waiting) == 1 and (turn.cues.names_orders or turn.intent in _OF_ORDERS)
    if waiting and (is_of_orders or not leads):  # next to requests, "that one" would be unclear
        turn.show_list("order_number", [order.number for order in waiting])
    return []


@in_passing
async def what_is_running(turn: Turn) -> list[Event] | None:
    """Lists the orders that are not over, for "overview of whats still running". By its words alone, that asks what is
    to be done."""
    is_free = turn.is_signed_in and not turn.is_pressed and turn.task is None
    if not turn.cues.asks_what_runs or not is_free or turn.entities or turn.intent not in _OF_ALL:
        return None
    return await HANDLERS["list_orders"](turn.as_wish("list_orders"))


@in_passing
async def who_has_not_paid(turn: Turn) -> list[Event] | None:
    """Lists the payments of all orders that have not arrived yet, the earliest first: 哪些还没付款, "who has not paid
    yet?". Another function answers a question about one order."""
    asks = turn.intent == "payment_status" or turn.acts.find("payment_status") >= _ASKS or "which_ones" in turn.topics
    of_money = "money_in" in turn.topics or (asks and bool(turn.topics & _MONEY))
    asks_late = turn.cues.ranking is not None and "late" in turn.cues.ranking.only  # ranked_own answers these
    if not of_money or asks_late or not _asks_of_all(turn) or turn.dictation.is_to_them or turn.dictation.reminds:
        return None
    if "which_ones" not in turn.topics and (turn.record.is_about("order") or await _names_orders(turn)):
        return None
    if len(await find_named_orders(turn) or ()) == 1:
        return None  # 四件套那单是谁的 总共多少钱 asks about that order
    owed = [
        (order, each) for order in await _access_orders(turn, _OWED_IN) for each in order.payments if _is_owed(each)
    ]
    of_kind = [(order, each) for order, each in owed if each.kind in _find_kinds(turn)]
    if len(of_kind) == 1:  # 定金付过没
        order, payment = of_kind[0]
        tell_of(turn, order, "utter_own_balance", payment=payment_line(payment))
        return [SlotSet("order_number", order.number)]
    owed = of_kind or owed
    if not owed:
        turn.say("utter_money_all_in", buttons=[button("button.my_orders", "list_orders")])
        return []
    if "which_ones" not in turn.topics and len({order.number for order, _ in owed}) == 1:
        return None  # another function answers about the only order
    owed.sort(key=lambda pair: pair[1].due_on or dt.date.max)
    late = sum(each.due_on is not None and each.due_on < turn.today for _, each in owed)
    shown = lines(_say_owed(order, each) for order, each in owed[:_MOST])
    turn.say(
        "utter_money_to_come_late" if late else "utter_money_to_come",
        {"count": len(owed), "late": late, "payments": shown},
    )
    turn.show_list("order_number", list(dict.fromkeys(order.number for order, _ in owed)))
    return []


@in_passing
async def who_waits_for_us(turn: Turn) -> list[Event] | None:
    """Lists the questions and wishes of buyers that the supplier has not answered, for 客户催了没有, "is anybody chasing
    us?" and 上海有回话吗. Lists all that is to be done for 有啥急的没."""
    if turn.cues.asks_to_do and turn.is_supplier and _asks_of_all(turn):
        return await HANDLERS["daily_tasks"](turn)
    if not ("chased" in turn.topics or turn.cues.asks_news) or not _asks_of_all(turn):
        return None
    asked = [order for order in await _access_orders(turn, OPEN) if order.asked]
    others = await find_to_do(turn)
    if not asked and not others and "chased" not in turn.topics:
        return None  # 有动静吗 may be about something else
    if not asked and not others:
        turn.say("utter_nobody_waits", buttons=[button("button.daily_tasks", "daily_tasks")])
        return []
    paragraphs = [other.paragraph for other in others]
    if asked:
        paragraphs.insert(0, term("todo.answer", count=len(asked), orders=lines(map(_say_asked, asked[:_MOST]))))
    cards = [*(order_card(turn, order) for order in asked[:_MOST]), *(card for other in others for card in other.cards)]
    buttons = [each for other in others for each in other.buttons]
    turn.say("utter_buyers_wait", {"found": lines(paragraphs)}, cards=cards, buttons=buttons)
    return []


async def _names_orders(turn: Turn) -> bool:
    """Returns whether the message names an order by its goods, its buyer, its number or the end of its number."""
    is_numbered = find_number_without_prefix(turn) or await find_by_ending(turn)
    return bool(is_numbered or await find_named_orders(turn))


def _asks_of_all(turn: Turn) -> bool:
    """Returns whether a supplier asks something without naming a single order, request or the like."""
    by_words = turn.cues.asks_to_do or turn.cues.asks_news
    task, asks = find_task(turn), by_words or turn.asks or turn.acts.share("ask", "wish") >= _ASKS
    writes = task is not None and not turn.cues.asks_news and (task.takes_questions or find_asked(turn) == "free")
    is_supplier = turn.is_supplier and turn.is_signed_in and not turn.is_pressed and not writes
    return is_supplier and asks and not turn.entities.has(*_ABOUT_ONE)


async def _access_orders(turn: Turn, states: tuple[OrderState, ...]) -> list[Order]:
    page = await turn.market.orders.list_orders(turn.account, states=states, limit=_LOOKED_AT)
    return [await turn.market.orders.access_order(turn.account, one.number) for one in page.orders]


def _find_kinds(turn: Turn) -> frozenset[str]:
    """Returns which kinds of payments the message asks about."""
    return _KINDS & {thing for clause in turn.asked for thing in clause.things}


def _is_owed(payment: Payment) -> bool:
    return payment.state == "due" and payment.kind != "refund"


def _say_waiting(order: Order) -> Value:
    values = order_values(order)
    return term("todo.confirm_line", **{name: values[name] for name in ("number", "goods", "quantity", "counterpart")})


def _say_owed(order: Order, payment: Payment) -> Value:
    values = order_values(order)
    due = payment_line(payment)
    return term("todo.owed_line", number=order.number, counterpart=values["counterpart"], due=due)


def _say_asked(order: Order) -> Value:
    values = order_values(order)
    asked = term("todo.asked_cancel" if order.asked and order.asked.kind == "cancel" else "todo.asked_change")
    shown = {name: values[name] for name in ("number", "goods", "quantity", "counterpart", "state", "ships", "left")}
    return term("todo.answer_line", **shown, asked=asked)
