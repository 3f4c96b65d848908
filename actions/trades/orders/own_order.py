"""Reads the order that a task is about, as long as it belongs to the contact."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from actions.dialogue.discourse import Json
from actions.dialogue.turn import Turn
from actions.marketplace.base.errors import NotFound
from actions.marketplace.base.records import Role
from actions.marketplace.trades.orders.records import Order
from actions.replies import button


async def access_own(turn: Turn, values: Json, role: Role) -> Order | None:
    """Returns the order of the task, or None if the contact has meanwhile signed in as somebody else. If an earlier
    version of Caravan began the task as a message to the team, the value `named` holds the order's number."""
    if turn.context.role != role:
        return None
    number = values.get("order_number") or values.get("named")
    try:
        return await turn.market.orders.access_order(turn.account, str(number))
    except NotFound:
        return None


def check_own(role: Role, sorry: str) -> Callable[[Turn, Json], Awaitable[bool]]:
    """Returns a function that checks whether the order still belongs to this contact, and says `sorry` if it does
    not."""

    async def is_there(turn: Turn, values: Json) -> bool:
        if await access_own(turn, values, role) is not None:
            return True
        turn.say(sorry, buttons=[button("button.my_orders", "list_orders")])
        return False

    return is_there
