"""Which order a message is about: the one it names, the one talked about, the only one that fits, or a choice."""

from __future__ import annotations

import re
from collections.abc import Collection

from actions.marketplace.errors import NotFound
from actions.marketplace.records import Name, Order, OrderState, OrderSummary
from actions.replies import Button, Value, button, lines, quantity, term, text
from actions.turn import Turn

_MOST = 6
_LATEST = re.compile(
    r"\b(latest|last|newest|most recent|recent) (order|one|purchase|shipment)\b|最近|最新|最后一|上一[个单次]|刚下",
    re.I,
)
_WORD = re.compile(r"[a-z]{4,}|tea|led|tv")

OPEN: tuple[OrderState, ...] = (
    "awaiting_confirmation",
    "accepted",
    "in_production",
    "ready_to_ship",
    "shipped",
    "disputed",
)


async def order_in_question(
    turn: Turn, intent: str, *, likely: tuple[OrderState, ...] = OPEN, only: tuple[OrderState, ...] | None = None
) -> Order | None:
    """The order, or None after having said why there is none, or which to choose from (buttons that ask `intent`).

    `likely` are the states that decide between several orders; with `only`, orders in other states do not count.
    """
    if number := turn.entities.order_number:
        return await _named(turn, number)
    page = await turn.market.orders.list_orders(turn.account, states=only, limit=50)
    orders = _mentioned(turn, page.orders)
    if not orders:
        turn.say("utter_no_orders_in_state" if only else "utter_no_orders")
        return None
    focused = [order for order in orders if order.number == turn.word_slot("order_number")]
    if not turn.entities.has("product", "company") and focused and not _LATEST.search(turn.text):
        return await _named(turn, focused[0].number)
    chosen = _unambiguous(turn, orders, likely)
    if chosen:
        return await _named(turn, chosen.number)
    _say_choice(turn, orders[:_MOST], page.total, intent)
    return None


async def _named(turn: Turn, number: str) -> Order | None:
    """An order that is unknown and one of somebody else get the same answer."""
    try:
        return await turn.market.orders.access_order(turn.account, number)
    except NotFound:
        turn.say("utter_order_not_found", {"number": number}, buttons=[button("button.my_orders", "list_orders")])
        return None


def _unambiguous(turn: Turn, orders: list[OrderSummary], likely: Collection[str]) -> OrderSummary | None:
    if len(orders) == 1 or _LATEST.search(turn.text):
        return orders[0]
    candidates = [order for order in orders if order.state in likely]
    return candidates[0] if len(candidates) == 1 else None


def _mentioned(turn: Turn, orders: Collection[OrderSummary]) -> list[OrderSummary]:
    """The orders of the goods or the company that the message mentions; all of them when that fits none."""
    words = [*turn.entities.products, *turn.entities.words("company")]
    found = [o for o in orders if any(names(word, o.goods) or names(word, o.counterpart.name) for word in words)]
    return found or list(orders)


def names(said: str, name: Name) -> bool:
    """Whether what was said is (a part of) that name."""
    said = said.casefold()
    if said in name.zh.casefold() or name.zh.casefold() in said:
        return True
    return any(word.rstrip("s") in name.en.casefold() for word in _WORD.findall(said))


def _say_choice(turn: Turn, orders: list[OrderSummary], total: int, intent: str) -> None:
    turn.say(
        "utter_which_order",
        {"count": total, "orders": lines(order_line(order) for order in orders)},
        buttons=[order_button(order, intent) for order in orders],
    )
    turn.give_choice(intent, "order_number", [order.number for order in orders])


def order_button(order: OrderSummary, intent: str) -> Button:
    label = term("button.order", number=order.number, goods=text(order.goods))
    return button(label, intent, order_number=order.number)


def order_line(order: OrderSummary) -> Value:
    return term(
        "order.line",
        number=order.number,
        quantity=quantity(order.quantity),
        goods=text(order.goods),
        counterpart=text(order.counterpart.name),
        state=order_state(order.state),
    )


def order_state(state: OrderState) -> Value:
    return term(f"order_state.{state}")
