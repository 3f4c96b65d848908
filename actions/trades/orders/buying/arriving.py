"""Declares the task of reporting that goods have arrived. It asks for the shipment, or for all of them, and for a final
"yes", with which the claim period begins."""

from __future__ import annotations

from actions.dialogue.discourse import Json
from actions.dialogue.events import Event, SlotSet
from actions.dialogue.registry import HANDLERS, answers
from actions.dialogue.tasks import Slot, Task, confirm_buttons, declare, start
from actions.dialogue.turn import Turn
from actions.marketplace.base.records import WriteKey
from actions.marketplace.trades.orders.lifecycle import TO_RECEIVE
from actions.marketplace.trades.orders.records import Order, Shipment
from actions.marketplace.trades.orders.tracking import read_tracking_number
from actions.replies import Button, Value, button, code, date, days, lines, quantity, term
from actions.trades.orders.cards import order_card, order_values, shipment_values
from actions.trades.orders.own_order import access_own, check_own
from actions.trades.orders.told.status import say_order
from actions.trades.orders.which_order import find_order_in_question

_ALL = "all"
"""The value of the slot when all shipments have arrived; otherwise it is the tracking number of one."""


@answers("report_arrival", signed_in=True)
async def report_arrival(turn: Turn) -> list[Event]:
    """Begins the task with the shipment that the message means. Only the buyer can report this; if a supplier does,
    shows the order."""
    if turn.is_supplier:
        order = await find_order_in_question(turn, "order_status", likely=TO_RECEIVE)
        return say_order(turn, order) if order else []
    if turn.entities.destination and not turn.is_pressed:
        return await HANDLERS["change_order"](turn)  # "can it go straight to Bremen when it is there?" reports nothing
    order = await find_order_in_question(turn, "report_arrival", likely=TO_RECEIVE, only=TO_RECEIVE)
    if order is None:
        return []
    turn.apply([SlotSet("order_number", order.number)])
    if order.state not in TO_RECEIVE or (order.shipments and not order.on_the_way):
        turn.say("utter_arrival_not_now", order_values(order), cards=[order_card(turn, order)])
        return []
    await start(turn, ARRIVAL, {"order_number": order.number, "shipment": _find_meant(turn, order)})
    return []


def _find_meant(turn: Turn, order: Order) -> str | None:
    """Returns the shipment that the message means: the only one on its way, the one whose tracking number the message
    or the pressed button contains, or all of them."""
    if len(order.on_the_way) < 2:
        return _ALL
    numbers = {read_tracking_number(word) for word in turn.entities.words("tracking_number")}
    named = [one for one in order.on_the_way if one.tracking_number in numbers]
    if len(named) == 1:
        return named[0].tracking_number
    held = turn.entities.word("shipment")
    if held and (held == _ALL or any(one.tracking_number == held for one in order.on_the_way)):
        return held
    if "all" in turn.reports:
        return _ALL
    chosen = turn.cues.find_chosen(len(order.on_the_way))
    return order.on_the_way[chosen[0]].tracking_number if chosen else None


async def _read(turn: Turn, known: Json, asked: str | None) -> Json:
    order = await access_own(turn, known, "buyer")
    if order is None or len(order.on_the_way) < 2:
        return {}
    meant = _find_meant(turn, order)
    return {"shipment": meant} if meant else {}


def _describe(turn: Turn, values: Json) -> list[Value]:
    meant = values.get("shipment")
    return [term("shipment.all") if meant == _ALL else code(str(meant))] if meant else []


async def _ask_shipment(turn: Turn, values: Json, again: bool) -> None:
    order = await access_own(turn, values, "buyer")
    assert order is not None
    named = [(one.tracking_number, _name(one)) for one in order.on_the_way]
    buttons: list[Button] = [
        button(label, "report_arrival", order_number=order.number, shipment=held)
        for held, label in (*named, (_ALL, term("shipment.all")))
    ]
    shown = {**order_values(order), "shipments": lines(name for _, name in named)}
    turn.say("utter_arrival_which_again" if again else "utter_arrival_which", shown, buttons=buttons)


def _name(shipment: Shipment) -> Value:
    values = shipment_values(shipment)
    return term("shipment.line", part=values["part"], tracking_number=values["tracking_number"], day=values["shipped"])


async def _confirm(turn: Turn, values: Json, again: bool) -> None:
    order = await access_own(turn, values, "buyer")
    assert order is not None
    period = (await turn.market.operator.find_terms()).claim_period
    buttons = confirm_buttons(turn, "button.arrived_now", "button.not_arrived")
    shown = {
        **order_values(order),
        "arrived": _describe_arrived(order, str(values.get("shipment"))),
        "period": days(period.days),
        "until": date((turn.now + period).date()),
    }
    turn.say("utter_arrival_confirm_again" if again else "utter_arrival_confirm", shown, buttons=buttons)


def _describe_arrived(order: Order, meant: str) -> Value:
    """Returns in words the goods that have arrived: the shipment `meant`, or the quantity of all shipments on their
    way."""
    one = next((shipment for shipment in order.shipments if shipment.tracking_number == meant), None)
    if one is not None and one.quantity:
        return term("shipment.part_of", part=quantity(one.quantity), tracking_number=code(one.tracking_number))
    parts = [shipment.quantity for shipment in order.on_the_way]
    if order.state == "shipped" and len(order.on_the_way) == len(order.shipments):
        return quantity(order.whole)
    return term("shipment.parts", parts=lines(quantity(part) for part in parts if part))


async def _receive(turn: Turn, values: Json) -> None:
    """Records the arrival, only once even if the turn is repeated."""
    number, meant = str(values["order_number"]), str(values["shipment"])
    key = WriteKey(turn.context.message_id, "report_arrival")
    before = await turn.market.orders.access_order(turn.account, number)
    one = next((shipment for shipment in before.shipments if shipment.tracking_number == meant), None)
    shipment_id = one.id if one else None
    if one is None and meant != _ALL:  # the supplier has corrected the tracking number
        return await start(turn, ARRIVAL, {"order_number": number})
    done = await turn.market.purchases.report_arrival(turn.account, number, shipment_id, key)
    order = await turn.market.orders.access_order(turn.account, number)
    whole = order.state == "delivered"
    response = "utter_arrival_not_now" if not done else "utter_arrived_now" if whole else "utter_part_arrived_now"
    turn.say(response, order_values(order), cards=[order_card(turn, order)])
    turn.done.append("record_arrival")
    return None


ARRIVAL = declare(
    Task(
        name="arrival",
        deeds=frozenset(("register",)),
        intent="report_arrival",
        slots=(Slot("shipment", "choice", _ask_shipment),),
        read=_read,
        describe=_describe,
        confirm=_confirm,
        effect=_receive,
        is_there=check_own("buyer", "utter_no_order_to_receive"),
        refused="utter_arrival_not_recorded",
        about={"order_number": "order_number"},
    )
)
"""The task of reporting that goods have arrived."""
