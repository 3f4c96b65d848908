"""Finds the order that a message is about: the one that it names, the one that is talked about, the
only one that fits, or one that the contact chooses."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from actions.dialogue.entities import read_amount
from actions.dialogue.turn import Turn
from actions.marketplace.base.errors import NotFound
from actions.marketplace.goods.words.words import is_another_variant
from actions.marketplace.trades.orders.records import Order, OrderFilter, OrderPage, OrderState, OrderSummary
from actions.reading.order_filter import OPEN, read_order_filter
from actions.replies import Button, button, lines, one_after_another
from actions.trades.orders.cards import order_button, order_line
from actions.trades.own.naming import IN_PARTS, LEAST_ENDING, find_endings, find_named, goes_where_said

_MOST = 6
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
_LEAST_QUANTITY = 10
"""The least number that names an order by its quantity; smaller ones count other things."""
_NONE_IN_STATE = {
    "confirm_order": "utter_no_order_to_confirm",
    "decline_order": "utter_no_order_to_confirm",
    "ship_order": "utter_no_order_to_ship",
    "report_production": "utter_no_order_to_make",
    "report_arrival": "utter_no_order_to_receive",
}
"""For an intent that needs orders in certain states, the response when there are none."""

_NEW_PLACE = frozenset(["change_order", "place_order"])
"""Intents of messages in which a place may be a new destination, and so does not say which order is meant."""


async def find_order_in_question(
    turn: Turn,
    intent: str,
    *,
    likely: tuple[OrderState, ...] = OPEN,
    only: tuple[OrderState, ...] | None = None,
    unpaid: bool = False,
) -> Order | None:
    """Returns the order that the message is about.

    Returns None after saying why there is none, or after asking which one is meant, with buttons
    that ask `intent`.

    Args:
        likely: of several possible orders, the only one in one of these states is meant.
        only: orders in other states do not count.
        unpaid: orders that wait for payment come before all others.
    """
    if number := turn.entities.order_number or find_number_without_prefix(turn):
        return await _access_named(turn, number)
    if number := await turn.market.own_numbers.find_order(turn.account, turn.text):
        return await _access_named(turn, number)
    waybills = turn.entities.words("tracking_number") if intent == "order_status" else []
    if waybills and (number := await turn.market.own_numbers.find_shipped(turn.account, waybills)):
        return await _access_named(turn, number)
    if intent not in _NEW_PLACE and len(ending := await find_by_ending(turn)) == 1:
        return await _access_named(turn, ending[0].number)
    if unknown := find_unknown_number(turn):
        await _say_unknown(turn, unknown, intent, only)
        return None
    wanted = await _read_goods_and_company(turn)
    page = await turn.market.orders.list_orders(turn.account, states=only, limit=50, wanted=wanted)
    if (
        not page.orders and wanted.goods and turn.text
    ):  # words for other things may look like goods: "scratched grilles"
        mentioned = await turn.market.orders.find_mentioned(turn.account, turn.text)
        if mentioned.goods:
            wanted = OrderFilter(goods=mentioned.goods, companies=wanted.companies)
            page = await turn.market.orders.list_orders(turn.account, states=only, limit=50, wanted=wanted)
    if not page.orders and (wanted.goods or wanted.companies):
        return await _say_none_of_these(turn, wanted, intent, only)
    if not page.orders:
        turn.say(_NONE_IN_STATE[intent] if only else "utter_no_orders", buttons=_all_orders_button(only))
        return None
    there = [order for order in page.orders if goes_where_said(turn, order.destination)]
    if there and intent not in _NEW_PLACE:
        page = OrderPage(len(there), tuple(there))
    may_count = intent not in _NEW_PLACE or len(turn.numbers) > 1  # "make it 800" names the new quantity
    if len(page.orders) > 1 and may_count and wanted.goods and (sized := find_by_quantity(turn, page.orders)):
        page = OrderPage(len(sized), tuple(sized))
    elif not wanted.goods and intent not in _NEW_PLACE and (called := find_called_by_quantity(turn, page.orders)):
        page, wanted = OrderPage(1, (called,)), OrderFilter(goods=called.goods.both)
    focused = [order for order in page.orders if order.number == turn.word_slot("order_number")]
    if wanted == OrderFilter() and not focused and (listed := _find_listed(turn, page.orders)):
        page = OrderPage(len(listed), tuple(listed))
    if not wanted.goods and not focused and may_count and len(measured := _find_measured(turn, page.orders)) == 1:
        page = OrderPage(1, tuple(measured))
    if wanted == OrderFilter() and focused and not turn.cues.latest_order:
        return await _access_named(turn, focused[0].number)
    if unpaid and wanted == OrderFilter() and not turn.cues.latest_order:
        waiting = await turn.market.orders.list_orders(turn.account, limit=50, wanted=OrderFilter(unpaid=True))
        if listed := _find_listed(turn, waiting.orders):
            waiting = OrderPage(len(listed), tuple(listed))
        if len(waiting.orders) > 1:
            _say_choice(turn, waiting.orders[:_MOST], waiting.total, intent, "utter_which_unpaid_order")
            return None
        page = waiting if waiting.orders else page
    chosen = _choose_only(turn, page.orders, likely)
    if chosen:
        return await _access_named(turn, chosen.number)
    _say_choice(turn, page.orders[:_MOST], page.total, intent)
    return None


def _find_listed(turn: Turn, orders: Sequence[OrderSummary]) -> list[OrderSummary]:
    """Returns those of the orders that were shown in the last list, if nothing was shown since: a question without a name is
    about these."""
    latest = turn.record.latest_list
    if latest is None or latest.kind != "order" or latest.intent or turn.is_pressed or turn.record.latest_focus:
        return []
    return [order for order in orders if order.number in latest.ids]


def _find_measured(turn: Turn, orders: Sequence[OrderSummary]) -> list[OrderSummary]:
    """Returns those of the orders whose quantity the message names with its unit: "the deposit for the 12 tons"."""
    amounts = () if turn.is_pressed else [read_amount(value) for value in turn.entities.values("quantity")]
    said = {(amount.value, amount.unit) for amount in amounts if amount and amount.unit}
    return [order for order in orders if (order.quantity.value, order.quantity.unit) in said]


def find_by_quantity(turn: Turn, orders: Sequence[OrderSummary]) -> list[OrderSummary]:
    """Returns those of the orders whose quantity the message names: "the 800 one", 1200条那单."""
    said = set() if turn.is_pressed else {number for number in turn.numbers if number >= _LEAST_QUANTITY}
    return [order for order in orders if order.quantity.value in said]


def find_called_by_quantity(turn: Turn, orders: Sequence[OrderSummary]) -> OrderSummary | None:
    """Returns the only one of the orders whose quantity the message names with its unit, without its goods: 800条那单, "the 12
    tonnes". A part of the order that was talked about last names no other order."""
    if turn.is_pressed:
        return None
    amounts = [amount for amount in map(read_amount, turn.entities.values("quantity")) if amount and amount.unit]
    said = {amount.value for amount in amounts if amount.value > 1}
    if not said and turn.cues.names_orders and not turn.entities.has("price"):
        said = {number for number in turn.numbers if number >= LEAST_ENDING}
    sized = [order for order in orders if order.quantity.value in said]
    at_hand = [order for order in orders if order.number == turn.word_slot("order_number")]
    is_part = any(order.quantity.value > max(said, default=0) for order in at_hand) and turn.intent in IN_PARTS
    return sized[0] if len(sized) == 1 and not is_part else None


