"""Finds the order that a message is about: the order that the message names, else the order at hand, else the only one
that fits, else one that the contact chooses."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from actions.dialogue.registry import HANDLERS
from actions.dialogue.said.entities import read_amount
from actions.dialogue.turn import Turn
from actions.marketplace.base.errors import NotFound
from actions.marketplace.goods.words.words import is_another_variant
from actions.marketplace.trades.orders.records import Order, OrderFilter, OrderState, OrderSummary
from actions.reading.order_filter import OPEN, read_order_filter
from actions.replies import Button, button, lines, one_after_another
from actions.trades.lookup.naming import find_endings
from actions.trades.lookup.referring import find_meant, find_named
from actions.trades.orders.cards import order_button, order_line

_MOST = 6
_FEW = 3
"""If at most so many orders fit, the answer to a question for their state is a list of them."""
_OF_THE_CATALOGUE = frozenset(
    (
        "find_supplier",
        "ask_price",
        "ask_moq",
        "ask_lead_time",
        "request_sample",
        "request_quote",
        "inform",
        "place_order",
    )
)
_NONE_IN_STATE = {
    "confirm_order": "utter_no_order_to_confirm",
    "decline_order": "utter_no_order_to_confirm",
    "ship_order": "utter_no_order_to_ship",
    "report_production": "utter_no_order_to_make",
    "report_arrival": "utter_no_order_to_receive",
}
"""The response if there are no orders in the states that an intent needs, by intent."""

_GIVE_VALUES = frozenset(["change_order", "place_order"])
"""Intents of messages in which a place or a quantity may be a new value, so that it does not name an order."""
_ASK_FOR_STATE = frozenset(["order_status", "payment_status"])
"""Intents of messages that ask for a state, so that a state in them does not name an order."""


_ASKED_OF_SEVERAL = frozenset(["cancel_order"])
"""Intents at which the contact is asked which of several named orders is meant, also if only one of them allows it."""


async def find_order_in_question(
    turn: Turn,
    intent: str,
    *,
    likely: tuple[OrderState, ...] = OPEN,
    only: tuple[OrderState, ...] | None = None,
    possible: Collection[str] = (),
    unpaid: bool = False,
) -> Order | None:
    """Returns the order that the message is about.

    Returns None after saying why there is none, or after asking which order is meant. The buttons of that question send
    `intent`.

    Args:
        likely: of several possible orders, the only one in one of these states is meant.
        only: orders in other states do not count.
        possible: if nothing is named, only orders in these states are offered, provided that there are some.
        unpaid: orders that wait for payment come before all others.
    """
    if number := await _find_number(turn, intent):
        return await _access_named(turn, number)
    if unknown := find_unknown_number(turn):
        await _say_unknown(turn, unknown, intent, only)
        return None
    page = await turn.market.orders.list_orders(turn.account, states=only, limit=50)
    meant = await find_meant(turn, ("order",), by_state=intent not in _ASK_FOR_STATE, gives=intent in _GIVE_VALUES)
    of_latest = turn.cues.latest_order and not meant.is_named
    meant_numbers = set() if of_latest else {own.number for own in meant.things}
    fit = [order for order in page.orders if order.number in meant_numbers]
    if meant.is_named and meant.only and not fit:
        return await _access_named(turn, meant.only.number)  # the caller says that its state makes this impossible
    if not meant.is_named:
        wanted = await _read_goods_and_company(turn)
        if wanted != OrderFilter():
            fit = list(
                (await turn.market.orders.list_orders(turn.account, states=only, limit=50, wanted=wanted)).orders
            )
            if not fit:
                return await _say_none_of_these(turn, wanted, intent, only)
    if not page.orders:
        turn.say(_NONE_IN_STATE[intent] if only else "utter_no_orders", buttons=_all_orders_button(only))
        return None
    if len(fit) == 1 and not turn.cues.latest_order:
        return await _access_named(turn, fit[0].number)
    if unpaid and not meant.is_named and not turn.cues.latest_order:
        waiting = await turn.market.orders.list_orders(turn.account, limit=50, wanted=OrderFilter(unpaid=True))
        owing = [order for order in waiting.orders if order in fit] if fit else list(waiting.orders)
        if len(owing) > 1:
            _say_choice(turn, owing[:_MOST], len(owing), intent, "utter_which_unpaid_order")
            return None
        fit = owing or fit
    if meant.is_named and intent in _ASKED_OF_SEVERAL and not turn.cues.latest_order:
        fit = [order for order in fit if order.state in OPEN] or fit
        likely = OPEN  # both orders for scarves may be meant, although only one of them can still be cancelled
    fit = fit or [order for order in page.orders if order.state in possible] or list(page.orders)
    chosen = _choose_only(turn, fit, likely)
    if chosen:
        return await _access_named(turn, chosen.number)
    stands = intent == "order_status" and len(fit) <= _FEW
    to_cancel = intent == "cancel_order" and not meant.is_named and all(order.state in possible for order in fit)
    response = "utter_which_order_to_cancel" if to_cancel else "utter_which_order"
    _say_choice(turn, fit[:_MOST], len(fit), intent, "utter_orders_stand" if stands else response)
    return None


async def _find_number(turn: Turn, intent: str) -> str | None:
    """Returns the number of the order, if the message contains it with or without the prefix, the operator's own number
    for the order, or the tracking number of one of its shipments."""
    if number := turn.entities.order_number or find_number_without_prefix(turn):
        return number
    if number := await turn.market.own_numbers.find_order(turn.account, turn.text):
        return number
    waybills = turn.entities.words("tracking_number") if intent == "order_status" else []
    return await turn.market.own_numbers.find_shipped(turn.account, waybills) if waybills else None


async def find_by_ending(turn: Turn) -> list[OrderSummary]:
    """Returns the orders that the message names by the end of their number: 555那单, "841 when?". Numbers that count
    something do not name an order."""
    endings = tuple(find_endings(turn))
    if not endings or turn.is_pressed:
        return []
    page = await turn.market.orders.list_orders(turn.account, limit=50)
    return [order for order in page.orders if order.number.endswith(endings)]


async def find_named_orders(turn: Turn) -> list[OrderSummary] | None:
    """Returns the orders that the message names by the end of their number, their goods, the company on the other side,
    their destination or their quantity. Returns orders that are over only if no open one fits. Returns None if the
    message names no order."""
    found: list[OrderSummary] = [own.record for own in await find_named(turn, ("order",))]
    if asks_of_goods(turn):
        found = [order for order in found if not is_another_variant(turn.text, order.goods.both)]
    return ([order for order in found if order.state in OPEN] or found) if found else None


def asks_of_goods(turn: Turn) -> bool:
    """Returns whether the message wants goods of the catalogue, or asks about them. Such a message does not mean an
    order for another variant: a contact who asks for the price of a blue wok does not mean the white wok in its
    order."""
    return not turn.is_pressed and turn.intent in _OF_THE_CATALOGUE


def find_number_without_prefix(turn: Turn) -> str | None:
    """Returns the order number that the message contains without its prefix, as in 取消100712, unless the NLU has read
    the number as a quantity."""
    number = turn.cues.bare_order
    counted = [amount.value for amount in map(read_amount, turn.entities.values("quantity")) if amount]
    return number if number and int(number.removeprefix("ORD-")) not in counted else None


def find_unknown_number(turn: Turn) -> str | None:
    """Returns a number in the message that is called an order's number but has no form that Caravan knows: "order
    SO-4711", 订单88121. Called if the message names none of the account's orders."""
    found = None if turn.is_pressed else turn.cues.unknown_order
    of_shipment = turn.intent == "ship_order" or turn.entities.has("tracking_number", "carrier")
    if found is None or (found["as_waybill"] and of_shipment):
        return None
    number = str(found["number"])
    counted = [amount.value for amount in map(read_amount, turn.entities.values("quantity")) if amount and amount.unit]
    return None if number.isdigit() and int(number) in counted else number


