"""Declares the task of correcting the tracking number of a shipment on its way: it asks for the right number and a
final "yes", and then tells the buyer."""

from __future__ import annotations

from actions.dialogue.discourse import Json
from actions.dialogue.said.entities import read_amount
from actions.dialogue.tasks import Slot, Task, confirm_buttons, declare
from actions.dialogue.turn import Turn
from actions.marketplace.base.records import WriteKey
from actions.marketplace.trades.orders.carriers import carrier_names, find_carrier
from actions.marketplace.trades.orders.records import Order, Shipment
from actions.marketplace.trades.orders.tracking import read_tracking_number
from actions.replies import Value, button, code, text
from actions.trades.orders.cards import order_card, order_values, shipment_values
from actions.trades.orders.own_order import access_own
from actions.trades.orders.selling.reading_shipments import read_shipment

_LEAST_DIGITS, _MOST_DIGITS = 2, 6
"""The least and the most digits that people name when they correct only the end of a number."""


def begin_values(turn: Turn, order: Order, known: Json) -> Json:
    """Returns the values of the task that a message gives: the shipment that it means, and the right number."""
    said = [number for word in turn.entities.words("tracking_number") if (number := read_tracking_number(word))]
    pointed = turn.cues.find_ordinals(len(order.on_the_way)) if len(order.on_the_way) > 1 else []
    at_hand = order.on_the_way[pointed[0] if len(pointed) == 1 else -1]
    of_carrier = [one for one in order.on_the_way if one.carrier == known.get("carrier")]
    at_hand = of_carrier[0] if len(of_carrier) == 1 and not pointed else at_hand
    meant = next((one for one in order.on_the_way if one.tracking_number in said), at_hand)
    new = [number for number in said if number != meant.tracking_number]
    right = new[-1] if new else _find_other_ending(turn, order, meant) or known.get("tracking_number")
    carrier = known.get("carrier")
    return {
        "order_number": order.number,
        "shipment": meant.id,
        "tracking_number": right if right != meant.tracking_number else None,
        "carrier": carrier if carrier != meant.carrier else None,
    }


def _find_other_ending(turn: Turn, order: Order, shipment: Shipment) -> str | None:
    """Returns the shipment's tracking number with a new ending, if the message names exactly one other ending: "it
    ended in 7751, not 7715", 末两位应该是48."""
    old = shipment.tracking_number or ""
    counted = [amount.value for amount in map(read_amount, turn.entities.values("quantity")) if amount and amount.unit]
    digits = [str(int(each)) for each in turn.numbers if not each % 1 and each not in counted]
    endings = [each for each in digits if _LEAST_DIGITS <= len(each) <= _MOST_DIGITS and each not in order.number]
    others = list(dict.fromkeys(each for each in endings if not old.endswith(each)))
    fits = not turn.is_pressed and len(others) == 1 and len(old) > len(others[0]) and old[-len(others[0]) :].isdecimal()
    return f"{old[: -len(others[0])]}{others[0]}" if fits else None


def _find_shipment(order: Order | None, values: Json) -> Shipment | None:
    """Returns the shipment that the task is about, else the latest one on its way."""
    if order is None or values.get("shipment") is None:
        return order.on_the_way[-1] if order and order.on_the_way else None
    return next((one for one in order.shipments if one.id == values["shipment"]), None)


async def _read(turn: Turn, known: Json, asked: str | None) -> Json:
    found = read_shipment(turn, asked if asked == "tracking_number" else None)
    order = await access_own(turn, known, "supplier")
    shipment = _find_shipment(order, known)
    said = [number for word in turn.entities.words("tracking_number") if (number := read_tracking_number(word))]
    if shipment and len(said) > 1:
        found["tracking_number"] = next((one for one in reversed(said) if one != shipment.tracking_number), None)
    if shipment and found.get("tracking_number") == shipment.tracking_number:
        found.pop("tracking_number")
    if order and shipment and not found.get("tracking_number"):
        found["tracking_number"] = _find_other_ending(turn, order, shipment)
    return {name: value for name, value in found.items() if value}


async def _ask_number(turn: Turn, values: Json, again: bool) -> None:
    order = await access_own(turn, values, "supplier")
    shipment = _find_shipment(order, values)
    shown = {**order_values(order), **shipment_values(shipment)} if order and shipment else {}
    turn.say("utter_tracking_which_again" if again else "utter_tracking_which", shown)


def _values(order: Order, values: Json) -> dict[str, Value]:
    shipment = _find_shipment(order, values)
    assert shipment is not None
    carrier = values.get("carrier")
    name = text(carrier_names(str(carrier)) if carrier else shipment.carrier_name)
    new = code(str(values.get("tracking_number")))
    return {**order_values(order), "carrier": name, "new": new, "old": code(shipment.tracking_number)}


async def _confirm(turn: Turn, values: Json, again: bool) -> None:
    order = await access_own(turn, values, "supplier")
    assert order is not None
    buttons = confirm_buttons(turn, "button.correct_now", "button.do_not_report")
    response = "utter_tracking_confirm_again" if again else "utter_tracking_confirm"
    turn.say(response, _values(order, values), buttons=buttons)


async def _correct(turn: Turn, values: Json) -> None:
    """Corrects the number, only once even if the turn is repeated."""
    number, tracking, carrier = str(values["order_number"]), str(values["tracking_number"]), values.get("carrier")
    before = await turn.market.orders.access_order(turn.account, number)
    shipment = _find_shipment(before, values)
    assert shipment is not None
    shown, key = _values(before, values), WriteKey(turn.context.message_id, "correct_tracking")
    correct = turn.market.fulfilment.correct_tracking
    done = await correct(turn.account, number, shipment.id, tracking, key, carrier)
    order = await turn.market.orders.access_order(turn.account, number)
    response = "utter_tracking_corrected_now" if done else "utter_tracking_not_now"
    turn.say(response, {**shown, **order_values(order)}, cards=[order_card(turn, order)])
    turn.done.append("record_shipment")


async def _is_there(turn: Turn, values: Json) -> bool:
    """Returns whether the order still belongs to the contact and has such a shipment. If not, tells the contact so."""
    if _find_shipment(await access_own(turn, values, "supplier"), values) is not None:
        return True
    turn.say("utter_no_order_to_ship", buttons=[button("button.my_orders", "list_orders")])
    return False


def _describe(turn: Turn, values: Json) -> list[Value]:
    words: list[Value] = []
    if number := values.get("tracking_number"):
        words.append(code(str(number)))
    if (carrier := values.get("carrier")) and find_carrier(str(carrier)):
        words.append(text(carrier_names(str(carrier))))
    return words


TRACKING = declare(
    Task(
        name="tracking",
        is_change=True,
        deeds=frozenset(("register", "change")),
        intent="ship_order",
        slots=(Slot("tracking_number", "number", _ask_number),),
        read=_read,
        describe=_describe,
        confirm=_confirm,
        effect=_correct,
        is_there=_is_there,
        refused="utter_ship_not_recorded",
        about={"order_number": "order_number"},
    )
)
"""The task of correcting a tracking number."""
