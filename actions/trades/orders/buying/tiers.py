"""Says what ordered goods would cost at another quantity, by the price list of the goods: "what would it be at 1400?",
加到500单价降多少, 150呢 贵多少; and from which quantity on which price holds. Changes nothing."""

from __future__ import annotations

from decimal import Decimal

from actions.dialogue.events import Event, SlotSet
from actions.dialogue.referring import find_order_at_hand
from actions.dialogue.registry import in_passing
from actions.dialogue.turn import Turn
from actions.marketplace.base.errors import NotFound
from actions.marketplace.base.records import Money, Quantity
from actions.marketplace.goods.catalogue.records import Listing
from actions.marketplace.trades.orders.records import Order
from actions.replies import Value, lines, money, quantity, term, unit_price
from actions.sourcing.cards import tier_lines
from actions.trades.orders.cards import order_values
from actions.trades.orders.which_order import find_named_orders

_TASKS = frozenset(("order_change", "cancel_order", "new_order"))
_ARRIVED = frozenset(("delivered", "completed"))
_CENT = Decimal("0.01")


@in_passing
async def price_at_another_quantity(turn: Turn) -> list[Event] | None:
    """Says the listed price of the ordered goods at the quantities that the message asks about, with the total of each
    and the steps of the price."""
    asked = [amount for amount in turn.cues.asked_at if amount > 1 and not turn.cues.asks_steps]
    is_free = turn.task is None or turn.task.name in _TASKS
    if not asked or not is_free or turn.is_pressed or not turn.is_signed_in or turn.is_supplier:
        return None
    if turn.entities.has("price", "rfq_number", "claim_number") or turn.record.is_about("listing", "request"):
        return None
    order = await _find_order(turn)
    offer = await find_listing(turn, order) if order is not None else None
    if order is None or offer is None:
        return None
    line = order.lines[0]
    amounts = [amount for amount in dict.fromkeys(asked) if amount != line.quantity.value]
    if not amounts or _are_some_of_it(turn, order, offer, amounts):
        return None
    values: dict[str, Value] = {
        **order_values(order),
        "amounts": lines(say_amount(offer, amount) for amount in amounts),
        "steps": tier_lines(offer),
        "price": unit_price(line.unit_price, line.quantity.unit),
    }
    turn.say("utter_order_price_at", values)
    turn.done.append("order_fact")
    return [SlotSet("order_number", order.number)]


@in_passing
async def steps_of_the_price(turn: Turn) -> list[Event] | None:
    """Says the listed price of ordered goods from each quantity on: "from how many is it cheaper?", 多少起便宜. Changes
    nothing."""
    is_free = turn.task is None or turn.task.name in _TASKS
    if not turn.cues.asks_steps or not is_free or turn.is_pressed or not turn.is_signed_in or turn.is_supplier:
        return None
    if turn.task is None and (turn.record.is_about("listing", "request") or not turn.record.is_about("order")):
        return None
    order = await _find_order(turn)
    offer = await find_listing(turn, order) if order is not None else None
    if order is None or offer is None:
        return None
    line = order.lines[0]
    price = unit_price(line.unit_price, line.quantity.unit)
    turn.say("utter_order_price_steps", {**order_values(order), "steps": tier_lines(offer), "price": price})
    turn.done.append("order_fact")
    return [SlotSet("order_number", order.number)]


def _are_some_of_it(turn: Turn, order: Order, offer: Listing, amounts: list[Decimal]) -> bool:
    """Returns whether the amounts are a part of goods that have arrived, and too few to order: "how much for 15" is
    then reckoned at the price of the order."""
    few = min(offer.moq.value, order.lines[0].quantity.value)
    is_new = turn.cues.repeats_an_order or turn.task is not None or turn.intent in ("place_order", "request_quote")
    return order.state in _ARRIVED and not is_new and all(amount < few for amount in amounts)


async def _find_order(turn: Turn) -> Order | None:
    """Returns the order of the task under way, else the only one that the message names, else the one at hand."""
    asked = turn.cues.asked_at
    is_new = len(asked) == 1 and turn.record.is_about("order")  # 200 in 再下200啥价 calls no order of 200
    named = [
        order.number for order in await find_named_orders(turn) or [] if not is_new or order.quantity.value != asked[0]
    ]
    values = turn.task.values if turn.task is not None else {}
    of_task = values.get("order_number") or values.get("again")
    only = turn.entities.order_number or (named[0] if len(named) == 1 else None)
    number = str(of_task) if of_task else only or (None if turn.entities.has("product") else find_order_at_hand(turn))
    if number is None:
        return None
    try:
        return await turn.market.orders.access_order(turn.account, number)
    except NotFound:
        return None


async def find_listing(turn: Turn, order: Order) -> Listing | None:
    """Returns the listing of the ordered goods, or None if the order has several goods or its listing is gone."""
    line = order.lines[0]
    if len(order.lines) != 1 or line.product_id is None:
        return None
    try:
        offer = await turn.market.suppliers.access_listing(line.product_id)
    except NotFound:
        return None
    same = offer.moq.unit == line.quantity.unit and offer.unit_price.currency == line.unit_price.currency
    return offer if offer.tiers and same else None


def find_price(offer: Listing, amount: Decimal) -> Money | None:
    """Returns the listed price at this quantity, or None below the minimum order."""
    steps = [tier for tier in offer.tiers if tier.minimum <= amount]
    return Money(steps[-1].unit_price, offer.unit_price.currency) if steps else None


def say_amount(offer: Listing, amount: Decimal) -> Value:
    """Returns a line that says what this quantity costs by the price list."""
    unit, price = offer.moq.unit, find_price(offer, amount)
    shown = quantity(Quantity(amount, unit))
    if price is None:
        return term("order.price_below", quantity=shown, moq=quantity(offer.moq))
    total = Money((price.amount * amount).quantize(_CENT), price.currency)
    return term("order.price_at", quantity=shown, price=unit_price(price, unit), total=money(total))
