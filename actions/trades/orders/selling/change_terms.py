"""Lets a supplier answer the wish for a change of an order with its own terms: what the change costs on top, or another
day on which the goods leave. The buyer then takes these terms or leaves the order as it is."""

from __future__ import annotations

import datetime as dt
from typing import Any

from actions.dialogue.discourse import Json
from actions.dialogue.events import Event, SlotSet
from actions.dialogue.referring import find_at_hand, find_order_at_hand
from actions.dialogue.registry import in_passing
from actions.dialogue.said.entities import read_amount, read_day, read_money
from actions.dialogue.turn import Turn
from actions.marketplace.base.errors import NotFound
from actions.marketplace.base.records import Money, WriteKey
from actions.marketplace.trades.orders.records import Order, OrderChange, Proposal
from actions.reading.days import read_day_of_month
from actions.reading.order_filter import OPEN
from actions.replies import button
from actions.trades.orders.asked import change_values, describe_proposal
from actions.trades.orders.cards import order_card, order_values
from actions.trades.orders.selling.asked_changes import ask_to_answer
from actions.trades.orders.which_order import find_named_orders

_OF_OTHERS = ("rfq_number", "claim_number", "sample_number", "tracking_number", "carrier")
_LOOKED_AT = 50


@in_passing
async def change_on_terms(turn: Turn) -> list[Event] | None:
    """Asks whether to propose terms for the change that a buyer wants: "yes, but it costs 200 usd more and leaves 5 days
    later", 可以，每个加0.3美元. The change is that of the order that the message names, the one on the screen, that of
    the order at hand, or the only one that waits. Terms for other quantities than the buyer's cannot be proposed, so
    the change is shown again."""
    if not turn.is_typed_by_supplier or turn.task is not None or turn.entities.has(*_OF_OTHERS):
        return None
    order = await _find_order(turn) or await _find_unnamed_order(turn)
    if order is None or order.asked is None or order.asked.kind != "change":
        return None
    is_open = _find_proposed_order(turn) == order.number
    prices = turn.entities.values("price")
    day = _read_day(turn, order)
    if not prices and (day is None or not is_open):
        return None
    if (cost := _read_cost(turn, order)) is None and prices:
        turn.say("utter_change_cost_currency", {**order_values(order), "currency": order.total.currency})
        return [SlotSet("order_number", order.number)]
    if _names_another_quantity(turn, order.asked):
        return ask_to_answer(turn, order, order.asked)
    return ask_to_propose(turn, order, Proposal(cost, day))


def ask_to_propose(turn: Turn, order: Order, proposal: Proposal) -> list[Event]:
    """Shows the terms and asks whether to send them to the buyer."""
    assert order.asked is not None
    about: dict[str, Any] = {"order_number": order.number, "change": order.asked.id, **_pack(proposal)}
    sure = button("button.propose_terms", "confirm_order", single_use=True, sure=True, **about)
    refuse = button("button.do_not_agree", "decline_order", order_number=order.number, change=order.asked.id)
    values = {**change_values(order, order.asked), "terms": describe_proposal(order, order.asked, proposal)}
    turn.say("utter_change_propose", values, buttons=[sure, refuse])
    return [turn.propose("confirm_order", sure=True, **about), SlotSet("order_number", order.number)]


async def propose_terms(turn: Turn, order: Order, change_id: int, proposal: Proposal) -> list[Event]:
    """Sends the terms to the buyer, only once even if the turn is repeated."""
    key = WriteKey(turn.context.message_id, "propose_change")
    done = await turn.market.fulfilment.propose_change(turn.account, order.number, change_id, proposal, key)
    order = await turn.market.orders.access_order(turn.account, order.number)
    change = next((one for one in order.changes if one.id == change_id), None)
    if change is None or not done:
        turn.say("utter_change_answered_already", order_values(order), cards=[order_card(turn, order)])
        return [SlotSet("order_number", order.number)]
    values = {**change_values(order, change), "terms": describe_proposal(order, change, proposal)}
    turn.say("utter_change_proposed", values, cards=[order_card(turn, order)])
    return [SlotSet("order_number", order.number)]


