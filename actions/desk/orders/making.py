"""Takes a supplier's steps from the confirmation of an order to the end of its production, in the supplier's name."""

from __future__ import annotations

from decimal import Decimal

from actions.desk.acts import Act, Asked, Change, Field, Problem
from actions.desk.fields import read_words
from actions.desk.orders.steps import find_state_change, say_day, step_act
from actions.marketplace.base.records import WriteKey
from actions.marketplace.trades.orders.records import Order
from actions.replies import date
from actions.trades.orders.progress import describe_progress

_LONGEST_STEP = 200


async def _confirm(asked: Asked, key: WriteKey) -> bool:
    return await asked.market.fulfilment.confirm_order(asked.account, asked.row.number, key)


async def _decline(asked: Asked, key: WriteKey) -> bool:
    return await asked.market.fulfilment.decline_order(asked.account, asked.row.number, asked.reason, key)


async def _start(asked: Asked, key: WriteKey) -> bool:
    return await asked.market.fulfilment.start_production(asked.account, asked.row.number, key)


async def _finish(asked: Asked, key: WriteKey) -> bool:
    return await asked.market.fulfilment.finish_production(asked.account, asked.row.number, key)


def _list_progress(_order: Order) -> tuple[Field, ...]:
    return (
        Field("made", "number", "desk.made", is_required=False),
        Field("step", "text", "desk.production_step", is_required=False, longest=_LONGEST_STEP),
    )


def _read_progress(asked: Asked) -> tuple[Decimal | None, str | None]:
    made, step = asked.number("made"), read_words(asked, "step") or None
    if made is None and step is None:
        raise Problem("no_progress")
    if made is not None and made >= asked.row.lines[0].quantity.value:
        raise Problem("not_part")
    return made, step


def _find_progress(asked: Asked) -> list[Change]:
    made, step = _read_progress(asked)
    return [
        *find_state_change(asked.row, "progress"),
        ("desk.progress", None, describe_progress(asked.row, made, step)),
    ]


async def _report_progress(asked: Asked, key: WriteKey) -> bool:
    made, step = _read_progress(asked)
    return await asked.market.fulfilment.report_progress(asked.account, asked.row.number, key, made, step)


def _list_ship_day(order: Order) -> tuple[Field, ...]:
    return (Field("day", "day", "field.ships", order.ships_on.isoformat() if order.ships_on else ""),)


def _find_ship_day(asked: Asked) -> list[Change]:
    day = asked.day("day")
    if day is None or day < asked.today:
        raise Problem("past")
    if day == asked.row.ships_on:
        raise Problem("nothing")
    return [("field.ships", say_day(asked.row.ships_on), date(day))]


async def _set_ship_day(asked: Asked, key: WriteKey) -> bool:
    day = asked.day("day")
    assert day is not None
    return await asked.market.fulfilment.set_ship_day(asked.account, asked.row.number, day, key, reason=asked.reason)


MAKING: tuple[Act, ...] = (
    step_act("order.confirm", "supplier", ("confirm",), _confirm),
    step_act("order.decline", "supplier", ("decline",), _decline),
    step_act("order.start", "supplier", ("start",), _start),
    step_act("order.progress", "supplier", ("progress",), _report_progress, _find_progress, _list_progress),
    step_act("order.finish", "supplier", ("finish",), _finish),
    step_act("order.ship_day", "supplier", ("set_ship_day", "postpone"), _set_ship_day, _find_ship_day, _list_ship_day),
)
