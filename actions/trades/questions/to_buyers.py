"""Finds which order or request a supplier means when it wants something told to or asked of a buyer."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal

from actions.dialogue.tasks import find_task
from actions.dialogue.turn import Turn
from actions.marketplace.base.errors import NotFound
from actions.marketplace.base.records import Destination, Name
from actions.marketplace.goods.words.likeness import (
    find_mentioned,
    goods_likeness,
    mentions_company,
    mentions_kind,
)
from actions.marketplace.goods.words.words import words
from actions.marketplace.trades.questions.records import Subject
from actions.reading.order_filter import OPEN
from actions.replies import Value, button, term, text
from actions.trades.orders.cards import order_line
from actions.trades.orders.which_order import find_by_ending, goes_where_said
from actions.trades.quotations.cards import rfq_values

_LOOKED_AT = 50
SHOWN = 6
"""How many orders and requests are shown to choose from."""
_OF_REQUESTS = frozenset(("request", "wants"))
"""Topics of words that speak of a buyer's request rather than of an order."""
_STEM = 4
"""The fewest letters of a word that hints at goods."""
_NO_LEADS = ("order_number", "claim_number", "sample_number", "question_number", "tracking_number")
_ELSEWHERE = ("product", "company", "supplier_id", "product_id")
_NUMBER, _GOODS, _BUYER, _QUANTITY, _KIND, _LAST = 8, 4, 3, 3, 2, 1
"""The points that an order or request gets if the message names the end of its number, if it names its goods, if it names its buyer or the place where the
goods go, if the message speaks of an order and this is one, and if it was talked about last."""


@dataclass(frozen=True)
class Trade:
    """Describes an order or request of a supplier: its number, whose it is, how a list shows it, and since when it
    is there."""

    subject: Subject
    number: str
    buyer: Name
    goods: tuple[str, ...]
    line: Value
    label: Value
    since: dt.datetime = dt.datetime.min
    is_open: bool = True
    place: Destination | None = None
    quantity: Decimal | None = None
    is_called: bool = False
    is_numbered: bool = False
    """Whether the message calls the buyer by the beginning of its name, and the order by the end of its number."""


async def find_trades_in_question(turn: Turn) -> list[Trade]:
    """Returns the orders and requests that the message may be about, the likeliest first: the one that it names by its
    number, or those that it names by their goods or their buyer, or the one that was talked about last, or all that are
    open. Of an order and a request for the same goods the order is meant. Returns an empty list if there are none, after
    saying so if the message names one."""
    if number := turn.entities.order_number or turn.entities.rfq_number:
        named = await _access_named(turn, number)
        return [named] if named else []
    last = await _find_last(turn)
    trades = await _list_named(turn)
    called = [trade for trade in trades if names_buyer(trade, turn)]
    ranked = [
        (_likeness(trade, turn, last), trade) for trade in called or trades
    ]  # of another buyer than the named one is none
    best = max((likeness for likeness, _ in ranked), default=0)
    fit = [trade for likeness, trade in ranked if likeness == best]
    fit = [trade for trade in fit if trade.is_open] or fit
    orders = [trade for trade in fit if trade.subject == "order" and not turn.topics & _OF_REQUESTS]
    return orders if best >= _GOODS and len(orders) == 1 else fit


def names_buyer(trade: Trade, turn: Turn) -> bool:
    """Returns whether the message names the buyer of the order or request, or the place where its goods go."""
    names = any(mentions_company(turn.text, name) for name in trade.buyer.both)
    return trade.is_called or names or goes_where_said(turn, trade.place)


async def find_meant_lead(turn: Turn) -> str | None:
    """Returns the number of the buyer's request that a supplier speaks of: the one that the message names by its number, its
    goods, its buyer or its place, the newest one if it asks for that, or the one that the quotation under way is for or that
    was talked about last, if the message names nothing else. Returns None if it speaks of anything else."""
    if turn.entities.rfq_number:
        return turn.entities.rfq_number
    if turn.entities.has(*_NO_LEADS):
        return None
    named = await find_named_trades(turn)
    leads = [trade for trade in named if trade.subject == "request"]
    speaks_of_leads = bool(turn.topics & _OF_REQUESTS)
    if len(leads) == 1 and (len(named) == 1 or speaks_of_leads):
        return leads[0].number
    if speaks_of_leads and "latest" in turn.topics:
        leads = leads or [trade for trade in await list_trades(turn) if trade.subject == "request"]
        return leads[0].number if leads else None
    if not named and speaks_of_leads and (hinted := await _find_hinted_lead(turn)):
        return hinted
    if named or turn.entities.has(*_ELSEWHERE):
        return None
    return _find_lead_at_hand(turn)


async def _find_hinted_lead(turn: Turn) -> str | None:
    """Returns the only request whose goods have a word that the message has, too, and no other order or request has: "the
    panels one" for LED panel lights."""
    trades = await list_trades(turn)
    said = {word for word in words(turn.text) if len(word) >= _STEM}
    of_goods = {trade.number: {word for name in trade.goods for word in words(name)} for trade in trades}
    hinted = [
        trade.number
        for trade in trades
        if any(word in said and _is_only(word, trade.number, of_goods) for word in of_goods[trade.number])
    ]
    return hinted[0] if len(hinted) == 1 and hinted[0].startswith("RFQ-") else None