def read_terms(turn: Turn) -> Proposal:
    """Returns the terms that a button or a "yes" to the question carries."""
    return Proposal(read_money(turn.entities.record("value")), read_day(turn.entities.word("day")))


def _pack(proposal: Proposal) -> Json:
    packed: Json = {}
    if proposal.cost:
        packed["value"] = {"amount": str(proposal.cost.amount), "currency": proposal.cost.currency}
    if proposal.ships_on:
        packed["day"] = proposal.ships_on.isoformat()
    return packed


def _find_proposed_order(turn: Turn) -> str | None:
    """Returns the order whose change the bot has just asked the supplier to answer."""
    proposal = turn.open_proposal
    if proposal is None or proposal["intent"] != "confirm_order" or not proposal["entities"].get("change"):
        return None
    number = proposal["entities"].get("order_number")
    return str(number) if number else None


async def _find_order(turn: Turn) -> Order | None:
    number = turn.entities.order_number or _find_proposed_order(turn)
    try:
        return await turn.market.orders.access_order(turn.account, number) if number else None
    except NotFound:
        return None


async def _find_unnamed_order(turn: Turn) -> Order | None:
    """Returns the order whose change the supplier answers with a price on top without naming it: the order at hand, or,
    if the words also name a day, the only one whose change waits. A notice of the change does not make its order the
    one at hand. While a request is at hand, a quotation may also name such a price and day."""
    if not turn.entities.has("price") or turn.entities.order_number or _find_proposed_order(turn):
        return None
    if turn.asks or turn.cues.is_question or turn.dictation.is_message or turn.is_private:
        return None
    if "on_top" not in turn.topics and not turn.differences:
        return None
    named = {each.number for each in await find_named_orders(turn) or ()}
    if (number := find_order_at_hand(turn)) and named <= {number}:
        order = await turn.market.orders.access_order(turn.account, number)
        if order.asked:
            return order
    if "on_top" not in turn.topics or not (turn.entities.has("date") or turn.choices.get("day")):
        return None
    if find_at_hand(turn, "request") and (turn.intent == "submit_quote" or len(turn.entities.values("price")) > 1):
        return None
    page = await turn.market.orders.list_orders(turn.account, states=OPEN, limit=_LOOKED_AT)
    orders = [await turn.market.orders.access_order(turn.account, each.number) for each in page.orders]
    waiting = [order for order in orders if order.asked]
    return waiting[0] if len(waiting) == 1 and named <= {waiting[0].number} else None


def _names_another_quantity(turn: Turn, change: OrderChange) -> bool:
    """Returns whether the message names a quantity, or a difference, that is not the one of the change."""
    wanted, before = change.wanted.quantity, change.before.quantity
    said = [amount.value for amount in map(read_amount, turn.entities.values("quantity")) if amount]
    if wanted is None or before is None or not said:
        return False
    return not set(said) & {wanted.value, before.value, abs(wanted.value - before.value)}


def _read_cost(turn: Turn, order: Order) -> Money | None:
    """Returns what the change costs in all. A price for each piece counts for all pieces of the changed order."""
    assert order.asked is not None
    prices = [each for each in turn.entities.prices_in(order.total.currency) if each.amount > 0]
    if not prices or prices[-1].currency != order.total.currency:
        return None
    if "each_piece" not in turn.topics:
        return prices[-1]
    pieces = (order.asked.wanted.quantity or order.lines[0].quantity).value
    return Money(round(prices[-1].amount * pieces, 2), prices[-1].currency)


def _read_day(turn: Turn, order: Order) -> dt.date | None:
    """Returns the new day on which the goods leave, named as a day or as days later than promised."""
    coming = [day for day in turn.entities.days if day > turn.today]
    if order.ships_on and turn.shifts and (not coming or coming == [turn.today + dt.timedelta(turn.shifts[-1])]):
        moved = order.ships_on + dt.timedelta(turn.shifts[-1])
        return moved if moved > turn.today else None
    return coming[0] if coming else read_day_of_month(turn, order.ships_on or turn.today)