async def _say_unknown(turn: Turn, number: str, intent: str, only: tuple[OrderState, ...] | None) -> None:
    """Says that the account has no order of this number, even if another account has one, and asks which order is
    meant."""
    page = await turn.market.orders.list_orders(turn.account, states=only, limit=_MOST)
    several = page.total > 1
    buttons = [] if several else [button("button.my_orders", "list_orders")]
    turn.say("utter_order_not_found", {"number": number}, buttons=buttons)
    if several:
        _say_choice(turn, page.orders, page.total, intent)


async def _read_goods_and_company(turn: Turn) -> OrderFilter:
    """Returns the goods and the company by which the message names an order.

    States and dates in the message are no conditions here, because the contact asks for them ("has it been shipped?").
    """
    wanted = await read_order_filter(turn)
    return OrderFilter(goods=wanted.goods, companies=wanted.companies)


async def _say_none_of_these(
    turn: Turn, wanted: OrderFilter, intent: str, only: tuple[OrderState, ...] | None
) -> Order | None:
    """Says that no order has these goods or this company, and shows the orders that exist.

    Returns an order instead if one matches but is in a state in which `intent` is impossible, or if there is only one
    order with this company for which it is possible.
    """
    if intent in _ASK_FOR_STATE and len(requests := await find_named(turn, ("request",))) == 1:
        await HANDLERS["check_quotes"](turn.with_entities(rfq_number=requests[0].number))
        return None
    elsewhere = await turn.market.orders.list_orders(turn.account, limit=1, wanted=wanted) if only else None
    if elsewhere and elsewhere.orders:
        return await _access_named(turn, elsewhere.orders[0].number)
    page = await turn.market.orders.list_orders(turn.account, states=only, limit=_MOST)
    if not page.orders:
        turn.say(_NONE_IN_STATE[intent] if only else "utter_no_orders", buttons=_all_orders_button(only))
        return None
    if only and wanted.companies and wanted.goods:  # the only order with the company, even for other goods
        theirs = OrderFilter(companies=wanted.companies)
        found = await turn.market.orders.list_orders(turn.account, states=only, limit=2, wanted=theirs)
        if len(found.orders) == 1:
            return await _access_named(turn, found.orders[0].number)
    turn.say(
        "utter_no_order_of_that",
        {
            "wanted": one_after_another([*wanted.goods, *wanted.companies]),
            "orders": lines(order_line(order) for order in page.orders),
        },
        buttons=[order_button(order, intent) for order in page.orders],
    )
    turn.give_choice(intent, "order_number", [order.number for order in page.orders])
    return None