async def find_by_ending(turn: Turn) -> list[OrderSummary]:
    """Returns the orders that the message names by the end of their number: 555那单, "841 when?". A number that counts
    something is none."""
    endings = tuple(find_endings(turn))
    if not endings or turn.is_pressed:
        return []
    page = await turn.market.orders.list_orders(turn.account, limit=50)
    return [order for order in page.orders if order.number.endswith(endings)]


async def find_named_orders(turn: Turn) -> list[OrderSummary] | None:
    """Returns the orders that the message names by the end of their number, their goods, the company on the other side, the place
    where they go or their quantity. Orders that are over are returned only if no open one fits. Returns None if the message names
    no order."""
    found: list[OrderSummary] = [own.record for own in await find_named(turn, ("order",))]
    if asks_of_goods(turn):
        found = [order for order in found if not is_another_variant(turn.text, order.goods.both)]
    return ([order for order in found if order.state in OPEN] or found) if found else None


def asks_of_goods(turn: Turn) -> bool:
    """Returns whether the message wants goods of the catalogue, or asks something about them. It then does not mean an order
    for another variant of them: whoever asks for the price of a blue wok does not mean the white one that was ordered."""
    return not turn.is_pressed and turn.intent in _OF_THE_CATALOGUE


def find_number_without_prefix(turn: Turn) -> str | None:
    """Returns the order number that the message contains without its prefix, as in 取消100712, unless
    the NLU took the number as a quantity."""
    number = turn.cues.bare_order
    counted = [amount.value for amount in map(read_amount, turn.entities.values("quantity")) if amount]
    return number if number and int(number.removeprefix("ORD-")) not in counted else None


