"""Lets a supplier correct the quantity that it has reported of a shipment, as long as the shipment is on its way. After a
"yes" to the old and the new quantity, the buyer is told."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from actions.dialogue.events import Event, SlotSet
from actions.dialogue.referring import find_order_at_hand
from actions.dialogue.registry import in_passing
from actions.dialogue.said.entities import read_amount
from actions.dialogue.turn import Turn
from actions.dialogue.values import QUANTITY, Held, count_in, settle
from actions.marketplace.base.errors import NotFound
from actions.marketplace.base.records import Quantity, WriteKey
from actions.marketplace.trades.orders.carriers import find_carrier
from actions.marketplace.trades.orders.lifecycle import TO_RECEIVE as ON_THE_WAY
from actions.marketplace.trades.orders.records import Order, Shipment
from actions.replies import Value, button, code, quantity, text
from actions.trades.notes.noting import begin_note
from actions.trades.notes.tasks import PROBLEM
from actions.trades.orders.cards import name_order, order_card, order_values

_ASKED_WHICH = frozenset(("utter_shipment_quantity_which", "utter_shipment_quantity_too_much"))
"""The replies that ask for the right quantity."""
_OF_OTHERS = ("rfq_number", "claim_number", "sample_number", "tracking_number", "date", "price")
_NOT_MEANT = frozenset(("decline_order", "confirm_order", "change_listing", "own_products", "submit_quote"))
"""Intents of messages whose quantity is not that of a shipment."""


@in_passing
async def quantity_misreported(turn: Turn) -> list[Event] | None:
    """Asks whether to correct the quantity of a shipment: "sorry, 280 left, not 300", 说错了，是22箱, right after it was
    reported, or "ORD-100841: we shipped 480, not 500" at any time while it is on its way."""
    if not turn.is_typed_by_supplier or turn.task is not None or turn.asks or turn.entities.has(*_OF_OTHERS):
        return None
    is_asked = bool(_ASKED_WHICH & set(turn.record.last.said)) and bool(turn.numbers)
    is_open = turn.has_just_done("record_shipment") or _is_open(turn) or is_asked
    rules_out = any(figure.stance == "out" for figure in turn.figures)
    says_wrong = turn.cues.corrects or "wrong" in turn.reports or rules_out or turn.acts.kind == "correct"
    speaks_of_it = is_open or turn.cues.speaks_of_sending or "shipped" in turn.reports or turn.intent == "ship_order"
    if not (is_asked or (says_wrong and speaks_of_it)) or turn.intent in _NOT_MEANT:
        return None
    order = await _find_order(turn)
    if order is None or not order.shipments or (not is_open and order.state not in ON_THE_WAY):
        return None
    shipment = _find_shipment(turn, order)
    if shipment is None:
        turn.say("utter_shipment_stays", order_values(order))
        await begin_note(turn, PROBLEM, order.number, name_order(order), words=turn.text.strip())
        return [SlotSet("order_number", order.number)]
    new = _read_new(turn, order, shipment)
    if new is None and not is_open:
        return None  # a tracking number may be meant
    return ask_to_correct(turn, order, shipment, new)


def ask_to_correct(turn: Turn, order: Order, shipment: Shipment, new: Decimal | None) -> list[Event]:
    """Shows the reported and the right quantity, and asks whether to correct it. Asks for the right quantity if there is
    none, and says how much the order allows if it allows less."""
    values = _values(order, shipment, new)
    left = _find_left(order, shipment)
    focus = SlotSet("order_number", order.number)
    if new is None or new == _reported(order, shipment):
        turn.say("utter_shipment_quantity_which", values)
        return [focus]
    if not 0 < new <= left.value:
        turn.say("utter_shipment_quantity_too_much", {**values, "most": quantity(left)})
        return [focus]
    about: dict[str, Any] = {"order_number": order.number, "shipment": shipment.id, "value": f"{new:f}", "sure": True}
    sure = button("button.correct_now", "ship_order", single_use=True, **about)
    turn.say("utter_shipment_quantity_confirm", values, buttons=[sure])
    return [turn.propose("ship_order", **about), focus]


def read_correction(turn: Turn) -> tuple[int, Decimal] | None:
    """Returns the shipment and the right quantity that a button or a "yes" to the question carries."""
    shipment, value = turn.entities.integer("shipment"), turn.entities.word("value")
    amount = read_amount({"value": value, "unit": None}) if value else None
    return (shipment, amount.value) if shipment is not None and amount and turn.entities.flag("sure") else None


async def correct_quantity(turn: Turn, order: Order, shipment_id: int, new: Decimal) -> list[Event]:
    """Corrects the quantity, only once even if the turn is repeated."""
    shipment = next((one for one in order.shipments if one.id == shipment_id), order.shipments[-1])
    key, values = WriteKey(turn.context.message_id, "correct_quantity"), _values(order, shipment, new)
    done = await turn.market.fulfilment.correct_quantity(turn.account, order.number, shipment_id, new, key)
    order = await turn.market.orders.access_order(turn.account, order.number)
    response = "utter_shipment_quantity_corrected" if done else "utter_tracking_not_now"
    turn.say(response, {**values, **order_values(order)}, cards=[order_card(turn, order)])
    turn.done.append("record_shipment")
    return [SlotSet("order_number", order.number)]


def _is_open(turn: Turn) -> bool:
    proposal = turn.open_proposal
    return proposal is not None and proposal["intent"] == "ship_order" and "value" in proposal["entities"]


async def _find_order(turn: Turn) -> Order | None:
    number = turn.entities.order_number or find_order_at_hand(turn)
    try:
        return await turn.market.orders.access_order(turn.account, number) if number else None
    except NotFound:
        return None


def _find_shipment(turn: Turn, order: Order) -> Shipment | None:
    """Returns the shipment on its way that the message means: by its place, its carrier, or the quantity that it rules
    out; else the latest one. None if all have arrived."""
    there = order.on_the_way
    pointed = turn.cues.find_ordinals(len(there)) if len(there) > 1 else []
    if len(pointed) == 1:
        return there[pointed[0]]
    carriers = {find_carrier(word) for word in turn.entities.words("carrier")}
    out = {figure.value for figure in turn.figures if figure.stance == "out"}
    meant = [one for one in there if one.carrier in carriers or _reported(order, one) in out]
    return meant[0] if len(meant) == 1 else next(reversed(there), None)


def _read_new(turn: Turn, order: Order, shipment: Shipment) -> Decimal | None:
    """Returns the right quantity, in the unit of the order."""
    line = order.lines[0]
    held = Held(_reported(order, shipment), line.quantity.unit)
    settled = settle(turn, QUANTITY, {QUANTITY: held}, line.product.both)
    said = count_in(settled, line.quantity.unit)
    others = [number for number in turn.numbers if number != held.value]
    return said if said is not None else others[0] if len(others) == 1 else None


def _reported(order: Order, shipment: Shipment) -> Decimal:
    return shipment.quantity.value if shipment.quantity else order.whole.value


def _find_left(order: Order, shipment: Shipment) -> Quantity:
    """Returns the most that the shipment can hold: what is in no other shipment."""
    whole = order.whole
    others = [one.quantity.value for one in order.shipments if one.id != shipment.id and one.quantity]
    return Quantity(whole.value - sum(others, Decimal(0)), whole.unit)


def _values(order: Order, shipment: Shipment, new: Decimal | None) -> dict[str, Value]:
    unit = order.lines[0].quantity.unit
    old = Quantity(_reported(order, shipment), unit)
    named: dict[str, Value] = {
        "carrier": text(shipment.carrier_name),
        "tracking_number": code(shipment.tracking_number),
    }
    return {**order_values(order), **named, "old": quantity(old), "new": quantity(Quantity(new or old.value, unit))}