def _all_orders_button(only: tuple[OrderState, ...] | None) -> list[Button]:
    return [button("button.my_orders", "list_orders")] if only else []


async def _access_named(turn: Turn, number: str) -> Order | None:
    """Returns the order of that number. If it is unknown or belongs to somebody else, says the same in both cases."""
    try:
        return await turn.market.orders.access_order(turn.account, number)
    except NotFound:
        turn.say("utter_order_not_found", {"number": number}, buttons=[button("button.my_orders", "list_orders")])
        return None


def _choose_only(turn: Turn, orders: Sequence[OrderSummary], likely: Collection[str]) -> OrderSummary | None:
    """Returns the only order, else the latest one if the message asks for that, else the only one in a likely state."""
    if len(orders) == 1 or turn.cues.latest_order:
        return orders[0]
    candidates = [order for order in orders if order.state in likely]
    return candidates[0] if len(candidates) == 1 else None


def _say_choice(
    turn: Turn, orders: Sequence[OrderSummary], total: int, intent: str, response: str = "utter_which_order"
) -> None:
    turn.say(
        response,
        {"count": total, "orders": lines(order_line(order) for order in orders)},
        buttons=[order_button(order, intent) for order in orders],
    )
    turn.give_choice(intent, "order_number", [order.number for order in orders])
