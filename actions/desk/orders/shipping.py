"""Records shipments, corrects them and puts their arrival off in a supplier's name, and reports their arrival in a
buyer's name."""

from __future__ import annotations

from collections.abc import Sequence

from actions.desk.acts import Act, Asked, Change, Field, Option, Problem
from actions.desk.fields import list_shipping_fields, read_tracking, write_number
from actions.desk.orders.steps import find_state_change, is_next, say_day, step_act
from actions.marketplace.base.records import Quantity, WriteKey
from actions.marketplace.trades.orders.carriers import carrier_names
from actions.marketplace.trades.orders.lifecycle import Event
from actions.marketplace.trades.orders.records import Order, Shipment
from actions.replies import code, date, lines, quantity, term, text
from actions.trades.orders.cards import payment_line


def _list_shipments(order: Order) -> list[Option]:
    return [
        {
            "value": str(one.id),
            "label": term("desk.shipment", carrier=text(one.carrier_name), number=code(one.tracking_number)),
        }
        for one in order.on_the_way
    ]


def _list_choice(order: Order) -> tuple[Field, ...]:
    """Returns the field that says which shipment is meant."""
    found = _list_shipments(order)
    return (Field("shipment", "choice", "desk.which_shipment", found[0]["value"] if found else "", found),)


def _find_chosen(asked: Asked) -> Shipment:
    order: Order = asked.row
    return next(one for one in order.on_the_way if str(one.id) == asked.text("shipment"))


def _has_some_on_the_way(order: Order) -> bool:
    return bool(order.on_the_way)


def _list_shipping(order: Order) -> tuple[Field, ...]:
    return (
        *list_shipping_fields(),
        Field("quantity", "number", "field.quantity", write_number(order.left_to_ship.value)),
    )


def _read_part(asked: Asked) -> Quantity:
    left = asked.row.left_to_ship
    amount = asked.number("quantity") or left.value
    if amount > left.value:
        raise Problem("too_much")
    return Quantity(amount, left.unit)


def _find_shipping(asked: Asked) -> list[Change]:
    order, part = asked.row, _read_part(asked)
    event: Event = "ship" if part.value == order.left_to_ship.value else "ship_part"
    return [
        *find_state_change(order, event),
        ("field.quantity", None, quantity(part)),
        ("field.carrier", None, text(carrier_names(asked.text("carrier")))),
        ("field.tracking_number", None, code(read_tracking(asked))),
        *_warn_of_unpaid(asked),
    ]


def _warn_of_unpaid(asked: Asked) -> list[Change]:
    """Returns a line of the payments that were to arrive before the goods leave and have not, if there are any."""
    unpaid = asked.row.find_unpaid(asked.today)
    return [("desk.unpaid", lines(map(payment_line, unpaid)), None)] if unpaid else []


async def _ship(asked: Asked, key: WriteKey) -> bool:
    part, number = _read_part(asked), read_tracking(asked)
    carrier = asked.text("carrier")
    return await asked.market.fulfilment.ship_order(
        asked.account, asked.row.number, carrier, number, key, quantity=part.value
    )


def _list_correcting(order: Order) -> tuple[Field, ...]:
    carrier, tracking = list_shipping_fields()
    same: Option = {"value": "", "label": term("desk.same_carrier")}
    options = [same, *carrier.options]
    return (*_list_choice(order), tracking, Field("carrier", "choice", carrier.label, "", options, is_required=False))


def _find_correction(asked: Asked) -> list[Change]:
    shipment, new, carrier = _find_chosen(asked), read_tracking(asked), asked.text("carrier")
    changes: list[Change] = []
    if new != shipment.tracking_number:
        changes.append(("field.tracking_number", code(shipment.tracking_number), code(new)))
    if carrier and carrier != shipment.carrier:
        changes.append(("field.carrier", text(shipment.carrier_name), text(carrier_names(carrier))))
    if not changes:
        raise Problem("nothing")
    return changes