def _is_only(word: str, number: str, of_goods: dict[str, set[str]]) -> bool:
    return not any(word in others for other, others in of_goods.items() if other != number)


def _find_lead_at_hand(turn: Turn) -> str | None:
    task = find_task(turn)
    if task is not None and turn.task is not None:
        number = str(turn.task.values.get(task.about.get("rfq_number", "")) or "")
    else:
        latest = turn.record.latest_focus
        number = str(latest[1]) if latest and latest[0] == "request" else ""
    return number if number.startswith("RFQ-") else None


async def _find_last(turn: Turn) -> str | None:
    """Returns the number of the order or request that was talked about last. If it was a question, returns the number
    of what the question is about."""
    latest = turn.record.latest_focus
    if latest is not None and latest[0] == "question":
        try:
            return (await turn.market.questions.access_question(turn.account, str(latest[1]))).about or None
        except NotFound:
            return None
    return next((str(each[1]) for each in turn.record.focus if each[0] in ("order", "request")), None)


async def find_named_trades(turn: Turn) -> list[Trade]:
    """Returns the orders and requests that the message names by their goods, their buyer or the place where they go, the
    likeliest first. Returns an empty list if it names none."""
    fit = await find_trades_in_question(turn)
    is_named = fit and (
        _likeness(fit[0], turn, None) or fit[0].number in {o.number for o in await find_by_ending(turn)}
    )
    return fit if is_named else []


async def find_chosen_trade(turn: Turn, asked: bool) -> Trade | None:
    """Returns the one order or request that the message names by its number, its goods or its buyer. If the contact was
    `asked` which one is meant, its place in the list counts, too. Returns None if several fit or none does."""
    fit = await find_trades_in_question(turn)
    names = turn.entities.has("order_number", "rfq_number") or any(_likeness(each, turn, None) for each in fit)
    if len(fit) == 1 and names:
        return fit[0]
    places = turn.cues.find_chosen(min(len(fit), SHOWN)) if asked else []
    return fit[places[0]] if len(places) == 1 else None


def _likeness(trade: Trade, turn: Turn, last: str | None) -> int:
    said = any(goods_likeness(product, trade.goods) for product in turn.entities.products)
    goods = _GOODS * (said or mentions_kind(turn.text, trade.goods))
    buyer = _BUYER * names_buyer(trade, turn)
    says_kind = turn.topics & _OF_REQUESTS if trade.subject == "request" else turn.cues.names_orders
    kind = _KIND * bool(says_kind) if goods or buyer else 0
    kind += _QUANTITY * (bool(goods) and trade.quantity in turn.numbers)
    return goods + buyer + kind + _LAST * (trade.number == last) + _NUMBER * trade.is_numbered


async def _list_named(turn: Turn) -> list[Trade]:
    """Returns the supplier's orders and requests with what the message calls them in short."""
    trades = await list_trades(turn)
    called = set(find_mentioned(turn.text, {trade.buyer.en: trade.buyer for trade in trades}))
    ending = {order.number for order in await find_by_ending(turn)}
    return [replace(each, is_called=each.buyer.en in called, is_numbered=each.number in ending) for each in trades]


async def list_trades(turn: Turn) -> list[Trade]:
    """Returns the supplier's orders and the requests that are open to it, the newest first."""
    orders = await turn.market.orders.list_orders(turn.account, limit=_LOOKED_AT)
    leads = await turn.market.rfqs.list_open_leads(turn.account, limit=_LOOKED_AT, with_refused=True)
    trades = [
        *(
            Trade(
                "request",
                lead.number,
                lead.buyer.name,
                lead.product.both,
                term("lead.line", buyer=text(lead.buyer.name), **rfq_values(lead)),
                term("button.rfq", number=lead.number, product=text(lead.product)),
                lead.created_at,
                place=lead.destination,
                quantity=lead.quantity.value,
            )
            for lead in leads
        ),
        *(
            Trade(
                "order",
                order.number,
                order.counterpart.name,
                order.goods.both,
                order_line(order),
                term("button.order", number=order.number, goods=text(order.goods)),
                order.placed_at,
                order.state in OPEN,
                order.destination,
                order.quantity.value,
            )
            for order in orders.orders
        ),
    ]
    return sorted(trades, key=lambda trade: trade.since, reverse=True)


async def _access_named(turn: Turn, number: str) -> Trade | None:
    """Returns the supplier's order or request of that number, or says that there is none."""
    try:
        if number.startswith("RFQ-"):
            lead = await turn.market.rfqs.access_rfq(turn.account, number)
            return Trade("request", lead.number, lead.buyer.name, (), lead.number, lead.number)
        order = await turn.market.orders.access_order(turn.account, number)
        return Trade("order", order.number, order.buyer.name, (), order.number, order.number)
    except NotFound:
        response = "utter_rfq_not_found" if number.startswith("RFQ-") else "utter_order_not_found"
        turn.say(response, {"number": number}, buttons=[button("button.my_orders", "list_orders")])
        return None