def find_unknown_number(turn: Turn) -> str | None:
    """Returns what the message calls an order by and is no number that Caravan knows: "order SO-4711", 订单88121. Asked
    when the message names none of the account's orders."""
    found = None if turn.is_pressed else turn.cues.unknown_order
    of_shipment = turn.intent == "ship_order" or turn.entities.has("tracking_number", "carrier")
    if found is None or (found["as_waybill"] and of_shipment):
        return None
    number = str(found["number"])
    counted = [amount.value for amount in map(read_amount, turn.entities.values("quantity")) if amount and amount.unit]
    return None if number.isdigit() and int(number) in counted else number


async def _say_unknown(turn: Turn, number: str, intent: str, only: tuple[OrderState, ...] | None) -> None:
    """Says that the account has no order of this number, whoever else may have, and asks which one is meant."""
    page = await turn.market.orders.list_orders(turn.account, states=only, limit=_MOST)
    several = page.total > 1
    buttons = [] if several else [button("button.my_orders", "list_orders")]
    turn.say("utter_order_not_found", {"number": number}, buttons=buttons)
    if several:
        _say_choice(turn, page.orders, page.total, intent)


async def _read_goods_and_company(turn: Turn) -> OrderFilter:
    """Returns the goods and the company of the order that is meant.

    States and dates in the message are not conditions here, because they are what the contact asks
    about ("has it been shipped?").
    """
    wanted = await read_order_filter(turn)
    return OrderFilter(goods=wanted.goods, companies=wanted.companies)


async def _say_none_of_these(
    turn: Turn, wanted: OrderFilter, intent: str, only: tuple[OrderState, ...] | None
) -> Order | None:
    """Says that no order has these goods or this company, and shows the orders that exist.

    If an order matches but is in a state for which `intent` is impossible, or if the company has only one order for which
    it is possible, that order is returned instead.
    """
    elsewhere = await turn.market.orders.list_orders(turn.account, limit=1, wanted=wanted) if only else None
    if elsewhere and elsewhere.orders:
        return await _access_named(turn, elsewhere.orders[0].number)
    page = await turn.market.orders.list_orders(turn.account, states=only, limit=_MOST)
    if not page.orders:
        turn.say(_NONE_IN_STATE[intent] if only else "utter_no_orders", buttons=_all_orders_button(only))
        return None
    if only and wanted.companies and wanted.goods:  # the company's only one, whatever its goods were called
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
    """Returns the order of that number. An unknown order and one of somebody else get the same
    answer."""
    try:
        return await turn.market.orders.access_order(turn.account, number)
    except NotFound:
        turn.say("utter_order_not_found", {"number": number}, buttons=[button("button.my_orders", "list_orders")])
        return None


def _choose_only(turn: Turn, orders: Sequence[OrderSummary], likely: Collection[str]) -> OrderSummary | None:
    """Returns the only order, the latest if that was asked for, or the only one in a likely
    state."""
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