async def _correct(asked: Asked, key: WriteKey) -> bool:
    return await asked.market.fulfilment.correct_tracking(
        asked.account,
        asked.row.number,
        int(asked.text("shipment")),
        read_tracking(asked),
        key,
        asked.text("carrier") or None,
    )


def _list_right_quantity(order: Order) -> tuple[Field, ...]:
    return (*_list_choice(order), Field("quantity", "number", "desk.right_quantity"))


def _find_right_quantity(asked: Asked) -> list[Change]:
    order, shipment, new = asked.row, _find_chosen(asked), asked.number("quantity")
    was = shipment.quantity or order.lines[0].quantity
    most = order.left_to_ship.value + was.value
    if new is None or new > most:
        raise Problem("too_much")
    if new == was.value:
        raise Problem("nothing")
    event: Event = "correct_whole" if new == most else "correct_part"
    right = Quantity(new, was.unit)
    return [*find_state_change(order, event), ("field.quantity", quantity(was), quantity(right))]


async def _correct_quantity(asked: Asked, key: WriteKey) -> bool:
    new = asked.number("quantity")
    assert new is not None
    shipment = int(asked.text("shipment"))
    return await asked.market.fulfilment.correct_quantity(asked.account, asked.row.number, shipment, new, key)


def _list_later_day(order: Order) -> tuple[Field, ...]:
    return (*_list_choice(order), Field("day", "day", "field.eta"))


def _find_later_day(asked: Asked) -> list[Change]:
    shipment, day = _find_chosen(asked), asked.day("day")
    if day is None or day < asked.today:
        raise Problem("past")
    if day == shipment.eta:
        raise Problem("nothing")
    return [("field.eta", say_day(shipment.eta), date(day))]


async def _expect_later(asked: Asked, key: WriteKey) -> bool:
    day, shipment = asked.day("day"), int(asked.text("shipment"))
    assert day is not None
    return await asked.market.fulfilment.expect_later(asked.account, asked.row.number, shipment, day, key, asked.reason)


def _list_arriving(order: Order) -> tuple[Field, ...]:
    several = len(order.on_the_way) > 1
    field = Field("shipment", "choice", "desk.which_shipment", "", _list_shipments(order), is_required=False)
    return (field,) if several else ()


def _find_arrival(asked: Asked) -> list[Change]:
    order: Order = asked.row
    chosen = asked.text("shipment")
    all_of_it = order.state == "shipped" and (not chosen or len(order.on_the_way) == 1)
    if all_of_it:
        return find_state_change(order, "receive")
    meant: Sequence[Shipment] = [one for one in order.on_the_way if chosen in ("", str(one.id))]
    return [("field.arrived", None, lines(code(one.tracking_number) for one in meant))]


async def _receive(asked: Asked, key: WriteKey) -> bool:
    chosen = asked.text("shipment")
    return await asked.market.purchases.report_arrival(
        asked.account, asked.row.number, int(chosen) if chosen else None, key
    )


def _can_arrive(order: Order) -> bool:
    return is_next(order, "receive_part") and (bool(order.on_the_way) or not order.shipments)


SHIPPING: tuple[Act, ...] = (
    step_act("order.ship", "supplier", ("ship", "ship_part"), _ship, _find_shipping, _list_shipping),
    step_act(
        "order.arrival_late", "supplier", ("arrive_late",), _expect_later, _find_later_day, _list_later_day,
        when=_has_some_on_the_way,
    ),
    step_act(
        "order.correct_tracking", "supplier", ("correct_tracking",), _correct, _find_correction, _list_correcting,
        when=_has_some_on_the_way,
    ),
    step_act(
        "order.correct_quantity", "supplier", ("correct_part", "correct_whole"), _correct_quantity, _find_right_quantity,
        _list_right_quantity, when=_has_some_on_the_way,
    ),
    step_act("order.receive", "buyer", ("receive_part", "receive"), _receive, _find_arrival, _list_arriving, when=_can_arrive),
)  # fmt: skip
